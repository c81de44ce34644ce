"""The clock of a game: its unit, its start date, and durations and dates in clock units."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass

UNITS = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 7 * 86400.0,
    "month": 30.436875 * 86400.0,
    "year": 365.2425 * 86400.0,
}
"""Seconds in each unit (a month and a year are Gregorian means)."""

_DURATION = re.compile(r"^\s*([0-9.eE+-]+)\s*([a-zA-Z]*)\s*$")


class ClockFault(ValueError):
    """A duration or date that cannot be read; the message says what was expected."""


@dataclass(frozen=True)
class Clock:
    """Time of a game in units of ``unit``, counted from ``start`` where a date is known.

    Parameters
    ----------
    unit
        One of second, minute, hour, day, week, month, year, or any other word for a unit of
        its own ("round", "step"), which then mixes with no other.
    start
        The calendar date (UTC, at 00:00) of time 0.
    """

    unit: str = "day"
    start: dt.date | None = None

    def duration(self, text: str | float) -> float:
        """Clock units in a duration such as ``"5 days"``, ``"36 hours"`` or a plain number of units."""
        if isinstance(text, int | float):
            return float(text)
        if text.strip() == "inf":
            return math.inf
        match = _DURATION.match(text)
        if match is None:
            raise ClockFault(f"`{text}` is no duration; write it like `5 days`")
        try:
            number = float(match.group(1))
        except ValueError:
            raise ClockFault(f"`{match.group(1)}` is no number; write a duration like `5 days`") from None
        word = match.group(2).lower()
        if word in ("", self.unit, self.unit + "s"):
            return number
        unit = word.removesuffix("s")
        if unit not in UNITS or self.unit not in UNITS:
            raise ClockFault(f"`{word}` is no unit that this clock ({self.unit}) can count; write it in {self.unit}s")
        return number * UNITS[unit] / UNITS[self.unit]

    def at(self, date: str | dt.date) -> float:
        """Clock units from the start to 00:00 UTC of a date."""
        if isinstance(date, str):
            try:
                date = dt.date.fromisoformat(date)
            except ValueError:
                raise ClockFault(f"`{date}` is no date; write it like 2016-03-15") from None
        if self.start is None or self.unit not in UNITS:
            raise ClockFault(
                "dates need a clock with a start date and a calendar unit: `clock: {unit: day, start: 2016-02-27}`"
            )
        return (date - self.start).days * UNITS["day"] / UNITS[self.unit]

    def date(self, time: float) -> dt.date | None:
        """The date on which ``time`` falls, where the clock has one."""
        if self.start is None or self.unit not in UNITS or not math.isfinite(time):
            return None
        try:
            return self.start + dt.timedelta(days=math.floor(time * UNITS[self.unit] / UNITS["day"] + 1e-9))
        except OverflowError:
            return None
