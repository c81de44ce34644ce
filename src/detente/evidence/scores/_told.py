"""Post-mortems in words."""

from __future__ import annotations

from detente.evidence.scores._postmortem import Leaning, PostMortem
from detente.evidence.scores._scores import Scores
from detente.evidence.scores._words import ahead, day, described, listed, named, percent, plain

MOVED = 0.005
"""A chance changed by less than this is not worth a word."""

ALIKE = 0.02
"""Explanations whose chances lie this close, or within a factor of one and a half, say about the same."""


def looked_back(found: Scores) -> list[str]:
    """All post-mortems; how to read their steps is said once, before the first."""
    lines = [told(one, found) for one in found.post_mortems]
    if any(each.record for one in found.post_mortems for each in one.wrong_way[:3]):
        lines.insert(
            0, "In what follows, the change at a record includes the silence before it and the time that passed."
        )
    return lines


def told(one: PostMortem, found: Scores) -> str:
    """A post-mortem in words."""
    case = one.case
    what = plain(case.outcome or "")
    text = (
        f"On {day(case.time, case.date)} the model gave {percent(one.chance)} to what then happened: "
        f"{named(found, case.question)}, {ahead(case.horizon, found.unit)} ahead, came out `{what}`"
    )
    text += f"; {plain(one.rival)} gave {percent(one.rival_chance)}." if one.rival_chance is not None else "."
    wrong = one.wrong_way[:3]
    if wrong:
        moved = listed(
            [f"{described(each.record)} ({percent(each.before)} to {percent(each.after)})" for each in wrong]
        )
        text += f" What moved it the wrong way: {moved}."
    else:
        text += f" No record moved it the wrong way; the start of the scenario gave {percent(one.first)}."
    return text + _leaning(one.leanings) + _assumptions(one)


def _leaning(leanings: tuple[Leaning, ...]) -> str:
    if not leanings:
        return ""
    chances = sorted(one.chance for one in leanings)
    low, high = percent(chances[0]), percent(chances[-1])
    if chances[-1] - chances[0] < ALIKE or chances[-1] < 1.5 * chances[0]:
        return f" The explanations gave about the same, {low if low == high else f'{low} to {high}'}."
    heavy = max(leanings, key=lambda each: each.weight * (1 - each.chance))
    return (
        f" By itself each explanation gave from {low} to {high}; it leaned most on `{plain(heavy.explanation)}`, "
        f"which had {percent(heavy.weight)} and gave {percent(heavy.chance)}."
    )


def _assumptions(one: PostMortem) -> str:
    if not one.assumptions:
        return ""
    solved = [each for each in one.assumptions if each.chance is not None]
    tried = [each for each in solved if abs((each.chance or 0.0) - one.chance) > MOVED]
    if tried:
        shown = listed(
            [f"`{each.parameter}` at {each.tried:.3g} ({percent(each.chance or 0.0)})" for each in tried[:3]]
        )
        return f" Of the assumptions that were tried these move it most: {shown}."
    names = listed([f"`{each.parameter}`" for each in solved])
    if not names:
        return " No assumption that was tried gave an answer."
    return f" None of the assumptions that were tried moves it by more than half a percentage point: {names}."
