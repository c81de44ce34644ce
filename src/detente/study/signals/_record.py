"""Signals as plain records and as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.study.signals._sentences import sentence

if TYPE_CHECKING:
    import polars

    from detente.study.signals._result import Signals


def record_of(found: Signals) -> dict[str, Any]:
    """Everything, out of texts, numbers, lists and mappings."""
    return {
        "time": found.time,
        "date": None if found.date is None else found.date.isoformat(),
        "how": found.how,
        "unit": found.unit,
        "converged": found.outcome.converged,
        "message": str(found.outcome),
        "residual": found.residual,
        "named": found.named,
        "thresholds": {"separates": found.thresholds.separates, "pools": found.thresholds.pools},
        "signals": [
            {
                "move": one.move, "actor": one.actor, "chance": one.chance, "gives": dict(one.gives),
                "changes": list(one.changes), "announcement": one.announcement, "cheap": one.cheap,
                "lessons": [
                    {"observer": each.observer, "about": each.about, "before": dict(each.before),
                     "after": dict(each.after), "choice": dict(each.choice), "rate": dict(each.rate),
                     "ratio": each.ratio, "alone": each.alone, "seen": each.seen, "learned": each.learned,
                     "bits": each.bits, "verdict": each.verdict, "sentence": sentence(one, each)}
                    for each in one.lessons
                ],
            }
            for one in found.signals
        ],
        "version": found.version,
    }  # fmt: skip


def frame_of(found: Signals) -> polars.DataFrame:
    """One row a move, observer, hidden thing and type."""
    import polars as pl

    rows = [
        (one.move, each.observer, each.about, name, each.before[name], each.after[name], each.choice[name],
         each.rate[name], each.learned, each.bits, each.verdict)
        for one in found.signals
        for each in one.lessons
        for name in each.before
    ]  # fmt: skip
    numbers = dict.fromkeys(("before", "after", "choice", "rate", "learned", "bits"), pl.Float64)
    texts = dict.fromkeys(("move", "observer", "about", "type"), pl.String)
    return pl.DataFrame(rows, schema={**texts, **numbers, "verdict": pl.String}, orient="row")
