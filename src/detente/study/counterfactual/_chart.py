"""Differences as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.charts import Chart, bars
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.study.counterfactual._result import Comparison


def chart_of(found: Comparison) -> Chart:
    """One bar a chance and change: how much it rises or falls."""
    rows = [
        (f"{one.name}: {each.option or each.question}", each.difference)
        for one in found.variants
        for each in one.answers
        if (each.question.startswith("P(") or each.option) and each.difference == each.difference
    ]
    if not rows:
        raise UsageError("no answer is a chance, so there is nothing to draw", "ask one: `P(A, at=30)`")
    labels, values = [one[0] for one in rows], [one[1] for one in rows]
    title = "What the changes do to the chances"
    return bars(title, labels, values, lambda one: f"{100 * one:+.1f} points", ("chance", "difference"), "comparison")
