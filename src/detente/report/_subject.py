"""What a report is about: the game, and what its author said about it in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.game import Game


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
