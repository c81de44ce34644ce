"""What a record says about the state: an operator on beliefs, and its transpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Protocol

import numpy as np

from detente.evidence.filtering._grades import Grades
from detente.evidence.filtering._silence import group_masses
from detente.evidence.filtering._transitions import Transitions
from detente.evidence.records import Record

FALSE = "false report"
"""How the part of a likelihood in which nothing happened is called."""


class Operator(Protocol):
    """What a record does to a belief."""

    def forward(self, belief: np.ndarray) -> np.ndarray:
        """float64 (states, lanes) -> float64 (states, lanes)."""
        ...

    def backward(self, weight: np.ndarray) -> np.ndarray:
        """float64 (states, lanes) -> float64 (states, lanes): the transpose."""
        ...


@dataclass(frozen=True)
class Seen:
    """A reading: each state is weighed by how likely the report is there."""

    weight: np.ndarray = field(repr=False)

    def forward(self, belief: np.ndarray) -> np.ndarray:
        """Each state by its weight."""
        return belief * self.weight[:, None]

    def backward(self, weight: np.ndarray) -> np.ndarray:
        """The same: a diagonal is its own transpose."""
        return weight * self.weight[:, None]


@dataclass(frozen=True)
class Happened:
    """A change or a move: the rates of the transitions that fit, or nothing happened and the report is false.

    Attributes
    ----------
    rows
        int (fitting,): numbers of the transitions that fit.
    right
        Chance that the report is right.
    false_rate
        False reports of this kind per clock unit.
    """

    transitions: Transitions = field(repr=False)
    rows: np.ndarray = field(repr=False)
    right: float
    false_rate: float

    @cached_property
    def _fitting(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Source, target, and rate times the chance that the report is right, of the rows that fit."""
        every = self.transitions
        return every.source[self.rows], every.target[self.rows], self.right * every.rate[self.rows]

    @property
    def nothing(self) -> float:
        """The density of a false report."""
        return (1.0 - self.right) * self.false_rate

    def forward(self, belief: np.ndarray) -> np.ndarray:
        """``right * belief R + (1 - right) * false_rate * belief``."""
        source, target, rate = self._fitting
        found = np.empty_like(belief)
        for lane in range(belief.shape[1]):
            found[:, lane] = np.bincount(target, rate * belief[source, lane], minlength=len(belief))
        return found + self.nothing * belief if self.nothing else found

    def backward(self, weight: np.ndarray) -> np.ndarray:
        """The transpose."""
        source, target, rate = self._fitting
        found = np.empty_like(weight)
        for lane in range(weight.shape[1]):
            found[:, lane] = np.bincount(source, rate * weight[target, lane], minlength=len(weight))
        return found + self.nothing * weight if self.nothing else found

    def by_label(self, belief: np.ndarray, group: np.ndarray, groups: int) -> dict[str, np.ndarray]:
        """What each move or event contributes to the likelihood in each group, float64 (groups,) each."""
        labels, label = self.transitions.labels, self.transitions.label[self.rows]
        source, _, rate = self._fitting
        found = np.zeros((len(labels), groups + 1))
        for lane in range(belief.shape[1]):
            flow = rate * belief[source, lane]
            where = label * (groups + 1) + group[source, lane]
            found += np.bincount(where, flow, minlength=found.size).reshape(found.shape)
        parts = {name: row[:groups] for name, row in zip(labels, found, strict=True) if row[:groups].any()}
        if self.nothing:
            parts[FALSE] = self.nothing * group_masses(belief, group, groups)
        return parts


@dataclass(frozen=True)
class AnyOrder:
    """Several records of one day whose order is not known: the mean over their orders.

    The sum over orders is built up set by set, so that ``2^k`` products are needed and not ``k!``.
    """

    parts: tuple[Operator, ...]

    def forward(self, belief: np.ndarray) -> np.ndarray:
        """The mean over all orders."""
        return self._mean(belief, lambda part, x: part.forward(x))

    def backward(self, weight: np.ndarray) -> np.ndarray:
        """The same with each part transposed: all orders reversed are all orders."""
        return self._mean(weight, lambda part, x: part.backward(x))

    def _mean(self, x: np.ndarray, apply) -> np.ndarray:
        count = len(self.parts)
        done: dict[tuple[int, ...], np.ndarray] = {(): x}
        for size in range(1, count + 1):
            # The mean over the orders of a set: each of its parts is as likely to come last.
            done = {
                chosen: np.mean(
                    [apply(self.parts[last], done[tuple(one for one in chosen if one != last)]) for last in chosen],
                    axis=0,
                )
                for chosen in combinations(range(count), size)
            }
        return done[tuple(range(count))]


@dataclass(frozen=True)
class Reader:
    """Turns records into operators on one law.

    Attributes
    ----------
    false_rate
        False reports of a given change or move per clock unit.
    """

    transitions: Transitions = field(repr=False)
    grades: Grades
    false_rate: float

    def operator(self, record: Record, seen: np.ndarray) -> Seen | Happened:
        """The operator of a record, while the observer sees the factors ``seen``, bool (factors,)."""
        space = self.transitions.law.game.space
        if record.kind == "reading":
            (factor,), (value,) = record.factors, record.values
            values = space.vocabulary.values[factor]
            likely = self.grades.likelihood(record.grade, values.index(value), len(values))
            return Seen(likely[space[factor]])
        return Happened(
            self.transitions,
            self.fitting(record, seen),
            self.grades.right(record.grade),
            self.false_rate,
        )

    def fitting(self, record: Record, seen: np.ndarray, alone: bool = True) -> np.ndarray:
        """Int (fitting,): the transitions that a change or a move speaks of."""
        factors, levels = self._levels(record.factors, record.values)
        return self.transitions.fitting(record.actor, record.move, factors, levels, seen, alone)

    def _levels(self, names: Sequence[str], values: Sequence[str]) -> tuple[list[int], list[int]]:
        vocabulary = self.transitions.law.game.space.vocabulary
        factors = [vocabulary.position[name] for name in names]
        return factors, [vocabulary.values[name].index(value) for name, value in zip(names, values, strict=True)]
