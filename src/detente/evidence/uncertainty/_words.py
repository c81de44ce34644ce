"""An ensemble in words, and as a record for files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from detente.evidence.uncertainty._intervals import Interval
from detente.evidence.uncertainty._weighed import FAULTS

if TYPE_CHECKING:
    from detente.evidence.uncertainty._ensemble import Ensemble

FEW = 100
"""With fewer effective draws the ends of a 90% interval rest on a handful of them."""

STUCK = 0.1
"""Below this acceptance moves hardly spread the draws."""

FAILED = 0.05
"""Above this share of failures the answer is about a noticeably narrower prior."""

NORMAL_95 = 1.6448536269514722


def warnings_of(ensemble: Ensemble) -> tuple[str, ...]:
    """What a reader should know before trusting the intervals."""
    found = []
    if not ensemble.outcome.converged:
        found.append(str(ensemble.outcome))
    if ensemble.effective < FEW:
        found.append(
            f"The draws are worth only {ensemble.effective:.0f} independent ones, so the ends of the intervals are "
            "rough; take more draws."
        )
    if ensemble.distinct < min(FEW, ensemble.effective) / 2:
        found.append(f"Only {ensemble.distinct} of the draws that count are different; take more draws.")
    stuck = [(at, min(one.acceptance)) for at, one in enumerate(ensemble.stages) if one.acceptance]
    stuck = [(at, least) for at, least in stuck if least < STUCK]
    if stuck:
        at, least = min(stuck, key=lambda one: one[1])
        found.append(
            f"At stage {at} only {least:.0%} of the moves were accepted, so the draws hardly spread; the intervals "
            "may be too narrow. More draws help."
        )
    failures = sum(ensemble.faults.values())
    if failures > FAILED * ensemble.weighings:
        found.append(
            f"{failures:,} of {ensemble.weighings:,} draws could not be weighed and count for nothing: the answer is "
            "about the part of the priors where a draw can be."
        )
    return tuple(found)


def text_of(ensemble: Ensemble) -> str:
    """For a terminal."""
    until = f" until {ensemble.date or format(ensemble.time, 'g')}" if ensemble.time > 0 else ""
    count = len(ensemble.records)
    known = f"{count or 'no'} record{'' if count == 1 else 's'}{until}"
    what = f"{len(ensemble.names)} parameter{'' if len(ensemble.names) == 1 else 's'}"
    lines = [f"{len(ensemble):,} draws of {what}, weighed by {known}; seed {ensemble.seed}."]
    lines += ["", *_table(_parameters(ensemble))]
    if len(ensemble.explanations) > 1:
        rows = [("explanation", "chance", "90%"), *((one.name, _mean(one), _ends(one)) for one in ensemble.posterior)]
        lines += ["", *_table(rows)]
    lines += ["", *_table(_stages(ensemble))]
    lines += ["", _effort(ensemble)]
    lines += [f"{count:,} times: {FAULTS[name]} ({ensemble.notes[name]})" for name, count in ensemble.faults.items()]
    lines += [f"warning: {one}" for one in ensemble.warnings]
    return "\n".join(lines) + "\n"


def _effort(ensemble: Ensemble) -> str:
    error = ensemble.log_evidence_error
    return (
        f"Effective draws: {ensemble.effective:.0f}, {ensemble.distinct} different. "
        f"{ensemble.weighings:,} draws weighed. "
        f"Log evidence {ensemble.log_evidence:.2f} (standard error about {error:.2f})."
    )


def _parameters(ensemble: Ensemble) -> list[tuple[str, ...]]:
    ends = np.array([-NORMAL_95, NORMAL_95])
    rows: list[tuple[str, ...]] = [("parameter", "prior 90%", "mean", "90%")]
    for unknown, one in zip(ensemble.unknowns, ensemble.parameters, strict=True):
        low, high = unknown.at(ends).tolist()
        rows.append((one.name, f"{low:.3g} to {high:.3g}", _mean(one), _ends(one)))
    return rows


def _stages(ensemble: Ensemble) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("stage", "temperature", "effective", "accepted by move", "step")]
    for at, one in enumerate(ensemble.stages):
        accepted = " ".join(f"{share:.0%}" for share in one.acceptance)
        steps = " ".join(f"{step:.2g}" for step in one.steps)
        rows.append((str(at), f"{one.temperature:.3g}", f"{one.effective:.0f}", accepted or "no moves", steps))
    return rows


def _mean(one: Interval) -> str:
    return f"{one.mean:.3g}"


def _ends(one: Interval) -> str:
    return f"{one.low:.3g} to {one.high:.3g}"


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def record_of(ensemble: Ensemble) -> dict[str, object]:
    """For JSON: intervals and diagnostics, not the draws."""
    return {
        "draws": len(ensemble),
        "seed": ensemble.seed,
        "until": None if ensemble.until is None else str(ensemble.until),
        "time": ensemble.time,
        "date": None if ensemble.date is None else ensemble.date.isoformat(),
        "parameters": [_record(one) for one in ensemble.parameters],
        "explanations": [_record(one) for one in ensemble.posterior],
        "log_evidence": ensemble.log_evidence,
        "log_evidence_error": ensemble.log_evidence_error,
        "effective": ensemble.effective,
        "distinct": ensemble.distinct,
        "weighings": ensemble.weighings,
        "faults": dict(ensemble.faults),
        "stages": [asdict(one) for one in ensemble.stages],
        "outcome": asdict(ensemble.outcome),
        "warnings": list(ensemble.warnings),
        "settings": dict(ensemble.settings),
        "version": ensemble.version,
    }


def _record(one: Interval) -> dict[str, object]:
    return {
        key: None if isinstance(value, float) and math.isnan(value) else value for key, value in asdict(one).items()
    }
