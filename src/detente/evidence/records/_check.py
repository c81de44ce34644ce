"""Whether records can be records of a game: dates, kinds, names, grades, order, repetitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from detente.errors import Diagnostic, Place
from detente.evidence.records._faults import SHOWN, Faults
from detente.evidence.records._names import Names
from detente.evidence.records._record import Record
from detente.evidence.records._shapes import Lazy, look_at_shape
from detente.evidence.records._timing import REMEMBERED, Timing
from detente.game import Clock, ClockFault, Game

Where = Callable[[str], Place]
"""From a column to the place of the entry in the file."""


def check_records(
    records: Iterable[Record], game: Game | None = None, *, shown: int | None = SHOWN, hints: bool = True
) -> list[Diagnostic]:
    """What is wrong with records, without using them.

    Parameters
    ----------
    game
        With it, dates before its start and names that it does not have are found too.
    shown
        So many diagnostics in full; a last one (R099) counts the rest. None: all.
    hints
        Whether to look for what may have been meant, which takes a while for very many.

    Returns
    -------
    diagnostics
        Codes R006 to R020; empty where all is well. What no path of the game can produce is found only when
        the records are used.
    """
    check = RecordCheck(getattr(records, "name", "<records>"), game, shown=shown)
    check.hints = hints
    for one in records:
        check.look(one)
    return check.faults.diagnostics


class RecordCheck:
    """Looks at records one after the other and collects what is wrong with them.

    Parameters
    ----------
    clock
        Reads dates where no game is given.
    """

    def __init__(
        self, name: str, game: Game | None = None, clock: Clock | None = None, shown: int | None = SHOWN
    ) -> None:
        self.name = name
        self.game = game
        self.names = Names(game) if game is not None else None
        self.timing = Timing(game.clock if game is not None else clock)
        self.faults = Faults(shown)
        self.count = 0
        self.hints = True
        self._one = Record("", "")
        self._where: Where | None = None
        self._before: tuple[float, str, str] | None = None
        self._seen: dict[tuple[Any, ...], tuple[int, int, str]] = {}
        self._known: dict[tuple[Any, ...], dict[str, int]] = {}

    def look(self, one: Record, where: Where | None = None) -> bool:
        """Whether the next record is good; if not, :attr:`faults` knows why."""
        self._one, self._where = one, where
        self.count += 1
        before, shown = self.faults.total, len(self.faults.found)
        self._date()
        self._entries()
        self._repeated()
        if len(self.faults.found) > shown + 1:
            self.faults.in_order_of_place(shown)
        return self.faults.total == before

    def _entries(self) -> None:
        """Look at the entries; what is said of those that many records share is found once."""
        one = self._one
        key = (one.kind, one.factors, one.values, not one.until, one.actor, one.move, one.grade, one.order)
        known = self._known.get(key)
        if known is not None and (not known or self.faults.full):
            self.faults.count(known)
            return
        told = dict(self.faults.counts)
        look_at_shape(one, self._tell)
        if self.names is not None:
            self.names.look_at(one, self._tell)
        if len(self._known) < REMEMBERED:
            counts = self.faults.counts
            self._known[key] = {code: n - told.get(code, 0) for code, n in counts.items() if n > told.get(code, 0)}

    # -- telling -----------------------------------------------------------------------------

    @property
    def _number(self) -> int:
        return self._one.line or self.count

    def _said(self, number: int) -> str:
        return f"line {number}" if self._one.line else f"record {number}"

    def _tell(
        self, code: str, column: str, message: str, *, expected: str | None = None, found: str | None = None,
        hint: Lazy = None,
    ) -> None:  # fmt: skip
        def make() -> Diagnostic:
            written = (hint() if callable(hint) else hint) if self.hints else None
            return Diagnostic(code, message, place=self._place(column), expected=expected, found=found, hint=written)

        self.faults.add(code, make)

    def _place(self, column: str) -> Place:
        if self._where is not None:
            return self._where(column)
        return Place(self._one.file or self.name, self._number, 1)

    # -- dates and order ------------------------------------------------------------------------

    def _date(self) -> None:
        one = self._one
        if not one.date:
            self._tell("R014", "date", "the record has no date", hint=self.timing.form)
            return
        try:
            time = self.timing.moment(one.date)
        except ClockFault as fault:
            self._tell("R006", "date", str(fault), hint=lambda: self.timing.repaired(one.date))
            return
        if self.game is not None and time < 0:
            start = self.game.clock.start
            what = (
                f"the start of the scenario, {start}" if self.timing.calendar else "the start of the scenario, time 0"
            )
            hint = "leave it out, or let the scenario start earlier; its start says what held then"
            self._tell("R007", "date", f"{one.date} is before {what}", hint=hint)
        if self._before is not None and time < self._before[0]:
            _, date, said = self._before
            hint = "records stand in the order in which things happened: move it up, or sort the file by date"
            self._tell("R008", "date", f"{one.date} stands after {date} ({said})", hint=hint)
        self._before = (time, one.date, self._said(self._number))
        if one.reported:
            self._reported(time)
        if one.kind == "gap" and one.until:
            self._until(time)

    def _reported(self, time: float) -> None:
        one = self._one
        try:
            public = self.timing.moment(one.reported)
        except ClockFault as fault:
            self._tell("R006", "reported", str(fault), hint=lambda: self.timing.repaired(one.reported))
            return
        if public < time:
            hint = "`reported` is the day on which it became public, if that is later than `date`"
            self._tell("R019", "reported", f"reported on {one.reported}, before its date {one.date}", hint=hint)

    def _until(self, begin: float) -> None:
        one = self._one
        try:
            end = self.timing.end(one.date, one.until)
        except ClockFault as fault:
            hint = "write the date on which reports resume, or its length as in `5 days`"
            self._tell("R006", "value", str(fault), hint=lambda: self.timing.repaired(one.until) or hint)
            return
        if end < begin:
            message = f"the gap begins on {one.date} and ends on {one.until}, before that"
            self._tell(
                "R018", "value", message, hint="write the date on which reports resume, or its length as in `5 days`"
            )

    def _repeated(self) -> None:
        one = self._one
        key = (one.date, one.kind, one.factors, one.values, one.until, one.actor, one.move, one.source)
        count, number, file = self._seen.setdefault(key, (self.count, self._number, one.file))
        if count != self.count:
            hint = "leave one out, or it would count twice; a second source is named in `source`"
            home = f" of `{file}`" if file != one.file else ""
            self._tell("R017", "date", f"the same record stands on {self._said(number)}{home}", hint=hint)
