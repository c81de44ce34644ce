"""The computed matrix: its rows add up, its numbers are those of the steps, its text fits."""

import json
import math
import re

import numpy as np
import pytest
from tests.evidence.explanations.cases import ROWS, plans, seen, staying

from detente.evidence.explanations import Course, matrix, paths
from detente.evidence.records import Record


def log_odds(p):
    return np.log(p) - np.log1p(-p)


def test_rows_sum_to_the_change_of_the_odds():
    observed = seen()
    found = matrix(observed)
    cells = np.array([one.decibans for one in found.columns])
    assert cells.shape == (len(ROWS) + 1, 2)
    assert cells.sum(axis=0) == pytest.approx(found.total, abs=1e-12)
    prior, posterior = (np.array(list(one.values())) for one in (observed.prior, observed.posterior))
    assert found.total == pytest.approx(10 / math.log(10) * (log_odds(posterior) - log_odds(prior)), abs=1e-10)
    assert found.prior == pytest.approx(prior)
    assert found.posterior == pytest.approx(posterior)


def test_cells_are_the_weights_of_the_steps():
    observed = seen((*plans(), staying()), ROWS[:2])
    found = matrix(observed)
    weights = [one.weights for one in observed.steps] + [observed.tail.weights]
    assert np.array([one.decibans for one in found.columns]) == pytest.approx(np.array(weights), abs=1e-10)
    assert np.abs(weights).max() > 0.5


def test_silence_is_the_part_before_the_record():
    observed = seen((*plans(), staying()), ROWS[:2])
    step, column = observed.steps[1], matrix(observed).columns[1]
    quiet = step.before * np.exp(step.silence)
    quiet /= quiet.sum()
    assert column.silence == pytest.approx(10 / math.log(10) * (log_odds(quiet) - log_odds(step.before)), abs=1e-10)
    rest = 10 / math.log(10) * (log_odds(step.after) - log_odds(quiet))
    assert column.decibans - column.silence == pytest.approx(rest, abs=1e-10)
    assert abs(column.silence).max() > 0.1


def test_the_silence_after_the_last_record_is_a_column_of_its_own():
    found = matrix(seen())
    last = found.columns[-1]
    assert last.decibans == pytest.approx(last.silence)
    assert abs(last.decibans).max() > 0.01
    assert found.silence == pytest.approx(np.sum([one.silence for one in found.columns], axis=0))


def test_the_spread_is_what_a_record_says_between_explanations():
    observed = seen((*plans(), staying()), ROWS[:2])
    for step, column in zip(observed.steps, matrix(observed).columns[:-1], strict=True):
        both = step.silence + step.event
        assert column.spread == pytest.approx(10 / math.log(10) * np.ptp(both), abs=1e-10)


def test_an_impossible_record_says_never_and_then_nothing():
    observed = seen((*plans(), staying()))
    found = matrix(observed)
    left = [one.decibans[2] for one in found.columns]
    assert left[2] == -math.inf
    assert all(math.isnan(one) for one in left[3:])
    assert found.total[2] == -math.inf
    assert found.posterior[2] == 0
    assert found.columns[2].spread == math.inf
    text = found.to_text()
    assert "never" in text
    assert "decides" in text
    rest = np.array([one.decibans[:2] for one in found.columns])
    assert np.isfinite(rest).all()
    assert rest.sum(axis=0) == pytest.approx(found.total[:2])


def test_the_only_one_left_says_so():
    observed = seen((plans(priors=(0.4, 0.0))[0], plans()[1].__class__("staying", staying().equilibrium, 0.6)))
    found = matrix(observed)
    assert found.columns[2].decibans.tolist() == [math.inf, -math.inf]
    assert " only" in found.to_text()


def test_a_prior_of_0_weighs_nothing():
    found = matrix(seen(plans(priors=(0.0, 0.5))))
    assert all(np.isnan(one.decibans[0]) for one in found.columns)
    assert found.posterior.tolist() == [0.0, 1.0]
    assert "nan" not in found.to_text()


def test_one_explanation_alone_has_a_matrix_without_weights():
    found = matrix(seen(plans()[:1]))
    assert all(np.isnan(one.decibans[0]) for one in found.columns)
    assert "100%" in found.to_text()


def test_strong_evidence_keeps_its_digits():
    rows = [Record("2016-02-27", "reading", ("truce",), ("holding",))]
    rows += [Record(f"2016-03-{day:02d}", "reading", ("plan",), ("weakness",), grade="A1") for day in range(1, 31)]
    found = matrix(seen(rows=rows, until=None))
    assert found.posterior[1] == 1.0
    each = 10 * math.log10((0.95 * 0.98 + 0.025) / (0.95 * 0.02 + 0.025))
    records = [one.decibans - one.silence for one in found.columns[1:-1]]
    assert np.array(records) == pytest.approx(np.tile([-each, each], (30, 1)), rel=1e-9)


@pytest.mark.parametrize("width", [80, 99, 120])
def test_the_text_fits_and_holds_every_number(width):
    observed = seen((*plans(), staying()), ROWS[:2])
    found = matrix(observed)
    text = found.to_text(width)
    assert max(len(line) for line in text.splitlines()) <= width
    shown = re.findall(r"[+-]\d+\.\d", text)
    for column in found.columns:
        for value in column.decibans:
            if abs(value) >= 0.05:
                assert f"{value:+.1f}" in shown
    assert "5 Mar 2016" in text
    assert "truce" in text
    assert "of it silence" in text


def test_more_columns_than_the_page_is_wide_make_blocks():
    text = matrix(seen()).to_text(80)
    assert text.count("largest - least") > 1
    rows = [line for line in text.splitlines() if line.startswith("coordinated")]
    assert len(rows) == text.count("largest - least") + 1
    assert sum(len(line.split()) - 1 for line in rows) == len(ROWS) + 1 + 4


def test_frame_and_record_hold_the_same():
    found = matrix(seen((*plans(), staying())))
    frame = found.to_frame()
    assert frame.shape == (3 * len(found.columns), 6)
    assert frame["decibans"][1] == pytest.approx(found.columns[0].decibans[1])
    record = found.to_record()
    assert record["columns"][2]["decibans"]["staying_put"] == -math.inf
    assert record["total"]["weakness"] == pytest.approx(found.total[1])
    json.dumps(record)


def test_paths_are_the_posteriors_of_the_steps():
    observed = seen()
    found = paths(observed)
    assert [one.what for one in found.points][:: len(ROWS) + 1] == ["the start", "the end"]
    assert found.points[0].posterior == pytest.approx(observed.prior)
    assert found.points[-1].posterior == pytest.approx(observed.posterior)
    for point, step in zip(found.points[1:-1], observed.steps, strict=True):
        assert list(point.posterior.values()) == pytest.approx(step.after)
        assert (point.time, point.date) == (step.time, step.record.date)
    assert found.points[-1].date == "2016-04-10"
    assert found.points[-1].time == 43.0
    assert found.of("weakness")[3] == pytest.approx(observed.steps[2].after[1])
    assert found.to_frame().shape == (2 * (len(ROWS) + 2), 5)
    json.dumps(found.to_record())


def test_the_course_goes_from_the_prior_to_the_posterior():
    observed = seen()
    course = Course.of(observed)
    assert course.records == len(ROWS)
    assert course.posterior(0) == pytest.approx(list(observed.prior.values()))
    assert course.posterior(len(course.log) - 1) == pytest.approx(list(observed.posterior.values()))


def test_records_of_any_order_weigh_together():
    rows = [
        ROWS[0],
        Record("2016-03-14", "change", ("truce",), ("strained",), order="any"),
        Record("2016-03-14", "change", ("forces",), ("bases",), order="any"),
    ]
    observed = seen(rows=rows)
    found = matrix(observed)
    assert np.array([one.decibans for one in found.columns]).sum(axis=0) == pytest.approx(found.total)
    assert found.columns[2].silence.tolist() == [0.0, 0.0]
