"""What is asked at each date: every question at every horizon, in words for a model, fixed in time for a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.evidence.scores._anchored import Anchored, anchored
from detente.evidence.scores._plan import Plan, Schedule, Target
from detente.evidence.scores._resolve import Court, Resolution
from detente.forecast import Mixture, Now, ask
from detente.game import Game

Chances = np.ndarray | None
"""The chance of each value of an item, float64 (values,); None where a forecaster has no answer."""


@dataclass(frozen=True)
class Item:
    """One question at one horizon.

    Attributes
    ----------
    question
        As counted from time 0; None for the value of a factor.
    values
        What the answer can be.
    """

    target: Target
    horizon: float
    values: tuple[str, ...]
    question: Anchored | None = field(repr=False)

    def at(self, time: float) -> Anchored | None:
        """The question counted from a date."""
        return None if self.question is None else self.question.moved_to(time)

    def texts(self, seen_from: float, time: float) -> tuple[str, ...]:
        """What a model is asked at ``seen_from`` about the item of the date ``time``: one number each."""
        question = self.at(time)
        if question is not None:
            return (question.seen_from(seen_from),)
        ahead = time + self.horizon - seen_from
        return tuple(f"P({self.target.factor} == {value}, at={ahead!r})" for value in self.values)

    def chances(self, answers: Sequence[float]) -> Chances:
        """The chance of each value from the answers to :meth:`texts`; None where one could not be computed."""
        found = np.array(answers, dtype=np.float64)
        if self.question is not None:
            found = np.array([1.0 - found[0], found[0]])
        if not np.isfinite(found).all():
            return None
        found = np.clip(found, 0.0, 1.0)
        return found / found.sum()

    def resolved(self, court: Court, time: float) -> Resolution:
        """How the item of a date came out."""
        question = self.at(time)
        if question is not None:
            return court.question(question)
        return court.value(self.target.factor, time + self.horizon)


def docket(plan: Plan, schedule: Schedule, game: Game) -> tuple[Item, ...]:
    """Every question of a plan at every horizon."""
    return tuple(
        Item(one, horizon, one.values(game), None if one.factor else anchored(one.text(horizon), game, 0.0))
        for one in plan.questions
        for horizon in schedule.horizons
    )


def answered(present: Now | Mixture, items: Sequence[Item], time: float) -> tuple[Chances, ...]:
    """What a belief says on the items of a date, from one pass over each process."""
    texts = [one.texts(present.time, time) for one in items]
    numbers = iter([_number(one.value) for one in ask(present, *(text for some in texts for text in some))])
    return tuple(item.chances([next(numbers) for _ in some]) for item, some in zip(items, texts, strict=True))


def _number(value: object) -> float:
    return value if isinstance(value, float) else float("nan")
