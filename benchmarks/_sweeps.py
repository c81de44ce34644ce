"""The baseline of solving: plain value iteration, ``V <- T V`` with logit choices, all states at once.

Where actors see only part, visits are iterated along, one sweep each. Made from the public tables of a
game and independent of the solver, but compiled and on every core as the solver is.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # as the solver's own loops; spinning threads slow both down

import numba
import numpy as np

from detente.game import Game

CHECK = 10
"""Sweeps between looks at the clock."""

MANY = 3_000
"""From this many states on, several threads are faster than one: the baseline gets what serves it best."""

_jit = {"parallel": True, "cache": True, "error_model": "numpy"}


@dataclass(frozen=True)
class Swept:
    """Where the sweeps ended; ``residual`` is defined as the solver's is."""

    choice: np.ndarray
    residual: float
    sweeps: int
    seconds: float
    finished: bool


@numba.njit(**_jit)
def _worth(values, decision_state, decision_actor, decision_option, arc_ptr, target, chance, own_give, out):
    for d in numba.prange(len(decision_state)):
        k = decision_actor[d]
        for o in range(decision_option[d], decision_option[d + 1]):
            worth = own_give[o]
            for a in range(arc_ptr[o], arc_ptr[o + 1]):
                worth += chance[a] * values[target[a], k]
            out[o] = worth


@numba.njit(**_jit)
def _choose(visits, worth, set_ptr, set_decision, set_start, set_noise, decision_state, decision_option, sigma, shock):
    for h in numba.prange(len(set_ptr) - 1):
        first, last = set_start[h], set_start[h + 1]
        sigma[first:last] = 0.0
        total = 0.0
        for at in range(set_ptr[h], set_ptr[h + 1]):
            d = set_decision[at]
            weight = visits[decision_state[d]]
            total += weight
            for j in range(first, last):
                sigma[j] += weight * worth[decision_option[d] + j - first]
        top = -np.inf
        for j in range(first, last):
            sigma[j] /= total * set_noise[h]
            top = max(top, sigma[j])
        total, lean = 0.0, 0.0
        for j in range(first, last):
            gap = sigma[j] - top
            sigma[j] = np.exp(gap)
            total += sigma[j]
            lean += sigma[j] * gap
        for j in range(first, last):
            sigma[j] /= total
        shock[h] = set_noise[h] * (np.log(total) - lean / total)


@numba.njit(**_jit)
def _update(
    values, income, discount, noise, busy, state_decision, decision_actor, decision_rate, decision_set, decision_option,
    option_choice, arc_ptr, target, chance, give_ptr, give_actor, give_value, event_ptr, event_target, event_rate,
    sigma, shock, new, gap, leave,
):  # fmt: skip
    states, actors = values.shape
    for s in numba.prange(states):
        total = new[s]
        total[:] = income[s]
        away = 0.0
        for e in range(event_ptr[s], event_ptr[s + 1]):
            away += event_rate[e]
            for i in range(actors):
                total[i] += event_rate[e] * values[event_target[e], i]
        for d in range(state_decision[s], state_decision[s + 1]):
            total[decision_actor[d]] += decision_rate[d] * shock[decision_set[d]]
            for o in range(decision_option[d], decision_option[d + 1]):
                weight = decision_rate[d] * sigma[option_choice[o]]
                for g in range(give_ptr[o], give_ptr[o + 1]):
                    total[give_actor[g]] += weight * give_value[g]
                for a in range(arc_ptr[o], arc_ptr[o + 1]):
                    if target[a] != s:
                        away += weight * chance[a]
                    for i in range(actors):
                        total[i] += weight * chance[a] * values[target[a], i]
        largest = 0.0
        for i in range(actors):
            total[i] /= discount[i] + busy[s]
            largest = max(largest, abs(total[i] - values[s, i]) / noise[i])
        gap[s] = largest
        leave[s] = away


@numba.njit(**_jit)
def _visit(visits, fresh, kappa, leave, in_ptr, in_source, in_choice, in_rate, sigma, new, gap):
    for t in numba.prange(len(visits)):
        total = fresh[t]
        for a in range(in_ptr[t], in_ptr[t + 1]):
            flow = visits[in_source[a]] * in_rate[a]
            total += flow * sigma[in_choice[a]] if in_choice[a] >= 0 else flow
        new[t] = total / (kappa + leave[t])
        gap[t] = abs(new[t] / visits[t] - 1.0)


def _pointers(index: np.ndarray, count: int) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(np.bincount(index, minlength=count))]).astype(np.int64)


class Sweeps:
    """Value iteration on one game; :meth:`run` starts from zero values and even visits."""

    def __init__(self, game: Game) -> None:
        self.game = game
        low, tab = game.lowered, game.tables
        self.rate = low.attention[tab.decision_actor]
        moved = tab.event_state != tab.event_target
        self.event = tab.event_state[moved], tab.event_target[moved], tab.event_rate[moved]
        self.busy = np.bincount(tab.decision_state, self.rate, tab.states)
        self.busy += np.bincount(self.event[0], self.event[2], tab.states)
        self.state_decision = _pointers(tab.decision_state, tab.states)
        self.give_ptr = _pointers(tab.give_option, len(tab.option_move))
        self.event_ptr = _pointers(self.event[0], tab.states)
        self.own_give = np.zeros(len(tab.option_move))
        own = tab.give_actor == tab.option_actor[tab.give_option]
        np.add.at(self.own_give, tab.give_option[own], tab.give_value[own])
        self._sets()
        if self.partial:
            self._incoming()

    def _sets(self) -> None:
        """Information sets: decisions of one actor that it cannot tell apart."""
        low, tab = self.game.lowered, self.game.tables
        key = np.empty(len(tab.decision_state), np.int64)
        for actor in range(tab.actors):
            label, _ = self.game.space.labels(low.sight[actor])
            mine = tab.decision_actor == actor
            key[mine] = label[tab.decision_state[mine]].astype(np.int64) * tab.actors + actor
        kinds, self.decision_set = np.unique(key, return_inverse=True)
        self.partial = len(kinds) < len(key)
        self.set_noise = low.noise[kinds % tab.actors]
        self.set_decision = np.argsort(self.decision_set, kind="stable")
        self.set_ptr = _pointers(self.decision_set, len(kinds))
        counts = np.diff(tab.decision_option)[self.set_decision[self.set_ptr[:-1]]]
        self.set_start = np.concatenate([[0], np.cumsum(counts)])
        within = np.arange(len(tab.option_decision)) - tab.decision_option[tab.option_decision]
        self.option_choice = self.set_start[self.decision_set[tab.option_decision]] + within

    def _incoming(self) -> None:
        """Steps to another state, by the state that they lead to."""
        tab = self.game.tables
        option = np.repeat(np.arange(len(tab.option_move)), np.diff(tab.option_arc))
        away = tab.option_state[option] != tab.arc_target
        option = option[away]
        source = np.concatenate([tab.option_state[option], self.event[0]])
        target = np.concatenate([tab.arc_target[away], self.event[1]])
        choice = np.concatenate([self.option_choice[option], np.full(len(self.event[0]), -1)])
        rate = np.concatenate([self.rate[tab.option_decision[option]] * tab.arc_chance[away], self.event[2]])
        order = np.argsort(target, kind="stable")
        self.incoming = _pointers(target, tab.states), source[order], choice[order], rate[order]

    def run(self, tolerance: float, limit: float) -> Swept:
        """Sweep until the residual is at the tolerance, or for ``limit`` seconds."""
        every = numba.get_num_threads()
        numba.set_num_threads(every if self.game.tables.states >= MANY else 1)
        try:
            return self._run(tolerance, limit)
        finally:
            numba.set_num_threads(every)

    def _run(self, tolerance: float, limit: float) -> Swept:
        began = time.perf_counter()
        low, tab = self.game.lowered, self.game.tables
        fresh = low.kappa * self.game.space.start / self.game.space.start.sum()
        values, new = np.zeros((tab.states, tab.actors)), np.empty((tab.states, tab.actors))
        visits, new_visits = np.full(tab.states, 1.0 / tab.states), np.empty(tab.states)
        gap, visits_gap, leave = np.empty(tab.states), np.zeros(tab.states), np.empty(tab.states)
        worth, sigma = np.empty(len(tab.option_move)), np.empty(self.set_start[-1])
        shock = np.empty(len(self.set_noise))
        sweeps, residual = 0, np.inf
        while residual > tolerance and (sweeps % CHECK or time.perf_counter() - began < limit):
            _worth(
                values, tab.decision_state, tab.decision_actor, tab.decision_option, tab.option_arc, tab.arc_target,
                tab.arc_chance, self.own_give, worth,
            )  # fmt: skip
            _choose(
                visits, worth, self.set_ptr, self.set_decision, self.set_start, self.set_noise, tab.decision_state,
                tab.decision_option, sigma, shock,
            )  # fmt: skip
            _update(
                values, tab.income, low.discount, low.noise, self.busy, self.state_decision, tab.decision_actor,
                self.rate, self.decision_set, tab.decision_option, self.option_choice, tab.option_arc, tab.arc_target,
                tab.arc_chance, self.give_ptr, tab.give_actor, tab.give_value, self.event_ptr, self.event[1],
                self.event[2], sigma, shock, new, gap, leave,
            )  # fmt: skip
            if self.partial:
                _visit(visits, fresh, low.kappa, leave, *self.incoming, sigma, new_visits, visits_gap)
                visits, new_visits = new_visits, visits
            values, new = new, values
            residual = float(max(gap.max(), visits_gap.max()))
            sweeps += 1
        seconds = time.perf_counter() - began
        return Swept(sigma[self.option_choice], residual, sweeps, seconds, residual <= tolerance)
