"""What an ensemble says: intervals, dates, warnings, text and records."""

from __future__ import annotations

import json
import math
import pickle
from dataclasses import replace

import numpy as np
import pytest
import scipy.stats as st
from tests.evidence.uncertainty.games import SCALE, SHAPE, crowd, log_evidence, seen, times, turns, wheel

from detente.evidence.uncertainty import sample
from detente.evidence.uncertainty._intervals import forecast, interval
from detente.evidence.uncertainty._smc import Stage


def test_an_interval_of_weighted_draws():
    values = np.array([3.0, 1.0, 7.0, 2.0, 100.0, 5.0])
    weights = np.array([0.30, 0.04, 0.36, 0.02, 0.0, 0.28])
    found = interval("x", values, weights)
    assert found.mean == pytest.approx(0.9 + 0.04 + 2.52 + 0.04 + 1.4)
    assert (found.low, found.high) == (2.0, 7.0)  # 4% lie at 1 or below, 6% at 2 or below
    variance = float(weights @ (values - found.mean) ** 2)
    assert found.error == pytest.approx(math.sqrt(variance * (weights**2).sum()))


def test_intervals_cover_what_they_should():
    generator = np.random.default_rng(4)
    found = interval("x", generator.gamma(2.0, size=40_000), np.full(40_000, 1 / 40_000))
    assert st.gamma(2.0).cdf([found.low, found.high]) == pytest.approx([0.05, 0.95], abs=0.005)


def test_an_infinite_answer_of_one_draw_is_an_infinite_mean():
    found = interval("x", np.array([1.0, np.inf, 2.0]), np.array([0.6, 0.01, 0.39]))
    assert found.mean == math.inf
    assert (found.low, found.high) == (1.0, 2.0)
    assert interval("x", np.array([1.0, np.inf]), np.array([1.0, 0.0])).mean == 1.0


def test_a_draw_without_an_answer_is_left_out_and_said():
    found = forecast("P(a)", [0.2, None, 0.6], np.array([0.5, 0.3, 0.2]))
    assert found.missing == pytest.approx(0.3)
    assert found.mean == pytest.approx((0.1 + 0.12) / 0.7)
    assert "no answer for 30% of the draws' weight" in str(found)
    nothing = forecast("P(a)", [None, 0.3], np.array([1.0, 0.0]))
    assert math.isnan(nothing.mean)
    assert nothing.missing == 1.0


def test_a_move_that_only_some_draws_know_counts_as_0_elsewhere():
    found = forecast("move(x)", [{"go": 0.4, "wait": 0.6}, {"wait": 1.0}], np.array([0.25, 0.75]))
    assert [(one.name, round(one.mean, 12)) for one in found.parts] == [("go", 0.1), ("wait", 0.9)]


def test_a_later_date_weighs_the_draws_anew():
    when = times(8, 0.5, seed=3)
    records = turns(when)
    early = sample(wheel(), records, draws=300, seed=2, until=when[3] + 0.01, on=1)
    late = early.as_of(when[-1], on=1)
    exact = st.gamma(SHAPE + 8, scale=1 / (1 / SCALE + when[-1]))
    (pace,) = late.parameters
    assert (early.values == late.values).all()
    assert late.time == when[-1]
    assert late.effective < early.effective
    assert pace.mean == pytest.approx(exact.mean(), abs=5 * exact.std() / math.sqrt(late.effective))
    assert late.log_evidence == pytest.approx(log_evidence(8, when[-1]), abs=4 * late.log_evidence_error)
    assert late.as_of(when[-1] + 3, on=1).parameters[0].mean < pace.mean  # silence slows the wheel
    (asked,) = late.ask("P(position == c, at=0)", on=1)
    assert asked.mean == pytest.approx(1, abs=1e-12)  # eight turns from a


@pytest.fixture(scope="module")
def found():
    return sample(crowd(), seen(), draws=30, seed=4, until=25, on=1)


def test_a_frame_has_a_row_a_draw(found):
    frame = found.to_frame()
    assert frame.columns == ["cost", "tempo", "luck", "weight", "log_likelihood", "P(scenario)"]
    assert frame["weight"].sum() == pytest.approx(1)
    assert (frame["tempo"].to_numpy() == found.values[:, 1]).all()


def test_a_record_is_json(found):
    record = json.loads(json.dumps(found.to_record(), allow_nan=False))
    assert record["draws"] == 30
    assert record["until"] == "25"
    assert [one["name"] for one in record["parameters"]] == ["cost", "tempo", "luck"]
    assert record["parameters"][1]["low"] < record["parameters"][1]["mean"] < record["parameters"][1]["high"]
    assert [one["temperature"] for one in record["stages"]][-1] == 1.0
    assert record["effective"] == found.effective


def test_it_travels(found):
    again = pickle.loads(pickle.dumps(found))
    assert again.ask("P(truce == broken, at=9)", on=1) == found.ask("P(truce == broken, at=9)", on=1)


def test_the_text_says_what_was_done(found):
    text = found.to_text()
    assert text.startswith("30 draws of 3 parameters, weighed by 6 records until 25; seed 4.")
    low, high = 1.6 * 0.05 + 0.01 * 0.95, 1.6 * 0.95 + 0.01 * 0.05
    assert f"{low:.3g} to {high:.3g}" in text  # the prior of `tempo`
    assert f"{found.weighings:,} draws weighed" in text
    assert "explanation" not in text


def test_draws_that_did_not_move_are_worth_what_their_ancestors_were(found):
    first, even = found.stages[0], np.full(30, -math.log(30))
    half = replace(found, stages=(first, Stage(1.0, 12.0, (0.3, 0.5), (1.0, 0.6))), log_weights=even)
    gained = 0.3 + 0.5 * (1 - math.sqrt(1 - 0.36))  # a step of 0.6 keeps 0.8 of the distance
    assert half.effective == pytest.approx(30 * gained + 12 * (1 - gained))
    assert half.parameters[0].error == pytest.approx(found.values[:, 0].std() / math.sqrt(half.effective))
    plain = replace(half, stages=(first, Stage(1.0, 12.0)))
    assert plain.effective == pytest.approx(30)


def test_the_text_counts_the_records_that_were_public():
    early = sample(wheel(), turns([1.5, 4.0, 9.0]), draws=10, seed=1, until=2.5, on=1)
    assert early.to_text().startswith("10 draws of 1 parameter, weighed by 1 record until 2.5; seed 1.")
    none = sample(wheel(), draws=10, seed=1, on=1)
    assert none.to_text().startswith("10 draws of 1 parameter, weighed by no records; seed 1.")


def test_few_effective_draws_are_warned_of(found):
    assert any("worth only" in one and "take more draws" in one for one in found.warnings)
    assert "warning: The draws are worth only" in found.to_text()


def test_other_warnings_on_their_own(found):
    def words(**changes) -> str:
        return " ".join(replace(found, **changes).warnings)

    assert "hardly spread" not in words()
    assert "At stage 1 only 4% of the moves" in words(
        stages=(found.stages[0], Stage(1.0, 20.0, (0.3, 0.04), (1.0, 1.0)))
    )
    assert "could not be weighed" not in words(faults={"not converged": 1}, weighings=30)
    assert "2 of 30 draws could not be weighed" in words(faults={"not converged": 2}, weighings=30)
    assert "are different" in words(values=np.repeat(found.values[:1], 30, axis=0))
    outcome = replace(found.outcome, converged=False, message="Only a part was brought in.", remedy="Take more.")
    assert "Only a part was brought in. Take more." in words(outcome=outcome)


@pytest.mark.slow
def test_the_compiled_loops_give_the_same_in_any_process():
    """A game large enough for the compiled kernel, whose sums would depend on the number of threads."""
    from pathlib import Path

    from benchmarks._uncertainty import CASE, history

    from detente.scenario import load

    scenario = load(Path(CASE))
    records = history(scenario, 12)
    one, two = (sample(scenario, records, draws=10, seed=5, most_moves=1, on=workers) for workers in (1, 2))
    np.testing.assert_array_equal(one.values, two.values)
    np.testing.assert_array_equal(one.log_likelihood, two.log_likelihood)
    np.testing.assert_array_equal(one.chances, two.chances)
    assert one.explanations == ("committed", "overstretched")
    assert 0 < one.posterior[0].low < one.posterior[0].mean < one.posterior[0].high < 1


@pytest.mark.slow
def test_the_benchmark_measures_what_it_says():
    from benchmarks._plan import plan
    from benchmarks._uncertainty import CASE, history, uncertainty

    from detente.scenario import load

    (task,) = plan(["draws"], 1000, 1.0)
    assert task.words == ("draws",)
    scenario = load(CASE)
    assert len(scenario.game().space) == 1080
    assert len(history(scenario)) == 40
    (line,) = uncertainty(draws=10)
    assert line.size == "1,080 states"
    assert line.seconds > 0
    assert line.remarks.startswith("40 records, 10 priors, ")


class Backwards:
    """An executor that somebody else wrote: it does the last job first."""

    name = "backwards"

    def __init__(self):
        self.closed = False

    def run(self, work, jobs):
        for at in reversed(range(len(jobs))):
            yield at, work(jobs[at])

    def close(self):
        self.closed = True


def test_any_executor_will_do_and_order_does_not_matter(found):
    other = Backwards()
    again = sample(crowd(), seen(), draws=30, seed=4, until=25, on=other)
    np.testing.assert_array_equal(again.values, found.values)
    np.testing.assert_array_equal(again.log_weights, found.log_weights)
    assert not other.closed  # whoever made it closes it


def test_a_number_of_processes_may_be_written_as_text():
    from detente.evidence.uncertainty import executor
    from detente.evidence.uncertainty._local import Here, Processes

    assert isinstance(executor("1"), Here)
    two = executor(" 2 ")
    assert isinstance(two, Processes)
    assert two.workers == 2
