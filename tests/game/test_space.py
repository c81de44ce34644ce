"""The state space against a plain search over single states, on every way of searching."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from tests.oracle.model import lay_out, reachable
from tests.oracle.random_games import Size, games, seeded_game

from detente.errors import ScenarioError, UsageError
from detente.game import Actor, Branch, Event, Factor, Game, Move, Start


def tuples(space):
    return [tuple(column) for column in space.levels.T.tolist()]


def listing(count, letter="v"):
    return tuple(f"{letter}{at}" for at in range(count))


def check_states(game):
    dense, space = lay_out(game), game.space
    assert set(tuples(space)) == set(dense.states)
    assert len(space) == dense.size
    assert list(space.codes) == sorted(space.codes)
    start = dict(zip(dense.states, dense.start, strict=True))
    np.testing.assert_allclose(space.start, [start[one] for one in tuples(space)], atol=1e-15)
    assert math.isclose(space.start.sum(), 1.0, abs_tol=1e-12)
    for at, name in enumerate(space.factors):
        np.testing.assert_array_equal(space[name], [state[at] for state in tuples(space)])


@pytest.mark.parametrize("seed", range(40))
def test_the_states_are_those_that_a_plain_search_finds(seed):
    check_states(seeded_game(seed, Size(factors=4, actors=2)))


@settings(max_examples=30)
@given(games(Size(actors=2)))
def test_the_states_are_those_that_a_plain_search_finds_in_shrinkable_games(game):
    check_states(game)


def drifting(sizes, *, bound, max_states=2_000_000):
    """Queues that fill from one into the next, kept near each other: few combinations are reachable."""
    names = [f"queue_{at}" for at in range(len(sizes))]
    factors = [
        Factor(name, listing(size), f"v{at + 1}") for at, (name, size) in enumerate(zip(names, sizes, strict=True))
    ]
    nature = [
        Event("arrive", 0.7, when=f"level(queue_0) < {bound}", then={"queue_0": "level(queue_0) + 1"}),
        Event("drop", 0.2, when="level(queue_0) > 2", then={"queue_0": "level(queue_0) - 2"}),
    ]
    for one, two in itertools.pairwise(names):
        step = {one: f"level({one}) - 1", two: f"level({two}) + 1"}
        guard = f"level({one}) > 0 and level({two}) < min(level({one}), {bound})"
        back = Branch({two: f"max(level({two}) - 3, 0)"}, 0.4)
        nature.append(Event(f"pass_{one}", 0.3, when=guard, then=[Branch(step, 0.6), back]))
    return Game(factors=factors, nature=nature, max_states=max_states)


@pytest.mark.parametrize(
    "sizes",
    [
        (30, 31, 29),  # all combinations tabulated at once
        (61, 70, 67),  # a byte for each combination
        (700, 610, 590),  # sorted arrays: more combinations than bytes are spent on
        (2**20, 2**20, 2**21),  # close to the limit of the codes
    ],
)
def test_each_way_of_searching_finds_the_same_states(sizes):
    game = drifting([min(size, 4096) for size in sizes] if max(sizes) > 10_000 else sizes, bound=11)
    if max(sizes) > 10_000:  # as many combinations, from more factors
        extra = [Factor(f"extra_{at}", listing(1000, "w"), "w421") for at in range(2)]
        game = game.replace(factors=(*game.factors, *extra))
    expected = reachable(game)
    assert 300 < len(expected) < 20_000
    assert set(tuples(game.space)) == expected


def test_the_searches_agree_where_they_meet():
    """The same game under limits that choose different searches."""
    few = drifting((30, 31, 29), bound=17)
    by_bytes = drifting((30, 31, 29), bound=17, max_states=20_000)  # fewer than all combinations: another search
    np.testing.assert_array_equal(few.space.codes, by_bytes.space.codes)


@pytest.mark.parametrize("length", [3_000, 49_999, 50_001, 120_000])
def test_deep_chains_are_walked_to_the_end(length):
    up = Event("up", 0.3, when=f"level(depth) < {length - 1}", then={"depth": "level(depth) + 1"})
    game = Game(factors=[Factor("depth", listing(length), "v2")], nature=[up])
    assert len(game.space) == length - 2
    np.testing.assert_array_equal(game.space["depth"], np.arange(2, length))


def test_a_deep_chain_in_a_sparse_product():
    up = Event("up", 0.3, when="level(depth) < 1499", then={"depth": "level(depth) + 1"})
    still = [Factor(f"still_{at}", listing(600), "v77") for at in range(3)]
    game = Game(factors=[still[0], Factor("depth", listing(1500), "v3"), *still[1:]], nature=[up])
    assert len(game.space) == 1497
    np.testing.assert_array_equal(game.space["depth"], np.arange(3, 1500))


# -- the limit ------------------------------------------------------------------------------


def everywhere(*sizes, **more):
    """A walk over all values of each factor."""
    names = [f"wide_{at}" for at in range(len(sizes))]
    factors = [Factor(name, listing(size), "v0") for name, size in zip(names, sizes, strict=True)]
    nature = [
        Event(f"up_{name}", 0.3, when=f"level({name}) < {size - 1}", then={name: f"level({name}) + 1"})
        for name, size in zip(names, sizes, strict=True)
    ]
    return Game(factors=factors, nature=nature, **more)


@pytest.mark.parametrize(
    "sizes, limit",
    [
        ((6, 50, 7), 2_000),  # few combinations
        ((60, 5, 301), 3_000),  # a byte for each combination
        ((600, 5, 3010, 700), 3_000),  # sparse
        ((90_000,), 50_000),  # narrow and deep
    ],
)
def test_too_many_states_are_refused_with_the_factors_that_cause_it(sizes, limit):
    with pytest.raises(ScenarioError) as caught:
        everywhere(*sizes, max_states=limit).space
    (one,) = caught.value.diagnostics
    largest = max(range(len(sizes)), key=lambda at: sizes[at])
    assert one.code == "S026"
    assert one.path == ("state",)
    assert one.message.startswith(f"more than {limit:,} states can be reached")
    assert one.found.startswith(f"the largest factors are `wide_{largest}` ({sizes[largest]:,} values)")
    assert "--max-states" in one.hint


def test_the_limit_itself_is_allowed():
    assert len(everywhere(6, 50, 7, max_states=2_100).space) == 2_100
    assert len(everywhere(60, 5, 301, max_states=90_300).space) == 90_300


def test_more_combinations_than_codes_are_refused():
    with pytest.raises(ScenarioError, match="more than 4e18 ways"):
        everywhere(*[2000] * 6).space


def test_a_start_beyond_the_limit_is_refused():
    shares = dict.fromkeys(listing(50), 1 / 50)
    factors = [Factor(f"dim_{at}", listing(50), shares) for at in range(3)]
    with pytest.raises(ScenarioError, match=r"the start alone has 125,000 states"):
        Game(factors=factors, max_states=124_999).space
    with pytest.raises(ScenarioError, match=r"the start alone has more than 2,000,000 states"):
        Game(factors=[*factors, Factor("last", listing(50), shares)])


# -- the table of states ------------------------------------------------------------------------


@pytest.fixture
def space():
    return seeded_game(5, Size(sight=False)).space


def test_a_state_can_be_described_and_found_again(space):
    assert len(space) > 8
    for at in range(len(space)):
        assert space.find(space.describe(at)) == at


def test_columns_of_values_are_named(space):
    for at in range(len(space)):
        assert {name: space.values(name)[at] for name in space.factors} == space.describe(at)


def test_an_unreachable_state_cannot_be_found():
    game = Game(
        factors=[Factor("truce", ("broken", "holding"), "broken"), Factor("talks", ("off", "held"), "held")],
        nature=[Event("calm", 0.3, then={"truce": "holding"})],
    )
    with pytest.raises(UsageError, match="no reachable state has truce == broken and talks == off"):
        game.space.find({"truce": "broken", "talks": "off"})


def test_a_misspelt_factor_is_told_the_nearest(space):
    with pytest.raises(UsageError, match="there is no factor `truse`") as caught:
        space["truse"]
    assert caught.value.hint == "did you mean `truce`?"


def test_conditions_and_numbers_on_states(space):
    level = space["truce"].astype(float)
    np.testing.assert_array_equal(space.holds("truce == broken"), level == 0)
    np.testing.assert_allclose(
        space.number("2.5*level(truce) - (truce != broken)*0.7"), 2.5 * level - 0.7 * (level > 0)
    )
    with pytest.raises(ScenarioError, match="S013"):
        space.holds("truce == brokn")


@pytest.mark.parametrize("seed", range(12))
def test_states_that_look_the_same_share_a_label(seed):
    game = seeded_game(100 + seed, Size(factors=4, actors=3))
    for actor, sees in zip(game.actors, game.lowered.sight, strict=False):
        label, first = game.space.labels(sees)
        looks = [
            tuple(state[name] for name in game.space.factors if actor.sees is None or name in actor.sees)
            for state in map(game.space.describe, range(len(game.space)))
        ]
        assert len(first) == len(set(looks)) == label.max() + 1
        for one in range(len(looks)):
            assert looks[one] == looks[first[label[one]]]


def test_a_joint_start_mixes_with_independent_factors():
    game = Game(
        factors=[
            Factor("truce", ("broken", "holding"), "broken"),
            Factor("talks", ("off", "held", "agreed"), {"off": 0.31, "agreed": 0.69}),
            Factor("plan", ("soft", "hard"), "soft"),
        ],
        actors=[Actor("army", 0.1, 0.4, 0.7)],
        moves=[Move("army", "push", then={"truce": "broken"})],
        start=[
            Start({"truce": "holding", "plan": "hard"}, 0.23),
            Start({"truce": "broken", "plan": "soft"}, "0.5 + 0.27"),
        ],
    )
    space = game.space
    at = space.find({"truce": "holding", "talks": "agreed", "plan": "hard"})
    assert math.isclose(space.start[at], 0.23 * 0.69)
    assert sum(space.start > 0) == 4
    check_states(game)
