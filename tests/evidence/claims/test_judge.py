"""From answers and record to a status: the rules, one by one."""

from __future__ import annotations

import math

import pytest

from detente.evidence.claims import Claim, Finding, Said, Trial, judge

ASK = Trial("ask", ("P(x, at=1)",))
NO = Trial("none", reason="the model knows no x")


def status(
    kind: str, resolved: str, before: float | None, now: float | None, trial: Trial = ASK, pending: str = "", **more
):
    then = more.get("then", 0.4)
    claim = Claim("C", "q", "c", kind, trial, Finding(resolved))
    weight = None
    if before is not None and now is not None and 0 < before < 1:
        odds = [math.inf if one == 1 else one / (1 - one) for one in (before, now)]
        weight = 10 * math.log10(odds[1] / odds[0]) if 0 < odds[1] < math.inf else math.copysign(math.inf, odds[1] - 1)
    return judge(claim, Said(before, (before,)), Said(then, (then,)), Said(now, (now,)), weight, pending)


@pytest.mark.parametrize(
    ("kind", "resolved", "before", "now", "expected"),
    [
        # The record decides on facts and forecasts, whatever the model says.
        ("fact", "true", 0.1, 0.05, "supported"),
        ("forecast", "false", 0.9, 0.95, "not supported"),
        ("fact", "not supported", 0.3, 0.8, "not supported"),
        ("forecast", "partly", 0.3, 0.9, "contested"),
        ("fact", "contested", 0.3, 0.9, "contested"),
        # Where it does not, the model must be clear and the records must have made it so.
        ("fact", "unresolved", 0.4, 0.7, "supported"),
        ("fact", "unresolved", 0.6, 0.3, "not supported"),
        ("fact", "unresolved", 0.64, 0.7, "contested"),
        ("fact", "unresolved", 0.3, 0.6, "contested"),
        ("fact", "unresolved", 0.9, 0.7, "contested"),
        ("forecast", "unresolved", 0.2, 1.0, "supported"),
        ("forecast", "unresolved", 0.2, 0.0, "not supported"),
        ("fact", "unresolved", 0.2, None, "not testable"),
        # Motives by the posterior alone: what the record is said to show of them changes nothing but `contested`.
        ("motive", "unresolved", 0.4, 0.7, "supported"),
        ("motive", "true", 0.4, 0.2, "not supported"),
        ("motive", "false", 0.4, 0.7, "supported"),
        ("motive", "contested", 0.4, 0.9, "contested"),
        ("motive", "partly", 0.4, 0.9, "contested"),
        # Norms, and what nothing could show, are never scored.
        ("norm", "true", 0.2, 0.9, "not testable"),
        ("fact", "not checkable", 0.2, 0.9, "not testable"),
    ],
)
def test_the_rules(kind: str, resolved: str, before: float, now: float | None, expected: str) -> None:
    found, why = status(kind, resolved, before, now)
    assert found == expected
    assert why.endswith(".")
    assert ("settle its test" in why) == (kind != "motive" and now in (0.0, 1.0))
    if kind == "motive":
        assert why.startswith("A motive is not called true or false.")
        assert "bears it out" not in why


@pytest.mark.parametrize("resolved", ["true", "false", "unresolved", "contested", "partly", "not supported"])
@pytest.mark.parametrize("kind", ["fact", "forecast", "motive"])
def test_what_has_no_test_is_not_testable_and_the_record_still_speaks(kind: str, resolved: str) -> None:
    found, why = status(kind, resolved, None, None, trial=NO)
    assert found == "not testable"
    assert why.startswith("the model knows no x.")
    assert ("record" in why or "Sources" in why) == (resolved != "unresolved")


def test_what_is_not_due_yet_is_not_testable_yet() -> None:
    found, why = status("forecast", "unresolved", 0.4, 0.8, pending="2030-01-02")
    assert found == "not testable"
    assert "2030-01-02" in why
    assert "80%" in why


def test_the_reason_says_whether_the_model_agreed() -> None:
    cases = [
        ("true", 0.7, "agrees"),
        ("true", 0.2, "does not agree"),
        ("false", 0.7, "does not agree"),
        ("false", 0.2, "agrees"),
    ]
    for resolved, then, word in cases:
        why = status("fact", resolved, 0.3, 0.6, then=then)[1]
        assert why.endswith(f"On the day of the text the model gave it {then:.0%}, which {word}.")
    assert status("fact", "true", 0.3, 0.6, then=0.5)[1].endswith("50%, which leans neither way.")
    assert status("fact", "true", 0.3, 0.6, then=None)[1] == "The record bears it out."


@pytest.mark.parametrize("then", [0.2, 0.7])
def test_want_of_support_is_no_disproof(then: float) -> None:
    why = status("fact", "not supported", 0.3, 0.6, then=then)[1]
    assert why == (
        f"Nothing in the record supports it, which is no disproof. On the day of the text the model gave it {then:.0%}."
    )
    assert "no disproof" in status("fact", "not supported", None, None, trial=NO)[1]


def test_small_chances_are_not_rounded_away() -> None:
    shown = [str(Said(chance, (chance,))) for chance in (None, 0.0, 0.0001, 0.021, 0.33, 0.996, 1.0)]
    assert shown == ["no answer", "0%", "<0.1%", "2.1%", "33%", ">99%", "100%"]
    assert str(Said(0.6, (0.03, 0.02))) == "3.0% to 2.0%"
