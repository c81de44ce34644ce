"""The present taken apart: what may be the case with which chance, and every step that could come next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from detente.evidence.filtering import ALONE, Observed, Transitions
from detente.forecast import Mixture, Now
from detente.study.signals._result import ANALYST, EXPLANATION


@dataclass(frozen=True)
class Part:
    """The present of one explanation (``explained``), or of one law; ``weight`` is its chance."""

    name: str
    now: Now = field(repr=False)
    weight: float
    explained: bool = False


def parts_of(present: Now | Mixture) -> tuple[Part, ...]:
    """The presents that make up the present belief."""
    if isinstance(present, Observed) and [one.name for one in present.hypotheses] != [ALONE]:
        pairs = zip(present.hypotheses, present.by_hypothesis, strict=True)
        found = [Part(one.name, alone, present.posterior[one.name], True) for one, alone in pairs if alone is not None]
        return tuple(one for one in found if one.weight > 0)
    if isinstance(present, Mixture):
        pairs = enumerate(zip(present.nows, present.weights.tolist(), strict=True))
        return tuple(Part(str(at), one, weight) for at, (one, weight) in pairs if weight > 0)
    return (Part("", present, 1.0),)


@dataclass(frozen=True)
class World:
    """Atoms (a part with a state of it) and the steps out of them, in flat arrays.

    Attributes
    ----------
    part, state, mass
        Of each atom; masses sum to 1.
    atom, target, label, flow
        Of each step: where from, the state it leads to, which change, and its rate times the mass of the atom.
    labels
        ``actor.move`` and ``nature.event``.
    """

    parts: tuple[Part, ...]
    part: np.ndarray = field(repr=False)
    state: np.ndarray = field(repr=False)
    mass: np.ndarray = field(repr=False)
    atom: np.ndarray = field(repr=False)
    target: np.ndarray = field(repr=False)
    label: np.ndarray = field(repr=False)
    flow: np.ndarray = field(repr=False)
    labels: tuple[str, ...]

    @classmethod
    def of(cls, parts: Sequence[Part]) -> World:
        """Everything that can come next."""
        labels: dict[str, int] = {}
        columns: list[tuple[np.ndarray, ...]] = []
        steps_of: list[tuple[np.ndarray, ...]] = []
        offset = 0
        for at, one in enumerate(parts):
            belief = one.now.belief / one.now.belief.sum()
            states = np.flatnonzero(belief > 0)
            columns.append((np.full(len(states), at), states, one.weight * belief[states]))
            steps = Transitions.of(one.now.law)
            numbers = np.array([labels.setdefault(name, len(labels)) for name in steps.labels], dtype=np.int64)
            rows = np.flatnonzero(belief[steps.source] > 0)
            atom = offset + np.searchsorted(states, steps.source[rows])
            flow = one.weight * belief[steps.source[rows]] * steps.rate[rows]
            steps_of.append((atom, steps.target[rows], numbers[steps.label[rows]], flow))
            offset += len(states)
        part, state, mass = (np.concatenate(one) for one in zip(*columns, strict=True))
        atom, target, label, flow = (np.concatenate(one) for one in zip(*steps_of, strict=True))
        return cls(tuple(parts), part, state, mass / mass.sum(), atom, target, label, flow, tuple(labels))

    def view(self, observer: str) -> tuple[np.ndarray, np.ndarray]:
        """What an observer sees: a number for the view of each atom, and one for the view after each step.

        An actor knows which game it is in; the analyst does not.
        """
        known: dict[tuple[int, bytes], int] = {}

        def look(parts: np.ndarray, states: np.ndarray) -> np.ndarray:
            found = np.empty(len(states), dtype=np.int64)
            for at, one in enumerate(self.parts):
                game = one.now.game
                row = -1 if observer == ANALYST else game.actor_names.index(observer)
                which = 0 if observer == ANALYST else self.laws[at]
                mine = np.flatnonzero(parts == at)
                if len(mine) == 0:
                    continue
                every, back = np.unique(states[mine], return_inverse=True)
                seen = np.ascontiguousarray(game.space.levels[game.lowered.sight[row]][:, every].T.astype(np.int32))
                numbers = [known.setdefault((which, one.tobytes()), len(known)) for one in seen]
                found[mine] = np.array(numbers, dtype=np.int64)[back]
            return found

        return look(self.part, self.state), look(self.part[self.atom], self.target)

    @cached_property
    def laws(self) -> tuple[int, ...]:
        """The number of the law of each part: parts that share an equilibrium share a law."""
        known: dict[int, int] = {}
        return tuple(known.setdefault(id(one.now.equilibrium), len(known)) for one in self.parts)

    def types(self, about: str) -> tuple[tuple[str, ...], np.ndarray]:
        """The values of a hidden thing, and which of them each atom has."""
        if about == EXPLANATION:
            return tuple(one.name for one in self.parts), self.part
        names: dict[str, int] = {}
        found = np.empty(len(self.state), dtype=np.int64)
        for at, one in enumerate(self.parts):
            space = one.now.game.space
            numbers = np.array([names.setdefault(value, len(names)) for value in space.vocabulary.values[about]])
            mine = self.part == at
            found[mine] = numbers[space[about][self.state[mine]]]
        return tuple(names), found

    def choice(self, move: str) -> np.ndarray:
        """float64 (atoms,): the chance that the actor makes a move at its next moment."""
        actor = move.split(".")[0]
        found = np.zeros(len(self.state))
        for at, one in enumerate(self.parts):
            law = one.now.law
            if move in {change.label for change in law.game.lowered.moves}:
                speed = float(law.game.lowered.attention[law.game.actor_names.index(actor)])
                mine = self.part == at
                found[mine] = law.count_rate(move)[self.state[mine]] / speed
        return found
