"""Dates of records in clock units: calendar dates, or plain numbers where the game has no calendar."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

from detente.errors import UsageError
from detente.game import Clock, ClockFault

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LONGEST = 40
"""Characters of a date beyond which it is not looked at."""


def has_calendar(clock: Clock) -> bool:
    """Whether dates of this clock are calendar dates."""
    try:
        clock.at(dt.date(2000, 1, 1))
    except ClockFault:
        return False
    return True


def moment(date: str | dt.date | float, clock: Clock) -> float:
    """Clock units from the start to a date (at 00:00), or to a number of clock units.

    A number given as text is taken only where the clock has no calendar: ``2016`` is hardly meant as a number of days.

    Raises
    ------
    ClockFault
        Where it cannot be read; the message says what was expected.
    """
    if isinstance(date, dt.datetime):
        raise ClockFault("records have day precision; give a date without a time of day")
    if isinstance(date, dt.date):
        return clock.at(date)
    if not isinstance(date, str):
        return _finite(float(date), f"{date}")
    if has_calendar(clock):
        return clock.at(read_date(date))
    return read_number(date, clock)


def read_date(text: str) -> dt.date:
    """A date written as ``2016-03-15``, and in no other way."""
    found = _DATE.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise ClockFault(f"`{text[:_LONGEST]}` is no date; write it like 2016-03-15")
    year, month, day = (int(one) for one in found.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ClockFault(f"`{text}` is no day of the calendar") from None


def read_number(text: str, clock: Clock) -> float:
    """A number of clock units, for clocks without a calendar."""
    if len(text) > _LONGEST or _NUMBER.fullmatch(text) is None:
        unit = f"{clock.unit}s"
        raise ClockFault(f"`{text[:_LONGEST]}` is no number of {unit}; this scenario has no dates, so write 12 or 12.5")
    return _finite(float(text), text)


def _finite(number: float, text: str) -> float:
    if not math.isfinite(number):
        raise ClockFault(f"`{text[:_LONGEST]}` is not finite")
    return number


def end_of_gap(begin: str, until: str, clock: Clock) -> float:
    """Clock units from the start to the end of a gap: the date on which reports resume, or a length such as ``5 days``.

    Raises
    ------
    ClockFault
        Where either cannot be read.
    """
    if any(one.isalpha() for one in until) and not _is_number(until):
        length = clock.duration(until)
        return moment(begin, clock) + _finite(length, until)
    return moment(until, clock)


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST and _NUMBER.fullmatch(text) is not None


def written_duration(units: float, clock: Clock) -> str:
    """A length of time that :func:`end_of_gap` reads back."""
    return f"{units!r} {clock.unit}" + ("" if clock.unit.endswith("s") else "s")


def timed(dates: Sequence[str]) -> tuple[list[float], dt.date | None]:
    """Dates as days after the first of them; numbers of clock units as they are, and then None.

    Raises
    ------
    UsageError
        Where some are dates and others are not.
    """
    try:
        days = [dt.date.fromisoformat(one) for one in dates]
    except ValueError:
        pass
    else:
        begin = min(days)
        return [float((day - begin).days) for day in days], begin
    try:
        return [float(one) for one in dates], None
    except ValueError:
        raise UsageError("some dates are no ISO dates and some no numbers: they cannot stand on one axis") from None
