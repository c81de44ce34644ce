"""Skill against a rival, with an interval that knows that forecasts from nearby dates are one forecast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.evidence.scores._case import Case
from detente.evidence.scores._measures import losses

LEAST_BLOCKS = 5
"""Independent stretches of time below which no interval is given: fewer than these drawn anew hardly differ."""


@dataclass(frozen=True)
class Skill:
    """How much better one forecaster did than another on the cases that both answered.

    Attributes
    ----------
    value
        For ``brier`` and ``rps`` the share of the rival's loss that was saved: 1 is perfect, 0 as good as the rival,
        below 0 worse. For ``log`` the mean gain in nats. Not a number where there is nothing to compare.
    low, high
        90 % interval from resampling blocks of dates as long as the horizon; None where there are fewer than
        ``LEAST_BLOCKS`` such blocks.
    count
        Cases compared. For ``log`` those to which either gave no chance at all are left out.
    independent
        Dates so far apart that their horizons do not overlap.
    """

    forecaster: str
    rival: str
    measure: str
    question: str
    horizon: float | None
    value: float
    low: float | None
    high: float | None
    count: int
    independent: int


def skill(
    cases: Sequence[Case],
    forecaster: str,
    rival: str,
    measure: str = "brier",
    question: str = "",
    horizon: float | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Skill:
    """The skill on the cases of a question and a horizon, or on all."""
    chosen = [one for one in cases if question in ("", one.question) and horizon in (None, one.horizon)]
    mine, theirs = (losses(chosen, one)[measure] for one in (forecaster, rival))
    both = np.isfinite(mine) & np.isfinite(theirs)
    kept = [one for one, ok in zip(chosen, both, strict=True) if ok]
    times, which = np.unique([one.time for one in kept], return_inverse=True)
    sums = np.array([np.bincount(which, lost[both], len(times)) for lost in (mine, theirs)])
    counts = np.bincount(which, minlength=len(times)).astype(float)
    longest = max((one.horizon for one in kept), default=0.0)
    independent = non_overlapping(times, longest)
    low = high = None
    if independent >= LEAST_BLOCKS:
        drawn = _blocks(times, longest, resamples, np.random.default_rng(seed))
        several = _value(measure, sums[0][drawn].sum(1), sums[1][drawn].sum(1), counts[drawn].sum(1))
        several = several[np.isfinite(several)]
        if len(several):
            low, high = (float(one) for one in np.quantile(several, [0.05, 0.95]))
    value = float(_value(measure, sums[0].sum(), sums[1].sum(), counts.sum()))
    return Skill(forecaster, rival, measure, question, horizon, value, low, high, len(kept), independent)


def _value(measure: str, mine, theirs, count):
    with np.errstate(divide="ignore", invalid="ignore"):
        return (theirs - mine) / count if measure == "log" else np.where(theirs > 0, 1.0 - mine / theirs, np.nan)


def non_overlapping(times: np.ndarray, horizon: float) -> int:
    """How many of the dates lie at least a horizon apart, taken greedily from the first."""
    count, last = 0, -math.inf
    for time in np.unique(times):
        if time - last >= horizon - 1e-9:
            count, last = count + 1, time
    return count


def block_length(times: np.ndarray, horizon: float) -> int:
    """How many neighbouring dates a horizon spans, at least 1."""
    if len(times) < 2:
        return 1
    step = float(np.median(np.diff(times)))
    return min(len(times), max(1, math.ceil(horizon / step - 1e-9)))


def _blocks(times: np.ndarray, horizon: float, resamples: int, random: np.random.Generator) -> np.ndarray:
    """Numbers of dates, int (resamples, dates), drawn in runs of neighbours, the last followed by the first."""
    n, length = len(times), block_length(times, horizon)
    runs = math.ceil(n / length)
    starts = random.integers(0, n, size=(resamples, runs))
    return ((starts[:, :, None] + np.arange(length)) % n).reshape(resamples, -1)[:, :n]
