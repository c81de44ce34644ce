"""What came of a mapping, as a picture and as a notebook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.charts import Chart, bars, table_html

if TYPE_CHECKING:
    from detente.evidence.mapping._mapped import Mapped

TAKEN, SKIPPED = "taken by a rule", "skipped"


def chart_of(found: Mapped) -> Chart:
    """A bar for each rule and each reason."""
    rows = _rows(found)
    return bars(
        _head(found),
        [f"{what}: {name}" for what, name, *_ in rows],
        [float(count) for _, _, count, _ in rows],
        lambda count: f"{count:,.0f}",
        ("what became of them", "events"),
        "mapped",
        groups=[what for what, *_ in rows],
    )


def html_of(found: Mapped) -> str:
    """A row for each rule and each reason."""
    return table_html(_head(found), ("what", "rule or reason", "events", "records"), _rows(found), most=60)


def _head(found: Mapped) -> str:
    return f"{found.events:,} events: {found.used:,} used in {len(found.records):,} records"


def _rows(found: Mapped) -> list[tuple[str, str, int, int | None]]:
    made = [(TAKEN, one.rule, one.events, one.records) for one in found.made]
    return [*made, *((SKIPPED, one.reason, one.events, None) for one in found.skipped)]
