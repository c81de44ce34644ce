"""The unknowns as a vector: how large a residual is, and what a step makes of them."""

from __future__ import annotations

import numpy as np

from detente.equilibrium._problem import Problem


def size_of(residual: np.ndarray) -> float:
    """The largest entry; infinite where anything is not a number."""
    largest = float(np.abs(residual).max(initial=0.0))
    return largest if np.isfinite(largest) else np.inf


def floor(problem: Problem, x: np.ndarray) -> float:
    """The residual that rounding alone can cause, from the largest value in units of noise."""
    count = problem.states * problem.actors
    return 100 * np.finfo(float).eps * max(1.0, float(np.abs(x[:count]).max(initial=0.0)))


def moved(problem: Problem, x: np.ndarray, step: np.ndarray, share: float = 1.0) -> np.ndarray:
    """The unknowns after a step; logarithms of visits take the step in the visits themselves, kept positive."""
    count = problem.states * problem.actors
    found = x + share * step
    if problem.partial:
        change = share * step[count:]
        found[count:] = x[count:] + np.where(
            change > -0.5, np.log1p(np.maximum(change, -0.5)), 2 * (change + 0.5) + np.log(0.5)
        )
    return found
