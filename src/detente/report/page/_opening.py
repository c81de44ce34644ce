"""What comes first: the conclusions, what stands in their way, and the explanations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report import _text, _text_evidence
from detente.report._short import in_short
from detente.report.page._section import Section

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def _gists(briefing: Briefing, width: int) -> list[str]:
    lines: list[str] = []
    for one in in_short(briefing):
        lines += [*([""] if lines else []), *_text.wrap(f"{one.title}:", width)]
        lines += [line for text in one.texts for line in _text.bullet(text, width)]
    return lines


def _problems(briefing: Briefing, width: int) -> list[str]:
    assert briefing.evidence is not None
    return _text_evidence.problems(briefing.evidence, width)


SHORT = Section("short", "In short", frozenset(), lambda b: bool(in_short(b)), lambda b: {"short": in_short(b)}, _gists)
PROBLEMS = Section(
    "problems",
    "What is wrong with the evidence",
    frozenset(),
    lambda b: b.evidence is not None and bool(b.evidence.problems),
    text=_problems,
    short="What is wrong",
)
EXPLANATIONS = Section(
    "explanations",
    "Which explanation",
    frozenset(),
    lambda b: bool(b.explanations),
    text=_text.explanations,
)
