"""The beliefs of an observer under one law of motion, carried through silences and records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import connected_components

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

    The start states of a hypothesis that no path joins (values of a hidden factor that never changes, say) make
    groups of their own. Groups that can never come into each other's states share a lane: one vector carries them
    all. Each is scaled by itself, so that none underflows beside another, however far it is behind for a time.

    Attributes
    ----------
    belief
        float64 (states, lanes): sums to 1 within each group.
    group
        int (states, lanes): the group that an entry belongs to; ``groups`` for none.
    member
        int (groups,): the hypothesis that a group belongs to.
    log_share
        float64 (groups,): log of the share that a group has of its hypothesis.
    log_mass
        float64 (hypotheses,): log-likelihood of everything so far.
    tape
        What was passed, if it is kept for the way back, each step with where there was belief before it.
    """

    law: Law
    reader: Reader
    belief: np.ndarray
    group: np.ndarray
    member: np.ndarray
    log_share: np.ndarray
    log_mass: np.ndarray
    tape: list[tuple[Quiet | Operator, np.ndarray]] | None = None

    @classmethod
    def begin(cls, law: Law, starts: Sequence[np.ndarray], grades: Grades, keep_tape: bool) -> Track:
        """From the weights of the start states under each hypothesis, float64 (states,) each."""
        n = len(law.chain)
        islands = connected_components(law.chain.rates, directed=False)[1]
        parts = [
            (at, np.where(islands == island, start, 0.0))
            for at, start in enumerate(starts)
            for island in (np.unique(islands[start > 0]) if start.any() else islands[:1])
        ]
        lanes: list[np.ndarray] = []
        belief, group = np.zeros((n, len(parts))), np.full((n, len(parts)), len(parts))
        for at, (_, part) in enumerate(parts):
            reach = reachable(law.chain.rates, part > 0)
            lane = next((one for one, taken in enumerate(lanes) if not (taken & reach).any()), len(lanes))
            if lane == len(lanes):
                lanes.append(np.zeros(n, dtype=bool))
            lanes[lane] |= reach
            belief[:, lane] += part
            group[reach, lane] = at
        belief, group = belief[:, : len(lanes)], group[:, : len(lanes)]
        member = np.array([at for at, _ in parts])
        belief, log = scaled(belief, group_masses(belief, group, len(parts)), group)
        mass = _log_sums(log, member, len(starts))
        rate = grades.false_reports
        rate = float(law.game.lowered.kappa) if rate is None else rate
        reader = Reader(Transitions.of(law), grades, rate)
        share = log - np.where(np.isneginf(mass), 0.0, mass)[member]
        alive = np.where(np.isneginf(mass), -np.inf, 0.0)
        return cls(law, reader, belief, group, member, share, alive, [] if keep_tape else None)

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.member)

    @property
    def owner(self) -> np.ndarray:
        """Int (states, lanes): the hypothesis that an entry belongs to; the number of hypotheses for none."""
        return np.append(self.member, len(self.log_mass))[self.group]

    def shares(self) -> np.ndarray:
        """float64 (states, lanes): the beliefs, scaled to sum to 1 within each hypothesis."""
        return self.belief * np.append(np.exp(self.log_share), 0.0)[self.group]

    def quiet(self, time: float, seen: np.ndarray) -> np.ndarray:
        """Carry the beliefs through a silence of ``time`` clock units; float64 (hypotheses,): its log-likelihood."""
        live = np.asarray(self.belief.any(axis=1))
        if time == 0 or not live.any():
            return np.zeros(len(self.log_mass))
        silence, keep = self.reader.transitions.around(live, seen)
        before = self.belief > 0
        part, log = silence.forward(self.belief[keep], self.group[keep], self.groups, time)
        self.belief = np.zeros_like(self.belief)
        self.belief[keep] = part
        if self.tape is not None:
            self.tape.append((Quiet(silence, keep, time), before))
        return self._count(log)

    def record(self, operator: Operator) -> np.ndarray:
        """Take a record in; float64 (hypotheses,): its log-likelihood."""
        before = self.belief > 0
        found = operator.forward(self.belief)
        self.belief, log = scaled(found, group_masses(found, self.group, self.groups), self.group)
        if self.tape is not None:
            self.tape.append((operator, before))
        return self._count(log)

    def _count(self, log: np.ndarray) -> np.ndarray:
        """float64 (hypotheses,): what the hypotheses gain where their groups gain ``log``, float64 (groups,)."""
        gained = _log_sums(self.log_share + log, self.member, len(self.log_mass))
        # A hypothesis that is dead stays so, and adds nothing more to tell.
        gained = np.where(np.isneginf(self.log_mass), 0.0, gained)
        self.log_mass = self.log_mass + gained
        self.log_share = self.log_share + log - np.where(np.isneginf(gained), 0.0, gained)[self.member]
        return gained

    def under(self, at: int) -> np.ndarray:
        """float64 (states,): the belief under one hypothesis; all zero where it is dead."""
        return np.where(self.owner == at, self.shares(), 0.0).sum(axis=1)

    def weighted(self, weights: np.ndarray) -> np.ndarray:
        """float64 (states,): the beliefs added up by weight, float64 (hypotheses,)."""
        return (self.belief * np.append(self.by_group(weights), 0.0)[self.group]).sum(axis=1)

    def by_group(self, weights: np.ndarray) -> np.ndarray:
        """float64 (groups,): weights of the hypotheses shared out."""
        return weights[self.member] * np.exp(self.log_share)


def _log_sums(logs: np.ndarray, member: np.ndarray, count: int) -> np.ndarray:
    """float64 (count,): for each hypothesis the log of the sum over its groups."""
    most = np.full(count, -np.inf)
    np.maximum.at(most, member, logs)
    least = np.where(np.isneginf(most), 0.0, most)
    with np.errstate(divide="ignore"):
        return least + np.log(np.bincount(member, np.exp(logs - least[member]), minlength=count))
