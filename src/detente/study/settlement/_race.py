"""How a stay in some states ends: by which change, and how long it lasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spla

from detente.evidence.filtering import Transitions
from detente.forecast import Law, reachable


@dataclass(frozen=True)
class Race:
    """The end of a stay.

    Attributes
    ----------
    ends
        The chance that the stay ends by each change, ``actor.move`` or ``nature.event``.
    stays
        The chance that it never ends.
    into
        The part of ``ends`` that leads into the states asked about.
    """

    ends: Mapping[str, float]
    stays: float
    into: float = 0.0


def race(law: Law, inside: np.ndarray, start: np.ndarray, into: np.ndarray | None = None) -> Race:
    """Which change ends the stay in the states of the mask ``inside``.

    Parameters
    ----------
    start
        float64 (states,): weights on states inside, which sum to 1.
    into
        bool (states,): states outside.

    Notes
    -----
    One sparse solve for the expected time ``nu`` in each state before the end, ``nu (D - Q) = start``.
    """
    steps = Transitions.of(law)
    leaving = inside[steps.source] & ~inside[steps.target]
    chain = law.chain
    door = np.zeros(len(chain), dtype=bool)
    door[steps.source[leaving]] = True
    within = sp.csr_array(chain.rates.multiply(inside[:, None]).multiply(inside[None, :]))
    within.eliminate_zeros()
    ending = inside & reachable(sp.csr_array(within.T), door)
    rows = np.flatnonzero(ending)
    time = np.zeros(len(chain))
    if len(rows):
        block = chain.rates[rows][:, rows]
        system = (sp.diags_array(chain.exit[rows]) - block).T.tocsc()
        time[rows] = np.asarray(spla.spsolve(system, start[rows])).reshape(-1)
    flow = time[steps.source[leaving]] * steps.rate[leaving]
    by = np.bincount(steps.label[leaving], flow, minlength=len(steps.labels))
    ends = {name: float(chance) for name, chance in zip(steps.labels, by.tolist(), strict=True) if chance > 0}
    led = 0.0 if into is None else float(flow[into[steps.target[leaving]]].sum())
    return Race(ends, max(0.0, float(start[inside].sum()) - float(flow.sum())), led)
