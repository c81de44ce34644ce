"""Where an answer tips: analytic roots, several of them, none, jumps, and the lead among explanations."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.study.sensitivity.chains import TIME, humped, leaving, product

import detente as dt
from detente.errors import UsageError
from detente.evidence import Record
from detente.game import Parameter, Prior
from detente.scenario import loads
from detente.study.sensitivity import Evaluator, Point, break_even


def test_one_root_in_a_range_that_does_not_begin_at_zero() -> None:
    game = leaving(Parameter("pace", 0.25), rate="pace")
    found = break_even(game, "pace", TIME, 3.7, low=0.11, high=0.83, on=1)
    (one,) = found.crossings
    assert one.value == pytest.approx(1 / 3.7, abs=2 * 1e-4 * 0.72)
    assert (one.before, one.after, one.jump) == ("over", "under", False)
    assert one.below > 3.7 > one.above
    assert one.within <= 1e-4 * 0.72 * 1.01
    assert found.value == 0.25
    assert found.sentences()[0].startswith(f"{TIME} falls below 3.7 as pace rises past 0.27 (the scenario has 0.25;")


def test_an_answer_that_turns_crosses_twice() -> None:
    found = break_even(humped(), "x", TIME, 2.5, on=1)
    first, second = found.crossings
    assert first.value == pytest.approx(1.0, abs=1e-3)
    assert second.value == pytest.approx(3.0, abs=1e-3)
    assert (first.after, second.after) == ("under", "over")
    assert len(found.sentences()) == 2
    assert (found.low, found.high) == pytest.approx((0.54, 4.46))


def test_no_crossing_says_what_is_at_the_ends() -> None:
    found = break_even(humped(), "x", TIME, 1.2, low=1.1, high=3.4, on=1)
    assert found.crossings == ()
    assert found.sentences() == (
        f"{TIME} stays above 1.2 (from 2.31 to 3.46) for x between 1.1 and 3.4 (the scenario has 2.6).",
    )


def test_a_jump_is_told_from_a_crossing() -> None:
    game = leaving(Parameter("x", 1.0, Prior("uniform", (0.2, 1.7))), rate="0.25 + 0.5 * (x > 0.8)")
    (one,) = break_even(game, "x", TIME, 2.0, on=1).crossings
    assert one.value == pytest.approx(0.8, abs=1e-3)
    assert one.jump
    assert (one.below, one.above) == pytest.approx((4.0, 4 / 3))
    text = break_even(game, "x", TIME, 2.0, on=1).sentences()[0]
    assert "in a jump (from 4 to 1.33)" in text


def test_a_threshold_between_finite_and_infinite() -> None:
    game = leaving(Parameter("x", 1.0), rate="0.5 * (x > 0.6)")
    (one,) = break_even(game, "x", TIME, 3.0, low=0.1, high=1.9, on=1).crossings
    assert one.value == pytest.approx(0.6, abs=1e-3)
    assert math.isinf(one.below)
    assert one.above == pytest.approx(2.0)
    assert one.jump


def test_a_stretch_without_answers_is_said_and_not_bridged() -> None:
    game = leaving(Parameter("x", 1.0), rate="x - 0.7")
    found = break_even(game, "x", "P(truce == broken, at=1)", 0.5, low=0.1, high=2.0, scan=11, on=1)
    (one,) = found.crossings
    assert one.value == pytest.approx(0.7 + math.log(2), abs=1e-3)
    assert "There is no answer at 0.1, 0.29, 0.48 and 0.67" in found.sentences()[-1]
    hidden = break_even(game, "x", "P(truce == broken, at=1)", 0.01, low=0.1, high=2.0, scan=11, on=1)
    assert hidden.crossings == (), "the crossing lies between a setting with and one without an answer"
    assert "is above 1% wherever there is an answer (from" in hidden.sentences()[0]


def test_a_crossing_that_cannot_be_placed_is_said() -> None:
    game = leaving(Parameter("x", 1.0), rate="x * (1 - 2 * (x > 0.6) * (x < 0.61))")
    level = 1 - math.exp(-0.605)
    found = break_even(game, "x", "P(truce == broken, at=1)", level, low=0.1, high=2.0, scan=11, on=1)
    assert not any(one.fault for _, one in found.scan), "only on the way is there no answer"
    assert found.crossings == ()
    assert found.unplaced == ((pytest.approx(0.48), pytest.approx(0.67)),)
    assert found.sentences() == (
        "No crossing could be placed for x between 0.1 and 2 (the scenario has 1).",
        "Between 0.48 and 0.67 45% is crossed, but not where can be said: there are settings without an answer.",
    )
    assert found.to_record()["unplaced"] == [[pytest.approx(0.48), pytest.approx(0.67)]]


def test_a_setting_without_an_answer_between_two_that_differ() -> None:
    game = leaving(Parameter("x", 1.3), rate="x * (1 - 2 * (x > 0.95) * (x < 1.05))")
    found = break_even(game, "x", "P(truce == broken, at=1)", 0.6321, low=0.3, high=1.7, scan=5, on=1, fine=1e-3)
    assert found.scan[2][1].fault, "the setting in the middle has no answer"
    assert found.crossings == ()
    assert found.unplaced == ((pytest.approx(0.65), pytest.approx(1.35)),)
    assert any("There is no answer at 1:" in one for one in found.sentences())


def test_narrowing_goes_on_from_the_checkpoint_and_serves_other_thresholds(tmp_path: Path) -> None:
    asked: list[float] = []

    class Counting:
        name = "counting"

        def run(self, work, jobs):
            for at, job in enumerate(jobs):
                asked.append(job["x"])
                yield at, work(job)

        def close(self) -> None: ...

    class Stop(Exception):
        pass

    def stop(share: float, what: str) -> None:
        if what.startswith("narrowing") and share > 0.75:
            raise Stop

    def looked(threshold: float, folder: Path | None, **more: object):
        return break_even(humped(), "x", TIME, threshold, on=Counting(), checkpoint=folder, **more)

    whole = looked(2.5, None)
    every = len(asked)
    assert every == whole.solved
    asked.clear()
    with pytest.raises(Stop):
        looked(2.5, tmp_path / "kept", progress=stop)
    before = len(asked)
    assert before > 13
    again = looked(2.5, tmp_path / "kept")
    assert len(asked) == every, "nothing was asked twice"
    assert again.crossings == whole.crossings
    asked.clear()
    other = looked(2.0, tmp_path / "kept")
    assert 0 < len(asked) < other.solved - 12, "the scan was there already"
    assert other.crossings[1].value == pytest.approx(2 + math.sqrt(0.5), abs=1e-3)


RIVALS = """
detente: 1
parameters: {slow: {value: 0.2, prior: {uniform: [0.05, 0.5]}}}
state: {truce: {values: [broken, holding], start: holding}}
nature: {breach: {rate: slow, when: truce == holding, then: {truce: broken}}}
explanations:
  patient: {prior: 0.5}
  hasty: {prior: 0.3, nature: {breach: {rate: 4 * slow}}}
  furious: {prior: 0.2, nature: {breach: {rate: 12 * slow}}}
"""
RECORD = [Record("2.5", "change", ("truce",), ("broken",))]


def leads_at(slow: float) -> str:
    weights = {name: prior * times * slow * math.exp(-times * slow * 2.5)
               for name, prior, times in (("patient", 0.5, 1), ("hasty", 0.3, 4), ("furious", 0.2, 12))}  # fmt: skip
    return max(weights, key=weights.__getitem__)


def test_the_lead_among_explanations() -> None:
    found = break_even(loads(RIVALS), "slow", evidence=RECORD, on=1, low=0.01, high=0.45)
    equal = {("furious", "hasty"): math.log(0.2 * 12 / (0.3 * 4)) / (8 * 2.5),
             ("hasty", "patient"): math.log(0.3 * 4 / 0.5) / (3 * 2.5)}  # fmt: skip
    assert [(one.before, one.after) for one in found.crossings] == list(equal)
    for one, root in zip(found.crossings, equal.values(), strict=True):
        assert one.value == pytest.approx(root, abs=2e-4)
        assert leads_at(one.value - one.within) == one.before
        assert leads_at(one.value + one.within) == one.after
    assert "hasty takes the lead from furious" in found.sentences()[0]
    assert found.heads == ("patient", "hasty", "furious")


def test_a_third_explanation_that_leads_in_between_is_found() -> None:
    found = break_even(loads(RIVALS), "slow", evidence=RECORD, on=1, low=0.01, high=0.45, scan=3)
    names = [one.before for one in found.crossings] + [found.crossings[-1].after]
    assert names == ["furious", "hasty", "patient"]


def test_no_change_of_the_lead() -> None:
    found = break_even(loads(RIVALS), "slow", evidence=RECORD, on=1, low=0.2, high=0.4)
    assert found.crossings == ()
    assert found.sentences()[0].startswith("patient leads throughout for slow between 0.2 and 0.4")


@pytest.mark.parametrize(
    ("arguments", "more", "said"),
    [
        (("a", TIME), {}, "a question needs a threshold, and a threshold a question"),
        (("a", None, 2.0), {}, "a question needs a threshold, and a threshold a question"),
        (("aa", TIME, 2.0), {}, "there is no parameter `aa` in this scenario"),
        (("fixed", TIME, 2.0), {}, "`fixed` has no prior, so it must be said where to look"),
        (("a", TIME, 2.0), {"low": 2.0, "high": 1.5}, "2.0 to 1.5 is no range"),
        (("a", TIME, 2.0), {"low": 1.0}, "1.0 to None is no range"),
        (("a", TIME, 2.0), {"low": 1.0, "high": math.inf}, "1.0 to inf is no range"),
        (("a", TIME, 2.0), {"scan": 2}, "2 settings are too few to find anything"),
        (("a", TIME, 2.0), {"fine": 0.5}, "a crossing cannot be placed to 0.5 of the range"),
        (("a", TIME, 2.0), {"fine": 1e-12}, "a crossing cannot be placed to 1e-12 of the range"),
        (("a",), {}, "there is nothing to look at"),
    ],
)
def test_refusals(arguments: tuple, more: dict, said: str) -> None:
    with pytest.raises(UsageError) as found:
        break_even(product(), *arguments, on=1, **more)
    assert found.value.message == said
    assert found.value.hint


def test_a_table_has_no_threshold_and_no_explanations_have_no_lead() -> None:
    crisis = dt.load("two-parties-and-a-guarantor")
    with pytest.raises(UsageError, match="is not answered by one number"):
        break_even(crisis, "peace", "move(government)", 0.5, on=1)
    with pytest.raises(UsageError, match="so none can take the lead"):
        break_even(product(), "a", on=1, evaluator=Evaluator.of(product(), [TIME]))


def test_two_processes_give_what_one_gives() -> None:
    one, two = (break_even(humped(), "x", TIME, 2.5, on=on) for on in (1, 2))
    assert replace(one, settings={}) == replace(two, settings={})


def test_it_shows_itself() -> None:
    found = break_even(humped(), "x", TIME, 2.5, on=1)
    chart = found.plot()
    assert len(chart.rows) == 13
    assert chart.svg.startswith("<svg")
    assert found.to_frame()["after"].to_list() == ["under", "over"]
    assert len(found.to_record()["scan"]) == 13
    assert "<table>" in found._repr_html_()
    assert "x" in found.to_text()


def test_a_point_without_a_line_is_not_a_number() -> None:
    assert np.isnan(Point({"a": 1.0})["b"])
