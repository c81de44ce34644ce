"""Sections as pieces, and an analysis of some of its parts."""

import re

import pytest

from detente.errors import UsageError
from detente.evidence import hypotheses_of
from detente.report import PARTS, SECTIONS, analyse, render, sections

from .recorded import made
from .test_pages import Reader


@pytest.mark.parametrize("live", [False, True])
def test_every_section_is_a_piece_with_a_heading(seen, live) -> None:
    for one in sections(seen):
        piece = render(one.id, seen, live=live)
        reader = Reader()
        reader.feed(piece)
        assert reader.open == []
        assert reader.ids[:2] == [one.id, f"{one.id}-head"]
        assert re.search(rf'<h2 id="{one.id}-head">{re.escape(one.title)}</h2>', piece)
        assert ("<svg" in piece) == ('role="img"' in piece and not live)
        assert ("data-chart>" in piece) == ('role="img"' in piece and live)


def test_the_page_is_its_sections_in_order(seen) -> None:
    html = seen.to_html()
    places = [html.index(f'<section id="{one.id}"') for one in sections(seen)]
    assert places == sorted(places)
    assert {one.id for one in SECTIONS} - {one.id for one in sections(seen)} == {"problems", "map", "changes"}
    heads = re.findall(r'<a href="#([a-z-]+)">([^<]+)</a>', html.split("<nav")[1].split("</nav>")[0])
    assert heads == [(one.id, one.head) for one in sections(seen)]


def test_there_is_no_such_section(seen) -> None:
    with pytest.raises(UsageError, match="no section `weight`") as caught:
        render("weight", seen)
    assert caught.value.hint == "did you mean `weights`?"
    assert render("problems", seen) == ""


@pytest.fixture(scope="module")
def solved():
    return hypotheses_of(made().contest, search=0)


def test_only_what_is_wanted_is_computed(seen, solved, monkeypatch) -> None:
    for name in ("developments", "parties"):
        monkeypatch.setattr(f"detente.report._analyse.{name}", None)
    monkeypatch.setattr("detente.report._contest.hypotheses_of", None)
    for name in ("watch", "leave_one_out"):
        monkeypatch.setattr(f"detente.report._weigh.{name}", None)
    found = analyse(made(), horizon=60.0, parts=["answers"], hypotheses=solved)
    whole = seen.answers
    assert [one.question for one in found.answers] == [one.question for one in whole]
    for one, other in zip(found.answers, whole, strict=True):
        for mine, theirs in zip(one.values, other.values, strict=True):
            assert mine == pytest.approx(theirs, abs=1e-8)
    for one, other in zip(found.explanations, seen.explanations, strict=True):
        assert one.chances == pytest.approx(other.chances, abs=1e-8)
    there = {one.id for one in sections(found)}
    assert {"short", "explanations", "questions", "record"} <= there
    assert not there & {"next", "wants", "courses", "lasting", "weights", "hangs", "watch", "settlement"}
    assert found.to_html().count("<section") == len(there)
    assert found.to_text()


@pytest.mark.parametrize("part", PARTS)
def test_each_part_alone_makes_a_page(seen, solved, part) -> None:
    found = analyse(made(), horizon=60.0, parts=[part], hypotheses=solved, check_seconds=5)
    there = {one.id for one in sections(found)}
    for one in SECTIONS:
        if one.needs and not one.needs <= {part}:
            assert one.id not in there or one.id == "record"
    assert "<h1>" in found.to_html()


def test_a_part_that_is_not_there(solved) -> None:
    with pytest.raises(UsageError, match="no part `anwsers`") as caught:
        analyse(made(), parts=["anwsers"], hypotheses=solved)
    assert caught.value.hint == "did you mean `answers`?"
