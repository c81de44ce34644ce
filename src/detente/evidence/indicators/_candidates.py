"""What could be seen by a date: values of seen factors, moves, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.evidence.explanations import Names
from detente.evidence.indicators._steps import Steps
from detente.evidence.indicators._survival import Thing

CERTAIN = 1.0 - 1e-12
"""A factor that has a value with at least this chance has it."""

OPENLY = "in the open"


@dataclass(frozen=True)
class Candidate:
    """Something that could be seen.

    Attributes
    ----------
    kind
        ``value``: a factor takes a value; ``leaves``: it takes any other; ``move``: a move is made; ``nothing``: no
        change is seen.
    name
        The factor or the move.
    value
        Of a factor; of a move that can be made in secret: that it is made in the open.
    """

    kind: str
    name: str = ""
    value: str = ""

    def said(self, names: Names) -> str:
        """In words."""
        match self.kind:
            case "value":
                return names.holding(self.name, self.value)
            case "leaves":
                return names.holding(self.name, f"no longer {self.value}")
            case "move":
                return names.move(self.name) + (f", {self.value}" if self.value else "")
        return "nothing is seen to change"

    @property
    def condition(self) -> str | None:
        """The condition on the state that comes to hold at some time; None for moves and nothing."""
        return {"value": f"{self.name} == {self.value}", "leaves": f"{self.name} != {self.value}"}.get(self.kind)


def candidates(steps: Steps, now: np.ndarray) -> Iterator[tuple[Candidate, Thing]]:
    """All that could be seen under one law.

    Parameters
    ----------
    now
        float64 (states,): the belief now, all explanations of this law together; sums to 1.
    """
    game = steps.equilibrium.game
    space = game.space
    for factor, sees in zip(space.factors, game.lowered.sight[-1], strict=True):
        if sees:
            yield from _of_factor(factor, space.vocabulary.values[factor], space[factor], steps, now)
    made = len(game.moves)
    for label in range(made):
        if (rows := steps.heard(label)).any():
            openly = OPENLY if steps.secret(label) else ""
            yield Candidate("move", steps.labels[label], openly), Thing(rows=rows)
    yield Candidate("nothing"), Thing(rows=steps.shown)


def _of_factor(
    factor: str, values: tuple[str, ...], column: np.ndarray, steps: Steps, now: np.ndarray
) -> Iterator[tuple[Candidate, Thing]]:
    chance = np.bincount(column, now, minlength=len(values))
    inside = column[steps.keep]
    for level, value in enumerate(values):
        if chance[level] < CERTAIN:
            if (inside == level).any():
                yield Candidate("value", factor, value), Thing(goal=inside == level)
        elif len(values) > 2 and (inside != level).any():
            yield Candidate("leaves", factor, value), Thing(goal=inside != level)
