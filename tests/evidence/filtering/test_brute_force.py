"""Tiny games: likelihoods and posteriors by counting out hidden paths, and by integrals over hidden times."""

import math

import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from tests.forecast.games import settled, with_choice
from tests.oracle.evidence import world_of
from tests.oracle.evidence_paths import PathFilter
from tests.oracle.evidence_subject import change, gap, move, reading, records

from detente.evidence.filtering import Hypothesis, observe
from detente.forecast import now, simulate
from detente.game import Actor, Event, Factor, Game, Move


def tiny(**more):
    """Two seen and two hidden values; rates small enough for paths of six hidden jumps."""
    parts = {
        "factors": [
            Factor("truce", ("off", "on"), start="on"),
            Factor("mood", ("cool", "hot"), start={"cool": 0.63, "hot": 0.37}),
        ],
        "actors": [
            Actor("army", discount=0.03, attention=0.41, noise=0.9),
            Actor("rebels", discount=0.05, attention=0.33, noise=0.8, sees=("truce",)),
        ],
        "moves": [
            Move("army", "attack", when="truce == on", then={"truce": "off", "mood": "hot"}),
            Move("army", "rest", when="mood == hot", then={"mood": "cool"}),
            Move("rebels", "shell", when="truce == on", then={"truce": "off"}),
            Move("rebels", "speak"),
        ],
        "nature": [
            Event("heat", "0.09 + 0.06*(truce == off)", when="mood == cool", then={"mood": "hot"}),
            Event("mend", "0.17 - 0.08*(mood == hot)", when="truce == off", then={"truce": "on"}),
        ],
        "analyst_sees": ("truce",),
        "memory": 31.0,
    }
    return Game(**{**parts, **more})


HISTORIES = {
    "a change": ([change(1.3, "truce", "off")], 2.1),
    "a change by somebody": ([change(1.3, "truce", "off", actor="army"), change(2.2, "truce", "on")], 2.9),
    "by one of its moves": (
        [move(0.4, "army", "rest"), change(1.1, "truce", "off", actor="rebels", move="shell")],
        1.7,
    ),
    "a move that changes nothing": ([move(0.4, "rebels", "speak"), move(1.9, "rebels", "speak")], 2.3),
    "a leak": ([change(0.7, "mood", "hot"), change(1.6, "truce", "off")], 2.3),
    "a change seen with a leak": ([change(0.9, ("mood", "truce"), ("hot", "off"))], 1.6),
    "readings": ([reading(0.6, "mood", "hot", "C3"), reading(1.7, "mood", "cool", "B2")], 2.4),
    "a certain reading": ([reading(1.2, "mood", "hot"), change(1.9, "truce", "off")], 2.1),
    "a gap": ([gap(0.5, 0.83), reading(0.71, "truce", "off"), change(1.9, "truce", "on", grade="B2")], 2.3),
    "a false report": ([change(0.9, "truce", "off", grade="D4"), change(1.7, "truce", "off", grade="B1")], 2.2),
    "nature": ([change(0.3, "truce", "off"), change(1.8, "truce", "on", actor="nature", move="mend")], 2.5),
}


@pytest.fixture(scope="module")
def two():
    return [settled(tiny(), 3), settled(tiny(), 8)]


@pytest.mark.parametrize("name", HISTORIES)
def test_likelihood_is_the_sum_over_all_hidden_paths(two, name):
    rows, until = HISTORIES[name]
    worlds = [world_of(two[0]), world_of(two[1], lambda state: state["mood"] == "hot")]
    runs = [PathFilter(world, rows, until).run() for world in worlds]
    rivals = [Hypothesis("one", two[0], 0.3), Hypothesis("other", two[1], 0.7, holds="mood == hot")]
    found = observe(rivals, records(rows), until=until)
    np.testing.assert_allclose(found.evidence_for, [run.total for run in runs], atol=2e-6)
    weight = np.array([0.3, 0.7]) * np.exp([run.total for run in runs])
    np.testing.assert_allclose(list(found.posterior.values()), weight / weight.sum(), atol=1e-6)
    for one, run in zip(found.by_hypothesis, runs, strict=True):
        for factor in ("truce", "mood"):
            for value in one.game.factors[[f.name for f in one.game.factors].index(factor)].values:
                here = one.belief[one.game.space.holds(f"{factor} == {value}")].sum()
                assert here == pytest.approx(run.end @ worlds[0].indicator(factor, value), abs=1e-6)


def worn():
    """Trust that wears away unseen, in two steps, and a truce that breaks faster the less there is."""
    return Game(
        [
            Factor("truce", ("broken", "holding"), start="holding"),
            Factor("trust", ("none", "thin", "deep"), start="deep"),
        ],
        nature=[
            Event("doubt", 0.31, when="trust == deep", then={"trust": "thin"}),
            Event("despair", 0.47, when="trust == thin", then={"trust": "none"}),
            Event(
                "breach",
                "0.13 + 0.29*(trust == thin) + 1.7*(trust == none)",
                when="truce == holding",
                then={"truce": "broken"},
            ),
        ],
        analyst_sees=("truce",),
    )


def test_hidden_times_integrated_by_quadrature():
    """A truce that broke at 2.3: over the moments of doubt and despair, each before it or never."""
    rates, breach, T = (0.31, 0.47), (0.13, 0.42, 1.83), 2.3
    stay = [rates[0] + breach[0], rates[1] + breach[1], breach[2]]
    none = math.exp(-stay[0] * T) * breach[0]
    one = quad(lambda s: rates[0] * math.exp(-stay[0] * s - stay[1] * (T - s)), 0, T, epsabs=1e-13)[0] * breach[1]
    both = dblquad(
        lambda t, s: rates[0] * rates[1] * math.exp(-stay[0] * s - stay[1] * (t - s) - stay[2] * (T - t)),
        0, T, lambda s: s, T, epsabs=1e-12,
    )[0] * breach[2]  # fmt: skip
    game = worn()
    found = observe(with_choice(game, np.empty(0)), records([change(2.3, "truce", "broken")]), until=2.3)
    assert found.log_likelihood == pytest.approx(math.log(none + one + both), abs=1e-9)
    total = none + one + both
    expected = {"deep": none / total, "thin": one / total, "none": both / total}
    assert found.marginals()["trust"] == pytest.approx(expected, abs=1e-9)


def test_hidden_times_seen_from_the_end():
    """Smoothing: had trust gone by 1.1, given a breach at 1.9?"""
    rates, breach, a, T = (0.31, 0.47), (0.13, 0.42, 1.83), 1.1, 1.9
    stay = [rates[0] + breach[0], rates[1] + breach[1], breach[2]]

    def density(first, second):
        """Of doubt at ``first``, despair at ``second`` and the breach at T; times beyond T mean never."""
        if first > T:
            return math.exp(-stay[0] * T) * breach[0]
        if second > T:
            return rates[0] * math.exp(-stay[0] * first - stay[1] * (T - first)) * breach[1]
        spent = stay[0] * first + stay[1] * (second - first) + stay[2] * (T - second)
        return rates[0] * rates[1] * math.exp(-spent) * breach[2]

    def once(low, high):
        return quad(lambda s: density(s, 9.0), low, high, epsabs=1e-13)[0]

    def twice(low, high, least, most):
        return dblquad(lambda t, s: density(s, t), low, high, lambda s: max(s, least), most, epsabs=1e-12)[0]

    gone = twice(0, a, 0, a)
    thin = once(0, a) + twice(0, a, a, T)
    deep = density(9.0, 9.0) + once(a, T) + twice(a, T, a, T)
    total = gone + thin + deep
    rows = [reading(1.1, "truce", "holding"), change(1.9, "truce", "broken")]  # the reading says what is known
    found = observe(with_choice(worn(), np.empty(0)), records(rows), smooth=True)
    expected = {"deep": deep / total, "thin": thin / total, "none": gone / total}
    assert found.smoothed[0]["trust"] == pytest.approx(expected, abs=1e-9)


def test_simulated_histories_happen_as_often_as_the_likelihood_says(two):
    """The chance that the first thing seen is a breach by 1.2, and that it leaves the mood hot."""
    game = two[0].game
    paths = simulate(now(two[0]), paths=60_000, horizon=1.2, seed=11)
    truce = game.space["truce"]
    broke = truce[paths.before] > truce[paths.after]
    first = np.zeros(len(paths), bool)
    hot = np.zeros(len(paths), bool)
    for path, after in zip(paths.path[broke][::-1], paths.after[broke][::-1], strict=True):
        first[path], hot[path] = True, game.space["mood"][after] == 1
    node, weight = np.polynomial.legendre.leggauss(8)
    chance = chance_hot = 0.0
    for at, share in zip(0.6 * (node + 1), 0.6 * weight, strict=True):
        found = observe(two[0], records([change(float(at), "truce", "off")]), until=float(at))
        chance += share * math.exp(found.log_likelihood)
        chance_hot += share * math.exp(found.log_likelihood) * found.marginals()["mood"]["hot"]
    for seen, expected in ((first, chance), (first & hot, chance_hot)):
        assert abs(seen.mean() - expected) < 4 * math.sqrt(expected * (1 - expected) / len(seen))
