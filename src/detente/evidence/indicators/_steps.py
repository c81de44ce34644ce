"""Everything that can happen, with what would be seen of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from detente.equilibrium import Equilibrium
from detente.evidence.filtering import Transitions
from detente.forecast import Law, reachable


@dataclass(frozen=True)
class Steps:
    """The transitions of a law among the states that can be reached from some beliefs.

    Attributes
    ----------
    keep
        int (kept,): the states.
    source, target
        int (rows,): positions in ``keep``.
    rate
        float64 (rows,): per clock unit; steps that change nothing are among them.
    label
        int (rows,): counts in ``labels``.
    shown
        bool (rows,): whether the analyst sees something change.
    """

    equilibrium: Equilibrium = field(repr=False)
    keep: np.ndarray = field(repr=False)
    source: np.ndarray = field(repr=False)
    target: np.ndarray = field(repr=False)
    rate: np.ndarray = field(repr=False)
    label: np.ndarray = field(repr=False)
    labels: tuple[str, ...]
    shown: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, equilibrium: Equilibrium, possible: np.ndarray) -> Steps:
        """From a mask of the states that are possible now, bool (states,)."""
        law = Law.of(equilibrium)
        every = Transitions.of(law)
        kept = reachable(law.chain.rates, possible)
        place = np.cumsum(kept) - 1
        rows = kept[every.source]
        seen = equilibrium.game.lowered.sight[-1]
        return cls(
            equilibrium,
            np.flatnonzero(kept),
            place[every.source[rows]],
            place[every.target[rows]],
            every.rate[rows],
            every.label[rows],
            every.labels,
            np.asarray(every.changed[seen][:, rows].any(axis=0)),
        )

    def __len__(self) -> int:
        return len(self.keep)

    @cached_property
    def busiest(self) -> float:
        """The largest rate at which anything happens in a state, what changes nothing included."""
        return float(np.bincount(self.source, self.rate, minlength=len(self)).max(initial=0.0)) or 1.0

    def matrix(self, rows: np.ndarray | slice = slice(None)) -> sp.csr_array:
        """Csr (kept, kept): the rates of some rows, those that change nothing on the diagonal."""
        entries = (self.rate[rows], (self.source[rows], self.target[rows]))
        return sp.csr_array(entries, shape=(len(self), len(self)))

    @cached_property
    def jump(self) -> sp.csr_array:
        """Csr (kept, kept): the step of the chain that is uniformised at :attr:`busiest`; its rows sum to 1."""
        rates = self.matrix() * (1.0 / self.busiest)
        rest = np.maximum(1.0 - np.asarray(rates.sum(axis=1)).reshape(-1), 0.0)
        return sp.csr_array(rates + sp.diags_array(rest))

    def heard(self, label: int) -> np.ndarray:
        """Bool (rows,): the steps of a move that the analyst could hear of.

        A move that sometimes changes hidden factors alone is made in secret: only where it changes something seen is
        it heard of. Other moves are public, those that come to nothing too.
        """
        mine = self.label == label
        return mine & self.shown if self.secret(label) else mine

    def secret(self, label: int) -> bool:
        """Whether a move sometimes changes hidden factors alone."""
        return bool(((self.label == label) & ~self.shown & (self.source != self.target)).any())
