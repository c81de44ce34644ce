"""The filter, the posterior and the smoother against dense algebra, on random games with something to hide."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.evidence import tell
from tests.oracle.evidence_games import CALENDAR, Chronicler, dated, rivals, timed
from tests.oracle.evidence_subject import close, close_marginals, decibans, hypotheses, observed, records

from detente.evidence.filtering import observe
from detente.evidence.records import Record

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
        changed = (told.posterior[number : number + 2] > 1e-9).all(0) & (told.posterior[number : number + 2] < 1 - 1e-9).all(0)
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
@settings(max_examples=40)
def test_records_with_exact_times(seed):
    some, rows, _ = case(seed)
    rows = timed(rows, Record)
    told = tell([one.world for one in some], [one.prior for one in some], rows, HORIZON)
    agree(observed(some, rows, until=HORIZON, smooth=True), told, each_alone(rows))


@given(SEEDS)
@settings(max_examples=15)
def test_records_of_one_day_are_taken_in_order(seed):
    some, rows, _ = case(seed, CALENDAR, days=True)
    rows = dated(rows, some[0].world, Record)
    told = tell([one.world for one in some], [one.prior for one in some], rows, "2016-03-06")
    found = observed(some, rows, until="2016-03-06", smooth=True)
    assert found.date.isoformat() == "2016-03-06"
    assert found.time == 8.0
    agree(found, told, each_alone(rows))


@given(SEEDS)
@settings(max_examples=15)
def test_without_a_date_the_last_record_is_the_end(seed):
    some, rows, _ = case(seed)
    rows = timed(rows, Record)
    if rows:
        told = tell([one.world for one in some], [one.prior for one in some], rows)
        agree(observed(some, rows, smooth=True), told, each_alone(rows))


@given(SEEDS)
@settings(max_examples=10)
def test_other_tables_of_grades_and_of_false_reports(seed):
    from detente.evidence.filtering import Grades

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
@settings(max_examples=12)
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
@settings(max_examples=10)
def test_nothing_recorded_is_silence(seed):
    some = rivals(seed)
    told = tell([one.world for one in some], [one.prior for one in some], [], 3.71)
    found = observe(hypotheses(some), None, until=3.71)
    agree(found, told, [])
    close(observe(hypotheses(some), records([]), until=3.71).evidence_for, told.total)


@given(SEEDS)
@settings(max_examples=8)
def test_a_single_equilibrium_needs_no_hypothesis(seed):
    one = rivals(seed)[0]
    whole = [other for other in rivals(seed) if other.equilibrium is one.equilibrium and other.holds is None]
    for other in whole:
        rng = np.random.default_rng([seed, 74])
        rows = timed(Chronicler(other.world, HORIZON, rng).chronicle(), Record)
        told = tell([other.world], [1.0], rows, HORIZON)
        agree(observe(other.equilibrium, records(rows), until=HORIZON, smooth=True), told, each_alone(rows))
