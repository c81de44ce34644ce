"""Expected time in each state before a process leaves for good, with a bound on the error.

Everything over an endless horizon comes from here: chances of ever reaching, mean times, totals, long-run
shares. Small chains are solved without subtractions, others by iteration or, where that stalls, by sparse
factors; whichever it was, the residual is computed and turned into a bound.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from detente.errors import Outcome
from detente.forecast._chain import ROUND, Chain
from detente.forecast._elimination import time_spent
from detente.forecast._krylov import Krylov
from detente.forecast._uniformisation import CONVERGED

SMALL, MIDDLING = 600, 25_000
"""States up to which elimination is used, and sparse factors where the iteration stalls."""

RETRY = 2_500
"""Up to this many states, elimination is tried where all else loses too many digits."""

WANTED = 1e-9
"""A relative error bound above this is not called converged."""

SECONDS = 120.0
"""Time that the iteration may take."""

Solve = Callable[[np.ndarray, bool], np.ndarray]


@dataclass(frozen=True)
class Occupation:
    """Time spent in each state.

    Attributes
    ----------
    time
        float64 (states,), in clock units.
    astray
        Bound on the error of ``time @ rates into a target``: on any probability.
    longest
        Bound on the mean time left from any state, in clock units.
    relative
        Bound on the relative error of each entry, where the method gives one; else 0.
    """

    time: np.ndarray = field(repr=False)
    astray: float
    longest: float
    relative: float
    outcome: Outcome

    def total(self, gain: np.ndarray) -> tuple[float, float]:
        """Expected total of a gain per clock unit, and a bound on its error."""
        value, size = float(self.time @ gain), float(self.time @ np.abs(gain))
        return value, self.relative * size + self.astray * self.longest * float(np.abs(gain).max(initial=0.0))

    def chance(self, inflow: np.ndarray) -> tuple[float, float]:
        """Chance of leaving through rates ``inflow`` (states,), each at most the rate of leaving."""
        value = float(self.time @ inflow)
        return value, self.relative * value + self.astray


def occupation(chain: Chain, start: np.ndarray) -> Occupation:
    """Expected time in each state before the process leaves.

    Parameters
    ----------
    chain
        From every state it must be possible to leave.
    start
        float64 (states,): at least 0; its sum may differ from 1.

    Notes
    -----
    Let ``L`` be the exact times and ``r`` the residual of those found. A chance computed from them errs by at
    most the sum of ``|r|``, a total by that times the longest mean time, for which the same solver gives a
    bound that is checked row by row.
    """
    if len(chain) == 0 or not start.any():
        return Occupation(np.zeros(len(chain)), 0.0, 0.0, 0.0, CONVERGED)
    if len(chain) <= SMALL:
        return _eliminated(chain, start)
    found = _checked(chain, start, Krylov(chain, SECONDS))
    if not found.outcome.converged and len(chain) <= MIDDLING and (solve := _factors(chain)):
        found = _checked(chain, start, solve)
    if not found.outcome.converged and len(chain) <= RETRY:
        return _eliminated(chain, start)
    return found


def _eliminated(chain: Chain, start: np.ndarray) -> Occupation:
    with np.errstate(all="ignore"):
        time, left = time_spent(chain.rates.toarray(), chain.leave, start, np.ones(len(chain)))
    if not np.isfinite(time).all() or not np.isfinite(left).all():
        return Occupation(
            np.nan_to_num(time), np.inf, np.inf, np.inf, _failed("the rates are beyond the range of numbers")
        )
    return Occupation(time, 0.0, float(left.max()), 16 * len(chain) * ROUND, CONVERGED)


def _checked(chain: Chain, start: np.ndarray, solve: Solve) -> Occupation:
    exit, inflow = chain.exit, chain.transposed
    time, mass = np.zeros(len(chain)), float(start.sum())
    rounding = (chain.widest + 4) * ROUND
    rest, astray, best = start, np.inf, (np.zeros(len(chain)), np.inf)
    for _ in range(6):
        time = time + solve(rest, True)
        rest = start - (exit * time - inflow @ time)
        now = float(np.abs(rest).sum() + rounding * (exit * np.abs(time)).sum() + rounding * mass)
        if now < best[1]:
            best = (time, now)
        if not now < astray / 4 or now <= 1e-13 * mass:
            break
        astray = now
    time, astray = best
    longest = _longest(chain, solve)
    good = np.isfinite(longest) and astray <= WANTED * mass and astray * longest <= 1e3 * WANTED * time.sum()
    outcome = CONVERGED if good else _failed(f"the linear system was solved only up to {astray:.1e}")
    return Occupation(time, astray, longest, 0.0, outcome)


def _longest(chain: Chain, solve: Solve) -> float:
    """A proven bound on the mean time left: ``w`` with ``-H w >= 1 - d`` in every row."""
    left, rest, slack = np.zeros(len(chain)), np.ones(len(chain)), np.inf
    for _ in range(3):
        left = left + solve(rest, False)
        rest = 1.0 - (chain.exit * left - chain.rates @ left)
        slack = float((np.abs(rest) + (chain.widest + 4) * ROUND * chain.exit * 2 * np.abs(left)).max())
        if slack <= 1e-6:
            break
    if not slack < 0.5 or left.min() < 0:
        return np.inf
    return float(left.max()) / (1 - slack)


def _failed(why: str) -> Outcome:
    remedy = "Ask over a finite horizon, or drop states that are hardly ever visited."
    return Outcome(False, "stalled", f"No answer to the wanted accuracy: {why}.", remedy)


def _factors(chain: Chain) -> Solve | None:
    matrix = sp.csc_array(sp.diags_array(chain.exit) - chain.rates)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            factors = spl.splu(
                matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
            )
    except (RuntimeError, MemoryError):
        return None
    return lambda right, forward: factors.solve(right, "T" if forward else "N")
