"""Records of one day whose order is not known: the mean over all orders, however they are listed."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.games import settled
from tests.oracle.evidence import tell, world_of
from tests.oracle.evidence_games import CALENDAR, Chronicler, dated, rivals
from tests.oracle.evidence_subject import (
    change,
    close,
    close_marginals,
    hypotheses,
    move,
    reading,
    records,
    small_crisis,
)

from detente.errors import UsageError
from detente.evidence.filtering import Hypothesis, Impossible, observe
from detente.evidence.records import Record


@given(st.integers(0, 10**6))
@settings(max_examples=12)
def test_against_dense_algebra_over_all_permutations(seed):
    """A history at day precision, with the records of some days shuffled and marked."""
    some = rivals(seed, CALENDAR, states=12)
    rng = np.random.default_rng([seed, 78])
    truth = some[int(rng.integers(len(some)))]
    rows = dated(Chronicler(truth.world, 3.6, rng, days=True).chronicle(), truth.world, Record)
    listed = []
    for _, group in itertools.groupby(rows, key=lambda one: (one.date, one.kind == "gap")):
        group = list(group)
        if 1 < len(group) <= 4 and group[0].kind != "gap":
            group = [Record(**{**fields(one), "order": "any"}) for one in rng.permutation(np.array(group, object))]
        listed += group
    told = tell([one.world for one in some], [one.prior for one in some], listed, "2016-03-03")
    if not np.isfinite(told.log_likelihood):  # two certain readings of one day, and something unseen between them
        with pytest.raises(Impossible):
            observe(hypotheses(some), records(listed), until="2016-03-03")
        return
    found = observe(hypotheses(some), records(listed), until="2016-03-03", smooth=True)
    close(found.evidence_for, told.total)
    close(list(found.posterior.values()), told.posterior[-1])
    close_marginals(found.marginals(), told.marginals)
    assert len(found.steps) == len(listed)
    ends = np.cumsum([len(block) for block in blocks(listed)])
    for number, end in enumerate(ends):
        close(found.steps[end - 1].after, told.posterior[number + 1])
        close_marginals(found.smoothed[end - 1], told.smoothed[number])
    assert np.isfinite([one.surprise for one in found.steps]).all()
    assert sum(one.surprise for one in found.steps) + found.tail.surprise == pytest.approx(-found.log_likelihood)


def fields(one):
    return {
        name: getattr(one, name)
        for name in ("date", "kind", "factors", "values", "until", "actor", "move", "grade", "source")
    }


def blocks(rows):
    return [
        list(group)
        for _, group in itertools.groupby(
            enumerate(rows), key=lambda p: (p[1].date, p[1].order) if p[1].order else p[0]
        )
    ]


@pytest.fixture(scope="module")
def rival():
    game = small_crisis()
    return [Hypothesis(plan, settled(game, 5), 0.5, holds=f"plan == {plan}") for plan in ("coordinated", "weakness")]


START = reading(0, "truce", "strained")
BACK_AND_FORTH = [
    change(2, "truce", "broken", order="any"),
    change(2, "truce", "strained", order="any", actor="nature"),
    change(2, "forces", "bases", order="any"),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_listing_does_not_matter(rival, order):
    """Only one order of the first two can be; it need not be the one listed."""
    found = observe(rival, records([START, *(BACK_AND_FORTH[at] for at in order)]), until=4)
    first = observe(rival, records([START, *BACK_AND_FORTH]), until=4)
    close(found.evidence_for, first.evidence_for, 1e-12)
    close_marginals(found.marginals(), first.marginals(), 1e-12)


def test_the_mean_over_orders_by_hand(rival):
    logs = []
    for order in itertools.permutations(BACK_AND_FORTH):
        rows = [Record(**{**fields(one), "order": ""}) for one in order]
        try:
            logs.append(observe(rival, records([START, *rows]), until=4).evidence_for)
        except Impossible:
            logs.append(np.full(2, -np.inf))
    found = observe(rival, records([START, *BACK_AND_FORTH]), until=4)
    close(np.exp(found.evidence_for), np.exp(logs).mean(axis=0), 1e-10)
    assert np.isfinite(found.evidence_for).all()
    assert np.isinf(logs).any()


def test_readings_in_any_order_with_changes(rival):
    rows = [reading(3, "truce", "strained", "A1", order="any"), change(3, "truce", "broken", order="any")]
    start = [reading(1, "truce", "strained")]
    both = []
    for order in (rows, rows[::-1]):
        plain = [Record(**{**fields(one), "order": ""}) for one in order]
        both.append(observe(rival, records([*start, *plain])).evidence_for)
    found = observe(rival, records([*start, *rows]))
    close(np.exp(found.evidence_for), np.exp(both).mean(axis=0), 1e-10)
    assert abs(both[0] - both[1]).max() > 0.1


def test_steps_of_one_day_share_what_is_seen_from_the_end(rival):
    """At one date there is one smoothed belief, whatever record of that day it is written beside."""
    rows = [START, *BACK_AND_FORTH, reading(5, "mood", "hot", "B1")]
    found = observe(rival, records(rows), until=6, smooth=True)
    for one in found.smoothed[1:3]:
        close_marginals(one, found.smoothed[3], 1e-12)
    worlds = [world_of(one.equilibrium, lambda s, plan=one.name: s["plan"] == plan) for one in rival]
    close_marginals(found.smoothed[3], tell(worlds, [0.5, 0.5], rows, 6).smoothed[1])


def test_days_apart_and_gaps_are_not_mixed(rival):
    """Marks join only what stands together on one date."""
    rows = [change(1, "truce", "strained", order="any"), change(2, "truce", "broken", order="any")]
    plain = [Record(**{**fields(one), "order": ""}) for one in rows]
    start = [reading(0, "truce", "holding")]
    one, two = (observe(rival, records([*start, *some])) for some in (rows, plain))
    np.testing.assert_array_equal(one.evidence_for, two.evidence_for)


def test_eight_at_once_are_done_and_nine_refused(rival):
    """Moves that change nothing are the same in every order."""
    rows = [move(1, "russia", "speak", order="any", source=f"s{at}") for at in range(9)]
    plain = [Record(**{**fields(one), "order": ""}) for one in rows]
    found = observe(rival, records(rows[:8]))
    close(found.evidence_for, observe(rival, records(plain[:8])).evidence_for, 1e-10)
    with pytest.raises(UsageError, match="9 records of 1 are marked as of any order"):
        observe(rival, records(rows))
