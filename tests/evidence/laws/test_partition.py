"""What may be seen next, and that nothing is seen, have chances that add up to one."""

import contextlib
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.evidence_games import Chronicler, rivals, timed
from tests.oracle.evidence_subject import change, gap, hypotheses, move, reading, records

from detente.evidence.filtering import Grades, Impossible, observe
from detente.evidence.records import Record

SEEDS = st.integers(0, 10**6)
NODES = 12


def possible_changes(game, hidden=()):
    """Every way in which one or more seen factors could take values."""
    seen = [one for one in game.factors if one.name in game.analyst_sees and one.name not in hidden]
    for count in range(1, len(seen) + 1):
        for some in itertools.combinations(seen, count):
            for values in itertools.product(*(one.values for one in some)):
                yield [one.name for one in some], values


def likelihood(some, rows, until=None):
    found = observe(some, records(rows), until=until)
    return np.exp(found.evidence_for)


def past(seed):
    """Explanations, and the records of a history under one of them until 2.1."""
    some = rivals(seed, states=9)
    rng = np.random.default_rng([seed, 75])
    truth = some[int(rng.integers(len(some)))]
    rows = Chronicler(truth.world, 2.1, rng, gaps=0).chronicle()
    return hypotheses(some), timed(rows, Record)


def densities(some, rows, time, every):
    """Sum over what may be seen at a time of the likelihood of having seen it; what is impossible adds nothing."""
    total = np.zeros(len(some))
    for one in every:
        with contextlib.suppress(Impossible):
            total = total + likelihood(some, [*rows, one(time)])
    return total


def integrated(some, rows, begin, end, every):
    node, weight = np.polynomial.legendre.leggauss(NODES)
    times = begin + (end - begin) * (node + 1) / 2
    parts = [densities(some, rows, float(at), every) for at in times]
    return (end - begin) / 2 * weight @ np.array(parts)


@given(SEEDS)
@settings(max_examples=5)
def test_the_next_change_and_none_add_up(seed):
    some, rows = past(seed)
    pairs = list(possible_changes(some[0].equilibrium.game))
    every = [lambda at, pair=pair: change(at, *pair) for pair in pairs]
    begin, end = 2.1, 2.9
    before, none = likelihood(some, rows, begin), likelihood(some, rows, end)
    np.testing.assert_allclose(none + integrated(some, rows, begin, end, every), before, rtol=1e-8)


@given(SEEDS)
@settings(max_examples=4)
def test_they_add_up_during_a_gap(seed):
    some, rows = past(seed)
    game = some[0].equilibrium.game
    if game.analyst_sees:
        hidden = game.analyst_sees[0]
        rows = [*rows, gap(2.1, 4.0, hidden)]
        every = [lambda at, pair=pair: change(at, *pair) for pair in possible_changes(game, (hidden,))]
        before, none = likelihood(some, rows, 2.1), likelihood(some, rows, 2.9)
        np.testing.assert_allclose(none + integrated(some, rows, 2.1, 2.9, every), before, rtol=1e-8)


@given(SEEDS)
@settings(max_examples=6)
def test_a_change_is_the_sum_of_its_authors(seed):
    some, rows = past(seed)
    game = some[0].equilibrium.game
    labels = [(one.actor, one.name) for one in game.moves] + [("nature", one.name) for one in game.nature]
    for pair in itertools.islice(possible_changes(game), 5):
        whole = densities(some, rows, 2.3, [lambda at, pair=pair: change(at, *pair)])
        by_move = [lambda at, who=who, pair=pair: change(at, *pair, actor=who[0], move=who[1]) for who in labels]
        np.testing.assert_allclose(densities(some, rows, 2.3, by_move), whole, rtol=1e-10)
        told = [
            lambda at, who=who, pair=pair: move(at, *who, factors=tuple(pair[0]), values=tuple(pair[1]))
            for who in labels
        ]
        np.testing.assert_allclose(densities(some, rows, 2.3, told), whole, rtol=1e-10)
        actors = [*game.actor_names, "nature"] if game.nature else game.actor_names
        by_actor = [lambda at, who=who, pair=pair: change(at, *pair, actor=who) for who in actors]
        np.testing.assert_allclose(densities(some, rows, 2.3, by_actor), whole, rtol=1e-10)


@given(SEEDS, st.sampled_from(["", "A1", "B3", "C", "E5", "F6"]))
@settings(max_examples=6)
def test_readings_of_one_factor_add_up(seed, grade):
    some, rows = past(seed)
    for factor in some[0].equilibrium.game.factors:
        every = [lambda at, v=value, f=factor.name: reading(at, f, v, grade) for value in factor.values]
        whole = likelihood(some, rows, 2.3)
        np.testing.assert_allclose(densities(some, rows, 2.3, every), whole, rtol=1e-10)


def test_a_graded_change_is_part_truth_and_part_noise():
    """`r p R + (1 - r) f p` by hand, from the certain record and from none."""
    some = hypotheses(rivals(12))
    factor = some[0].equilibrium.game.analyst_sees[0]
    values = next(one.values for one in some[0].equilibrium.game.factors if one.name == factor)
    grades = Grades({"B": 0.8}, {3: 0.6}, 0.037)
    for value in values:
        try:
            sure = likelihood(some, [change(1.2, factor, value)])
        except Impossible:
            sure = np.zeros(len(some))
        none = likelihood(some, [], 1.2)
        found = observe(some, records([change(1.2, factor, value, grade="B3")]), grades=grades)
        np.testing.assert_allclose(np.exp(found.evidence_for), 0.48 * sure + 0.52 * 0.037 * none, rtol=1e-10)
        assert found.log_likelihood == pytest.approx(
            float(np.log(np.dot([one.prior for one in some], np.exp(found.evidence_for))))
        )
