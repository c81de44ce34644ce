"""Means and intervals of weighted draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import UsageError
from detente.evidence.uncertainty._tempering import effective

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart

LEVEL = 0.9
"""Weight between the ends of an interval."""


@dataclass(frozen=True)
class Interval:
    """A number that differs from draw to draw.

    Attributes
    ----------
    mean
        Weighted mean over the draws.
    low, high
        The points below which 5% and 95% of the weight lie.
    error
        Standard error of the mean, for the finite number of draws.
    """

    name: str
    mean: float
    low: float
    high: float
    error: float

    def __str__(self) -> str:
        return f"{self.mean:.4g} (90%: {self.low:.4g} to {self.high:.4g})"


@dataclass(frozen=True)
class Forecast:
    """The answers to one question over all draws.

    The interval is about the parameters: how far the answer itself depends on numbers that nobody knows.

    Attributes
    ----------
    parts
        One interval, or one for each move where the question is ``move(actor)``.
    missing
        The share of the weight of draws for which no answer was found; the others alone are in ``parts``.
    """

    question: str
    parts: tuple[Interval, ...]
    missing: float = 0.0

    @property
    def only(self) -> Interval:
        """The interval of a question that is answered by one number.

        Raises
        ------
        UsageError
            Where it is answered by a table.
        """
        if len(self.parts) != 1 or self.parts[0].name:
            raise UsageError(f"`{self.question}` is answered by a table, not by a number")
        return self.parts[0]

    @property
    def mean(self) -> float:
        """Of the one number."""
        return self.only.mean

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the interval of the one number."""
        return self.only.low, self.only.high

    def __str__(self) -> str:
        said = ", ".join(f"{one.name} {one}".strip() for one in self.parts)
        lost = f" [no answer for {self.missing:.0%} of the draws' weight]" if self.missing > 0 else ""
        return f"{self.question} = {said}{lost}"

    def to_frame(self) -> polars.DataFrame:
        """As :meth:`Forecasts.to_frame`."""
        return Forecasts([self]).to_frame()

    def plot(self) -> Chart:
        """As :meth:`Forecasts.plot`."""
        return Forecasts([self]).plot()

    def _repr_html_(self) -> str:
        return Forecasts([self])._repr_html_()


class Forecasts(tuple[Forecast, ...]):
    """The answers to several questions over all draws: a tuple that shows itself."""

    __slots__ = ()

    def to_frame(self) -> polars.DataFrame:
        """One row an answer, or one for each option of ``move(actor)``.

        ``question``, ``option`` (empty for a number), ``mean``, ``low``, ``high``, ``error`` and ``missing``, as
        :class:`Interval` and :class:`Forecast` have them.
        """
        from detente.evidence.uncertainty._shown import forecasts_frame

        return forecasts_frame(self)

    def plot(self) -> Chart:
        """The chances among the answers, each with its interval.

        Raises
        ------
        UsageError
            Where no answer is a chance.
        """
        from detente.evidence.uncertainty._shown import forecasts_chart

        return forecasts_chart(self)

    def _repr_html_(self) -> str:
        from detente.evidence.uncertainty._shown import forecasts_html

        return forecasts_html(self)


def interval(name: str, values: np.ndarray, weights: np.ndarray, worth: float = 1.0) -> Interval:
    """The mean and the interval of values (draws,).

    Weights are 0 or more and sum to anything above 0; ``worth`` is how many independent draws one of equal weight is
    worth.
    """
    some = weights > 0
    values, weights = values[some], weights[some] / weights[some].sum()
    if np.isinf(values).any():
        mean, error = float(np.inf), math.inf
    else:
        mean = float(weights @ values)
        error = math.sqrt(float(weights @ (values - mean) ** 2) / (worth * effective(weights)))
    low, high = quantiles(values, weights, (1 - LEVEL) / 2, (1 + LEVEL) / 2)
    return Interval(name, mean, low, high, error)


def quantiles(values: np.ndarray, weights: np.ndarray, *shares: float) -> list[float]:
    """The smallest values below or at which these shares of the weight lie."""
    order = np.argsort(values, kind="stable")
    edges = np.cumsum(weights[order])
    at = np.searchsorted(edges, np.array(shares) * edges[-1] * (1 - 1e-12))
    return values[order][np.minimum(at, len(values) - 1)].tolist()


def forecast(
    question: str, answers: Sequence[dict[str, float] | float | None], weights: np.ndarray, worth: float = 1.0
) -> Forecast:
    """The answers of the draws as one; None where a draw has no answer."""
    known = np.array([one is not None for one in answers])
    missing = float(weights[~known].sum() / weights.sum())
    kept = [one for one in answers if one is not None]
    if not weights[known].sum() > 0:
        nothing = Interval("", math.nan, math.nan, math.nan, math.nan)
        return Forecast(question, (nothing,), 1.0)
    if isinstance(kept[0], dict):
        names = dict.fromkeys(name for one in kept if isinstance(one, dict) for name in one)
        columns = {
            name: np.array([one.get(name, 0.0) if isinstance(one, dict) else 0.0 for one in kept]) for name in names
        }
    else:
        columns = {"": np.array(kept, dtype=np.float64)}
    parts = tuple(interval(name, column, weights[known], worth) for name, column in columns.items())
    return Forecast(question, parts, missing)
