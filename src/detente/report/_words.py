"""Numbers and names as a reader says them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from detente.report._briefing import Value


def percent(chance: float) -> str:
    """A probability as a percentage; never 0% or 100% for what is only nearly so."""
    if chance <= 0:
        return "0%"
    if chance >= 1:
        return "100%"
    rounded = f"{100 * chance:.0f}%"
    return {"0%": "<1%", "100%": ">99%"}.get(rounded, rounded)


def number(value: float) -> str:
    """Three significant digits, thousands with commas."""
    if not math.isfinite(value):
        return "never ends" if value > 0 else "-inf"
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def duration(value: float, unit: str) -> str:
    """A time with its unit; infinite where something may never come."""
    if not math.isfinite(value):
        return "unbounded"
    return f"{number(value)} {unit}{'' if value == 1 else 's'}"


def is_chance(question: str) -> bool:
    """Whether the answer is a probability or a share, by how the question begins."""
    text = question.replace(" ", "")
    return text.startswith(("P(", "S(", "E(share_of_time("))


def is_time(question: str) -> bool:
    """Whether the answer is a duration."""
    return question.replace(" ", "").startswith("E(time_to(")


def answered(question: str, value: Value, unit: str) -> str:
    """The answer in a cell of a table."""
    if value is None:
        return "past"
    if isinstance(value, Mapping):
        ranked = sorted(value.items(), key=lambda one: -one[1])
        return ", ".join(f"{plain(name)} {percent(chance)}" for name, chance in ranked if chance >= 0.005)
    if is_chance(question):
        return percent(value)
    return duration(value, unit) if is_time(question) else number(value)


def prose(text: str) -> str:
    """A text without the marks that set names apart in source."""
    return text.replace("`", "")


def plain(name: str) -> str:
    """An identifier as words."""
    return name.replace("_", " ")
