"""How things stand in one variant: the chance of each explanation, and the answers to questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.errors import ScenarioError
from detente.forecast import Mixture, read_question
from detente.report._briefing import Value
from detente.report._findings import Point
from detente.report._words import answered, is_chance, number
from detente.report.live._variant import Variant


@dataclass(frozen=True)
class Line:
    """A question and its answer.

    Attributes
    ----------
    wrong
        What is wrong with the question, where it cannot be answered; ``value`` is then None.
    """

    question: str
    about: str
    value: Value
    wrong: ScenarioError | None = None

    def said(self, unit: str) -> str:
        """The answer as a table has it."""
        return answered(self.question, self.value, unit)


@dataclass(frozen=True)
class Standing:
    """How things stand.

    Attributes
    ----------
    variant
        Of which variant.
    time, date
        From when it is looked.
    basis
        What the belief rests on, as a sentence.
    explanations
        The chance of each.
    trail
        The chances from the start to the end of the records, where there are records to weigh.
    seconds, games, states
        The time that solving took, how many games there were, and the states of the largest.
    residual, regret
        Of the worst solution; the most that any actor could gain at one moment, in utility units.
    """

    variant: Variant
    time: float
    date: dt.date | None
    unit: str
    basis: str
    explanations: Mapping[str, float]
    lines: tuple[Line, ...]
    trail: tuple[Point, ...]
    seconds: float
    games: int
    states: int
    residual: float
    regret: float


def questions_read(present: Mixture, texts: Sequence[str]) -> dict[str, ScenarioError]:
    """What is wrong with those questions that cannot be read; the others can be asked."""
    wrong = {}
    for text in texts:
        for one in present.nows:
            try:
                read_question(text, one.game)
            except ScenarioError as error:
                wrong[text] = error
                break
    return wrong


def difference(question: str, base: Value, other: Value) -> tuple[float, str] | None:
    """By how much an answer moved, and how a reader says it; None where it cannot be said or did not move.

    Chances differ in percentage points, tables by what moved most.

    Examples
    --------
    >>> difference("P(truce == broken, at=30)", 0.25, 0.375)
    (0.125, '+12.5 points')
    >>> difference("E(time_to(truce == broken))", 40.0, 30.0)
    (-10.0, '-10')
    """
    if isinstance(base, Mapping) and isinstance(other, Mapping):
        moves = {name: other.get(name, 0.0) - base.get(name, 0.0) for name in {**base, **other}}
        name = max(moves, key=lambda one: abs(moves[one]))
        size = moves[name]
        return None if abs(size) < 5e-4 else (size, f"{name.replace('_', ' ')} {_points(size)}")
    if not isinstance(base, float) or not isinstance(other, float):
        return None
    size = other - base
    if not abs(size) < float("inf"):
        return None
    if is_chance(question):
        return None if abs(size) < 5e-4 else (size, _points(size))
    if abs(size) <= 5e-4 * max(abs(base), abs(other)):
        return None
    return size, ("+" if size > 0 else "-") + number(abs(size))


def _points(size: float) -> str:
    return f"{100 * size:+.1f} points"
