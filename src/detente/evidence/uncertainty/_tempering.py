"""The arithmetic of tempering: weights, the next temperature, resampling."""

from __future__ import annotations

import numpy as np

HALVINGS = 60

LAST = 0.8
"""The last step may keep a little less than its share, rather than leave a tiny one for a stage of its own."""


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """float64 (draws,): weights that sum to 1, from their logs up to a constant; at least one is above 0."""
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def effective(weights: np.ndarray) -> float:
    """Effective sample size: how many equally weighted independent draws the weights are worth (Kong 1992)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def conditional(weights: np.ndarray, gains: np.ndarray) -> float:
    """Conditional effective sample size, as a share, of multiplying the weights by ``exp(gains)``.

    Zhou, Johansen and Aston (2016). Weights sum to 1 and gains are finite.
    """
    factors = np.exp(gains - gains.max())
    return float((weights @ factors) ** 2 / (weights @ factors**2))


def next_temperature(weights: np.ndarray, log_likelihood: np.ndarray, now: float, target: float) -> float:
    """The next power of the likelihood: 1 if that keeps about the target share, else found by bisection."""
    some = weights > 0

    def share(to: float) -> float:
        return conditional(weights[some], (to - now) * log_likelihood[some])

    if share(1.0) >= LAST * target:
        return 1.0
    low, high = now, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if share(middle) >= target else (low, middle)
    return low


def resampled(weights: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """int64 (draws,): ancestors by systematic resampling; each is taken as often as expected, give or take 1."""
    count = len(weights)
    points = (np.arange(count) + generator.random()) / count
    edges = np.cumsum(weights)
    # Rounding must not lead past the last draw that has weight.
    return np.minimum(np.searchsorted(edges, points, side="right"), int(np.flatnonzero(weights)[-1]))
