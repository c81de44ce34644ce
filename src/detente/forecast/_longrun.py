"""The law in the limit of endless time: which closed set of states is entered, and the shares within it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from detente.errors import Outcome
from detente.forecast._chain import Chain
from detente.forecast._graph import bottom_components, reachable
from detente.forecast._occupation import occupation
from detente.forecast._uniformisation import CONVERGED


@dataclass(frozen=True)
class LongRun:
    """Where the process ends up.

    Attributes
    ----------
    law
        float64 (states,): long-run share of time in each state (and, since time is continuous, the limit
        law).
    bound
        Bound on the sum of the errors of ``law``.
    component
        int (states,): the closed set that a state belongs to; -1 where it is left for ever, or never reached.
    mass
        float64 (closed sets,): the chance of ending up in each.
    """

    law: np.ndarray = field(repr=False)
    bound: float
    component: np.ndarray = field(repr=False)
    mass: np.ndarray = field(repr=False)
    outcome: Outcome


def long_run(chain: Chain, start: np.ndarray) -> LongRun:
    """The long-run law of a process without loss."""
    keep = reachable(chain.rates, start > 0)
    if keep.all() or not keep.any():
        return _long_run(chain, start)
    found = _long_run(chain.within(keep), start[keep])
    law, component = np.zeros(len(chain)), np.full(len(chain), -1)
    law[keep], component[keep] = found.law, found.component
    return replace(found, law=law, component=component)


def _long_run(chain: Chain, start: np.ndarray) -> LongRun:
    component, count = bottom_components(chain.rates)
    passing = component < 0
    inflow, bound, outcome = np.where(passing, 0.0, start), 0.0, CONVERGED
    if start[passing].any():
        found = occupation(chain.within(passing), start[passing])
        flow = found.time @ chain.rates[passing]
        inflow = inflow + np.where(passing, 0.0, flow)
        bound, outcome = found.astray + found.relative, found.outcome
    mass = np.bincount(component[~passing], weights=inflow[~passing], minlength=count)
    law = np.zeros(len(chain))
    order = np.argsort(component, kind="stable")
    first = np.searchsorted(component[order], np.arange(count + 1))
    for one in np.flatnonzero(mass):
        states = order[first[one] : first[one + 1]]
        shares, error, how = stationary(chain, states)
        law[states] = mass[one] * shares
        bound += mass[one] * error
        outcome = outcome if not outcome.converged else how
    return LongRun(law, bound, component, mass, outcome)


def stationary(chain: Chain, states: np.ndarray) -> tuple[np.ndarray, float, Outcome]:
    """Shares of time in a closed set of states, with a bound on the sum of errors.

    Time is counted between visits to one state that is visited often.
    """
    if len(states) == 1:
        return np.ones(1), 0.0, CONVERGED
    whole = len(states) == len(chain) and not chain.leave.any()
    closed = chain if whole else Chain(chain.rates[states][:, states], np.zeros(len(states)))
    centre = _often_visited(closed)
    others = np.ones(len(states), dtype=bool)
    others[centre] = False
    steps = closed.rates[[centre]].toarray().reshape(-1)[others]
    found = occupation(closed.within(others), steps)
    shares = np.ones(len(states))
    shares[others] = np.maximum(found.time, 0.0)
    cycle = shares.sum()
    return shares / cycle, 2 * (found.astray * found.longest / cycle + found.relative), found.outcome


def _often_visited(chain: Chain) -> int:
    """A state with much mass after a while, so that times between visits are short."""
    law = np.full(len(chain), 1.0 / len(chain))
    if len(chain) <= 2:
        return 0
    stay, inflow = 1.0 - chain.exit / (1.05 * chain.fastest), chain.transposed / (1.05 * chain.fastest)
    for _ in range(100):
        law = stay * law + inflow @ law
    return int(law.argmax())
