"""Whether an option is reached and kept, and what becomes of it at the table: dense exponentials and solves."""

import math

import numpy as np
import pytest
from scipy.linalg import expm
from tests.study.settlement import a_peace
from tests.study.settlement.a_peace import SETTLEMENT, VALUES

from detente.equilibrium import solve
from detente.forecast import now
from detente.game import Settlement
from detente.study.settlement import settle

HORIZONS = (17.0, 61.0, 140.0)


@pytest.fixture(scope="module")
def found():
    return settle(
        now(solve(a_peace.peace(), tolerance=1e-11), at=4.0, given="peace == none"), SETTLEMENT, horizons=HORIZONS
    )


@pytest.fixture(scope="module")
def world():
    """States, generator, choice, and the belief that `found` starts from."""
    layout, choice, _, rates = a_peace.dense_of(a_peace.peace())
    belief = layout.start @ expm(4.0 * rates)
    belief = np.where([state[1] == 0 for state in layout.states], belief, 0.0)
    return layout, choice, rates, belief / belief.sum()


def absorbing(rates, mask):
    found = rates.copy()
    found[mask] = 0.0
    return found


@pytest.mark.parametrize("option", VALUES[1:])
def test_reached(found, world, option):
    layout, _, rates, belief = world
    there = np.array([VALUES[state[1]] == option for state in layout.states])
    stopped = absorbing(rates, there)
    for time, chance in found[option].reached.items():
        assert chance == pytest.approx((belief @ expm(time * stopped))[there].sum(), abs=1e-7)
    if not math.isinf(found[option].median):
        assert (belief @ expm(found[option].median * stopped))[there].sum() == pytest.approx(0.5, abs=2e-4)
    settled = np.array([state[1] > 0 for state in layout.states])
    for time, chance in found.settled.items():
        assert chance == pytest.approx((belief @ expm(time * absorbing(rates, settled)))[settled].sum(), abs=1e-7)


def test_a_median_is_found_for_one_option_and_not_for_the_other(found):
    medians = {one.option: one.median for one in found.options}
    assert 61 < medians["federal"] < 140
    assert medians["unitary"] == math.inf


@pytest.mark.parametrize("option", VALUES[1:])
def test_kept(found, world, option):
    layout, choice, rates, belief = world
    index = {state: at for at, state in enumerate(layout.states)}
    wanted = VALUES.index(option)
    after = np.zeros(layout.size)
    for at, chance in enumerate(belief):
        state = layout.states[at]
        after[index[(1, wanted, 0, state[3], state[4])]] += chance
    inside = np.array([state[1] == wanted for state in layout.states])
    block = rates[np.ix_(inside, inside)]
    kept = found[option].kept
    for time, chance in kept.chances.items():
        assert chance == pytest.approx((after[inside] @ expm(time * block)).sum(), abs=1e-8)
    stay = np.linalg.solve(-block.T, after[inside])
    assert kept.mean_time == pytest.approx(stay.sum(), rel=1e-6)
    for actor, who in ((1, "army"), (2, "rebels")):
        move = layout.names[actor].index("breach_peace")
        broken = stay @ (layout.attention[actor] * choice[actor][inside, move])
        assert kept.broken_by[f"{who}.breach_peace"] == pytest.approx(broken, abs=1e-7)
    assert sum(kept.broken_by.values()) + kept.stays == pytest.approx(1)
    assert list(kept.broken_by.values()) == sorted(kept.broken_by.values(), reverse=True)


@pytest.mark.parametrize("option", VALUES[1:])
def test_at_the_table(found, world, option):
    layout, choice, rates, belief = world
    index = {state: at for at, state in enumerate(layout.states)}
    wanted = VALUES.index(option)
    start = np.zeros(layout.size)
    for at, chance in enumerate(belief):
        state = layout.states[at]
        start[index[(1, 0, wanted, state[3], state[4])]] += chance
    inside = np.array([state[1] == 0 and state[2] == wanted for state in layout.states])
    stay = np.linalg.solve(-rates[np.ix_(inside, inside)].T, start[inside])
    one = found[option]
    for actor, who in ((1, "army"), (2, "rebels")):
        move = layout.names[actor].index("veto_peace")
        assert one.vetoed[who] == pytest.approx(
            stay @ (layout.attention[actor] * choice[actor][inside, move]), abs=1e-7
        )
    assert one.passes == pytest.approx(0.11 * stay.sum(), abs=1e-7)
    assert one.lapses == pytest.approx(0.07 * stay.sum(), abs=1e-7)
    assert one.lapses + one.passes + sum(one.vetoed.values()) == pytest.approx(1)


def test_the_share_that_must_first_come_to_the_table(found, world):
    layout, _, _, belief = world
    for option in VALUES[1:]:
        ready = [state[0] == 1 and state[2] == VALUES.index(option) for state in layout.states]
        assert found[option].brought == pytest.approx(1 - belief[ready].sum(), abs=1e-8)


def test_who_must_be_passed_without_a_veto():
    game = a_peace.peace()
    plain = game.replace(moves=[one for one in game.moves if one.name != "veto_peace"])
    described = {"factor": "peace", "options": VALUES[1:], "agreed": "nature.peace_agreed", "tabled": "peace_tabled"}
    solved = solve(plain)
    alone = settle(solved, Settlement(**described, proposals=SETTLEMENT.proposals))
    assert alone["federal"].passed == ("envoy",)
    assert alone["federal"].vetoed == {}
    assert settle(solved, Settlement(**described))["federal"].passed == ()
    text = settle(solved, Settlement(**described)).to_text()
    assert "Nobody alone can stop a settlement here, so every option is possible." in text


def test_without_a_factor_for_what_is_tabled_the_race_is_from_where_it_can_be_agreed(found):
    bare = Settlement("peace", VALUES[1:], "nature.peace_agreed")
    solved = solve(a_peace.peace(), tolerance=1e-11)
    two = settle(now(solved, at=4.0, given="peace == none"), bare, horizons=HORIZONS)
    assert two["federal"].passes == pytest.approx(found["federal"].passes, abs=1e-9)
    assert two["federal"].stakes["army"].gain == pytest.approx(found["federal"].stakes["army"].gain, abs=1e-12)
