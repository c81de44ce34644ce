"""The beliefs of an observer under one law of motion, carried through silences and records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.evidence.filtering._grades import Grades
from detente.evidence.filtering._likelihood import Operator, Reader
from detente.evidence.filtering._silence import Silence, group_masses, scaled
from detente.evidence.filtering._transitions import Transitions
from detente.forecast import Law, reachable


@dataclass(frozen=True)
class Quiet:
    """A silence that was passed, as the way back needs it."""

    silence: Silence
    keep: np.ndarray
    time: float


@dataclass
class Track:
    """Beliefs under one law, one for each hypothesis that shares it, carried forward in place.

    Hypotheses that can never come into each other's states (values of a hidden factor that never changes, say) share
    a lane: one vector carries them all. Each is scaled by itself, so that none underflows beside another.

    Attributes
    ----------
    belief
        float64 (states, lanes).
    group
        int (states, lanes): the hypothesis that an entry belongs to; ``groups`` for none.
    log_mass
        float64 (groups,): log-likelihood of everything so far.
    tape
        What was passed, if it is kept for the way back.
    """

    law: Law
    reader: Reader
    belief: np.ndarray
    group: np.ndarray
    groups: int
    log_mass: np.ndarray
    tape: list[Quiet | Operator] | None = None
    _whole: dict[bytes, Silence] = field(default_factory=dict, repr=False)
    _parts: dict[bytes, tuple[Silence, np.ndarray]] = field(default_factory=dict, repr=False)

    @classmethod
    def begin(cls, law: Law, starts: Sequence[np.ndarray], grades: Grades, keep_tape: bool) -> Track:
        """From the weights of the start states under each hypothesis, float64 (states,) each."""
        n = len(law.chain)
        lanes: list[np.ndarray] = []
        belief, group = np.zeros((n, len(starts))), np.full((n, len(starts)), len(starts))
        for at, start in enumerate(starts):
            reach = reachable(law.chain.rates, start > 0)
            lane = next((one for one, taken in enumerate(lanes) if not (taken & reach).any()), len(lanes))
            if lane == len(lanes):
                lanes.append(np.zeros(n, dtype=bool))
            lanes[lane] |= reach
            belief[:, lane] += start
            group[reach, lane] = at
        belief, group = belief[:, : max(1, len(lanes))], group[:, : max(1, len(lanes))]
        mass = group_masses(belief, group, len(starts))
        belief, _ = scaled(belief, mass, group)
        log = np.where(mass > 0, 0.0, -np.inf)
        rate = grades.false_reports
        rate = float(law.game.lowered.kappa) if rate is None else rate
        reader = Reader(Transitions.of(law), grades, rate)
        return cls(law, reader, belief, group, len(starts), log, [] if keep_tape else None)

    def quiet(self, time: float, seen: np.ndarray) -> np.ndarray:
        """Carry the beliefs through a silence of ``time`` clock units; float64 (groups,): its log-likelihood."""
        live = np.asarray(self.belief.any(axis=1))
        if time == 0 or not live.any():
            return np.zeros(self.groups)
        silence, keep = self._around(live, seen)
        part, log = silence.forward(self.belief[keep], self.group[keep], self.groups, time)
        self.belief = np.zeros_like(self.belief)
        self.belief[keep] = part
        if self.tape is not None:
            self.tape.append(Quiet(silence, keep, time))
        return self._count(log)

    def record(self, operator: Operator) -> np.ndarray:
        """Take a record in; float64 (groups,): its log-likelihood."""
        found = operator.forward(self.belief)
        self.belief, log = scaled(found, group_masses(found, self.group, self.groups), self.group)
        if self.tape is not None:
            self.tape.append(operator)
        return self._count(log)

    def _count(self, log: np.ndarray) -> np.ndarray:
        # A hypothesis that is dead stays so, and adds nothing more to tell.
        dead = np.isneginf(self.log_mass)
        self.log_mass = np.where(dead, -np.inf, self.log_mass + log)
        return np.where(dead, 0.0, log)

    def under(self, at: int) -> np.ndarray:
        """float64 (states,): the belief under one hypothesis; all zero where it is dead."""
        return np.where(self.group == at, self.belief, 0.0).sum(axis=1)

    def weighted(self, weights: np.ndarray) -> np.ndarray:
        """float64 (states,): the beliefs added up by weight, float64 (groups,)."""
        return (self.belief * np.append(weights, 0.0)[self.group]).sum(axis=1)

    def _around(self, live: np.ndarray, seen: np.ndarray) -> tuple[Silence, np.ndarray]:
        """The silence on all states that can be come to unseen from those of the mask, and which states these are."""
        key = seen.tobytes()
        if key not in self._whole:
            self._whole[key] = Silence(self.reader.transitions.chain(seen))
        whole = self._whole[key]
        islands = whole.islands
        kept = np.zeros(len(islands), dtype=bool)
        kept[islands[live]] = True
        key += kept.tobytes()
        if key not in self._parts:
            states = np.flatnonzero(kept[islands])
            self._parts[key] = (whole.part(states) if len(states) < len(islands) else whole, states)
        return self._parts[key]
