"""Scores as text, as a frame and as plain objects."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from detente.evidence.scores._measures import Mark, losses
from detente.evidence.scores._postmortem import PostMortem
from detente.evidence.scores._scores import Scores
from detente.evidence.scores._words import ahead, described, loss, percent, plain

if TYPE_CHECKING:
    import polars


def to_text(found: Scores, width: int) -> str:
    """Tables of the means and of the reliability, then the sentences."""
    parts = [_table(_head(), [_row(found.mark(one.name), plain(one.name)) for one in found.rivals])]
    longest = max(width // 4, 20)
    for title, rows in (
        ("Brier score by horizon", _by_horizon(found)),
        ("Brier score by question", _by_question(found)),
    ):
        parts.append(f"{title}\n" + _table(["", *(plain(one.name) for one in found.rivals)], rows, longest))
    bins = found.reliability()
    if bins:
        rows = [
            [f"{percent(one.low)} to {percent(one.high)}", str(one.count), str(one.dates), percent(one.mean),
             percent(one.share), f"{percent(one.band[0])} to {percent(one.band[1])}"]
            for one in bins
        ]  # fmt: skip
        head = ["chance given", "events", "dates", "mean", "happened", "if right (90%)"]
        parts.append(f"Reliability of {found.model}\n" + _table(head, rows))
    parts += [textwrap.fill(one, width) for one in found.sentences()]
    return "\n\n".join(parts)


def _head() -> list[str]:
    return ["forecaster", "forecasts", "Brier", "log", "ruled out", "log of rest", "RPS", "sureness"]


def _row(one: Mark, name: str) -> list[str]:
    shown = [loss(one.brier), loss(one.log), str(one.impossible), loss(one.log_rest), loss(one.rps)]
    return [name, str(one.count), *shown, percent(one.sureness) if one.count else ""]


def _by_horizon(found: Scores) -> list[list[str]]:
    return [
        [ahead(horizon, found.unit), *(loss(found.mark(one.name, "", horizon).brier) for one in found.rivals)]
        for horizon in found.horizons
    ]


def _by_question(found: Scores) -> list[list[str]]:
    return [
        [found.title(question), *(loss(found.mark(one.name, question).brier) for one in found.rivals)]
        for question in found.questions
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], longest: int = 60) -> str:
    """Columns under their heads: the first to the left, cut where it is too long; the others to the right."""
    cells = [[_cut(row[0], longest), *row[1:]] for row in (head, *rows)]
    sizes = [max(len(row[at]) for row in cells) for at in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(size) if not at else cell.rjust(size)
            for at, (cell, size) in enumerate(zip(row, sizes, strict=True))
        )
        for row in cells
    ]
    return "\n".join([lines[0].rstrip(), "-" * len(lines[0]), *(line.rstrip() for line in lines[1:])])


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."


def to_frame(found: Scores) -> polars.DataFrame:
    """One row a forecaster, case and value."""
    import polars

    rows: list[dict[str, Any]] = []
    for rival in found.rivals:
        lost = losses(found.cases, rival.name)
        for at, case in enumerate(found.cases):
            given = case.chances.get(rival.name)
            for place, value in enumerate(case.values):
                rows.append(
                    {
                        "forecaster": rival.name, "time": case.time, "date": case.date, "question": case.question,
                        "horizon": case.horizon, "value": value, "chance": None if given is None else given[place],
                        "happened": None if case.outcome is None else value == case.outcome,
                        "contested": case.contested, "late": ";".join(case.late),
                        "brier": _finite(lost.brier[at]), "log": _known(lost.log[at]), "rps": _finite(lost.rps[at]),
                    }
                )  # fmt: skip
    kinds = {"time": polars.Float64, "date": polars.Date, "chance": polars.Float64, "happened": polars.Boolean}
    kinds |= {"brier": polars.Float64, "log": polars.Float64, "rps": polars.Float64, "horizon": polars.Float64}
    return polars.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None


def to_record(found: Scores) -> dict[str, Any]:
    """Plain objects: everything that the page shows, and every case."""
    dates = sorted({one.time for one in found.cases})
    return {
        "records": {"name": found.records, "sha256": found.records_sha256},
        "complete": found.outcome.converged,
        "dates": len(dates),
        "horizons": list(found.horizons),
        "unit": found.unit,
        "counts": found.counts(),
        "forecasters": [{"name": one.name, "title": one.title} for one in found.rivals],
        "marks": [_mark(one) for one in found.marks],
        "skills": [{key: _plain(value) for key, value in vars(one).items()} for one in found.skills],
        "reliability": [{key: _plain(value) for key, value in vars(one).items()} for one in found.reliability()],
        "splits": {one.name: _split(found, one.name) for one in found.rivals},
        "late": [vars(one) for one in found.late],
        "codings": {
            name: {one.name: _finite(found.coded(name).mark(one.name).brier) for one in found.rivals}
            for name in found.codings
        },
        "post_mortems": [_post_mortem(one) for one in found.post_mortems],
        "cases": [_case(found, at) for at in range(len(found.cases))],
        "sentences": list(found.sentences()),
    }


def _mark(one: Mark) -> dict[str, Any]:
    return {key: _plain(value) for key, value in vars(one).items()}


def _split(found: Scores, name: str) -> dict[str, float] | None:
    parts = found.split(name)
    return None if parts is None else vars(parts)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _finite(value) if isinstance(value, float) else value


def _case(found: Scores, at: int) -> dict[str, Any]:
    case = found.cases[at]
    return {
        "date": case.date.isoformat() if case.date else None,
        "time": case.time,
        "question": case.question,
        "horizon": case.horizon,
        "values": list(case.values),
        "outcome": case.outcome,
        "contested": case.contested,
        "why": case.why,
        "late": list(case.late),
        "chances": {name: None if some is None else list(some) for name, some in case.chances.items()},
    }


def _post_mortem(one: PostMortem) -> dict[str, Any]:
    case = one.case
    return {
        "date": case.date.isoformat() if case.date else None,
        "time": case.time,
        "question": case.question,
        "horizon": case.horizon,
        "outcome": case.outcome,
        "chance": one.chance,
        "rival": one.rival or None,
        "rival_chance": one.rival_chance,
        "first": one.first,
        "shifts": [
            {
                "record": described(each.record),
                "date": each.record.date if each.record else None,
                "before": each.before,
                "after": each.after,
            }
            for each in one.shifts
        ],
        "leanings": [vars(each) for each in one.leanings],
        "assumptions": [vars(each) for each in one.assumptions],
    }
