"""Counting events by day, and the level that a count stands for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.errors import Place
from detente.evidence.mapping._periods import EPOCH
from detente.evidence.mapping._tree import Faults, Node

COUNT_SLOTS = ("level", "count", "days")
"""What templates may name where events are counted."""

MAX_DAYS = 5_000_000


@dataclass(frozen=True)
class Count:
    """Events, or the sum of a column, over the last ``days`` days, and the level from each threshold on.

    ``levels`` rise; a count below the first has no level.
    """

    days: int
    sum: str | None
    levels: tuple[tuple[float, str], ...]
    place: Place
    sum_place: Place
    level_places: tuple[Place, ...]


def read_count(node: Node, faults: Faults) -> Count | None:
    """A `count:` of a rule."""
    entries = faults.mapping(node, ("days", "sum", "levels"), "`count`")
    days = faults.number(entries["days"], "`days`") if "days" in entries else 1.0
    if days is not None and (days < 1 or days != int(days) or days > 10_000):
        faults.add("S007", "`days` is a whole number from 1 on", entries["days"].place)
        days = None
    if "levels" not in entries:
        hint = "write the least count of each level: `levels: {0: low, 20: some, 60: heavy}`"
        faults.add("S006", "`count` has no `levels`", node.place, hint=hint)
        return None
    levels: list[tuple[float, str, Place]] = []
    found = faults.free(entries["levels"], "`levels`")
    for key, one in found.items():
        least = faults.number(Node(key, entries["levels"].keys[key]), "a threshold")
        word = faults.word(one, "a level")
        if least is not None:
            levels.append((least, word, one.place))
    if not found and isinstance(entries["levels"].value, dict):
        faults.add("S006", "`levels` is empty", entries["levels"].place)
    if len({least for least, *_ in levels}) < len(levels):
        faults.add("S008", "two levels have the same threshold", entries["levels"].place)
    total = faults.word(entries["sum"], "`sum`") if "sum" in entries else None
    levels.sort(key=lambda one: one[0])
    return Count(
        int(days or 1),
        total,
        tuple((least, word) for least, word, _ in levels),
        node.place,
        entries["sum"].place if "sum" in entries else node.place,
        tuple(place for *_, place in levels),
    )


@dataclass(frozen=True)
class Passed:
    """A count passed a threshold: on this day the level became another."""

    time: float
    level: str
    count: float


def passages(count: Count, times: np.ndarray, amounts: np.ndarray, first: float, last: float) -> Iterator[Passed]:
    """The days on which the level changes, and the first day that has one.

    Parameters
    ----------
    times, amounts
        (events,): the day of each event and what it adds.
    first, last
        The days between which all events are known; a count is made only when its days are all among them.

    Raises
    ------
    ValueError
        Where there are too many days.
    """
    low, high = int(np.floor(first)), int(np.floor(last))
    if high - low >= MAX_DAYS:
        raise ValueError(f"{high - low + 1:,} days are too many to count")
    daily = np.bincount(np.floor(times).astype(np.int64) - low, amounts, high - low + 1)
    running = np.concatenate([[0.0], np.cumsum(daily)])
    totals = running[count.days :] - running[: -count.days]
    thresholds = np.array([least for least, _ in count.levels])
    # Sums of decimal fractions may miss a threshold by a rounding error.
    at = np.searchsorted(thresholds, totals + 1e-9 * np.maximum(1.0, np.abs(totals)), side="right") - 1
    before = np.concatenate([[-1], at[:-1]])
    for day in np.flatnonzero((at != before) & (at >= 0)):
        yield Passed(float(low + count.days - 1 + day), count.levels[at[day]][1], float(totals[day]))


def written_day(time: float, numbers: bool) -> str:
    """The day of a count as a record writes its date."""
    return f"{time:.0f}" if numbers else (EPOCH + dt.timedelta(days=time)).isoformat()
