"""What can be chosen, dragged and asked in a scenario: all that a panel of controls needs to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.evidence.filtering import said
from detente.game import Clock, Game, Parameter
from detente.report._analyse import default_horizon
from detente.report._material import material_of
from detente.report._priors import described, quantile
from detente.report._subject import Asked, Crisis

LOW, HIGH = 0.01, 0.99
"""The points of a prior between which a slider runs."""


@dataclass(frozen=True)
class Dial:
    """A parameter that can be moved.

    Attributes
    ----------
    low, high
        The 1% and 99% points of its prior; None where it has none, and then any number may be given.
    log
        Whether equal steps of the dial are equal ratios.
    follows
        The expression over other parameters that it follows; None for a number of its own.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    log: bool
    prior: str
    about: str
    basis: str
    follows: str | None = None


@dataclass(frozen=True)
class Dated:
    """Something on the line of time: a record, or a moment of the scenario."""

    time: float
    said: str
    what: str


@dataclass(frozen=True)
class Sheet:
    """The choices of a scenario.

    Attributes
    ----------
    end
        How far the line of time reaches, in clock units.
    records, moments
        In order of time.
    factors
        By name, the values in order; ``moves`` by actor, ``events`` those of nature.
    do
        By name: what the scenario's own `do` blocks change, in words.
    """

    title: str
    about: str
    clock: Clock
    end: float
    dials: tuple[Dial, ...]
    records: tuple[Dated, ...]
    moments: tuple[Dated, ...]
    explanations: Mapping[str, str]
    factors: Mapping[str, tuple[str, ...]]
    moves: Mapping[str, tuple[str, ...]]
    events: tuple[str, ...]
    questions: tuple[Asked, ...]
    do: Mapping[str, str] = field(default_factory=dict)

    def date(self, time: float) -> dt.date | None:
        """The date of a time on the line, where the clock has dates."""
        return self.clock.date(time)


def sheet_of(crisis: Crisis) -> Sheet:
    """Read the choices off a scenario; nothing is solved.

    Raises
    ------
    RecordError
        With everything that is wrong with its records.
    """
    game = crisis.game()
    clock = game.clock
    material = material_of(None, crisis.evidence, game)
    rows = () if material is None else tuple(material.records)
    records = sorted((Dated(one.at(clock), said(one), one.source) for one in rows), key=lambda one: one.time)
    moments = [Dated(one.at or 0.0, one.title or one.name, one.about) for one in crisis.moments.values()]
    times = [one.time for one in records] or [default_horizon(game)]
    return Sheet(
        title=crisis.title or crisis.path,
        about=" ".join(crisis.about.split()),
        clock=clock,
        end=max(times),
        dials=tuple(_dial(one, game) for one in game.parameters),
        records=tuple(records),
        moments=tuple(sorted(moments, key=lambda one: one.time)),
        explanations={one.name: one.about or one.title for one in crisis.explanations.values()},
        factors={one.name: tuple(game.lowered.vocabulary.values[one.name]) for one in game.factors},
        moves={actor: tuple(one.name for one in game.moves if one.actor == actor) for actor in game.actor_names},
        events=tuple(one.name for one in game.nature),
        questions=tuple(Asked(one.text, one.about or one.title, one.name) for one in crisis.questions),
        do=_blocks(crisis),
    )


def _dial(one: Parameter, game: Game) -> Dial:
    value = game.lowered.vocabulary.parameters[one.name]
    low = high = None
    log = False
    if one.prior is not None:
        low, high = quantile(one.prior, LOW), quantile(one.prior, HIGH)
        log = one.prior.kind in ("lognormal", "gamma") and low > 0
    follows = one.value if isinstance(one.value, str) and not _is_number(one.value) else None
    basis = "; ".join(part for part in (one.source, one.judgement) if part)
    return Dial(one.name, value, low, high, log, described(one.prior), one.about, basis, follows)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _blocks(crisis: Any) -> dict[str, str]:
    """The scenario's own `do` blocks with what is said of each."""
    found = getattr(crisis, "do", None) or {}
    return {name: getattr(one, "title", "") or getattr(one, "about", "") or "" for name, one in found.items()}
