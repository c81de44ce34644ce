"""How forecasts and claims did, in rows and sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from detente.report._words import listed, plain, said_date

if TYPE_CHECKING:
    from detente.evidence.claims import Said, Verdicts
    from detente.evidence.scores import Scores, Skill


def claims_lead(found: Verdicts) -> str:
    """How many claims of which text came out how."""
    counts = listed([f"{count} {status}" for status, count in found.counts().items()])
    text = f"{found.claims.citation}; written" if found.claims.citation else "written"
    return (
        f"{len(found)} claims ({text} {said_date(found.written)}), judged on the record until "
        f"{said_date(found.until)}: {counts}."
    )


def said(one: Said) -> str:
    """What the model gave, in a cell; nothing where there is no test."""
    return "" if one.chance is None and not one.parts else str(one)


def scores_lead(scores: Scores) -> str:
    """How the forecasts did against each rival, in one sentence."""
    found = [scores.skill(one.name) for one in scores.rivals[1:]]
    worse = [_versus(one) for one in found if one.value < 0]
    better = [_versus(one) for one in found if one.value > 0]
    parts = [f"{word} than {listed(some)}" for word, some in (("worse", worse), ("better", better)) if some]
    mark = scores.mark()
    head = (
        f"Its forecasts, as {mark.count} of them came out (mean Brier loss {mark.brier:.3f}), against the rivals "
        "described below: "
    )
    return head + ("; ".join(parts) or "nothing to compare them with") + "."


def _versus(one: Skill) -> str:
    chance = one.low is None or one.high is None or one.low <= 0 <= one.high
    return f'"{plain(one.rival)}" by {abs(one.value):.0%}' + (" (which may be chance)" if chance else "")


def marks(scores: Scores) -> tuple[list[str], list[tuple[str, ...]]]:
    """Mean losses of the model and of each rival, each with the model's on the forecasts that the rival made."""
    columns = ["forecaster", "cases", "Brier", "model on the same", "log", "ranked"]
    rows = []
    for one in scores.rivals:
        found = scores.mark(one.name)
        same = "" if one.name == scores.model else _same(scores, one.name)
        name = f"{plain(one.name)}: {one.title}"
        rows.append((name, str(found.count), _loss(found.brier), same, _loss(found.log), _loss(found.rps)))
    return columns, rows


def _same(scores: Scores, rival: str) -> str:
    """The model's Brier score on the forecasts that the rival made too."""
    from detente.evidence.scores import mark

    both = [
        one for one in scores.cases if one.chances.get(rival) is not None and one.chances.get(scores.model) is not None
    ]
    return _loss(mark(both, scores.model).brier)


def _loss(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    return "infinite" if math.isinf(value) else f"{value:.3f}"
