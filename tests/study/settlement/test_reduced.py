"""The reduced forms: closed forms, numbers worked by hand, and a published example."""

import math

import pytest

from detente.game import Actor, Event, Factor, Game, Parameter, Settlement
from detente.study.settlement import ASSUMES, reduced_forms


def described(actors, options, **numbers):
    """A game that holds the actors, and a settlement with these numbers."""
    values = ("none", *options)
    game = Game(
        [Factor("deal", values, "none", ordered=False)],
        [Actor(who, 0.1, 1.0, 1.0) for who in actors],
        nature=[Event(f"sign_{one}", 0.1, "deal == none", {"deal": one}) for one in options],
        parameters=[Parameter("heavy", 3.0)],
    )
    labels = tuple(f"nature.sign_{one}" for one in options)
    return game, Settlement("deal", tuple(options), labels, **numbers)


def forms(actors, options, passed=(), **numbers):
    found = reduced_forms(*described(actors, options, **numbers), passed)
    assert found is not None
    return found


def same(actors, options, by_actor):
    return {who: dict.fromkeys(options, by_actor[who]) for who in actors}


GREECE = {  # clout, place, salience: a worked example of 2015 on relief and reform, published with mean 82, median 100
    "greece": (100, 40, 100),
    "usa": (30, 60, 100),
    "imf": (20, 70, 100),
    "commission": (10, 80, 100),
    "germany": (100, 100, 80),
    "france": (70, 100, 100),
    "eurogroup": (70, 100, 40),
    "council": (70, 100, 40),
    "italy": (50, 100, 100),
    "ecb": (20, 100, 70),
    "spain": (20, 100, 100),
}
OFFERS = {"relief": 0, "half": 30, "full": 60, "soon": 80, "none_at_all": 100}


def test_a_published_example_on_a_scale():
    actors = list(GREECE)
    found = forms(
        actors,
        list(OFFERS),
        places=OFFERS,
        positions={who: GREECE[who][1] for who in actors},
        salience=same(actors, OFFERS, {who: GREECE[who][2] for who in actors}),
        capability={who: GREECE[who][0] for who in actors},
    )
    assert found["compromise"].place == pytest.approx(3_700_000 / 45_000)
    assert round(found["compromise"].place) == 82
    assert found["compromise"].option == "soon"
    assert found["median"].place == 100
    assert found["median"].option == "none_at_all"
    salience = sum(row[2] for row in GREECE.values())
    assert found["mean"].place == pytest.approx(sum(row[1] * row[2] for row in GREECE.values()) / salience)
    assert not found.equal
    assert found["majority"].option == "none_at_all"  # single peaks: the median wins every pair


def test_nash_on_a_scale_has_its_closed_form():
    """Two at the ends with linear loss: each gets its threat point and, of what is left, a share by its weight."""
    numbers = {
        "places": {"left": 10, "middle": 45, "right": 90},
        "positions": {"one": 0, "two": 100},
        "salience": same(("one", "two"), ("left", "middle", "right"), {"one": 70, "two": 35}),
        "status_quo": {"one": 0.8, "two": 0.9},
    }
    even = forms(("one", "two"), ("left", "middle", "right"), **numbers)
    assert even["nash"].place == pytest.approx(45, abs=1e-3)  # (0.8 - x)(x - 0.1)
    assert even["nash"].option == "middle"
    assert even["nash"].scores["middle"] == pytest.approx(0.7 * 0.35 * 0.35 * 0.35)
    assert even["nash"].scores["right"] == 0
    assert even.equal
    weighted = forms(("one", "two"), ("left", "middle", "right"), capability={"one": "heavy", "two": 1}, **numbers)
    assert weighted["nash"].place == pytest.approx(10 + 70 / 4, abs=1e-3)  # a quarter of the 70 that are left


def test_nash_among_those_who_must_be_passed():
    actors, options = ("one", "two", "three"), ("a", "b")
    found = forms(
        actors,
        options,
        passed=("one", "two"),
        positions={"one": {"a": 80, "b": 65}, "two": {"a": 60, "b": 85}, "three": {"a": 5, "b": 90}},
        salience={"one": {"a": 50, "b": 90}, "two": {"a": 30, "b": 20}, "three": {"a": 40, "b": 40}},
        status_quo={"one": 0.55, "two": 0.45, "three": 0.7},
    )
    mine = found["nash of those who must be passed"]
    assert mine.scores["a"] == pytest.approx(0.5 * 0.35 * 0.3 * 0.05)
    assert mine.scores["b"] == pytest.approx(0.9 * 0.2 * 0.2 * 0.3)
    assert mine.option == "b"
    assert found["nash"].scores["a"] == 0  # the third loses by it
    assert found["nash"].scores["b"] == pytest.approx(0.9 * 0.2 * 0.2 * 0.3 * 0.4 * 0.6)
    assert math.isnan(found["nash"].place)


def test_support_is_weighed_by_salience():
    actors, options = ("one", "two"), ("a", "b")
    found = forms(
        actors,
        options,
        positions={"one": {"a": 90, "b": 20}, "two": {"a": 35, "b": "10 * heavy"}},
        salience={"one": {"a": 40, "b": 70}, "two": {"a": 80, "b": 10}},
        capability={"one": 1, "two": 5},
    )
    assert found["support"].scores["a"] == pytest.approx((90 * 40 + 35 * 80) / 120)
    assert found["support"].scores["b"] == pytest.approx((20 * 70 + 30 * 10) / 80)
    assert found["support"].option == "a"
    assert found["compromise"].scores["a"] == pytest.approx((90 * 40 + 35 * 400) / 440)
    assert found["compromise"].scores["b"] == pytest.approx((20 * 70 + 30 * 50) / 120)


def test_condorcet_can_find_nobody():
    """Three voters in a circle."""
    ranks = {"one": (90, 60, 20), "two": (20, 90, 60), "three": (60, 20, 90)}
    options = ("a", "b", "c")
    positions = {who: dict(zip(options, row, strict=True)) for who, row in ranks.items()}
    found = forms(tuple(ranks), options, positions=positions)
    assert found["majority"].option == ""
    assert found["majority"].scores == {"a": 1, "b": 1, "c": 1}
    tipped = forms(tuple(ranks), options, positions=positions, capability={"one": 2.5})
    assert tipped["majority"].option == "a"  # now the first is a majority by itself
    assert tipped["majority"].scores == {"a": 2, "b": 1, "c": 0}


def test_a_median_met_exactly_lies_midway():
    found = forms(("one", "two"), ("a",), places={"a": 50}, positions={"one": 20, "two": 70})
    assert found["median"].place == 45


@pytest.mark.parametrize(
    ("loss", "hurt"), [("linear", 0.3), ("quadratic", 0.09), ("root", 0.3**0.5), ("threshold", 1.0)]
)
def test_each_form_of_loss(loss, hurt):
    found = forms(("one",), ("a",), positions={"one": {"a": 70}}, status_quo={"one": 1.5}, loss=loss, beyond=0.29)
    assert found["nash"].scores["a"] == pytest.approx(0.5 * (1.5 - hurt))


def test_a_distance_within_the_threshold_does_not_hurt():
    found = forms(
        ("one",), ("a",), positions={"one": {"a": 70}}, status_quo={"one": 0.4}, loss="threshold", beyond=0.31
    )
    assert found["nash"].scores["a"] == pytest.approx(0.5 * 0.4)


def test_without_positions_there_are_none_and_every_form_says_what_it_assumes():
    assert reduced_forms(*described(("one",), ("a",)), ()) is None
    assert all(len(text) > 20 for text in ASSUMES.values())
