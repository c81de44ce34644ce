"""Opening a list of events as a table, and what is said where it is none."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import Place, ScenarioError
from detente.evidence.mapping._files import not_text, refusal
from detente.evidence.mapping._rules import SEPARATORS, Listing

if TYPE_CHECKING:
    import polars as pl

PARQUET = (".parquet", ".pq")
TABS = (".tsv", ".tab")


def open_table(path: Path, listing: Listing) -> pl.LazyFrame:
    """A list of events, all its columns as they are, none of them read yet.

    Raises
    ------
    ScenarioError
        M002 where it is no table.
    """
    import polars as pl

    try:
        if path.suffix.lower() in PARQUET:
            table = pl.scan_parquet(path, glob=False)
            table.collect_schema()
            return table
        return _text_table(path, listing)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(path, error) from None


def _text_table(path: Path, listing: Listing) -> pl.LazyFrame:
    import polars as pl

    separator = separator_of(path, listing)
    first = _first_line(path)
    columns = listing.columns
    if columns is None and listing.layout is not None and not listing.layout.header:
        width = first.count(separator) + 1
        columns = listing.layout.fitting(width)
        if columns is None:
            known = " or ".join(str(len(one)) for one in (listing.layout.columns, *listing.layout.others))
            message = f"`{path}` has {width} columns, and a list of the layout `{listing.layout.name}` has {known}"
            raise refusal("M002", message, Place(str(path), 1, 1))
    if columns is None:
        _must_be_separated(path, first, separator, listing)
    quoted = listing.layout is None or listing.layout.quoted
    table = pl.scan_csv(
        path, separator=separator, infer_schema=False, has_header=columns is None, glob=False,
        quote_char='"' if quoted else None,
    )  # fmt: skip
    names = table.collect_schema().names()
    if columns is not None:
        if len(columns) != len(names):
            message = f"`{path}` has {len(names)} columns, and `columns` names {len(columns)}"
            raise refusal("M002", message, Place(str(path), 1, 1))
        return table.rename(dict(zip(names, columns, strict=True)))
    return table.rename({one: one.strip() for one in names if one != one.strip()})


def separator_of(path: Path, listing: Listing) -> str:
    """What separates the columns: as said, or as the name of the file suggests."""
    return listing.separator or ("\t" if path.suffix.lower() in TABS else ",")


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(1_000_000)
    if not start.strip():
        raise refusal("M002", f"there is nothing in `{path}`")
    if b"\0" in start:
        raise not_text(path, start, start.index(b"\0"))
    return start.split(b"\n", 1)[0].decode("utf-8-sig", "replace").rstrip("\r")


def _must_be_separated(path: Path, first: str, separator: str, listing: Listing) -> None:
    if separator in first:
        return
    for word, other in SEPARATORS.items():
        parts = [one.strip().strip('"').lower() for one in first.split(other)]
        if other != separator and listing.date.lower() in parts:
            hint = f"say so in `events`: `separator: {word}`"
            found = f"`{path}` is separated by a {word}"
            raise refusal("M002", found, Place(str(path), 1, max(1, first.find(other) + 1)), hint=hint)


def broken(path: Path, error: Exception) -> ScenarioError:
    """What is wrong with a list that could not be read: the line where it breaks off, if that can be told."""
    why = str(error).strip().splitlines()[0][:160] if str(error).strip() else type(error).__name__
    if path.suffix.lower() in PARQUET:
        return refusal("M002", f"`{path}` cannot be read as Parquet: {why}")
    found = path.read_bytes() if "utf-8" in why else b""
    try:
        found.decode("utf-8")
    except UnicodeDecodeError as fault:
        return not_text(path, found, fault.start)
    return _uneven(path) or refusal("M002", f"`{path}` cannot be read as a table: {why}")


def _uneven(path: Path) -> ScenarioError | None:
    """The first row that has more cells than the first, or whose quotation is not closed."""
    for separator in ("\t", ";", "|", ","):
        width = 0
        line = 1
        rows = _rows(path, separator)
        try:
            for line, row in rows:
                width = width or len(row)
                if width > 1 and len(row) > width:
                    hint = "put a text in which the separator stands in quotation marks"
                    message = f"the row has {len(row)} cells, and there are {width} columns"
                    return refusal("M002", message, Place(str(path), line, 1), hint=hint)
        except csv.Error:
            if width > 1:
                message = f"the row after line {line} cannot be read"
                hint = "a quotation mark that opens a cell must be closed; inside a cell it is written twice"
                return refusal("M002", message, Place(str(path), line + 1, 1), hint=hint)
    return None


def _rows(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text with the line on which each begins."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=separator, strict=True)
        line = 1
        for row in reader:
            yield line, row
            line = reader.line_num + 1


def lines_of(path: Path, listing: Listing, rows: Sequence[int]) -> dict[int, int]:
    """The line on which each of some rows begins, counted from 1; for a Parquet file the number of the row."""
    if not path.is_file() or path.suffix.lower() in PARQUET:
        return {row: row + 1 for row in rows}
    header = listing.columns is None and (listing.layout is None or listing.layout.header)
    last, quoted = max(rows, default=-1), listing.layout is None or listing.layout.quoted
    if not quoted or not _has_long_rows(path):
        return {row: row + 1 + header for row in rows}
    wanted, found = set(rows), {}
    try:
        for at, (line, _) in enumerate(_rows(path, separator_of(path, listing)), -1 if header else 0):
            if at in wanted:
                found[at] = line
            if at >= last:
                break
    except csv.Error:
        pass
    return {row: found.get(row, row + 1 + header) for row in rows}


def _has_long_rows(path: Path) -> bool:
    """Whether a quotation mark stands anywhere, so that a row may be longer than a line."""
    with path.open("rb") as file:
        while block := file.read(1 << 24):
            if b'"' in block:
                return True
    return False
