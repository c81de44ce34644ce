"""Everything that can happen under a law of motion, with what an observer would see of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from detente.forecast import Chain, Law
from detente.game import WAIT


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

    @classmethod
    def of(cls, law: Law) -> Transitions:
        """The rows of a law; moments at which an actor waits are left out, for they are seen by nobody."""
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

    def chain(self, seen: np.ndarray) -> Chain:
        """The law while nothing changes that the observer sees: what it would see is lost from it."""
        n = len(self.law.chain)
        shown = self.changed[seen].any(axis=0)
        moves = self.source != self.target
        hidden = moves & ~shown
        rates = sp.csr_array((self.rate[hidden], (self.source[hidden], self.target[hidden])), shape=(n, n))
        return Chain(rates, np.bincount(self.source[shown], self.rate[shown], minlength=n))
