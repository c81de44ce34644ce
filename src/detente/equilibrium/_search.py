"""A search for other equilibria from random strategies."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spla

from detente.equilibrium._generator import generator as rates_under
from detente.equilibrium._linear import System
from detente.equilibrium._newton import NewtonEnd, newton
from detente.equilibrium._problem import Problem
from detente.equilibrium._result import Other
from detente.equilibrium._visits import log_visits

NEAR = 1e-4
"""Choices closer than this, at the same tolerance, are the same equilibrium."""

SPREAD = 3.0
"""Standard deviation of the logits of random choices."""

REPLIES = (8, 1, 8, 3)
"""Damped replies to the random choices, by start: many lead to stable equilibria, few to the others."""

BASIN = 0.05
"""Choices and replies this near to the equilibrium found are taken to lead to it."""

DENSE_STATES = 400


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

    Each start draws choices at random and replies to them a few times, half-heartedly; what does not come near the
    equilibrium found is handed to Newton's method. What does not converge counts for nothing.
    """
    found: list[Other] = []
    count = problem.states * problem.actors
    tried = 0
    for at in range(starts):
        if deadline is not None and time.monotonic() > deadline:
            break
        generator = np.random.default_rng([seed, at])
        x = wandered(system, problem, main.point.sigma, generator, REPLIES[at % len(REPLIES)])
        tried += 1
        if x is None:
            continue
        end = newton(system, problem, x, tolerance=tolerance)
        if progress is not None:
            progress("search", 0.95 + 0.05 * tried / starts, end.residual)
        if not end.converged:
            continue
        known = [main.point.sigma, *(one.choice for one in found)]
        gaps = [float(np.abs(end.point.sigma - one).max()) for one in known]
        if min(gaps) > NEAR:
            values = end.x[:count].reshape(problem.states, problem.actors) * problem.noise
            found.append(Other(gaps[0], end.residual, end.point.sigma, values))
    complete = [Other(one.distance, one.residual, one.choice[problem.option_choice], one.values) for one in found]
    return tuple(complete), tried


def wandered(
    system: System, problem: Problem, main: np.ndarray, generator: np.random.Generator, replies: int
) -> np.ndarray | None:
    """Unknowns after a few damped replies to random choices; None if they lead to the equilibrium found.

    ``main`` are the choices of that equilibrium.
    """
    sigma = random_choices(problem, generator)
    x = evaluated(problem, sigma)
    for _ in range(replies):
        reply = system.at(x, 1.0).sigma
        sigma = 0.5 * sigma + 0.5 * reply
        if float(np.abs(sigma - main).max()) < BASIN and float(np.abs(reply - main).max()) < BASIN:
            return None
        x = evaluated(problem, sigma)
    return x


def random_choices(problem: Problem, generator: np.random.Generator) -> np.ndarray:
    """float64 (choices,): every information set chooses at random, mostly near one of its options."""
    first = problem.set_start[:-1]
    logit = SPREAD * generator.normal(size=problem.choices)
    weight = np.exp(logit - np.maximum.reduceat(logit, first)[problem.choice_set])
    return weight / np.add.reduceat(weight, first)[problem.choice_set]


def evaluated(problem: Problem, sigma: np.ndarray) -> np.ndarray:
    """The unknowns under given choices: values in units of noise, then log visits where beliefs matter."""
    choice = sigma[problem.option_choice]
    income = problem.income.copy()
    weight = (problem.option_rate * choice)[problem.give_option] * problem.give_value
    np.add.at(income, (problem.option_state[problem.give_option], problem.give_actor), weight)
    shocks = -problem.option_rate * choice * np.log(np.maximum(choice, 1e-300)) * problem.noise[problem.option_actor]
    np.add.at(income, (problem.option_state, problem.option_actor), shocks)
    if problem.states <= DENSE_STATES:
        values, visits = _evaluated_densely(problem, choice, income)
    else:
        rates = rates_under(problem.game, choice)
        leave = rates.sum(axis=1)
        columns = [_discounted(rates, leave + rho, income[:, at]) for at, rho in enumerate(problem.discount)]
        values = np.stack(columns, axis=1)
        visits = log_visits(rates, problem.start, problem.kappa) if problem.partial else np.empty(0)
    return np.concatenate([(values / problem.noise).ravel(), visits])


def _evaluated_densely(problem: Problem, choice: np.ndarray, income: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = problem.states
    rate = (problem.option_rate * choice)[problem.arc_option] * problem.arc_chance
    at = problem.arc_source.astype(np.int64) * n + problem.arc_target
    full = np.bincount(at, rate, n * n).astype(np.float64)  # int64 where empty
    full += np.bincount(problem.nature_source.astype(np.int64) * n + problem.nature_target, problem.nature_rate, n * n)
    full = -full.reshape(n, n)
    leave = -full.sum(axis=1)
    values = np.empty_like(income)
    for rho in np.unique(problem.discount):
        mine = problem.discount == rho
        np.fill_diagonal(full, leave + rho)
        values[:, mine] = np.linalg.solve(full, income[:, mine])
    if not problem.partial:
        return values, np.empty(0)
    np.fill_diagonal(full, leave + problem.kappa)
    visits = np.linalg.solve(full.T, problem.kappa * problem.start)
    return values, np.log(np.maximum(visits, 1e-300))


def _discounted(rates: sp.csr_array, leave: np.ndarray, income: np.ndarray) -> np.ndarray:
    """Solve ``(rho I - Q) V = income``: a start for Newton's method, so a loose answer will do in large games."""
    scaled = (sp.eye_array(len(leave)) - sp.diags_array(1 / leave) @ rates).tocsr()
    found, _ = spla.gmres(scaled, income / leave, rtol=1e-3, restart=40, maxiter=5)
    return found
