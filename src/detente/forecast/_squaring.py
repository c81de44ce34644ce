"""Laws of small chains over very long times: the matrix of transitions is squared again and again.

Only positive numbers are multiplied and added, and a chance of staying close to 1 is found as what the
others leave, so rates of 1e-12 beside rates of 1e6 keep their digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from detente.forecast._chain import ROUND, Chain
from detente.forecast._uniformisation import Carried, Reading, distinct_amounts

TERMS = 30


def carry_by_squaring(
    chain: Chain, start: np.ndarray, readings: Sequence[Reading] = (), law_at: float | None = None
) -> Carried:
    """Carry a law forward, as :func:`~detente.forecast._uniformisation.carry` does.

    Notes
    -----
    Cost: two products of dense matrices for each doubling of the time, for each time asked for. The bounds
    are an allowance for rounding, the only error there is.
    """
    n, m = len(chain), len(readings)
    stops = sorted({t for one in readings for t in (one.until, one.since or 0.0)} | {law_at or 0.0})
    amounts, which = distinct_amounts(readings, n)
    values, gained, law = np.zeros(m), np.zeros(m), np.array(start, dtype=np.float64)
    final, time, doublings = np.zeros(n if law_at is not None else 0), 0.0, 0
    for stop in stops:
        if stop > time:
            moved, spent, count = transitions(chain, stop - time)
            gained += (amounts @ (law @ spent))[which]
            law, time, doublings = law @ moved, stop, doublings + count
        for at, one in enumerate(readings):
            if one.since is None:
                values[at] = amounts[which[at]] @ law if one.until == stop else values[at]
            else:
                values[at] += gained[at] * ((one.until == stop) - float(one.since == stop))
        if law_at == stop:
            final = law.copy()
    mass = float(start.sum())
    allowance = (doublings + 1) * n * 8 * ROUND * mass
    lengths = np.array([1.0 if one.since is None else one.until for one in readings])
    bounds = np.abs(amounts).max(axis=1, initial=0.0)[which] * lengths * allowance
    return Carried(values, bounds, final, allowance, doublings)


def transitions(chain: Chain, time: float) -> tuple[np.ndarray, np.ndarray, int]:
    """Chances of going from state to state in ``time``, the time spent on the way, and the doublings used."""
    n, rate = len(chain), 2 * max(chain.fastest, 1e-300)
    doublings = max(0, math.ceil(math.log2(rate) + math.log2(time)) + 1)
    step = math.ldexp(time, -doublings)
    jump = chain.rates.toarray() / rate
    jump[np.diag_indices(n)] = 1.0 - chain.exit / rate
    mean = rate * step
    weights = np.exp(-mean) * np.cumprod(np.append(1.0, mean / np.arange(1, 2 * TERMS)))
    above = np.append(np.cumsum(weights[:0:-1])[::-1], 0.0)
    power, moved, spent = np.eye(n), np.zeros((n, n)), np.zeros((n, n))
    for k in range(TERMS):
        moved += weights[k] * power
        spent += above[k] / rate * power
        power = power @ jump
    _settle(moved, spent, chain.leave)
    for _ in range(doublings):
        spent = spent + moved @ spent
        moved = moved @ moved
        _settle(moved, spent, chain.leave)
    return moved, spent, doublings


def _settle(moved: np.ndarray, spent: np.ndarray, leave: np.ndarray) -> None:
    """Find large chances of staying from the small ones of going or having left."""
    stay = np.diag(moved).copy()
    gone = moved.sum(axis=1) - stay + spent @ leave
    moved[np.diag_indices(len(moved))] = np.where(stay > 0.5, np.maximum(1.0 - gone, 0.0), stay)
