"""The parties: what they want, and what each is likely to do next."""

from __future__ import annotations

from detente.report import _text
from detente.report.page._section import Section

WANTS = Section("wants", "Who wants what", frozenset({"parties"}), lambda b: bool(b.parties), text=_text.wishes)
NEXT = Section(
    "next",
    "What each is likely to do next",
    frozenset({"parties"}),
    lambda b: bool(b.parties),
    text=_text.next_moves,
    short="Next moves",
)
