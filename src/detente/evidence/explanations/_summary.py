"""The verdict in a few sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.evidence.explanations._course import Course
from detente.evidence.explanations._describe import dated, described
from detente.evidence.explanations._matrix import matrix
from detente.evidence.explanations._prior import prior_sensitivity
from detente.evidence.explanations._reasons import HARDLY, WORTH_NAMING
from detente.evidence.explanations._said import Summary
from detente.evidence.explanations._words import Names, likely, number, percent, plain, signed, span, to_one

if TYPE_CHECKING:
    from detente.evidence.filtering import Observed

LEVEL = 1.02
"""Odds up to this are called level."""


def summary(observed: Observed) -> Summary:
    """What leads and by how much, which records moved it most each way, and what it rests on.

    Words for chances are those of ICD 203, and never stand without their number.
    """
    named = {one.name: one.title or plain(one.name) for one in observed.hypotheses}
    course = Course.of(observed)
    if len(named) == 1:
        only = "There is one explanation only, so the record decides nothing between explanations."
        return Summary(f"{only} {_count(observed)}")
    last = len(course.log) - 1
    order = np.argsort(-course.posterior(last), kind="stable")
    lead = int(order[0])
    parts = [_leads(course, order, list(named.values())), _count(observed)]
    if len(observed.steps):
        parts += _moved(observed, lead)
    parts += _since(observed, list(named.values()))
    turn = prior_sensitivity(observed).turns[int(order[1])]
    if np.isfinite(turn.factor) and turn.factor > LEVEL:
        parts.append(
            f"{_first(named[turn.explanation])} would lead instead if its prior odds were {number(turn.factor)} times "
            "what they are."
        )
    return Summary(" ".join(parts))


def _leads(course: Course, order: np.ndarray, names: list[str]) -> str:
    last = len(course.log) - 1
    chance = course.posterior(last)
    first, second = int(order[0]), int(order[1])
    apart = course.log[last][first] - course.log[last][second]
    if np.isposinf(apart):
        return f"{_first(names[first])} is the only explanation that the record leaves possible."
    if apart < np.log(LEVEL):
        return f"No explanation leads: {names[first]} and {names[second]} are level at {percent(float(chance[first]))}."
    best, next_best = (percent(float(chance[at])) for at in (first, second))
    ahead = f"{to_one(float(np.exp(min(apart, 700.0))))} over {names[second]} ({next_best})"
    return f"{_first(names[first])} leads: {best} ({likely(float(chance[first]))}), {ahead}."


def _count(observed: Observed) -> str:
    count = len(observed.steps)
    if not count:
        return "No record has been taken in: what there is rests on the prior and on silence."
    return f"{count} record{'' if count == 1 else 's'} {'has' if count == 1 else 'have'} been taken in."


def _moved(observed: Observed, lead: int) -> list[str]:
    table, names = matrix(observed), Names.of(one.equilibrium.game for one in observed.hypotheses)
    total, silence = float(table.total[lead]), float(table.silence[lead])
    if not np.isfinite(total):
        return []
    ends = [percent(float(one[lead])) for one in (table.prior, table.posterior)]
    parted = f"the records {signed(total - silence)}, the silence around them {signed(silence)}"
    came = f"{signed(total)} decibans ({parted})"
    parts = [f"It began at {ends[0]} and came to {ends[1]}: {came}."]
    weights = np.array([float(one.decibans[lead] - one.silence[lead]) for one in table.columns[:-1]])
    weights = np.where(np.isnan(weights), 0.0, weights)
    ranked = np.argsort(weights)
    best = [int(at) for at in ranked[::-1][:2] if weights[at] >= 0.5]
    worst = [int(at) for at in ranked[:2] if weights[at] <= -0.5]

    def said(rows: list[int]) -> str:
        records = [(observed.steps[at].record, signed(float(weights[at]))) for at in rows]
        return "; ".join(f"{dated(one, names)}, {described(one, names)} ({weight})" for one, weight in records)

    if best:
        parts.append(f"Most for it: {said(best)}.")
    if worst:
        parts.append(f"Most against it: {said(worst)}.")
    if not best and not worst:
        parts.append("No single record weighs half a deciban for or against it.")
    return parts


def _since(observed: Observed, names: list[str]) -> list[str]:
    """What the silence after the last record says, where it counts."""
    before = np.asarray(observed.tail.before)
    alive = np.flatnonzero(before >= min(WORTH_NAMING, np.sort(before)[-2]))
    silence = np.asarray(observed.tail.silence)[alive]
    apart = float(np.exp(min(silence.max() - silence.min(), 700.0)))
    if not len(observed.steps) or apart <= HARDLY:
        return []
    more, less = (names[int(alive[at])] for at in (silence.argmax(), silence.argmin()))
    quiet = span(observed.time - observed.steps[-1].time, observed.hypotheses[0].equilibrium.game.clock)
    return [
        f"In the {quiet} since the last record nothing was seen to change: {to_one(apart)} for {more} against {less}."
    ]


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
