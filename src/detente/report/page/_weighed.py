"""What the record says of the explanations, what each record weighs, and what that hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.report import _rows, _text_evidence
from detente.report._codings import codings_lead, codings_rows, codings_turn
from detente.report._pick import that_count
from detente.report.page._section import Section

if TYPE_CHECKING:
    from detente.report._briefing import Briefing
    from detente.report._findings import Findings


def _found(briefing: Briefing) -> Findings:
    assert briefing.evidence is not None
    return briefing.evidence


def _record(briefing: Briefing) -> dict[str, Any]:
    from detente.report import _charts_evidence

    found = _found(briefing)
    return {
        "e": found,
        "trail_chart": _charts_evidence.trail(briefing),
        "counted": _text_evidence.counted(found),
        "codings_turn": codings_turn(found),
        "spread_lead": _text_evidence.spread_lead(found.spread) if found.spread else "",
        "spread_rows": _text_evidence.spread_rows(briefing),
    }


def _record_text(briefing: Briefing, width: int) -> list[str]:
    lines = _text_evidence.verdict(_found(briefing), width)
    spreads = _text_evidence.spreads(briefing, width)
    return [*lines, "", "How far that depends on parameters that nobody knows", "", *spreads] if spreads else lines


def _weights(briefing: Briefing) -> dict[str, Any]:
    from detente.report import _charts_evidence

    found = _found(briefing)
    return {
        "e": found,
        "matrix_chart": _charts_evidence.matrix(briefing),
        "counting": that_count(found.tellings) if found.contested else [],
    }


def _weights_text(briefing: Briefing, width: int) -> list[str]:
    found = _found(briefing)
    reasons = _text_evidence.reasons(found, width)
    lines = _text_evidence.weights(found, width)
    return [*lines, "", "Why the records that weigh most count", "", *reasons] if reasons else lines


def _hangs(briefing: Briefing) -> dict[str, Any]:
    found = _found(briefing)
    return {
        "e": found,
        "sources": _text_evidence.sources(found) if found.left_out else "",
        "prior_rows": _rows.priors(found),
        "left_rows": _rows.left_out(found),
        "codings_lead": codings_lead(found),
        "codings_rows": codings_rows(found),
    }


RECORD = Section(
    "record",
    "What the record says",
    frozenset({"weights"}),
    lambda b: b.evidence is not None and bool(b.evidence.last),
    _record,
    _record_text,
)
WEIGHTS = Section(
    "weights",
    "What each record weighs",
    frozenset({"weights"}),
    lambda b: b.evidence is not None and b.evidence.matrix is not None,
    _weights,
    _weights_text,
)
HANGS = Section(
    "hangs",
    "What the verdict hangs on",
    frozenset({"weights"}),
    lambda b: b.evidence is not None and b.evidence.prior is not None,
    _hangs,
    lambda b, width: _text_evidence.sensitivity(_found(b), width),
    short="What it hangs on",
)
