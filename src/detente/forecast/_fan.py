"""Probabilities over a grid of times: the stuff of charts, from one pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import NotConverged, UsageError, did_you_mean
from detente.forecast._mixture import Mixture
from detente.forecast._now import Now
from detente.forecast._transient import carry_forward
from detente.forecast._uniformisation import Progress, Reading

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class Fan:
    """How chances develop.

    Attributes
    ----------
    labels
        The conditions, or the values of a factor.
    times
        float64 (times,): clock units after "now".
    chances
        float64 (times, labels).
    error_bound
        Largest possible error of any of them.
    """

    labels: tuple[str, ...]
    times: np.ndarray = field(repr=False)
    chances: np.ndarray = field(repr=False)
    error_bound: float
    now: Now = field(repr=False)

    def to_frame(self) -> polars.DataFrame:
        """One row a time and label: ``time``, ``date`` where the clock has dates, ``label``, ``chance``."""
        import polars

        m = len(self.labels)
        dates = [self.now.game.clock.date(self.now.time + time) for time in self.times.tolist()]
        columns = {
            "time": np.repeat(self.times, m),
            "date": [one for one in dates for _ in range(m)],
            "label": list(self.labels) * len(self.times),
            "chance": self.chances.reshape(-1),
        }
        if dates and dates[0] is None:
            del columns["date"]
        return polars.DataFrame(columns)

    def plot(self, title: str = "What is to come") -> Chart:
        """The chances over time: areas where they add up to one at all times, else lines.

        Raises
        ------
        UsageError
            Where there are no times, or they do not rise.
        """
        from detente.forecast._shown import fan_chart

        return fan_chart(self, title)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html("Chances over time", self.to_frame())


def fan(now: Now | Mixture, conditions: Sequence[str], times: Sequence[float], progress: Progress | None = None) -> Fan:
    """The chance of each condition at each of many times, from one pass over the law of motion.

    Parameters
    ----------
    conditions
        Such as ``truce == broken``.
    times
        Clock units after "now", finite and at least 0.

    Raises
    ------
    UsageError
        For times that are negative or endless.
    NotConverged
        Where the law could not be carried so far.
    """
    if isinstance(now, Mixture):
        return _mixed(now, [fan(one, conditions, times, progress) for one in now.nows])
    space = now.game.space
    return _read(now, tuple(conditions), [space.holds(one) for one in conditions], times, progress)


def marginals(now: Now | Mixture, factor: str, times: Sequence[float], progress: Progress | None = None) -> Fan:
    """The chance of each value of a factor at each of many times; the arguments are those of :func:`fan`."""
    if isinstance(now, Mixture):
        return _mixed(now, [marginals(one, factor, times, progress) for one in now.nows])
    known = now.game.space.vocabulary.values
    if factor not in known:
        raise UsageError(f"there is no factor `{factor}`", did_you_mean(factor, known))
    column = now.game.space[factor]
    return _read(now, known[factor], [column == at for at in range(len(known[factor]))], times, progress)


def _mixed(mixture: Mixture, parts: Sequence[Fan]) -> Fan:
    """The chances under several games, added up by weight; values that only some games have count there alone."""
    labels = tuple(dict.fromkeys(label for one in parts for label in one.labels))
    chances = np.zeros((len(parts[0].times), len(labels)))
    for weight, one in zip(mixture.weights.tolist(), parts, strict=True):
        chances[:, [labels.index(label) for label in one.labels]] += weight * one.chances
    bound = sum(weight * one.error_bound for weight, one in zip(mixture.weights.tolist(), parts, strict=True))
    return Fan(labels, parts[0].times, chances, bound, parts[0].now)


def _read(
    now: Now,
    labels: tuple[str, ...],
    masks: Sequence[np.ndarray],
    times: Sequence[float],
    progress: Progress | None,
) -> Fan:
    grid = np.array(times, dtype=np.float64)
    if not all(0 <= time < math.inf for time in grid.tolist()):
        raise UsageError("times are finite and not negative", "ask for the long run with `S(...)`")
    amounts = [one.astype(np.float64) for one in masks]
    readings = [Reading(one, time) for time in grid.tolist() for one in amounts]
    found = carry_forward(now.law.chain, now.belief, readings, progress=progress)
    if not found.outcome.converged:
        raise NotConverged(found.outcome)
    chances = np.clip(found.values, 0.0, 1.0).reshape(len(grid), len(labels))
    return Fan(labels, grid, chances, float(found.bounds.max(initial=0.0)), now)
