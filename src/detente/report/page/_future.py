"""What comes: questions, how long things stay, where they go, what to watch, which settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.report import _rows, _text, _text_evidence
from detente.report.page._section import Section

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def _questions(briefing: Briefing) -> dict[str, Any]:
    from detente.report import _charts

    return {"answers_chart": _charts.answers(briefing)}


def _lasting(briefing: Briefing) -> dict[str, Any]:
    from detente.report import _charts

    return {"stays_charts": [_charts.stays(briefing, at) for at in range(len(briefing.views))]}


def _courses(briefing: Briefing) -> dict[str, Any]:
    from detente.report import _charts

    return {"course_charts": [_charts.course(briefing, one) for one in briefing.developments]}


def _watched(briefing: Briefing) -> bool:
    found = briefing.evidence
    return found is not None and any(one.watch is not None for one in found.summaries)


def _watch(briefing: Briefing) -> dict[str, Any]:
    assert briefing.evidence is not None
    return {"e": briefing.evidence, "watching": _rows.watched(briefing.evidence)}


def _watch_text(briefing: Briefing, width: int) -> list[str]:
    assert briefing.evidence is not None
    return _text_evidence.watching(briefing.evidence, width)


QUESTIONS = Section(
    "questions",
    "Questions",
    frozenset({"answers"}),
    lambda b: bool(b.answers),
    _questions,
    _text.questions,
)
LASTING = Section(
    "lasting",
    "How long things stay as they are",
    frozenset({"courses"}),
    lambda b: bool(b.developments),
    _lasting,
    _text.stays,
    short="How long it lasts",
)
COURSES = Section(
    "courses",
    "Where things go",
    frozenset({"courses"}),
    lambda b: bool(b.developments),
    _courses,
    _text.courses,
)
WATCH = Section("watch", "What to watch", frozenset({"watch"}), _watched, _watch, _watch_text)
