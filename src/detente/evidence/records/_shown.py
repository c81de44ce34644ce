"""Records as a frame, as a picture, and as a notebook shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.charts import Chart, dots, frame_html
from detente.errors import UsageError
from detente.evidence.records._dates import timed
from detente.evidence.records._record import COLUMNS, EXTRA_COLUMNS, Record
from detente.words import plain

if TYPE_CHECKING:
    import polars

    from detente.evidence.records._record import Records

NUMBERED = "clock unit"
"""Of dates that are numbers: the records do not know the unit."""


def frame_of(found: Records) -> polars.DataFrame:
    """One row a record."""
    import polars

    kinds: dict[str, type[polars.String]] = dict.fromkeys((*COLUMNS, *EXTRA_COLUMNS), polars.String)
    return polars.DataFrame([one.cells for one in found], schema=kinds, orient="row")


def html_of(found: Records) -> str:
    """The records; columns in which none says anything are left out."""
    frame = frame_of(found)
    said = [name for name in frame.columns if (frame[name] != "").any()]
    return frame_html(f"{len(found):,} records of {found.name}", frame.select(said or ["date"]), most=60)


def chart_of(found: Records) -> Chart:
    """A line for each factor (or actor, where a record has none), a dot for each record."""
    if not found.rows:
        raise UsageError("there are no records to draw")
    times, begin = timed([one.date for one in found])
    clock = ("day", begin) if begin is not None else (NUMBERED, None)
    rows = [
        (plain(line), time, one.kind, _said(one))
        for one, time in zip(found, times, strict=True)
        for line in _lines(one)
    ]
    return dots("The record", clock, rows, ("when", "about", "kind", "what"), "records")


def _lines(record: Record) -> tuple[str, ...]:
    return record.factors or ((record.actor,) if record.actor else ("anything",))


def _said(record: Record) -> str:
    if record.kind == "gap":
        return f"no reports until {record.until}"
    who = ".".join(one for one in (record.actor, record.move) if one)
    return " ".join(one for one in (who, ", ".join(record.values)) if one)
