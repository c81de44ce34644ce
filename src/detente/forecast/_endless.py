"""Answers over an endless horizon: the graph decides what is certain or infinite, then one linear system is solved."""

from __future__ import annotations

import math

import numpy as np

from detente.forecast._chain import Chain
from detente.forecast._figure import Figure, undefined
from detente.forecast._graph import bottom_components, can_reach, reachable
from detente.forecast._longrun import stationary
from detente.forecast._occupation import occupation


def chance_of(chain: Chain, start: np.ndarray, via: np.ndarray, goal: np.ndarray) -> Figure:
    """The chance of ever reaching ``goal`` through ``via``.

    Parameters
    ----------
    start
        float64 (states,): its sum may be below 1, and so may then be the chance.
    via, goal
        bool (states,): disjoint.
    """
    already = float(start[goal].sum())
    inner, begin = chain.within(via), start[via]
    wanted = chain.flow_into(goal)[via]
    failing = chain.flow_into(~via & ~goal)[via]
    hopeful = can_reach(inner.rates, wanted > 0)
    if not begin[hopeful].any():
        return Figure(already)
    failing += inner.flow_into(~hopeful)
    moving, begin_moving = inner.within(hopeful), begin[hopeful]
    reach = reachable(moving.rates, begin_moving > 0)
    if not (failing[hopeful][reach] > 0).any():
        # No path fails, so the chance is 1 without any arithmetic.
        return Figure(already + float(begin_moving.sum()))
    found = occupation(moving.within(reach), begin_moving[reach])
    value, bound = found.chance(wanted[hopeful][reach])
    return Figure(min(already + value, 1.0), bound, found.outcome)


def chance_of_staying(chain: Chain, start: np.ndarray, hold: np.ndarray) -> Figure:
    """The chance of never leaving ``hold``: of reaching, inside it, states from which no path leads out."""
    inner = chain.within(hold)
    safe = np.zeros_like(hold)
    safe[hold] = ~can_reach(inner.rates, inner.leave > 0)
    return chance_of(chain, start, hold & ~safe, safe)


def time_to(chain: Chain, start: np.ndarray, goal: np.ndarray) -> Figure:
    """Mean time until ``goal``; infinite if some path leads to where it can no longer be reached."""
    inner = chain.within(~goal)
    begin = start[~goal]
    if not begin.any():
        return Figure(0.0)
    reach = reachable(inner.rates, begin > 0)
    if (reach & ~can_reach(inner.rates, inner.leave > 0)).any():
        return Figure(math.inf)
    found = occupation(inner.within(reach), begin[reach])
    value, bound = found.total(np.ones(int(reach.sum())))
    return Figure(value, bound, found.outcome)


def total_of(chain: Chain, start: np.ndarray, gain: np.ndarray, goal: np.ndarray) -> Figure:
    """Expected total of a gain per clock unit until ``goal`` is reached, or for ever.

    It is finite where every closed set of states that can be entered gains nothing anywhere. Where gains of
    both signs go on for ever and may balance, there is no number to give.
    """
    inner = chain.within(~goal)
    begin, gain = start[~goal], gain[~goal]
    reach = reachable(inner.rates, begin > 0)
    if not reach.any():
        return Figure(0.0)
    inner, begin, gain = inner.within(reach), begin[reach], gain[reach]
    component, count = bottom_components(inner.rates)
    component = np.where(can_reach(inner.rates, inner.leave > 0), -1, component)
    signs = _signs(inner, component, count, gain)
    if None in signs:
        return undefined(
            "Gains and losses go on for ever and balance up to the accuracy of numbers: there is no total.",
            "Ask over a finite horizon.",
        )
    if len(signs) == 2:
        return undefined(
            "The total may be infinite in either direction: it has no expectation.",
            "Ask over a finite horizon.",
        )
    if signs:
        return Figure(math.copysign(math.inf, signs.pop() or 0.0))
    passing = component < 0
    if not begin[passing].any():
        return Figure(0.0)
    found = occupation(inner.within(passing), begin[passing])
    value, bound = found.total(gain[passing])
    return Figure(value, bound, found.outcome)


def _signs(chain: Chain, component: np.ndarray, count: int, gain: np.ndarray) -> set[float | None]:
    """The signs of the long-run gains in the closed sets that gain at all; None where one cannot be told from 0."""
    inside = component >= 0
    gains = np.bincount(component[inside & (gain > 0)], minlength=count) > 0
    losses = np.bincount(component[inside & (gain < 0)], minlength=count) > 0
    signs: set[float | None] = set()
    if (gains & ~losses).any():
        signs.add(1.0)
    if (losses & ~gains).any():
        signs.add(-1.0)
    for one in np.flatnonzero(gains & losses):
        states = np.flatnonzero(component == one)
        shares, error, outcome = stationary(chain, states)
        mean = float(shares @ gain[states])
        doubt = error * float(np.abs(gain[states]).max()) + 1e-14 * float(shares @ np.abs(gain[states]))
        signs.add(math.copysign(1.0, mean) if outcome.converged and abs(mean) > doubt else None)
    return signs
