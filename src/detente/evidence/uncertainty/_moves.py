"""How draws move within a stage: proposals around what is known so far of the posterior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WELL, ILL = 0.5, 0.25
"""Acceptance above the first lengthens the step, below the second shortens it."""

FASTER, SLOWER = 1.5, 0.6
SHORTEST = 0.02

NARROWEST = 1e-10
"""The least variance of a proposal, for draws that all stand on one point."""


@dataclass(frozen=True)
class Reference:
    """A normal law close to the tempered posterior: that of the weighted draws.

    A proposal is ``mean + sqrt(1 - step^2) (z - mean) + step L noise`` with ``L L'`` the covariance. It leaves the
    normal law as it is, so that a move is accepted by how the posterior differs from that law alone. A step of 1 is an
    independent draw; a small one a random walk (Cotter, Roberts, Stuart and White 2013).
    """

    mean: np.ndarray
    root: np.ndarray

    @classmethod
    def of(cls, z: np.ndarray, weights: np.ndarray, size: float) -> Reference:
        """From draws (draws, unknowns) with weights that sum to 1, worth ``size`` independent ones."""
        mean = weights @ z
        spread = (weights[:, None] * (z - mean)).T @ (z - mean)
        # Of few draws the variances can be told, the correlations less and less.
        pull = min(1.0, (z.shape[1] + 1) / size)
        covariance = (1 - pull) * spread + pull * np.diag(np.diag(spread)) + NARROWEST * np.eye(len(mean))
        return cls(mean, np.linalg.cholesky(covariance))

    def proposal(self, z: np.ndarray, step: float, generator: np.random.Generator) -> np.ndarray:
        """A new point from ``z`` (unknowns,)."""
        noise = self.root @ generator.standard_normal(len(z))
        return self.mean + np.sqrt(1 - step * step) * (z - self.mean) + step * noise

    def log_density(self, z: np.ndarray) -> np.ndarray:
        """float64 (draws,): up to a constant."""
        from scipy.linalg import solve_triangular

        white = solve_triangular(self.root, (z - self.mean).T, lower=True)
        return -0.5 * (white**2).sum(axis=0)


def log_prior(z: np.ndarray) -> np.ndarray:
    """float64 (draws,): of standard normal numbers, up to a constant."""
    return -0.5 * (z**2).sum(axis=1)


def next_step(step: float, acceptance: float) -> float:
    """The step of the next move, from how the last one went."""
    if acceptance > WELL:
        return min(1.0, step * FASTER)
    return max(SHORTEST, step * SLOWER) if acceptance < ILL else step


def renewed(step: float, acceptance: float) -> float:
    """The share of the distance from its ancestor that a draw gains by a move, on average."""
    return acceptance * (1 - float(np.sqrt(1 - step * step)))
