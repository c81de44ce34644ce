"""Writing records: CSV, Parquet or DuckDB, whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from detente.errors import UsageError
from detente.evidence.records._read import DATABASES, PARQUET
from detente.evidence.records._record import COLUMNS, EXTRA_COLUMNS, Record
from detente.evidence.records._tables import TABLE


def write_records(records: Iterable[Record], path: str | Path) -> Path:
    """Write records to a file, which :func:`read_records` reads back as they are.

    Parameters
    ----------
    path
        ``.csv``, ``.parquet`` or ``.duckdb`` (then the table ``records``; other tables of the file are not kept).
        An old file is replaced when the new one is complete.

    Raises
    ------
    UsageError
        Where the file cannot be written, or an entry could not be read back.
    """
    path = Path(path)
    rows = list(records)
    _must_read_back(rows)
    header = [*COLUMNS, *(name for name in EXTRA_COLUMNS if any(getattr(one, name) for one in rows))]
    kept = [(*COLUMNS, *EXTRA_COLUMNS).index(name) for name in header]
    cells = ([row[at] for at in kept] for row in (one.cells for one in rows))
    kind = path.suffix.lower()
    if kind not in (".csv", *PARQUET, *DATABASES):
        raise UsageError(f"records cannot be written as `{path.name}`", "let the name end in .csv, .parquet or .duckdb")
    with whole(path) as beside:
        if kind == ".csv":
            _write_csv(header, cells, beside)
        else:
            _write_table(header, cells, beside, database=kind in DATABASES)
    return path


def _must_read_back(rows: Sequence[Record]) -> None:
    for at, one in enumerate(rows, 1):
        for entry in (*one.factors, *one.values):
            if ";" in entry:
                raise UsageError(f"record {at} names `{entry}`, and a file separates names by `;`")


def _write_csv(header: Sequence[str], cells: Iterable[Sequence[str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(cells)


def _write_table(header: Sequence[str], cells: Iterator[Sequence[str]], path: Path, *, database: bool) -> None:
    import polars as pl

    frame = pl.DataFrame(list(cells), schema=dict.fromkeys(header, pl.String), orient="row")
    if not database:
        frame.write_parquet(path)
        return
    import duckdb

    path.unlink()  # an empty file is no database, and DuckDB makes its own
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        through = Path(folder) / "records.parquet"
        frame.write_parquet(through)
        quoted = str(through).replace("'", "''")
        with duckdb.connect(str(path)) as base:
            base.execute(f"create table {TABLE} as select * from read_parquet('{quoted}')").fetchall()


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to, which takes its name if nothing fails.

    Raises
    ------
    UsageError
        Where the folder is not there or cannot be written to.
    """
    beside: Path | None = None
    try:
        if path.is_dir():
            raise UsageError(f"cannot write `{path}`: it is a folder")
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        beside = Path(name)
        yield beside
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        os.replace(beside, path)
        beside = None
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror or error}") from None
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)
