"""What came of a mapping: the records, what each rule made, and what was skipped and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.evidence.records import Records, write_records

if TYPE_CHECKING:
    import polars as pl

    from detente.charts import Chart


@dataclass(frozen=True)
class Example:
    """One event: its file, its line there, and what it says in the columns that rules look at."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Made:
    """What one rule did: events that it took, and records that came of them."""

    rule: str
    line: int
    events: int
    records: int


@dataclass(frozen=True)
class Skipped:
    """Why events were left out, how many, and the first few of them."""

    reason: str
    events: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Mapped:
    """The result of :func:`map_events`.

    Attributes
    ----------
    records
        In order of their dates; they can be records of the game, if one was given.
    events
        How many events the list has. Each of them either went into a record or is among the skipped.
    used
        How many went into a record, those that were counted among them.
    made, skipped
        By rule, and by reason (the most frequent first).
    """

    records: Records
    events: int
    used: int
    made: tuple[Made, ...]
    skipped: tuple[Skipped, ...]

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self) -> str:
        """The report for a reader."""
        left = self.events - self.used
        noun = "event" if self.events == 1 else "events"
        lines = [
            f"{self.events:,} {noun}: {self.used:,} used in {_records(len(self.records))}, {left:,} skipped",
            "",
            *_table(
                ("rule", "line", "events", "records"),
                [(one.rule, f"{one.line}", f"{one.events:,}", f"{one.records:,}") for one in self.made],
            ),
        ]
        if self.skipped:
            lines += [
                "",
                *_table(("skipped because", "events"), [(one.reason, f"{one.events:,}") for one in self.skipped]),
            ]
            lines += ["", "for example"]
            several = len({one.file for skip in self.skipped for one in skip.examples}) > 1
            for skip in self.skipped:
                lines.append(f"  {skip.reason}")
                lines += [f"    {_where(one, several)}: {one.text}" for one in skip.examples]
        return "\n".join(lines)

    def to_frame(self) -> pl.DataFrame:
        """What was skipped: reason, events, file, line and text of each example."""
        import polars as pl

        rows = [
            (skip.reason, skip.events, one.file, one.line, one.text) for skip in self.skipped for one in skip.examples
        ]
        schema = {"reason": pl.String, "events": pl.Int64, "file": pl.String, "line": pl.Int64, "text": pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def plot(self) -> Chart:
        """How many events each rule took, and how many were skipped for each reason."""
        from detente.evidence.mapping._shown import chart_of

        return chart_of(self)

    def _repr_html_(self) -> str:
        from detente.evidence.mapping._shown import html_of

        return html_of(self)

    def write(self, path: str | Path) -> Path:
        """Write the records to a file, whole or not at all (see :func:`detente.evidence.records.write_records`)."""
        return write_records(self.records, path)


def _records(count: int) -> str:
    return f"{count:,} record" + "s" * (count != 1)


def _where(one: Example, several: bool) -> str:
    return f"{one.file}:{one.line}" if several else f"line {one.line}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The first column to the left, numbers to the right."""
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (header, *rows)
    ]
