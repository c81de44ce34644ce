"""The situation and who sees what, the map, the record on its line of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.report.page._section import Section

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def _map(briefing: Briefing) -> dict[str, Any]:
    from detente.report._map_chart import map_chart

    return {"map_chart": map_chart(briefing)}


def _timeline(briefing: Briefing) -> dict[str, Any]:
    from detente.report._timeline_chart import timeline

    return {"timeline_chart": timeline(briefing)}


SITUATION = Section(
    "situation",
    "How things stand, and who sees what",
    frozenset(),
    lambda b: bool(b.situation),
    short="Situation",
)
MAP = Section("map", "Where it is", frozenset(), lambda b: bool(b.places), _map, short="Map")
TIMELINE = Section(
    "timeline",
    "The record on its line of time",
    frozenset(),
    lambda b: b.evidence is not None and bool(b.evidence.entries),
    _timeline,
    short="Timeline",
)
