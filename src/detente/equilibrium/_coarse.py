"""A coarse solve that takes the slow parts off a Krylov method: sums of functions of single factors.

What converges slowly in ``(rho I - Q) V = r`` are the functions that change slowly along the law of motion. In a
factored game these are close to sums of functions of one factor each. The Galerkin projection on such
sums is a matrix of the size of all factors' values together (tens), solved exactly. Added to the identity
it preconditions: the idea of aggregation in Markov chains (Schweitzer 1991), with factors for aggregates.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

_jit = {"parallel": True, "cache": True, "nogil": True, "error_model": "numpy"}


@njit(**_jit)
def project(
    parts, cell, weight, state_decision, decision_rate, decision_option, option_choice, arc_ptr, target, chance,
    nature_ptr, nature_target, nature_rate, sigma, mass, flow,
):  # fmt: skip
    """Per part, ``Z' W Z`` and ``Z' W Q Z``; ``cell[j, s]`` numbers the value of factor ``j`` among all values."""
    factors, n = cell.shape
    for part in prange(parts):
        mine, move = mass[part], flow[part]
        mine[:] = 0.0
        move[:] = 0.0
        for s in range(part * n // parts, (part + 1) * n // parts):
            w = weight[s]
            for j in range(factors):
                for k in range(factors):
                    mine[cell[j, s], cell[k, s]] += w
            for e in range(nature_ptr[s], nature_ptr[s + 1]):
                t, rate = nature_target[e], w * nature_rate[e]
                for k in range(factors):
                    if cell[k, t] != cell[k, s]:
                        for j in range(factors):
                            move[cell[j, s], cell[k, t]] += rate
                            move[cell[j, s], cell[k, s]] -= rate
            for d in range(state_decision[s], state_decision[s + 1]):
                for o in range(decision_option[d], decision_option[d + 1]):
                    for a in range(arc_ptr[o], arc_ptr[o + 1]):
                        t = target[a]
                        rate = w * decision_rate[d] * sigma[option_choice[o]] * chance[a]
                        for k in range(factors):
                            if cell[k, t] != cell[k, s]:
                                for j in range(factors):
                                    move[cell[j, s], cell[k, t]] += rate
                                    move[cell[j, s], cell[k, s]] -= rate


@njit(**_jit)
def restrict(parts, cell, weight, r, into):
    """Per part, ``Z' W r`` for every column of ``r``; ``weight`` has the shape of ``r``."""
    factors, n = cell.shape
    columns = r.shape[1]
    for part in prange(parts):
        mine = into[part]
        mine[:] = 0.0
        for s in range(part * n // parts, (part + 1) * n // parts):
            for j in range(factors):
                row = cell[j, s]
                for i in range(columns):
                    mine[row, i] += weight[s, i] * r[s, i]


@njit(**_jit)
def prolong(parts, cell, coarse, r, out):
    """``out = Z coarse - r``."""
    factors, n = cell.shape
    columns = r.shape[1]
    for part in prange(parts):
        for s in range(part * n // parts, (part + 1) * n // parts):
            for i in range(columns):
                out[s, i] = -r[s, i]
            for j in range(factors):
                row = cell[j, s]
                for i in range(columns):
                    out[s, i] += coarse[row, i]


class Coarse:
    """The preconditioner at one compiled point; :meth:`apply` is an approximate inverse of the Jacobian."""

    def __init__(self, point, *, values: bool, visits: bool) -> None:
        self.point = point
        self.system = system = point.system
        p = system.problem
        self.cell, self.cells = system.cell, system.cells
        if values:
            self.inverse = system.kept("values", point, self._inverse_values)
            self.weight = p.discount + point.exit_rate[:, None]
        if visits:
            self.inverse_visits = system.kept("visits", point, self._inverse_visits)
            self.weight_visits = point.leaving_visits[:, None]

    def _inverse_values(self) -> list[np.ndarray]:
        mass, flow = self._projected(np.ones(self.system.problem.states))
        return [np.linalg.pinv(flow - rho * mass, rcond=1e-12) for rho in self.system.problem.discount]

    def _inverse_visits(self) -> np.ndarray:
        mass, flow = self._projected(self.point.visits)
        return np.linalg.pinv(flow.T - self.system.problem.kappa * mass, rcond=1e-12)

    def _projected(self, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        system, p, point = self.system, self.system.problem, self.point
        mass, flow = (np.empty((system.parts, self.cells, self.cells)) for _ in range(2))
        project(
            system.parts, self.cell, weight, system.state_decision, p.decision_rate, system.decision_option,
            p.option_choice, system.arc_ptr, p.arc_target, p.arc_chance, system.nature_ptr, p.nature_target,
            p.nature_rate, point.sigma, mass, flow,
        )  # fmt: skip
        return mass.sum(axis=0), flow.sum(axis=0)

    def apply(self, r: np.ndarray) -> np.ndarray:
        """An approximate solution of ``J x = r``."""
        count = self.point.value_count
        if len(r) == count:
            return self.for_values(r)
        return np.concatenate([self.for_values(r[:count]), self.for_visits(r[count:])])

    def for_values(self, r: np.ndarray) -> np.ndarray:
        """The part of :meth:`apply` for the values."""
        p = self.system.problem
        values = r.reshape(p.states, p.actors)
        coarse = self._restricted(values, self.weight)
        for actor, inverse in enumerate(self.inverse):
            coarse[:, actor] = inverse @ coarse[:, actor]
        out = np.empty_like(values)
        prolong(self.system.parts, self.cell, coarse, values, out)
        return out.ravel()

    def for_visits(self, r: np.ndarray) -> np.ndarray:
        """The part of :meth:`apply` for the visits."""
        out = np.empty((len(r), 1))
        coarse = self.inverse_visits @ self._restricted(r[:, None], self.weight_visits)
        prolong(self.system.parts, self.cell, coarse, r[:, None], out)
        return out[:, 0]

    def _restricted(self, r: np.ndarray, weight: np.ndarray) -> np.ndarray:
        into = np.empty((self.system.parts, self.cells, r.shape[1]))
        restrict(self.system.parts, self.cell, weight, r, into)
        return into.sum(axis=0)
