"""From a scenario in primitives to the objects of the game."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.errors import Diagnostic, Path, did_you_mean
from detente.game import (
    Actor,
    Branch,
    Clock,
    ClockFault,
    Event,
    Factor,
    Flow,
    Move,
    Parameter,
    Prior,
    Start,
)
from detente.scenario._model import FlowPart, ParameterPart, ScenarioPart
from detente.scenario._sight import ANALYST
from detente.scenario._takes import duration

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Lowering:
    """The fields of a game, and where each payoff stands in the tree."""

    fields: Mapping[str, Any]
    flows: tuple[Path, ...]


def scalar(text: str) -> float | str:
    """The number, where a text is one; else the expression."""
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return number if math.isfinite(number) else text


def clock_of(unit: str, start: str | None, into: list[Diagnostic]) -> Clock:
    """The clock; what is wrong with it goes ``into`` the list."""
    word = unit.lower().removesuffix("s") if unit.lower().removesuffix("s") in _UNITS else unit
    if not word.isidentifier():
        expected = "second, minute, hour, day, week, month, year, or a word of your own"
        message = f"`{unit}` cannot be the unit of a clock"
        into.append(Diagnostic("S034", message, ("clock", "unit"), expected=expected))
        word = "day"
    if start is None:
        return Clock(word)
    try:
        return Clock(word, dt.date.fromisoformat(start))
    except ValueError:
        message = f"`{start}` is no date"
        into.append(Diagnostic("S034", message, ("clock", "start"), expected="a date such as 2016-02-27"))
        return Clock(word)


_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")


def lowered(part: ScenarioPart, clock: Clock, into: list[Diagnostic]) -> Lowering:
    """The fields of the game; what only the scenario can know to be wrong goes ``into`` the list."""
    flows, paths = _flows(part)
    fields = {
        "factors": _factors(part, into),
        "actors": _actors(part, into),
        "moves": tuple(
            Move(actor, name, one.when, _then(one.then), _payoffs(one.gives), one.about)
            for actor, own in part.moves.items()
            for name, one in own.items()
        ),
        "nature": tuple(
            Event(name, scalar(one.rate), one.when, _then(one.then), _payoffs(one.gives), one.about)
            for name, one in part.nature.items()
        ),
        "payoffs": flows,
        "parameters": tuple(_parameter(name, one, into) for name, one in part.parameters.items()),
        "start": tuple(Start(dict(row.set), scalar(row.chance)) for row in part.start),
        "analyst_sees": _seen(part, ANALYST, None if part.analyst is None else part.analyst.sees),
        "memory": _memory(part, clock, into),
        "clock": clock,
        "title": part.title,
    }
    for actor, own in part.moves.items():
        if actor not in part.actors and not own:
            into.append(_no_actor(actor, ("moves", actor), part))
    return Lowering(fields, paths)


def _no_actor(name: str, path: Path, part: ScenarioPart) -> Diagnostic:
    return Diagnostic("S014", f"`{name}` is no actor of this scenario", path, hint=did_you_mean(name, part.actors))


def _parameter(name: str, one: ParameterPart | str, into: list[Diagnostic]) -> Parameter:
    if isinstance(one, str):
        return Parameter(name, scalar(one))
    prior = None
    if one.prior is not None:
        if len(one.prior) == 1:
            ((kind, numbers),) = one.prior.items()
            prior = Prior(kind, tuple(numbers))
        else:
            message = f"the prior of `{name}` is not one kind with its numbers"
            expected = "a mapping such as `{lognormal: [-3.0, 0.5]}`"
            into.append(Diagnostic("S033", message, ("parameters", name, "prior"), expected=expected))
    return Parameter(name, scalar(one.value), prior, one.about, one.source, one.judgement, one.known)


def _factors(part: ScenarioPart, into: list[Diagnostic]) -> tuple[Factor, ...]:
    joint = {name for row in part.start for name in row.set}
    found = []
    for name, one in part.state.items():
        path: Path = ("state", name)
        start = one.start
        if start is None:
            start = one.values[0] if one.values else "none"
            if name not in joint:
                hint = f"write `start: {start}`, or chances by value"
                into.append(Diagnostic("S006", f"`{name}` has no `start:`", (*path, "start"), hint=hint))
        elif name in joint:
            hint = "leave one of the two out"
            message = f"`{name}` has a start of its own and another in the joint table"
            into.append(Diagnostic("S008", message, (*path, "start"), hint=hint))
        for who in one.hidden_from:
            if who not in part.actors and who != ANALYST:
                hint = did_you_mean(who, [*part.actors, ANALYST])
                message = f"`{who}` is no actor of this scenario"
                into.append(Diagnostic("S014", message, (*path, "hidden_from"), hint=hint))
        chances = start if isinstance(start, str) else {value: scalar(text) for value, text in start.items()}
        found.append(Factor(name, tuple(one.values), chances, one.ordered, one.about, one.title))
    return tuple(found)


def _seen(part: ScenarioPart, observer: str, listed: list[str] | None) -> tuple[str, ...] | None:
    """The factors that an observer sees; None for all."""
    hidden = {name for name, one in part.state.items() if observer in one.hidden_from}
    if listed is None and not hidden:
        return None
    return tuple(name for name in (part.state if listed is None else listed) if name not in hidden)


def _actors(part: ScenarioPart, into: list[Diagnostic]) -> tuple[Actor, ...]:
    return tuple(
        Actor(
            name,
            scalar(one.discount),
            scalar(one.attention),
            scalar(one.noise),
            _seen(part, name, one.sees),
            one.waits,
            one.name,
            one.about,
        )
        for name, one in part.actors.items()
    )


def _then(then: Any) -> Any:
    if isinstance(then, dict):
        return dict(then)
    return tuple(Branch(dict(one.set), scalar(one.chance), _payoffs(one.gives)) for one in then)


def _payoffs(gives: Mapping[str, str]) -> dict[str, float | str]:
    return {actor: scalar(text) for actor, text in gives.items()}


def _flows(part: ScenarioPart) -> tuple[tuple[Flow, ...], tuple[Path, ...]]:
    flows: list[Flow] = []
    paths: list[Path] = []
    for actor, written in part.payoffs.items():
        rows = written if isinstance(written, list) else [written]
        for at, one in enumerate(rows):
            row = one if isinstance(one, FlowPart) else FlowPart(flow=one)
            flows.append(Flow(actor, scalar(row.flow), row.when, row.about))
            paths.append(("payoffs", actor, at) if isinstance(written, list) else ("payoffs", actor))
    return tuple(flows), tuple(paths)


def _memory(part: ScenarioPart, clock: Clock, into: list[Diagnostic]) -> float | str | None:
    if part.beliefs is None or part.beliefs.memory is None:
        return None
    try:
        return duration(part.beliefs.memory, clock)
    except ClockFault as fault:
        into.append(Diagnostic("S034", str(fault), ("beliefs", "memory")))
        return None
