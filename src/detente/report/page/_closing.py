"""What comes last: claims, scores, what it all rests on, where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.report import _text, _text_evidence
from detente.report._scored import claims_lead, marks, said
from detente.report.page._section import Section

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def _claims(briefing: Briefing) -> dict[str, Any]:
    assert briefing.evidence is not None
    assert briefing.evidence.claims is not None
    return {"claims_lead": claims_lead(briefing.evidence.claims), "said": said}


def _claims_text(briefing: Briefing, width: int) -> list[str]:
    assert briefing.evidence is not None
    return _text_evidence.claims(briefing.evidence, width)


def _scores(briefing: Briefing) -> dict[str, Any]:
    from detente.report import _charts_evidence

    assert briefing.evidence is not None
    scores = briefing.evidence.scores
    assert scores is not None
    columns, rows = marks(scores)
    return {
        "score_columns": columns,
        "score_rows": rows,
        "score_texts": scores.sentences(),
        "skill_chart": _charts_evidence.skill(briefing),
        "reliability_chart": _charts_evidence.reliability(briefing),
    }


def _scores_text(briefing: Briefing, width: int) -> list[str]:
    assert briefing.evidence is not None
    return _text_evidence.scores(briefing.evidence, width)


CLAIMS = Section(
    "claims",
    "Claims",
    frozenset({"claims"}),
    lambda b: b.evidence is not None and bool(b.evidence.claims),
    _claims,
    _claims_text,
)
SCORES = Section(
    "scores",
    "How its forecasts did",
    frozenset({"scores"}),
    lambda b: b.evidence is not None and b.evidence.scores is not None,
    _scores,
    _scores_text,
)
ASSUMPTIONS = Section(
    "assumptions",
    "What it rests on",
    frozenset(),
    lambda b: bool(b.assumptions or b.sources),
    text=_text.assumptions,
    short="Assumptions",
)
PROVENANCE = Section("provenance", "Where it comes from", frozenset(), lambda b: True, text=_text.provenance)
