"""Everything that can happen under a law of motion, with what an observer would see of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from detente.evidence.filtering._silence import Silence
from detente.forecast import Chain, Law
from detente.game import WAIT

_KEPT = "_transitions"
"""Where a law keeps its transitions, as a cached property would."""


@dataclass(frozen=True)
class Transitions:
    """The steps of a law, one row each, those that change nothing included.

    Attributes
    ----------
    labels
        ``actor.move`` and ``nature.event``; ``label`` counts in it.
    source, target
        int32 (rows,): states.
    rate
        float64 (rows,): per clock unit.
    label
        int32 (rows,).
    """

    law: Law
    labels: tuple[str, ...]
    source: np.ndarray = field(repr=False)
    target: np.ndarray = field(repr=False)
    rate: np.ndarray = field(repr=False)
    label: np.ndarray = field(repr=False)
    _whole: dict[bytes, Silence] = field(default_factory=dict, repr=False, compare=False)
    _parts: dict[bytes, tuple[Silence, np.ndarray]] = field(default_factory=dict, repr=False, compare=False)
    _fits: dict[tuple, np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, law: Law) -> Transitions:
        """The rows of a law, made once for each; moments at which an actor waits are left out, for nobody sees them."""
        made = vars(law).get(_KEPT)
        if made is None:
            made = vars(law)[_KEPT] = cls._of(law)
        return made

    @classmethod
    def _of(cls, law: Law) -> Transitions:
        lowered, tables = law.game.lowered, law.game.tables
        option = np.repeat(np.arange(len(tables.option_move)), np.diff(tables.option_arc))
        move = tables.option_move[option].astype(np.int32)
        made = move != WAIT
        source = np.concatenate([tables.option_state[option][made], tables.event_state])
        target = np.concatenate([tables.arc_target[made], tables.event_target])
        rate = np.concatenate([(law.option_rates[option] * tables.arc_chance)[made], tables.event_rate])
        label = np.concatenate([move[made], len(lowered.moves) + tables.event_number.astype(np.int32)])
        live = rate > 0
        labels = tuple(one.label for one in (*lowered.moves, *lowered.events))
        return cls(law, labels, source[live], target[live], rate[live], label[live])

    @cached_property
    def changed(self) -> np.ndarray:
        """Bool (factors, rows): which factors a row changes."""
        levels = self.law.game.space.levels
        return levels[:, self.source] != levels[:, self.target]

    def by(self, actor: str, move: str) -> np.ndarray:
        """Bool (rows,): the rows of an actor (or of ``nature``), of one of its moves where that is named."""
        wanted = [
            at
            for at, one in enumerate(self.labels)
            if (one == f"{actor}.{move}" if move else one.startswith(f"{actor}."))
        ]
        return np.isin(self.label, wanted)

    def fitting(
        self, actor: str, move: str, factors: Sequence[int], levels: Sequence[int], seen: np.ndarray, alone: bool = True
    ) -> np.ndarray:
        """Int (fitting,): the rows of an actor's move, if one is named, that take these factors to these levels.

        Kept: scores and sources left out meet the same records a hundred times.
        """
        key = actor, move, tuple(factors), tuple(levels), seen.tobytes(), alone
        found = self._fits.get(key)
        if found is None:
            fits = self.by(actor, move) if actor else np.ones(len(self.rate), dtype=bool)
            if factors:
                fits &= self.changing(factors, levels, seen, alone)
            found = self._fits[key] = np.flatnonzero(fits)
        return found

    def changing(
        self, factors: Sequence[int], levels: Sequence[int], seen: np.ndarray, alone: bool = True
    ) -> np.ndarray:
        """Bool (rows,): the rows that take these factors to these levels.

        Parameters
        ----------
        seen
            bool (factors,): what the observer sees.
        alone
            Only those that change nothing else that is seen.
        """
        space = self.law.game.space.levels
        fits = np.ones(len(self.rate), dtype=bool)
        for factor, level in zip(factors, levels, strict=True):
            fits &= self.changed[factor] & (space[factor, self.target] == level)
        if alone:
            others = seen.copy()
            others[list(factors)] = False
            fits &= ~self.changed[others].any(axis=0)
        return fits

    def around(self, live: np.ndarray, seen: np.ndarray) -> tuple[Silence, np.ndarray]:
        """The silence on all states that can be come to unseen from those of a mask, and which states these are.

        Parameters
        ----------
        live
            bool (states,): where there is belief.
        seen
            bool (factors,): what the observer sees.
        """
        key = seen.tobytes()
        if key not in self._whole:
            self._whole[key] = Silence(self.chain(seen))
        whole = self._whole[key]
        kept = np.zeros(len(whole.islands), dtype=bool)
        kept[whole.islands[live]] = True
        key += kept.tobytes()
        if key not in self._parts:
            states = np.flatnonzero(kept[whole.islands])
            self._parts[key] = (whole.part(states) if len(states) < len(kept) else whole, states)
        return self._parts[key]

    def chain(self, seen: np.ndarray) -> Chain:
        """The law while nothing changes that the observer sees: what it would see is lost from it."""
        n = len(self.law.chain)
        shown = self.changed[seen].any(axis=0)
        moves = self.source != self.target
        hidden = moves & ~shown
        rates = sp.csr_array((self.rate[hidden], (self.source[hidden], self.target[hidden])), shape=(n, n))
        return Chain(rates, np.bincount(self.source[shown], self.rate[shown], minlength=n))
