"""All sections in the order of the page: what matters to an analyst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.page._choices import NEXT, WANTS
from detente.report.page._closing import ASSUMPTIONS, CLAIMS, PROVENANCE, SCORES
from detente.report.page._future import COURSES, LASTING, QUESTIONS, WATCH
from detente.report.page._opening import EXPLANATIONS, PROBLEMS, SHORT
from detente.report.page._scene import MAP, SITUATION, TIMELINE
from detente.report.page._studies import CHANGES, SETTLEMENT, SIGNALS
from detente.report.page._sure import CERTAINTY
from detente.report.page._weighed import HANGS, RECORD, WEIGHTS

if TYPE_CHECKING:
    from detente.report._briefing import Briefing
    from detente.report.page._section import Section

SECTIONS: tuple[Section, ...] = (
    SHORT,
    PROBLEMS,
    EXPLANATIONS,
    SITUATION,
    MAP,
    TIMELINE,
    NEXT,
    QUESTIONS,
    COURSES,
    LASTING,
    RECORD,
    WEIGHTS,
    HANGS,
    WATCH,
    SETTLEMENT,
    CHANGES,
    CERTAINTY,
    SIGNALS,
    WANTS,
    CLAIMS,
    SCORES,
    ASSUMPTIONS,
    PROVENANCE,
)
"""Every section."""


def sections(briefing: Briefing | None = None) -> tuple[Section, ...]:
    """The sections of the page, in order; with a briefing, those that it has something for."""
    return tuple(one for one in SECTIONS if briefing is None or one.there(briefing))
