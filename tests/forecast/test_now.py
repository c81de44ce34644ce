"""The present: carried, conditioned, and refused."""

import datetime as dt

import numpy as np
import pytest
from tests.forecast.games import crisis, queue, settled, with_choice
from tests.forecast.plain import Plain
from tests.oracle.dense import visits_of

from detente.errors import ScenarioError, UsageError
from detente.forecast import Now, ask, check_expectation, discounted_visits, now
from detente.game import Clock


def test_the_start():
    present = now(settled(crisis()))
    np.testing.assert_array_equal(present.belief, present.game.space.start)
    assert (present.time, present.how, present.date) == (0.0, "the start", dt.date(2016, 2, 27))


@pytest.mark.parametrize("at", [9, 9.0, "2016-03-07", dt.date(2016, 3, 7), "9 days", "216 hours"])
def test_carried_to_a_time(at):
    subject = settled(crisis())
    plain = Plain(subject)
    present = now(subject, at=at)
    assert present.time == pytest.approx(9)
    assert "law of motion" in present.how
    np.testing.assert_allclose(present.belief, [plain.at(row, 9) for row in np.eye(len(plain.Q))], atol=1e-12)


def test_conditioned_on_what_is_possible():
    present = now(settled(crisis()), given="plan == weakness")
    expected = np.where(present.game.space.holds("plan == weakness"), present.game.space.start, 0) / 0.63
    np.testing.assert_allclose(present.belief, expected, rtol=1e-14)
    assert "0.63" in present.how


def test_first_carried_then_conditioned():
    subject = settled(crisis())
    plain = Plain(subject)
    present = now(subject, at=9, given="truce == broken")
    law = np.array([plain.at(row, 9) for row in np.eye(len(plain.Q))]) * plain.holds("truce == broken")
    np.testing.assert_allclose(present.belief, law / law.sum(), atol=1e-11)
    again = now(now(subject, at=4), at=9, given="truce == broken")
    np.testing.assert_allclose(again.belief, present.belief, atol=1e-11)


def test_what_had_no_chance_is_weighted_by_visits():
    subject = settled(crisis())
    plain = Plain(subject)
    visits = np.zeros(len(plain.Q))
    dense_Q = plain.Q[np.ix_(plain.where, plain.where)]
    visits[plain.where] = visits_of(plain.dense, dense_Q)
    np.testing.assert_allclose(discounted_visits(now(subject).law), visits, rtol=1e-8)
    present = now(subject, given="truce == broken")
    expected = visits * plain.holds("truce == broken")
    np.testing.assert_allclose(present.belief, expected / expected.sum(), rtol=1e-8)
    assert "no chance" in present.how
    # The visits of the equilibrium are used where it has them.
    told = with_choice(subject.game, subject.choice)
    object.__setattr__(told, "visits", np.arange(1.0, len(visits) + 1))
    weight = np.arange(1.0, len(visits) + 1) * plain.holds("truce == broken")
    np.testing.assert_allclose(now(told, given="truce == broken").belief, weight / weight.sum())


def test_what_cannot_be():
    with pytest.raises(ScenarioError, match="no state that can be reached") as caught:
        now(settled(crisis()), given="truce == broken and truce == holding", path=("moments", "one", "given"))
    assert caught.value.diagnostics[0].code == "S036"
    assert caught.value.diagnostics[0].path == ("moments", "one", "given")
    with pytest.raises(ScenarioError, match="truse") as caught:
        now(settled(crisis()), given="truse == broken", path=("moments", "one", "given"))
    assert caught.value.diagnostics[0].path == ("moments", "one", "given")


@pytest.mark.parametrize("at", [-1, "2016-02-26", float("inf"), "inf", "soon", "2016-02-31"])
def test_times_that_are_none(at):
    with pytest.raises(UsageError):
        now(settled(crisis()), at=at)


def test_the_past_is_past():
    with pytest.raises(UsageError, match="2 clock units before"):
        now(now(settled(crisis()), at=5), at=3)
    with pytest.raises(UsageError, match="calendar"):
        now(settled(crisis(clock=Clock("round"))), at="2016-03-15")


def test_a_question_needs_something_to_ask_about():
    with pytest.raises(UsageError, match="ask about an equilibrium"):
        ask(17, "S(queue == 0)")  # type: ignore[arg-type]


# -- expectations ---------------------------------------------------------------------------------


def test_expectations():
    (answer,) = ask(queue(), "3*S(queue > 0)")
    assert check_expectation(answer, "7/5").passed
    assert check_expectation(answer, " 7 / 5 ", 1e-12).passed
    assert check_expectation(answer, 1.4 + 1.3e-5).passed  # relative to 1.4
    assert not check_expectation(answer, 1.4 + 1.5e-5).passed
    assert "off by" in str(check_expectation(answer, 2))
    assert "as expected" in str(check_expectation(answer, "1.4"))


def test_expectations_of_nothing_and_of_infinity():
    never, endless = ask(queue(), "P(queue == 3, at=0)", "E(count(nature.serve), within=inf)")
    assert check_expectation(never, 0, 1e-12).passed
    assert not check_expectation(never, 1e-5, 1e-6).passed
    assert check_expectation(endless, "inf").passed
    assert not check_expectation(endless, 1e300).passed
    assert not check_expectation(never, float("inf")).passed


@pytest.mark.parametrize("expect", ["many", "7/0", "7//5", ""])
def test_what_is_no_expectation(expect):
    (answer,) = ask(queue(), "S(queue == 0)")
    with pytest.raises(UsageError, match="no number to expect"):
        check_expectation(answer, expect)


def test_a_table_is_no_number():
    (answer,) = ask(settled(crisis()), "move(army)")
    with pytest.raises(UsageError, match="table"):
        check_expectation(answer, 1)
    with pytest.raises(UsageError, match="table"):
        answer.number
    assert str(answer).startswith("move(army) = attack ")


def test_a_now_is_a_record():
    present = now(queue())
    assert isinstance(present.replace(time=3.0), Now)
    assert present.replace(time=3.0).time == 3.0
    assert present.time == 0.0
