"""Answers and fans as frames, as pictures, and as a notebook shows them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.charts import Chart, bars, courses, frame_html
from detente.errors import UsageError
from detente.words import is_chance, percent, plain

if TYPE_CHECKING:
    import polars

    from detente.forecast._answer import Answer
    from detente.forecast._fan import Fan


def answers_frame(found: Sequence[Answer]) -> polars.DataFrame:
    """One row an answer or option."""
    import polars

    rows = [
        (one.question, option, value, one.error_bound, one.outcome.code)
        for one in found
        for option, value in _values(one)
    ]
    kinds = {"question": polars.String, "option": polars.String, "value": polars.Float64}
    return polars.DataFrame(
        rows, schema=kinds | {"error_bound": polars.Float64, "outcome": polars.String}, orient="row"
    )


def answers_html(found: Sequence[Answer]) -> str:
    """The answers as a table; the columns that say nothing are left out."""
    frame = answers_frame(found)
    keep = ["question", *(["option"] if any(frame["option"]) else []), "value"]
    if not all(one.outcome.converged for one in found):
        keep.append("outcome")
    present = found[0].now if found else None
    since = "" if present is None else f"As of {present.date or f'{present.time:g}'}."
    return frame_html("Answers", frame.select(keep), since, most=60)


def answers_chart(found: Sequence[Answer]) -> Chart:
    """The chances among the answers."""
    shown = [
        (one.question, option, value)
        for one in found
        if isinstance(one.value, Mapping) or is_chance(one.question)
        for option, value in _values(one)
        if value is not None
    ]
    if not shown:
        raise UsageError("none of these answers is a chance, so there are no bars to draw", "see `to_frame()`")
    labels = [f"{question}: {plain(option)}" if option else question for question, option, _ in shown]
    several = any(option for _, option, _ in shown)
    groups = [question for question, *_ in shown] if several else None
    values = [value for *_, value in shown]
    return bars("Chances", labels, values, percent, ("question", "chance"), "answers", groups, share=True)


def fan_chart(found: Fan, title: str) -> Chart:
    """The chances over time."""
    times = [found.now.time + time for time in found.times.tolist()]
    if not times or any(later < earlier for earlier, later in itertools.pairwise(times)):
        raise UsageError("there are no times, or they do not rise: there is no course to draw", "sort the times")
    clock = found.now.game.clock
    chances = [(plain(label), found.chances[:, at].tolist()) for at, label in enumerate(found.labels)]
    return courses(title, (clock.unit, clock.date(0.0)), times, chances, "fan")


def _values(one: Answer) -> list[tuple[str, float | None]]:
    if not one.outcome.converged:
        return [("", None)]
    if isinstance(one.value, Mapping):
        return list(one.value.items())
    return [("", None if math.isnan(one.value) else one.value)]
