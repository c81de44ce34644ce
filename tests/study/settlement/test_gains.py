"""Gains over carrying on: against the dense solver, by simulation, and under the laws that they must keep."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.oracle.model import lay_out
from tests.oracle.rewrite import in_other_money, renamed
from tests.study.settlement import a_peace

from detente.equilibrium import solve
from detente.forecast import Mixture, now
from detente.game import Actor, Event, Factor, Flow, Game, Move, Settlement
from detente.study.settlement import settle

SETTLEMENT, VALUES = a_peace.SETTLEMENT, a_peace.VALUES


@pytest.fixture(scope="module")
def solved():
    return solve(a_peace.peace(), tolerance=1e-11)


@pytest.fixture(scope="module")
def dense():
    return a_peace.dense_of(a_peace.peace())


def agreed(state, option):
    """Talks on, the option in force, nothing on the table; force and plan as they are."""
    return (1, VALUES.index(option), 0, state[3], state[4])


def by_hand(dense, belief, option):
    """Gain by actor in each state of a belief {state: chance}, and their means."""
    layout, _, values, _ = dense
    index = {state: at for at, state in enumerate(layout.states)}
    gains = {}
    for state in belief:
        given = np.array([1.7 * (option == "federal"), 0.0, 0.0, 0.0])
        gains[state] = given + values[index[agreed(state, option)]] - values[index[state]]
    return gains, sum(chance * gains[state] for state, chance in belief.items())


def belief_of(present):
    space = present.game.space
    some = np.flatnonzero(present.belief)
    return {tuple(int(level) for level in space.levels[:, at]): float(present.belief[at]) for at in some}


@pytest.mark.parametrize("option", ["unitary", "federal"])
@pytest.mark.parametrize("when", [0.0, 9.5])
def test_gains_are_those_of_the_dense_solver(solved, dense, option, when):
    present = now(solved, at=when, given="peace == none")
    gains, mean = by_hand(dense, belief_of(present), option)
    stakes = settle(present, SETTLEMENT)[option].stakes
    for at, who in enumerate(("envoy", "army", "rebels", "patron")):
        assert stakes[who].gain == pytest.approx(mean[at], abs=1e-6)
    assert len(gains) > 3


def test_what_an_actor_sees_decides_what_it_reckons_with(solved, dense):
    present = now(solved, at=9.5, given="peace == none and talks == on and force == full and peace_tabled == none")
    belief = belief_of(present)
    assert len(belief) == 2  # the plan is all that is open
    gains, mean = by_hand(dense, belief, "unitary")
    stakes = settle(present, SETTLEMENT)["unitary"].stakes
    own = sorted(gain[3] for gain in gains.values())
    assert [stakes["patron"].low, stakes["patron"].high] == pytest.approx(own, abs=1e-6)
    assert stakes["army"].low == stakes["army"].high == pytest.approx(mean[1], abs=1e-6)
    accept = sum(chance / (1 + math.exp(-gains[state][3] / 1.3)) for state, chance in belief.items())
    assert stakes["patron"].accepts == pytest.approx(accept, abs=1e-6)
    assert stakes["patron"].sure == pytest.approx(sum(c for s, c in belief.items() if gains[s][3] > 0), abs=1e-9)
    assert stakes["army"].accepts == pytest.approx(1 / (1 + math.exp(-mean[1] / 1.1)), abs=1e-6)


def test_gains_by_simulation(solved, dense):
    """Discounted payoffs along many paths of a simulator of our own, with the bonus of free choice."""
    layout, choice, _, rates = dense
    bonus = [-np.sum(one * np.log(np.where(one > 0, one, 1.0)), axis=1) for one in choice]
    pay = layout.income + layout.nature_gives
    for j in layout.actors:
        pay = pay + layout.attention[j] * np.einsum("sm,msi->si", choice[j], layout.gives[j])
        pay[:, j] += layout.attention[j] * layout.noise[j] * bonus[j]
    index = {state: at for at, state in enumerate(layout.states)}
    rng = np.random.default_rng(7)
    paths, who = 20_000, 1

    def worth(start):
        state, age, total = np.full(paths, start), np.zeros(paths), np.zeros(paths)
        leave = -np.diag(rates)
        steps = np.where(np.eye(len(rates), dtype=bool), 0.0, rates) / leave[:, None]
        edges = np.cumsum(steps, axis=1)
        rho = layout.discount[who]
        for _ in range(350):
            stay = rng.exponential(1 / leave[state])
            total += pay[state, who] * np.exp(-rho * age) * -np.expm1(-rho * stay) / rho
            age += stay
            state = np.minimum((edges[state] < rng.random(paths)[:, None]).sum(axis=1), len(rates) - 1)
        return total.mean(), total.std() / math.sqrt(paths)

    start = (1, 0, 0, 2, 1)
    (before, error), (after, other) = worth(index[start]), worth(index[agreed(start, "unitary")])
    belief = np.zeros(len(solved.game.space))
    names = [one.name for one in solved.game.factors]
    values = {name: solved.game.factors[at].values[start[at]] for at, name in enumerate(names)}
    belief[solved.game.space.find(values)] = 1.0
    found = settle(now(solved).replace(belief=belief), SETTLEMENT)["unitary"].stakes["army"].gain
    assert abs(found - (after - before)) < 4 * math.hypot(error, other) + 0.02
    assert math.hypot(error, other) < 0.15


def test_a_constant_added_to_a_flow_moves_no_gain(solved):
    game = a_peace.peace()
    moved = game.replace(payoffs=[*game.payoffs, Flow("army", 3.7), Flow("envoy", -1.3)])
    one, two = settle(solved, SETTLEMENT), settle(solve(moved, tolerance=1e-11), SETTLEMENT)
    for option in ("unitary", "federal"):
        for who in one.actors:
            assert two[option].stakes[who].gain == pytest.approx(one[option].stakes[who].gain, abs=1e-6)
            assert two[option].stakes[who].accepts == pytest.approx(one[option].stakes[who].accepts, abs=1e-6)


def test_another_unit_of_utility_scales_gains_and_nothing_else(solved):
    scaled = settle(solve(in_other_money(a_peace.peace(), 3.7), tolerance=1e-11), SETTLEMENT)
    for one in settle(solved, SETTLEMENT).options:
        two = scaled[one.option]
        for who, stake in one.stakes.items():
            assert two.stakes[who].gain == pytest.approx(3.7 * stake.gain, rel=1e-6)
            assert two.stakes[who].verdict == stake.verdict
            assert two.stakes[who].accepts == pytest.approx(stake.accepts, abs=1e-7)
        assert two.kept.mean_time == pytest.approx(one.kept.mean_time, rel=1e-6)
        assert two.passes == pytest.approx(one.passes, abs=1e-7)


def test_other_names_and_another_order_permute(solved):
    names = {"army": "blue", "rebels": "red", "federal": "loose", "unitary": "tight", "peace_tabled": "offer"}
    game = renamed(a_peace.peace(analyst_sees=None), names)
    other = Settlement(
        "peace", ("loose", "tight"), "nature.peace_agreed", "offer",
        ("envoy.table_unitary", "envoy.table_federal"), ("red.veto_peace", "blue.veto_peace"),
        ("blue.breach_peace", "red.breach_peace"),
    )  # fmt: skip
    one, two = settle(solved, SETTLEMENT), settle(solve(game, tolerance=1e-11), other)
    assert [each.option for each in two.options] == ["loose", "tight"]
    for option in ("unitary", "federal"):
        mine, theirs = one[option], two[names[option]]
        assert theirs.passed == tuple(names[who] for who in mine.passed)
        for who, stake in mine.stakes.items():
            assert theirs.stakes[names.get(who, who)].gain == pytest.approx(stake.gain, abs=1e-7)
        assert theirs.vetoed["red"] == pytest.approx(mine.vetoed["rebels"], abs=1e-8)
    assert two.zone == tuple(names[option] for option in one.zone)


def test_an_option_that_changes_nothing_is_worth_nothing():
    game = Game(
        [Factor("paper", ("none", "signed"), "none", ordered=False), Factor("war", ("no", "yes"), "yes")],
        [Actor("army", 0.021, 0.37, 0.9)],
        [Move("army", "halt", "war == yes", {"war": "no"}, {"army": -0.3})],
        [Event("sign", 0.05, "paper == none", {"paper": "signed"}), Event("flare", 0.07, "war == no", {"war": "yes"})],
        [Flow("army", -0.4, "war == yes")],
    )
    found = settle(solve(game), Settlement("paper", ("signed",), "nature.sign"))["signed"]
    assert found.stakes["army"].gain == pytest.approx(0, abs=1e-8)
    assert found.stakes["army"].verdict == "undecided"
    assert found.stakes["army"].accepts == pytest.approx(0.5, abs=1e-8)
    assert found.passed == ()
    assert found.acceptable
    assert found.kept.mean_time == math.inf
    assert found.kept.stays == 1
    assert found.kept.broken_by == {}
    assert found.median == pytest.approx(math.log(2) / 0.05, rel=2e-3)


def test_gains_of_rival_games_are_weighed(solved):
    other = solve(a_peace.peace().with_parameters(dread=0.3), tolerance=1e-11)
    both = Mixture((now(solved), now(other)), np.array([0.31, 0.69]))
    one, two, found = (settle(each, SETTLEMENT) for each in (solved, other, both))
    for option in ("unitary", "federal"):
        for who in found.actors:
            mean = 0.31 * one[option].stakes[who].gain + 0.69 * two[option].stakes[who].gain
            assert found[option].stakes[who].gain == pytest.approx(mean, abs=1e-9)
        assert found[option].passes == pytest.approx(0.31 * one[option].passes + 0.69 * two[option].passes, abs=1e-9)
    assert abs(one["federal"].stakes["army"].gain - two["federal"].stakes["army"].gain) > 0.3


def test_where_one_may_be_in_force_gains_are_from_where_none_is(solved):
    later = now(solved, at=20.0)
    share = float(later.belief[later.game.space.holds("peace != none")].sum())
    found = settle(later, SETTLEMENT)
    assert found.already == pytest.approx(share, abs=1e-12)
    assert 0.001 < share < 0.9
    alone = settle(now(later, given="peace == none"), SETTLEMENT)
    for who in found.actors:
        assert found["federal"].stakes[who].gain == pytest.approx(alone["federal"].stakes[who].gain, abs=1e-9)
    assert found["federal"].reached[30] > alone["federal"].reached[30]


def test_functions_as_payoffs_of_the_agreement():
    """A one-off payoff given as a function of the states is the same as its expression."""
    game = a_peace.peace()
    called = game.replace(
        nature=[
            replace(one, gives={"envoy": lambda space: 1.7 * space.holds("peace_tabled == federal")})
            if one.name == "peace_agreed"
            else one
            for one in game.nature
        ]
    )
    one, two = settle(solve(game), SETTLEMENT), settle(solve(called), SETTLEMENT)
    assert two["federal"].stakes["envoy"].gain == pytest.approx(one["federal"].stakes["envoy"].gain, abs=1e-9)
    assert lay_out(game).size == 36
