"""Attacks on the promise that a belief as of a date knows nothing of what came later: not a bit may differ."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forecast.games import settled
from tests.oracle.evidence_games import CALENDAR, Chronicler, dated, rivals, timed
from tests.oracle.evidence_subject import (
    assert_identical,
    change,
    gap,
    hypotheses,
    move,
    reading,
    records,
    small_crisis,
)

from detente.evidence.filtering import Hypothesis, Impossible, observe
from detente.evidence.records import Record, Records, read_records, write_records

NOW = 6.25
PAST = [
    change(0.5, "truce", "strained", grade="B2", source="AP"),
    reading(1.75, "mood", "hot", "C3", source="AFP"),
    gap(2.0, 3.5, "forces"),
    change(4.125, "forces", "bases", actor="russia", source="AP"),
    move(5.5, "russia", "speak", grade="D4"),
    reading(6.25, "truce", "strained", "A2", source="Reuters"),
]
LATER = {
    "a change just after": [change(repr(float(np.nextafter(NOW, 7))), "truce", "broken")],
    "a change the next day": [change(7, "truce", "broken"), change(9.5, "truce", "strained")],
    "many": [reading(7 + at / 8, "mood", "hot", "A1", source=f"s{at}") for at in range(50)],
    "a certain reading of what is hidden": [reading(6.5, "plan", "weakness"), reading(7, "mood", "cool")],
    "what no path can produce": [reading(7, "truce", "holding"), change(7, "truce", "broken")],
    "a gap from later on": [gap(6.5, 30)],
    "a move": [move(8, "army", "attack")],
}
LATE = {
    "a change": change(3.75, "truce", "broken", grade="B2", reported="6.5"),
    "a reading": reading(2.5, "plan", "weakness", reported="8"),
    "a move": move(1.0, "russia", "leave", reported="6.2500001"),
    "a gap": gap(0.75, 1.5, reported="7"),
    "a gap that is not over": gap(5.0, 9, reported="7"),
    "on the same date": reading(6.25, "plan", "weakness", reported="7"),
}


@pytest.fixture(scope="module")
def rival():
    game = small_crisis()
    return [
        Hypothesis("planned", settled(game, 5), 0.3, holds="plan == coordinated"),
        Hypothesis("weak", settled(game, 6), 0.5, holds="plan == weakness"),
        Hypothesis("whole", settled(game, 7), 0.2),
    ]


@pytest.fixture(scope="module")
def known(rival):
    return observe(rival, records(PAST), until=NOW, smooth=True)


def as_of(rival, rows, until=NOW):
    rows = sorted(rows, key=lambda one: float(one.date))  # stable: what is added on a date stands after what was there
    return observe(rival, records(rows), until=until, smooth=True)


@pytest.mark.parametrize("name", LATER)
def test_records_that_come_later(rival, known, name):
    assert_identical(as_of(rival, [*PAST, *LATER[name]]), known)


@pytest.mark.parametrize("name", LATE)
def test_records_that_were_reported_later(rival, known, name):
    assert_identical(as_of(rival, [*PAST, LATE[name]]), known)


@pytest.mark.parametrize("name", LATE)
def test_they_count_once_they_are_out(rival, name):
    """The late records matter: without `reported` the numbers differ, so that the tests above can fail."""
    shown = as_of(rival, [*PAST, replace(LATE[name], reported="")])
    hidden = as_of(rival, PAST)
    assert abs(shown.log_likelihood - hidden.log_likelihood) > 1e-6
    later = as_of(rival, [*PAST, LATE[name]], until=9)
    assert LATE[name] in later.records.rows
    assert abs(later.log_likelihood - as_of(rival, PAST, until=9).log_likelihood) > 1e-6


def test_a_grade_or_source_changed_afterwards_on_a_later_record(rival, known):
    for grade in ("", "A1", "E5", "F"):
        later = [change(7, "truce", "broken", grade=grade, source="AP"), reading(8, "mood", "hot", grade, source="AFP")]
        assert_identical(as_of(rival, [*PAST, *later]), known)


@pytest.mark.parametrize("end", [6.3, 6.5, 40, 1e6, "0.7 days", "3 weeks"])
def test_how_long_a_gap_will_last_is_not_known_during_it(rival, end):
    one = as_of(rival, [*PAST, gap(5.75, 8.0)])
    two = as_of(rival, [*PAST, gap(5.75, end)])
    assert_identical(one, two)


def test_a_gap_cut_by_the_date_is_one_that_ends_there(rival):
    one = as_of(rival, [*PAST, gap(5.75, 8.0)])
    two = as_of(rival, [*PAST, gap(5.75, NOW)])
    np.testing.assert_array_equal(one.evidence_for, two.evidence_for)
    assert one.posterior == two.posterior
    assert abs(one.log_likelihood - as_of(rival, PAST).log_likelihood) > 1e-4


def test_order_marks_on_later_records_of_the_same_day(rival, known):
    later = [
        change(6.25, "forces", "full", order="any", reported="7"),
        change(6.25, "truce", "broken", order="any", reported="6.75"),
    ]
    assert_identical(as_of(rival, [*PAST, *later]), known)


@given(st.integers(0, 10**6), st.floats(0.3, 6.0))
@settings(max_examples=15)
def test_any_history_cut_anywhere(seed, end):
    some = rivals(seed, states=9)
    rng = np.random.default_rng([seed, 79])
    truth = some[int(rng.integers(len(some)))]
    rows = timed(Chronicler(truth.world, 6.0, rng).chronicle(), Record)
    known = [one for one in rows if float(one.date) <= end]
    known = [replace(one, until=repr(min(float(one.until), 99.0))) if one.until else one for one in known]
    others = timed(Chronicler(some[0].world, 6.0, rng).chronicle(), Record)
    wrong = [replace(one, source=f"x{one.source}") for one in others if float(one.date) > end]
    one = observe(hypotheses(some), records(known), until=end, smooth=True)
    assert_identical(observe(hypotheses(some), records(rows), until=end, smooth=True), one)
    assert_identical(observe(hypotheses(some), records([*known, *wrong]), until=end, smooth=True), one)


@given(st.integers(0, 10**6), st.integers(0, 5))
@settings(max_examples=8)
def test_days_of_a_calendar_cut_anywhere(seed, day):
    """Records of the day itself count, whatever stands behind them; dates, texts and numbers say the same."""
    import datetime

    some = rivals(seed, CALENDAR, states=9)
    rng = np.random.default_rng([seed, 80])
    truth = some[int(rng.integers(len(some)))]
    rows = dated(Chronicler(truth.world, 6.0, rng, days=True).chronicle(), truth.world, Record)
    last = datetime.date(2016, 2, 27) + datetime.timedelta(days=day)
    known = [one for one in rows if one.date <= last.isoformat()]
    try:
        one = observe(hypotheses(some), records(known), until=last, smooth=True)
    except Impossible:  # two certain readings of one day, and something unseen between them
        with pytest.raises(Impossible):
            observe(hypotheses(some), records(rows), until=last)
        return
    for until in (last, last.isoformat(), float(day)):
        assert_identical(observe(hypotheses(some), records(rows), until=until, smooth=True), one)


@pytest.mark.parametrize("ending", ["csv", "parquet", "duckdb"])
def test_files_leak_no_more_than_records(rival, known, tmp_path, ending):
    rows = sorted([*PAST, *LATER["a change the next day"], *LATE.values()], key=lambda one: float(one.date))
    path = tmp_path / f"records.{ending}"
    write_records(records(rows), path)
    found = observe(rival, path, until=NOW, smooth=True)
    assert_identical(found, known)
    assert_identical(observe(rival, read_records(path), until=NOW, smooth=True), known)


def test_nothing_in_the_answer_holds_later_records(rival, known):
    found = as_of(rival, [*PAST, *LATER["many"], LATE["a reading"]])
    assert isinstance(found.records, Records)
    assert found.records.sha256 == known.records.sha256
    assert len(found.steps) == len(found.smoothed) == len(PAST)
    assert found.time == NOW
    assert all(one.time == NOW for one in found.nows)
    assert repr(found) == repr(known)
