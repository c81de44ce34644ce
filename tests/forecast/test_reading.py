"""Every way to ask wrongly, with the whole diagnostic."""

import datetime as dt
import math

import pytest
from tests.forecast.games import crisis, queue, settled

from detente.errors import ScenarioError
from detente.forecast import ask, now, read_question
from detente.game import Clock, Factor, Parameter

GAME = crisis(parameters=[Parameter("horizon", 12.5)])


def faults(text, game=GAME):
    with pytest.raises(ScenarioError) as caught:
        read_question(text, game, ("questions", 0))
    for one in caught.value.diagnostics:
        assert one.path == ("questions", 0)
        assert one.span is not None
    assert caught.value.text == text
    return caught.value.diagnostics


REFUSALS = [
    # text, code, blamed, part of the message, part of the hint
    ("P(truce == broken)", "S036", "P(truce == broken)", "at which time", "P(truce == broken, at=30)"),
    ("P(eventually(truce == broken))", "S036", "P(eventually(truce == broken))", "within which time", "within=30"),
    ("E(payoff(russia))", "S036", "E(payoff(russia))", "within which time", "within=30"),
    ("E(level(truce))", "S036", "E(level(truce))", "at which time", "at=30"),
    (
        "P(eventualy(truce == broken), within=30)",
        "S016",
        "eventualy(truce == broken)",
        "no `eventualy`",
        "`eventually`",
    ),
    ("E(time_till(truce == broken))", "S016", "time_till(truce == broken)", "no `time_till`", "`time_to`"),
    ("p(truce == broken, at=3)", "S016", "p(truce == broken, at=3)", "no question `p`", "did you mean `P`"),
    ("Pr(truce == broken, at=3)", "S016", "Pr(truce == broken, at=3)", "no question `Pr`", ""),
    ("moves(russia)", "S016", "moves(russia)", "no question `moves`", "did you mean `move`"),
    ("eventually(truce == broken)", "S036", "eventually(truce == broken)", "stands inside `P(...)`", "within=30)"),
    (
        "time_to(truce == broken)",
        "S036",
        "time_to(truce == broken)",
        "stands inside `E(...)`",
        "E(time_to(truce == broken))",
    ),
    ("P(time_to(truce == broken))", "S036", "P(time_to(truce == broken))", "is an expectation", "write `E("),
    (
        "E(always(truce == broken), within=3)",
        "S036",
        "E(always(truce == broken), within=3)",
        "is a probability",
        "write `P(",
    ),
    ("S(eventually(truce == broken))", "S036", "eventually(truce == broken)", "takes a condition", "S(A)"),
    ("truce == broken", "S036", "truce == broken", "is a condition, not a question", "P(truce == broken, at=30)"),
    ("trust", "S036", "trust", "no question and no parameter", "`horizon`"),
    ("[1, 2]", "S036", "[1, 2]", "is no question", "ask `P("),
    ("P(truse == broken, at=3)", "S012", "truse", "`truse`", "did you mean `truce`"),
    ("P(truce == brokn, at=3)", "S013", "brokn", "no value of `truce`", "`broken`"),
    ("P(truce == full, at=3)", "S017", "full", "value of `forces`", ""),
    ("S(nonsense > 3)", "S011", "nonsense", "`nonsense`", ""),
    ("P(truce == broken, at=3, within=4)", "S036", "4", "takes no `within=`", "eventually"),
    ("P(eventually(truce == broken), at=3)", "S036", "3", "takes no `at=`", "plain condition"),
    ("P(eventually(truce == broken), witin=3)", "S036", "3", "takes no `witin=`", "did you mean `within=`"),
    ("P(truce == broken, at=3, at=4)", "S036", "4", "stands twice", ""),
    ("E(time_to(truce == broken), within=3)", "S036", "3", "takes no `within=`", "has no horizon"),
    ("S(truce == broken, within=3)", "S036", "3", "takes no `within=`", "no horizon"),
    ("move(russia, at=3)", "S036", "3", "takes no `at=`", "move(actor)"),
    (
        "P(truce == broken, forces == full, at=3)",
        "S036",
        "P(truce == broken, forces == full, at=3)",
        "one thing, not 2",
        "P(A, at=30)",
    ),
    ("P(at=3)", "S036", "P(at=3)", "one thing, not 0", ""),
    ("P(until(truce == broken), within=3)", "S036", "until(truce == broken)", "takes 2 arguments, not 1", ""),
    ("P(eventually(truce == broken, within=3))", "S036", "3", "stands inside `eventually(...)`", "close the bracket"),
    ("P(truce == broken, at=-3)", "S036", "-3", "no time from now on", "0 or more"),
    ("P(truce == broken, at=soon)", "S036", "soon", "is no time", "a date"),
    ("P(truce == broken, at=[1, 2])", "S036", "[1, 2]", "takes one time", "at=30"),
    ("P(truce == broken, at=level(forces))", "S036", "level(forces)", "must not depend on the state", ""),
    ("P(truce == broken, at='3 parsecs')", "S034", "'3 parsecs'", "parsecs", ""),
    ("P(truce == broken, at=2016-13-40)", "S034", "2016-13-40", "no date", ""),
    (
        "P(eventually(truce == broken), within=[30, 10])",
        "S036",
        "[30, 10]",
        "ends before it begins",
        "earlier time first",
    ),
    ("P(eventually(truce == broken), within=[inf, inf])", "S036", "[inf, inf]", "ends before it begins", ""),
    ("P(eventually(truce == broken), within=[1, 2, 3])", "S036", "[1, 2, 3]", "two ends", "[10, 30]"),
    ("E(payoff(rusia), within=3)", "S014", "rusia", "no actor", "did you mean `russia`"),
    ("move(rusia)", "S014", "rusia", "no actor", "did you mean `russia`"),
    ("move(2 + 3)", "S014", "2 + 3", "no actor", ""),
    ("1 + move(russia)", "S036", "move(russia)", "cannot be part of arithmetic", "alone"),
    ("E(count(back), within=3)", "S036", "back", "no move or event", "write `russia.back`"),
    ("E(count(russia.bakc), within=3)", "S036", "russia.bakc", "no move or event", "did you mean `russia.back`"),
    ("E(count(army.shell), within=3, until=truce == broken)", "S036", "truce == broken", "not both", ""),
    ("E(count(army.shell, army.attack), within=3)", "S036", "count(army.shell, army.attack)", "takes 1 argument", ""),
    ("exp(1, 2)", "S010", "exp(1, 2)", "takes 1 numbers", ""),
    ("E(1/level(forces), at=3)", "S028", "level(forces)", "divided by it", ""),
    ("P(1/level(forces) > 0.5, at=3)", "S028", "level(forces)", "divided by it in the state", ""),
    ("P(truce == broken and 1/(2 - 2) > 0.5, at=3)", "S028", "2 - 2", "divided by it", ""),
    ("E(log(level(forces)), at=3)", "S029", "log(level(forces))", "not finite", ""),
    ("E(1e300*1e300, at=3)", "S029", "1e300*1e300", "not a finite number", ""),
    ("P(truce == broken, at=3", "S010", "", "`)` was expected", ""),
    ("", "S010", "", "ends too early", ""),
]


@pytest.mark.parametrize(
    ("text", "code", "blamed", "message", "hint"), REFUSALS, ids=[one[0] or "empty" for one in REFUSALS]
)
def test_refusals(text, code, blamed, message, hint):
    one = faults(text)[0]
    assert one.code == code, one
    assert text[slice(*one.span)] == blamed
    assert message in one.message
    assert hint in (one.hint or "")


def test_all_that_is_wrong_is_said_at_once():
    found = faults("P(truse == broken, at=-1) + E(payoff(rusia), within=3)")
    assert [one.code for one in found] == ["S036", "S012", "S014"]


def test_the_message_as_a_reader_sees_it():
    with pytest.raises(ScenarioError) as caught:
        read_question("P(eventualy(truce == broken), within=30)", GAME)
    assert str(caught.value) == (
        "error[S016 unknown-function]: there is no `eventualy` in a question\nhint: did you mean `eventually`?"
    )


def test_arithmetic_that_is_guarded_is_not_wrong():
    subject = settled(GAME)
    guarded = value(subject, "P(level(forces) > 0 and 1/level(forces) > 0.5, at=3)")
    assert guarded == pytest.approx(value(subject, "P(forces == full, at=3)"))


def test_no_actors():
    one = faults("move(anyone)", queue().game)[0]
    assert one.code == "S014"
    assert one.hint == "this game has no actors"


# -- times ------------------------------------------------------------------------------------


def value(subject, text):
    return ask(subject, text)[0].value


def test_the_same_time_in_many_words():
    subject = settled(GAME)
    expected = value(subject, "P(truce == broken, at=17)")
    for at in ("2016-03-15", "'2016-03-15'", "'17 days'", "'408 hours'", "2*horizon - 8", "34/2"):
        assert value(subject, f"P(truce == broken, at={at})") == pytest.approx(expected, rel=1e-12), at


def test_dates_count_from_the_clock_and_units_from_now():
    later = now(settled(GAME), at="2016-03-05")
    assert later.time == 7
    assert later.date == dt.date(2016, 3, 5)
    by_units = value(later, "P(eventually(truce == broken), within=[4, 10])")
    by_dates = value(later, "P(eventually(truce == broken), within=[2016-03-09, 2016-03-15])")
    assert by_dates == pytest.approx(by_units, rel=1e-12)
    mixed = value(later, "P(eventually(truce == broken), within=[4, 2016-03-15])")
    assert mixed == pytest.approx(by_units, rel=1e-12)
    assert value(later, "P(truce == broken, at=2016-03-05)") == pytest.approx(
        later.belief @ GAME.space.holds("truce == broken")
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("P(truce == broken, at=2016-03-01)", "4 clock units before now"),
        ("E(payoff(army), within=[2016-03-01, 30])", "4 clock units before now"),
        ("P(eventually(truce == broken), within=[20, 2016-03-15])", "ends 10 clock units before it begins"),
    ],
)
def test_dates_that_have_passed(text, message):
    with pytest.raises(ScenarioError, match=message) as caught:
        ask(now(settled(GAME), at=7), text)
    assert caught.value.diagnostics[0].code == "S036"


def test_dates_need_a_calendar():
    game = crisis(clock=Clock("round"))
    assert faults("P(truce == broken, at=2016-03-15)", game)[0].code == "S034"


def test_arithmetic_knows_parameters():
    assert value(settled(GAME), "-horizon + 3*(2 + S(truce == holding)) - 3*S(truce == holding)") == pytest.approx(-6.5)
    assert value(settled(GAME), "max(horizon, 3) * inf") == math.inf


def test_names_that_look_like_questions():
    game = crisis(factors=[*GAME.factors, Factor("P", ["E", "S"], start="S")])
    assert value(settled(game), "P(P == S, at=3)") == pytest.approx(1)
