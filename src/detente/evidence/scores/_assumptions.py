"""Which parameters are worth trying otherwise: those in doubt that a forecast could depend on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.evidence.filtering import Hypothesis
from detente.game import Factor, Game, Parameter, SyntaxFault, names_in, parse


def doubtful(hypotheses: Sequence[Hypothesis], count: int) -> tuple[tuple[Parameter, float, float], ...]:
    """The parameters whose priors are widest for their size: each with its value and one standard deviation away.

    Left out are those that nothing uses but the start of the explanations' factor: they are the odds of the
    explanations before any record, and those are told apart from what the explanations say.
    """
    game = hypotheses[0].equilibrium.game
    used, values = telling(game, hypotheses), game.lowered.vocabulary.parameters
    found = []
    for one in game.parameters:
        if one.prior is None or one.name not in used:
            continue
        value = float(values[one.name])
        deviation = spread(one.prior.kind, one.prior.arguments)
        tried = value * math.exp(one.prior.arguments[1]) if one.prior.kind == "lognormal" else value + deviation
        bounded = {"beta": 1.0, "uniform": one.prior.arguments[-1], "triangular": one.prior.arguments[-1]}
        if tried >= bounded.get(one.prior.kind, math.inf):
            tried = value - deviation
        found.append((deviation / max(abs(value), 1e-12), one, value, tried))
    found.sort(key=lambda row: -row[0])
    return tuple((one, value, tried) for _, one, value, tried in found[:count])


def telling(game: Game, hypotheses: Sequence[Hypothesis]) -> frozenset[str]:
    """The parameters that something uses besides the start of the factors that the explanations are about."""
    about = {name for one in hypotheses for name in _names(one.holds)}
    starts = [one for one in game.factors if one.name not in about]
    joint = [one for one in game.start if not about.issuperset(one.set)]
    parts = [game.actors, game.moves, game.nature, game.payoffs, game.memory, starts, joint]
    needs = {one.name: set(_names(one.value)) for one in game.parameters}
    waiting, found = [name for name in _names(parts) if name in needs], set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs[name] & needs.keys()
    return frozenset(found)


_PROSE = ("name", "about", "title", "values", "sees", "actor")
"""Fields whose text is no expression."""


def _names(part: Any) -> Iterator[str]:
    """The names in all expressions of a part of a game; a payoff that is a function names none."""
    if isinstance(part, str):
        try:
            yield from names_in(parse(part))
        except SyntaxFault:
            return
    elif isinstance(part, Mapping):
        for one in part.values():
            yield from _names(one)
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _names(one)
    elif hasattr(part, "__dataclass_fields__"):
        fixed = isinstance(part, Factor) and isinstance(part.start, str)
        yield from _names([] if fixed else [one for name, one in vars(part).items() if name not in _PROSE])


def spread(kind: str, numbers: Sequence[float]) -> float:
    """The standard deviation of a prior."""
    match kind:
        case "normal":
            return numbers[1]
        case "lognormal":
            mean, sd = numbers
            return math.exp(mean + sd * sd / 2) * math.sqrt(math.expm1(sd * sd))
        case "uniform":
            return (numbers[1] - numbers[0]) / math.sqrt(12)
        case "beta":
            a, b = numbers
            return math.sqrt(a * b / (a + b + 1)) / (a + b)
        case "gamma":
            return math.sqrt(numbers[0]) * numbers[1]
        case _:
            low, mode, high = numbers
            return math.sqrt((low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18)
