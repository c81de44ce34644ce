"""Tables of options, events and payoffs against plain loops over single states."""

import numpy as np
import pytest
from hypothesis import given, settings
from tests.oracle.adapter import positions
from tests.oracle.model import lay_out
from tests.oracle.random_games import Size, games, seeded_game

from detente.errors import ScenarioError
from detente.game import WAIT, Actor, Branch, Event, Factor, Flow, Game, Move


def check_tables(game):
    dense, tables = lay_out(game), game.tables
    where = positions(dense, game.space)
    assert tables.states == dense.size
    assert tables.actors == len(dense.discount)
    np.testing.assert_allclose(tables.income[where], dense.income + dense.nature_gives, atol=1e-12)
    rates = np.zeros((dense.size, dense.size))
    np.add.at(rates, (tables.event_state, tables.event_target), tables.event_rate)
    np.testing.assert_allclose(rates[np.ix_(where, where)], dense.nature, atol=1e-12)
    check_options(dense, game, where)


def check_options(dense, game, where):
    tables, size = game.tables, dense.size
    chance = np.zeros((len(tables.option_move), size))
    for option in range(len(tables.option_move)):
        arcs = slice(*tables.option_arc[option : option + 2])
        np.add.at(chance[option], tables.arc_target[arcs], tables.arc_chance[arcs])
    gives = np.zeros((len(tables.option_move), tables.actors))
    np.add.at(gives, (tables.give_option, tables.give_actor), tables.give_value)
    rows = {
        (tables.option_state[at], tables.option_actor[at], tables.option_move[at]): at
        for at in range(len(tables.option_move))
    }
    assert len(rows) == len(tables.option_move)
    for actor in dense.actors:
        numbers = [at for at, one in enumerate(game.moves) if one.actor == game.actors[actor].name] + [WAIT]
        for at in range(size):
            some_move = dense.is_open[actor][at, :-1].any()
            for column, number in enumerate(numbers):
                row = rows.pop((where[at], actor, number), None)
                expected = dense.is_open[actor][at, column] and some_move
                assert (row is not None) == expected
                if row is not None:
                    np.testing.assert_allclose(chance[row, where], dense.leads[actor][column, at], atol=1e-12)
                    np.testing.assert_allclose(gives[row], dense.gives[actor][column, at], atol=1e-12)
    assert not rows


@pytest.mark.parametrize("seed", range(40))
def test_tables_hold_what_single_states_say(seed):
    check_tables(seeded_game(seed, Size(factors=4, states=36)))


@settings(max_examples=30)
@given(games(Size(factors=3, states=18)))
def test_tables_hold_what_single_states_say_in_shrinkable_games(game):
    check_tables(game)


@pytest.mark.parametrize("seed", range(5))
def test_rows_are_sorted_and_waiting_is_last(seed):
    tables = seeded_game(seed).tables
    assert (np.diff(tables.option_state) >= 0).all()
    assert (np.diff(tables.event_state) >= 0).all()
    assert (np.diff(tables.decision_option) > 0).all()
    last = np.zeros(len(tables.option_move), dtype=bool)
    last[tables.decision_option[1:] - 1] = True
    assert not ((tables.option_move == WAIT) & ~last).any()
    keys = tables.decision_state.astype(int) * tables.actors + tables.decision_actor
    assert (np.diff(keys) > 0).all()


def queue(**changes):
    fields = {
        "factors": [Factor("queue", ("0", "1", "2", "3"), "1"), Factor("door", ("shut", "open"), "open")],
        "actors": [Actor("clerk", 0.13, 0.7, 0.9), Actor("guard", 0.21, 0.4, 1.1)],
        "moves": [
            Move("clerk", "serve", when="queue > 0", then={"queue": "level(queue) - 1"}, gives={"clerk": 1.3}),
            Move("guard", "turn", then=[Branch({"door": "shut"}, 0.35), Branch({"door": "open"}, 0.65)]),
        ],
        "nature": [
            Event("arrive", 1.5, when="queue < 3 and door == open", then={"queue": "level(queue) + 1"}),
        ],
        "payoffs": [Flow("guard", "-0.2*level(queue)")],
    }
    return Game(**(fields | changes))


def test_a_value_may_be_written_as_a_number():
    space = queue().space
    np.testing.assert_array_equal(space.holds("queue > 0"), space["queue"] > 0)
    np.testing.assert_array_equal(space.holds("queue in [1, 3]"), np.isin(space["queue"], [1, 3]))


def test_another_factors_name_copies_its_value():
    factors = [
        Factor("said", ("low", "mid", "high"), "low"),
        Factor("true_size", ("low", "mid", "high"), "high"),
    ]
    game = Game(factors=factors, nature=[Event("leak", 0.4, then={"said": "true_size"})])
    to = game.tables.event_target[game.tables.event_state == game.space.find({"said": "low", "true_size": "high"})]
    assert [game.space.describe(one) for one in to] == [{"said": "high", "true_size": "high"}]


def test_changes_read_the_state_before():
    """Two factors swap: neither sees the other's new value."""
    factors = [Factor("left", ("a", "b", "c"), "a"), Factor("right", ("a", "b", "c"), "c")]
    game = Game(factors=factors, nature=[Event("swap", 0.4, then={"left": "right", "right": "left"})])
    assert sorted(tuple(one) for one in game.space.levels.T.tolist()) == [(0, 2), (2, 0)]


# -- payoffs as functions on the table of states -----------------------------------------------


def test_a_payoff_function_is_the_same_as_its_expression():
    written = queue(
        payoffs=[Flow("guard", "-0.2*level(queue)", when="door == open")],
        nature=[
            Event(
                "arrive",
                1.5,
                when="queue < 3",
                then={"queue": "level(queue) + 1"},
                gives={"clerk": "exp(-level(queue))"},
            )
        ],
    )
    coded = queue(
        payoffs=[Flow("guard", lambda space: -0.2 * space["queue"], when="door == open")],
        nature=[
            Event("arrive", 1.5, when="queue < 3", then={"queue": "level(queue) + 1"},
                  gives={"clerk": lambda space: np.exp(-space["queue"].astype(float))}),
        ],
    )  # fmt: skip
    np.testing.assert_allclose(written.tables.income, coded.tables.income)
    assert np.abs(coded.tables.income[:, 0]).max() > 0.1
    check_tables(coded)


def test_a_payoff_function_in_gives_of_a_move():
    move = Move("clerk", "serve", when="queue > 0", then={"queue": "level(queue) - 1"},
                gives={"clerk": lambda space: 0.3 + space["queue"], "guard": lambda space: 0.77})  # fmt: skip
    check_tables(queue(moves=[move]))


@pytest.mark.parametrize(
    "function, code, fragment",
    [
        (lambda space: 1 / 0, "S037", "the payoff function failed: division by zero"),
        (lambda space: np.ones(3), "S037", "the payoff function failed"),
        (lambda space: "much", "S037", "the payoff function failed"),
        (lambda space: space["cue"], "S037", "there is no factor `cue`"),
        (
            lambda space: np.where(space["queue"] == 2, np.nan, 0.3),
            "S029",
            "in the state `queue == 2 and door ==",
        ),
    ],
)
def test_payoff_functions_that_fail(function, code, fragment):
    with pytest.raises(ScenarioError) as caught:
        queue(payoffs=[Flow("guard", 0.4), Flow("clerk", function)]).tables
    (one,) = caught.value.diagnostics
    assert one.code == code
    assert fragment in one.message
    assert one.path == ("payoffs", 1, "flow")
