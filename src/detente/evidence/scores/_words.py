"""Numbers, dates and lists as a reader says them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.evidence.explanations import percent as whole_percent
from detente.evidence.records import Record

if TYPE_CHECKING:
    from detente.evidence.scores._scores import Scores


def percent(chance: float) -> str:
    """A chance as a percentage; never 0% or 100% for what is only nearly so."""
    if math.isnan(chance):
        return "unknown"
    return whole_percent(chance)


def loss(value: float | None) -> str:
    """A score in a table."""
    if value is None or math.isnan(value):
        return ""
    return "infinite" if math.isinf(value) else f"{value:.3f}"


def ahead(horizon: float, unit: str) -> str:
    """A horizon with its unit."""
    return f"{horizon:g} {unit}{'' if horizon == 1 else 's'}"


def day(time: float, date: dt.date | None) -> str:
    """A date, or clock units where there are none."""
    return f"{time:g}" if date is None else f"{date.day} {date:%B %Y}"


def listed(words: Sequence[str]) -> str:
    """Words with commas and a last `and`."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def plain(name: str) -> str:
    """An identifier as words."""
    return name.replace("_", " ")


def named(found: Scores, question: str) -> str:
    """A question by its title."""
    return f"`{found.title(question)}`"


def described(record: Record | None) -> str:
    """A record in a few words."""
    if record is None:
        return "the silence since the last record"
    if record.kind == "gap":
        about = listed([plain(one) for one in record.factors]) or "anything"
        return f"the gap from {record.date} to {record.until} in reports about {about}"
    pairs = listed([f"{plain(one)} {plain(two)}" for one, two in zip(record.factors, record.values, strict=False)])
    doer = f"{plain(record.actor)}: {plain(record.move)}" if record.move else plain(record.actor)
    what = f"{pairs} ({doer})" if pairs and doer else pairs or doer
    kind = "the report of" if record.kind == "reading" else "the record of"
    return f"{kind} {record.date}, {what}"
