"""Numbers and names as a reader says them."""

from __future__ import annotations

from collections.abc import Mapping

from detente.game import Clock
from detente.report._briefing import Value
from detente.words import duration as duration
from detente.words import is_chance as is_chance
from detente.words import is_time as is_time
from detente.words import listed as listed
from detente.words import number as number
from detente.words import percent as percent
from detente.words import plain as plain
from detente.words import prose as prose
from detente.words import quoted as quoted
from detente.words import roughly as roughly
from detente.words import said_date as said_date
from detente.words import times as times


def moment_said(time: float, clock: Clock) -> str:
    """A time after the start as a date, or as a number of clock units."""
    date = clock.date(time)
    return f"{date.day} {date:%B %Y}" if date else f"{clock.unit} {time:g}"


def is_reached(question: str, value: Value) -> bool:
    """Whether what is asked about has come already: only then is it sure to come within a finite time."""
    if not isinstance(value, float):
        return False
    text = question.replace(" ", "")
    return (text.startswith("P(eventually(") and value >= 1 - 1e-9) or (is_time(question) and value == 0)


def answered(question: str, value: Value, unit: str) -> str:
    """The answer in a cell of a table."""
    if value is None:
        return "past"
    if isinstance(value, Mapping):
        ranked = sorted(value.items(), key=lambda one: -one[1])
        return ", ".join(f"{plain(name)} {percent(chance)}" for name, chance in ranked if chance >= 0.005)
    if is_reached(question, value):
        return "so already"
    if is_chance(question):
        return percent(value)
    return duration(value, unit) if is_time(question) else number(value)
