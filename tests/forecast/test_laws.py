"""Laws that hold for every game."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.games import chain, crisis, queue, settled, with_choice
from tests.oracle.random_games import seeded_game

from detente.forecast import Law, ask, fan, marginals, now
from detente.game import Event, Factor, Game

seeds = st.integers(0, 10_000)
times = st.floats(0.013, 30.7)


@given(seeds, times, times)
@settings(max_examples=15)
def test_the_law_of_a_sum_of_times_is_the_law_of_the_law(seed, s, t):
    law = Law.of(settled(seeded_game(seed), seed))
    once, twice = law.transient(law.start, s + t), law.transient(law.transient(law.start, s).law, t)
    assert np.abs(once.law - twice.law).sum() <= 3 * (once.bound + twice.bound)


@given(seeds, times)
@settings(max_examples=15)
def test_mass_is_kept_within_the_bound(seed, t):
    law = Law.of(settled(seeded_game(seed), seed))
    found = law.transient(law.start, t)
    assert (found.law >= 0).all()
    assert abs(found.law.sum() - law.start.sum()) <= found.bound < 1e-10


def test_unlinked_games_give_the_product():
    one = queue(1.1, 1.9, 2).game
    two = Game([Factor("light", ["red", "green"], start={"red": 0.3, "green": 0.7})],
               nature=[Event("turn", 0.83, when="light == red", then={"light": "green"}),
                       Event("back", 0.41, when="light == green", then={"light": "red"})])  # fmt: skip
    both = Game([*one.factors, *two.factors], nature=[*one.nature, *two.nature])
    A, B, t = "queue == 2", "light == green", 1.73
    joint, apart = (ask(with_choice(both, np.empty(0)), f"P({x}, at={t})")[0].value for x in (f"{A} and {B}", A))
    left = ask(with_choice(one, np.empty(0)), f"P({A}, at={t})")[0].value
    right = ask(with_choice(two, np.empty(0)), f"P({B}, at={t})")[0].value
    assert joint == pytest.approx(left * right, rel=1e-12)
    assert apart == pytest.approx(left, rel=1e-12)


def test_an_inert_factor_changes_nothing():
    plain = queue().game
    more = plain.replace(
        factors=[Factor("weather", ["fair", "foul"], start={"fair": 0.6, "foul": 0.4}), *plain.factors]
    )
    for question in (
        "P(queue == 1, at=2)",
        "E(time_to(queue == 3))",
        "S(queue == 0)",
        "E(count(nature.serve), within=4)",
    ):
        (one,), (two,) = ask(with_choice(plain, np.empty(0)), question), ask(with_choice(more, np.empty(0)), question)
        assert one.value == pytest.approx(two.value, rel=1e-12)


def test_relabelling_states_permutes():
    rng = np.random.default_rng(4)
    rates = rng.gamma(0.6, size=(5, 5))
    order = np.array([3, 0, 4, 2, 1])
    renamed = np.empty_like(rates)
    renamed[np.ix_(order, order)] = rates
    for state in range(5):
        (one,) = ask(chain(rates, 2), f"P(s == s{state}, at=0.77)")
        (two,) = ask(chain(renamed, int(order[2])), f"P(s == s{order[state]}, at=0.77)")
        assert one.value == pytest.approx(two.value, rel=1e-12)


def test_a_change_of_time_unit_moves_no_answer():
    hours = 24.0
    by_day, by_hour = queue(1.5, 3.0), queue(1.5 / hours, 3.0 / hours)
    for question, scale in (("P(queue == 3, at={})", 1), ("E(count(nature.serve), within={})", 1)):
        (one,), (two,) = ask(by_day, question.format(2.7)), ask(by_hour, question.format(2.7 * hours))
        assert one.value == pytest.approx(scale * two.value, rel=1e-12)
    assert ask(by_hour, "E(time_to(queue == 3))")[0].value == pytest.approx(
        hours * ask(by_day, "E(time_to(queue == 3))")[0].value, rel=1e-12
    )


def test_a_fan_agrees_with_the_questions():
    present = now(settled(crisis()), at=3.1)
    grid = [0.0, 1.7, 1.7, 40.2, 9.9]
    conditions = ["truce == holding", "forces == bases or plan == weakness"]
    found = fan(present, conditions, grid)
    for row, time in zip(found.chances, grid, strict=True):
        expected = [one.value for one in ask(present, *(f"P({A}, at={time})" for A in conditions))]
        np.testing.assert_allclose(row, expected, atol=1e-12)
    shares = marginals(present, "truce", grid)
    assert shares.labels == ("broken", "strained", "holding")
    np.testing.assert_allclose(shares.chances.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_allclose(shares.chances[:, 2], found.chances[:, 0], atol=1e-12)
    frame = shares.to_frame()
    assert frame.columns == ["time", "date", "label", "chance"]
    assert frame.height == 15
    assert str(frame["date"][9]) == "2016-04-10"  # 3.1 + 40.2 days after 2016-02-27
