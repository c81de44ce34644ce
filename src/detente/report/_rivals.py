"""Rival explanations and their games, in the form in which the weighing of evidence reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from detente.game import Game


class Rivals(Protocol):
    """Explanations by name, and the game under each; a ``detente.scenario.Scenario`` is one."""

    @property
    def explanations(self) -> Mapping[str, Any]: ...

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game: ...


@dataclass(frozen=True)
class ValueOf:
    """An explanation that is a value of a hidden factor; its prior is its chance at the start."""

    name: str
    factor: str
    about: str = ""
    title: str = ""
    prior: None = None


@dataclass(frozen=True)
class OneGame:
    """A game whose explanations, if it has any, are the values of one of its factors."""

    base: Game = field(repr=False)
    explanations: Mapping[str, ValueOf]

    @classmethod
    def of(cls, game: Game, hidden: str | None, abouts: Mapping[str, str]) -> OneGame:
        """The values of ``hidden``, with what each would mean."""
        values = () if hidden is None else game.space.vocabulary.values[hidden]
        return cls(game, {value: ValueOf(value, hidden or "", abouts.get(value, "")) for value in values})

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game:
        """The game, with other values for some parameters."""
        assert explanation is None
        return self.base.with_parameters(**set) if set else self.base


@dataclass(frozen=True)
class OfCrisis:
    """A scenario's explanations, overlays among them, with some parameters set once and for all."""

    crisis: Rivals = field(repr=False)
    base: Game = field(repr=False)
    settings: Mapping[str, float | str]

    @property
    def explanations(self) -> Mapping[str, Any]:
        """Those of the scenario."""
        return self.crisis.explanations

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game:
        """The game under an explanation; ``set`` gives further parameters."""
        if explanation is None:
            return self.base.with_parameters(**set) if set else self.base
        return self.crisis.game(explanation=explanation, set={**self.settings, **(set or {})})
