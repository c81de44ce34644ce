"""Numbers and names as a reader says them: shared by every room that writes sentences, tables or captions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence


def percent(chance: float) -> str:
    """A probability as a percentage; never 0% or 100% for what is only nearly so."""
    if math.isnan(chance):
        return "no answer"
    if chance <= 0:
        return "0%"
    if chance >= 1 - 1e-12:
        return "100%"
    rounded = f"{100 * chance:.0f}%"
    return {"0%": "<1%", "100%": ">99%"}.get(rounded, rounded)


def number(value: float) -> str:
    """Three significant digits, thousands with commas."""
    if math.isnan(value):
        return "no answer"
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
    if math.isinf(value):
        return "unbounded"
    return f"{number(value)} {unit}{'' if value == 1 else 's'}"


def roughly(value: float, unit: str) -> str:
    """An estimated time: two digits, whole units above 100."""
    shown = f"{value:,.0f}" if value >= 99.5 else f"{float(f'{value:.2g}'):g}"
    return f"{shown} {unit}{'' if shown == '1' else 's'}"


def said_date(written: str) -> str:
    """A date as it is written in files, as a reader says it; other texts stay."""
    try:
        date = dt.date.fromisoformat(written)
    except ValueError:
        return written
    return f"{date.day} {date:%B %Y}"


def is_chance(question: str) -> bool:
    """Whether the answer is a probability or a share, by how the question begins."""
    text = question.replace(" ", "")
    return text.startswith(("P(", "S(", "E(share_of_time("))


def is_time(question: str) -> bool:
    """Whether the answer is a duration."""
    return question.replace(" ", "").startswith("E(time_to(")


def times(count: float) -> str:
    """An expected number of times."""
    return "<0.01" if 0 < count < 0.01 else number(count)


def listed(words: Sequence[str]) -> str:
    """Words with commas and a last "and"."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def quoted(text: str) -> str:
    """A text with quotation marks in the place of the marks that set names apart in source."""
    return text.replace("`", '"')


def prose(text: str) -> str:
    """A text without the marks that set names apart in source."""
    return text.replace("`", "")


def plain(name: str) -> str:
    """An identifier as words."""
    return name.replace("_", " ")
