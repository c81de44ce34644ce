"""Every number in a sentence is recomputed from the step; every case has its own test."""

import dataclasses
import math
import re

import numpy as np
import pytest
from tests.evidence.explanations.cases import ROWS, plans, seen, staying, titled
from tests.forecast.games import settled

from detente.evidence.explanations import reasons, sentences
from detente.evidence.filtering import FALSE, Grades, Hypothesis, observe
from detente.evidence.records import Record, Records
from detente.game import Clock, Event, Factor, Game

NUMBER = r"(<?>?[\d.,]*\d)"


def near(text, value):
    """A number shown with two digits, or a percentage."""
    plain = text.replace(",", "")
    if plain.startswith("<"):
        return value < 0.01
    if plain.startswith(">"):
        return value > 0.99
    shown = float(plain)
    return abs(shown - value) <= max(0.0501, 0.05 * abs(value)) if value < 9.95 else abs(shown - value) <= 0.501


def share(text, value):
    """A percentage."""
    return (
        value < 1 if text.startswith("<") else value > 99 if text.startswith(">") else abs(float(text) - value) <= 0.501
    )


def strong(rate=0.05, more=0.31, clock=None):
    """Two explanations that differ in one rate, seen at once."""
    factors = [
        Factor("kind", ["calm", "wild"], start={"calm": 0.4, "wild": 0.6}),
        Factor("post", ["here", "moved", "gone"], start="here"),
    ]
    events = [
        Event("move", f"{rate} + {more}*(kind == wild)", when="post == here", then={"post": "moved"}),
        Event("go", 0.02, when="post != gone", then={"post": "gone"}),
    ]
    game = Game(factors, nature=events, analyst_sees=("post",), clock=clock or Clock("hour"))
    solved = settled(game)
    return [Hypothesis(name, solved, prior, f"kind == {name}") for name, prior in (("calm", 0.4), ("wild", 0.6))]


def test_one_sentence_for_each_record_with_its_date_first():
    found = sentences(seen())
    assert len(found) == len(ROWS)
    assert found[2].startswith("14 March 2016, leave (russia), forces: bases.")
    assert found[3].startswith("20 March 2016 to 25 March 2016, no reports about truce.")
    assert found[1].startswith("5 March 2016, truce: strained, reported by AP (graded B2).")


def test_the_factor_and_both_rates_are_those_of_the_step():
    observed = observe(strong(), [Record("6.5", "change", ("post",), ("moved",))])
    (text,), (step,) = sentences(observed), observed.steps
    found = re.search(
        rf"This was {NUMBER} times as likely under (\w+) \(once in {NUMBER} hours\) "
        rf"as under (\w+) \(once in {NUMBER} hours\)\.", text
    )  # fmt: skip
    assert found.group(2, 4) == ("wild", "calm")
    rate = np.exp(step.event)
    assert rate == pytest.approx([0.05, 0.36])
    assert near(found[1], 0.36 / 0.05)
    assert near(found[3], 1 / 0.36)
    assert near(found[5], 1 / 0.05)
    assert text.startswith("hour 6.5, post: moved.")


def test_the_silence_before_it_counts_the_other_way():
    observed = observe(strong(), [Record("6.5", "change", ("post",), ("moved",))])
    (text,), (step,) = sentences(observed), observed.steps
    found = re.search(
        rf"The {NUMBER} hours before it count the other way, {NUMBER} to 1: nothing was seen to change, where "
        rf"something was due once in {NUMBER} hours under wild and once in {NUMBER} hours under calm\.", text
    )  # fmt: skip
    assert near(found[1], 6.5)
    assert near(found[2], math.exp(step.silence[0] - step.silence[1]))
    assert step.silence == pytest.approx([-6.5 * 0.07, -6.5 * 0.38])
    assert near(found[3], 1 / 0.38)
    assert near(found[4], 1 / 0.07)
    assert text.endswith("Calm rises from 40% to 41%.")
    assert step.after[0] == pytest.approx(
        0.4 * 0.05 * math.exp(-0.455) / (0.02 * math.exp(-0.455) + 0.216 * math.exp(-2.47))
    )


def test_same_way_when_the_likelier_explanation_was_also_the_quieter():
    factors = [
        Factor("kind", ["calm", "wild"], start={"calm": 0.4, "wild": 0.6}),
        Factor("post", ["here", "moved", "gone"], start="here"),
    ]
    events = [
        Event("move", "0.1 + 0.2*(kind == calm)", when="post == here", then={"post": "moved"}),
        Event("go", "0.05 + 0.6*(kind == wild)", when="post == here", then={"post": "gone"}),
    ]
    solved = settled(Game(factors, nature=events, analyst_sees=("post",)))
    some = [Hypothesis(name, solved, 0.5, f"kind == {name}") for name in ("calm", "wild")]
    observed = observe(some, [Record("3", "change", ("post",), ("moved",))])
    (text,), (step,) = sentences(observed), observed.steps
    found = re.search(rf"The 3 days before it count the same way, {NUMBER} to 1", text)
    assert near(found[1], math.exp(step.silence[0] - step.silence[1]))
    assert step.silence[0] > step.silence[1]


def test_a_record_that_hardly_counts_says_at_most_how_much():
    observed = observe(strong(), [Record("6.5", "change", ("post",), ("gone",))])
    text = sentences(observed)[0]
    assert "The record itself hardly counts: it was as likely under one explanation as under another." in text
    assert re.search(r"The 6\.5 hours before it count for calm against wild, 7\.5 to 1", text)
    some = strong(more=0.002)
    (text,), (step,) = (lambda o: (sentences(o), o.steps))(
        observe(some, [Record("6.5", "change", ("post",), ("moved",))])
    )
    most = float(re.search(r"at most (\d\.\d\d) times as likely under one explanation", text)[1])
    factor = math.exp(np.ptp(step.event))
    assert factor == pytest.approx(1.04)
    assert factor <= most + 1e-9 <= factor + 0.01 + 1e-9


def test_the_move_that_makes_the_difference_is_named_with_its_shares():
    game = titled()
    rows = [ROWS[0], Record("2016-03-05", "change", ("truce",), ("strained",))]
    observed = seen(plans(game), rows)
    text, step = sentences(observed)[1], observed.steps[1]
    parts = step.by_move
    assert set(parts) == {"army.shell", "russia.shell_too", "nature.spoil"}
    more, less = int(np.argmax(step.event)), int(np.argmin(step.event))
    gain = {name: part[more] - part[less] for name, part in parts.items()}
    best = max(gain, key=gain.get)
    found = re.search(
        rf"(is|difference is) ([\w ]+ \(\w+\)), {NUMBER} times as likely there: of 3 moves and events that can have "
        rf"made it, it has {NUMBER}% of the chance under (\w+) and {NUMBER}% under (\w+)\.", text
    )  # fmt: skip
    assert found[2] == {"nature.spoil": "spoil (nature)", "russia.shell_too": "shell too (Russia)"}[best]
    total = np.exp(step.event)
    assert total == pytest.approx(sum(parts.values()))
    assert near(found[3], parts[best][more] / parts[best][less])
    assert share(found[4], 100 * parts[best][more] / total[more])
    assert share(found[6], 100 * parts[best][less] / total[less])
    reason = reasons(observed)[1]
    assert reason.mover.of_difference == pytest.approx(gain[best] / (total[more] - total[less]))
    assert ("What makes the difference" in text) == (reason.mover.of_difference > 0.5)
    assert "Cessation of hostilities: strained" in text


def test_the_only_move_that_can_have_made_it_is_named():
    rows = [ROWS[0], Record("2016-03-14", "change", ("forces",), ("bases",))]
    observed = seen(rows=rows)
    assert list(observed.steps[1].by_move) == ["russia.leave"]
    assert "Only leave (russia) can have made it." in sentences(observed)[1]
    named = dataclasses.replace(rows[1], actor="russia", move="leave")
    assert "can have made it" not in sentences(seen(rows=[rows[0], named]))[1]


def test_a_report_that_may_be_false_says_how_likely_and_what_it_would_be():
    rows = [ROWS[0], Record("2016-03-14", "change", ("forces",), ("bases",), grade="D3", source="Blog")]
    observed = seen(rows=rows)
    text, step = sentences(observed)[1], observed.steps[1]
    false, total = step.by_move[FALSE], np.exp(step.event)
    more, less = int(np.argmax(step.event)), int(np.argmin(step.event))
    names = ("coordinated", "weakness")
    found = re.search(
        rf"The report may be false \({NUMBER}% under {names[more]}, {NUMBER}% under {names[less]}\); were it certain, "
        rf"the factor would be {NUMBER}\.", text
    )  # fmt: skip
    assert share(found[1], 100 * false[more] / total[more])
    assert share(found[2], 100 * false[less] / total[less])
    true = total - false
    assert abs(float(found[3]) - true[more] / true[less]) <= 0.00501
    assert true[more] / true[less] > total[more] / total[less]


def test_a_graded_report_that_would_rule_an_explanation_out_were_it_certain():
    rows = [ROWS[0], Record("2016-03-14", "change", ("forces",), ("bases",), grade="B1")]
    text = sentences(seen((*plans(), staying()), rows))[1]
    assert "were it certain, it would rule out staying put." in text


def test_a_reading_says_what_its_grade_is_worth_and_who_expected_it():
    rows = [ROWS[0], ROWS[2], Record("2016-03-29", "reading", ("truce",), ("broken",), grade="B2", source="AP")]
    rows.insert(1, Record("2016-02-28", "gap", ("truce",), until="2016-04-30"))
    observed = seen(rows=rows)
    text, step = sentences(observed)[3], observed.steps[3]
    assert text.startswith("29 March 2016, truce: broken, says AP (graded B2).")
    right, wrong = 0.85 * 0.85 + 0.05, 0.85 * 0.15 / 2 + 0.05
    found = re.search(
        rf"A report of this grade is {NUMBER} times as likely where it is right as where it is wrong\.", text
    )
    assert near(found[1], right / wrong)
    chance = (np.exp(step.event) - wrong) / (right - wrong)
    more, less = int(np.argmax(step.event)), int(np.argmin(step.event))
    names = ("coordinated", "weakness")
    factor = math.exp(step.event[more] - step.event[less])
    if factor > 1.1:
        found = re.search(
            rf"gave what it says a chance of {NUMBER}% and {names[less]} one of {NUMBER}%, so it was {NUMBER} times",
            text,
        )
        assert share(found[1], 100 * chance[more])
        assert share(found[2], 100 * chance[less])
        assert near(found[3], factor)
    else:
        most = float(re.search(r"Here it hardly counts: it was at most (\d\.\d\d) times", text)[1])
        assert factor <= most + 1e-9 <= factor + 0.01 + 1e-9


def test_a_reading_of_the_explanation_itself():
    rows = [ROWS[0], Record("2016-03-02", "reading", ("plan",), ("weakness",), grade="C2", source="Leak")]
    text = sentences(seen(rows=rows))[1]
    assert "Weakness gave what it says a chance of 100% and coordinated none, so it was 2.9 times as likely" in text
    right, wrong = 0.7 * 0.85 + 0.15, 0.7 * 0.15 + 0.15
    assert near("2.9", right / wrong)


def test_readings_use_the_tables_that_the_evidence_was_read_with():
    rows = [ROWS[0], Record("2016-03-02", "reading", ("plan",), ("weakness",), grade="C2")]
    text = sentences(seen(rows=rows, grades=Grades(reliability={"C": 0.2})))[1]
    right, wrong = 0.2 * 0.85 + 0.4, 0.2 * 0.15 + 0.4
    assert f"A report of this grade is {right / wrong:.1f} times" in text


def test_a_grade_that_says_nothing_and_one_that_says_the_opposite():
    row = Record("2016-03-02", "reading", ("plan",), ("weakness",), grade="F6")
    grades = Grades(credibility={"5": 0.15, "6": 0.5})
    assert "it counts for nothing" in sentences(seen(rows=[ROWS[0], row], grades=grades))[1]
    text = sentences(seen(rows=[ROWS[0], dataclasses.replace(row, grade="A5")], grades=grades))[1]
    assert re.search(r"[\d.]+ times as likely where it is wrong as where it is right", text)
    assert "Coordinated gave what it says no chance and weakness one of 100%, so it was" in text
    assert "Coordinated rises" in text or "Weakness falls" in text


def test_a_certain_reading_is_taken_as_certain():
    text = sentences(seen(rows=[ROWS[0], Record("2016-03-02", "reading", ("truce",), ("holding",), source="AP")]))[1]
    assert text.startswith("2 March 2016, truce: holding, says AP. It is taken as certain.")


def test_a_record_that_is_impossible_under_one_explanation_rules_it_out():
    observed = seen((*plans(), staying()))
    text, reason = sentences(observed)[2], reasons(observed)[2]
    assert "After what had been seen before, it was impossible under staying put, which it rules out." in text
    assert reason.impossible == (2,)
    assert observed.steps[2].event[2] == -math.inf
    assert "times as likely under" in text or "hardly counts" in text
    later = sentences(observed)[4:]
    assert not any("staying put" in one for one in later)


def test_the_last_one_left():
    some = (plans()[1], staying())
    text = sentences(seen(some))[2]
    assert "impossible under staying put, which it rules out. Only weakness is left." in text
    assert sentences(seen(some))[5].startswith(
        "2 April 2016, forces: full. With one explanation there is nothing to compare."
    )


def test_one_explanation_has_nothing_to_compare():
    assert all("nothing to compare" in one for one in (sentences(seen(plans()[:1]))[at] for at in (0, 1, 2, 5)))


def test_a_gap_says_that_what_happens_is_not_seen():
    text = sentences(seen())[3]
    assert "What happens to it in that time is not seen, so it is no evidence that nothing was." in text
    every = [ROWS[0], Record("2016-03-20", "gap", until="5 days")]
    assert sentences(seen(rows=every))[1].startswith("20 March 2016, for 5 days, no reports about anything.")


def test_explanations_below_one_percent_are_left_out_of_comparisons_and_that_is_said():
    some = (*plans(priors=(0.4, 0.59)), staying(0.002))
    observed = seen(some, rows=[ROWS[0], Record("2016-03-14", "change", ("truce",), ("strained",))])
    reason, text = reasons(observed)[1], sentences(observed)[1]
    assert reason.among == (0, 1)
    assert reason.left_out == 1
    assert "(of those with 1% or more)" in text
    assert "staying put" not in text


def test_what_comes_of_it_is_the_largest_change_of_a_chance():
    observed = seen((*plans(), staying()))
    for text, step in zip(sentences(observed), observed.steps, strict=True):
        found = re.search(rf"(\w+(?: \w+)?) (rises|falls) from {NUMBER}% to {NUMBER}%\.$", text)
        change = step.after - step.before
        at = int(np.abs(change).argmax())
        if found:
            assert found[1].lower().endswith(("coordinated", "weakness", "staying put")[at])
            assert (found[2] == "rises") == (change[at] > 0)
            assert share(found[3], 100 * step.before[at])
            assert share(found[4], 100 * step.after[at])
        else:
            assert abs(change[at]) < 0.011


def test_a_silence_that_no_explanation_expected():
    observed = observe(strong(), [Record("60", "change", ("post",), ("moved",))])
    text = sentences(observed)[0]
    chance = math.exp(observed.steps[0].silence.max())
    assert chance == pytest.approx(math.exp(-4.2))
    assert f"No explanation expected so long a silence: its chance was {100 * chance:.0f}% at most, under calm." in text
    assert (
        "No explanation expected"
        not in sentences(observe(strong(), [Record("6.5", "change", ("post",), ("moved",))]))[0]
    )


def test_records_in_any_order_have_no_rates_of_their_own():
    rows = [
        Record("2016-02-27", "reading", ("truce",), ("holding",)),
        Record("2016-03-14", "change", ("truce",), ("strained",), order="any"),
        Record("2016-03-14", "change", ("forces",), ("bases",), order="any"),
    ]
    observed = observe(plans(titled()), Records(tuple(rows)))
    text, step = sentences(observed)[2], observed.steps[2]
    assert "once in" not in text
    found = re.search(rf"This was {NUMBER} times as likely under (\w+) as under (\w+)\.", text)
    assert near(found[1], math.exp(np.ptp(step.event)))


def test_reasons_say_how_long_it_was_quiet():
    found = reasons(seen())
    assert [one.quiet for one in found] == [0.0, 7.0, 9.0, 6.0, 9.0, 4.0]
