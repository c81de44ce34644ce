"""Carrying a law forward by whichever means is right for the chain and the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

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
    if len(chain) <= SQUARED:
        return carry_by_squaring(chain, start, readings, law_at)
    limit = _limit(chain, start)
    work = float(steps) * (chain.rates.nnz + len(chain))
    if work <= TOO_MUCH:
        return carry(chain, start, readings, law_at, limit, progress)
    found = carry_stiff(chain, start, readings, law_at, progress)
    if found.outcome.converged or work > 20 * TOO_MUCH:
        return found
    return carry(chain, start, readings, law_at, limit, progress)


def _limit(chain: Chain, start: np.ndarray) -> Limit | None:
    """The limit law, where it is known well enough to be a stopping rule."""
    if chain.leave.any():
        return None
    found = long_run(chain, start)
    return Limit(found.law, found.bound) if found.outcome.converged and found.bound < 1e-11 else None
