"""Rolling forecasts from one end to the other."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from tests.evidence.scores import small

from detente.equilibrium import solve, uniform_choice
from detente.errors import UsageError
from detente.evidence.filtering import Hypothesis, observe
from detente.evidence.records import RecordError, Records, write_records
from detente.evidence.scores import (
    BaseRate,
    Court,
    Persistence,
    Scores,
    docket,
    losses,
    read_plan,
    score,
)
from detente.evidence.scores._assumptions import spread
from detente.forecast import ask

GAME = small.game()


@cache
def plan():
    return read_plan(small.PLAN, name="plan")


@cache
def scored() -> Scores:
    return score(None, small.RECORDS, plan(), hypotheses=small.hypotheses())


def by_key(found: Scores) -> dict:
    return {(one.time, one.question, one.horizon): one for one in found.cases}


def test_every_date_question_and_horizon_is_there_once() -> None:
    found = scored()
    assert len(found.cases) == len(by_key(found)) == 13 * 5 * 3
    assert found.questions == ("truce", "breach", "talks", "calm", "meet")
    assert found.horizons == (2.0, 7.0, 15.0)
    assert [one.name for one in found.rivals] == [
        "model",
        "rates",
        "persistence",
        "smoothed persistence",
        "uniform choice",
    ]
    assert found.outcome.converged
    counts = found.counts()
    assert counts["made"] == counts["resolved"] + counts["unresolved"]
    assert counts["contested"] > 0
    assert counts["unresolved"] > 0


def test_the_model_says_what_the_filter_and_the_law_say() -> None:
    found = by_key(scored())
    for time in (1.0, 19.0, 25.0):
        seen = observe(small.hypotheses(), small.RECORDS.until(time, GAME.clock), until=time)
        breach, calm, on = ask(
            seen,
            "P(eventually(truce == broken), within=7)",
            "P(always(truce > broken), within=[1, 15])",
            "P(talks == on, at=2)",
        )
        assert found[time, "breach", 7.0].chances["model"] == pytest.approx((1 - breach.value, breach.value), abs=1e-12)
        assert found[time, "calm", 15.0].chances["model"][1] == pytest.approx(calm.value, abs=1e-12)
        assert found[time, "talks", 2.0].chances["model"][1] == pytest.approx(on.value, abs=1e-12)
        assert sum(found[time, "truce", 7.0].chances["model"]) == pytest.approx(1.0, abs=1e-12)


def test_uniform_choice_is_the_same_filter_with_other_actors() -> None:
    solved = small.solved()
    other = replace(solved, choice=uniform_choice(solved.game.tables), visits=None)
    hypotheses = [Hypothesis(one.name, other, one.prior, one.holds) for one in small.hypotheses()]
    seen = observe(hypotheses, small.RECORDS.until(19.0, GAME.clock), until=19.0)
    (breach,) = ask(seen, "P(eventually(truce == broken), within=7)")
    one = by_key(scored())[19.0, "breach", 7.0]
    assert one.chances["uniform choice"][1] == pytest.approx(breach.value, abs=1e-12)
    assert abs(one.chances["uniform choice"][1] - one.chances["model"][1]) > 0.01


def test_base_rates_are_the_law_of_their_chain() -> None:
    one = by_key(scored())[7.0, "breach", 7.0]
    # Strained since day 6: it breaks at 0.05 a day and nothing else is listed from there.
    assert one.chances["rates"][1] == pytest.approx(1 - math.exp(-0.05 * 7))
    holding = by_key(scored())[1.0, "truce", 15.0].chances["rates"]
    from scipy.linalg import expm

    q = np.array([[-1 / 9, 1 / 9, 0], [0.05, -0.05, 0], [0, 1 / 11, -1 / 11]])
    assert holding == pytest.approx(expm(15 * q)[2], abs=1e-10)
    assert by_key(scored())[7.0, "talks", 7.0].chances["rates"] is None
    assert by_key(scored())[7.0, "meet", 7.0].chances["rates"] is None


def test_base_rates_take_what_the_record_allows_where_the_present_is_open() -> None:
    items = docket(plan(), plan().checked(GAME), GAME)
    rates = BaseRate.of(GAME, plan().checked(GAME).baselines[0], items)
    gap = Records((small.Record(small.day(2), "gap", ("truce",), until=small.day(9)),))
    given = dict(zip([(one.target.name, one.horizon) for one in items], rates(gap, 5.0), strict=True))["truce", 2.0]
    each = []
    for value in ("broken", "strained", "holding"):
        rows = Records((small.change(1, "truce", value),)) if value != "holding" else Records(())
        each.append(
            dict(zip([(one.target.name, one.horizon) for one in items], rates(rows, 5.0), strict=True))["truce", 2.0]
        )
    assert given == pytest.approx(np.mean(each, axis=0))


def test_persistence_and_its_softened_kind() -> None:
    found = by_key(scored())
    assert found[7.0, "truce", 7.0].chances["persistence"] == (0.0, 1.0, 0.0)
    assert found[7.0, "breach", 7.0].chances["persistence"] == (1.0, 0.0)
    assert found[22.0, "breach", 7.0].chances["persistence"] == (0.0, 1.0)
    # Nothing is over on the first date: nine of ten, the rest shared.
    assert found[1.0, "truce", 7.0].chances["smoothed persistence"] == pytest.approx((0.05, 0.05, 0.9))
    # Inside the gap nobody knows whether the talks are on.
    assert found[25.0, "talks", 2.0].chances["persistence"] is None
    # By day 13 the pairs of days (1, 3), (4, 6), (7, 9) and (10, 12) are over; the truce changed in the second.
    assert found[13.0, "truce", 2.0].chances["smoothed persistence"][2] == pytest.approx((3 + 9) / (4 + 10))


def test_softening_uses_only_what_is_over() -> None:
    schedule = plan().checked(GAME)
    items = docket(plan(), schedule, GAME)
    soft = Persistence(GAME, items, schedule.dates, 4.0)
    known = small.RECORDS.until(31.0, GAME.clock)
    court = Court.of(GAME, known, 31.0)
    for item, given in zip(items, soft(small.RECORDS, 31.0), strict=True):
        if item.target.name != "truce":
            continue
        past = [date for date in schedule.dates if date + item.horizon <= 31.0]
        right = sum(
            court.coded.value("truce", date) == court.coded.value("truce", date + item.horizon) for date in past
        )
        assert given is not None
        assert given.max() == pytest.approx((right + 3) / (len(past) + 4))


def test_outcomes_come_from_the_record_and_the_doubtful_ones_are_flagged() -> None:
    found = by_key(scored())
    assert found[4.0, "truce", 7.0].outcome == "strained"
    assert found[4.0, "breach", 15.0].outcome == "no"
    assert not found[4.0, "breach", 15.0].contested
    # Day 18 rests on the report of grade C3.
    assert (found[16.0, "truce", 2.0].outcome, found[16.0, "truce", 2.0].contested) == ("strained", True)
    assert found[25.0, "talks", 7.0].outcome is None
    assert "talks" in found[25.0, "talks", 7.0].why
    assert found[37.0, "truce", 15.0].why == "the record ends before"


def test_marks_and_skills_are_those_of_the_cases() -> None:
    found = scored()
    lost = losses(found.cases, "model")
    assert found.mark().brier == pytest.approx(np.nanmean(lost.brier))
    some = [one for one in found.cases if one.question == "truce" and one.horizon == 7.0]
    assert found.mark("rates", "truce", 7.0).rps == pytest.approx(np.nanmean(losses(some, "rates").rps))
    assert found.mark("persistence").impossible > 0
    assert found.mark("persistence").log == math.inf
    assert found.skill("rates").count < found.mark().count
    assert found.only(contested=False).counts()["contested"] == 0
    with pytest.raises(UsageError, match="did you mean `model`"):
        found.mark("modle")
    with pytest.raises(UsageError, match="no measure"):
        found.skill("rates", "brir")


def test_post_mortems_add_up() -> None:
    found = scored()
    assert found.post_mortems
    assert len({one.case.question for one in found.post_mortems}) >= 3
    for one in found.post_mortems:
        assert one.first + sum(each.change for each in one.shifts) == pytest.approx(one.chance, abs=1e-9)
        assert one.shifts[-1].record is None
        known = small.RECORDS.until(one.case.time, GAME.clock)
        assert len(one.shifts) == len(known) + 1
        assert sum(each.weight for each in one.leanings) == pytest.approx(1.0)
        assert sum(each.weight * each.chance for each in one.leanings) == pytest.approx(one.chance, abs=1e-9)
        assert all(each.change < 0 for each in one.wrong_way)
        if one.rival:
            assert one.rival_chance is not None
            assert one.rival_chance > one.chance


def test_an_assumption_is_tried_where_asked_for() -> None:
    class Crisis:
        explanations = MappingProxyType({})

        def game(self, explanation=None, set=None):
            from detente.game import Parameter, Prior

            game = small.game().replace(parameters=[Parameter("spoils", 0.45, Prior("normal", (0.45, 0.4)))])
            return game.with_parameters(**(set or {}))

    found = score(Crisis(), small.RECORDS, plan(), worst=2, assumptions=3)
    for one in found.post_mortems:
        (tried,) = one.assumptions
        assert (tried.parameter, tried.value, tried.tried) == ("spoils", 0.45, pytest.approx(0.85))
        assert tried.chance is not None
        game = Crisis().game(set={"spoils": 0.85})
        seen = observe(solve(game, tolerance=1e-8), small.RECORDS, until=one.case.time)
        item = next(
            each
            for each in docket(plan(), plan().checked(game), game)
            if each.target.name == one.case.question and each.horizon == one.case.horizon
        )
        from detente.evidence.scores import answered

        (given,) = answered(seen, [item], one.case.time)
        assert given is not None
        assert tried.chance == pytest.approx(given[one.case.values.index(one.case.outcome)], abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("normal", (3.0, 0.7), 0.7),
        ("uniform", (1.0, 4.0), math.sqrt(0.75)),
        ("beta", (5.0, 3.0), math.sqrt(15 / (64 * 9))),
        ("gamma", (4.0, 0.3), 0.6),
        ("triangular", (0.0, 1.0, 4.0), math.sqrt((0 + 1 + 16 - 0 - 0 - 4) / 18)),
        ("lognormal", (0.2, 0.5), math.exp(0.2 + 0.125) * math.sqrt(math.exp(0.25) - 1)),
    ],
)
def test_standard_deviations_of_priors(kind: str, numbers: tuple, expected: float) -> None:
    assert spread(kind, numbers) == pytest.approx(expected)


def test_an_interruption_keeps_the_dates_that_are_done() -> None:
    calls = []

    def stop(share: float, what: str) -> None:
        if what.startswith("forecasting"):
            calls.append(what)

    class Tired:
        name, title, items = "tired", "stops after four dates", docket(plan(), plan().checked(GAME), GAME)

        def __call__(self, records, time):
            if time > 10:
                raise KeyboardInterrupt
            return [None for _ in self.items]

    found = score(None, small.RECORDS, plan(), hypotheses=small.hypotheses(), rivals=[Tired()], progress=stop)
    assert not found.outcome.converged
    assert found.outcome.code == "interrupted"
    assert sorted({one.time for one in found.cases}) == [1.0, 4.0, 7.0, 10.0]
    assert "Interrupted after 4 of 13 dates" in " ".join(found.sentences())
    assert found.cases == tuple(
        replace(one, chances={**one.chances, "tired": None}) for one in scored().cases if one.time <= 10
    )
    assert len(calls) == 4


def test_other_codings_resolve_the_same_forecasts(tmp_path: Path) -> None:
    rows = tuple(one for one in small.RECORDS if not one.grade)
    write_records(Records(rows), tmp_path / "other.csv")
    (tmp_path / "scores.yaml").write_text(small.PLAN + "codings: {certain: other.csv}\n", encoding="utf-8")
    found = score(None, small.RECORDS, read_plan(tmp_path / "scores.yaml"), hypotheses=small.hypotheses(), worst=0)
    other = found.coded("certain")
    assert other.counts()["contested"] == 0
    assert by_key(other)[16.0, "truce", 2.0].outcome == "holding"
    assert by_key(other)[16.0, "truce", 2.0].chances == by_key(found)[16.0, "truce", 2.0].chances
    assert any("`certain`" in line for line in found.sentences())
    with pytest.raises(UsageError, match="no coding"):
        found.coded("cretain")
    (tmp_path / "other.csv").unlink()
    with pytest.raises(UsageError, match="the coding `certain`"):
        score(None, small.RECORDS, read_plan(tmp_path / "scores.yaml"), hypotheses=small.hypotheses(), worst=0)


def test_bad_calls_are_refused() -> None:
    with pytest.raises(UsageError, match="needs a scenario"):
        score(None, small.RECORDS, plan())
    renamed = read_plan(small.PLAN.replace("  rates:", "  persistence:"), name="plan")
    with pytest.raises(UsageError, match="a baseline of the plan is called `persistence`"):
        score(None, small.RECORDS, renamed, hypotheses=small.hypotheses())

    with pytest.raises(UsageError, match="after the first forecast"):
        score(None, small.RECORDS, plan(), hypotheses=small.hypotheses(), fitted="2024-03-20")
    bare = read_plan(small.PLAN.replace("horizons: [2, 7, 15]", "horizons: []"), name="plan")
    with pytest.raises(UsageError, match="asks nothing"):
        score(None, small.RECORDS, bare, hypotheses=small.hypotheses())


def test_an_interruption_among_the_post_mortems_keeps_the_scores() -> None:
    def stop(share: float, what: str) -> None:
        if what.startswith("looking into"):
            raise KeyboardInterrupt

    found = score(None, small.RECORDS, plan(), hypotheses=small.hypotheses(), progress=stop)
    assert found.cases == scored().cases
    assert len(found.post_mortems) == 1
    assert found.outcome.code == "interrupted"
    assert "Interrupted among the post-mortems" in found.to_text()


def test_explanations_with_games_of_their_own() -> None:
    other = solve(small.game().with_parameters(spoils=1.9), tolerance=1e-8)
    hypotheses = [Hypothesis("mild", small.solved(), 0.6), Hypothesis("greedy", other, 0.4)]
    found = score(None, small.RECORDS, plan(), hypotheses=hypotheses, worst=2)
    assert found.explanations == ("mild", "greedy")
    seen = observe(hypotheses, small.RECORDS.until(19.0, GAME.clock), until=19.0)
    each = [ask(now, "P(eventually(truce == broken), within=7)")[0].value for now in seen.by_hypothesis]
    expected = sum(chance * seen.posterior[name] for name, chance in zip(("mild", "greedy"), each, strict=True))
    assert by_key(found)[19.0, "breach", 7.0].chances["model"][1] == pytest.approx(expected, abs=1e-12)
    assert {one.explanation for one in found.post_mortems[0].leanings} == {"mild", "greedy"}


def test_text_frame_and_record() -> None:
    found = scored()
    text = found.to_text(90)
    assert all(len(line) <= 130 for line in text.splitlines())
    for word in ("smoothed persistence", "State of the truce", "Reliability of model", "no chance at all"):
        assert word in text
    assert "—" not in text
    assert "nan" not in text.lower()
    frame = found.to_frame()
    assert frame.height == 5 * 13 * (3 * 3 + 4 * 3 * 2)
    assert frame["chance"].is_between(0, 1).all()
    record = json.loads(json.dumps(found.to_record(), allow_nan=False))
    assert len(record["cases"]) == len(found.cases)
    assert record["counts"]["made"] == 195
    assert [one["forecaster"] for one in record["marks"][:2]] == ["model", "rates"]
    assert record["post_mortems"][0]["shifts"]


def test_the_sentences_say_who_is_better() -> None:
    found = scored()
    lines = found.sentences()
    for rival in found.rivals[1:]:
        skill = found.skill(rival.name)
        (line,) = [one for one in lines if one.startswith(f"Against {rival.name} ")]
        assert ("does better" in line) == (skill.value > 0.005)
        assert ("does worse" in line) == (skill.value < -0.005)
    for question in found.questions:
        losing = [one for one in lines if one.startswith(f"On `{found.title(question)}` the model loses to")]
        names = [one.name for one in found.rivals[1:] if found.skill(one.name, "brier", question).value < -0.005]
        assert len(losing) == bool(names)
        for name in names:
            assert f"{name} (by " in losing[0]
    assert any("the model loses to" in one for one in lines)
    assert any("rates uses a rate that was known only on 2024-03-20" in one for one in lines)


def test_a_record_that_makes_no_sense_before_another_is_public_is_told_with_the_date() -> None:
    """A truce cannot be renewed to holding at once; the step between was reported a week late."""
    rows = (
        small.change(3, "truce", "broken"),
        small.change(6, "truce", "strained", reported=small.day(14)),
        small.change(8, "truce", "holding"),
    )
    with pytest.raises(RecordError, match="forecasting from 2024-03-11, with what was public by then"):
        score(None, Records(rows), plan(), hypotheses=small.hypotheses())
