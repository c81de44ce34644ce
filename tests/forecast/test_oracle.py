"""Every form of question against dense linear algebra written from the definitions."""

import numpy as np
import pytest
from tests.forecast.games import crisis, settled
from tests.forecast.plain import Plain
from tests.oracle.random_games import seeded_game

from detente.forecast import Law, ask, now

TIGHT = {"rtol": 1e-9, "atol": 1e-11}


@pytest.fixture(scope="module", params=[1, 2])
def case(request):
    equilibrium = settled(crisis(), seed=request.param)
    return equilibrium, Plain(equilibrium)


def number(equilibrium, question):
    (answer,) = ask(equilibrium, question)
    assert answer.outcome.converged
    return answer.value


def test_the_rates_are_those_of_the_definition(case):
    equilibrium, plain = case
    law = Law.of(equilibrium)
    found = law.chain.rates.toarray() - np.diag(law.chain.exit)
    np.testing.assert_allclose(found, plain.Q, atol=1e-14)
    np.testing.assert_allclose(found.sum(axis=1), 0, atol=1e-14)


@pytest.mark.parametrize("time", [0, 0.37, 11.3, 240.0])
def test_chance_at_a_time(case, time):
    equilibrium, plain = case
    A = "truce == strained and forces == full"
    np.testing.assert_allclose(number(equilibrium, f"P({A}, at={time})"), plain.at(plain.holds(A), time), **TIGHT)
    amount = np.array(equilibrium.game.space.number("2.5*level(truce) - level(forces)**2"))
    found = number(equilibrium, f"E(2.5*level(truce) - level(forces)**2, at={time})")
    np.testing.assert_allclose(found, plain.at(amount, time), **TIGHT)


@pytest.mark.parametrize("window", [(0, 0), (0, 17.3), (4.1, 17.3), (9.0, 9.0)])
def test_eventually_always_and_until(case, window):
    equilibrium, plain = case
    low, high = window
    A, B = "truce != strained", "forces == bases"
    one, two, every = plain.holds(A), plain.holds(B), np.ones(len(plain.Q), bool)
    found = number(equilibrium, f"P(eventually({B}), within=[{low}, {high}])")
    np.testing.assert_allclose(found, plain.until(every, two, low, high), **TIGHT)
    found = number(equilibrium, f"P(always({A}), within=[{low}, {high}])")
    np.testing.assert_allclose(found, 1 - plain.until(every, ~one, low, high), **TIGHT)
    found = number(equilibrium, f"P(until({A}, {B}), within=[{low}, {high}])")
    np.testing.assert_allclose(found, plain.until(one, two, low, high), **TIGHT)


@pytest.mark.parametrize("window", [(0, 31.7), (5.3, 31.7)])
def test_what_accumulates(case, window):
    equilibrium, plain = case
    low, high = window
    within = f"within=[{low}, {high}]"
    share = plain.total(plain.holds("truce == broken"), low, high) / (high - low)
    found = number(equilibrium, f"E(share_of_time(truce == broken), {within})")
    np.testing.assert_allclose(found, share, **TIGHT)
    for label in (
        "russia.back",
        "russia.speak",
        "russia.wait",
        "army.attack",
        "army.wait",
        "nature.rumour",
        "nature.mend",
    ):
        found = number(equilibrium, f"E(count({label}), {within})")
        np.testing.assert_allclose(found, plain.total(plain.count_rate(label), low, high), err_msg=label, **TIGHT)
    for actor in ("russia", "army"):
        found = number(equilibrium, f"E(payoff({actor}), {within})")
        np.testing.assert_allclose(found, plain.total(plain.payoff_rate(actor), low, high), **TIGHT)


def test_over_an_endless_horizon(case):
    equilibrium, plain = case
    goal = plain.holds("truce == broken")
    rest = ~goal
    mean = np.linalg.solve(-plain.Q[np.ix_(rest, rest)], np.ones(rest.sum()))
    np.testing.assert_allclose(number(equilibrium, "E(time_to(truce == broken))"), plain.start[rest] @ mean, **TIGHT)
    bad = plain.holds("forces == bases")
    inner = ~goal & ~bad
    reach = np.linalg.solve(-plain.Q[np.ix_(inner, inner)], plain.Q[np.ix_(inner, goal)].sum(axis=1))
    expected = plain.start[inner] @ reach + plain.start[goal].sum()
    found = number(equilibrium, "P(until(forces != bases, truce == broken), within=inf)")
    np.testing.assert_allclose(found, expected, **TIGHT)
    gain = plain.payoff_rate("army")[rest]
    total = np.linalg.solve(-plain.Q[np.ix_(rest, rest)], gain)
    found = number(equilibrium, "E(payoff(army), until=truce == broken)")
    np.testing.assert_allclose(found, plain.start[rest] @ total, **TIGHT)
    calls = np.linalg.solve(-plain.Q[np.ix_(rest, rest)], plain.count_rate("army.shell")[rest])
    found = number(equilibrium, "E(count(army.shell), until=truce == broken)")
    np.testing.assert_allclose(found, plain.start[rest] @ calls, **TIGHT)


def test_the_long_run(case):
    equilibrium, plain = case
    for A in ("truce == broken", "forces == bases and plan == weakness"):
        far = plain.at(plain.holds(A), 1e7)
        np.testing.assert_allclose(number(equilibrium, f"S({A})"), far, rtol=1e-8)
        np.testing.assert_allclose(number(equilibrium, f"P({A}, at=inf)"), far, rtol=1e-8)
        np.testing.assert_allclose(number(equilibrium, f"E(share_of_time({A}), within=[3, inf])"), far, rtol=1e-8)


def test_moves_are_a_mixture_over_the_belief(case):
    equilibrium, plain = case
    present = now(equilibrium, at=8.25)
    law = plain.start @ np.linalg.matrix_power(_step(plain.Q, 8.25), 1)
    for actor, name in enumerate(("russia", "army")):
        (answer,) = ask(present, f"move({name})")
        chance = np.zeros((len(plain.Q), plain.choice[actor].shape[1]))
        chance[plain.where] = plain.choice[actor]
        assert list(answer.value) == plain.dense.names[actor]
        np.testing.assert_allclose(list(answer.value.values()), law @ chance, **TIGHT)
        assert sum(answer.value.values()) == pytest.approx(1, abs=1e-12)


def _step(Q, time):
    from scipy.linalg import expm

    return expm(Q * time)


@pytest.mark.parametrize("seed", range(12))
def test_random_games(seed):
    game = seeded_game(seed)
    equilibrium = settled(game, seed)
    plain = Plain(equilibrium)
    present = now(equilibrium)
    rng = np.random.default_rng(seed)
    factor = game.factors[rng.integers(len(game.factors))]
    A = f"{factor.name} == {factor.values[0]}"
    other = game.factors[rng.integers(len(game.factors))]
    B = f"{other.name} == {other.values[-1]}"
    time, low = float(rng.uniform(3, 20)), float(rng.uniform(0, 3))
    label, actor = game.moves[0].label, game.actor_names[-1]
    one, two, every = plain.holds(A), plain.holds(B), np.ones(len(plain.Q), bool)
    expected = {
        f"P({A}, at={time})": plain.at(one, time),
        f"P(eventually({B}), within={time})": plain.until(every, two, 0, time),
        f"P(until({A}, {B}), within=[{low}, {time}])": plain.until(one, two, low, time),
        f"P(always({A}), within=[{low}, {time}])": 1 - plain.until(every, ~one, low, time),
        f"E(count({label}), within={time})": plain.total(plain.count_rate(label), 0, time),
        f"E(payoff({actor}), within=[{low}, {time}])": plain.total(plain.payoff_rate(actor), low, time),
        f"E(share_of_time({B}), within={time})": plain.total(two, 0, time) / time,
        f"S({A})": plain.at(one, 2e6),
    }
    answers = ask(present, *expected)
    for answer, value in zip(answers, expected.values(), strict=True):
        assert answer.value == pytest.approx(value, rel=1e-7, abs=1e-9), answer.question
        alone = ask(present, answer.question)[0]  # sharing a pass changes nothing
        assert alone.value == pytest.approx(answer.value, rel=1e-12, abs=1e-14)
