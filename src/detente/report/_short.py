"""The briefing in a few sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.report._codings import codings_turn
from detente.report._scored import claims_lead, scores_lead
from detente.report._surety import surety
from detente.report._words import duration, percent, plain, prose, roughly

if TYPE_CHECKING:
    from detente.report._briefing import Briefing, Development

MOST, FEW = 6, 4
"""How many factors are described from one view, and from each of two."""


@dataclass(frozen=True)
class Gist:
    """A title with a few sentences."""

    title: str
    texts: tuple[str, ...]


def in_short(briefing: Briefing) -> list[Gist]:
    """What the record says, and what the last views show: where things stand and go, who acts, which settlement.

    With records there are views of their own standing, so the last two are described; without, the last alone.
    """
    record = Gist("What the record says", tuple(weighed(briefing)))
    views = list(range(len(briefing.views)))[1:][-2:] if briefing.evidence and len(briefing.views) > 1 else [-1]
    found = [_from(briefing, at, MOST if len(views) == 1 else FEW) for at in views]
    sure = Gist("How sure that is, and what would change it", tuple(prose(one) for one in surety(briefing)))
    return [one for one in (record, *found, sure) if one.texts]


def _from(briefing: Briefing, view: int, most: int) -> Gist:
    settling = briefing.settlement.factor if briefing.settlement else None
    shown = [one for one in moving(briefing, view) if one.factor != settling][:most]
    texts = [*_acting(briefing, view), *(_course(briefing, one, view) for one in shown), *_settling(briefing, view)]
    return Gist(f"As of {briefing.views[view].label}", tuple(texts))


def weighed(briefing: Briefing) -> list[str]:
    """The explanations by view, then how claims and forecasts did."""
    found = briefing.evidence
    if found is None:
        return []
    texts = []
    if found.problems:
        texts.append("Not all of the evidence could be taken in: see below what is wrong with it.")
    if found.contested:
        for at, view in enumerate(briefing.views):
            ranked = sorted(briefing.explanations, key=lambda one: -one.chances[at])
            chances = ", ".join(f"{plain(one.name)} {percent(one.chances[at])}" for one in ranked)
            texts.append(f"{view.label}: {chances}.")
        turned = codings_turn(found)
        if turned:
            texts.append(prose(turned))
    if found.claims:
        texts.append(prose(claims_lead(found.claims)))
    if found.scores:
        texts.append(scores_lead(found.scores))
    return texts


def moving(briefing: Briefing, view: int = -1) -> list[Development]:
    """The factors that can change from a view on and are seen, those most asked about first."""

    def asked(one: Development) -> int:
        return sum(bool(re.search(rf"\b{one.factor}\b", answer.question)) for answer in briefing.answers)

    shown = [one for one in briefing.developments if not one.hidden and one.courses[view].stays[-1] < 1 - 1e-9]
    return sorted(shown, key=lambda one: -asked(one))


def _course(briefing: Briefing, one: Development, view: int) -> str:
    course = one.courses[view]
    last = course.chances[-1]
    likeliest = max(range(len(last)), key=lambda at: last[at])
    ahead = duration(briefing.horizon, briefing.unit)
    chance, now = max(course.chances[0]), plain(course.current)
    sure = chance >= 1 - 1e-9
    standing = f"{now} now" if sure else f"most likely {now} now ({percent(min(chance, 0.99))})"
    stay = (
        f"{percent(course.stays[-1])} chance {'to stay so' if sure else 'that it is and stays so'} throughout {ahead}"
    )
    if course.even_odds:
        lasts = roughly(course.even_odds, briefing.unit)
        stay = f"even odds of a change within {lasts}"
        if not sure:
            stay = f"the chance that it is {now} and stays so without a break falls to 50% after {lasts}"
    then = f"{ahead} on likeliest {plain(one.values[likeliest])} ({percent(last[likeliest])})"
    if one.values[likeliest] == course.current:
        then = f"{percent(last[likeliest])} to be so (again) {ahead} on"
    return f"{one.title}: {standing}; {stay}; {then}."


def _acting(briefing: Briefing, view: int) -> list[str]:
    """The moves most likely to be chosen at the next moment of their actors."""
    ranked = sorted(
        (
            (one.chances[view], f"{party.title} to {one.title} ({percent(one.chances[view])})")
            for party in briefing.parties
            for one in party.options
            if one.name != "wait" and one.chances[view] >= 0.1
        ),
        reverse=True,
    )
    if not ranked:
        return ["At their next moments the parties most likely wait."] if briefing.parties else []
    return ["Likeliest at their next moments: " + ", ".join(text for _, text in ranked[:4]) + "."]


def _settling(briefing: Briefing, view: int) -> list[str]:
    found = briefing.settlement
    if found is None:
        return []
    ranked = sorted(zip(found.chances[view], found.values, strict=True), reverse=True)
    text = ", ".join(f"{plain(value)} {percent(chance)}" for chance, value in ranked if chance >= 0.005)
    return [f"{found.title}, {duration(briefing.horizon, briefing.unit)} on: {text}."]
