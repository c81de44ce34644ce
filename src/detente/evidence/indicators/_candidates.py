"""What could be seen by a date: values of seen factors, moves, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.evidence.explanations import Names
from detente.evidence.indicators._steps import Steps
from detente.evidence.indicators._survival import Thing
from detente.game import Game

CERTAIN = 1.0 - 1e-12
"""A factor that has a value with at least this chance has it."""

OPENLY = "in the open"


@dataclass(frozen=True)
class Candidate:
    """Something that could be seen.

    Attributes
    ----------
    kind
        ``value``: a factor takes a value; ``leaves``: it takes any other; ``enters``: it changes to a value that it
        may have already; ``move``: a move is made; ``nothing``: no change is seen.
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
            case "enters":
                return names.holding(self.name, f"changes to {self.value}")
            case "leaves":
                return names.holding(self.name, f"no longer {self.value}")
            case "move":
                return names.move(self.name) + (f", {self.value}" if self.value else "")
        return "nothing is seen to change"

    @property
    def condition(self) -> str | None:
        """The condition on the state that comes to hold at some time; None for changes, moves and nothing."""
        return {"value": f"{self.name} == {self.value}", "leaves": f"{self.name} != {self.value}"}.get(self.kind)


Standing = Mapping[str, Mapping[str, float]]
"""By factor and value: the chance that it holds now."""


def standing(laws: Sequence[tuple[Game, np.ndarray]]) -> Standing:
    """What holds now, from the games with their beliefs, float64 (states,), together of any sum above 0."""
    total = sum(float(belief.sum()) for _, belief in laws)
    found: dict[str, dict[str, float]] = {}
    for game, belief in laws:
        for factor in game.space.factors:
            values = game.space.vocabulary.values[factor]
            chances = np.bincount(game.space[factor], belief, minlength=len(values)) / total
            mine = found.setdefault(factor, {})
            for value, chance in zip(values, chances.tolist(), strict=True):
                mine[value] = mine.get(value, 0.0) + chance
    return found


def candidates(steps: Steps, now: Standing) -> Iterator[tuple[Candidate, Thing]]:
    """All that could be seen under one law; ``now`` is over all laws, so that each has the same candidates."""
    game = steps.equilibrium.game
    space = game.space
    for factor, sees in zip(space.factors, game.lowered.sight[-1], strict=True):
        if sees:
            yield from _of_factor(factor, space.vocabulary.values[factor], space[factor], steps, now[factor])
    made = len(game.moves)
    for label in range(made):
        if (rows := steps.heard(label)).any():
            openly = OPENLY if steps.secret(label) else ""
            yield Candidate("move", steps.labels[label], openly), Thing(rows=rows)
    yield Candidate("nothing"), Thing(rows=steps.shown)


def _of_factor(
    factor: str, values: tuple[str, ...], column: np.ndarray, steps: Steps, now: Mapping[str, float]
) -> Iterator[tuple[Candidate, Thing]]:
    inside = column[steps.keep]
    for level, value in enumerate(values):
        if now[value] <= 1.0 - CERTAIN:
            if (inside == level).any():
                yield Candidate("value", factor, value), Thing(goal=inside == level)
        elif now[value] < CERTAIN:
            # That it has the value already is believed, not seen: only a change into it will be.
            into = (inside[steps.target] == level) & (inside[steps.source] != level)
            if into.any():
                yield Candidate("enters", factor, value), Thing(rows=into)
        elif len(values) > 2 and (inside != level).any():
            yield Candidate("leaves", factor, value), Thing(goal=inside != level)
