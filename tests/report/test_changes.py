"""The scenario's own changes on the page: the numbers of `compare`, and what was left out."""

import pytest

import detente as dt
from detente.report import analyse, render, sections
from detente.report._differences import differences


@pytest.fixture(scope="module")
def crisis():
    return dt.load("two-parties-and-a-guarantor")


@pytest.fixture(scope="module")
def found(crisis):
    return analyse(crisis, parts=["answers", "parties", "counterfactuals"])


def test_they_are_what_compare_finds(crisis, found) -> None:
    asked = [one.text for one in crisis.questions]
    alone = dt.compare(crisis, ask=asked, evidence=crisis.evidence)
    assert [one.name for one in found.counterfactuals.variants] == list(crisis.do)
    for mine, theirs in zip(found.counterfactuals.variants, alone.variants, strict=True):
        assert (mine.since, mine.states, mine.fault) == (theirs.since, theirs.states, theirs.fault)
        for one, other in zip(mine.answers, theirs.answers, strict=True):
            assert one.base == pytest.approx(other.base, rel=1e-6, abs=1e-8, nan_ok=True)
            assert one.changed == pytest.approx(other.changed, rel=1e-6, abs=1e-8, nan_ok=True)


def test_changes_of_now_run_on_from_the_date_asked_for(crisis) -> None:
    late = analyse(crisis, parts=["counterfactuals"], until="2024-04-01")
    assert late.counterfactuals.when == "1 April 2024"
    stated = [one.stated for one in late.counterfactuals.variants if one.since == "now"]
    assert stated
    assert all("2024-04-01" in one for one in stated)


def test_the_page_shows_what_moves_most(found) -> None:
    piece = render("changes", found)
    for one in found.counterfactuals.variants:
        assert one.title in piece
        rows = differences(found, one, 6)
        assert rows
        for row in rows:
            assert row[-1] in piece
        sizes = [abs(float(row[-1].split()[0])) for row in rows if row[-1].endswith("points")]
        assert sizes == sorted(sizes, reverse=True)
    assert "It was not" not in piece


def test_without_time_all_is_left_out_and_said(crisis) -> None:
    late = analyse(crisis, parts=["counterfactuals"], counterfactual_seconds=1e-9)
    assert late.counterfactuals.variants == ()
    (note,) = late.counterfactuals.notes
    assert all(f"`{name}`" in note for name in crisis.do)
    assert "--counterfactuals 300" in render("changes", late)
    assert "changes" not in {
        one.id for one in sections(analyse(crisis, parts=["counterfactuals"], counterfactual_seconds=0))
    }


def test_changed_games_from_solutions_that_are_there(crisis) -> None:
    solved = dt.hypotheses_of(crisis, search=0)
    near = dt.compare(crisis, evidence=crisis.evidence, solved=solved)
    far = dt.compare(crisis, evidence=crisis.evidence)
    for one, other in zip(near.variants, far.variants, strict=True):
        for mine, theirs in zip(one.answers, other.answers, strict=True):
            assert mine.changed == pytest.approx(theirs.changed, rel=1e-6, abs=1e-8, nan_ok=True)
