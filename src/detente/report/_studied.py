"""Settlement and signals, seen from each view: what the studies say there, or why they say nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from detente.errors import DetenteError
from detente.report._briefing import Study
from detente.report._subject import Subject
from detente.report._views import Seen

MOST = 8
"""Sentences on signals from each view."""


def agreements(subject: Subject, seen: Sequence[Seen], tell: Callable[[str], None]) -> tuple[Study, ...]:
    """Who could live with which settlement, from each view; empty where the scenario has no settlement."""
    if not subject.settlements:
        return ()
    from detente.study.settlement import settle

    return tuple(
        _studied(one, f"what a settlement is worth from {one.view.label}", each, tell)
        for one in _later(seen)
        for each in (lambda present: settle(present, subject.settlements[0]),)
    )


def tellings_of_moves(seen: Sequence[Seen], tell: Callable[[str], None]) -> tuple[Study, ...]:
    """What the moves that are open would tell whom, from each view; empty for a game in which nobody acts."""
    if not seen[0].present.nows[0].game.actors:
        return ()
    from detente.study.signals import signals

    return tuple(_studied(one, f"what moves would tell from {one.view.label}", signals, tell) for one in _later(seen))


def _later(seen: Sequence[Seen]) -> Sequence[Seen]:
    """The views after the start; the start where there is no other."""
    return seen[1:] or seen


def _studied(one: Seen, what: str, study: Callable[[Any], Any], tell: Callable[[str], None]) -> Study:
    tell(what)
    try:
        return Study(one.view.name, one.view.label, study(one.present))
    except DetenteError as error:
        return Study(one.view.name, one.view.label, None, str(error).splitlines()[0])
