"""What a study moves: the games of a scenario, with the parameters that can be given other values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.errors import UsageError, did_you_mean
from detente.evidence.uncertainty import Told, Unknown, digest
from detente.game import Game, Parameter


@dataclass(frozen=True)
class Ground:
    """The games of a scenario in a form that travels, any parameter of which can be moved.

    Attributes
    ----------
    games
        By overlay; the scenario as it stands under None, where something rests on it.
    explanations
        As the filter reads them.
    values
        By name: the value of each parameter as the scenario has it. A parameter that an overlay gives another value or
        prior has a name of its own there, ``overlay.name``.
    unknowns
        Those with a prior, by name.
    moved
        For each game: the parameter that each name moves.
    """

    games: Mapping[str | None, Game] = field(repr=False)
    explanations: Mapping[str, Told]
    values: Mapping[str, float]
    unknowns: Mapping[str, Unknown]
    moved: Mapping[str | None, Mapping[str, str]] = field(repr=False)

    @classmethod
    def of(cls, crisis: Any) -> Ground:
        """Of a scenario, or of a game by itself.

        Raises
        ------
        UsageError
            For anything else.
        """
        if isinstance(crisis, Game):
            return cls._of({None: crisis}, {})
        if not hasattr(crisis, "explanations") or not hasattr(crisis, "game"):
            raise UsageError(f"{type(crisis).__name__} is no scenario", "give `load(...)`, or a game")
        told = {
            name: Told(one.name, one.factor, one.prior, one.title, one.about)
            for name, one in crisis.explanations.items()
        }
        overlays = [name for name, one in told.items() if one.factor is None]
        games: dict[str | None, Game] = {}
        if not overlays or len(overlays) < len(told):
            games[None] = crisis.game()
        games |= {name: crisis.game(explanation=name) for name in overlays}
        return cls._of(games, told, crisis.game())

    @classmethod
    def _of(
        cls, games: Mapping[str | None, Game], explanations: Mapping[str, Told], base: Game | None = None
    ) -> Ground:
        own = {one.name: one for one in (base or games[None]).parameters}
        values: dict[str, float] = {}
        unknowns: dict[str, Unknown] = {}
        moved: dict[str | None, dict[str, str]] = {}
        for overlay, game in games.items():
            known = game.lowered.vocabulary.parameters
            moved[overlay] = {}
            for one in game.parameters:
                key = one.name if _same(one, own.get(one.name)) else f"{overlay}.{one.name}"
                moved[overlay][key] = one.name
                values.setdefault(key, known[one.name])
                if one.prior is not None:
                    unknowns.setdefault(key, Unknown(key, one.prior))
        return cls(games, explanations, values, unknowns, moved)

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game:
        """The game under an explanation with other values of some parameters."""
        game, names = self.games[explanation], self.moved[explanation]
        mine = {names[key]: value for key, value in (set or {}).items() if key in names}
        return game.with_parameters(**mine) if mine else game

    def known(self, name: str) -> str:
        """The name, if a parameter has it.

        Raises
        ------
        UsageError
            With the nearest name, where none has.
        """
        if name not in self.values:
            hint = did_you_mean(name, self.values) if self.values else "the scenario has no `parameters:`"
            raise UsageError(f"there is no parameter `{name}` in this scenario", hint)
        return name

    @property
    def any_game(self) -> Game:
        """One of the games: all share clock, factors and actors' names unless an overlay adds some."""
        return next(iter(self.games.values()))

    @property
    def digest(self) -> str:
        """A hash of all that was taken from the scenario; where functions lie in memory does not count."""
        return digest(re.sub(r" at 0x[0-9a-fA-F]+", "", repr((dict(self.games), dict(self.explanations)))))


def _same(one: Parameter, other: Parameter | None) -> bool:
    return other is not None and one.value == other.value and one.prior == other.prior
