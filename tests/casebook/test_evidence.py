"""The record of each case: coded as its page says, possible under its model, and open where sources disagree."""

import csv
import datetime as dt
import re

import pytest
import yaml

from detente.casebook import cases, path
from detente.equilibrium import solve
from detente.evidence.claims import read_claims
from detente.evidence.filtering import Impossible, hypotheses_of, observe
from detente.evidence.mapping import map_events
from detente.evidence.records import Records, read_records
from detente.evidence.scores import read_plan
from detente.forecast import read_question
from detente.scenario import load

SYRIA = path("syria-2016").parent
CODINGS = sorted(one.name for one in SYRIA.glob("records*.csv"))
FILES = [(one.name, file.name) for one in cases() for file in sorted(one.folder.glob("records*.csv"))]
CONTESTED = {
    "records-truce-18-april.csv": {"truce"},
    "records-truce-22-april.csv": {"truce"},
    "records-force-26-may.csv": {"russian_force"},
    "records-force-never.csv": {"russian_force"},
    "records-leak-17-march.csv": {"restraint_deal", "restraint_deal_public"},
}
GRADE = re.compile(r"[A-F][1-6]")
RESOLVED = {"true", "false", "partly", "contested", "not supported", "unresolved", "not checkable"}


@pytest.fixture(scope="module")
def scenarios():
    return {one.name: load(one.scenario) for one in cases()}


@pytest.fixture(scope="module")
def syria(scenarios):
    return scenarios["syria-2016"]


@pytest.fixture(scope="module")
def events():
    with (SYRIA / "events.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def record(syria):
    return read_records(SYRIA / "records.csv", game=syria.game())


@pytest.fixture(scope="module")
def hypotheses(syria):
    return hypotheses_of(syria)


def rows(name):
    return list(read_records(SYRIA / name))


# -- the files ---------------------------------------------------------------------------------


def test_every_case_has_a_record(scenarios):
    for name, scenario in scenarios.items():
        assert scenario.evidence is not None, name
        assert [one.name for one in scenario.evidence.records] == ["records.csv"], name
    assert scenarios["syria-2016"].evidence.claims == SYRIA / "claims.yaml"
    assert scenarios["syria-2016"].evidence.scores == SYRIA / "scores.yaml"


@pytest.mark.parametrize(("case", "file"), FILES)
def test_records_fit_their_scenario(scenarios, case, file):
    found = read_records(path(case).with_name(file), game=scenarios[case].game())
    assert len(found) >= 5
    assert all(one.note for one in found), "a record says what it is about"
    assert all(one.source for one in found if one.kind != "gap")


def test_events_are_dated_sourced_and_graded(events):
    assert len(events) == 196
    assert list(events[0]) == [
        "date", "actor", "kind", "event", "where", "magnitude", "unit", "source", "source_grade", "info_grade", "notes",
    ]  # fmt: skip
    dates = [dt.date.fromisoformat(one["date"]) for one in events]
    assert dates == sorted(dates)
    for one in events:
        assert all(one[key] for key in ("actor", "kind", "event", "source")), one
        assert GRADE.fullmatch(one["source_grade"] + one["info_grade"]), one


def test_no_record_without_an_event(record, events):
    days = {one["date"] for one in events}
    assert [one.date for one in record if one.kind != "gap" and one.date not in days] == []


def test_no_grade_is_better_than_that_of_an_event_of_the_day(record, events):
    for one in (one for one in record if one.grade):
        letters = min(event["source_grade"] for event in events if event["date"] == one.date)
        digits = min(event["info_grade"] for event in events if event["date"] == one.date)
        assert one.grade[0] >= letters, one
        assert one.grade[1] >= digits, one


def coded(records):
    return [(one.date, one.kind, one.factors, one.values, one.actor, one.move, one.grade) for one in records]


def test_the_rules_make_the_record_but_for_the_gap_and_the_days_of_reports(syria, record):
    """Every event is used or left out for a reason that its rule gives; what the rules cannot make is named."""
    made = map_events(SYRIA / "events.csv", SYRIA / "mapping.yaml", syria.game())
    assert coded(made.records) == coded(one for one in record if one.kind != "gap")
    assert [one.kind for one in record].count("gap") == 1
    assert not any(one.reported for one in made.records)
    assert made.events == made.used + sum(one.events for one in made.skipped) == 196
    assert "no rule" not in " ".join(one.reason for one in made.skipped)


def test_a_record_is_public_on_its_day_or_later(record):
    late = [(one.date, one.reported) for one in record if one.reported]
    assert len(late) >= 3
    assert all(day < said for day, said in late)


def test_nothing_but_what_the_page_says_differs_between_codings():
    assert {*CONTESTED, "records.csv"} == set(CODINGS)
    main = rows("records.csv")
    for name, factors in CONTESTED.items():
        other = rows(name)
        apart = [one for one in main if one not in other] + [one for one in other if one not in main]
        assert apart, name
        assert {factor for one in apart for factor in one.factors} == factors, name


def test_the_page_names_every_file():
    page = (SYRIA / "README.md").read_text(encoding="utf-8")
    files = {one.name for one in SYRIA.iterdir() if one.suffix in (".csv", ".yaml")} - {"scenario.yaml"}
    assert {one for one in files if one not in page} == set()


# -- no side is taken --------------------------------------------------------------------------


def test_what_is_said_of_a_secret_is_there_for_and_against(record):
    for factor in ("allied_consultation", "restraint_deal"):
        said = {one.values[0] for one in record if one.kind == "reading" and one.factors == (factor,)}
        assert len(said) == 2, factor


def test_blame_is_not_coded():
    assert not any("truce_blamed" in one.factors for name in CODINGS for one in rows(name))


def test_where_each_side_names_the_other_no_actor_is_named():
    breaks = [one for name in CODINGS for one in rows(name) if one.values == ("broken",)]
    assert len(breaks) > len(CODINGS)
    assert {one.actor for one in breaks} == {""}


def test_the_plan_itself_is_never_read(record):
    assert not any("plan" in one.factors for one in record)


# -- what could be known when ------------------------------------------------------------------


def days(text):
    found = re.findall(r"\b(\d\d)\.(\d\d)\.(\d{4})", text)
    return [dt.date(int(year), int(month), int(day)) for day, month, year in found]


def test_numbers_rest_on_what_was_known_before_or_say_since_when(syria):
    start = dt.date(2016, 2, 27)
    late = {
        one.name
        for one in syria.parameters.values()
        if any(day > start for day in days(f"{one.source} {one.judgement}"))
    }
    assert late == {one.name for one in syria.parameters.values() if one.known} == {"reported"}
    assert dt.date.fromisoformat(str(syria.parameters["reported"].known)) > start


def test_the_first_base_rate_could_be_known_and_the_second_could_not(syria):
    plan = read_plan(SYRIA / "scores.yaml", game=syria.game())
    known = {
        one.name: [(dt.date.fromisoformat(hazard.known), hazard) for hazard in one.hazards] for one in plan.baselines
    }
    assert all(day <= dt.date(2016, 2, 27) for day, _ in known["known_before"])
    assert max(day for day, _ in known["ceasefires_44"]) > dt.date.fromisoformat(plan.end)
    for rates in known.values():
        assert all(hazard.source or hazard.judgement for _, hazard in rates)
        assert all(max(days(hazard.source), default=day) <= day for day, hazard in rates)


def test_the_plan_is_the_one_that_was_asked_for(syria):
    plan = read_plan(SYRIA / "scores.yaml", game=syria.game())
    schedule = plan.checked(syria.game())
    assert (plan.begin, plan.end, schedule.horizons) == ("2016-02-27", "2016-09-30", (7, 30, 60, 90))
    assert len(schedule.dates) == 31
    assert {one.factor for one in plan.questions if one.ranked} == {"truce", "russian_force", "aleppo"}
    assert set(plan.codings) == {name.removeprefix("records-").removesuffix(".csv") for name in CONTESTED}


# -- claims ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def claims():
    return yaml.safe_load((SYRIA / "claims.yaml").read_text(encoding="utf-8"))["claims"]


def test_all_claims_are_there_and_read():
    found = read_claims(SYRIA / "claims.yaml")
    assert len(found) == 25
    assert found.written == "2016-03-15"


def test_every_claim_has_one_test_or_a_reason(claims, syria):
    assert list(claims) == [f"C{at:02}" for at in range(1, 26)]
    game = syria.game()
    for name, one in claims.items():
        assert len(one["quote"].split()) <= 12, name
        assert str(one["record"]["resolved"]).lower() in RESOLVED, name
        ((kind, what),) = one["test"].items()
        if kind == "explanation":
            assert 0 < len(what) < len(syria.explanations), name
            assert set(what) <= set(syria.explanations), name
        elif kind == "none":
            assert len(what.split()) > 5, name
        else:
            for text in [what] if kind == "ask" else what:
                read_question(text, game)
        assert (kind != "none") == bool(one.get("bears")), name


def test_motives_are_chances_of_explanations_and_norms_are_not_scored(claims):
    kinds = {name: (one["kind"], next(iter(one["test"]))) for name, one in claims.items()}
    assert {test for kind, test in kinds.values() if kind == "motive"} == {"explanation", "none"}
    assert {test for kind, test in kinds.values() if kind == "norm"} == {"none"}
    assert sum(test != "none" for _, test in kinds.values()) >= 15


# -- in the running program --------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", CODINGS)
def test_every_coding_is_possible_under_every_explanation(hypotheses, syria, name):
    seen = observe(hypotheses, read_records(SYRIA / name, game=syria.game()))
    assert sum(seen.posterior.values()) == pytest.approx(1)
    assert min(seen.posterior.values()) > 1e-4
    assert all(step.event.max() > -9 for step in seen.steps), "no record is a miracle"


@pytest.mark.slow
def test_the_reading_of_the_co_sponsors_cannot_be_coded(hypotheses):
    """A truce that stands until 19 September leaves no way to the siege of July: the page says so."""
    kept = [one for one in rows("records.csv") if one.date not in ("2016-05-12", "2016-09-12")]
    with pytest.raises(Impossible) as caught:
        observe(hypotheses, Records(tuple(kept), "records"))
    assert "17 July 2016" in str(caught.value) or "2016-07-17" in str(caught.value)


@pytest.mark.slow
def test_a_change_counts_from_the_day_on_which_it_was_reported(hypotheses, record):
    before = observe(hypotheses, record, until="2016-05-19").marginals()["truce"]
    after = observe(hypotheses, record, until="2016-05-20").marginals()["truce"]
    assert before["broken"] == 0
    assert after["broken"] > 0.5


@pytest.mark.slow
def test_a_graded_change_stays_open_until_something_settles_it(hypotheses, record):
    open_still = observe(hypotheses, record, until="2016-06-01").marginals()["truce"]
    assert 0 < open_still["strained"] < open_still["broken"] < 1
    settled = observe(hypotheses, record, until="2016-07-28").marginals()["truce"]
    assert settled["broken"] == pytest.approx(1)


@pytest.mark.slow
def test_no_verdict_on_the_morning_after(hypotheses, record):
    seen = observe(hypotheses, record, until="2016-03-15")
    assert max(seen.posterior.values()) < 0.5


@pytest.mark.slow
def test_the_verdict_turns_on_whether_the_force_came_back(hypotheses, syria):
    """What the page says: a return speaks for a plan that could be reversed, and without it weakness leads."""
    game = syria.game()
    came = observe(hypotheses, read_records(SYRIA / "records.csv", game=game)).posterior
    never = observe(hypotheses, read_records(SYRIA / "records-force-never.csv", game=game)).posterior
    assert came["unilateral"] > came["weakness"]
    assert never["weakness"] > never["unilateral"]


def observed(scenario, name):
    found = tuple(hypotheses_of(scenario, solve=lambda game, **how: solve(game, **how)))
    return observe(found, read_records(path(name).with_name("records.csv"), game=scenario.game()))


def test_a_return_tells_most_in_the_teaching_case(scenarios):
    seen = observed(scenarios["two-parties-and-a-guarantor"], "two-parties-and-a-guarantor")
    most = max(seen.steps, key=lambda step: abs(step.weights[0]))
    assert most.record.move == "return"
    assert seen.prior["overstretched"] == pytest.approx(0.4)
    assert seen.posterior["overstretched"] < 0.01
    assert {one.kind for one in seen.records} == {"change", "move", "reading", "gap"}


def test_a_public_threat_speaks_for_resolve_and_backing_down_against_it(scenarios):
    seen = observed(scenarios["crisis-bargaining-ladder"], "crisis-bargaining-ladder")
    after = [dict(zip((one.name for one in seen.hypotheses), step.after, strict=True)) for step in seen.steps]
    # After a public threat the target's own belief, worked out by backward induction in test_ladder.
    assert after[0]["resolved"] == pytest.approx(0.229523241 / 0.405634527, rel=1e-6)
    assert after[0]["resolved"] < after[1]["resolved"]
    assert after[-1]["resolved"] < 0.01
