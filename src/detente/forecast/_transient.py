"""Carrying a law forward by whichever means is right for the chain and the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from detente.forecast._chain import Chain
from detente.forecast._graph import reachable
from detente.forecast._longrun import long_run
from detente.forecast._squaring import carry_by_squaring
from detente.forecast._stiff import carry_stiff
from detente.forecast._uniformisation import Carried, Limit, Progress, Reading, carry, steps_needed

MANY_STEPS = 20_000
"""From this many steps on, other ways are weighed against plain uniformisation."""

SQUARED = 400
"""Up to this many states, whole matrices are squared then."""

THERE = 1e-11
"""The sum of differences from the limit law at which a law is there."""

TOO_MUCH = 2e10
"""Multiplications that are too many for uniformisation alone (about a minute)."""


def carry_forward(
    chain: Chain,
    start: np.ndarray,
    readings: Sequence[Reading] = (),
    law_at: float | None = None,
    progress: Progress | None = None,
) -> Carried:
    """Carry a law forward, restricted to the states that it can reach.

    Uniformisation, cut short where the law reaches its limit. Where that would take too long (rates of
    very different size over a long time): small chains by squaring, others by implicit steps.
    """
    if not start.any():
        nothing = np.zeros(len(readings))
        return Carried(nothing, nothing, np.zeros(len(chain) if law_at is not None else 0), 0.0, 0)
    keep = reachable(chain.rates, start > 0)
    if keep.mean() > 0.8:
        return _carry(chain, start, readings, law_at, progress)
    parts = {id(one.amount): one.amount[keep] for one in readings}
    inner = [replace(one, amount=parts[id(one.amount)]) for one in readings]
    found = _carry(chain.within(keep), start[keep], inner, law_at, progress)
    if law_at is None:
        return found
    law = np.zeros(len(chain))
    law[keep] = found.law
    return replace(found, law=law)


def _carry(
    chain: Chain,
    start: np.ndarray,
    readings: Sequence[Reading],
    law_at: float | None,
    progress: Progress | None,
) -> Carried:
    longest = max([one.until for one in readings] + ([law_at] if law_at is not None else []), default=0.0)
    steps = steps_needed(chain, longest)
    if steps <= MANY_STEPS:
        return carry(chain, start, readings, law_at, progress=progress)
    size = float(chain.rates.nnz + len(chain))
    small = len(chain) <= SQUARED
    limit = _limit(chain, start)
    settled = _settled(chain, start, limit, MANY_STEPS if small else TOO_MUCH / 4 / size) if limit else None
    if limit and settled and settled[0] < longest:
        return _carry_settled(chain, start, readings, law_at, limit, settled)
    if small:
        return carry_by_squaring(chain, start, readings, law_at)
    if size * steps <= TOO_MUCH:
        return carry(chain, start, readings, law_at, progress=progress)
    found = carry_stiff(chain, start, readings, law_at, progress)
    if found.outcome.converged or size * steps > 20 * TOO_MUCH:
        return found
    return carry(chain, start, readings, law_at, progress=progress)


def _limit(chain: Chain, start: np.ndarray) -> Limit | None:
    """The limit law, where it is known well enough to be a stopping rule."""
    n = len(chain)
    if not chain.leave.any():
        found = long_run(chain, start)
    else:
        # Those who leave gather in one more state.
        rates = sp.csr_array(sp.block_array([[chain.rates, chain.leave[:, None]], [None, np.zeros((1, 1))]]))
        rates.eliminate_zeros()
        found = long_run(Chain(rates, np.zeros(n + 1)), np.append(start, 0.0))
    good = found.outcome.converged and found.bound < 1e-9
    return Limit(found.law[:n], found.bound) if good else None


def _settled(chain: Chain, start: np.ndarray, limit: Limit, most: float) -> tuple[float, float] | None:
    """A time at which the law is at its limit, and how far from it; None if ``most`` steps do not lead there."""
    law, time, span = start, 0.0, 100 / chain.fastest
    while chain.fastest * time <= most:
        law, time, span = carry(chain, law, law_at=span).law, time + span, 2 * span
        distance = float(np.abs(law - limit.law).sum())
        if distance <= THERE + limit.bound:
            return time, distance
    return None


def _carry_settled(
    chain: Chain,
    start: np.ndarray,
    readings: Sequence[Reading],
    law_at: float | None,
    limit: Limit,
    settled: tuple[float, float],
) -> Carried:
    """Carry a law until it is at its limit, and take the limit from there on: the distance to it never grows."""
    time, distance = settled
    early = [
        replace(one, until=min(one.until, time), since=None if one.since is None else min(one.since, time))
        for one in readings
    ]
    found = carry(chain, start, early, None if law_at is None else min(law_at, time))
    after = [one.until - max(one.since or 0.0, time) for one in readings]
    late = np.array([max(rest, 0.0) for rest in after])
    point = np.array([one.since is None for one in readings], dtype=bool)
    beyond = np.array([float(limit.law @ one.amount) for one in readings])
    largest = np.array([float(np.abs(one.amount).max(initial=0.0)) for one in readings])
    values = np.where(point & (late > 0), beyond, found.values + np.where(point, 0.0, late * beyond))
    doubt = distance + limit.bound
    bounds = found.bounds + doubt * largest * np.where(point, late > 0, late)
    if law_at is None or law_at <= time:
        return replace(found, values=values, bounds=bounds)
    return replace(found, values=values, bounds=bounds, law=limit.law, law_bound=doubt)
