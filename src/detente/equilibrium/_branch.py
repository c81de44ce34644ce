"""The logit branch: from uniform choice to the actors' own noise, by continuation in precision.

Pseudo-arclength continuation (Keller 1977; for quantal response, Turocy 2005): a predictor along the
tangent, Newton's corrector on the hyperplane across it. The branch may turn back in precision and is
followed through such folds. A step is taken back when the corrector moves too far from the prediction
or when the tangent turns sharply, since that is how one slips to another branch.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.equilibrium._linear import Factors, Krylov, Point, System, solver_at
from detente.equilibrium._newton import NewtonEnd, newton
from detente.equilibrium._problem import Problem
from detente.equilibrium._result import BranchPoint
from detente.equilibrium._settle import settle
from detente.equilibrium._unknowns import moved, size_of

MAX_POINTS = 400
LEAST_STEP = 1e-7
STEEP = 0.02
"""Where solves are dear, steps that gain less precision than this are corrected across the tangent, others
at fixed precision (which saves one solve)."""

LOOSE = 1e-3
"""Residual to which points on the way are corrected."""

SETTLED = 0.02
"""Relative error of visits that is good enough on the way."""

Watch = Callable[[str, float, float], None]
"""Called with a stage, a share done (0 to 1) and the residual."""


@dataclass(frozen=True)
class BranchEnd:
    """Where following the branch ended; ``end`` is at precision 1 if ``reached``."""

    end: NewtonEnd
    points: tuple[BranchPoint, ...]
    reached: bool
    code: str
    precision: float
    steps: int


@dataclass(frozen=True)
class _Here:
    """A point of the branch with its unit tangent; ``weight`` scales the unknowns in the norm."""

    x: np.ndarray
    precision: float
    tangent: np.ndarray
    slope: float
    solver: Factors | Krylov
    weight: float
    residual: float

    def across(self, dx: np.ndarray, dp: float) -> float:
        return self.weight * float(self.tangent @ dx) + self.slope * dp


class Branch:
    """Follows the branch of one game with one kernel."""

    def __init__(
        self,
        system: System,
        problem: Problem,
        tolerance: float,
        deadline: float | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.system = system
        self.problem = problem
        self.tolerance = tolerance
        self.deadline = deadline
        self.watch = watch
        self.points: list[BranchPoint] = []
        self.steps = 0

    def follow(self, x: np.ndarray) -> BranchEnd:
        """From the uniform point to precision 1."""
        first = newton(self.system, self.problem, x, tolerance=LOOSE, precision=0.0)
        self.note(0.0, first.residual, first.steps)
        if not first.converged:
            return BranchEnd(first, tuple(self.points), False, "diverged", 0.0, self.steps)
        here = self.turn(first.x, 0.0, first.point, None)
        length = 0.8
        while len(self.points) < MAX_POINTS:
            if self.deadline is not None and time.monotonic() > self.deadline:
                return self.stopped(here, "time-limit")
            if length < LEAST_STEP:
                return self.stopped(here, "stalled")
            last = here.slope > 0 and here.precision + length * here.slope >= 1.0
            if last:
                length = (1.0 - here.precision) / here.slope
                guess = moved(self.problem, here.x, length * here.tangent)
                found = self.land(here, guess, length)
                if found is not None:
                    return self.landed(found)
                length *= 0.35
                continue
            ahead = self.step(here, length)
            if ahead is None:
                length *= 0.35
                continue
            there, count = ahead
            if there.precision > 1.0:
                share = (1.0 - here.precision) / (there.precision - here.precision)
                found = self.land(here, here.x + share * (there.x - here.x), length)
                if found is not None:
                    return self.landed(found)
                length *= 0.35
                continue
            here = there
            self.note(here.precision, here.residual, count)
            length *= 2.5 if count <= 3 else 1.5 if count <= 5 else 0.8
        return self.stopped(here, "step-limit")

    def stopped(self, here: _Here, code: str) -> BranchEnd:
        point = self.system.at(here.x, here.precision)
        end = NewtonEnd(here.x, point, size_of(point.residual), self.steps, False)
        return BranchEnd(end, tuple(self.points), False, code, here.precision, self.steps)

    def note(self, precision: float, residual: float, count: int) -> None:
        self.points.append(BranchPoint(precision, residual, count))
        self.steps += count
        if self.watch is not None:
            self.watch("branch", min(0.95, 0.95 * max(0.0, precision)), residual)

    def turn(self, x: np.ndarray, precision: float, point: Point, before: _Here | None) -> _Here:
        """The tangent at a point, in the direction of travel."""
        solver = solver_at(self.system, point)
        dx = -solver.solve(self.slope_of(x, precision, point), 0.02)
        weight = before.weight if before is not None else 1.0 / max(1e-12, float(dx @ dx))
        norm = np.sqrt(weight * float(dx @ dx) + 1.0)
        sign = 1.0
        if before is not None and weight * float(before.tangent @ dx) + before.slope < 0:
            sign = -1.0
        return _Here(x, precision, sign * dx / norm, sign / norm, solver, weight, size_of(point.residual))

    def slope_of(self, x: np.ndarray, precision: float, point: Point) -> np.ndarray:
        """How the conditions change with precision (a difference: only the tangent needs it)."""
        gap = 1e-5
        ahead = self.system.at(x, precision + gap).residual
        if precision > gap:
            return (ahead - self.system.at(x, precision - gap).residual) / (2 * gap)
        return (ahead - point.residual) / gap

    def step(self, here: _Here, length: float) -> tuple[_Here, int] | None:
        """One predictor and its corrector; None if the step was too long."""
        x = moved(self.problem, here.x, length * here.tangent)
        precision = here.precision + length * here.slope
        solver, pull, drift, last = here.solver, None, 0.0, np.inf
        across_tangent = self.system.dense or length * here.slope < STEEP
        for count in range(1, 9):
            x, point = settle(self.system, self.problem, x, precision, SETTLED)
            size = self.loosely(point.residual)
            if size <= LOOSE:
                there = self.turn(x, precision, point, here)
                if there.across(here.tangent, here.slope) < 0.3:
                    return None
                return there, count
            if size > 4 * last or not np.isfinite(size):
                return None
            last = size
            if not self.system.dense or count > 4:
                solver, pull = solver_at(self.system, point), None
            dx = -solver.solve(point.residual, 0.05)
            shift = 0.0
            if across_tangent:
                if pull is None:
                    pull = -solver.solve(self.slope_of(x, precision, point), 0.05)
                lean = here.across(pull, 1.0)
                shift = -here.across(dx, 0.0) / lean if abs(lean) > 1e-12 else 0.0
                dx = dx + shift * pull
            drift += np.sqrt(here.weight * float(dx @ dx) + shift * shift)
            if drift > 0.7 * length + 1e-9:
                return None
            x = moved(self.problem, x, dx)
            precision += shift
        return None

    def loosely(self, residual: np.ndarray) -> float:
        """The residual by which points on the way are judged: rare states' visits count less than values."""
        count = self.problem.states * self.problem.actors
        return max(size_of(residual[:count]), LOOSE / SETTLED * size_of(residual[count:]))

    def landed(self, end: NewtonEnd) -> BranchEnd:
        return BranchEnd(end, tuple(self.points), True, "converged", 1.0, self.steps)

    def land(self, here: _Here, guess: np.ndarray, length: float) -> NewtonEnd | None:
        """The last step, to precision 1 exactly; None if it was too long."""
        if length < 0.1:  # `here` is only exact to LOOSE: its own error is no part of the way
            exact = newton(self.system, self.problem, here.x, tolerance=self.tolerance, precision=here.precision)
            guess = guess + (exact.x - here.x) if exact.converged else guess
        guess, _ = settle(self.system, self.problem, guess, 1.0, SETTLED)
        end = newton(
            self.system, self.problem, guess, tolerance=self.tolerance, deadline=self.deadline, watch=self._landing
        )
        gap = end.x - guess
        if not end.converged and end.residual > LOOSE:
            return None
        if np.sqrt(here.weight * float(gap @ gap)) > 0.7 * length + 1e-9:
            return None
        self.note(1.0, end.residual, end.steps)
        return end

    def _landing(self, count: int, size: float) -> None:
        if self.watch is not None:
            self.watch("newton", 0.95, size)
