"""The briefing in a few sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.report._words import duration, percent, plain

if TYPE_CHECKING:
    from detente.report._briefing import Briefing, Development

MOST = 6


def in_short(briefing: Briefing) -> list[str]:
    """What the last view shows: where things stand and go, who acts, which settlement."""
    settling = briefing.settlement.factor if briefing.settlement else None
    found = [_course(briefing, one) for one in moving(briefing) if one.factor != settling][:MOST]
    return [*_acting(briefing), *found, *_settling(briefing)]


def moving(briefing: Briefing, view: int = -1) -> list[Development]:
    """The factors that can change from a view on and are seen, those most asked about first."""

    def asked(one: Development) -> int:
        return sum(bool(re.search(rf"\b{one.factor}\b", answer.question)) for answer in briefing.answers)

    shown = [one for one in briefing.developments if not one.hidden and one.courses[view].stays[-1] < 1 - 1e-9]
    return sorted(shown, key=lambda one: -asked(one))


def _course(briefing: Briefing, one: Development) -> str:
    course = one.courses[-1]
    last = course.chances[-1]
    likeliest = max(range(len(last)), key=lambda at: last[at])
    ahead = duration(briefing.horizon, briefing.unit)
    stay = f"{percent(course.stays[-1])} chance to stay so throughout {ahead}"
    if course.even_odds is not None:
        stay = f"even odds of a change within {duration(course.even_odds, briefing.unit)}"
    then = f"{ahead} on likeliest {plain(one.values[likeliest])} ({percent(last[likeliest])})"
    if one.values[likeliest] == course.current:
        then = f"{percent(last[likeliest])} to be so (again) {ahead} on"
    return f"{one.title}: {plain(course.current)} now; {stay}; {then}."


def _acting(briefing: Briefing) -> list[str]:
    """The moves most likely to be chosen at the next moment of their actors."""
    ranked = sorted(
        (
            (one.chances[-1], f"{party.title} to {plain(one.name)} ({percent(one.chances[-1])})")
            for party in briefing.parties
            for one in party.options
            if one.name != "wait" and one.chances[-1] >= 0.1
        ),
        reverse=True,
    )
    if not ranked:
        return ["At their next moments the parties most likely wait."] if briefing.parties else []
    return ["Likeliest at their next moments: " + ", ".join(text for _, text in ranked[:4]) + "."]


def _settling(briefing: Briefing) -> list[str]:
    found = briefing.settlement
    if found is None:
        return []
    ranked = sorted(zip(found.chances[-1], found.values, strict=True), reverse=True)
    text = ", ".join(f"{plain(value)} {percent(chance)}" for chance, value in ranked if chance >= 0.005)
    return [f"{found.title}, {duration(briefing.horizon, briefing.unit)} on: {text}."]
