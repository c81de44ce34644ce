"""Reading records from a file: CSV, Parquet or DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from detente.errors import Place, UsageError, did_you_mean
from detente.evidence.records._check import RecordCheck
from detente.evidence.records._csv import CsvRows, Row
from detente.evidence.records._faults import RecordError, refusal
from detente.evidence.records._made import split
from detente.evidence.records._record import Record, Records
from detente.game import Clock, Game

DATABASES = (".duckdb", ".ddb", ".db")
PARQUET = (".parquet", ".pq")
MAX_BYTES = 1_000_000_000
"""The largest CSV file that is read."""

Progress = Callable[[float, str], None]


def read_records(
    source: str | Path | Sequence[str | Path],
    *,
    name: str | None = None,
    game: Game | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> Records:
    r"""Read records and check them.

    Parameters
    ----------
    source
        A path, or a text with its lines. Paths that end in ``.parquet`` and ``.duckdb`` are read as such (of a
        DuckDB file the table ``records``), all others as CSV. Of several paths the records are put in one order
        by date.
    name
        How messages call the file.
    game
        With it, names and the start are checked too.
    clock
        Reads the dates where no game is given.

    Raises
    ------
    RecordError
        With codes R001 to R020; the first ten in full and the rest counted.

    Examples
    --------
    >>> from detente.evidence.records import read_records
    >>> read_records("date,kind,factor,value\n2016-03-15,change,forces,reduced\n")[0].values
    ('reduced',)
    """
    if isinstance(source, str | Path):
        return _read_one(source, name, game, clock, progress)
    if isinstance(source, Records) or not isinstance(source, Iterable):
        raise UsageError("`read_records` takes a path, several paths, or a text", "records need no reading")
    found = [_read_one(one, name, game, clock, progress) for one in source]
    if not found:
        raise UsageError("there is no file to read records from")
    return found[0] if len(found) == 1 else merge_records(found, game=game, clock=clock)


def merge_records(several: Sequence[Records], *, game: Game | None = None, clock: Clock | None = None) -> Records:
    """Several sequences of records as one, in order of their dates; same days keep the order given.

    Raises
    ------
    RecordError
        R017 where two of them have the same record.
    """
    clock = game.clock if game is not None else clock
    check = RecordCheck(", ".join(one.name for one in several), game, clock)
    rows = [one for records in several for one in records]
    rows.sort(key=lambda one: check.timing.moment(one.date))
    for one in rows:
        check.look(one)
    check.faults.raise_any()
    return Records(tuple(rows), check.name)


def _read_one(
    source: str | Path, name: str | None, game: Game | None, clock: Clock | None, progress: Progress | None
) -> Records:
    if isinstance(source, str) and ("\n" in source or not source.strip()):
        name = name or "<text>"
        return _checked(name, RecordCheck(name, game, clock), source, progress)
    path = Path(source)
    name = name or str(source)
    check = RecordCheck(name, game, clock)
    must_be_a_file(path, name)
    if path.suffix.lower() in (*PARQUET, *DATABASES):
        from detente.evidence.records._tables import table_rows

        rows, total = table_rows(path, name, database=path.suffix.lower() in DATABASES)
        return _collected(name, check, rows, total, progress)
    return _checked(name, check, text_of(path, name), progress)


def _checked(name: str, check: RecordCheck, text: str, progress: Progress | None) -> Records:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise _zero(text.encode("utf-8", "surrogatepass"), name)
    rows = CsvRows(text, name, check.faults)
    return _collected(name, check, rows.rows(), text.count("\n"), progress)


def _collected(name: str, check: RecordCheck, rows: Iterable[Row], total: int, progress: Progress | None) -> Records:
    found: list[Record] = []
    parts = lru_cache(100_000)(split)  # the same few texts again and again
    try:
        for at, row in enumerate(rows):
            one = _record_of(row.cells, row.line, name, parts)
            if check.look(one, row.where) and not check.faults:
                found.append(one)
            if progress is not None and at % 50_000 == 49_999:
                progress(min(1.0, at / max(total, 1)), f"reading {name}")
    except RecordError as error:
        # The table breaks off: what was found before it comes first.
        if not check.faults:
            raise
        check.faults.shown = None
        check.faults.take(error.diagnostics)
    check.faults.raise_any()
    return Records(tuple(found), name)


def _record_of(cells: Sequence[str], line: int, file: str, parts: Callable[[str], tuple[str, ...]]) -> Record:
    """A record from the cells of a row, in the order of the columns."""
    date, kind, factor, value, actor, move, grade, source, note, order, reported = cells
    gap = kind == "gap"
    return Record(
        date, kind, parts(factor), () if gap else parts(value), value if gap else "",
        actor, move, grade, source, note, order, reported, line, file,
    )  # fmt: skip


def must_be_a_file(path: Path, name: str) -> None:
    """R001 for a path without a file that can be read."""
    try:
        if path.is_dir():
            names = sorted(one.name for one in path.glob("*.csv"))[:5]
            hint = "name a file in it: " + ", ".join(f"`{path / one}`" for one in names) if names else None
            raise refusal("R001", f"`{name}` is a folder", hint=hint)
        with path.open("rb"):
            return
    except FileNotFoundError:
        raise refusal("R001", f"there is no file `{name}`", hint=_beside(path)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise refusal("R001", f"the file `{name}` cannot be read: {why}") from None


def _beside(path: Path) -> str | None:
    try:
        known = [one.name for one in path.parent.iterdir() if one.suffix in (".csv", *PARQUET, *DATABASES)]
    except OSError:
        return None
    close = did_you_mean(path.name, known)
    return close if close and close.startswith("did") else None


def text_of(path: Path, name: str) -> str:
    """The text of a file, which must be UTF-8 (R002) and not too large (R001)."""
    if path.stat().st_size > MAX_BYTES:
        hint = "keep the events in a Parquet or DuckDB file and the records that you need in another"
        raise refusal("R001", f"`{name}` has more than {MAX_BYTES:,} bytes", hint=hint)
    found = path.read_bytes()
    if b"\0" in found[:100_000]:
        raise _zero(found, name)
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _no_text(found, error.start, name, "save it as UTF-8 in your editor") from None


def _zero(found: bytes, name: str) -> RecordError:
    hint = "save it as CSV in UTF-8; a spreadsheet or database file is not text"
    return _no_text(found, found.index(b"\0"), name, hint)


def _no_text(found: bytes, at: int, name: str, hint: str) -> RecordError:
    before = found[:at].replace(b"\r\n", b"\n")
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    place = Place(name, before.count(b"\n") + 1, column)
    return refusal("R002", f"`{name}` is not UTF-8 text", place, found=f"the byte 0x{found[at]:02x}", hint=hint)
