"""Loops over states in machine code, on every core.

All values are in units of the actor's noise. States are cut into as many parts as there are threads; each
part has its own sums, so that results do not depend on timing. Arrays are those of
:class:`~detente.equilibrium._problem.Problem`, arcs without self-loops in compressed rows.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that spin between loops slow everybody down

import numba
import numpy as np
from numba import njit, prange

_jit = {"parallel": True, "cache": True, "nogil": True, "error_model": "numpy"}


def threads() -> int:
    """How many threads the loops use."""
    return numba.get_num_threads()


@njit(**_jit)
def own_worth(parts, values, decision_state, decision_actor, decision_option, arc_ptr, target, chance, own_give, out):
    """``out[o]``: what option ``o`` is worth to its actor, less the value of standing still."""
    count = len(decision_state)
    for part in prange(parts):
        for d in range(part * count // parts, (part + 1) * count // parts):
            s, k = decision_state[d], decision_actor[d]
            here = values[s, k]
            for o in range(decision_option[d], decision_option[d + 1]):
                worth = own_give[o]
                for a in range(arc_ptr[o], arc_ptr[o + 1]):
                    worth += chance[a] * (values[target[a], k] - here)
                out[o] = worth


@njit(**_jit)
def believe(parts, log_visits, decision_state, set_ptr, set_decision, out):
    """``out[d]``: the belief of decision ``d``'s state within its information set."""
    sets = len(set_ptr) - 1
    for part in prange(parts):
        for h in range(part * sets // parts, (part + 1) * sets // parts):
            top = -np.inf
            for at in range(set_ptr[h], set_ptr[h + 1]):
                top = max(top, log_visits[decision_state[set_decision[at]]])
            total = 0.0
            for at in range(set_ptr[h], set_ptr[h + 1]):
                d = set_decision[at]
                out[d] = np.exp(log_visits[decision_state[d]] - top)
                total += out[d]
            for at in range(set_ptr[h], set_ptr[h + 1]):
                out[set_decision[at]] /= total


@njit(**_jit)
def gather(parts, share, per_option, set_ptr, set_decision, set_start, decision_option, out):
    """``out[j]``: sums of ``share * per_option`` over the states of each information set."""
    sets = len(set_ptr) - 1
    for part in prange(parts):
        for h in range(part * sets // parts, (part + 1) * sets // parts):
            first, count = set_start[h], set_start[h + 1] - set_start[h]
            for j in range(count):
                out[first + j] = 0.0
            for at in range(set_ptr[h], set_ptr[h + 1]):
                d = set_decision[at]
                base = decision_option[d]
                for j in range(count):
                    out[first + j] += share[d] * per_option[base + j]


@njit(**_jit)
def choose(parts, expected, set_start, precision, sigma, bonus):
    """Logit choice of every information set, and the shocks' mean worth at this precision."""
    sets = len(set_start) - 1
    for part in prange(parts):
        for h in range(part * sets // parts, (part + 1) * sets // parts):
            first, last = set_start[h], set_start[h + 1]
            top = -np.inf
            for j in range(first, last):
                top = max(top, expected[j])
            total, lean = 0.0, 0.0
            for j in range(first, last):
                gap = precision * (expected[j] - top)
                sigma[j] = np.exp(gap)
                total += sigma[j]
                lean += sigma[j] * gap
            for j in range(first, last):
                sigma[j] /= total
            options = np.log(last - first)
            bonus[h] = options
            if precision > 0:
                bonus[h] += (np.log(total) - lean / total - options) / precision


@njit(**_jit)
def tilt(parts, change, sigma, set_start, precision, out):
    """``out``: how choice probabilities change when the options' expected worth changes."""
    sets = len(set_start) - 1
    for part in prange(parts):
        for h in range(part * sets // parts, (part + 1) * sets // parts):
            first, last = set_start[h], set_start[h + 1]
            mean = 0.0
            for j in range(first, last):
                mean += sigma[j] * change[j]
            for j in range(first, last):
                out[j] = precision * sigma[j] * (change[j] - mean)


@njit(**_jit)
def conditions(
    parts, values, income, discount, busy, state_decision, decision_actor, decision_rate, decision_set,
    decision_option, option_choice, arc_ptr, target, chance, give_ptr, give_actor, give_value,
    nature_ptr, nature_target, nature_rate, sigma, bonus, residual, exit_rate,
):  # fmt: skip
    """The value equations, as the change of each value by one update, and the rate of leaving each state."""
    n, actors = values.shape
    for part in prange(parts):
        total = np.empty(actors)
        for s in range(part * n // parts, (part + 1) * n // parts):
            leave = 0.0
            for i in range(actors):
                total[i] = income[s, i] - discount[i] * values[s, i]
            for e in range(nature_ptr[s], nature_ptr[s + 1]):
                rate, t = nature_rate[e], nature_target[e]
                leave += rate
                for i in range(actors):
                    total[i] += rate * (values[t, i] - values[s, i])
            for d in range(state_decision[s], state_decision[s + 1]):
                rate = decision_rate[d]
                total[decision_actor[d]] += rate * bonus[decision_set[d]]
                for o in range(decision_option[d], decision_option[d + 1]):
                    weight = rate * sigma[option_choice[o]]
                    for g in range(give_ptr[o], give_ptr[o + 1]):
                        total[give_actor[g]] += weight * give_value[g]
                    for a in range(arc_ptr[o], arc_ptr[o + 1]):
                        t, flow = target[a], weight * chance[a]
                        leave += flow
                        for i in range(actors):
                            total[i] += flow * (values[t, i] - values[s, i])
            exit_rate[s] = leave
            for i in range(actors):
                residual[s, i] = total[i] / (discount[i] + busy[s])


@njit(**_jit)
def arrivals(
    parts, visits, dy, sigma, dsigma, state_decision, decision_rate, decision_option, option_choice,
    arc_ptr, target, chance, nature_ptr, nature_target, nature_rate, into,
):  # fmt: skip
    """Per part, visits arriving in each state when visits change by ``visits * dy`` and choices by ``dsigma``.

    With ``dy`` 1 and ``dsigma`` 0 these are the arrivals themselves.
    """
    n = len(visits)
    for part in prange(parts):
        mine = into[part]
        mine[:] = 0.0
        for s in range(part * n // parts, (part + 1) * n // parts):
            nu, step = visits[s], dy[s]
            for e in range(nature_ptr[s], nature_ptr[s + 1]):
                mine[nature_target[e]] += nu * nature_rate[e] * step
            for d in range(state_decision[s], state_decision[s + 1]):
                rate = nu * decision_rate[d]
                for o in range(decision_option[d], decision_option[d + 1]):
                    j = option_choice[o]
                    flow = rate * (sigma[j] * step + dsigma[j])
                    for a in range(arc_ptr[o], arc_ptr[o + 1]):
                        mine[target[a]] += flow * chance[a]


@njit(**_jit)
def response(
    parts, dv, dy, belief, own, expected, partial, decision_state, decision_actor, decision_option,
    option_choice, arc_ptr, target, chance, out,
):  # fmt: skip
    """``out[o]``: how the worth of option ``o`` changes, with the change of beliefs where these matter."""
    count = len(decision_state)
    for part in prange(parts):
        for d in range(part * count // parts, (part + 1) * count // parts):
            s, k = decision_state[d], decision_actor[d]
            here = dv[s, k]
            for o in range(decision_option[d], decision_option[d + 1]):
                worth = 0.0
                for a in range(arc_ptr[o], arc_ptr[o + 1]):
                    worth += chance[a] * (dv[target[a], k] - here)
                if partial:
                    worth += dy[s] * (own[o] - expected[option_choice[o]])
                out[o] = worth


@njit(**_jit)
def effect(
    parts, values, dv, discount, exit_rate, partial, own, expected, state_decision, decision_actor,
    decision_rate, decision_option, option_choice, arc_ptr, target, chance, give_ptr, give_actor, give_value,
    nature_ptr, nature_target, nature_rate, sigma, dsigma, out, leaving,
):  # fmt: skip
    """The value rows of the Jacobian times a direction, scaled by the rate of leaving plus discount."""
    n, actors = values.shape
    for part in prange(parts):
        total = np.empty(actors)
        for s in range(part * n // parts, (part + 1) * n // parts):
            for i in range(actors):
                total[i] = 0.0
            gone, still = 0.0, 0.0
            for e in range(nature_ptr[s], nature_ptr[s + 1]):
                rate, t = nature_rate[e], nature_target[e]
                still += rate
                for i in range(actors):
                    total[i] += rate * dv[t, i]
            for d in range(state_decision[s], state_decision[s + 1]):
                rate, k = decision_rate[d], decision_actor[d]
                for o in range(decision_option[d], decision_option[d + 1]):
                    j = option_choice[o]
                    weight, lean = rate * sigma[j], rate * dsigma[j]
                    for g in range(give_ptr[o], give_ptr[o + 1]):
                        total[give_actor[g]] += lean * give_value[g]
                    for a in range(arc_ptr[o], arc_ptr[o + 1]):
                        t = target[a]
                        flow, turn = weight * chance[a], lean * chance[a]
                        gone += turn
                        still += flow
                        for i in range(actors):
                            total[i] += flow * dv[t, i] + turn * values[t, i]
                    total[k] -= lean * expected[j]
            for i in range(actors):
                total[i] -= (still + discount[i]) * dv[s, i] + gone * values[s, i]
            leaving[s] = gone
            for i in range(actors):
                out[s, i] = total[i] / (discount[i] + exit_rate[s])
