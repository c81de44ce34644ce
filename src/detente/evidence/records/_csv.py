"""Records as a text with commas: rows with the places of their cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from detente.errors import Diagnostic, Place, did_you_mean
from detente.evidence.records._faults import Faults, refusal
from detente.evidence.records._record import COLUMNS, EXTRA_COLUMNS

ALL_COLUMNS = (*COLUMNS, *EXTRA_COLUMNS)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


class Row(NamedTuple):
    """Cells in the order of ``ALL_COLUMNS``, the line on which they begin, and where each stands."""

    cells: list[str]
    line: int
    where: Callable[[str], Place] | None


class CsvRows:
    """The rows of a text; rows that are cut short or too long go to ``faults`` instead."""

    def __init__(self, text: str, name: str, faults: Faults) -> None:
        self.name = name
        self.faults = faults
        self.lines = io.StringIO(text)
        self.raw: list[str] = []
        self.line = 0
        self.reader = csv.reader(self._feed(), strict=True)
        self.header: list[str] = []

    def _feed(self) -> Iterator[str]:
        for line in self.lines:
            self.raw.append(line)
            yield line

    def _next(self) -> list[str] | None:
        """The next row that is not blank; None at the end."""
        while True:
            self.line += len(self.raw)
            self.raw.clear()
            try:
                found = next(self.reader)
            except StopIteration:
                return None
            except csv.Error as error:
                raise self._broken(error) from None
            if found:
                return found

    def _broken(self, error: csv.Error) -> Exception:
        line = self.line + 1
        self.faults.keep(line, [one.rstrip("\n") for one in self.raw[:1]])
        place = Place(self.name, line, 1)
        hint = "a quotation mark that opens a cell must be closed; inside a cell it is written twice"
        message = "the row that begins here cannot be read"
        if "field larger" in str(error):
            message = f"a cell in the row that begins here has more than {csv.field_size_limit():,} characters"
        elif "unexpected end" in str(error):
            message = "a cell in the row that begins here is not closed before the file ends"
        return refusal("R003", message, place, self.faults.text(), hint=hint)

    def rows(self) -> Iterator[Row]:
        """All rows after the header.

        Raises
        ------
        RecordError
            R003 where the text is no table, R004 where there is none, R005 for its columns.
        """
        order = self._columns()
        width = len(self.header)
        last = 0
        while (found := self._next()) is not None:
            last += 1
            if len(found) != width:
                self._uneven(found, width)
                continue
            found.append("")  # what a column has that is not there: the last, at -1
            yield Row([found[at].strip() for at in order], self.line + 1, self._where)
        if not last:
            hint = "below the line of columns, write a line for each record"
            raise refusal("R004", f"there are no records in `{self.name}`", hint=hint)

    def _columns(self) -> list[int]:
        header = self._next()
        if header is None:
            hint = "its first line names the columns: " + ",".join(COLUMNS)
            raise refusal("R004", f"there is nothing in `{self.name}`", hint=hint)
        self.header = [one.strip() for one in header]
        self._separator(header)
        faults = Faults(None)
        for at in range(len(self.header)):
            column_fault(self.header, at, faults, lambda at=at: self._where_cell(at))
        missing = missing_columns(self.header)
        if missing and not faults:
            faults.add("R005", lambda: Diagnostic("R005", missing, place=Place(self.name, self.line + 1, 1)))
        if faults:
            faults.keep(self.line + 1, [one.rstrip("\n") for one in self.raw])
            raise faults.error()
        return [self.header.index(one) if one in self.header else -1 for one in ALL_COLUMNS]

    def _separator(self, header: Sequence[str]) -> None:
        for separator, word in _SEPARATORS.items():
            parts = {one.strip() for one in ",".join(header).replace(separator, ",").split(",")}
            if len(header) == 1 and separator in header[0] and "date" in parts:
                place = Place(self.name, self.line + 1, header[0].index(separator) + 1)
                self.faults.keep(place.line, [self.raw[0].rstrip("\n")])
                hint = "save the file as CSV with commas"
                raise refusal(
                    "R003", f"the columns are separated by {word}, not by commas", place, self.faults.text(), hint=hint
                )

    def _uneven(self, found: list[str], width: int) -> None:
        def make() -> Diagnostic:
            more = len(found) > width
            cells = f"{len(found)} cell" + "s" * (len(found) != 1)
            hint = "put a text with a comma in quotation marks" if more else "write a comma for each empty cell"
            place = self._where_cell(width if more else len(found) - 1)
            return Diagnostic("R003", f"the row has {cells}, and there are {width} columns", place=place, hint=hint)

        self.faults.add("R003", make)

    def _where(self, column: str) -> Place:
        return self._where_cell(self.header.index(column) if column in self.header else 0)

    def _where_cell(self, at: int) -> Place:
        """The place of a cell of the present row; its lines are kept for the message."""
        self.faults.keep(self.line + 1, [one.rstrip("\n") for one in self.raw])
        line, column, length = cell_span("".join(self.raw), at)
        return Place(self.name, self.line + line, column, length)


def column_fault(header: Sequence[str], at: int, faults: Faults, where: Callable[[], Place]) -> None:
    """R005 for a column that records do not have, or that stands twice."""
    name = header[at]
    if not name:
        message, hint = "a column without a name", "is there a comma too many?"
    elif name not in ALL_COLUMNS:
        message, hint = f"records have no column `{name[:60]}`", did_you_mean(name, ALL_COLUMNS)
        hint = hint or "the columns are " + ",".join(COLUMNS) + "; put remarks into `note`"
    elif header.index(name) != at:
        message, hint = f"the column `{name}` stands twice", None
    else:
        return
    faults.add("R005", lambda: Diagnostic("R005", message, place=where(), hint=hint))


def missing_columns(header: Sequence[str]) -> str | None:
    """What to say where a column is missing that every record needs."""
    missing = [f"`{one}`" for one in ("date", "kind") if one not in header]
    return f"there is no column {' and no column '.join(missing)}" if missing else None


def cell_span(raw: str, at: int) -> tuple[int, int, int]:
    """Line, column (both from 1) and length of a cell in the text of one row."""
    line = column = start_line = start = 1
    quoted, cell = False, 0
    for char in raw:
        if cell == at and not quoted and char in ",\n":
            break
        if char == '"':
            quoted = not quoted
        elif char == "\n":
            line, column = line + 1, 0
        elif char == "," and not quoted:
            cell += 1
            if cell == at:
                start_line, start = line, column + 1
        column += 1
    length = column - start if line == start_line else 1
    return start_line, start, max(1, length)
