"""Records as a table of a Parquet or DuckDB file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import Diagnostic, Place, did_you_mean
from detente.evidence.records._csv import ALL_COLUMNS, Row, column_fault, missing_columns
from detente.evidence.records._faults import Faults, refusal

if TYPE_CHECKING:
    import duckdb
    import polars as pl

TABLE = "records"
"""The table of a DuckDB file that holds the records."""


def table_rows(path: Path, name: str, *, database: bool) -> tuple[Iterator[Row], int]:
    """The rows of a table and how many there are; the number of a row stands for its line.

    Raises
    ------
    RecordError
        R003 where the file is damaged or has no such table, R004 where the table is empty, R005 for its columns.
    """
    frame = _from_duckdb(path, name) if database else _from_parquet(path, name)
    faults = Faults(None)
    for at in range(frame.width):
        column_fault(frame.columns, at, faults, lambda: Place(name, 1, 1))
    missing = missing_columns(frame.columns)
    if missing and not faults:
        faults.add("R005", lambda: Diagnostic("R005", missing, place=Place(name, 1, 1)))
    faults.raise_any()
    if not frame.height:
        raise refusal("R004", f"there are no records in `{name}`")
    return _rows(_texts(frame, name)), frame.height


def _rows(frame: pl.DataFrame) -> Iterator[Row]:
    for at, cells in enumerate(frame.iter_rows(), 1):
        yield Row(list(cells), at, None)


def _texts(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    """All columns as texts without spaces around them; those that are missing are empty."""
    import polars as pl

    return frame.select(
        _text(pl.col(name), frame.schema[name], f"the column `{name}` of `{file}`").alias(name)
        if name in frame.columns
        else pl.lit("").alias(name)
        for name in ALL_COLUMNS
    )


def _text(column: pl.Expr, kind: pl.DataType, what: str) -> pl.Expr:
    import polars as pl

    if kind.is_nested() or kind == pl.Binary:
        raise refusal("R003", f"{what} holds no texts, numbers or dates")
    text = column.cast(pl.String)
    if isinstance(kind, pl.Datetime):
        midnight = column.dt.truncate("1d") == column
        text = pl.when(midnight).then(column.dt.strftime("%Y-%m-%d")).otherwise(text)
    elif kind.is_float():
        # Whole numbers as `12`, not as `12.0`: they may be values of a factor.
        whole = (column.floor() == column) & (column.abs() < 1e15)
        text = pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(text)
    return text.fill_null("").str.strip_chars()


def _from_parquet(path: Path, name: str) -> pl.DataFrame:
    import polars as pl

    try:
        return pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        why = str(error).splitlines()[0]
        raise refusal("R003", f"`{name}` cannot be read as Parquet: {why}") from None


def _from_duckdb(path: Path, name: str) -> pl.DataFrame:
    import duckdb
    import polars as pl

    try:
        with duckdb.connect(str(path), read_only=True) as base:
            names = [str(row[0]) for row in base.execute(f"describe {_must_have_the_table(base, name)}").fetchall()]
            rows = base.execute(f"select * from {TABLE}").fetchall()
    except duckdb.Error as error:
        why = str(error).splitlines()[0]
        raise refusal("R003", f"`{name}` cannot be read as a DuckDB file: {why}") from None
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None, strict=False)


def _must_have_the_table(base: duckdb.DuckDBPyConnection, name: str) -> str:
    known = [str(row[0]) for row in base.execute("select table_name from information_schema.tables").fetchall()]
    if TABLE not in known:
        hint = did_you_mean(TABLE, known) or "`write_records` makes one"
        raise refusal("R003", f"there is no table `{TABLE}` in `{name}`", hint=hint)
    return TABLE
