"""Moves that take time: what they are in primitives, who sees them, and how long they are."""

import numpy as np
import pytest

from detente.errors import ScenarioError
from detente.game import Branch, Event, Factor, Game, Move
from detente.scenario import loads

TEXT = """\
detente: 1
clock: {unit: day}
parameters: {delay: 2.5}
actors:
  army: {discount: 0.1, attention: 1, noise: 1, sees: [front]}
  scouts: {discount: 0.1, attention: 1, noise: 1, sees: [front, weather]}
  court: {discount: 0.1, attention: 1, noise: 1, sees: [weather]}
  rival: {discount: 0.1, attention: 1, noise: 1}
state:
  front: {values: [far, near, gone], start: far, hidden_from: [rival]}
  stores: {values: [low, high], start: high, hidden_from: [analyst]}
  weather: {values: [dry, wet], start: dry}
moves:
  army:
    march:
      when: front == far
      takes: TAKES
      then: [{chance: 0.6, set: {front: near}}, {chance: 0.4, set: {stores: low}, gives: {rival: 0.3}}]
      gives: {army: -2}
nature:
  rain: {rate: 0.2, then: {weather: wet}}
"""


def game_with(takes: str) -> Game:
    return loads(TEXT.replace("TAKES", takes)).game()


def named(game: Game, name: str) -> Event:
    return next(one for one in game.nature if one.name == name)


def test_one_phase_in_primitives() -> None:
    game = game_with("36 hours")
    under_way = game.factors[-1]
    assert (under_way.name, under_way.values, under_way.start) == ("army_march_under_way", ("no", "under_way"), "no")
    (march,) = game.moves
    assert march.when == "(front == far) and army_march_under_way == no"
    assert march.branches == (Branch({"army_march_under_way": "under_way"}, 1.0, {"army": -2.0}),)
    arrives = named(game, "army_march_arrives")
    assert arrives.rate == pytest.approx(1 / 1.5)
    assert arrives.when == "army_march_under_way == under_way"
    assert arrives.branches == (
        Branch({"front": "near", "army_march_under_way": "no"}, 0.6, {}),
        Branch({"stores": "low", "army_march_under_way": "no"}, 0.4, {"rival": 0.3}),
    )
    assert [one.name for one in game.nature] == ["rain", "army_march_arrives"]


def test_several_phases_take_as_long_on_average() -> None:
    game = game_with("{mean: 2*delay, phases: 3}")
    assert game.factors[-1].values == ("none", "phase_1", "phase_2", "phase_3")
    known = game.lowered.vocabulary.parameters
    assert known == {"delay": 2.5}
    rates = [named(game, f"army_march_{end}").rate for end in ("proceeds", "arrives")]
    assert [float(game.space.number(rate)[0]) for rate in rates] == pytest.approx([3 / 5, 3 / 5])
    assert mean_time_under_way(game) == pytest.approx(5.0)
    assert mean_time_under_way(game_with("delay")) == pytest.approx(2.5)


def mean_time_under_way(game: Game) -> float:
    """Mean time from the first phase to rest by the events alone, from the embedded chain."""
    transit = game.factors[-1].name
    level = game.space[transit]
    tables = game.tables
    events = {one.name: number for number, one in enumerate(game.nature)}
    del events["rain"]
    size = int(level.max())
    chain = np.zeros((size + 1, size + 1))
    weight = np.zeros(size + 1)
    for state, number, target, rate in zip(
        tables.event_state, tables.event_number, tables.event_target, tables.event_rate, strict=True
    ):
        if number in events.values():
            chain[level[state], level[target]] += rate
            weight[level[state]] += 1
    states = np.array([(level == one).sum() for one in range(size + 1)])
    chain /= states[:, None]
    inside = chain[1:, 1:] - np.diag(chain[1:].sum(axis=1))
    return float(np.linalg.solve(-inside, np.ones(size))[0])


def test_who_sees_what_is_under_way() -> None:
    """Those who see any factor that it changes, and its actor; the analyst likewise."""
    game = game_with("3")
    transit = "army_march_under_way"
    seers = {one.name: one.sees is None or transit in one.sees for one in game.actors}
    assert seers == {"army": True, "scouts": True, "court": False, "rival": True}  # the rival sees `stores`
    assert game.analyst_sees is not None
    assert transit in game.analyst_sees  # the analyst sees `front`


def test_what_nobody_else_sees_stays_unseen() -> None:
    text = (
        TEXT.replace("TAKES", "3")
        .replace("set: {front: near}", "set: {stores: low}")
        .replace("hidden_from: [analyst]", "hidden_from: [analyst, rival, scouts]")
    )
    game = loads(text).game()
    transit = "army_march_under_way"
    assert [one.name for one in game.actors if one.sees is None or transit in one.sees] == ["army"]
    assert game.analyst_sees is not None
    assert transit not in game.analyst_sees


def test_a_move_is_not_open_while_it_is_under_way() -> None:
    game = game_with("{mean: 4 days, phases: 2}")
    tables = game.tables
    march = tables.option_move == 0
    assert set(game.space["army_march_under_way"][tables.option_state[march]]) == {0}


def test_a_move_without_a_change_still_takes_its_time() -> None:
    game = loads(
        "detente: 1\nactors: {a: {discount: 1, attention: 1, noise: 1}}\n"
        "state: {x: {values: [p, q], start: p}}\n"
        "moves: {a: {rest: {takes: 3, gives: {a: -1}}}}\n"
        "nature: {turn: {rate: 1, then: {x: q}}}\n"
    ).game()
    assert game.factors[1] == Factor(
        "a_rest_under_way", ("no", "under_way"), "no", True, "the time that `a.rest` takes", ""
    )
    assert game.moves == (Move("a", "rest", "a_rest_under_way == no", {"a_rest_under_way": "under_way"}, {"a": -1.0}),)
    assert named(game, "a_rest_arrives").branches == (Branch({"a_rest_under_way": "no"}, 1.0, {}),)


@pytest.mark.parametrize(
    ("takes", "code"),
    [
        ("0", "S021"),
        ("-1 day", "S021"),
        ("0 days", "S021"),
        ("{mean: 3, phases: 0}", "S021"),
        ("{mean: 3, phases: 101}", "S021"),
        ("{mean: 3, phases: 1.5}", "S007"),
        ("{phases: 2}", "S006"),
        ("5 parsecs", "S034"),
        ("1e999", "S021"),
        ("dely", "S011"),
        ("3 + ", "S010"),
        ("level(front)", "S028"),
    ],
)
def test_durations_that_cannot_be(takes: str, code: str) -> None:
    try:
        found = loads(TEXT.replace("TAKES", takes)).check()
    except ScenarioError as error:
        found = list(error.diagnostics)
    one = found[0]
    assert one.code == code
    assert one.place is not None
    assert one.place.line == 17
