"""The equilibrium conditions with an assembled Jacobian, dense for small games and sparse for larger.

Unknowns are ``x = (V_i(s) / tau_i, log nu(s))``, the latter only where beliefs matter. At precision ``l``
(:class:`~detente.equilibrium._result.BranchPoint`) the choices are ``sigma = softmax(l E_mu[v] / tau)`` and the
entropy term is ``(tau / l)(H - log n) + tau log n`` for ``n`` options, so that ``l = 0`` is uniform choice and
``l = 1`` the equilibrium itself.

The Jacobian is ``D + K U``: ``U`` takes a change of the unknowns to a change of the choices, ``K`` takes
that to the conditions, and ``D`` is what remains with the choices held.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import scipy.sparse as sp

from detente.equilibrium._problem import Problem


class Assembled:
    """Arrays that do not change with the unknowns; :meth:`at` gives the conditions at a point."""

    def __init__(self, problem: Problem, *, dense: bool) -> None:
        self.problem = p = problem
        self.dense = dense
        self.size = p.states * (p.actors + p.partial)
        options = len(p.option_state)
        mass = np.bincount(p.arc_option, p.arc_chance, options)
        self.mass = mass
        shape = (options, p.states)
        ahead = sp.csr_array((p.arc_chance, (p.arc_option, p.arc_target)), shape=shape)
        stay = sp.csr_array((mass, (np.arange(options), p.option_state)), shape=shape)
        self.advantage_of = self._kept(ahead - stay)
        self.gives = np.zeros((options, p.actors))
        np.add.at(self.gives, (p.give_option, p.give_actor), p.give_value)
        self.every_option = np.arange(options)
        ones = (np.ones(options), (p.option_state, self.every_option))
        self.gather = self._kept(sp.csr_array(ones, shape=(p.states, options)))
        self.rate_of_arc = p.option_rate[p.arc_option] * p.arc_chance
        self.nature = self._nature()
        self.log_start = np.full(p.states, -np.inf)
        some = p.start > 0
        self.log_start[some] = np.log(p.kappa * p.start[some])
        self.log_options = np.log(np.diff(p.set_start))
        self.edge_source = np.concatenate([p.arc_source, p.nature_source]).astype(np.int64)
        self.edge_target = np.concatenate([p.arc_target, p.nature_target]).astype(np.int64)

    def _nature(self):
        p = self.problem
        exit_rate = np.bincount(p.nature_source, p.nature_rate, p.states).astype(np.float64)  # int64 where empty
        rates = sp.csr_array((p.nature_rate, (p.nature_source, p.nature_target)), shape=(p.states, p.states))
        return self._kept(rates - sp.diags_array(exit_rate))

    def _kept(self, found):
        """A constant matrix as a dense array in small games, where that is faster, else in compressed rows."""
        return found.toarray() if self.dense else found.tocsr()

    def matrix(self, data: np.ndarray, row: np.ndarray, column: np.ndarray, shape: tuple[int, int]):
        """A matrix from entries (added up where they coincide), in the form of this system."""
        if self.dense:
            flat = np.bincount(row * shape[1] + column, data, shape[0] * shape[1]).astype(np.float64, copy=False)
            return flat.reshape(shape)
        return sp.csr_array((data, (row, column)), shape=shape)

    def at(self, x: np.ndarray, precision: float) -> AssembledPoint:
        """The conditions at a point."""
        return AssembledPoint(self, x, precision)


class AssembledPoint:
    """Choices, conditions and Jacobian at one point.

    Attributes
    ----------
    residual
        float64 (unknowns,): the conditions, scaled to changes of the unknowns by one update.
    sigma
        float64 (choices,): choice probabilities of the information sets.
    """

    def __init__(self, system: Assembled, x: np.ndarray, precision: float) -> None:
        self.system = system
        self.precision = precision
        p = system.problem
        n, actors = p.states, p.actors
        self.value_count = n * actors
        self.values = x[: n * actors].reshape(n, actors) * p.noise
        self.log_visits = x[n * actors :] if p.partial else None
        self.advantage = system.gives + system.advantage_of @ self.values
        self.own = self.advantage[system.every_option, p.option_actor]
        self.belief = self._belief()
        self.expected = self._expected()
        self.sigma, self.bonus = self._choose()
        self.option_sigma = self.sigma[p.option_choice]
        self.residual = self._residual()

    # -- choices -----------------------------------------------------------------------------

    def _belief(self) -> np.ndarray | None:
        """float64 (decisions,): mu(s | h); None where every set has one state."""
        p = self.system.problem
        if self.log_visits is None:
            return None
        log = self.log_visits[p.decision_state]
        highest = np.full(len(p.set_actor), -np.inf)
        np.maximum.at(highest, p.decision_set, log)
        weight = np.exp(log - highest[p.decision_set])
        return weight / np.bincount(p.decision_set, weight, len(p.set_actor))[p.decision_set]

    def _expected(self) -> np.ndarray:
        """float64 (choices,): what each option is expected to be worth, less the value of standing still."""
        p = self.system.problem
        if self.belief is None:
            found = np.empty(p.choices)
            found[p.option_choice] = self.own
            return found
        return np.bincount(p.option_choice, self.belief[p.option_decision] * self.own, p.choices)

    def _choose(self) -> tuple[np.ndarray, np.ndarray]:
        """Sigma (choices,) and the shocks' mean worth (sets,)."""
        p, first = self.system.problem, self.system.problem.set_start[:-1]
        if p.choices == 0:
            return np.empty(0), np.empty(0)
        logit = self.precision / p.noise[p.set_actor][p.choice_set] * self.expected
        logit -= np.maximum.reduceat(logit, first)[p.choice_set]
        weight = np.exp(logit)
        total = np.add.reduceat(weight, first)
        sigma = weight / total[p.choice_set]
        tau, options = p.noise[p.set_actor], self.system.log_options
        if self.precision == 0:
            return sigma, tau * options
        entropy = np.log(total) - np.add.reduceat(sigma * logit, first)
        return sigma, tau / self.precision * (entropy - options) + tau * options

    # -- conditions ---------------------------------------------------------------------------

    @cached_property
    def exit_rate(self) -> np.ndarray:
        """float64 (states,): rate of leaving each state."""
        p = self.system.problem
        leaving = np.bincount(p.option_state, p.option_rate * self.option_sigma * self.system.mass, p.states)
        return leaving - self.system.nature.diagonal()

    def _residual(self) -> np.ndarray:
        system, p = self.system, self.system.problem
        weight = p.option_rate * self.option_sigma
        change = p.income + system.gather @ (weight[:, None] * self.advantage)
        change += system.nature @ self.values - p.discount * self.values
        np.add.at(change, (p.decision_state, p.decision_actor), p.decision_rate * self.bonus[p.decision_set])
        scaled = change / (p.discount + p.busy[:, None]) / p.noise
        if self.log_visits is None:
            return scaled.ravel()
        return np.concatenate([scaled.ravel(), self.inflow / (p.kappa + self.exit_rate) - 1])

    @cached_property
    def edge_rate(self) -> np.ndarray:
        """Rates of options' arcs, then of nature's steps."""
        p = self.system.problem
        return np.concatenate([self.system.rate_of_arc * self.option_sigma[p.arc_option], p.nature_rate])

    @cached_property
    def edge_backward(self) -> np.ndarray:
        """For each edge, nu(source) / nu(target)."""
        assert self.log_visits is not None
        gap = self.log_visits[self.system.edge_source] - self.log_visits[self.system.edge_target]
        return np.exp(np.minimum(gap, 690.0))

    @cached_property
    def inflow(self) -> np.ndarray:
        """float64 (states,): rate of visits arriving, divided by the visits."""
        assert self.log_visits is not None
        p = self.system.problem
        new = np.exp(np.minimum(self.system.log_start - self.log_visits, 690.0))
        return new + np.bincount(self.system.edge_target, self.edge_rate * self.edge_backward, p.states)

    # -- Jacobian ------------------------------------------------------------------------------

    @property
    def row_scale(self) -> np.ndarray:
        """float64 (unknowns,): the residual times this is the residual per rate of leaving (well scaled rows)."""
        p = self.system.problem
        leave = p.discount + self.exit_rate[:, None]
        scale = ((p.discount + p.busy[:, None]) / leave).ravel()
        return scale if self.log_visits is None else np.concatenate([scale, np.ones(p.states)])

    @cached_property
    def parts(self):
        """``D``, ``K`` and ``U`` with rows scaled by :attr:`row_scale`, as matrices of the system's kind."""
        return self._held(), self._effect(), self._response()

    def _held(self):
        """D: the conditions with the choices held."""
        system, p = self.system, self.system.problem
        n, actors = p.states, p.actors
        who = np.arange(actors)
        source, target = system.edge_source[:, None], system.edge_target[:, None]
        leave = p.discount + self.exit_rate[:, None]
        data = [(self.edge_rate[:, None] / leave[system.edge_source]).ravel(), np.full(n * actors, -1.0)]
        row = [(source * actors + who).ravel(), np.arange(n * actors)]
        column = [(target * actors + who).ravel(), np.arange(n * actors)]
        if self.log_visits is not None:
            base = n * actors
            rate = p.kappa + self.exit_rate
            data += [self.edge_rate * self.edge_backward / rate[system.edge_target], np.full(n, -1.0)]
            row += [base + system.edge_target, base + np.arange(n)]
            column += [base + system.edge_source, base + np.arange(n)]
        every = (np.concatenate(data), np.concatenate(row), np.concatenate(column))
        return system.matrix(*every, (system.size, system.size))

    def _effect(self):
        """K: a change of the choices to the conditions."""
        system, p = self.system, self.system.problem
        actors = p.actors
        worth = self.advantage.copy()
        worth[system.every_option, p.option_actor] -= self.expected[p.option_choice]
        leave = (p.discount + self.exit_rate[:, None])[p.option_state]
        data = [(p.option_rate[:, None] * worth / leave / p.noise).ravel()]
        row = [(p.option_state[:, None].astype(np.int64) * actors + np.arange(actors)).ravel()]
        column = [np.repeat(p.option_choice.astype(np.int64), actors)]
        if self.log_visits is not None:
            arcs = len(p.arc_option)
            rate = p.kappa + self.exit_rate
            data += [
                system.rate_of_arc * self.edge_backward[:arcs] / rate[p.arc_target],
                -p.option_rate * system.mass / rate[p.option_state],
            ]
            base = p.states * actors
            row += [base + p.arc_target.astype(np.int64), base + p.option_state.astype(np.int64)]
            column += [p.option_choice[p.arc_option].astype(np.int64), p.option_choice.astype(np.int64)]
        every = (np.concatenate(data), np.concatenate(row), np.concatenate(column))
        return system.matrix(*every, (system.size, max(1, p.choices)))

    def _response(self):
        """U: a change of the unknowns to a change of the choices."""
        system, p = self.system, self.system.problem
        actors = p.actors
        share = 1.0 if self.belief is None else self.belief[p.option_decision]
        ahead = np.broadcast_to(share, p.option_state.shape)
        tau = p.noise[p.option_actor]
        mine = p.option_actor.astype(np.int64)
        arc_row = p.option_choice[p.arc_option].astype(np.int64)
        data = [(ahead * tau)[p.arc_option] * p.arc_chance, -ahead * tau * system.mass]
        row = [arc_row, p.option_choice.astype(np.int64)]
        column = [
            p.arc_target.astype(np.int64) * actors + mine[p.arc_option],
            p.option_state.astype(np.int64) * actors + mine,
        ]
        if self.belief is not None:
            data.append(share * (self.own - self.expected[p.option_choice]))
            row.append(p.option_choice.astype(np.int64))
            column.append(p.states * actors + p.option_state.astype(np.int64))
        shape = (max(1, p.choices), system.size)
        every = (np.concatenate(data), np.concatenate(row), np.concatenate(column))
        return self._softmax_slope(system.matrix(*every, shape))

    def _softmax_slope(self, change):
        """Apply ``(l / tau)(diag(sigma) - sigma sigma')`` of every set to the rows of a matrix."""
        p = self.system.problem
        if p.choices == 0:
            return change
        slope = self.precision / p.noise[p.set_actor][p.choice_set] * self.sigma
        if self.system.dense:
            mean = np.add.reduceat(self.sigma[:, None] * change, p.set_start[:-1], axis=0)
            return slope[:, None] * (change - mean[p.choice_set])
        sets, choices = len(p.set_actor), p.choices
        mean_of = sp.csr_array((self.sigma, np.arange(choices), p.set_start), shape=(sets, choices))
        spread = sp.csr_array((np.ones(choices), p.choice_set, np.arange(choices + 1)), shape=(choices, sets))
        return sp.diags_array(slope) @ (change - spread @ (mean_of @ change))

    def apply(self, direction: np.ndarray, *, joint: bool = True) -> np.ndarray:
        """The (row-scaled) Jacobian times a direction; only its value rows and columns unless ``joint``."""
        held, effect, response = self.parts
        if joint:
            return held @ direction + effect @ (response @ direction)
        every = np.zeros(self.system.size)
        every[: self.value_count] = direction
        return (held @ every + effect @ (response @ every))[: self.value_count]

    def preconditioner(self, *, joint: bool = True):
        """None better than the diagonal, which the rows are scaled by."""
        return np.negative

    def visits_product(self, direction: np.ndarray) -> np.ndarray:
        """The visit rows of the Jacobian times a change of log visits, the choices held."""
        every = np.zeros(self.system.size)
        every[self.value_count :] = direction
        return (self.parts[0] @ every)[self.value_count :]

    def visits_preconditioner(self):
        """None better than the diagonal."""
        return np.negative

    def visits_held(self) -> np.ndarray:
        """float64 (states,): the log visits that the present choices lead to; only for dense systems."""
        system, p = self.system, self.system.problem
        rates = system.matrix(self.edge_rate, system.edge_source, system.edge_target, (p.states, p.states))
        full = np.diag(p.kappa + self.exit_rate) - rates
        return np.log(np.maximum(np.linalg.solve(full.T, p.kappa * p.start), 1e-300))

    def jacobian(self) -> np.ndarray:
        """The (row-scaled) Jacobian as a dense array; only for dense systems."""
        held, effect, response = self.parts
        return held + effect @ response
