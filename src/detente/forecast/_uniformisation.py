"""Uniformisation: laws at times, and what accumulates until then, with a proven error bound.

A process with exit rates below ``q`` is a chain with steps ``P = I + Q/q`` taken at the jumps of a Poisson
process of rate ``q``. So a law at time ``t`` is a sum of ``p P^k`` with Poisson weights, and what
accumulates is a sum with the weights' tails over ``q``. All terms are positive: nothing cancels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.errors import Outcome
from detente.forecast._chain import ROUND, Chain
from detente.forecast._poisson import Weights, weights
from detente.forecast._steps import stepper

CUT = 1e-13
"""Share of the Poisson weights that is left out, and the distance to the limit that counts as there."""

CHUNK = 256

Progress = Callable[[float, str], None]
"""Told now and then the share of the work done, and what is being done."""

CONVERGED = Outcome(True, "converged", "The stated tolerance was reached.")


@dataclass(frozen=True)
class Reading:
    """What to read off a law: ``amount`` at time ``until``, or accumulated from ``since`` until then.

    Attributes
    ----------
    amount
        float64 (states,): a value, or a value per clock unit where it accumulates.
    since
        None to read at one time.
    """

    amount: np.ndarray = field(repr=False)
    until: float
    since: float | None = None


@dataclass(frozen=True)
class Carried:
    """What one pass gave.

    Attributes
    ----------
    values, bounds
        float64 (readings,): each with a bound on its error.
    law
        float64 (states,) at the time asked for, empty otherwise; ``law_bound`` bounds the sum of its errors.
    steps
        How many steps of the uniformised chain were taken.
    """

    values: np.ndarray
    bounds: np.ndarray
    law: np.ndarray
    law_bound: float
    steps: int
    outcome: Outcome = CONVERGED


@dataclass(frozen=True)
class Limit:
    """A law that the process tends to and stays in, with a bound on its error."""

    law: np.ndarray
    bound: float


def steps_needed(chain: Chain, time: float, cut: float = CUT) -> int:
    """How many steps a pass until ``time`` takes at most."""
    return weights_last(max(chain.fastest * time, 0.0), cut)


def weights_last(mean: float, cut: float = CUT) -> int:
    """The largest number of jumps that the weights keep, without making them."""
    depth = math.log(2 / cut)
    if mean > 1e15:
        return 10**15
    return 0 if mean == 0 else math.ceil(mean + depth / 3 + math.sqrt(depth * depth / 9 + 2 * mean * depth))


def carry(
    chain: Chain,
    start: np.ndarray,
    readings: Sequence[Reading] = (),
    law_at: float | None = None,
    limit: Limit | None = None,
    progress: Progress | None = None,
) -> Carried:
    """Carry a law forward once, for all readings.

    Parameters
    ----------
    start
        float64 (states,): the law at time 0; its sum may be below 1.
    law_at
        A time at which the whole law is wanted.
    limit
        The law in the limit, where known (for a chain that loses its mass it is 0): when the law is
        there, the rest of the pass is spared. The distance to it never grows, so this is exact up to the
        bound.
    progress
        Called with the share of the steps done.

    Notes
    -----
    Cost: ``rate * time`` steps of one pass over the rates each.
    """
    times = [one.until for one in readings] + ([law_at] if law_at is not None else [])
    longest = max(times, default=0.0)
    rate = max(chain.fastest, 1.0 / longest if longest > 0 else 1.0)
    plan = _Plan.of(readings, rate, law_at)
    amounts, which = distinct_amounts(readings, len(chain))
    last = plan.last
    x, total = np.array(start, dtype=np.float64), np.zeros(len(chain) if law_at is not None else 0)
    advance = stepper(chain, rate, amounts, last + 1)
    goal = np.zeros(len(chain)) if limit is None else limit.law
    values, rest, done = np.zeros(len(readings)), 0.0, 0
    while done <= last:
        upto = min(done + CHUNK, last + 1)
        coefficients = plan.coefficients(done, upto)
        x, seen = advance(x, plan.law_weights(done, upto), total)
        values += np.einsum("kr,kr->r", coefficients, seen[:, which])
        done = upto
        if (done <= last and done % (4 * CHUNK) == 0) or done == CHUNK:
            rest = float(np.abs(x - goal).sum())
            if rest <= CUT:
                values += plan.remaining(done) * (amounts @ goal)[which]
                if law_at is not None:
                    total += plan.law_remaining(done) * goal
                break
            rest = 0.0
        if progress is not None:
            progress(done / (last + 1), "carrying the law forward")
    gone = rest + (0.0 if limit is None or rest == 0 else limit.bound)
    rounding = (done + 1) * (chain.widest + 3) * ROUND
    scale = np.abs(amounts).max(axis=1, initial=0.0)[which] * plan.lengths
    size = np.where(np.all(amounts >= 0, axis=1)[which], np.abs(values), scale)
    mass = float(np.abs(start).sum())
    bounds = size * rounding + scale * (plan.cuts * mass + gone)
    return Carried(values, bounds, total, CUT * 2 * mass + gone + rounding * mass, done)


def distinct_amounts(readings: Sequence[Reading], states: int) -> tuple[np.ndarray, np.ndarray]:
    """The different amounts, float64 (amounts, states), and which of them each reading reads."""
    known: dict[int, int] = {}
    which = [known.setdefault(id(one.amount), len(known)) for one in readings]
    amounts = np.empty((len(known), states))
    for one, at in zip(readings, which, strict=True):
        amounts[at] = one.amount
    return amounts, np.array(which, dtype=np.intp)


@dataclass(frozen=True)
class _Plan:
    """The coefficient of every step in every reading."""

    rate: float
    point: tuple[bool, ...]
    ends: tuple[Weights, ...]
    begins: tuple[Weights | None, ...]
    lengths: np.ndarray
    cuts: np.ndarray
    law: Weights | None

    @classmethod
    def of(cls, readings: Sequence[Reading], rate: float, law_at: float | None) -> _Plan:
        known: dict[float, Weights] = {}

        def at(time: float) -> Weights:
            if time not in known:
                known[time] = weights(rate * time, CUT)
            return known[time]

        point = tuple(one.since is None for one in readings)
        begins = tuple(at(one.since) if one.since else None for one in readings)
        lengths = np.array([1.0 if one.since is None else one.until - one.since for one in readings])
        # Integrals lose the expected number of jumps beyond the last kept, at most cut * (sqrt(mean) + 10) / rate.
        cuts = np.array(
            [2 * CUT if one.since is None else _integral_cut(rate, one.since, one.until) for one in readings]
        )
        law = None if law_at is None else at(law_at)
        return cls(rate, point, tuple(at(one.until) for one in readings), begins, lengths, cuts, law)

    @property
    def last(self) -> int:
        ends = [one.last if point else one.last - 1 for one, point in zip(self.ends, self.point, strict=True)]
        return max([*ends, self.law.last if self.law else -1, -1])

    def coefficients(self, low: int, high: int) -> np.ndarray:
        """float64 (high - low, readings)."""
        found = np.empty((high - low, len(self.point)))
        for at, (point, end, begin) in enumerate(zip(self.point, self.ends, self.begins, strict=True)):
            if point:
                found[:, at] = end.at(low, high)
            else:
                found[:, at] = end.above(low, high)
                if begin is not None:
                    found[:, at] -= begin.above(low, high)
                found[:, at] /= self.rate
        return found

    def remaining(self, low: int) -> np.ndarray:
        """float64 (readings,): the sum of the coefficients from ``low`` on."""
        return self.coefficients(low, max(self.last + 1, low)).sum(axis=0)

    def law_weights(self, low: int, high: int) -> np.ndarray:
        return np.zeros(high - low) if self.law is None else self.law.at(low, high)

    def law_remaining(self, low: int) -> float:
        return 0.0 if self.law is None else float(self.law.at(low, max(self.law.last + 1, low)).sum())


def _integral_cut(rate: float, since: float, until: float) -> float:
    if until == since:
        return 0.0
    cut = sum(CUT * (math.sqrt(rate * time) + 10) / rate for time in (since, until))
    return cut / (until - since)
