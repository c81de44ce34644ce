"""The filter, the posterior and the smoother against dense algebra, on random games with something to hide."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.evidence import tell, world_of
from tests.oracle.evidence_games import CALENDAR, Chronicler, Rival, beginning, dated, rivals, timed
from tests.oracle.evidence_subject import (
    assert_identical,
    close,
    close_marginals,
    decibans,
    hypotheses,
    observed,
    records,
)

from detente.evidence.filtering import Grades, Impossible, observe
from detente.evidence.records import Record, write_records
from detente.game import Clock

SEEDS = st.integers(0, 10**6)
HORIZON = 7.3


def agree(found, told, blocks):
    """All numbers that an observation gives; ``blocks`` are the records that share a step of the oracle."""
    assert found.log_likelihood == pytest.approx(told.log_likelihood, rel=1e-9, abs=1e-8)
    close(found.evidence_for, told.total)
    close(list(found.posterior.values()), told.posterior[-1])
    close(found.weights.sum(), 1.0)
    close_marginals(found.marginals(), told.marginals)
    ends = np.cumsum([len(one) for one in blocks])
    for number, (end, block) in enumerate(zip(ends, blocks, strict=True)):
        steps = found.steps[end - len(block) : end]
        close(sum(one.silence + one.event for one in steps), told.silence[number] + told.event[number])
        close(steps[0].before, told.posterior[number])
        close(steps[-1].after, told.posterior[number + 1])
        close(sum(one.surprise for one in steps), told.surprise[number])
        if len(block) == 1:
            close(steps[0].silence, told.silence[number])
            close(steps[0].event, told.event[number])
        changed = (told.posterior[number : number + 2] > 1e-9).all(0) & (
            told.posterior[number : number + 2] < 1 - 1e-9
        ).all(0)
        weights = sum(one.weights for one in steps)
        close(weights[changed], decibans(*told.posterior[number : number + 2])[changed], 1e-6)
        if found.smoothed is not None:
            close_marginals(found.smoothed[end - 1], told.smoothed[number])
    close(found.tail.before, told.posterior[-2])
    close(found.tail.after, told.posterior[-1])
    close(found.tail.silence, [run.tail for run in told.runs])


def each_alone(rows):
    return [[one] for one in rows]


def case(seed, clock=None, **more):
    """Explanations, and rows about a history under one of them."""
    found = rivals(seed, clock)
    rng = np.random.default_rng([seed, 73])
    truth = found[int(rng.integers(len(found)))]
    return found, Chronicler(truth.world, HORIZON, rng, **more).chronicle(), rng


@given(SEEDS)
@settings(max_examples=15)
def test_records_with_exact_times(seed):
    exact_times(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_two_hundred_more(block):
    for seed in range(20 * block, 20 * block + 20):
        exact_times(seed)


def exact_times(seed):
    some, rows, _ = case(seed)
    rows = timed(rows, Record)
    told = tell([one.world for one in some], [one.prior for one in some], rows, HORIZON)
    agree(observed(some, rows, until=HORIZON, smooth=True), told, each_alone(rows))


@pytest.mark.parametrize("unit, until, time", [("day", "2016-03-06", 8.0), ("week", "2016-04-19", 52 / 7)])
@given(SEEDS)
@settings(max_examples=5)
def test_records_of_one_day_are_taken_in_order(unit, until, time, seed):
    some, rows, _ = case(seed, Clock(unit, CALENDAR.start), days=True)
    rows = dated(rows, some[0].world, Record)
    told = tell([one.world for one in some], [one.prior for one in some], rows, until)
    if not np.isfinite(told.log_likelihood):  # two certain readings of one day, and something unseen between them
        with pytest.raises(Impossible):
            observed(some, rows, until=until)
        return
    found = observed(some, rows, until=until, smooth=True)
    assert found.date.isoformat() == until
    assert found.time == pytest.approx(time, abs=1e-12)
    agree(found, told, each_alone(rows))


@given(SEEDS)
@settings(max_examples=8)
def test_without_a_date_the_last_record_is_the_end(seed):
    some, rows, _ = case(seed)
    rows = timed(rows, Record)
    if rows:
        told = tell([one.world for one in some], [one.prior for one in some], rows)
        agree(observed(some, rows, smooth=True), told, each_alone(rows))


@given(SEEDS)
@settings(max_examples=6)
def test_other_tables_of_grades_and_of_false_reports(seed):
    reliability = {"A": 0.913, "B": 0.77, "C": 0.61, "D": 0.43, "E": 0.11, "F": 0.37}
    credibility = {1: 0.93, 2: 0.81, 3: 0.59, 4: 0.31, 5: 0.07, 6: 0.41}
    some, rows, _ = case(seed, graded=0.8)
    rows = timed(rows, Record)
    worlds = [type(one.world)(**{**vars(one.world), "false_rate": 0.0713}) for one in some]
    tables = (reliability, {str(digit): chance for digit, chance in credibility.items()})
    told = tell(worlds, [one.prior for one in some], rows, HORIZON, tables)
    found = observed(some, rows, until=HORIZON, smooth=True, grades=Grades(reliability, credibility, 0.0713))
    agree(found, told, each_alone(rows))


@given(SEEDS)
@settings(max_examples=6)
def test_the_parts_by_move_add_up(seed):
    some, rows, _ = case(seed, graded=0.0)
    rows = timed(rows, Record)
    found = observed(some, rows, until=HORIZON)
    for step in found.steps:
        if step.record.kind in ("change", "move"):
            parts = sum(step.by_move.values())
            with np.errstate(divide="ignore"):
                alive = step.before > 0
                close(np.log(np.broadcast_to(parts, step.event.shape))[alive], step.event[alive])
        else:
            assert not step.by_move


@given(SEEDS)
@settings(max_examples=5)
def test_nothing_recorded_is_silence(seed):
    some = rivals(seed)
    told = tell([one.world for one in some], [one.prior for one in some], [], 3.71)
    found = observe(hypotheses(some), None, until=3.71)
    agree(found, told, [])
    close(observe(hypotheses(some), records([]), until=3.71).evidence_for, told.total)


@given(SEEDS)
@settings(max_examples=4)
def test_a_single_equilibrium_needs_no_hypothesis(seed):
    one = rivals(seed)[0]
    whole = [other for other in rivals(seed) if other.equilibrium is one.equilibrium and other.holds is None]
    for other in whole:
        rng = np.random.default_rng([seed, 74])
        rows = timed(Chronicler(other.world, HORIZON, rng).chronicle(), Record)
        told = tell([other.world], [1.0], rows, HORIZON)
        agree(observe(other.equilibrium, records(rows), until=HORIZON, smooth=True), told, each_alone(rows))


@given(SEEDS)
@settings(max_examples=6)
def test_explanations_that_overlap_on_one_equilibrium(seed):
    """The whole, its parts and the whole again under one law: beliefs that share states are kept apart."""
    some, rows, _ = case(seed)
    rows = timed(rows, Record)
    solved = some[0].equilibrium
    whole = world_of(solved)
    factor = solved.game.factors[0]
    begun = [v for v in factor.values if (whole.start * whole.indicator(factor.name, v)).any()]
    parts = [Rival(f"is {v}", solved, 0.2, f"{factor.name} == {v}", beginning(whole, factor.name, v)) for v in begun]
    every = [Rival("one", solved, 0.7, None, whole), *parts, Rival("two", solved, 0.1, None, whole)]
    told = tell([one.world for one in every], [one.prior for one in every], rows, HORIZON)
    if np.isfinite(told.log_likelihood):
        found = observed(every, rows, until=HORIZON, smooth=True)
        agree(found, told, each_alone(rows))
        assert len(found.nows) == 1


def test_files_and_a_scenario_s_evidence_say_what_records_say(tmp_path):
    """Two files are merged by date; the tables of the evidence count unless others are given."""
    some, rows, _ = case(3, graded=0.9)
    rows = timed(rows, Record)
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path, part in zip(paths, (rows[::2], rows[1::2]), strict=True):
        write_records(records(part), path)
    tables = {"reliability": {"B": 0.71}, "credibility": {"2": 0.66}, "false_reports": 0.031}
    evidence = SimpleNamespace(records=tuple(paths), **tables)
    grades = Grades(**tables)
    direct = observed(some, rows, until=HORIZON, grades=grades)
    found = observe(hypotheses(some), evidence, until=HORIZON)
    np.testing.assert_array_equal(found.evidence_for, direct.evidence_for)
    other = observe(hypotheses(some), evidence, until=HORIZON, grades=Grades())
    np.testing.assert_array_equal(other.evidence_for, observed(some, rows, until=HORIZON).evidence_for)
    assert abs(other.log_likelihood - found.log_likelihood) > 1e-3


def test_progress_goes_from_nothing_to_all():
    some, rows, _ = case(3)
    shares = []
    observed(some, timed(rows, Record), progress=lambda share, text: shares.append((share, text)))
    assert len(rows) > 3
    assert [share for share, _ in shares] == sorted(share for share, _ in shares)
    assert shares[-1][0] == 1.0
    assert all(text for _, text in shares)


def test_what_is_observed_travels_between_processes():
    some, rows, _ = case(3, graded=0.9)
    found = observed(some, timed(rows, Record), until=HORIZON, smooth=True, grades=Grades({"B": 0.71}))
    back = pickle.loads(pickle.dumps(found))
    assert_identical(back, found)
    assert back.grades == found.grades
