# ruff: noqa: E501 - one case a line
"""Laws of equilibria, on random games: what must not change an answer, and how what must change it does."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from tests.oracle.adapter import answer_of, choice_of, positions
from tests.oracle.dense import generator as dense_generator
from tests.oracle.dense import regrets, worth
from tests.oracle.model import lay_out
from tests.oracle.random_games import Size, games, seeded_game
from tests.oracle.rewrite import (
    in_other_money,
    in_other_unit,
    joined,
    names_of,
    renamed,
    seen_fully,
    shadowed,
    with_moon,
)

from detente.equilibrium import generator, solve, uniform_choice
from detente.game import Actor, Event, Factor, Flow, Game, Move

SEEDS = range(8)
SMALL = Size(states=18, moves=2)


def solved(game):
    found = solve(game, search=0)
    assert found.outcome.converged, found.outcome
    return found


def by_name(game, found, of=lambda name: name):
    """Choices and values by the names of actors, moves and values, ``of`` translating factors, values and actors."""
    values, choices = {}, {}
    for at in range(len(game.space)):
        state = frozenset((of(key), of(value)) for key, value in game.space.describe(at).items())
        for number, actor in enumerate(game.actor_names):
            values[of(actor), state] = found.values[at, number]
            for move, share in found.choices(actor, at).items():
                choices[of(actor), move, state] = share
    return choices, values


def same(one, two, tolerance=1e-7):
    assert one.keys() == two.keys()
    for key, number in one.items():
        assert math.isclose(number, two[key], rel_tol=tolerance, abs_tol=tolerance), key


# -- payoffs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_constant_flow_moves_the_value_by_itself_over_discount(seed):
    game = seeded_game(seed)
    lucky = game.actors[seed % len(game.actors)].name
    before = solved(game)
    after = solved(game.replace(payoffs=[*game.payoffs, Flow(lucky, 3.77)]))
    np.testing.assert_allclose(after.choice, before.choice, atol=1e-8)
    shift = [3.77 / one.discount if one.name == lucky else 0.0 for one in game.actors]
    np.testing.assert_allclose(after.values, before.values + shift, rtol=1e-7, atol=1e-7)


@settings(max_examples=15)
@given(games(SMALL))
def test_a_constant_flow_moves_no_choice_in_shrinkable_games(game):
    after = solved(game.replace(payoffs=[*game.payoffs, Flow(game.actors[0].name, -2.31)]))
    np.testing.assert_allclose(after.choice, solved(game).choice, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_unit_of_time_moves_nothing(seed):
    game = seeded_game(20 + seed)
    before, after = solved(game), solved(in_other_unit(game, 7.3))
    np.testing.assert_allclose(after.choice, before.choice, atol=1e-8)
    np.testing.assert_allclose(after.values, before.values, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_unit_of_utility_moves_no_choice(seed):
    game = seeded_game(40 + seed)
    before, after = solved(game), solved(in_other_money(game, 0.137))
    np.testing.assert_allclose(after.choice, before.choice, atol=1e-8)
    np.testing.assert_allclose(after.values, 0.137 * before.values, rtol=1e-7, atol=1e-8)


def test_each_actors_utility_has_its_own_unit():
    """Only one actor's payoffs and noise are scaled: the others do not care."""
    game = seeded_game(44, Size(actors=2))
    assert len(game.actors) == 2
    name = game.actors[1].name
    scaled = in_other_money(game, 5.1)
    factor = {one.name: 5.1 if one.name == name else 1.0 for one in game.actors}
    mixed = game.replace(
        actors=[replace(one, noise=one.noise * factor[one.name]) for one in game.actors],
        payoffs=[two if one.actor == name else one for one, two in zip(game.payoffs, scaled.payoffs, strict=True)],
        moves=[_mixed(one, two, name) for one, two in zip(game.moves, scaled.moves, strict=True)],
        nature=[_mixed(one, two, name) for one, two in zip(game.nature, scaled.nature, strict=True)],
    )
    before, after = solved(game), solved(mixed)
    np.testing.assert_allclose(after.choice, before.choice, atol=1e-8)
    np.testing.assert_allclose(after.values, before.values * [1.0, 5.1], rtol=1e-7, atol=1e-7)


def _mixed(one, two, name):
    branches = tuple(
        replace(a, gives={who: (b if who == name else a).gives[who] for who in a.gives})
        for a, b in zip(one.branches, two.branches, strict=True)
    )
    if isinstance(one, Move):
        return Move(one.actor, one.name, one.when, branches)
    return Event(one.name, one.rate, one.when, branches)


# -- names and orders -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_names_and_orders_mean_nothing(seed):
    game = seeded_game(60 + seed, Size(ordinal=False))
    dice = random.Random(seed)
    new = {name: f"{name}_{dice.randint(100, 999)}" for name in names_of(game)}
    other = renamed(game, new)
    shuffled = other.replace(
        factors=dice.sample([replace(one, values=tuple(dice.sample(one.values, len(one.values)))) for one in other.factors], len(other.factors)),
        **{part: dice.sample(getattr(other, part), len(getattr(other, part))) for part in ("actors", "moves", "nature", "payoffs", "start")},
    )  # fmt: skip
    old = {two: one for one, two in new.items()}
    for one, two in zip(by_name(game, solved(game)), by_name(shuffled, solved(shuffled), old.__getitem__), strict=True):
        same(one, two)


# -- more of the world ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_an_inert_factor_changes_nothing_else(seed):
    game = seeded_game(80 + seed, SMALL)
    wide = with_moon(game)
    before, after = solved(game), solved(wide)
    dense = lay_out(game)
    choice, values, visits = answer_of(dense, game, before)
    marginal = np.zeros(dense.size)
    wide_dense = lay_out(wide)
    wide_choice, wide_values, wide_visits = answer_of(wide_dense, wide, after)
    at = [one.name for one in wide.factors].index("moon")
    for row, state in enumerate(wide_dense.states):
        home = dense.states.index(state[:at] + state[at + 1 :])
        marginal[home] += wide_visits[row]
        np.testing.assert_allclose(wide_values[row], values[home], rtol=1e-7, atol=1e-7)
        for actor in dense.actors:
            np.testing.assert_allclose(wide_choice[actor][row], choice[actor][home], atol=1e-7)
    np.testing.assert_allclose(marginal, visits, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_unlinked_games_solved_jointly_give_the_product(seed):
    size = Size(factors=2, states=9, moves=2, actors=2)
    one = seeded_game(100 + seed, size).replace(memory=3.19)
    two = seeded_game(200 + seed, size).replace(memory=3.19)
    two = renamed(two, {name: f"{name}_2" for name in names_of(two)})
    both = joined(one, two)
    found = solved(both)
    dense = lay_out(both)
    choice, values, visits = answer_of(dense, both, found)
    split, offset = len(one.factors), 0
    for game, cut in ((one, slice(None, split)), (two, slice(split, None))):
        part = lay_out(game)
        part_choice, part_values, part_visits = answer_of(part, game, solved(game))
        home = np.array([part.states.index(state[cut]) for state in dense.states])
        for number in part.actors:
            np.testing.assert_allclose(values[:, offset + number], part_values[home, number], rtol=1e-7, atol=1e-7)
            np.testing.assert_allclose(choice[offset + number], part_choice[number][home], atol=1e-7)
        np.testing.assert_allclose(np.bincount(home, visits), part_visits, atol=1e-8)
        offset += len(game.actors)


# -- sight ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_sight_with_nothing_hidden_is_full_sight(seed):
    game = seeded_game(300 + seed, Size(sight=False))
    before, after = solved(game), solved(seen_fully(game))
    np.testing.assert_allclose(after.choice, before.choice, atol=1e-8)
    np.testing.assert_allclose(after.values, before.values, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_hiding_what_follows_from_what_is_seen_hides_nothing(seed):
    """Each factor has an unseen double, and all payoffs and rates read the doubles."""
    game = seeded_game(320 + seed, Size(sight=False, states=18))
    other = shadowed(game)
    assert len(other.space) == len(game.space)
    choices, values = by_name(game, solved(game))
    names = {one.name for one in game.factors}
    got = by_name(other, solved(other))
    for one, two in zip((choices, values), got, strict=True):
        same(
            one,
            {(*key[:-1], frozenset(p for p in key[-1] if p[0] in names)): value for key, value in two.items()},
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hidden_factor_with_one_start_value_is_as_good_as_known(seed):
    game = seeded_game(340 + seed, Size(sight=False, states=18))
    plan = Factor("scheme", ("bluff", "press", "leave"), "press")
    weights = [
        Flow(
            one.name,
            f"{0.31 + at}*(scheme == press) - 1.7*(scheme == bluff)*(truce == broken)",
            when="truce != broken",
        )
        for at, one in enumerate(game.actors)
    ]
    names = tuple(one.name for one in game.factors)
    known = game.replace(factors=[plan, *game.factors], payoffs=[*game.payoffs, *weights])
    hidden = known.replace(actors=[replace(one, sees=names) for one in known.actors])
    before, after = solved(known), solved(hidden)
    np.testing.assert_allclose(after.choice, before.choice, atol=1e-8)
    np.testing.assert_allclose(after.values, before.values, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_who_sees_no_difference_makes_none(seed):
    game = seeded_game(360 + seed)
    found = solved(game)
    for actor, sees in zip(game.actor_names, game.lowered.sight, strict=False):
        label, first = game.space.labels(sees)
        for at in range(len(game.space)):
            assert found.choices(actor, at) == pytest.approx(found.choices(actor, first[label[at]]), abs=1e-14)


# -- what an equilibrium is ------------------------------------------------------------------------


def best_reply_values(dense, choice, actor, sweeps=200_000):
    """The actor's best value against the others' choices, by value iteration on its own decision process."""
    others = dense.nature.copy()
    income = dense.income[:, actor] + dense.nature_gives[:, actor]
    for j in dense.actors:
        if j != actor:
            for option, share in enumerate(choice[j].T):
                others += dense.attention[j] * share[:, None] * dense.leads[j][option]
                income = income + dense.attention[j] * share * dense.gives[j][option, :, actor]
    out = others.sum(axis=1)
    pace = dense.discount[actor] + dense.attention[actor] + out
    values, tau = np.zeros(dense.size), dense.noise[actor]
    table = np.zeros((dense.size, len(dense.discount)))
    for _ in range(sweeps):
        table[:, actor] = values
        v = np.where(dense.is_open[actor], worth(dense, table, actor), -np.inf)
        top = v.max(axis=1)
        best = top + tau * np.log(np.exp((v - top[:, None]) / tau).sum(axis=1))
        new = (income + others @ values + dense.attention[actor] * best) / pace
        if np.abs(new - values).max() < 1e-13 * max(1.0, np.abs(new).max()):
            return new
        values = new
    raise AssertionError("value iteration did not converge")


@pytest.mark.parametrize("seed", range(12))
def test_one_actor_alone_solves_its_decision_process(seed):
    game = seeded_game(400 + seed, Size(actors=1, sight=False, factors=4, spread=3.0))
    found = solved(game)
    dense = lay_out(game)
    _, values, _ = answer_of(dense, game, found)
    expected = best_reply_values(dense, [one.astype(float) for one in dense.is_open], 0)
    np.testing.assert_allclose(values[:, 0], expected, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_actor_gains_by_another_way_of_playing(seed):
    """With full sight the equilibrium value is the best reply's, over whole strategies and not single moments."""
    game = seeded_game(420 + seed, Size(sight=False, spread=2.0, states=18))
    found = solved(game)
    dense = lay_out(game)
    choice, values, _ = answer_of(dense, game, found)
    for actor in dense.actors:
        best = best_reply_values(dense, choice, actor)
        np.testing.assert_allclose(values[:, actor], best, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("seed", range(12))
def test_regret_is_what_another_path_says_and_small(seed):
    game = seeded_game(440 + seed)
    found = solved(game)
    dense = lay_out(game)
    other = regrets(dense, *answer_of(dense, game, found))
    for name, tau, regret in zip(game.actor_names, dense.noise, other, strict=True):
        assert 0 <= found.regret[name] < 1e-8 * max(1.0, tau)
        assert abs(found.regret[name] - regret) < 1e-9


# -- the generator -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_generator_is_the_one_that_strategies_imply(seed):
    """On strategies that are no equilibrium; its rows and diagonal sum to zero."""
    game = seeded_game(460 + seed, Size(factors=4))
    counts = np.diff(game.tables.decision_option)
    weights = np.random.default_rng(seed).uniform(0.1, 1.7, counts.sum())
    choice = (
        weights / np.repeat(np.add.reduceat(weights, game.tables.decision_option[:-1]), counts)
        if len(weights)
        else weights
    )
    rates = generator(game, choice)
    assert rates.diagonal().sum() == 0
    assert rates.nnz == 0 or rates.data.min() > 0
    dense = lay_out(game)
    Q = dense_generator(dense, choice_of(dense, game, choice))
    np.testing.assert_allclose(Q.sum(axis=1), 0, atol=1e-12)
    where = positions(dense, game.space)
    mine = rates.toarray()
    mine = (mine - np.diag(mine.sum(axis=1)))[np.ix_(where, where)]
    np.testing.assert_allclose(mine, Q, atol=1e-12)


def test_uniform_choice_is_uniform_over_each_decisions_options():
    game = seeded_game(461)
    choice = uniform_choice(game.tables)
    dense = lay_out(game)
    for open_here, share in zip(dense.is_open, choice_of(dense, game, choice), strict=True):
        np.testing.assert_allclose(share, open_here / open_here.sum(axis=1)[:, None])


# -- edges --------------------------------------------------------------------------------------------


def test_a_game_without_actors_is_solved_with_nothing_to_choose():
    game = Game(
        factors=[Factor("queue", ("0", "1", "2"), "1")],
        nature=[Event("arrive", 1.5, when="queue != 2", then={"queue": "level(queue) + 1"})],
    )
    found = solved(game)
    assert found.choice.shape == (0,)
    assert found.values.shape == (2, 0)
    assert dict(found.regret) == {}
    assert generator(game, found.choice).toarray().tolist() == [[0, 1.5], [0, 0]]


def test_an_actor_without_moves_only_watches():
    game = Game(
        factors=[Factor("truce", ("broken", "holding"), "holding")],
        actors=[Actor("envoy", 0.031, 0.7, 1.3), Actor("idle", 0.11, 0.2, 0.4, sees=())],
        nature=[Event("break", 0.23, when="truce == holding", then={"truce": "broken"}, gives={"envoy": -1.9})],
        payoffs=[
            Flow("envoy", 0.57, when="truce == holding"),
            Flow("envoy", 0.013),
            Flow("idle", "0.3 - level(truce)"),
        ],
    )
    found = solved(game)
    broken, holding = game.space.find({"truce": "broken"}), game.space.find({"truce": "holding"})
    np.testing.assert_allclose(found.values[broken], [0.013 / 0.031, 0.3 / 0.11], rtol=1e-10)
    watched = (0.57 - 0.23 * 1.9) / (0.031 + 0.23) + 0.013 / 0.031
    np.testing.assert_allclose(found.values[holding, 0], watched, rtol=1e-10)
    assert found.choices("envoy", holding) == {"wait": 1.0}


def test_the_same_call_gives_the_same_answer():
    game = seeded_game(463)
    one, two = solve(game, seed=3), solve(game, seed=3)
    np.testing.assert_array_equal(one.choice, two.choice)
    np.testing.assert_array_equal(one.values, two.values)
    assert one.others_found == two.others_found
