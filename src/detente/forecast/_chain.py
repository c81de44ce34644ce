"""A Markov jump process on some states, possibly losing mass: what every question is asked of."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp

ROUND = 2.0**-53


@dataclass(frozen=True)
class Chain:
    """Rates between states, and rates at which mass leaves for good.

    Attributes
    ----------
    rates
        csr (states, states): off-diagonal rates per clock unit; no diagonal.
    leave
        float64 (states,): rate of leaving these states altogether; zero for a whole game.
    """

    rates: sp.csr_array = field(repr=False)
    leave: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.leave)

    @cached_property
    def exit(self) -> np.ndarray:
        """float64 (states,): total rate out of each state."""
        return np.asarray(self.rates.sum(axis=1)).reshape(-1) + self.leave

    @cached_property
    def fastest(self) -> float:
        """The largest exit rate, 0 where nothing ever happens."""
        return float(self.exit.max(initial=0.0))

    @cached_property
    def transposed(self) -> sp.csr_array:
        """Csr (states, states): rates by target, so that each new value is one gather."""
        return _narrow(self.rates.T.tocsr())

    @cached_property
    def widest(self) -> int:
        """The largest number of rates into one state."""
        return int(np.diff(self.transposed.indptr).max(initial=0))

    def within(self, keep: np.ndarray) -> Chain:
        """The process while it stays in the states of the mask ``keep``; leaving them is for good."""
        inside = self.rates[keep][:, keep]
        lost = self.flow_into(~keep)[keep]
        return Chain(_narrow(sp.csr_array(inside)), self.leave[keep] + lost)

    def flow_into(self, target: np.ndarray) -> np.ndarray:
        """float64 (states,): rate of stepping from each state into the states of the mask ``target``."""
        return self.rates @ target.astype(np.float64)


def _narrow(matrix: sp.csr_array) -> sp.csr_array:
    """The same matrix with 32-bit indices where they suffice."""
    if matrix.nnz < 2**31 and matrix.indptr.dtype != np.int32:
        matrix.indices = matrix.indices.astype(np.int32)
        matrix.indptr = matrix.indptr.astype(np.int32)
    return matrix
