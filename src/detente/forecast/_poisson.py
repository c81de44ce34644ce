"""Poisson weights for uniformisation, with a proven bound on what is cut off."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Weights:
    """The chance of each number of jumps of the uniformised chain by some time.

    Attributes
    ----------
    first
        The smallest number of jumps kept.
    chance
        float64: chances of ``first``, ``first + 1``, ...; they sum to 1.
    mean
        Expected number of jumps (rate times time).
    cut
        Bound on the chance of the numbers left out.
    """

    first: int
    chance: np.ndarray
    mean: float
    cut: float

    @property
    def last(self) -> int:
        """The largest number of jumps kept."""
        return self.first + len(self.chance) - 1

    def at(self, low: int, high: int) -> np.ndarray:
        """Chances of ``low`` .. ``high - 1`` jumps."""
        found = np.zeros(high - low)
        start, end = max(low, self.first), min(high, self.last + 1)
        if start < end:
            found[start - low : end - low] = self.chance[start - self.first : end - self.first]
        return found

    def above(self, low: int, high: int) -> np.ndarray:
        """Chances of more than ``low`` .. ``high - 1`` jumps."""
        found = np.ones(high - low)
        found[max(self.last - low, 0) :] = 0.0
        start, end = max(low, self.first), min(high, self.last)
        if start < end:
            found[start - low : end - low] = self._above[start - self.first : end - self.first]
        return found

    @cached_property
    def _above(self) -> np.ndarray:
        """float64: chances of more than ``first``, ``first + 1``, ... jumps."""
        return np.minimum(np.append(np.cumsum(self.chance[:0:-1])[::-1], 0.0), 1.0)


def weights(mean: float, cut: float = 1e-13) -> Weights:
    """Weights of a Poisson law, all but a share ``cut`` of it.

    The ends follow from Bernstein's inequality ``P(N >= mean + x) <= exp(-x^2 / (2 (mean + x/3)))``
    and ``P(N <= mean - x) <= exp(-x^2 / (2 mean))``. Weights come by ratios outward from the mode, so no
    factorial, over- or underflow enters, and are then scaled to sum to 1.

    Parameters
    ----------
    mean
        At least 0 and finite.
    cut
        Bound on the mass left out, both tails together.

    Examples
    --------
    >>> found = weights(2.5)
    >>> round(float(found.at(0, 1)[0] * 2.718281828459045**2.5), 12)
    1.0
    """
    if mean == 0:
        return Weights(0, np.ones(1), 0.0, 0.0)
    depth = math.log(2 / cut)
    right = math.ceil(mean + depth / 3 + math.sqrt(depth * depth / 9 + 2 * mean * depth))
    left = max(0, math.floor(mean - math.sqrt(2 * mean * depth)))
    mode = math.floor(mean)
    up = np.cumprod(mean / np.arange(mode + 1, right + 1))
    down = np.cumprod(np.arange(mode, left, -1) / mean)
    chance = np.concatenate([down[::-1], [1.0], up])
    return Weights(left, chance / chance.sum(), mean, cut)
