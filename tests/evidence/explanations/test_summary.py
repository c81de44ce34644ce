"""The verdict in words: true in every case."""

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.evidence.explanations.cases import ROWS, plans, seen, staying

from detente.evidence.explanations import matrix, percent, plain, say_time, summary
from detente.evidence.explanations._words import likely, number, once_in, short_date, signed, span, to_one
from detente.evidence.records import Record
from detente.game import Clock


def test_who_leads_by_how_much_and_how_sure():
    observed = seen((*plans(), staying()))
    text = summary(observed)
    first, second = sorted(observed.posterior.values(), reverse=True)[:2]
    found = re.match(r"Weakness leads: (\d+)% \(([\w ]+)\), ([\d.]+) to 1 over coordinated \((\d+)%\)\.", text)
    assert abs(int(found[1]) - 100 * first) <= 0.501
    assert found[2] == likely(first)
    assert float(found[3]) == pytest.approx(first / second, abs=0.0501)
    assert abs(int(found[4]) - 100 * second) <= 0.501
    assert "6 records have been taken in." in text


def test_what_moved_it_most_each_way():
    observed = seen()
    text, found = summary(observed), matrix(observed)
    own = [float(one.decibans[1] - one.silence[1]) for one in found.columns[:-1]]
    best = max(range(6), key=lambda at: own[at])
    assert best == 2
    assert f"Most for it: 14 March 2016, leave (russia), forces: bases ({own[2]:+.1f})" in text
    low = min(own)
    assert ("Most against it" in text) == (low <= -0.5)
    records = found.total[1] - found.silence[1]
    parts = f"(the records {records:+.1f}, the silence around them {found.silence[1]:+.1f})"
    assert f"{found.total[1]:+.1f} decibans {parts}" in text


def test_what_prior_would_turn_it():
    observed = seen()
    factor = observed.posterior["weakness"] / observed.posterior["coordinated"]
    assert f"Coordinated would lead instead if its prior odds were {number(factor)} times what they are." in summary(
        observed
    )


def test_what_the_silence_since_says():
    observed = seen()
    silence = observed.tail.silence
    factor = np.exp(silence[1] - silence[0])
    begin = "In the 8 days since the last record nothing was seen to change"
    found = re.search(rf"{begin}: ([\d.]+) to 1 for weakness against coordinated\.", summary(observed))
    assert float(found[1]) == pytest.approx(factor, abs=0.0501)
    assert "since the last record" not in summary(seen(until=None))


def test_level_explanations_do_not_lead():
    text = summary(seen(plans(priors=(0.5, 0.5)), ROWS[:1], until="2016-02-27"))
    assert text.startswith("No explanation leads: coordinated and weakness are level at 50%.")
    assert "would lead instead" not in text
    assert "No single record weighs half a deciban" in text


def test_without_records_and_with_one():
    assert "No record has been taken in" in summary(seen(rows=(), until="2016-03-01"))
    assert "1 record has been taken in." in summary(seen(rows=ROWS[:1]))


def test_one_explanation_and_the_only_one_left():
    assert summary(seen(plans()[:1])).startswith("There is one explanation only")
    assert summary(seen((plans()[1], staying()))).startswith(
        "Weakness is the only explanation that the record leaves possible."
    )


def test_titles_are_used_where_there_are_any():
    some = [replace(one, title=f"the {one.name} account") for one in plans()]
    assert summary(seen(some)).startswith("The weakness account leads:")


def test_against_it_is_said_too():
    rows = [*ROWS[:5], Record("2016-04-01", "reading", ("plan",), ("coordinated",), grade="C2", source="Leak")]
    observed = seen(rows=rows)
    assert max(observed.posterior, key=observed.posterior.get) == "weakness"
    assert "Most against it: 1 April 2016, plan: coordinated, says Leak (graded C2) (-" in summary(observed)


@pytest.mark.parametrize(
    "chance, text",
    [(0.0, "0%"), (1e-9, "<1%"), (0.004, "<1%"), (0.126, "13%"), (0.996, ">99%"), (1 - 1e-9, ">99%"), (1.0, "100%")],
)
def test_percent_never_overstates(chance, text):
    assert percent(chance) == text


@pytest.mark.parametrize(
    "chance, word",
    [(0.995, "as good as certain"), (0.95, "almost certain"), (0.81, "very likely"), (0.56, "likely"),
     (0.5, "about as likely as not"), (0.39, "less likely than not")],
)  # fmt: skip
def test_words_for_chances(chance, word):
    assert likely(chance) == word


def test_numbers_as_said():
    assert [number(one) for one in (1.04, 3.14, 9.96, 41.4, 1234.6, 2e6)] == [
        "1.0", "3.1", "10", "41", "1,235", "more than a million",
    ]  # fmt: skip
    assert to_one(2.38) == "2.4 to 1"
    assert [signed(one) for one in (3.14, -0.26, 0.03, float("nan"), float("inf"), -float("inf"))] == [
        "+3.1", "-0.3", "0.0", "-", "only", "never",
    ]  # fmt: skip


def test_times_as_said():
    clock = Clock("day")
    assert [once_in(one, clock) for one in (1 / 41, 1 / 6, 0.99, 2.5, 1e-8)] == [
        "once in 41 days", "once in 6 days", "once a day", "2.5 times a day", "less than once in a million days",
    ]  # fmt: skip
    assert [span(one, clock) for one in (1.0, 17.0, 6.5, 12.4)] == ["1 day", "17 days", "6.5 days", "12 days"]
    assert short_date("12.5") == "12.5"
    assert say_time(3.25, clock) == "day 3.25"
    assert plain("a_b") == "a b"
