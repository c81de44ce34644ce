"""Whether chances meant what they said, and how the Brier score splits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.evidence.scores._case import Case
from detente.evidence.scores._skill import block_length

EDGES = np.linspace(0.0, 1.0, 11)


@dataclass(frozen=True)
class Bin:
    """The events to which a chance between two bounds was given.

    Attributes
    ----------
    low, high
        The bounds.
    count, dates
        How many there are, and from how many dates.
    mean
        Their mean chance.
    share
        The share that happened.
    band
        The middle 90 % of that share if every chance were right, dates closer than the horizon coming out together.
    """

    low: float
    high: float
    count: int
    dates: int
    mean: float
    share: float
    band: tuple[float, float]

    @property
    def inside(self) -> bool:
        """Whether the share is what chances that are right could give."""
        return self.band[0] - 1e-12 <= self.share <= self.band[1] + 1e-12


@dataclass(frozen=True)
class Split:
    """The Brier score of events, taken apart: ``miscalibration - discrimination + uncertainty``.

    The chances are recalibrated by the best monotone map (Dimitriadis, Gneiting and Jordan 2021). What that
    saves is the miscalibration; what remains below the score of the constant base rate is the discrimination.
    """

    score: float
    miscalibration: float
    discrimination: float
    uncertainty: float


@dataclass(frozen=True)
class Events:
    """Cases as events that happened or did not: one for a question with two answers, else one for each value.

    Attributes
    ----------
    chance
        float64 (events,).
    happened
        bool (events,).
    time, horizon
        float64 (events,).
    group
        int (events,): events of one group at neighbouring dates come out together.
    """

    chance: np.ndarray = field(repr=False)
    happened: np.ndarray = field(repr=False)
    time: np.ndarray = field(repr=False)
    horizon: np.ndarray = field(repr=False)
    group: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, cases: Sequence[Case], forecaster: str) -> Events:
        """The events of the cases that a forecaster answered and the record resolved."""
        rows: list[tuple[float, bool, float, float]] = []
        labels: list[tuple[str, float, str]] = []
        for one in cases:
            given = one.chances.get(forecaster)
            if given is None or one.outcome is None:
                continue
            for value, chance in list(zip(one.values, given, strict=True))[-1 if len(one.values) == 2 else 0 :]:
                rows.append((chance, value == one.outcome, one.time, one.horizon))
                labels.append((one.question, one.horizon, value))
        known = {label: at for at, label in enumerate(dict.fromkeys(labels))}
        table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        group = np.array([known[one] for one in labels], dtype=np.intp)
        return cls(table[:, 0], table[:, 1] > 0, table[:, 2], table[:, 3], group)

    def blocks(self) -> np.ndarray:
        """Which draw each belongs to, int (events,).

        Events of one group share one where their dates lie within one horizon of each other.
        """
        keys = np.empty((len(self.chance), 2), dtype=np.intp)
        times = np.unique(self.time)
        for at, (time, horizon, group) in enumerate(zip(self.time, self.horizon, self.group, strict=True)):
            keys[at] = group, np.searchsorted(times, time) // block_length(times, horizon)
        return np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1) if len(keys) else keys[:, 0]


def reliability(cases: Sequence[Case], forecaster: str, resamples: int = 1000, seed: int = 0) -> tuple[Bin, ...]:
    """The reliability curve: for each tenth of chances, how often what had them happened.

    The band is that of Bröcker and Smith (2007), with one draw for all dates within a horizon of each other: the
    future that they are about is largely the same.
    """
    events = Events.of(cases, forecaster)
    if not len(events.chance):
        return ()
    which = np.clip(np.searchsorted(EDGES, events.chance, side="right") - 1, 0, len(EDGES) - 2)
    blocks, random = events.blocks(), np.random.default_rng(seed)
    totals = np.bincount(which, minlength=len(EDGES) - 1)
    shares = np.zeros((resamples, len(totals)))
    for at in range(resamples):
        drawn = random.random(int(blocks.max()) + 1)[blocks] < events.chance
        shares[at] = np.bincount(which, drawn, minlength=len(totals)) / np.maximum(totals, 1)
    low, high = np.quantile(shares, [0.05, 0.95], axis=0)
    return tuple(
        Bin(
            low=float(EDGES[at]),
            high=float(EDGES[at + 1]),
            count=int(totals[at]),
            dates=len(np.unique(events.time[which == at])),
            mean=float(events.chance[which == at].mean()),
            share=float(events.happened[which == at].mean()),
            band=(float(low[at]), float(high[at])),
        )
        for at in np.flatnonzero(totals)
    )


def split(cases: Sequence[Case], forecaster: str) -> Split | None:
    """The parts of the Brier score over the events of some cases; None where there are none."""
    from scipy.optimize import isotonic_regression

    events = Events.of(cases, forecaster)
    if not len(events.chance):
        return None
    # Equal chances must be mapped alike: each distinct chance is one point with a weight.
    _, which, count = np.unique(events.chance, return_inverse=True, return_counts=True)
    happened = np.bincount(which.reshape(-1), events.happened)
    fitted = isotonic_regression(happened / count, weights=count).x
    n = count.sum()
    score = float(((events.chance - events.happened) ** 2).mean())
    rate = float(happened.sum() / n)
    uncertainty = rate * (1 - rate)
    best = float(((fitted[which.reshape(-1)] - events.happened) ** 2).mean())
    return Split(score, score - best, uncertainty - best, uncertainty)
