"""The verdict under other codings of contested events, and how moves and times are said."""

import re
from dataclasses import replace

import pytest

from detente.evidence import Grades, observe
from detente.evidence.explanations import Names
from detente.evidence.records import read_records
from detente.game import Move
from detente.report import analyse, render

from .conftest import game
from .recorded import PLAN, Evidence, made

HEAD = "date,kind,factor,value,actor,move,grade,source\n"
OTHER = HEAD + "2024-03-06,change,truce,strained,,,,Monitors\n2024-03-08,move,truce,broken,army,attack,,Monitors\n"
OTHER += "2024-03-09,reading,mood,dark,,,A1,An envoy\n"
SAME = HEAD + "2024-03-06,change,truce,strained,,,,Monitors\n2024-03-09,reading,mood,bright,,,A1,An envoy\n"
PLANNED = PLAN + "codings:\n  he_meant_dark: other.csv\n  he_meant_bright: same.csv\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("codings")
    (found / "scores.yaml").write_text(PLANNED)
    (found / "other.csv").write_text(OTHER)
    (found / "same.csv").write_text(SAME)
    return found


@pytest.fixture(scope="module")
def coded(folder):
    return analyse(made(evidence=Evidence(scores=folder / "scores.yaml")), horizon=60.0, check_seconds=0)


def test_each_coding_is_weighed_until_the_same_date(coded, folder, solved) -> None:
    found = coded.evidence
    assert [one.name for one in found.codings] == ["he_meant_dark", "he_meant_bright"]
    at, grades = next(one.at for one in coded.views if one.name == "end"), Grades({"C": 0.75}, {}, 0.02)
    for one, file in zip(found.codings, ("other.csv", "same.csv"), strict=True):
        records = read_records(folder / file, game=game())
        mine = observe(solved, records, until=at, grades=grades)
        assert one.chances == pytest.approx(list(mine.posterior.values()), rel=1e-6)


def test_a_coding_that_changes_the_lead_is_named_first_and_in_the_table(coded) -> None:
    dark, bright = coded.evidence.codings[0].chances
    assert dark > bright
    text, pages = " ".join(coded.to_text().split()), coded.to_html()
    said = f"under he_meant_dark dark leads with {100 * dark:.0f}% and bright has {100 * bright:.0f}%"
    short = text[: text.index("WHICH EXPLANATION")]
    assert "1 of the 2 other codings of the record changes the lead: " + said in short
    assert said in text[text.index("WHAT THE RECORD SAYS") : text.index("WHAT EACH RECORD WEIGHS")]
    assert said in text[text.index("WHAT THE VERDICT HANGS ON") : text.index("WHAT TO WATCH")]
    assert said in pages
    for name in ("the record used here", "he_meant_dark", "he_meant_bright"):
        assert name in text
        assert f">{name}<" in pages
    assert coded.to_record()["evidence"]["codings"][0]["chances"] == [dark, bright]


def test_where_no_coding_changes_the_lead_that_is_said(folder) -> None:
    (folder / "calm.yaml").write_text(PLAN + "codings: {he_meant_bright: same.csv}\n")
    found = analyse(made(evidence=Evidence(scores=folder / "calm.yaml")), check_seconds=0)
    text = " ".join(found.to_text().split())
    assert "No other coding changes the lead." in text
    assert "rests on how contested events are coded" not in text


def test_a_coding_that_cannot_be_weighed_says_why(folder) -> None:
    (folder / "impossible.csv").write_text(HEAD + "2024-03-06,change,truce,holding,,,,Monitors\n")
    (folder / "wrong.yaml").write_text(PLAN + "codings: {never: impossible.csv}\n")
    found = analyse(made(evidence=Evidence(scores=folder / "wrong.yaml")), check_seconds=0)
    (one,) = found.evidence.codings
    assert one.chances is None
    assert one.why
    assert "not weighed: " in " ".join(found.to_text().split())
    assert "No other coding" not in found.to_text()


def test_without_a_plan_there_are_no_codings(seen) -> None:
    assert seen.evidence.codings == ()
    assert "the record used here" not in seen.to_text()


def test_strikes_outside_the_truce_are_not_called_breaches() -> None:
    strike = Move("army", "strike_outside_truce", "truce == holding", about="A strike on Daesh, seen by Daesh alone.")
    march = Move("army", "strike_outside_city", "truce == holding", about="As told to Daesh. The city is near.")
    visit = Move("army", "call_daesh", "truce == holding")
    base = game()
    names = Names.of([base.replace(moves=[*base.moves, strike, march, visit])])
    assert names.deed("strike_outside_truce") == "strike groups outside the truce"
    assert names.deed("strike_outside_city") == "strike outside city"
    assert names.move("army.call_daesh") == "call Daesh (The army)"
    assert names.deed("break_off_attack") == "break off attack"


def test_moves_are_named_so_on_the_page() -> None:
    base = game()
    strike = replace(base.moves[2], name="strike_outside_truce")
    found = analyse(made(game=base.replace(moves=[*base.moves[:2], strike, base.moves[3]]), evidence=None))
    option = next(one for one in found.parties[1].options if one.name == "strike_outside_truce")
    assert option.title == "strike groups outside the truce"
    assert "strike groups outside the truce" in found.to_text()
    assert "strike groups outside the truce" in found.to_html()
    for section in ("short", "next", "signals"):
        words = re.sub(r"<figure>.*?</figure>", "", render(section, found), flags=re.S)
        assert "strike outside truce" not in words
    assert "strike groups outside the truce. Analyst, on mood" in render("signals", found)
