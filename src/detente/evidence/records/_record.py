"""One record, and a sequence of them: what was seen, when, and who says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from detente.errors import UsageError, did_you_mean
from detente.evidence.records._dates import end_of_gap, moment, written_duration
from detente.game import Clock, ClockFault

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart
    from detente.game import Game

KINDS = ("change", "move", "reading", "gap")
"""What a record may say."""

COLUMNS = ("date", "kind", "factor", "value", "actor", "move", "grade", "source", "note")
"""The columns of a file of records, in the order in which they are written."""

EXTRA_COLUMNS = ("order", "reported")
"""Columns that a file may have besides."""


@dataclass(frozen=True, slots=True)
class Record:
    """One dated record.

    Parameters
    ----------
    date
        An ISO date, or a number of clock units in a game without dates.
    kind
        ``change``, ``move``, ``reading`` or ``gap``.
    factors, values
        What it is about, and the values taken; of the same length, except for a gap, which has no values.
    until
        Of a gap: the date on which reports resume, or its length as in ``5 days``.
    actor, move
        Who did what; the actor ``nature`` has events for moves.
    grade
        Admiralty grade such as ``B2``, or a letter alone; empty for a certain record.
    order
        ``any`` where the order among the records of the same day is not known.
    reported
        The date on which it became public, where that is later than ``date``.
    line, file
        Where it was read, the line counted from 1; 0 and empty for a record made in Python. Not compared.
    """

    date: str
    kind: str
    factors: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    until: str = ""
    actor: str = ""
    move: str = ""
    grade: str = ""
    source: str = ""
    note: str = ""
    order: str = ""
    reported: str = ""
    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)

    def at(self, clock: Clock) -> float:
        """Clock units from the start to the record."""
        return moment(self.date, clock)

    def ends(self, clock: Clock) -> float:
        """Clock units from the start to the end of a gap; for other kinds the same as :meth:`at`."""
        return end_of_gap(self.date, self.until, clock) if self.until else self.at(clock)

    def public(self, clock: Clock) -> float:
        """Clock units from the start to the day on which the record could be known."""
        return max(self.at(clock), moment(self.reported, clock)) if self.reported else self.at(clock)

    @property
    def cells(self) -> tuple[str, ...]:
        """The record as a row of a file: the entries of :data:`COLUMNS` and :data:`EXTRA_COLUMNS`."""
        value = self.until if self.kind == "gap" else ";".join(self.values)
        shared = (self.actor, self.move, self.grade, self.source, self.note, self.order, self.reported)
        return (self.date, self.kind, ";".join(self.factors), value, *shared)


@dataclass(frozen=True)
class Records(Sequence[Record]):
    """Records in order of their dates.

    Parameters
    ----------
    rows
        Records, or mappings with the columns of a file (``factor`` and ``value`` for one, ``factors`` and
        ``values`` for several).
    name
        The file, as messages show it.

    Examples
    --------
    >>> from detente.evidence.records import Records
    >>> from detente.game import Clock, ClockFault
    >>> records = Records(
    ...     [
    ...         {"date": "2016-03-15", "kind": "change", "factor": "forces", "value": "reduced", "source": "AP"},
    ...         {"date": "2016-03-20", "kind": "gap", "value": "5 days"},
    ...     ]
    ... )
    >>> clock = Clock("day", dt.date(2016, 2, 27))
    >>> [one.until for one in records.until("2016-03-23", clock)]
    ['', '2016-03-23']
    >>> records.without("AP").sources, records[0].at(clock)
    ((), 17.0)
    """

    rows: tuple[Record, ...] = ()
    name: str = "<records>"

    def __post_init__(self) -> None:
        rows: Any = self.rows
        if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
            hint = "give a list of them, or read a file with `read_records`"
            raise UsageError("`Records` is made of a sequence of records", hint)
        from detente.evidence.records._made import made_record

        made = tuple(one if isinstance(one, Record) else made_record(one, at) for at, one in enumerate(rows, 1))
        object.__setattr__(self, "rows", made)

    def __repr__(self) -> str:
        # The rows of a long record would fill a screen again and again: what holds it is shown with it.
        dates = f", {self.rows[0].date} to {self.rows[-1].date}" if self.rows else ""
        return f"<Records: {len(self.rows):,} of {self.name}{dates}>"

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.rows)

    @overload
    def __getitem__(self, index: int) -> Record: ...

    @overload
    def __getitem__(self, index: slice) -> Records: ...

    def __getitem__(self, index: int | slice) -> Record | Records:
        return Records(self.rows[index], self.name) if isinstance(index, slice) else self.rows[index]

    def until(self, date: str | dt.date | float, clock: Clock) -> Records:
        """What was public by a date, that day included; a gap that is not over then is cut there.

        Parameters
        ----------
        date
            A date, or a number of clock units.

        Raises
        ------
        UsageError
            Where the date, or one of a record, cannot be read.
        """
        try:
            last = moment(date, clock)
            kept = (one for one in self.rows if one.public(clock) <= last)
            return Records(tuple(_cut(one, last, clock) for one in kept), self.name)
        except ClockFault as fault:
            raise UsageError(str(fault)) from None

    def without(self, source: str) -> Records:
        """All records but those of one source.

        Raises
        ------
        UsageError
            Where no record is from it.
        """
        if source not in self.sources:
            raise UsageError(f"no record is from `{source}`", did_you_mean(source, self.sources))
        return Records(tuple(one for one in self.rows if one.source != source), self.name)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The sources named, each once, in the order in which they come."""
        return tuple(dict.fromkeys(one.source for one in self.rows if one.source))

    @cached_property
    def sha256(self) -> str:
        """A digest of all that the records say, for provenance; it does not depend on the file's form."""
        digest = hashlib.sha256()
        for one in self.rows:
            digest.update(json.dumps(one.cells, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        return digest.hexdigest()

    def to_frame(self) -> polars.DataFrame:
        """One row a record: texts, in the columns of a file."""
        from detente.evidence.records._shown import frame_of

        return frame_of(self)

    def plot(self) -> Chart:
        """What was recorded when: a line for each factor, a dot for each record.

        Raises
        ------
        UsageError
            Where there are no records, or dates are mixed with numbers.
        """
        from detente.evidence.records._shown import chart_of

        return chart_of(self)

    def _repr_html_(self) -> str:
        from detente.evidence.records._shown import html_of

        return html_of(self)

    def checked(self, game: Game) -> Records:
        """The same records, if all of them can be records of the game.

        Raises
        ------
        RecordError
            With what is wrong, as :func:`check_records` finds it.
        """
        from detente.evidence.records._check import RecordCheck

        check = RecordCheck(self.name, game)
        for one in self.rows:
            check.look(one)
        check.faults.raise_any()
        return self


def _cut(one: Record, last: float, clock: Clock) -> Record:
    if not one.until or one.ends(clock) <= last:
        return one
    day = clock.date(last)
    if day is not None and clock.at(day) == last:
        return replace(one, until=day.isoformat())
    return replace(one, until=written_duration(last - one.at(clock), clock))
