# ruff: noqa: E501 - one case a line
"""The solver against dense linear algebra written from the definition, and against the dense branch."""

import numpy as np
import pytest
from hypothesis import given, settings
from tests.oracle.adapter import answer_of, choice_of
from tests.oracle.branch import follow
from tests.oracle.dense import System, generator, solve_dense, violation, visits_of
from tests.oracle.model import lay_out
from tests.oracle.random_games import Size, games, seeded_game

from detente.equilibrium import solve
from detente.game import Actor, Branch, Event, Factor, Flow, Game, Move


def agree(choice, values, visits, expected, tolerance=1e-6):
    for actor in expected.dense.actors:
        np.testing.assert_allclose(choice[actor], expected.choice[actor], atol=tolerance)
    np.testing.assert_allclose(values, expected.values, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(visits, expected.visits, atol=tolerance)


def check(game, **how):
    """Solve; what comes back is an equilibrium by the formulas, and the one at the end of the dense branch."""
    found = solve(game, search=0, **how)
    assert found.outcome.converged, found.outcome
    dense = lay_out(game)
    answer = answer_of(dense, game, found)
    assert violation(dense, *answer).largest < 1e-7
    track = follow(dense)
    if track.answer is not None and track.clean:
        ours = track.answer
        assert violation(dense, ours.choice, ours.values, ours.visits).largest < 1e-10
        agree(*answer, ours)
    return track


@pytest.mark.parametrize("seed", range(30))
def test_random_games(seed):
    assert check(seeded_game(500 + seed)).clean


@pytest.mark.parametrize("seed", range(20))
def test_games_with_strong_payoffs(seed):
    """Payoffs of many times the noise: choices are near 0 and 1, and branches bend."""
    check(seeded_game(600 + seed, Size(spread=5.0, states=27)))


@pytest.mark.parametrize("seed", range(10))
def test_games_with_more_factors(seed):
    check(seeded_game(700 + seed, Size(factors=4, states=54, actors=2, moves=2)))


@settings(max_examples=25)
@given(games(Size(factors=2, states=9, actors=2)))
def test_shrinkable_games(game):
    check(game)


@pytest.mark.parametrize("kernel", ["dense", "sparse", "compiled"])
@pytest.mark.parametrize("seed", range(6))
def test_every_kernel(kernel, seed):
    check(seeded_game(800 + seed, Size(spread=2.0)), kernel=kernel)


def test_patient_actors_with_long_memory():
    """Discount of 0.1 % a unit: values are a thousand flows, and plain iteration would take thousands of sweeps."""
    game = seeded_game(503).replace(memory=400.0)
    patient = [Actor(one.name, 0.0011, one.attention, one.noise, one.sees, one.waits) for one in game.actors]
    check(game.replace(actors=patient))


@pytest.mark.parametrize("seed", [7041, 7051, 7070])
def test_branches_that_turn_back_in_precision(seed):
    """Following precision alone would jump at the fold, perhaps to another equilibrium."""
    track = check(seeded_game(seed, Size(spread=8.0, states=36)))
    assert track.clean
    assert track.turns >= 2


# -- several equilibria ------------------------------------------------------------------------------


def hunt(noise, stag=1.0, hare=0.62, **sight):
    """Two hunters who stay or leave, again and again: staying pays only together."""
    together = f"({stag})*(left == stay)*(right == stay)"
    return Game(
        factors=[Factor("left", ("stay", "leave"), "leave"), Factor("right", ("stay", "leave"), "leave")],
        actors=[Actor("one", 0.23, 1.1, noise, **sight), Actor("two", 0.31, 0.8, noise * 1.13)],
        moves=[
            Move("one", "stay", when="left == leave", then={"left": "stay"}, gives={"one": -0.17}),
            Move("one", "leave", when="left == stay", then={"left": "leave"}),
            Move("two", "stay", when="right == leave", then={"right": "stay"}, gives={"two": -0.13}),
            Move("two", "leave", when="right == stay", then={"right": "leave"}),
        ],
        payoffs=[Flow("one", f"{together} + {hare}*(left == leave)"), Flow("two", f"{together} + {hare}*(right == leave)")],
    )  # fmt: skip


@pytest.mark.parametrize("sight", [{}, {"sees": ("left",)}])
@pytest.mark.parametrize("hare", [0.35, 0.5, 0.62, 0.75])
@pytest.mark.parametrize("noise", [0.4, 0.12, 0.05])
def test_the_branch_selects_among_equilibria(noise, hare, sight):
    check(hunt(noise, hare=hare, **sight))


def bosses(noise):
    """Two blind choosers who want to match, on different sides: three equilibria when the noise is small."""
    return Game(
        factors=[Factor("first", ("open", "north", "south"), "open"), Factor("second", ("open", "north", "south"), "open")],
        actors=[
            Actor("row", 0.02, 1.3, noise, sees=("first",), waits=False),
            Actor("column", 0.02, 0.9, noise, sees=("second",), waits=False),
        ],
        moves=[
            Move("row", "up", when="first == open", then={"first": "north"}),
            Move("row", "down", when="first == open", then={"first": "south"}),
            Move("column", "up", when="second == open", then={"second": "north"}),
            Move("column", "down", when="second == open", then={"second": "south"}),
        ],
        nature=[
            Event("again", 0.7, when="first != open and second != open", then={"first": "open", "second": "open"},
                  gives={"row": "1.07*(first == second) + 0.41*(first == north)*(second == north)",
                         "column": "1.13*(first == second) + 0.29*(first == south)*(second == south)"}),
        ],
    )  # fmt: skip


@pytest.mark.parametrize("noise", [1.0, 0.3, 0.1, 0.05])
def test_the_branch_selects_between_conventions(noise):
    check(bosses(noise))


def test_what_else_is_found_is_an_equilibrium_too():
    game = bosses(0.08)
    found = solve(game, search=12, seed=5)
    assert found.outcome.converged
    assert found.starts_searched == 12
    assert found.others_found >= 1  # the opposite convention
    dense = lay_out(game)
    mine = answer_of(dense, game, found)[0]
    for other in found.others:
        choice = choice_of(dense, game, other.choice)
        visits = visits_of(dense, generator(dense, choice))
        listed = np.array([game.space.find(_named(game, state)) for state in dense.states])
        assert violation(dense, choice, other.values[listed], visits).largest < 1e-6
        distance = max(np.abs(a - b).max() for a, b in zip(choice, mine, strict=True))
        assert distance == pytest.approx(other.distance, abs=1e-9)
        assert distance > 1e-3


def _named(game, state):
    return {one.name: one.values[level] for one, level in zip(game.factors, state, strict=True)}


def test_dense_answers_from_other_starts_are_found_by_the_search():
    """Where the dense oracle meets other fixed points, the search is not blind to all of them."""
    game = bosses(0.08)
    dense = lay_out(game)
    system = System(dense)
    rng, seen = np.random.default_rng(11), []
    for _ in range(12):
        answer = solve_dense(dense, rng.normal(0, 20, system.unknowns))
        if answer is not None:
            shares = np.concatenate([one.ravel() for one in answer.choice])
            if all(np.abs(shares - other).max() > 1e-3 for other in seen):
                seen.append(shares)
    assert len(seen) >= 2
    found = solve(game, search=12, seed=1)
    mine = [np.concatenate([one.ravel() for one in choice_of(dense, game, found.choice)])]
    mine += [np.concatenate([one.ravel() for one in choice_of(dense, game, other.choice)]) for other in found.others]
    met = [min(np.abs(one - other).max() for other in mine) < 1e-5 for one in seen]
    assert sum(met) >= 2


# -- never silent --------------------------------------------------------------------------------------


def test_a_time_limit_is_an_outcome():
    found = solve(seeded_game(505), max_seconds=0.0)
    if found.outcome.converged:
        pytest.skip("solved before the clock was read")
    assert found.outcome.code == "time-limit"
    assert found.outcome.remedy


@pytest.mark.parametrize("seed", range(506, 512))
def test_what_is_said_to_have_converged_has(seed):
    game = seeded_game(seed, Size(spread=40.0))
    found = solve(game, search=0)
    dense = lay_out(game)
    size = violation(dense, *answer_of(dense, game, found)).largest
    assert (size < 1e-6) == found.outcome.converged


# -- closed forms ---------------------------------------------------------------------------------------


def test_a_switch_in_closed_form():
    """One actor, two states, equal moves: the difference of the values solves one scalar equation."""
    rho, pace, tau, flow, cost = 0.07, 0.9, 0.6, 0.83, 0.21
    game = Game(
        factors=[Factor("light", ("off", "on"), "off")],
        actors=[Actor("hand", rho, pace, tau)],
        moves=[
            Move("hand", "up", when="light == off", then={"light": "on"}, gives={"hand": -cost}),
            Move("hand", "down", when="light == on", then={"light": "off"}, gives={"hand": -cost}),
        ],
        payoffs=[Flow("hand", flow, when="light == on")],
    )
    found = solve(game)

    def gap(d):  # d = V(on) - V(off): flow + pace*(gain on - gain off) - rho d
        on, off = tau * np.log1p(np.exp((-d - cost) / tau)), tau * np.log1p(np.exp((d - cost) / tau))
        return flow + pace * (on - off) - rho * d

    low, high = 0.0, 50.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) > 0 else (low, middle)
    values = found.values[[game.space.find({"light": "off"}), game.space.find({"light": "on"})], 0]
    assert values[1] - values[0] == pytest.approx(low, rel=1e-9)
    assert values[0] == pytest.approx(pace * tau * np.log1p(np.exp((low - cost) / tau)) / rho, rel=1e-9)
    up = found.choices("hand", game.space.find({"light": "off"}))["up"]
    assert up == pytest.approx(1 / (1 + np.exp(-(low - cost) / tau)), rel=1e-9)


def test_a_decision_with_chances_in_closed_form():
    """One decision that must be taken, then nothing: values are log-sum-exp of expected payoffs, discounted once."""
    rho, pace, tau = 0.37, 1.9, 0.45
    game = Game(
        factors=[Factor("stage", ("first", "over"), "first"), Factor("luck", ("good", "bad"), {"good": 0.3, "bad": 0.7})],
        actors=[Actor("one", rho, pace, tau, sees=("stage",), waits=False)],
        moves=[
            Move("one", "bet", when="stage == first", then=[Branch({"stage": "over"}, 0.6, {"one": "2.9*(luck == good)"}), Branch({"stage": "over"}, 0.4)]),
            Move("one", "pass_by", when="stage == first", then={"stage": "over"}, gives={"one": 0.31}),
        ],
    )  # fmt: skip
    found = solve(game)
    bet, other = 0.3 * 0.6 * 2.9, 0.31
    share = 1 / (1 + np.exp((other - bet) / tau))
    entropy = -share * np.log(share) - (1 - share) * np.log(1 - share)
    for luck, gain in (("good", 0.6 * 2.9), ("bad", 0.0)):
        at = game.space.find({"stage": "first", "luck": luck})
        assert found.choices("one", at)["bet"] == pytest.approx(share, rel=1e-9)
        inside = share * gain + (1 - share) * other + tau * entropy
        assert found.values[at, 0] == pytest.approx(pace * inside / (rho + pace), rel=1e-9)
