"""What the record says by itself, and how questions are resolved from it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.scores import small

from detente.errors import ScenarioError
from detente.evidence.records import Record, Records
from detente.evidence.scores import Court, History, anchored, truth

GAME = small.game()


def court(*rows: Record, ends: float = 50.0) -> Court:
    return Court.of(GAME, Records(rows).checked(GAME), ends)


def values(history: History, factor: str, times: list[float]) -> list[str | None]:
    return [history.value(factor, time) for time in times]


def test_values_last_from_one_record_to_the_next_and_the_day_counts() -> None:
    found = court(small.change(6, "truce", "strained"), small.change(9, "truce", "broken")).certain
    assert values(found, "truce", [0, 5.9, 6, 8.99, 9, 50]) == [
        "holding",
        "holding",
        "strained",
        "strained",
        "broken",
        "broken",
    ]
    assert found.value("truce", 50.5) is None


def test_a_start_that_is_not_known_stays_open_until_it_is_told() -> None:
    found = court(Record(small.day(4), "reading", ("talks",), ("on",))).certain
    assert values(found, "talks", [0, 3.9, 4, 20]) == [None, None, "on", "on"]


def test_a_gap_opens_its_factors_until_they_are_told_again() -> None:
    gap = Record(small.day(10), "gap", ("talks",), until=small.day(14))
    told = Record(small.day(4), "reading", ("talks",), ("on",))
    inside = small.change(12, "talks", "off")
    after = Record(small.day(17), "reading", ("talks",), ("off",))
    found = court(told, gap, inside, after).certain
    assert values(found, "talks", [9.9, 10, 12, 12.5, 16, 17, 30]) == ["on", None, None, None, None, "off", "off"]
    assert values(found, "truce", [9, 10, 17]) == ["holding"] * 3
    # What happened within the gap was seen at its moment.
    assert truth(anchored("P(eventually(talks == off), within=13)", GAME, 0.0), found) is True
    everything = court(told, Record(small.day(10), "gap", until=small.day(14))).certain
    assert values(everything, "truce", [9, 11, 20]) == ["holding", None, None]


def test_a_change_at_the_end_of_a_gap_is_known() -> None:
    gap = Record(small.day(10), "gap", ("truce",), until=small.day(14))
    found = court(gap, small.change(14, "truce", "strained")).certain
    assert values(found, "truce", [13, 14, 20]) == [None, "strained", "strained"]


def test_what_the_analyst_does_not_see_is_known_for_a_moment_only() -> None:
    found = court(small.change(5, "deal", "made")).certain
    assert values(found, "deal", [0, 4, 5, 6]) == [None, None, None, None]
    assert truth(anchored("P(eventually(deal == made), within=9)", GAME, 0.0), found) is True
    assert truth(anchored("P(eventually(deal == made), within=4)", GAME, 0.0), found) is None


def test_a_graded_change_is_contested_until_a_certain_record() -> None:
    found = court(small.change(6, "truce", "strained", grade="B2"), small.change(9, "truce", "broken"))
    assert found.value("truce", 7).outcome == "strained"
    assert found.value("truce", 7).contested
    assert not found.value("truce", 5).contested
    assert found.value("truce", 9).outcome == "broken"
    assert not found.value("truce", 9).contested
    broke = found.question(anchored("P(eventually(truce == broken), within=20)", GAME, 0.0))
    assert (broke.outcome, broke.contested) == ("yes", False)
    strained = found.question(anchored("P(eventually(truce == strained), within=7)", GAME, 0.0))
    assert (strained.outcome, strained.contested) == ("yes", True)


def test_a_graded_reading_changes_nothing() -> None:
    found = court(Record(small.day(6), "reading", ("truce",), ("broken",), grade="A1"))
    assert found.value("truce", 7) == found.value("truce", 2)
    assert found.value("truce", 7).outcome == "holding"


def test_a_bare_move_tells_where_its_branches_lead() -> None:
    moved = Record(small.day(3), "move", actor="army", move="violate")
    calmed = Record(small.day(8), "move", actor="nature", move="calm")
    found = court(moved, calmed).certain
    assert values(found, "truce", [2, 3, 8]) == ["holding", "strained", "holding"]
    doubtful = court(Record(small.day(3), "move", actor="army", move="violate", grade="C3"))
    assert doubtful.value("truce", 4).contested
    assert doubtful.value("truce", 4).outcome == "strained"


def test_beyond_the_end_of_the_record_only_what_is_settled_is_told() -> None:
    found = court(small.change(6, "truce", "broken"), ends=10.0)
    asked = {
        "P(truce == broken, at=11)": None,
        "P(eventually(truce == broken), within=30)": "yes",
        "P(eventually(truce == strained), within=30)": None,
        "P(always(truce == holding), within=30)": "no",
        "P(always(truce != strained), within=30)": None,
        "P(until(truce == holding, truce == strained), within=30)": "no",
        "P(eventually(truce == broken), within=[12, 30])": None,
        "P(always(truce == holding), within=[12, 30])": None,
        "P(until(truce == holding, truce == strained), within=[12, 30])": "no",
    }
    for text, outcome in asked.items():
        assert found.question(anchored(text, GAME, 0.0)).outcome == outcome, text
    assert found.question(anchored("P(truce == broken, at=11)", GAME, 0.0)).why == "the record ends before"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("E(time_to(truce == broken))", "probability of one thing"),
        ("P(truce == broken, at=3) + 0.1", "probability of one thing"),
        ("move(army)", "probability of one thing"),
        ("P(truce == broken, at=inf)", "never resolved"),
        ("P(eventually(truce == broken), within=[2024-05-01, 3])", "before it begins"),
    ],
)
def test_questions_that_cannot_be_resolved_are_refused(text: str, word: str) -> None:
    with pytest.raises(ScenarioError, match=word):
        anchored(text, GAME, 0.0)


def test_a_question_is_the_same_from_every_date() -> None:
    one = anchored("P(until(truce != broken, talks == on), within=[2, 9])", GAME, 11.0)
    assert one.seen_from(11.0) == "P(until(truce != broken, talks == on), within=[2.0, 9.0])"
    assert one.seen_from(4.5) == "P(until(truce != broken, talks == on), within=[8.5, 15.5])"
    single = anchored("P(eventually(truce == broken), within=9)", GAME, 11.0)
    assert single.seen_from(11.0) == "P(eventually(truce == broken), within=9.0)"
    assert single.seen_from(4.5) == "P(eventually(truce == broken), within=[6.5, 15.5])"
    assert anchored("P(truce == broken, at=2024-03-20)", GAME, 11.0).seen_from(4.5) == "P(truce == broken, at=14.5)"
    assert anchored("P(truce == broken, at=2024-03-20)", GAME, 11.0).dated


PATHS = st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["broken", "strained", "holding"])), max_size=9)


@given(
    PATHS,
    st.integers(0, 20),
    st.integers(0, 12),
    st.integers(0, 15),
    st.sampled_from(["eventually", "always", "until"]),
)
def test_truth_agrees_with_a_walk_through_the_days(path, begins: int, low: int, more: int, form: str) -> None:
    """On a path without same-day changes, against a check of every quarter of a day."""
    days = dict(sorted(path))
    rows = [small.change(at, "truce", value) for at, value in days.items()]
    history = court(*rows, ends=100.0).certain
    inside = {"eventually": "eventually(truce == strained)", "always": "always(truce > broken)"}
    text = inside.get(form, "until(truce > broken, truce == strained)")
    question = anchored(f"P({text}, within=[{low}, {low + more}])", small.game(), float(begins))

    def value(time: float) -> str:
        return next((days[at] for at in sorted(days, reverse=True) if at <= time), "holding")

    window = np.arange(begins + low, begins + low + more + 0.01, 0.25)
    before = np.arange(begins, begins + low, 0.25)
    if form == "eventually":
        expected = any(value(time) == "strained" for time in window)
    elif form == "always":
        expected = all(value(time) != "broken" for time in window)
    else:
        expected = False
        if all(value(time) != "broken" for time in before):
            for time in window:
                if value(time) == "strained":
                    expected = True
                if value(time) in ("strained", "broken"):
                    break
    assert truth(question, history) is expected
