"""The chance, from every state, that something does not come about until a time; many things in one pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import gammaln

from detente.evidence.indicators._steps import Steps

CUT = 1e-14
"""Share of the Poisson weights that may be left out."""

MOST_CELLS = 30_000_000
"""States times things that are carried at once."""


@dataclass(frozen=True)
class Thing:
    """Something that may come about: reaching some states, or a step of some kind being made.

    Attributes
    ----------
    goal
        bool (kept,): the states; None for a step.
    rows
        bool (rows,): the steps; None for states.
    """

    goal: np.ndarray | None = field(default=None, repr=False)
    rows: np.ndarray | None = field(default=None, repr=False)


def survival(
    steps: Steps, things: Sequence[Thing], time: float, progress: Callable[[float], None] | None = None
) -> np.ndarray:
    """The chance that each thing does not come about within a time, from every state.

    Returns
    -------
    float64 (kept, things)

    Notes
    -----
    The backward equation by uniformisation: ``f <- P f`` with ``f`` kept at 0 where the goal is reached, and without
    the steps that are waited for. Backward, so that one pass serves every belief; all things side by side, so that
    each step reads the rates once. Error: at most ``1e-13``, absolute.
    """
    weights = poisson(steps.busiest * time)
    each = max(1, MOST_CELLS // max(len(steps), 1))
    found = np.empty((len(steps), len(things)))
    for low in range(0, len(things), each):
        some = things[low : low + each]

        def tell(share: float, low: int = low, count: int = len(some)) -> None:
            if progress is not None:
                progress((low + share * count) / len(things))

        found[:, low : low + each] = _block(steps, some, weights, tell)
    return found


def _block(steps: Steps, things: Sequence[Thing], weights: np.ndarray, tell: Callable[[float], None]) -> np.ndarray:
    alive = np.ones((len(steps), len(things)))
    for at, one in enumerate(things):
        if one.goal is not None:
            alive[one.goal, at] = 0.0
    made = [(at, one.rows) for at, one in enumerate(things) if one.rows is not None]
    lost = [(at, steps.matrix(rows) * (1.0 / steps.busiest)) for at, rows in made]
    x = alive.copy()
    total = weights[0] * x
    for jump, weight in enumerate(weights[1:], 1):
        after = steps.jump @ x
        for at, jumps in lost:
            after[:, at] -= jumps @ x[:, at]
        x = np.maximum(after, 0.0, out=after)
        x *= alive
        if weight > 0:
            total += weight * x
        tell((jump + 1) / len(weights))
    return total


def poisson(mean: float) -> np.ndarray:
    """Weights of 0, 1, 2, ... jumps, up to where less than ``1e-14`` is left."""
    depth = -math.log(CUT)
    last = math.ceil(mean + depth / 3 + math.sqrt(depth * depth / 9 + 2 * mean * depth)) if mean > 0 else 0
    return poisson_at(np.array([mean]), last)[0]


def poisson_at(means: np.ndarray, last: int) -> np.ndarray:
    """float64 (means, last + 1): the Poisson weights of each mean."""
    jumps = np.arange(last + 1)
    logs = np.where(means > 0, np.log(np.where(means > 0, means, 1.0)), 0.0)
    found = np.exp(jumps * logs[:, None] - means[:, None] - gammaln(jumps + 1))
    found[means == 0] = 0.0
    found[means == 0, 0] = 1.0
    return found
