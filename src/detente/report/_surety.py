"""How sure each conclusion is, and what would change it: sentences made of the results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.report._differences import asked, moved, weight
from detente.report._text import about
from detente.report._text_evidence import sources
from detente.report._whatif import telling
from detente.report._words import answered, is_chance, listed, number, percent, plain

if TYPE_CHECKING:
    from detente.report._briefing import Briefing, Shift

DRIVEN = 3
"""Answers of which it is said what drives them."""


def surety(briefing: Briefing) -> list[str]:
    """About the explanations, the answers, the settlement and the changes, as far as each was looked at."""
    texts = [*_explained(briefing), *_driven(briefing), *_settled(briefing), *_changed(briefing), *_solved(briefing)]
    return [text[:1].upper() + text[1:] for text in texts]


def _explained(briefing: Briefing) -> list[str]:
    found = briefing.evidence
    if found is None or not found.contested or not found.trail:
        return []
    ranked = sorted(zip(found.trail[-1].chances, found.explanations, strict=True), reverse=True)
    (most, lead), (next_, other) = ranked[:2]
    odds = f", {number(most / next_)} to 1 against {plain(other)}" if next_ > 0 else ""
    text = f"That {plain(lead)} is the explanation has {percent(most)}{odds}, as of {found.last}"
    interval = next((one for one in found.spread.explanations if one.name == lead), None) if found.spread else None
    if interval is not None:
        text += f"; over the draws of the parameters 90% of the weight lies from {percent(interval.low)} to "
        text += percent(interval.high)
    texts = [f"{text}."]
    if found.prior is not None:
        texts.append(found.prior.sentences()[found.explanations.index(other)])
    if found.left_out is not None:
        texts.append(sources(found))
    return texts


def _driven(briefing: Briefing) -> list[str]:
    """The answers that move most when one parameter does, each with the parameter that moves it most."""
    moving: dict[str, Shift] = {}
    for one in telling(briefing.whatif.shifts, len(briefing.whatif.shifts)):
        if is_chance(one.question) and "| record)" not in one.question:
            moving.setdefault(one.question, one)
    tried = f"of the {briefing.whatif.tried} of {briefing.whatif.possible} parameters that were moved"
    if briefing.whatif.tried == briefing.whatif.possible:
        tried = f"of all {briefing.whatif.possible} parameters with a prior"
    which = "the only parameter with a prior" if briefing.whatif.possible == 1 else f"which moves it most {tried}"
    texts = []
    for one in list(moving.values())[:DRIVEN]:
        ends = sorted((one.at_low, one.base, one.at_high))
        said = [answered(one.question, value, briefing.unit) for value in (one.base, ends[0], ends[-1])]
        texts.append(
            f'"{about(briefing, one.question)}" is {said[0]}, and from {said[1]} to {said[2]} as '
            f"{plain(one.parameter)} goes from {number(one.low)} to {number(one.high)}, {which}."
        )
    if not moving and briefing.answers:
        texts.append(
            "No answer that is a chance moves by half a point when one parameter does."
            if briefing.whatif.tried
            else "How far the answers depend on the parameters was not checked."
        )
    return texts


def _settled(briefing: Briefing) -> list[str]:
    found = next((one for one in reversed(briefing.agreements) if one.found is not None), None)
    if found is None:
        return []
    return [f"As of {found.label}: {in_titles(briefing, found.found.sentences()[0])}"]


def _changed(briefing: Briefing) -> list[str]:
    found = briefing.counterfactuals
    if found is None:
        return []
    pairs = [
        (weight(each), one, each)
        for one in found.variants
        for each in one.answers
        if is_chance(each.question) and weight(each) >= 0.005 and 0.001 < each.changed < 0.999  # not so by decree
    ]
    if not pairs:
        return []
    _, one, each = max(pairs, key=lambda pair: pair[0])
    names = listed([f'"{variant.title or plain(variant.name)}"' for variant in found.variants])
    return [
        f'Of the changes compared ({names}), "{one.title or plain(one.name)}" moves an answer most: '
        f'"{asked(briefing, each)}" {percent(each.base)} as it is, {percent(each.changed)} then ({moved(each)}; '
        f"{each.sure})."
    ]


def _solved(briefing: Briefing) -> list[str]:
    quality = briefing.quality
    if not quality.regret:  # nobody chooses
        return []
    text = f"The game is solved to a residual of {quality.residual:.0e}."
    return [text if quality.starts_searched else f"{text} Whether it has other equilibria was not searched for."]


def in_titles(briefing: Briefing, text: str) -> str:
    """A text of a study in which actors' names are written as their titles are, where only capitals differ."""
    for party in briefing.parties:
        if party.title.lower() == plain(party.name):
            text = re.sub(rf"\b{re.escape(plain(party.name))}\b", party.title, text)
    return text
