"""From when to when: two dates, or two numbers of clock units, both inclusive and each may be open."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from detente.evidence.mapping._tree import Faults, Node

EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Period:
    """Times from ``first`` to ``last``: days since 1970, or clock units."""

    first: float = -math.inf
    last: float = math.inf


def day_number(date: dt.date) -> float:
    """Days since 1970."""
    return float((date - EPOCH).days)


def read_period(node: Node, faults: Faults, numbers: bool) -> Period | None:
    """A period as a list of two; None, with a diagnostic, where it is none."""
    if not isinstance(node.value, list) or len(node.value) != 2:
        example = "[10, 20]" if numbers else "[2016-02-27, 2016-10-31]"
        hint = f"write `{example}`; leave one empty with `~`"
        faults.add("S007", "`between` is a list of two dates", node.place, hint=hint)
        return None
    first, last = (_read(one, faults, numbers) for one in node.value)
    if first is not None and last is not None and first > last:
        faults.add("M007", "the period ends before it begins", node.place)
    return Period(-math.inf if first is None else first, math.inf if last is None else last)


def _read(node: Node, faults: Faults, numbers: bool) -> float | None:
    if node.empty:
        return None
    if numbers:
        return faults.number(node, "an end of `between`")
    text = faults.word(node, "an end of `between`")
    try:
        if len(text) != 10:
            raise ValueError
        return day_number(dt.date.fromisoformat(text))
    except ValueError:
        faults.add("R006", f"`{text[:40]}` is no date; write it like 2016-03-15", node.place)
        return None
