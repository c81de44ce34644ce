"""Losses against the package scoringrules and by hand; means, skill, reliability."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.evidence.scores import Case, losses, mark, reliability, skill, split
from detente.evidence.scores._skill import LEAST_BLOCKS, block_length, non_overlapping


def case(chances: dict, outcome: str | None, time: float = 0.0, horizon: float = 7.0, **more) -> Case:
    width = len(next(one for one in chances.values() if one is not None))
    values = ("no", "yes") if width == 2 else ("low", "mid", "high", "top")[:width]
    known = {"question": "q", "ranked": width > 2, "contested": False, "why": "", "late": (), **more}
    return Case(time=time, date=None, horizon=horizon, values=values, outcome=outcome, chances=chances, **known)


def test_losses_by_hand() -> None:
    cases = [
        case({"a": (0.3, 0.7)}, "yes"),
        case({"a": (0.2, 0.5, 0.3)}, "high"),
        case({"a": None, "b": (0.4, 0.6)}, "no"),
    ]
    found = losses(cases, "a")
    assert found.brier == pytest.approx([0.09, (0.04 + 0.25 + 0.49) / 2, math.nan], nan_ok=True)
    assert found.log == pytest.approx([-math.log(0.7), -math.log(0.3), math.nan], nan_ok=True)
    assert found.rps == pytest.approx([math.nan, (0.04 + 0.49) / 2, math.nan], nan_ok=True)


CHANCES = st.lists(st.floats(0.001, 1.0), min_size=2, max_size=4).map(lambda some: tuple(x / sum(some) for x in some))


@given(st.lists(st.tuples(CHANCES, st.integers(0, 3)), min_size=1, max_size=8))
def test_losses_agree_with_scoringrules(drawn) -> None:
    sr = pytest.importorskip("scoringrules")
    cases = []
    for given_chances, at in drawn:
        one = case({"a": given_chances}, None)
        cases.append(case({"a": given_chances}, one.values[at % len(given_chances)]))
    found = losses(cases, "a")
    for at, one in enumerate(cases):
        forecast = np.array(one.chances["a"])
        happened = np.array([float(value == one.outcome) for value in one.values])
        assert found.brier[at] == pytest.approx(sum(sr.brier_score(happened, forecast)) / 2)
        assert found.log[at] == pytest.approx(float(sr.log_score(1, forecast[happened > 0][0])))
        if one.ranked:
            assert found.rps[at] == pytest.approx(
                float(sr.rps_score(happened, forecast, onehot=True)) / (len(forecast) - 1)
            )


def test_what_was_ruled_out_and_happened_costs_without_limit_and_is_counted() -> None:
    cases = [case({"a": (1.0, 0.0)}, "yes"), case({"a": (0.75, 0.25)}, "yes"), case({"a": (1.0, 0.0)}, "no")]
    found = mark(cases, "a")
    assert found.log == math.inf
    assert found.impossible == 1
    assert found.log_rest == pytest.approx(math.log(4) / 2)
    assert found.brier == pytest.approx((1 + 0.5625 + 0) / 3)
    assert found.sureness == pytest.approx((1 + 0.75 + 1) / 3)
    assert str(losses(cases, "a").log[2]) == "0.0"


def test_unresolved_cases_are_not_scored() -> None:
    found = mark([case({"a": (0.5, 0.5)}, None), case({"a": (0.1, 0.9)}, "yes")], "a")
    assert (found.count, found.brier) == (1, pytest.approx(0.01))
    assert math.isnan(mark([case({"a": (0.5, 0.5)}, None)], "a").brier)


def rolling(mine, theirs, outcomes, horizon: float = 7.0, step: float = 7.0) -> list[Case]:
    return [
        case({"a": (1 - p, p), "b": (1 - q, q)}, "yes" if y else "no", time=at * step, horizon=horizon)
        for at, (p, q, y) in enumerate(zip(mine, theirs, outcomes, strict=True))
    ]


def test_skill_is_the_share_of_the_loss_that_is_saved() -> None:
    cases = rolling([0.8, 0.1, 0.6], [0.5, 0.4, 0.3], [1, 0, 0])
    mine, theirs = 0.04 + 0.01 + 0.36, 0.25 + 0.16 + 0.09
    assert skill(cases, "a", "b").value == pytest.approx(1 - mine / theirs)
    gain = np.mean([math.log(0.8 / 0.5), math.log(0.9 / 0.6), math.log(0.4 / 0.7)])
    assert skill(cases, "a", "b", "log").value == pytest.approx(gain)
    assert skill(cases, "a", "b").independent == 3
    assert math.isnan(skill(cases, "a", "b", "rps").value)


def test_infinite_losses_are_left_out_of_the_gain_and_not_of_the_brier_score() -> None:
    cases = rolling([0.8, 0.1, 0.6], [0.0, 0.4, 0.3], [1, 0, 0])
    assert skill(cases, "a", "b", "log").count == 2
    assert skill(cases, "a", "b", "brier").count == 3


def test_overlapping_dates_give_wider_intervals_and_few_of_them_none() -> None:
    random = np.random.default_rng(5)
    outcomes = np.repeat(random.random(12) < 0.4, 5)
    mine, theirs = np.repeat(random.random(12), 5), np.full(60, 0.41)
    short, long = (rolling(mine, theirs, outcomes, horizon, 2.0) for horizon in (2.0, 10.0))
    one, two = skill(short, "a", "b"), skill(long, "a", "b")
    assert one.value == two.value
    assert (one.independent, two.independent) == (60, 12)
    assert None not in (one.low, one.high, two.low, two.high)
    assert one.low < one.value < one.high
    assert two.high - two.low > 1.3 * (one.high - one.low)
    assert skill(short, "a", "b", seed=0) == one
    few = skill(rolling(mine[:5], theirs[:5], outcomes[:5], 5.0, 2.0), "a", "b")
    assert (few.independent, few.low, few.high) == (2, None, None)
    four, five = (skill(rolling(mine[:n], theirs[:n], outcomes[:n], 10.0, 2.0), "a", "b") for n in (20, 25))
    assert (four.independent, four.low, four.high) == (4, None, None)
    assert five.independent == LEAST_BLOCKS == 5
    assert None not in (five.low, five.high)


def test_blocks_are_as_long_as_the_horizon() -> None:
    times = np.arange(10) * 7.0
    assert [block_length(times, horizon) for horizon in (3, 7, 8, 30, 90, 900)] == [1, 1, 2, 5, 10, 10]
    assert [non_overlapping(times, horizon) for horizon in (3, 7, 8, 30, 900)] == [10, 10, 5, 2, 1]


def test_chances_that_are_right_lie_within_the_band_and_others_do_not() -> None:
    random = np.random.default_rng(11)
    chance = random.random(900)
    happened = random.random(900) < chance
    right = reliability(rolling(chance, chance, happened, 1.0, 1.0), "a")
    assert sum(one.inside for one in right) >= 8
    assert sum(one.count for one in right) == 900
    for one in right:
        inside = (chance >= one.low) & (chance < one.high)
        assert one.share == pytest.approx(happened[inside].mean())
        assert one.mean == pytest.approx(chance[inside].mean())
    wrong = reliability(rolling(1 - chance, chance, happened, 1.0, 1.0), "a")
    assert sum(one.inside for one in wrong) <= 3


def test_the_band_is_wider_where_dates_overlap() -> None:
    chance, happened = np.full(40, 0.35), np.arange(40) % 3 == 0
    (apart,) = reliability(rolling(chance, chance, happened, 1.0, 1.0), "a")
    (together,) = reliability(rolling(chance, chance, happened, 20.0, 1.0), "a")
    assert together.band[1] - together.band[0] > 2 * (apart.band[1] - apart.band[0])
    # Two independent draws decide: 0, half or all of it happens.
    assert together.band == (0.0, 1.0)


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.35, 0.6, 0.85, 1.0]), st.booleans()), min_size=2, max_size=30))
def test_the_parts_add_up_to_the_score(drawn) -> None:
    cases = rolling([p for p, _ in drawn], [p for p, _ in drawn], [y for _, y in drawn])
    found = split(cases, "a")
    assert found is not None
    assert found.score == pytest.approx(mark(cases, "a").brier, abs=1e-12)
    assert found.miscalibration - found.discrimination + found.uncertainty == pytest.approx(found.score, abs=1e-12)
    assert found.miscalibration >= -1e-12
    assert found.discrimination >= -1e-12


def test_a_constant_at_the_base_rate_has_no_parts_and_a_sure_one_only_discriminates() -> None:
    outcomes = [1, 0, 0, 1, 0]
    flat = split(rolling([0.4] * 5, [0.4] * 5, outcomes), "a")
    sure = split(rolling([float(y) for y in outcomes], [0.4] * 5, outcomes), "a")
    backwards = split(rolling([1.0 - y for y in outcomes], [0.4] * 5, outcomes), "a")
    assert None not in (flat, sure, backwards)
    assert (flat.miscalibration, flat.discrimination) == (pytest.approx(0), pytest.approx(0))
    assert (sure.miscalibration, sure.discrimination) == (pytest.approx(0), pytest.approx(0.24))
    assert (backwards.miscalibration, backwards.discrimination) == (pytest.approx(0.76), pytest.approx(0))
