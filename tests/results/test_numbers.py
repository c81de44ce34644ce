"""The numbers of frames and pictures are those of the results, read or counted another way."""

from __future__ import annotations

import datetime as dt_
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from tests.results.registry import (
    QUESTIONS,
    briefing,
    crisis,
    mapped,
    mixture,
    observed,
    present,
    scored,
    solved,
    verdicts,
)

import detente as dt
from detente.errors import NotConverged, Outcome, UsageError
from detente.evidence.uncertainty import Forecast, Interval
from detente.evidence.uncertainty._intervals import Forecasts
from detente.forecast import Answers, fan, marginals
from detente.words import percent


def test_the_parts_of_a_game() -> None:
    counts = dict(crisis().game().to_frame().group_by("part").len().rows())
    assert counts == {"factor": 2, "actor": 1, "move": 1, "event": 2, "parameter": 2}


def test_states_are_described_one_by_one() -> None:
    space = crisis().game().space
    frame = space.to_frame()
    for at in range(len(space)):
        row = frame.row(at, named=True)
        assert {name: row[name] for name in space.factors} == space.describe(at)
        assert row["start"] == space.start[at]
    assert frame["start"].sum() == pytest.approx(1)


def test_a_factor_called_like_a_column_gets_a_prefix() -> None:
    start = dt.Factor("start", ["no", "yes"], start="no")
    go = dt.Event("go", rate=0.3, when="start == no", then={"start": "yes"})
    frame = dt.Game([start], nature=[go]).space.to_frame()
    assert frame.columns == ["state", "state_start", "start"]
    assert frame["state_start"].to_list() == ["no", "yes"]


def test_strategies_are_the_choices_of_each_state() -> None:
    frame = solved().to_frame()
    for state in range(len(solved().game.space)):
        rows = frame.filter(pl.col("state") == state)
        if len(rows):
            assert dict(zip(rows["move"], rows["chance"], strict=True)) == solved().choices("army", state)


def test_the_picture_of_a_state_has_its_choices() -> None:
    state = solved().game.space.find({"truce": "strained", "plan": "real"})
    chances = solved().choices("army", state)
    assert solved().plot(state).rows == tuple((f"army: {move}", percent(one)) for move, one in chances.items())
    likeliest = solved().game.space.find({"truce": "holding", "plan": "bluff"})
    assert solved().plot().rows == solved().plot(likeliest).rows


@pytest.mark.parametrize("state", [-1, 6])
def test_a_state_that_is_none_is_refused(state: int) -> None:
    with pytest.raises(UsageError, match=f"no state {state}") as found:
        solved().plot(state)
    assert found.value.hint == "states are numbered from 0 to 5"


def test_what_did_not_converge_is_not_shown() -> None:
    broken = replace(solved(), outcome=Outcome(False, "stalled", "It <stalled>.", "Try more."))
    for show in (broken.to_frame, broken.plot):
        with pytest.raises(NotConverged, match="stalled"):
            show()
    assert "It &lt;stalled&gt;." in broken._repr_html_()
    assert "<table" not in broken._repr_html_()
    answers = dt.ask(present().replace(equilibrium=broken), *QUESTIONS)
    assert answers.to_frame()["outcome"].to_list() == ["stalled"] * 4
    assert answers.to_frame()["value"].to_list() == [None] * 4
    assert "stalled" in answers._repr_html_()
    with pytest.raises(UsageError, match="none of these answers is a chance"):
        answers.plot()


def test_answers_are_still_a_list() -> None:
    answers = dt.ask(present(), *QUESTIONS)
    assert isinstance(answers, list)
    first, *others = answers
    assert answers == [first, *others]
    assert len(answers) == 4
    assert isinstance(dt.ask(mixture(), *QUESTIONS), Answers)


def test_answers_in_a_frame() -> None:
    first, mean, move, share = dt.ask(present(), *QUESTIONS)
    frame = dt.ask(present(), *QUESTIONS).to_frame()
    assert isinstance(move.value, dict)
    assert frame["value"].to_list() == [first.value, mean.value, *move.value.values(), share.value]
    assert frame["option"].to_list() == ["", "", *move.value, ""]


def test_a_duration_is_no_bar() -> None:
    answers = dt.ask(present(), *QUESTIONS)
    assert [row[0] for row in answers.plot().rows] == [
        QUESTIONS[0], "move(army): push", "move(army): wait", QUESTIONS[3],
    ]  # fmt: skip
    with pytest.raises(UsageError, match="none of these answers is a chance"):
        answers[1].plot()


def test_beliefs_are_counted_state_by_state() -> None:
    found = {row[:2]: row[2] for row in present().to_frame().rows()}
    space = present().game.space
    for factor, values in space.vocabulary.values.items():
        for value in values:
            expected = sum(
                chance for at, chance in enumerate(present().belief.tolist()) if space.describe(at)[factor] == value
            )
            assert found[factor, value] == pytest.approx(expected)


def test_beliefs_of_a_mixture_add_up_by_weight() -> None:
    first, second = (one.to_frame()["chance"].to_numpy() for one in mixture().nows)
    assert mixture().to_frame()["chance"].to_list() == pytest.approx((0.3 * first + 0.7 * second).tolist())


def test_marginals_are_drawn_as_parts_and_conditions_as_lines() -> None:
    whole = marginals(present(), "truce", [0, 4])
    assert whole.plot().alt.startswith("Stacked areas")
    assert fan(present(), ["truce == broken", "plan == real"], [0, 4]).plot().alt.startswith("Lines")
    assert whole.plot().rows[1] == ("2016-03-08", *(percent(one) for one in whole.chances[1]))


def test_times_that_do_not_rise_are_no_course() -> None:
    with pytest.raises(UsageError, match="do not rise"):
        marginals(present(), "truce", [4, 2]).plot()
    with pytest.raises(UsageError, match="no times"):
        marginals(present(), "truce", []).plot()


def test_shares_of_paths_are_counted_path_by_path() -> None:
    paths = dt.simulate(present(), paths=57, horizon=18, seed=8)
    frame, last = paths.to_frame(), {}
    for path, value in frame.select("path", "truce").rows():
        last[path] = value
    counted = [percent(sum(one == value for one in last.values()) / 57) for value in ("broken", "strained", "holding")]
    assert list(paths.plot("truce").rows[-1][1:]) == counted
    assert paths.plot().rows == paths.plot("truce").rows


def test_a_factor_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="no factor `truse`") as found:
        dt.simulate(present(), paths=5, horizon=3, seed=1).plot("truse")
    assert found.value.hint is not None
    assert "truce" in found.value.hint


def test_a_history_has_each_change_with_who_saw_it() -> None:
    found = dt.trace(solved(), seed=5, horizon=25)
    frame = found.to_frame()
    assert len(frame) == sum(len(one.changes) for one in found.steps)
    begins = frame.filter(pl.col("step") == 0)
    assert dict(zip(begins["factor"], begins["seen_by"], strict=True)) == {"truce": "army, analyst", "plan": ""}
    stretches = [row for row in found.plot().rows if row[0] == "truce"]
    assert len(stretches) == 1 + sum("truce" in one.changes for one in found.steps[1:])
    assert all(one[2] == other[1] for one, other in pairwise(stretches))


def test_the_explanations_in_time_are_the_posteriors() -> None:
    rows = observed().plot().rows
    assert rows[0] == ("2016-02-27", "the start", "65%", "35%")
    after = [percent(one) for one in observed().steps[-1].after.tolist()]
    assert rows[-2][2:] == tuple(after)
    assert rows[-1] == ("2016-03-20", "the end", *(percent(one) for one in observed().posterior.values()))
    before = observed().steps[0].before * np.exp(observed().steps[0].silence)
    assert rows[1][2:] == tuple(percent(one) for one in (before / before.sum()).tolist())


def test_records_without_dates_stand_on_numbers() -> None:
    rows = [{"date": one, "kind": "change", "factor": "a", "value": "b"} for one in ("3", "7.5")]
    assert [row[0] for row in dt.Records(rows).plot().rows] == ["3 clock units", "7.5 clock units"]
    mixed = [*rows, {"date": "2016-03-01", "kind": "change", "factor": "a", "value": "b"}]
    with pytest.raises(UsageError, match="some dates are no ISO dates"):
        dt.Records(mixed).plot()
    with pytest.raises(UsageError, match="no records to draw"):
        dt.Records(()).plot()


def test_gaps_and_actors_have_lines_of_their_own() -> None:
    rows = [
        {"date": "2016-03-01", "kind": "gap", "value": "5 days"},
        {"date": "2016-03-04", "kind": "move", "actor": "army", "move": "push"},
    ]
    assert dt.Records(rows).plot().rows == (
        ("2016-03-01", "anything", "gap", "no reports until 5 days"),
        ("2016-03-04", "army", "move", "army.push"),
    )


def test_the_matrix_adds_up_in_its_picture() -> None:
    chart = dt.matrix(observed()).plot()
    assert len(chart.rows) == len(observed().steps) + 2
    for at in (1, 2):
        parts = [float(row[at]) for row in chart.rows]
        assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=0.3)


def test_left_out_bars_are_the_shifts() -> None:
    found = dt.leave_one_out(observed())
    assert [float(row[1]) for row in found.plot().rows] == pytest.approx([one.shift for one in found.rows], abs=0.051)


def test_reliability_of_the_scores() -> None:
    bins = scored().reliability()
    assert [int(row[1]) for row in scored().plot().rows] == [one.count for one in bins]
    open_ = replace(scored(), cases=tuple(replace(one, outcome=None) for one in scored().cases))
    with pytest.raises(UsageError, match="resolves none"):
        open_.plot()


def test_claims_have_the_chance_of_their_date() -> None:
    (claim,) = verdicts()
    (row,) = verdicts().plot().rows
    known = [claim.before.chance, claim.then.chance, claim.now.chance]
    assert row[1:] == (percent(claim.then.chance), percent(min(known)), percent(max(known)))


def test_events_are_counted() -> None:
    found = {what: int(count) for what, count in mapped().plot().rows}
    assert [count for what, count in found.items() if what.startswith("taken")] == [2]
    assert sum(count for what, count in found.items() if what.startswith("skipped")) == 2 == 3 - mapped().used


def test_forecasts_without_an_answer_have_no_number() -> None:
    nothing = Interval("", math.nan, math.nan, math.nan, math.nan)
    found = Forecasts([Forecast("P(truce == broken, at=3)", (nothing,), 1.0)])
    assert found.to_frame().row(0) == ("P(truce == broken, at=3)", "", None, None, None, None, 1.0)
    assert "up to 100% of the weight" in found._repr_html_()
    with pytest.raises(UsageError, match="none of these answers is a chance"):
        found.plot()


def test_draws_of_one_explanation_show_their_parameters() -> None:
    truce = dt.Factor("truce", ["broken", "holding"], start="holding")
    breach = dt.Event("breach", rate="pace", when="truce == holding", then={"truce": "broken"})
    priors = [dt.Parameter("pace", 0.3, dt.Prior("gamma", (2.0, 0.15)))]
    drawn = dt.sample(dt.Game([truce], nature=[breach], parameters=priors), (), draws=12, seed=3, on=1)
    (pace,) = drawn.parameters
    assert drawn.plot().rows == (("pace", *(f"{one:.4g}" for one in (pace.mean, pace.low, pace.high))),)
    assert drawn.plot().to_svg().startswith("<svg")


def test_a_date_is_shown_as_a_date() -> None:
    assert present().date == dt_.date(2016, 3, 4)
    assert "2016-03-04" in present()._repr_html_()


def test_a_briefing_has_its_answers_view_by_view() -> None:
    frame = briefing().to_frame()
    first, move = briefing().answers
    views = [one.name for one in briefing().views]
    assert frame.filter(pl.col("option") == "")["value"].to_list() == list(first.values)
    assert frame.filter(pl.col("option") == "push")["value"].to_list() == [one["push"] for one in move.values]
    assert frame["view"].unique(maintain_order=True).to_list() == views
    assert briefing().plot().rows[0][1:] == tuple(percent(one) for one in first.values)


def test_a_briefing_without_chances_has_no_picture() -> None:
    bare = replace(briefing(), answers=briefing().answers[1:])
    with pytest.raises(UsageError, match="none of the answers is a chance"):
        bare.plot()


def test_a_comparison_shows_the_columns_that_say_something() -> None:
    found = dt.compare(crisis(), ["calmer"], [QUESTIONS[0]], on=1)
    page = found._repr_html_()
    assert ">difference</th>" in page
    assert ">option</th>" not in page
    assert ">low</th>" not in page
