"""When records happened, read once for each date, and the form that a wrong date should have."""

from __future__ import annotations

import re

from detente.evidence.records._dates import end_of_gap, has_calendar, moment, read_date, read_number
from detente.game import Clock, ClockFault

REMEMBERED = 100_000
"""What was found about so many different entries is kept, so that it is found once."""

_PARTS = re.compile(r"(\d{1,4})([-./ ])(\d{1,2})\2(\d{1,4})(?:[T ].*)?", flags=re.ASCII)


class Timing:
    """Reads dates against a clock.

    Without a clock dates and plain numbers are both good, but all must be of the form of the first.
    """

    def __init__(self, clock: Clock | None) -> None:
        self.clock = clock
        self._moments: dict[str, float | ClockFault] = {}

    @property
    def calendar(self) -> bool:
        """Whether dates are calendar dates, as far as is known."""
        return self.clock is None or has_calendar(self.clock)

    @property
    def form(self) -> str:
        """How to write a date."""
        return "write it like 2016-03-15" if self.calendar else "write a number of clock units like 12 or 12.5"

    def moment(self, text: str) -> float:
        """Clock units from the start to a date; raises ClockFault."""
        found = self._moments.get(text)
        if found is None:
            try:
                found = self._read(text)
            except ClockFault as fault:
                found = fault
            if len(self._moments) < REMEMBERED:
                self._moments[text] = found
        if isinstance(found, ClockFault):
            raise ClockFault(str(found))
        return found

    def end(self, begin: str, until: str) -> float:
        """Clock units from the start to the end of a gap; raises ClockFault."""
        return end_of_gap(begin, until, self.clock or Clock())

    def _read(self, text: str) -> float:
        if self.clock is not None:
            return moment(text, self.clock)
        numbers = Clock("day", None)
        try:
            time = read_number(text, numbers)
        except ClockFault:
            self.clock = Clock("day", read_date(text))
            return 0.0
        self.clock = numbers
        return time

    def repaired(self, text: str) -> str | None:
        """A hint with the date in the form expected, where there is no doubt which day is meant."""
        text = text.strip()[:40]
        if re.fullmatch("[0-9]{8}", text):
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        numbers = _PARTS.fullmatch(text)
        if numbers is None or not self.calendar:
            return None
        first, separator, second, third = numbers.groups()
        if len(first) == 4:
            parts = (first, second, third)
        elif len(third) == 4 and (separator == "." or int(first) > 12):
            parts = (third, second, first)
        else:
            return "write year, month and day, as in 2016-03-15"
        text = f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}"
        try:
            read_date(text)
        except ClockFault:
            return None
        return f"write `{text}`"
