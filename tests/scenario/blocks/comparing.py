"""Two games compared state by state, whatever the order of their states and factors."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import pytest

from detente.equilibrium import generator, uniform_choice
from detente.errors import ScenarioError
from detente.game import Game
from detente.scenario import loads

State = tuple[tuple[str, str], ...]

ACTOR = "{discount: 0.013, attention: 0.21, noise: 0.8}"


@dataclass(frozen=True)
class Picture:
    """A game as plain dictionaries over the values of its factors."""

    start: dict[State, float]
    options: dict[tuple[State, str], dict[State, float]]
    gives: dict[tuple[State, str, str], float]
    events: dict[tuple[State, str, State], float]
    income: dict[tuple[State, str], float]
    rates: dict[tuple[State, State], float]
    sight: dict[str, frozenset[str]]


def picture(game: Game) -> Picture:
    """Everything that decides a game's answers."""
    space, tables = game.space, game.tables
    states = [tuple(sorted(space.describe(at).items())) for at in range(len(space))]
    start = {states[at]: chance for at, chance in enumerate(space.start) if chance}
    labels = [one.label for one in game.lowered.moves]
    options: dict[tuple[State, str], dict[State, float]] = {}
    where = []
    for at, (state, actor, move) in enumerate(
        zip(tables.option_state, tables.option_actor, tables.option_move, strict=True)
    ):
        label = labels[move] if move >= 0 else f"{game.actor_names[actor]}.wait"
        targets: dict[State, float] = defaultdict(float)
        for arc in range(tables.option_arc[at], tables.option_arc[at + 1]):
            targets[states[tables.arc_target[arc]]] += float(tables.arc_chance[arc])
        where.append((states[state], label))
        options[where[-1]] = dict(targets)
    gives = {
        (*where[option], game.actor_names[actor]): float(value)
        for option, actor, value in zip(tables.give_option, tables.give_actor, tables.give_value, strict=True)
    }
    events: dict[tuple[State, str, State], float] = defaultdict(float)
    rows = zip(tables.event_state, tables.event_number, tables.event_target, tables.event_rate, strict=True)
    for state, number, target, rate in rows:
        if state != target:
            events[states[state], game.nature[number].name, states[target]] += float(rate)
    income = {
        (state, actor): float(tables.income[at, column])
        for at, state in enumerate(states)
        for column, actor in enumerate(game.actor_names)
    }
    found = generator(game, uniform_choice(tables)).tocoo()
    rates = {(states[a], states[b]): float(x) for a, b, x in zip(found.row, found.col, found.data, strict=True)}
    observers = (*game.actor_names, "analyst")
    sight = {
        one: frozenset(name for at, name in enumerate(space.factors) if row[at])
        for one, row in zip(observers, game.lowered.sight, strict=True)
    }
    return Picture(start, options, gives, dict(events), income, rates, sight)


def assert_same(one: Game, two: Game) -> None:
    """The two games give the same answers to everything."""
    assert len(one.space) == len(two.space)
    left, right = picture(one), picture(two)
    assert left.sight == right.sight
    assert left.options.keys() == right.options.keys()
    for key, targets in left.options.items():
        assert targets == pytest.approx(right.options[key], abs=1e-12), key
    for name in ("start", "gives", "events", "income", "rates"):
        assert getattr(left, name) == pytest.approx(getattr(right, name), abs=1e-12), name
    assert all(math.isfinite(rate) and rate > 0 for rate in left.rates.values())


def scenario(body: str, *actors: str, **special: str) -> str:
    """A scenario with some ordinary actors; ``special`` adds keys to one."""
    lines = ["detente: 1", "actors:"]
    for name in actors:
        more = special.get(name, "")
        lines.append(f"  {name}: {ACTOR[:-1]}{', ' + more if more else ''}}}")
    return "\n".join(lines) + "\n" + body


WEATHER = """
state: {weather: {values: [fair, foul], start: fair}}
nature: {turns: {rate: 0.3, when: weather == fair, then: {weather: foul}}}
"""
"""Something for a scenario to have besides its block."""


def game(text: str) -> Game:
    """The game of a scenario."""
    return loads(text).game()


def refusal(text: str):
    """The one diagnostic that a scenario is refused with."""
    with pytest.raises(ScenarioError) as caught:
        game(text)
    assert len(caught.value.diagnostics) == 1, str(caught.value)
    return caught.value.diagnostics[0]
