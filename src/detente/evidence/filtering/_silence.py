"""Silence: a law carried through a time in which nothing is seen, forward and backward, to relative precision.

The mass that is left when a record comes may be tiny, so an absolute bound will not do. Uniformisation has only
positive terms, and the terms that are left out are bounded against the sum so far. No dense matrix is formed, but
for a few states that make very many jumps in one silence: there a stretch is squared, and squared again.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from detente.errors import NotConverged, Outcome
from detente.forecast import Chain, reachable

JUMPS = 200.0
"""Expected jumps of the uniformised chain in one stretch: weights from ``exp(-200)`` on are ordinary numbers."""

PRECISION = 1e-16
"""Share of the sum that the terms left out may have."""

FEW_STATES = 200
"""Up to this many states a silence of more than ``MANY_STRETCHES`` is passed by squaring."""

MANY_STRETCHES = 100

CALL = 10_000
"""Multiplications in the time that a step of the chain takes however small it is."""

MOST_WORK = 2e11
"""Multiplications from which on silence is refused rather than waited for (some minutes)."""

Masses = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Silence:
    """The law on some states while nothing is seen; what would be seen is lost.

    Attributes
    ----------
    chain
        Rates between the states, and rates at which something would be seen.
    """

    chain: Chain = field(repr=False)

    def part(self, states: np.ndarray) -> Silence:
        """The same on some states, int (kept,), that no step leads out of unseen."""
        rates = self.chain.rates
        counts = np.diff(rates.indptr)[states]
        indptr = np.concatenate([[0], np.cumsum(counts)])
        entries = np.repeat(rates.indptr[states] - indptr[:-1], counts) + np.arange(indptr[-1])
        number = np.zeros(len(self.chain), dtype=np.int32)
        number[states] = np.arange(len(states))
        inside = (rates.data[entries], number[rates.indices[entries]], indptr.astype(np.int32))
        return Silence(Chain(sp.csr_array(inside, shape=(len(states),) * 2), self.chain.leave[states]))

    @cached_property
    def islands(self) -> np.ndarray:
        """Int (states,): states that are joined by steps in either direction have the same number."""
        return connected_components(self.chain.rates, directed=False)[1]

    def forward(self, belief: np.ndarray, group: np.ndarray, groups: int, time: float) -> tuple[np.ndarray, np.ndarray]:
        """``belief exp(H time)``, scaled to sum to 1 within each group.

        Parameters
        ----------
        belief
            float64 (states, lanes): weights that are not negative.
        group
            int (states, lanes): which sum each entry belongs to; ``groups`` for none.

        Returns
        -------
        belief
            float64 (states, lanes).
        log_mass
            float64 (groups,): log of each group's mass after the silence; ``-inf`` where it had none.
        """

        def masses(x: np.ndarray) -> np.ndarray:
            return group_masses(x, group, groups)

        return self._through(False, belief, time, masses, group)

    def backward(self, weight: np.ndarray, group: np.ndarray, groups: int, time: float) -> np.ndarray:
        """``exp(H time) weight``, float64 (states, lanes), scaled to a largest entry of 1 within each group."""

        def masses(x: np.ndarray) -> np.ndarray:
            return group_most(x, group, groups)

        return self._through(True, weight, time, masses, group)[0]

    @cached_property
    def _rate(self) -> float:
        return self.chain.fastest

    @cached_property
    def _stay(self) -> np.ndarray:
        """float64 (states, 1): chance that a jump of the uniformised chain leads nowhere."""
        return np.maximum(1.0 - self.chain.exit / self._rate, 0.0)[:, None]

    @cached_property
    def _jump(self) -> sp.csr_array:
        """Csr (states, states): chance of each jump to another state."""
        rates = self.chain.rates
        return sp.csr_array((np.multiply(rates.data, 1.0 / self._rate), rates.indices, rates.indptr), shape=rates.shape)

    @cached_property
    def _jump_on(self) -> sp.csc_array:
        return self._jump.T

    def _through(self, back: bool, x: np.ndarray, time: float, masses: Masses, group: np.ndarray):
        x, log = scaled(x, masses(x), group)
        jumps = self._rate * time
        if jumps == 0:
            return x, log
        pieces = max(1, math.ceil(jumps / JUMPS))
        matrix, stay = self._jump if back else self._jump_on, self._stay
        if pieces > MANY_STRETCHES and len(self.chain) <= FEW_STATES:
            norm = np.max if back else np.sum
            found, more = _squared(sp.csr_array(matrix), stay, x, jumps / pieces, pieces, norm, group, len(log))
            found, last = scaled(found, masses(found), group)
            return found, log + more + last
        if jumps * (self.chain.rates.nnz + len(self.chain) + CALL) > MOST_WORK:
            message = (
                f"A silence of {time:g} clock units at rates up to {self._rate:.3g} is too long to carry a belief."
            )
            raise NotConverged(Outcome(False, "step-limit", message, "Use slower rates, or records that are closer."))
        for _ in range(pieces):
            x = _stretch(matrix, stay, x, jumps / pieces, masses)
            x, more = scaled(x, masses(x), group)
            log = log + more
        return x, log


def _squared(
    matrix: sp.csr_array,
    stay: np.ndarray,
    x: np.ndarray,
    mean: float,
    pieces: int,
    norm: Callable,
    group: np.ndarray,
    groups: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Many stretches at once: the entries, and by group the log of a scale that was taken out of them.

    Each group is carried on the states that it can come to alone. What it could have is then never smaller, by more
    than one stretch can make it, than the largest entry of the power, and nothing of it is lost by underflow.
    """
    found, logs = np.zeros_like(x), np.zeros(groups)
    for one, lane in {(int(group[at]), int(at[1])) for at in zip(*np.nonzero(x), strict=True)}:
        mine = reachable(sp.csr_array(matrix.T), (group[:, lane] == one) & (x[:, lane] > 0))
        inside = sp.csr_array(matrix[mine][:, mine])
        power = _stretch(inside, stay[mine], np.eye(int(mine.sum())), mean, lambda y: norm(y, axis=0))
        part, scale, left = x[mine, lane], 0.0, pieces
        while True:
            if left & 1:
                part = power @ part
                most = part.max()
                part, logs[one] = part / most, logs[one] + scale + math.log(most)
            left >>= 1
            if not left:
                break
            power = power @ power
            most = power.max()
            power, scale = power / most, 2 * scale + math.log(most)
        found[mine, lane] = part
    return found, logs


def _stretch(matrix: sp.sparray, stay: np.ndarray, x: np.ndarray, mean: float, masses: Masses) -> np.ndarray:
    """One stretch: the sum of the Poisson weights times the powers of the step."""
    weight = math.exp(-mean)
    total = weight * x
    jumps = 0
    while True:
        jumps += 1
        x = stay * x + matrix @ x
        weight *= mean / jumps
        total += weight * x
        if jumps > mean:
            # What is left of the weights is below a geometric series, and no power has more mass than the last.
            rest = weight * mean / (jumps + 1) / (1.0 - mean / (jumps + 2))
            if (rest * masses(x) <= PRECISION * masses(total)).all():
                return total


def group_masses(x: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """float64 (groups,): the sum of each group's entries."""
    return np.bincount(group.ravel(), x.ravel(), minlength=groups + 1)[:groups]


def group_most(x: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """float64 (groups,): the largest of each group's entries."""
    found = np.zeros(groups + 1)
    np.maximum.at(found, group.ravel(), x.ravel())
    return found[:groups]


def scaled(x: np.ndarray, mass: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each group divided by its mass, and the log of the masses."""
    scale = np.append(np.where(mass > 0, mass, 1.0), 1.0)
    with np.errstate(divide="ignore"):
        return x / scale[group], np.log(mass)
