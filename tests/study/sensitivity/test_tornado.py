"""One parameter at a time: against closed forms, and against solving by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.study.sensitivity.chains import TIME, leaving, product, strategic

import detente as dt
from detente.errors import ScenarioError, UsageError
from detente.evidence import Record
from detente.game import Event, Factor, Game, Parameter, Prior
from detente.study.sensitivity import Evaluator, tornado

CASE = "two-parties-and-a-guarantor"
QUESTION = "P(eventually(truce == broken), within=45)"


def test_swings_of_a_product() -> None:
    found = tornado(product(), TIME, low=0.2, high=0.75, on=1)
    base = 1.3 * 2.2 * 1.05
    ends = {"a": (0.94, 1.6), "b": (1.72, 2.6), "c": (1.02, 1.075), "idle": (2.6, 4.25)}
    values = {"a": 1.3, "b": 2.2, "c": 1.05}
    for one in found.of(TIME):
        assert (one.low, one.high) == pytest.approx(ends[one.parameter])
        rest = base / values.get(one.parameter, base)
        low, high = (end * rest if one.parameter in values else base for end in ends[one.parameter])
        assert (one.at_low, one.base, one.at_high) == pytest.approx((low, base, high), rel=1e-9)
    assert [one.parameter for one in found.of(TIME)] == ["a", "b", "c", "idle"]
    assert found.fixed == ("fixed",)
    assert found.left == ()
    assert found.solved == 8


def test_each_end_is_what_solving_by_hand_gives() -> None:
    game = strategic()
    found = tornado(game, "P(truce == holding, at=7)", "move(army)", low=0.3, high=0.8, on=1)
    assert found.lines == ("P(truce == holding, at=7)", "move(army): attack", "move(army): wait")
    assert found.fixed == ("spoils", "noise")
    for one in found.swings:
        for value, answer in ((one.low, one.at_low), (one.high, one.at_high)):
            present = dt.now(dt.solve(game.with_parameters(**{one.parameter: value})))
            by_hand = dt.ask(present, one.line.partition(": ")[0])[0].value
            if isinstance(by_hand, dict):
                by_hand = by_hand[one.line.partition(": ")[2]]
            assert answer == pytest.approx(by_hand, abs=1e-7)


def test_with_a_record_the_belief_is_made_anew() -> None:
    crisis = dt.load(CASE)
    until = "2024-04-20"
    found = tornado(crisis, QUESTION, evidence=crisis.evidence, until=until, parameters=["strain"], on=1)
    assert found.lines == (QUESTION, "P(committed | record)", "P(overstretched | record)")
    for value, at in ((found.swings[0].low, "at_low"), (found.swings[0].high, "at_high")):
        seen = dt.observe(dt.hypotheses_of(crisis, parameters={"strain": value}), crisis.evidence, until=until)
        assert getattr(found.of(QUESTION)[0], at) == pytest.approx(dt.ask(seen, QUESTION)[0].value, abs=1e-6)
        for name, chance in seen.posterior.items():
            assert getattr(found.of(f"P({name} | record)")[0], at) == pytest.approx(chance, abs=1e-6)


def test_an_overlay_keeps_its_own_value() -> None:
    from detente.scenario import loads

    crisis = loads(
        """
detente: 1
parameters: {pace: {value: 0.25, prior: {uniform: [0.2, 0.6]}}, calm: {value: 0.1, prior: {uniform: [0.05, 0.2]}}}
state: {truce: {values: [broken, holding], start: holding}}
nature:
  breach: {rate: pace, when: truce == holding, then: {truce: broken}}
  calm: {rate: calm, when: truce == broken, then: {truce: holding}}
explanations:
  slow: {prior: 0.3}
  fast: {prior: 0.7, parameters: {pace: 0.55}}
"""
    )
    records = [Record("3", "change", ("truce",), ("broken",))]
    found = tornado(crisis, "P(truce == holding, at=5)", evidence=records, on=1)
    assert found.parameters == ("pace", "calm", "fast.pace"), "the widest first"
    (moved,) = [one for one in found.of("P(slow | record)") if one.parameter == "fast.pace"]
    likely = [0.3 * 0.25 * np.exp(-0.25 * 3), *(0.7 * pace * np.exp(-pace * 3) for pace in (moved.low, moved.high))]
    assert moved.at_low == pytest.approx(likely[0] / (likely[0] + likely[1]), abs=1e-9)
    assert moved.at_high == pytest.approx(likely[0] / (likely[0] + likely[2]), abs=1e-9)


def test_an_end_without_an_answer_is_said_and_never_shown() -> None:
    game = leaving(Parameter("pace", 0.4, Prior("uniform", (-0.5, 0.9))), rate="pace")
    found = tornado(game, TIME, on=1)
    (one,) = found.swings
    assert np.isnan(one.at_low)
    assert one.at_high == pytest.approx(1 / 0.76)
    assert len(one.faults) == 1
    assert one.faults[0].startswith("at -0.36: the values make the game an impossible one")
    assert "no answer" in found.to_text()
    assert "For pace there was no answer at one end at least." in found.sentences()[0]


def test_a_record_that_is_impossible_at_one_end() -> None:
    game = leaving(
        Parameter("pace", 0.4, Prior("uniform", (0.0, 0.8))), Parameter("cut", 0.2), rate="pace * (pace > cut)"
    )
    found = tornado(game, "P(truce == broken, at=0)", evidence=[Record("2", "change", ("truce",), ("broken",))], on=1)
    (one,) = found.swings
    assert np.isnan(one.at_low)
    assert one.at_high == pytest.approx(1.0)
    assert one.faults == ("at 0.08: the records are impossible there",)


def test_the_time_that_is_left_says_what_was_not_reached() -> None:
    found = tornado(product(), TIME, max_seconds=1e-9, on=1)
    assert found.parameters
    assert found.left
    assert set(found.parameters) | set(found.left) == {"a", "b", "c", "idle"}
    assert "The time did not reach" in found.to_text()


def test_two_processes_give_what_one_gives() -> None:
    crisis = dt.load(CASE)
    one, two = (tornado(crisis, QUESTION, evidence=crisis.evidence, on=on).to_frame() for on in (1, 2))
    assert one.equals(two)


def test_interrupted_it_goes_on_from_the_checkpoint(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(share: float, what: str) -> None:
        if what.startswith("moving") and share > 0.3:
            raise Stop

    folder = tmp_path / "kept"
    with pytest.raises(Stop):
        tornado(product(), TIME, on=1, checkpoint=folder, progress=stop)
    kept = sorted(one.name for one in folder.iterdir())
    assert any(one.startswith("round-") for one in kept)
    evaluator = Evaluator.of(product(), [TIME])
    calls = []

    class Counting:
        name = "counting"

        def run(self, work, jobs):
            for at, job in enumerate(jobs):
                calls.append(job)
                yield at, work(job)

        def close(self) -> None: ...

    found = tornado(product(), TIME, on=Counting(), checkpoint=folder, evaluator=evaluator)
    assert 0 < len(calls) < 8
    assert found.to_frame().equals(tornado(product(), TIME, on=1).to_frame())


def test_a_checkpoint_of_other_parameters_is_told_and_one_cut_short_goes_on(tmp_path: Path) -> None:
    first = tornado(product(), TIME, on=1, checkpoint=tmp_path / "a", parameters=["a"])
    assert first.parameters == ("a",)
    with pytest.raises(UsageError, match=r"is of another run \(parameters: a then, idle,a,b,c now\)"):
        tornado(product(), TIME, on=1, checkpoint=tmp_path / "a")
    short = tornado(product(), TIME, on=1, checkpoint=tmp_path / "b", max_seconds=1e-9)
    assert short.left
    whole = tornado(product(), TIME, on=1, checkpoint=tmp_path / "b")
    assert whole.left == ()
    assert whole.to_frame().equals(tornado(product(), TIME, on=1).to_frame())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"low": 0.0}, "the points 0 and 0.9 are no shares of a prior"),
        ({"high": 1.0}, "the points 0.1 and 1 are no shares of a prior"),
        ({"low": 0.6, "high": 0.6}, "the points 0.6 and 0.6 are no shares of a prior"),
        ({"parameters": ["aa"]}, "there is no parameter `aa` in this scenario"),
        ({"parameters": ["fixed"]}, "`fixed` has no prior, so there is nowhere to move it to"),
        ({"parameters": []}, "no parameter was named"),
    ],
)
def test_refusals(more: dict, said: str) -> None:
    with pytest.raises(UsageError) as found:
        tornado(product(), TIME, on=1, **more)
    assert found.value.message == said
    assert found.value.hint


def test_nothing_to_look_at_and_nothing_to_move() -> None:
    with pytest.raises(UsageError, match="there is nothing to look at"):
        tornado(product(), on=1)
    with pytest.raises(UsageError, match="no parameter has a prior"):
        tornado(leaving(Parameter("pace", 0.3), rate="pace"), TIME, on=1)
    with pytest.raises(UsageError, match="str is no scenario"):
        tornado("syria-2016", TIME, on=1)
    with pytest.raises(ScenarioError, match=r"S012"):
        tornado(product(), "P(eventually(trce == broken), within=3)", on=1)
    with pytest.raises(UsageError, match="was not looked at"):
        tornado(product(), TIME, on=1).of("P(truce == broken, at=2)")


def test_a_solution_that_takes_too_long_is_no_answer() -> None:
    found = tornado(strategic(), "P(truce == holding, at=7)", parameters=["cost"], patience=1e-9, on=1)
    (one,) = found.swings
    assert np.isnan(one.at_low)
    assert np.isnan(one.at_high)
    assert one.base > 0
    assert all("no converged solution was found" in fault for fault in one.faults)


def test_it_shows_itself() -> None:
    found = tornado(product(), TIME, low=0.25, high=0.75, on=1)
    assert found.sentences() == (
        f"{TIME} is 3; it turns most on a (2.31 at 1 and 3.7 at 1.6), then on b.",
    )  # fmt: skip
    chart = found.plot()
    assert len(chart.rows) == 4
    assert chart.svg.startswith("<svg")
    assert "a from 2.31 to 3.7" in chart.alt
    record = found.to_record()
    assert record["swings"][0]["parameter"] == "a"
    assert "<table>" in found._repr_html_()
    assert str(found) == found.to_text()


def test_a_game_of_one_event_and_a_derived_parameter() -> None:
    game = Game(
        [Factor("truce", ["broken", "holding"], start="holding")],
        nature=[Event("breach", rate="twice", when="truce == holding", then={"truce": "broken"})],
        parameters=[Parameter("pace", 0.25, Prior("triangular", (0.1, 0.3, 0.4))), Parameter("twice", "2 * pace")],
    )
    found = tornado(game, TIME, on=1)
    (one,) = found.swings
    assert found.sentences()[0].endswith(", the only parameter that was moved.")
    assert one.at_low == pytest.approx(1 / (2 * one.low))
    assert one.at_high == pytest.approx(1 / (2 * one.high))
