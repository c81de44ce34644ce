"""A present of which it is not known which of several games is being played."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import UsageError
from detente.forecast._answer import Answer
from detente.forecast._now import Now

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class Mixture:
    """Beliefs at one time under several equilibria, each with its weight.

    Rival explanations that change the game itself lead to one: each explanation has its own law of motion. Where
    they are values of a hidden factor, one game holds them all, and there is one "now".

    Attributes
    ----------
    nows
        At least one; all at the same time.
    weights
        float64 (nows,): not negative, they sum to 1.
    """

    nows: tuple[Now, ...]
    weights: np.ndarray = field(repr=False)

    @property
    def time(self) -> float:
        """Clock units after the clock's start."""
        return self.nows[0].time

    @property
    def date(self) -> dt.date | None:
        """The date, where the clock has dates."""
        return self.nows[0].date

    @property
    def now(self) -> Now:
        """The one "now", where there is only one law of motion.

        Raises
        ------
        UsageError
            Where the explanations are several games.
        """
        if len(self.nows) != 1:
            raise UsageError(
                "this needs one law of motion, and here each explanation has its own",
                "take one explanation alone (`--explanation NAME`)",
            )
        return self.nows[0]

    def to_frame(self) -> polars.DataFrame:
        """One row a value of a factor: ``factor``, ``value``, ``chance`` now, over all the games."""
        from detente.forecast._marginals import marginals_frame

        return marginals_frame(self.nows, self.weights.tolist())

    def plot(self) -> Chart:
        """The chance of each value of each factor now."""
        from detente.forecast._marginals import marginals_chart

        return marginals_chart(self.nows, self.weights.tolist())

    def _repr_html_(self) -> str:
        from detente.forecast._marginals import marginals_html

        count = len(self.nows)
        return marginals_html(self.nows, self.weights.tolist(), f"{count} game{'s' * (count != 1)}")


def mixed(weights: np.ndarray, answers: Sequence[Answer]) -> Answer:
    """One answer from the answers to one question under each game: chances and expectations add up by weight."""
    first = answers[0]
    for one in answers:
        if not one.outcome.converged:
            return one
    value: float | Mapping[str, float]
    if isinstance(first.value, Mapping):
        names = dict.fromkeys(name for one in answers if isinstance(one.value, Mapping) for name in one.value)
        value = {name: _sum(weights, answers, lambda found, name=name: found.get(name, 0.0)) for name in names}
    else:
        value = _sum(weights, answers, float)
    bounds = [one.error_bound for one in answers]
    known = [bound for bound in bounds if bound is not None]
    bound = float(np.dot(weights, known)) if len(known) == len(bounds) else None
    return Answer(first.question, value, first.outcome, bound, first.now)


def _sum(weights: np.ndarray, answers: Sequence[Answer], read: Callable) -> float:
    return sum(weight * read(one.value) for weight, one in zip(weights.tolist(), answers, strict=True) if weight > 0)
