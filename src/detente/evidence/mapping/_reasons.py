"""Why events were left out, with the first few of each reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.evidence.mapping._candidates import EVENT, OF_NO_EVENT, REASON, RULE
from detente.evidence.mapping._events import FILE, ROW, Events
from detente.evidence.mapping._mapped import Example, Skipped
from detente.evidence.mapping._rules import Rules
from detente.evidence.mapping._tables import lines_of

if TYPE_CHECKING:
    import polars as pl

EXAMPLES = 3
_SHOWN = 4
_WIDTH = 60


def skipped(events: Events, frame: pl.DataFrame, found: pl.DataFrame, rules: Rules) -> tuple[tuple[Skipped, ...], int]:
    """The reasons, and how many events were used.

    An event is used if any of its records is, or if it was counted; else the first reason counts.
    """
    import polars as pl

    counting = [number for number, rule in enumerate(rules.rules) if rule.count is not None]
    made = found.filter(pl.col(EVENT) != OF_NO_EVENT)
    good = made.filter(pl.col(REASON).is_null()).select(EVENT).unique()
    failed = made.join(good, on=EVENT, how="anti").group_by(EVENT, maintain_order=True).agg(pl.col(REASON).first())
    left = pl.concat([frame.filter(pl.col(REASON).is_not_null()).select(EVENT, REASON), failed.select(EVENT, REASON)])
    assert frame.height == left.height + good.height + int(frame[RULE].is_in(counting).sum())
    grouped = (
        left.sort(EVENT)
        .group_by(REASON, maintain_order=True)
        .agg(pl.len().alias("events"), pl.col(EVENT).head(EXAMPLES))
        .sort("events", descending=True, maintain_order=True)
    )
    examples = _examples(events, frame, rules, [one for row in grouped[EVENT].to_list() for one in row])
    reasons = tuple(
        Skipped(reason, count, tuple(examples[one] for one in some)) for reason, count, some in grouped.iter_rows()
    )
    return reasons, frame.height - left.height


def _examples(events: Events, frame: pl.DataFrame, rules: Rules, numbers: list[int]) -> dict[int, Example]:
    rows = frame[numbers].select(EVENT, FILE, ROW, *shown(rules)).rows() if numbers else []
    lines: dict[tuple[int, int], int] = {}
    for at, name in enumerate(events.files):
        of_file = [row for _, file, row, *_ in rows if file == at]
        lines |= {(at, row): line for row, line in lines_of(Path(name), rules.listing, of_file).items()}
    return {
        event: Example(events.files[file], lines[file, row], ", ".join(_short(one) for one in texts if one))
        for event, file, row, *texts in rows
    }


def shown(rules: Rules) -> list[str]:
    """The columns that stand for an event in a report: its date, and what rules look at or else fill in."""
    looked_at = [one.column for rule in rules.rules for group in rule.match for one in group]
    filled_in = [
        slot.column
        for rule in rules.rules
        if rule.count is None
        for spec in rule.specs
        for template in spec.entries.values()
        for slot in template.slots
    ]
    return list(dict.fromkeys([rules.listing.date, *(looked_at or filled_in)]))[:_SHOWN]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
