"""Lists of events as one frame of texts, with the day of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import Diagnostic, Place, ScenarioError, did_you_mean
from detente.evidence.mapping._files import must_be_a_file, refusal
from detente.evidence.mapping._periods import EPOCH
from detente.evidence.mapping._rules import Listing
from detente.evidence.mapping._tables import open_table

if TYPE_CHECKING:
    import polars as pl

Progress = Callable[[float, str], None]
ROW, FILE, TIME, DATE, REPORTED = "detente:row", "detente:file", "detente:time", "detente:date", "detente:reported"
"""Columns that are added: the number of the row in its file, of the file, the day as a number and as a text."""


@dataclass(frozen=True)
class Events:
    """Events of one or several files.

    ``frame`` has the columns asked for as texts, and those above; ``time`` is null where the date cannot be read.
    """

    frame: pl.DataFrame
    files: tuple[str, ...]


def read_events(
    sources: Sequence[str | Path | pl.DataFrame],
    listing: Listing,
    used: Mapping[str, Place],
    text: str,
    progress: Progress | None,
) -> Events:
    """Read the columns that rules use.

    Parameters
    ----------
    used
        The columns, each with a place in the rules where it is named.
    text
        The text of the rules, for messages.

    Raises
    ------
    ScenarioError
        M001 and M002 for files, M003 for columns that they do not have, M006 where no date can be read.
    """
    import polars as pl

    found, names = [], []
    for number, source in enumerate(sources):
        name = "<frame>" if isinstance(source, pl.DataFrame) else str(source)
        if progress is not None:
            progress(0.5 * number / len(sources), f"reading {name}")
        table = source.lazy() if isinstance(source, pl.DataFrame) else _opened(Path(source), listing)
        columns = _wanted(listing, used)
        table = _with_columns_of(table, listing)
        _must_have(table.collect_schema().names(), columns, listing, used, name, text)
        frame = _collected(table, columns, Path(name))
        found.append(_dated(frame, listing).with_columns(pl.lit(number, pl.UInt32).alias(FILE)))
        names.append(name)
    events = Events(pl.concat(found), tuple(names))
    if events.frame.height and events.frame[TIME].null_count() == events.frame.height:
        raise _undated(events, listing, text)
    return events


def _wanted(listing: Listing, used: Mapping[str, Place]) -> list[str]:
    first = [listing.date] if listing.reported is None else [listing.date, listing.reported]
    return list(dict.fromkeys([*first, *used]))


def _opened(path: Path, listing: Listing) -> pl.LazyFrame:
    must_be_a_file(path, "the events")
    return open_table(path, listing)


def _with_columns_of(table: pl.LazyFrame, listing: Listing) -> pl.LazyFrame:
    """The table with its columns named as in the layout where they differ in upper and lower case only."""
    if listing.layout is None:
        return table
    names = table.collect_schema().names()
    known = {one.lower(): one for one in listing.layout.columns}
    new = {one: known[one.lower()] for one in names if one.lower() in known and known[one.lower()] not in names}
    return table.rename(new)


def _must_have(
    names: Sequence[str], columns: Iterable[str], listing: Listing, used: Mapping[str, Place], name: str, text: str
) -> None:
    found = []
    for one in columns:
        if one not in names:
            place = used.get(one, listing.place)
            hint = did_you_mean(one, names) or "the columns are " + ", ".join(f"`{other}`" for other in names[:60])
            if one == listing.date and one not in used:
                hint += "; say in `events` which has the dates: `events: {date: ...}`"
            place = place if place.file else None
            found.append(Diagnostic("M003", f"`{name}` has no column `{one}`", place=place, hint=hint))
    if found:
        raise ScenarioError(sorted(found, key=lambda one: one.place.line if one.place else 0), text)


def _collected(table: pl.LazyFrame, columns: list[str], path: Path) -> pl.DataFrame:
    """The columns as texts, without blank rows; all columns are looked at, so that uneven rows are found."""
    import polars as pl

    schema = table.collect_schema()
    blank = pl.all_horizontal(pl.all().is_null()).alias("detente:blank")
    texts = [_text(pl.col(one), schema[one], one) for one in columns]
    try:
        frame = table.select(*texts, blank).with_row_index(ROW).collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        from detente.evidence.mapping._tables import broken

        raise broken(path, error) from None
    return frame.filter(~pl.col("detente:blank")).drop("detente:blank")


def _text(column: pl.Expr, kind: pl.DataType, name: str) -> pl.Expr:
    import polars as pl

    if kind.is_nested() or kind == pl.Binary:
        raise refusal("M002", f"the column `{name}` holds no texts, numbers or dates")
    text = column.cast(pl.String)
    if kind.is_float():
        whole = (column.floor() == column) & (column.abs() < 1e15)
        text = pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(text)
    return text.fill_null("").str.strip_chars().alias(name)


def _dated(frame: pl.DataFrame, listing: Listing) -> pl.DataFrame:
    import polars as pl

    frame = frame.with_columns(_time(pl.col(listing.date), listing).alias(TIME))
    date = pl.col(listing.date) if listing.numbers else _written(pl.col(TIME))
    frame = frame.with_columns(date.alias(DATE))
    if listing.reported is None:
        return frame.with_columns(pl.lit("").alias(REPORTED))
    public = _time(pl.col(listing.reported), listing)
    later = pl.col(listing.reported) if listing.numbers else _written(public)
    return frame.with_columns(pl.when(public > pl.col(TIME)).then(later).otherwise(pl.lit("")).alias(REPORTED))


def _written(time: pl.Expr) -> pl.Expr:
    import polars as pl

    return time.cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")


def _time(column: pl.Expr, listing: Listing) -> pl.Expr:
    """Days since 1970, or the number itself; null where it cannot be read."""
    import polars as pl

    if listing.dates is None:
        number = column.cast(pl.Float64, strict=False)
        return pl.when(number.is_finite()).then(number)
    days = pl.coalesce(
        (column.str.slice(0, one.length) if one.length else column).str.to_date(one.pattern, strict=False)
        for one in listing.dates
    ).cast(pl.Int32)
    # A year of two digits is read as one of antiquity; better not at all.
    return pl.when(days > (EPOCH.replace(year=1000) - EPOCH).days).then(days).cast(pl.Float64)


def _undated(events: Events, listing: Listing, text: str) -> ScenarioError:
    first = events.frame[listing.date][0]
    message = f"no date in the column `{listing.date}` of `{events.files[0]}` can be read"
    forms = "numbers" if listing.dates is None else ", ".join(f"`{one.pattern}`" for one in listing.dates)
    hint = 'say in `events` how dates are written: `dates: "%d.%m.%Y"`'
    place = listing.place if listing.place.file else None
    found = Diagnostic("M006", message, place=place, expected=forms, found=f"`{first[:60]}`", hint=hint)
    return ScenarioError([found], text)
