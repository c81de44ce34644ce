"""Visits brought into line with the choices, before Newton's method looks at both together.

Along the branch the visits of rare states change by large factors, which a linear prediction misses. Given
the choices they solve a linear system of their own, much smaller than the joint one; with it solved, the joint
Jacobian is well scaled.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse.linalg as spla

from detente.equilibrium._linear import Point, System, operator_of
from detente.equilibrium._problem import Problem
from detente.equilibrium._unknowns import moved, size_of

ROUNDS = 6

FAR = 0.3
"""In small games the joint Jacobian does well enough once visits are this near."""


def settle(
    system: System, problem: Problem, x: np.ndarray, precision: float, tolerance: float
) -> tuple[np.ndarray, Point]:
    """The unknowns with visits right to a relative ``tolerance``, as far as a few rounds go, and the point there."""
    point = system.at(x, precision)
    if not problem.partial:
        return x, point
    count = problem.states * problem.actors
    if system.dense:
        tolerance = max(tolerance, FAR)
    for _ in range(ROUNDS):
        size = size_of(point.residual[count:])
        if size <= tolerance or not np.isfinite(size):
            break
        if system.dense:
            new_x = np.concatenate([x[:count], point.visits_held()])
        else:
            change = np.zeros_like(x)
            accuracy = float(np.clip(0.3 * tolerance / size, 1e-6, 0.02))
            change[count:] = _visits_step(point, point.residual[count:], accuracy)
            new_x = moved(problem, x, change)
        new_point = system.at(new_x, precision)
        if not size_of(new_point.residual[count:]) < size:
            break
        x, point = new_x, new_point
    return x, point


def _visits_step(point: Point, residual: np.ndarray, accuracy: float) -> np.ndarray:
    """Newton's step for the visits alone, the choices held."""
    ahead = point.visits_preconditioner()
    operator = operator_of(len(residual), lambda r: point.visits_product(ahead(np.ascontiguousarray(r))))
    found, _ = spla.gmres(operator, -residual, rtol=accuracy, atol=0.0, restart=30, maxiter=4)
    return ahead(found)
