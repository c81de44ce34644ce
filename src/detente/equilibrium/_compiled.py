"""The equilibrium conditions without a matrix, for large games: the same numbers as the assembled kernel."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from detente.equilibrium import _kernels as kernels
from detente.equilibrium._coarse import Coarse
from detente.equilibrium._problem import Problem
from detente.errors import InternalError

LEAST_LOG = -600.0
"""Visits are kept above ``exp(-600)`` times the largest, so that none is lost to underflow."""

NEAR = 0.1
"""A preconditioner made where no choice probability differs by more than this still serves."""


def pointers(index: np.ndarray, count: int) -> np.ndarray:
    """(count + 1,): where the rows of each value of a sorted index begin."""
    return narrow(np.concatenate([[0], np.cumsum(np.bincount(index, minlength=count))]))


def narrow(index: np.ndarray) -> np.ndarray:
    """Positions as int32, which halves what the loops read; no table is longer than that allows."""
    if len(index) and index.max() >= 2**31:
        raise InternalError("a table has more than 2,147,483,647 rows")
    return index.astype(np.int32)


class Compiled:
    """Arrays in the order of the loops; :meth:`at` gives the conditions at a point."""

    dense = False

    def __init__(self, problem: Problem) -> None:
        self.problem = p = problem
        self.size = p.states * (p.actors + p.partial)
        self.parts = max(1, min(kernels.threads(), p.states))
        options = len(p.option_state)
        self.arc_ptr = pointers(p.arc_option, options)
        self.give_ptr = pointers(p.give_option, options)
        self.give_value = p.give_value / p.noise[p.give_actor]
        self.own_give = np.zeros(options)
        own = p.give_actor == p.option_actor[p.give_option]
        np.add.at(self.own_give, p.give_option[own], self.give_value[own])
        self.income = p.income / p.noise
        self.state_decision = pointers(p.decision_state, p.states)
        self.nature_ptr = pointers(p.nature_source, p.states)
        self.set_decision = np.argsort(p.decision_set, kind="stable").astype(np.int32)
        self.set_ptr = pointers(p.decision_set, len(p.set_actor))
        sizes = np.array(p.game.space.sizes)
        first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.cell = np.ascontiguousarray(p.game.space.levels + first[:, None], dtype=np.int32)
        self.cells = int(sizes.sum())
        self.decision_option = narrow(p.decision_option)
        self.set_start = narrow(p.set_start)
        self.in_order = bool((p.option_choice == np.arange(options)).all())
        self.made: dict[str, tuple[np.ndarray, Any]] = {}

    def at(self, x: np.ndarray, precision: float) -> CompiledPoint:
        """The conditions at a point."""
        return CompiledPoint(self, x, precision)

    def kept(self, name: str, point: CompiledPoint, make: Callable[[], Any]) -> Any:
        """Part of a preconditioner made at a point whose choices are near enough, or made now."""
        last = self.made.get(name)
        if last is None or float(np.abs(last[0] - point.sigma).max()) > NEAR:
            self.made[name] = last = (point.sigma, make())
        return last[1]


class CompiledPoint:
    """Choices and conditions at one point; products with the Jacobian on demand."""

    def __init__(self, system: Compiled, x: np.ndarray, precision: float) -> None:
        self.system = system
        self.precision = precision
        p = system.problem
        n, actors = p.states, p.actors
        self.value_count = n * actors
        self.values = np.ascontiguousarray(x[: n * actors]).reshape(n, actors)
        self.own = np.empty(len(p.option_state))
        kernels.own_worth(
            system.parts, self.values, p.decision_state, p.decision_actor, system.decision_option,
            system.arc_ptr, p.arc_target, p.arc_chance, system.own_give, self.own,
        )  # fmt: skip
        self.belief = np.ones(len(p.decision_state))
        self.log_visits = self._log_visits(x) if p.partial else None
        if self.log_visits is not None:
            kernels.believe(
                system.parts,
                self.log_visits,
                p.decision_state,
                system.set_ptr,
                system.set_decision,
                self.belief,
            )
        self.expected = self._gathered(self.own)
        self.sigma = np.empty(p.choices)
        self.bonus = np.empty(len(p.set_actor))
        kernels.choose(system.parts, self.expected, system.set_start, precision, self.sigma, self.bonus)
        self.residual = self._residual()

    def _log_visits(self, x: np.ndarray) -> np.ndarray:
        log = x[self.values.size :]
        return np.maximum(log, log.max() + LEAST_LOG)

    def _gathered(self, per_option: np.ndarray) -> np.ndarray:
        system, p = self.system, self.system.problem
        if system.in_order and not p.partial:
            return per_option
        out = np.empty(p.choices)
        kernels.gather(
            system.parts, self.belief, per_option, system.set_ptr, system.set_decision, system.set_start,
            system.decision_option, out,
        )  # fmt: skip
        return out

    def _residual(self) -> np.ndarray:
        system, p = self.system, self.system.problem
        residual = np.empty_like(self.values)
        self.exit_rate = np.empty(p.states)
        kernels.conditions(
            system.parts, self.values, system.income, p.discount, p.busy, system.state_decision,
            p.decision_actor, p.decision_rate, p.decision_set, system.decision_option, p.option_choice,
            system.arc_ptr, p.arc_target, p.arc_chance, system.give_ptr, p.give_actor, system.give_value,
            system.nature_ptr, p.nature_target, p.nature_rate, self.sigma, self.bonus, residual, self.exit_rate,
        )  # fmt: skip
        if self.log_visits is None:
            return residual.ravel()
        arriving = p.kappa * p.start * self.fresh + self._arrivals(np.ones(p.states), np.zeros(p.choices))
        return np.concatenate([residual.ravel(), arriving / self.leaving_visits - 1])

    # -- visits, all divided by exp(log_visits.max()) ---------------------------------------------

    @cached_property
    def visits(self) -> np.ndarray:
        assert self.log_visits is not None
        return np.exp(self.log_visits - self.log_visits.max())

    @property
    def fresh(self) -> float:
        """What one unit of the start distribution counts in these units."""
        assert self.log_visits is not None
        return float(np.exp(-self.log_visits.max()))

    @cached_property
    def leaving_visits(self) -> np.ndarray:
        return self.visits * (self.system.problem.kappa + self.exit_rate)

    def _arrivals(self, dy: np.ndarray, dsigma: np.ndarray) -> np.ndarray:
        system, p = self.system, self.system.problem
        into = np.empty((system.parts, p.states))
        kernels.arrivals(
            system.parts, self.visits, dy, self.sigma, dsigma, system.state_decision, p.decision_rate,
            system.decision_option, p.option_choice, system.arc_ptr, p.arc_target, p.arc_chance,
            system.nature_ptr, p.nature_target, p.nature_rate, into,
        )  # fmt: skip
        return into.sum(axis=0)

    # -- Jacobian --------------------------------------------------------------------------------

    @property
    def row_scale(self) -> np.ndarray:
        """float64 (unknowns,): residual to residual per rate of leaving."""
        p = self.system.problem
        leave = p.discount + self.exit_rate[:, None]
        scale = ((p.discount + p.busy[:, None]) / leave).ravel()
        return scale if self.log_visits is None else np.concatenate([scale, np.ones(p.states)])

    def preconditioner(self, *, joint: bool = True):
        """An approximate inverse of the Jacobian, as a function."""
        coarse = Coarse(self, values=True, visits=joint and self.system.problem.partial)
        return coarse.apply if joint else coarse.for_values

    def visits_product(self, direction: np.ndarray) -> np.ndarray:
        """The visit rows of the Jacobian times a change of log visits, the choices held."""
        return self._arrivals(direction, np.zeros(len(self.sigma))) / self.leaving_visits - direction

    def visits_preconditioner(self):
        """An approximate inverse of :meth:`visits_product`, as a function."""
        return Coarse(self, values=False, visits=True).for_visits

    def visits_held(self) -> np.ndarray:
        """Direct solves are for dense systems."""
        raise InternalError("a compiled system has no direct solve for visits")

    def apply(self, direction: np.ndarray, *, joint: bool = True) -> np.ndarray:
        """The (row-scaled) Jacobian times a direction; only its value rows and columns unless ``joint``."""
        system, p = self.system, self.system.problem
        count = self.values.size
        dv = direction[:count].reshape(self.values.shape)
        both = joint and p.partial
        dy = direction[count:] if both else np.empty(0)
        change = np.empty(len(p.option_state))
        kernels.response(
            system.parts, dv, dy, self.belief, self.own, self.expected, both, p.decision_state,
            p.decision_actor, system.decision_option, p.option_choice, system.arc_ptr, p.arc_target, p.arc_chance,
            change,
        )  # fmt: skip
        dsigma = np.empty(p.choices)
        kernels.tilt(system.parts, self._gathered(change), self.sigma, system.set_start, self.precision, dsigma)
        out, leaving = np.empty_like(self.values), np.empty(p.states)
        kernels.effect(
            system.parts, self.values, dv, p.discount, self.exit_rate, p.partial, self.own, self.expected,
            system.state_decision, p.decision_actor, p.decision_rate, system.decision_option, p.option_choice,
            system.arc_ptr, p.arc_target, p.arc_chance, system.give_ptr, p.give_actor, system.give_value,
            system.nature_ptr, p.nature_target, p.nature_rate, self.sigma, dsigma, out, leaving,
        )  # fmt: skip
        if not both:
            return out.ravel()
        rows = self._arrivals(dy, dsigma) / self.leaving_visits - dy - leaving / (p.kappa + self.exit_rate)
        return np.concatenate([out.ravel(), rows])
