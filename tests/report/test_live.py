"""A desk answers after each change as a fresh analysis of the changed scenario does."""

from __future__ import annotations

import re

import pytest

import detente as dt
from detente.errors import UsageError
from detente.evidence import Impossible
from detente.report.live import Desk, Variant, Views, sections_elsewhere, sheet_of
from detente.report.page import SECTIONS
from detente.scenario import loads
from detente.study.counterfactual import compare

CASE = "two-parties-and-a-guarantor"
ASKED = ("P(eventually(truce == broken), within=45)", "E(time_to(truce == broken))", "move(government)")
QUESTIONS = [(text, "") for text in ASKED]


def quiet(share: float, what: str) -> None:
    """Progress that nobody looks at."""


@pytest.fixture(scope="module")
def crisis():
    return dt.load(CASE)


@pytest.fixture
def desk(crisis) -> Desk:
    return Desk(crisis, CASE)


def with_change(crisis, name: str, change: str):
    """The same scenario with one more block under `do:`."""
    assert "\ndo:\n" in crisis.text
    return loads(crisis.text.replace("\ndo:\n", f"\ndo:\n  {name}: {change}\n"), crisis.path)


def by_hand(crisis, until=None, **parameters) -> dict:
    seen = dt.observe(dt.hypotheses_of(crisis, parameters=parameters), crisis.evidence, until=until)
    return {"posterior": dict(seen.posterior)} | {one.question: one.value for one in dt.ask(seen, *ASKED)}


@pytest.mark.parametrize(
    ("parameters", "at"), [({}, None), ({"peace": 0.13}, None), ({"strain": 0.3, "peace": 0.07}, 41.0)]
)
def test_other_parameters_and_another_date(crisis, desk: Desk, parameters: dict, at: float | None) -> None:
    desk.standing(Variant.of({"peace": 0.2}), QUESTIONS, quiet)  # what was looked at before does not matter
    found = desk.standing(Variant.of(parameters, at=at), QUESTIONS, quiet)
    wanted = by_hand(crisis, at, **parameters)
    assert found.explanations == pytest.approx(wanted["posterior"], abs=2e-5)
    for line in found.lines:
        assert line.value == pytest.approx(wanted[line.question], rel=2e-4, abs=2e-5), line.question


@pytest.mark.parametrize("since", ["start", "now", "record"])
@pytest.mark.parametrize("at", [None, 40.0])
def test_do_blocks_as_compare_has_them(crisis, since: str, at: float | None) -> None:
    guard = "guarantor.draw_down: 'force > base and truce != broken'"
    change = f"{{from: {since}, parameters: {{peace: 0.15}}, guards: {{{guard}}}}}"
    changed = with_change(crisis, "tried", change)
    desk = Desk(changed, CASE)
    variant = Variant(do=("tried",), at=at)
    against = desk.against(variant, quiet)
    base, found = (desk.standing(one, QUESTIONS, quiet) for one in (against, variant))
    assert desk.since(variant) == since
    wanted = compare(changed, ["tried"], ASKED[:2], evidence=changed.evidence, until=at)["tried"]
    assert found.basis.startswith(wanted.stated)
    for question in ASKED[:2]:
        lines = [next(line.value for line in one.lines if line.question == question) for one in (base, found)]
        assert lines == pytest.approx([wanted[question].base, wanted[question].changed], rel=2e-4, abs=2e-5)
    if since == "record":
        assert found.explanations == pytest.approx(wanted.posterior, abs=2e-5)
    elif since == "now":
        assert found.explanations == base.explanations
    else:
        assert against == Variant(at=0.0)


def test_a_change_that_cannot_have_led_to_the_records_says_so(crisis) -> None:
    changed = with_change(crisis, "never", "{from: record, forbid: [guarantor.draw_down]}")
    with pytest.raises(Impossible):
        Desk(changed, CASE).standing(Variant(do=("never",)), QUESTIONS, quiet)


def test_changes_that_meet_the_records_in_different_ways_do_not_go_together(desk: Desk) -> None:
    with pytest.raises(UsageError, match="in different ways"):
        desk.standing(Variant(do=("no_return", "stays")), QUESTIONS, quiet)


def test_an_unknown_do_block(desk: Desk) -> None:
    with pytest.raises(UsageError) as found:
        desk.standing(Variant(do=("no_retrun",)), QUESTIONS, quiet)
    assert found.value.hint == "did you mean `no_return`?"


def test_without_records() -> None:
    crisis = dt.load("crisis-bargaining-ladder")
    plain = loads(re.sub(r"\nevidence:.*?(?=\n\S)", "", crisis.text, flags=re.DOTALL), "ladder.yaml")
    assert plain.evidence is None
    question = plain.questions[0].text
    desk = Desk(plain)
    found = desk.standing(Variant(at=2.0), [(question, "")], quiet)
    present = dt.now(dt.solve(plain.game()), at=2.0)
    assert found.lines[0].value == pytest.approx(dt.ask(present, question)[0].value, abs=1e-6)
    assert found.trail == ()


def test_a_question_that_cannot_be_read_leaves_the_others_answered(desk: Desk) -> None:
    wrong = "P(eventually(trce == broken), within=4)"
    found = desk.standing(Variant(), [(wrong, ""), *QUESTIONS], quiet)
    assert found.lines[0].wrong is not None
    assert found.lines[0].value is None
    assert all(line.value is not None for line in found.lines[1:])


def test_every_section_of_the_report_can_be_asked_for_by_itself(desk: Desk) -> None:
    views = Views(desk)
    shown = {name: views.section(name, Variant(at=60.0), quiet) for name, _ in sections_elsewhere()}
    assert {one.id for one in SECTIONS} >= set(shown)
    for name in ("next", "courses", "watch", "settlement", "changes", "signals", "assumptions", "timeline"):
        if name == "settlement":
            continue  # the case has none
        assert f'id="{name}"' in shown[name], name
    assert "data-chart" in shown["courses"]
    assert "<svg" not in shown["courses"], "charts are specifications here"


def test_sections_follow_the_parameters(desk: Desk) -> None:
    views = Views(desk)
    assert views.section("next", Variant(), quiet) != views.section("next", Variant.of({"peace": 0.3}), quiet)


def test_an_unknown_section(desk: Desk) -> None:
    with pytest.raises(UsageError, match="has no section `nxt`") as found:
        Views(desk).section("nxt", Variant(), quiet)
    assert found.value.hint == "did you mean `next`?"


def test_the_sheet_says_what_can_be_chosen(crisis) -> None:
    sheet = sheet_of(crisis)
    assert set(sheet.do) == set(crisis.do)
    assert [one.name for one in sheet.dials] == list(crisis.parameters)
    assert len(sheet.records) == 15
    assert sheet.end == max(one.time for one in sheet.records)
