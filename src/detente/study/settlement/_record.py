"""An analysis as plain records and as a frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars

    from detente.study.settlement._result import SettlementAnalysis, Terms


def record_of(found: SettlementAnalysis) -> dict[str, Any]:
    """Everything, out of texts, numbers, lists and mappings."""
    return {
        "settlement": found.settlement.factor,
        "title": found.settlement.title,
        "time": found.time,
        "date": None if found.date is None else found.date.isoformat(),
        "how": found.how,
        "unit": found.unit,
        "converged": found.outcome.converged,
        "message": str(found.outcome),
        "residual": found.residual,
        "regret": dict(found.regret),
        "explanations": dict(found.explanations),
        "already": found.already,
        "settled": _by_horizon(found, found.settled),
        "zone": list(found.zone),
        "zone_with_transfers": list(found.zone_with_transfers),
        "nearest": {"option": found.nearest.option, "shortfall": found.nearest.shortfall},
        "options": [_option(found, one) for one in found.options],
        "reduced": None if found.reduced is None else [
            {"name": one.name, "assumes": one.assumes, "place": _number(one.place), "option": one.option or None,
             "scores": dict(one.scores)}
            for one in found.reduced.forms
        ],
        "remedies": [
            {"option": one.option, "instrument": one.instrument, "about": one.about, "works": one.works,
             "size": _number(one.size), "unit": one.unit, "level": one.level or None, "sizes": dict(one.sizes),
             "gains": dict(one.gains), "worst": _number(one.worst), "solved": one.solved, "why": one.why or None,
             "converged": one.outcome.converged}
            for one in found.remedies
        ],
        "sentences": list(found.sentences()),
        "version": found.version,
    }  # fmt: skip


def _option(found: SettlementAnalysis, one: Terms) -> dict[str, Any]:
    return {
        "option": one.option,
        "acceptable": one.acceptable,
        "passed": list(one.passed),
        "blockers": list(one.blockers),
        "undecided": list(one.undecided),
        "total": one.total,
        "total_passed": one.total_passed,
        "shortfall": one.shortfall,
        "stakes": [
            {"actor": stake.actor, "gain": stake.gain, "error": stake.error, "verdict": stake.verdict,
             "accepts": stake.accepts, "sure": stake.sure, "low": stake.low, "high": stake.high,
             "vetoes": one.vetoed.get(stake.actor), "under": dict(stake.under)}
            for stake in one.stakes.values()
        ],
        "passes": one.passes,
        "lapses": one.lapses,
        "reached": _by_horizon(found, one.reached),
        "median": one.median,
        "kept": {
            "chances": _by_horizon(found, one.kept.chances),
            "mean_time": one.kept.mean_time,
            "broken_by": dict(one.kept.broken_by),
            "stays": one.kept.stays,
        },
        "brought": one.brought,
    }  # fmt: skip


def _by_horizon(found: SettlementAnalysis, values: Mapping[float, float]) -> list[dict[str, Any]]:
    return [{"within": found.horizons[time], "time": time, "chance": chance} for time, chance in values.items()]


def _number(value: float) -> float | None:
    return None if value != value else value


def frame_of(found: SettlementAnalysis) -> polars.DataFrame:
    """One row an option and actor."""
    import polars as pl

    rows = [
        (one.option, stake.actor, stake.gain, stake.verdict, stake.accepts, stake.sure, stake.low, stake.high,
         stake.actor in one.passed, one.vetoed.get(stake.actor))
        for one in found.options
        for stake in one.stakes.values()
    ]  # fmt: skip
    text, number = pl.String, pl.Float64
    schema = {
        "option": text, "actor": text, "gain": number, "verdict": text, "accepts": number, "sure": number,
        "low": number, "high": number, "must_be_passed": pl.Boolean, "vetoes": number,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")
