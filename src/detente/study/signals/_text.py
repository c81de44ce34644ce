"""Signals for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from detente.study.signals._sentences import sentence
from detente.words import number, percent

if TYPE_CHECKING:
    from detente.study.signals._result import Signal, Signals

WIDTH = 110
"""Characters of a line."""


def text_of(found: Signals, width: int = WIDTH) -> str:
    """Move by move, the most telling first: what it costs, then what each observer learns."""
    when = found.date.isoformat() if found.date else f"{found.unit} {found.time:g}"
    see = "which move is made" if found.named else "what changes, not who changed it"
    head = [f"What moves would tell, as of {when}; observers see {see}"]
    if not found.outcome.converged:
        head.append(f"NOT CONVERGED, so these are no answers: {found.outcome}")
    blocks = [head, *(_block(one, width) for one in found.signals)]
    limits = found.thresholds
    blocks.append([
        f"separates: the least rate by type is at most {limits.separates:g} of the greatest; "
        f"pools: at least {limits.pools:g} of it"
    ])  # fmt: skip
    return "\n\n".join("\n".join(block) for block in blocks)


def _block(one: Signal, width: int) -> list[str]:
    facts = [f"{percent(one.chance)} at its next moment"]
    facts += [f"gives {who} {number(what)}" for who, what in one.gives.items()]
    facts.append("changes " + ", ".join(one.changes) if one.changes else "changes nothing")
    if one.cheap:
        facts.append("costs nothing and binds nobody")
    elif one.announcement:
        facts.append("an announcement: nothing it changes is in anybody's payoffs")
    lines = textwrap.wrap(f"{one.move}: {'; '.join(facts)}", width, subsequent_indent="  ")
    if not one.lessons:
        return [*lines, "  nobody who watches has anything to learn from it"]
    for lesson in one.lessons:
        lines += textwrap.wrap(
            sentence(one, lesson).split(". ", 1)[1], width, initial_indent="  ", subsequent_indent="    "
        )
    return lines
