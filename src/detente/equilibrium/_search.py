"""A search for other equilibria from random strategies."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from detente.equilibrium._linear import System
from detente.equilibrium._newton import NewtonEnd, newton
from detente.equilibrium._problem import Problem
from detente.equilibrium._result import Other

NEAR = 1e-4
"""Choices closer than this, at the same tolerance, are the same equilibrium."""

WARMING = 12
"""Plain iterations before Newton's method: they find the basin that a start lies in."""


def search_others(
    system: System,
    problem: Problem,
    main: NewtonEnd,
    starts: int,
    seed: int,
    tolerance: float,
    deadline: float | None,
    progress: Callable[[str, float, float], None] | None,
) -> tuple[tuple[Other, ...], int]:
    """Other equilibria, and how many starts were tried.

    Each start takes the values of the equilibrium found and disturbs them strongly, so that the choices they
    imply are random; plain Newton steps with shortening follow. What does not converge is no equilibrium.
    """
    found: list[Other] = []
    count = problem.states * problem.actors
    tried = 0
    for at in range(starts):
        if deadline is not None and time.monotonic() > deadline:
            break
        generator = np.random.default_rng([seed, at])
        x = disturbed(system, problem, main, generator)
        end = newton(system, problem, x, tolerance=tolerance)
        tried += 1
        if progress is not None:
            progress("search", 0.95 + 0.05 * tried / starts, end.residual)
        if not end.converged:
            continue
        known = [main.point.sigma, *(one.choice for one in found)]
        gaps = [float(np.abs(end.point.sigma - one).max()) for one in known]
        if min(gaps) > NEAR:
            values = end.x[:count].reshape(problem.states, problem.actors) * problem.noise
            found.append(Other(gaps[0], end.residual, end.point.sigma, values))
    complete = [
        Other(one.distance, one.residual, one.choice[problem.option_choice], one.values) for one in found
    ]
    return tuple(complete), tried


def disturbed(
    system: System, problem: Problem, main: NewtonEnd, generator: np.random.Generator
) -> np.ndarray:
    """Unknowns whose values are random over the range of the equilibrium's own, by actor."""
    count = problem.states * problem.actors
    values = main.x[:count].reshape(problem.states, problem.actors)
    spread = np.maximum(np.ptp(values, axis=0), 4.0)
    x = main.x.copy()
    x[:count] = (values.mean(axis=0) + spread * generator.normal(size=values.shape)).ravel()
    return x
