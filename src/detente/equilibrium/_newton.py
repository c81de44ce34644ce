"""Newton's method at a fixed precision, with factors kept while they still serve."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.equilibrium._linear import Point, System, solver_at
from detente.equilibrium._problem import Problem
from detente.equilibrium._settle import settle
from detente.equilibrium._unknowns import floor, moved, size_of

MAX_STEPS = 60
SHARES = (1.0, 0.5, 0.25, 0.1, 0.02)


@dataclass(frozen=True)
class NewtonEnd:
    """Where Newton's method ended."""

    x: np.ndarray
    point: Point
    residual: float
    steps: int
    converged: bool


def newton(
    system: System,
    problem: Problem,
    x: np.ndarray,
    *,
    tolerance: float,
    precision: float = 1.0,
    deadline: float | None = None,
    watch: Callable[[int, float], None] | None = None,
) -> NewtonEnd:
    """Solve the conditions at one precision from a nearby point.

    Steps are shortened while they do not reduce the residual. In large games values and visits take turns, as long as
    that works, since their joint Jacobian is dearer and worse scaled. Converges quadratically near a regular
    solution; gives up after 60 steps, when shortening does not help, or at the ``deadline`` of the monotonic clock.
    """
    point = system.at(x, precision)
    size = size_of(point.residual)
    solver, joint = None, not problem.partial
    for steps in range(MAX_STEPS):
        goal = max(tolerance, floor(problem, x))
        if size <= goal:
            return NewtonEnd(x, point, size, steps, True)
        if deadline is not None and time.monotonic() > deadline:
            return NewtonEnd(x, point, size, steps, False)
        current = solver is None
        solver = solver or solver_at(system, point, joint=joint)
        # Newton's own error is about the square of the residual: solving beyond that is in vain (Eisenstat and Walker).
        accuracy = float(np.clip(max(0.3 * goal / size, 3 * size), 1e-6, 0.1)) if joint else 0.1
        step = -solver.solve(point.residual, accuracy)
        before = size
        for share in SHARES if current else (1.0,):
            new_x = moved(problem, x, step, share)
            new_x, new_point = settle(system, problem, new_x, precision, max(0.5 * goal, 0.05 * min(before, 1.0)))
            new_size = size_of(new_point.residual)
            if new_size < before * (1 - 0.1 * share):
                x, point, size = new_x, new_point, new_size
                break
        if watch is not None:
            watch(steps + 1, size)
        if size == before and current and (joint or system.dense):
            return NewtonEnd(x, point, size, steps, False)
        joint = joint or size > 0.5 * before
        if not (solver.exact and size <= 0.05 * before):
            solver = None
    return NewtonEnd(x, point, size, MAX_STEPS, False)
