"""One record, and a sequence of them: what was seen, when, and who says so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from detente.errors import UsageError, did_you_mean
from detente.evidence.records._dates import end_of_gap, moment, written_duration
from detente.game import Clock

if TYPE_CHECKING:
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
        Of a gap: its last date, or its length as in ``5 days``.
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
    >>> from detente.game import Clock
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
        made = tuple(one if isinstance(one, Record) else made_record(one, at) for at, one in enumerate(rows, 1))
        object.__setattr__(self, "rows", made)

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
        """
        last = moment(date, clock)
        kept = (one for one in self.rows if one.public(clock) <= last)
        return Records(tuple(_cut(one, last, clock) for one in kept), self.name)

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


_FIELDS = tuple(one.name for one in fields(Record))
_ENTRIES = (*_FIELDS, "factor", "value")


def made_record(entries: Any, at: int) -> Record:
    """A record from a mapping of entries; ``at`` is its number in messages.

    Raises
    ------
    UsageError
        For what is no mapping, unknown entries, and entries that are no text, number or date.
    """
    if not isinstance(entries, Mapping):
        hint = '{"date": "2016-03-15", "kind": "change", "factor": "truce", "value": "broken"}'
        raise UsageError(f"record {at} is neither a Record nor a mapping of entries", f"write it like {hint}")
    for key in entries:
        if key not in _ENTRIES:
            raise UsageError(
                f"record {at} has an entry `{key}`, which records do not have", did_you_mean(key, _ENTRIES)
            )
    for key, many in (("factor", "factors"), ("value", "values")):
        if key in entries and many in entries:
            raise UsageError(f"record {at} has both `{key}` and `{many}`", f"leave `{key}` out")
    for key in ("date", "kind"):
        if entries.get(key) in (None, ""):
            raise UsageError(f"record {at} has no `{key}`")
    found: dict[str, Any] = {}
    for key, entry in entries.items():
        if key in ("factor", "value", "factors", "values"):
            found[key if key.endswith("s") else f"{key}s"] = _several(entry, key, at)
        elif key == "line":
            found[key] = int(entry)
        else:
            found[key] = _text(entry, key, at)
    if found["kind"] == "gap" and found.get("values"):
        if found.get("until"):
            raise UsageError(f"record {at} is a gap with both `value` and `until`", "leave `value` out")
        found["until"] = ";".join(found.pop("values"))
    return Record(**found)


def _several(entry: Any, key: str, at: int) -> tuple[str, ...]:
    if isinstance(entry, list | tuple):
        return tuple(_text(one, key, at) for one in entry)
    return split(_text(entry, key, at))


def split(text: str) -> tuple[str, ...]:
    """The parts of a cell that names several, separated by ``;``."""
    return tuple(part.strip() for part in text.split(";")) if text else ()


def _text(entry: Any, key: str, at: int) -> str:
    if entry is None:
        return ""
    if isinstance(entry, dt.datetime):
        raise UsageError(f"`{key}` of record {at} has a time of day", "records have day precision: give a date")
    if isinstance(entry, dt.date):
        return entry.isoformat()
    if isinstance(entry, bool) or not isinstance(entry, str | int | float):
        raise UsageError(f"`{key}` of record {at} is no text, number or date", f"found: {entry!r}")
    return entry.strip() if isinstance(entry, str) else f"{entry:.15g}" if isinstance(entry, float) else str(entry)
