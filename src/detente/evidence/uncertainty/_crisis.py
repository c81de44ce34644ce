"""A scenario in the form that travels to other processes, and what its draws mean under each explanation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from detente.errors import UsageError
from detente.evidence.uncertainty._ledger import digest
from detente.evidence.uncertainty._priors import Unknown, nothing_to_draw, unknowns_of
from detente.game import Game


class Crisis(Protocol):
    """What is read of a scenario (a ``detente.scenario.Scenario`` is one); nothing is imported from there."""

    @property
    def explanations(self) -> Mapping[str, Any]: ...

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game: ...


@dataclass(frozen=True)
class Told:
    """An explanation as the filter reads it."""

    name: str
    factor: str | None
    prior: float
    title: str
    about: str


@dataclass(frozen=True)
class Shipped:
    """The games of a scenario with the explanations and the unknowns that they share.

    Attributes
    ----------
    games
        By overlay; the scenario as it stands under ``None``.
    drawn
        For each game: the unknown by parameter. An overlay that gives a parameter another value keeps that value; one
        that gives it another prior has an unknown of its own.
    """

    games: Mapping[str | None, Game]
    explanations: Mapping[str, Told]
    unknowns: tuple[Unknown, ...]
    drawn: Mapping[str | None, Mapping[str, str]]

    @classmethod
    def of(cls, crisis: Crisis) -> Shipped:
        """Take from a scenario what is needed.

        Raises
        ------
        UsageError
            Where no parameter has a prior.
        """
        told = {
            name: Told(one.name, one.factor, one.prior, one.title, one.about)
            for name, one in crisis.explanations.items()
        }
        overlays = [name for name, one in told.items() if one.factor is None]
        base = crisis.game()
        games: dict[str | None, Game] = {} if overlays and len(overlays) == len(told) else {None: base}
        games |= {name: crisis.game(explanation=name) for name in overlays}
        unknowns: dict[str, Unknown] = {}
        drawn: dict[str | None, dict[str, str]] = {}
        for name, game in games.items():
            drawn[name] = {}
            for key, parameter, one in _unknowns(name, game, base):
                unknowns.setdefault(key, one)
                drawn[name][parameter] = key
        if not unknowns:
            raise nothing_to_draw()
        return cls(games, told, tuple(unknowns.values()), drawn)

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game:
        """The game under an overlay with the values of a draw."""
        game = self.games[explanation]
        if not set:
            return game
        return game.with_parameters(**{name: set[key] for name, key in self.drawn[explanation].items()})

    @property
    def names(self) -> tuple[str, ...]:
        """Of the unknowns."""
        return tuple(one.name for one in self.unknowns)

    @property
    def digest(self) -> str:
        """A hash of all that was taken from the scenario; where functions lie in memory does not count."""
        said = re.sub(r" at 0x[0-9a-fA-F]+", "", repr((self.games, self.explanations)))
        return digest(said)


def _unknowns(overlay: str | None, game: Game, base: Game) -> list[tuple[str, str, Unknown]]:
    """Of one game: the name of the unknown, that of the parameter, and the unknown."""
    own = {one.name: one for one in base.parameters}
    found = []
    for parameter, one in zip(
        (one for one in game.parameters if one.prior is not None), unknowns_of(game.parameters), strict=True
    ):
        there = own.get(parameter.name)
        if there is not None and there.prior == parameter.prior:
            if there.value == parameter.value:
                found.append((one.name, one.name, one))
            continue
        name = f"{overlay}.{one.name}"
        found.append((name, one.name, Unknown(name, one.prior)))
    return found


def shipped(crisis: Crisis | Game) -> Shipped:
    """A scenario, or a game without explanations, in the form that travels.

    Raises
    ------
    UsageError
        For anything else.
    """
    if isinstance(crisis, Game):
        return Shipped.of(_Alone(crisis))
    if not hasattr(crisis, "explanations") or not hasattr(crisis, "game"):
        raise UsageError(f"{type(crisis).__name__} is no scenario", "give `load(...)`, or a game")
    return Shipped.of(crisis)


@dataclass(frozen=True)
class _Alone:
    """A game without explanations, as a scenario."""

    only: Game

    @property
    def explanations(self) -> Mapping[str, Any]:
        return {}

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game:
        return self.only
