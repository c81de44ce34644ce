"""What readers get of the record: the page, the HTML, the plain record, and what is wrong with it."""

import json
import re
from dataclasses import replace

import pytest

from detente.errors import ScenarioError, UsageError
from detente.evidence import Record, RecordError, Records
from detente.evidence.uncertainty import sample
from detente.report import Asked, analyse

from .conftest import game, subject
from .recorded import CLAIMS, MOMENTS, RECORDS, Evidence, made
from .test_pages import Reader


def test_a_date_needs_evidence_and_a_start_before_it() -> None:
    with pytest.raises(UsageError, match="there is none"):
        analyse(made(evidence=None), until="2024-03-09")
    with pytest.raises(UsageError, match="before the start"):
        analyse(made(), until="2024-02-09")
    with pytest.raises(UsageError, match="until"):
        analyse(made(), until="spring")


def test_without_evidence_the_page_has_no_word_of_it() -> None:
    found = analyse(subject(game()), check_seconds=0)
    assert found.evidence is None
    assert found.views[1].given is not None
    for text in (found.to_text(), found.to_html()):
        assert "record says" not in text
        assert "decibans" not in text
    assert found.to_record()["evidence"] is None


def test_no_records_are_no_evidence() -> None:
    assert analyse(made(evidence=Evidence(records=())), check_seconds=0).evidence is None


def test_wrong_records_are_refused_before_anything_is_solved(monkeypatch) -> None:
    def never(*_, **__):
        raise AssertionError("solved")

    monkeypatch.setattr("detente.report._contest.hypotheses_of", never)
    wrong = Records((Record("2024-03-06", "change", ("truse",), ("strained",), line=7, file="mine.csv"),))
    with pytest.raises(RecordError, match=r"R010(.|\n)*mine\.csv:7"):
        analyse(made(evidence=Evidence(records=wrong)))


@pytest.mark.parametrize("which", ["claims", "scores"])
def test_wrong_files_are_refused_before_anything_is_solved(monkeypatch, tmp_path, which) -> None:
    monkeypatch.setattr("detente.report._contest.hypotheses_of", None)
    (tmp_path / "wrong.yaml").write_text("claims: {K1: {quot: x}}\nhorizon: [3]\n")
    with pytest.raises(ScenarioError, match=r"C00\d(.|\n)*wrong\.yaml:1"):
        analyse(made(evidence=Evidence(**{which: tmp_path / "wrong.yaml"})))


IMPOSSIBLE = Records(
    (
        *RECORDS.rows[:1],
        Record("2024-03-20", "move", ("settlement",), ("federal",), actor="army", move="offer", line=9, file="r.csv"),
    )
)


def test_an_impossible_record_leaves_the_rest() -> None:
    found = analyse(made(evidence=Evidence(records=IMPOSSIBLE)), check_seconds=0)
    assert [(one.name, one.records, one.given is None) for one in found.views] == [
        ("start", None, True),
        ("later", 1, True),
        ("much_later", None, True),
    ]
    assert len(found.evidence.problems) == 1
    assert found.evidence.records == 1
    for text in (found.to_text(), found.to_html()):
        assert "R021" in text
        assert "r.csv:9" in text
        assert "hat is wrong with the evidence" in text or "HAT IS WRONG WITH THE EVIDENCE" in text
    assert all(isinstance(one, float) for one in found.answers[0].values)


def test_where_no_view_can_use_the_records_only_the_problem_is_shown() -> None:
    first = replace(IMPOSSIBLE.rows[1], date="2024-03-02", kind="reading", values=("unitary",), actor="", move="")
    found = analyse(made(evidence=Evidence(records=Records((first,)))), check_seconds=0)
    assert found.views[1].given == MOMENTS[0].given
    assert found.evidence.last == ""
    text = found.to_text()
    assert "r.csv:9" in text
    assert "WHAT EACH RECORD WEIGHS" not in text
    assert "<svg" in found.to_html()


def test_claims_that_cannot_be_tested_leave_the_rest(tmp_path) -> None:
    (tmp_path / "claims.yaml").write_text(CLAIMS.replace("[dark]", "[darkness]"))
    found = analyse(made(evidence=Evidence(claims=tmp_path / "claims.yaml")), check_seconds=0)
    assert found.evidence.claims is None
    assert found.evidence.matrix is not None
    assert "claims.yaml:16" in found.to_text()
    assert "darkness" in found.to_html()


def test_claims_and_scores_are_on_the_page(seen) -> None:
    found = seen.evidence
    assert [one.status for one in found.claims] == ["supported", found.claims[1].status]
    assert found.scores.counts()["made"] == 8
    text, html = seen.to_text(), seen.to_html()
    assert "2 claims (A <comment> of 10 March; written 10 March 2024), judged on the record until" in " ".join(
        text.split()
    )
    for one in found.claims:
        assert one.claim.claim in " ".join(html.split())
        assert one.why in html.replace("&#34;", '"') or one.why.replace("`", "") in html
        assert str(one.then) in text
    assert f"{found.scores.mark().brier:.3f}" in text
    assert f"{found.scores.mark().brier:.3f}" in html
    for sentence in found.scores.sentences():
        assert " ".join(sentence.split()) in " ".join(text.replace("\n  ", " ").split())
    assert "The &lt;truce&gt; itself" in html
    assert "A &lt;comment&gt; of 10 March" in html


@pytest.fixture(scope="module")
def html(seen) -> str:
    return seen.to_html()


def test_the_html_is_whole_and_self_contained(html) -> None:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    assert {"record", "weights", "hangs", "watch", "claims", "scores"} <= set(reader.ids)
    assert "://" not in html
    assert not {"script", "link", "iframe", "img"} & set(reader.tags)
    figures = html.split("<figure>")[1:]
    assert all('role="img" aria-label="' in one and "<tbody>" in one.split("</figure>")[0] for one in figures)
    titles = [one.split("</figcaption>")[0] for one in figures]
    assert any("as the record grew" in one for one in titles)
    assert any("in decibans" in one for one in titles)
    assert any("Brier score" in one for one in titles)


@pytest.mark.parametrize("width", [80, 92, 140])
def test_the_page_keeps_its_width(seen, width) -> None:
    assert [line for line in seen.to_text(width).splitlines() if len(line) > width] == []


def test_the_record_is_plain(seen) -> None:
    record = json.loads(json.dumps(seen.to_record()))
    assert record["evidence"]["matrix"]["explanations"] == ["dark", "bright"]
    assert record["evidence"]["claims"]["claims"][0]["status"] == "supported"
    assert record["views"][1]["records"] == 1
    assert len(record["evidence"]["trail"]) == 10
    assert record["evidence"]["scores"]["counts"]["made"] == 8


def test_draws_give_intervals() -> None:
    questions = (Asked("P(eventually(truce == broken), within=20)", "Broken soon?"), Asked("move(army)", "What next"))
    small = made(questions=questions, moments=())
    drawn = sample(game(), Evidence(), draws=12, seed=3, on=1)
    found = analyse(small, ensemble=drawn, check_seconds=0)
    width = found.evidence.spread
    assert (width.draws, width.explanations) == (12, drawn.posterior)
    ((text, one),) = width.questions
    assert text == questions[0].text
    assert one.low < one.mean < one.high
    assert "Broken soon?" in found.to_html()
    assert f"{100 * one.low:.0f}% to {100 * one.high:.0f}%" in found.to_text()
    assert not any("no interval" in note for note in found.evidence.notes)
    with pytest.raises(UsageError, match="29 March 2024"):
        analyse(small, ensemble=drawn, until="2024-03-10", check_seconds=0)


def test_without_draws_the_page_says_so(seen) -> None:
    (note,) = [one for one in seen.evidence.notes if "--draws 500" in one]
    assert re.search(r"would take about \d+ (seconds|minutes) on \d+ cores?, ", note)
    assert "over 120 s" in note
    assert "no interval" in seen.to_html()
