"""What a report is about: the game, and what its author said about it in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from detente import __version__
from detente.game import Game, settlements_of
from detente.report._rivals import OfCrisis, OneGame, Rivals


@dataclass(frozen=True)
class Asked:
    """A question of the scenario."""

    text: str
    about: str = ""
    name: str = ""


@dataclass(frozen=True)
class Moment:
    """A "now" to report from: a time in clock units after the start, and what was seen to hold then."""

    name: str
    at: float = 0.0
    given: str | None = None
    about: str = ""
    title: str = ""


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from, so that it can be made again."""

    scenario: str
    scenario_hash: str
    version: str
    made: dt.datetime
    settings: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """A scenario as the report needs it.

    Attributes
    ----------
    explanations
        What each value of the hidden factor ``hidden`` would mean, or each overlay.
    hidden
        The factor whose values are the rival explanations, if the scenario has one.
    settlement
        The factor that says which settlement was reached, if the scenario has one.
    sources
        Where the scenario takes its facts from, one text each.
    evidence
        Records, or what a scenario gives as its ``evidence``; None where there is none.
    rivals
        The games of the explanations; None where all of them are values of ``hidden``.
    places
        Where on the map things are, as a scenario gives them.
    settlements
        What in the game is a settlement, as ``detente.game.settlements_of`` gives it.
    changeable
        The scenario itself, where it names changes (``do:``) that can be made to it.
    """

    name: str
    title: str
    about: str
    game: Game
    provenance: Provenance
    questions: tuple[Asked, ...] = ()
    moments: tuple[Moment, ...] = ()
    explanations: Mapping[str, str] = field(default_factory=dict)
    hidden: str | None = None
    settlement: str | None = None
    sources: tuple[str, ...] = ()
    evidence: Any = None
    rivals: Rivals | None = None
    places: tuple[Any, ...] = ()
    settlements: tuple[Any, ...] = ()
    changeable: Any = field(default=None, repr=False)

    @property
    def contest(self) -> Rivals:
        """The explanations with their games."""
        return self.rivals or OneGame.of(self.game, self.hidden, self.explanations)


class Crisis(Protocol):
    """What a report reads of a scenario (a ``detente.scenario.Scenario`` is one); nothing is imported from there."""

    @property
    def path(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def sources(self) -> tuple[str, ...]: ...
    @property
    def questions(self) -> tuple[Any, ...]: ...
    @property
    def moments(self) -> Mapping[str, Any]: ...
    @property
    def explanations(self) -> Mapping[str, Any]: ...
    @property
    def evidence(self) -> Any: ...

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game: ...


def subject_of(
    crisis: Crisis,
    game: Game | None = None,
    name: str | None = None,
    settings: Mapping[str, float | str] | None = None,
    rivals: Rivals | None = None,
) -> Subject:
    """What a report needs to know of a scenario.

    Parameters
    ----------
    game
        The scenario's game with other parameters, say; None for the game as it stands.
    name
        As the user calls it: a path or a case; None for the file's own.
    settings
        What was changed, to be shown with the result.
    rivals
        The explanations and their games, changed as ``game`` is; None for the scenario's own.
    """
    explained = (rivals or crisis).explanations.values()
    game = crisis.game() if game is None else game
    named = name or _place(crisis.path)
    short = Path(named).stem if Path(named).suffix in (".yaml", ".yml", ".json") else Path(named).name
    made = Provenance(named, crisis.sha256[:16], __version__, dt.datetime.now(dt.UTC), dict(settings or {}))
    return Subject(
        name=short,
        title=crisis.title or short,
        about=" ".join(crisis.about.split()),
        game=game,
        provenance=made,
        questions=tuple(Asked(one.text, one.about or one.title, one.name) for one in crisis.questions),
        moments=tuple(
            Moment(one.name, one.at or 0.0, one.given, one.about, one.title) for one in crisis.moments.values()
        ),
        explanations={one.name: one.about or one.title for one in explained},
        hidden=next((one.factor for one in explained if one.factor is not None), None),
        settlement=_settlement(game),
        sources=crisis.sources,
        evidence=crisis.evidence,
        rivals=rivals or _rivals(crisis, game, settings or {}),
        places=tuple(getattr(crisis, "places", {}).values()),
        changeable=crisis if getattr(crisis, "do", None) and "explanation" not in (settings or {}) else None,
        settlements=tuple(getattr(crisis, "settlements", ())) or settlements_of(game),
    )


def _rivals(crisis: Crisis, game: Game, settings: Mapping[str, float | str]) -> Rivals | None:
    if settings.get("explanation") in crisis.explanations:
        return OneGame(game, {})
    if all(one.factor is not None for one in crisis.explanations.values()):
        return None
    known = {one.name for one in game.parameters}
    return OfCrisis(crisis, game, {name: value for name, value in settings.items() if name in known})


def _place(path: str) -> str:
    """The file's name; the folder's where the file is only called ``scenario.yaml``."""
    found = Path(path)
    return found.parent.name or found.name if found.name == "scenario.yaml" else found.name


def _settlement(game: Game) -> str | None:
    """The factor that says which settlement was reached, by its name."""
    names = [one.name for one in game.factors]
    return next((name for name in names if name == "settlement" or name.endswith("_settlement")), None)
