"""Questions, moments and explanations."""

import pytest

from detente.errors import ScenarioError, UsageError
from detente.game import Start
from detente.scenario import Explanation, Moment, Question, Scenario, loads


def with_(two_parties: str, text: str) -> Scenario:
    return loads(two_parties + text)


def test_questions_in_a_list_and_by_name(two_parties: str) -> None:
    listed = with_(two_parties, "questions:\n  - S(truce == broken)\n  - {ask: move(russia), about: next}\n").questions
    assert listed == (Question("1", "S(truce == broken)"), Question("2", "move(russia)", about="next"))
    (named,) = with_(
        two_parties, 'questions: {soon: {question: "P(truce == broken, at=2016-03-15)", expect: 1/3}}\n'
    ).questions
    assert named == Question("soon", "P(truce == broken, at=2016-03-15)", pytest.approx(1 / 3), 1e-5)


@pytest.mark.parametrize(
    ("expect", "value"),
    [
        ("7/5", 1.4),
        ("inf", float("inf")),
        ("2.587821746795989e-7", 2.587821746795989e-7),
        ("2*upkeep", 0.1),
        ("-3", -3.0),
    ],
)
def test_what_is_expected_may_be_a_fraction(two_parties: str, expect: str, value: float) -> None:
    text = f"questions:\n  - {{question: S(truce == broken), expect: {expect}, tolerance: 0.01}}\n"
    (one,) = with_(two_parties, text).questions
    assert (one.expect, one.tolerance) == (pytest.approx(value), 0.01)


def test_what_is_expected_of_a_next_move(two_parties: str) -> None:
    text = "questions:\n  - {question: move(russia), expect: {draw_down: 1/4, wait: 3/4}}\n"
    (one,) = with_(two_parties, text).questions
    assert one.expect == {"draw_down": 0.25, "wait": 0.75}


@pytest.mark.parametrize(
    "question",
    [
        "P(truce == broken, at=30)",
        "P(eventually(truce == broken and forces != full), within=[10, 30])",
        "P(always(truce != broken), within=2016-05-01)",
        "P(until(truce == holding, forces == reduced), within=inf)",
        "E(time_to(truce == broken))",
        "E(share_of_time(truce in [broken, strained]), within=30)",
        "E(count(russia.return), within=90)",
        "E(count(nature.calm), within=90)",
        "E(count(government.wait), within=90)",
        "E(payoff(russia), within=90)",
        "S(level(forces) >= 1)",
        "move(government)",
        "P(eventually(truce == broken), within=30) / P(eventually(forces == reduced), within=30)",
        "E(level(forces) + (truce == broken), at=30)",
        "E(payoff(russia), until=truce == broken)",
        "1 - P(truce == broken, at=0)",
        "max(S(truce == broken), S(truce == strained))",
    ],
)
def test_questions_of_every_kind_pass(two_parties: str, question: str) -> None:
    (one,) = with_(two_parties, f'questions:\n  - "{question}"\n').questions
    assert one.text == question


@pytest.mark.parametrize(
    ("question", "code", "column"),
    [
        ("P(truse == broken, at=30)", "S012", 7),
        ("P(eventually(truce == brokn), within=3)", "S013", 27),
        ("P(until(truce == holding, truce), within=3)", "S031", 31),
        ("E(count(nature.clam), within=3)", "S011", 13),
        ("E(count(3), within=3)", "S036", 13),
        ("E(payoff(nature), within=3)", "S014", 14),
        ("E(paid(russia), within=3)", "S016", 7),
        ("S(levle(forces) > 1)", "S016", 7),
        ("move()", "S036", 5),
        ("P(truce == broken, att=3)", "S036", 28),
        ("E(truce == brokn, at=3)", "S013", 16),
        ("P(truce == broken", "S010", 22),
        ("time_to(truce == broken)", "S036", 5),
        ("3", "S036", 5),
        ("1 - max(S(truce == brokn), 2)", "S013", 24),
    ],
)
def test_questions_that_cannot_be_answered(two_parties: str, question: str, code: str, column: int) -> None:
    with pytest.raises(ScenarioError) as error:
        with_(two_parties, f"questions:\n  - {question}\n")
    (one,) = error.value.diagnostics
    assert one.place is not None
    assert (one.code, one.place.column) == (code, column)


def test_moments(two_parties: str) -> None:
    text = (
        "moments:\n"
        "  drawdown: {date: 2016-03-15, given: truce == holding, about: announced}\n"
        "  later: {date: 36 hours}\n"
        "  known: {given: forces == full}\n"
    )
    assert with_(two_parties, text).moments == {
        "drawdown": Moment("drawdown", 17.0, "2016-03-15", "truce == holding", "", "announced"),
        "later": Moment("later", 1.5, "36 hours"),
        "known": Moment("known", None, "", "forces == full"),
    }


def test_a_moment_with_a_condition_that_means_nothing(two_parties: str) -> None:
    with pytest.raises(ScenarioError) as error:
        with_(two_parties, "moments: {one: {given: truce == calm}}\n")
    (one,) = error.value.diagnostics
    assert one.place is not None
    assert (one.code, one.place.column) == ("S013", 33)


def test_a_date_needs_a_clock_that_has_dates(two_parties: str) -> None:
    with pytest.raises(ScenarioError) as error:
        loads(two_parties.replace(", start: 2016-02-27", "") + "moments: {one: {date: 2016-03-15}}\n")
    (one,) = error.value.diagnostics
    assert one.code == "S034"


def test_explanations_by_value(two_parties: str) -> None:
    text = two_parties.replace("{coordinated: 0.5, weakness: 0.5}", "{coordinated: 0.3, weakness: 0.7}")
    scenario = loads(text + "explanations: {of: plan, about: {weakness: money ran out}}\n")
    assert scenario.explanations == {
        "coordinated": Explanation("coordinated", "value", 0.3, "plan"),
        "weakness": Explanation("weakness", "value", 0.7, "plan", "", "money ran out"),
    }
    game = scenario.game(explanation="weakness")
    assert set(game.space.values("plan")) == {"weakness"}
    assert set(scenario.game().space.values("plan")) == {"coordinated", "weakness"}
    with pytest.raises(UsageError, match="did you mean `weakness`"):
        scenario.game(explanation="weaknes")


def test_explanations_by_value_in_a_joint_start() -> None:
    scenario = loads(
        "detente: 1\nstate:\n  a: {values: [x, y]}\n  b: {values: [p, q]}\n"
        "start:\n"
        "  - {chance: 0.2, set: {a: x, b: p}}\n"
        "  - {chance: 0.3, set: {a: y, b: p}}\n"
        "  - {chance: 0.5, set: {a: y, b: q}}\n"
        "explanations: {of: a}\n"
    )
    assert [one.prior for one in scenario.explanations.values()] == pytest.approx([0.2, 0.8])
    game = scenario.game(explanation="y")
    assert game.start[0] == Start({"a": "y", "b": "p"}, "(0.3)/((0.3) + (0.5))")
    assert list(game.space.start) == pytest.approx([0.375, 0.625])


OVERLAYS = """
explanations:
  weakness:
    prior: 0.3
    title: Weakness
    about: it costs too much
    parameters: {upkeep: 0.4}
    moves: {russia: {return: ~}}
  strength:
    prior: 0.7
    state: {plan: {start: weakness}}
    nature: {storm: {rate: 0.01, then: {truce: broken}}}
    payoffs: {russia: "0.2*level(truce)"}
"""


def test_explanations_as_overlays(two_parties: str) -> None:
    scenario = loads(two_parties + OVERLAYS)
    assert scenario.explanations["weakness"] == Explanation(
        "weakness", "overlay", 0.3, None, "Weakness", "it costs too much"
    )
    base, weak, strong = (scenario.game(explanation=one) for one in (None, "weakness", "strength"))
    assert [one.name for one in weak.moves] == ["draw_down", "violate", "offensive"]
    assert weak.parameters[0].value == 0.4
    assert weak.parameters[0].prior == base.parameters[0].prior
    assert strong.factors[2].start == "weakness"
    assert [one.name for one in strong.nature] == ["calm", "storm"]
    assert [one.flow for one in strong.payoffs] == ["0.2*level(truce)", "0.12*level(forces) - 0.1"]
    assert base == loads(two_parties).game()
    assert scenario.game(explanation="weakness", set={"upkeep": 0.9}).parameters[0].value == 0.9


def test_what_is_wrong_in_the_states_of_an_overlay_is_found(two_parties: str) -> None:
    text = two_parties + OVERLAYS.replace("rate: 0.01", "rate: 1/level(truce)")
    (one,) = loads(text).check()
    assert one.code == "S028"
    assert one.place is not None
    assert text.split("\n")[one.place.line - 1][one.place.column - 1 :].startswith("level(truce), then")


def test_overlays_without_priors_are_alike(two_parties: str) -> None:
    text = "explanations:\n  a: {parameters: {upkeep: 1}}\n  b: {parameters: {upkeep: 2}}\n  c: {about: as it is}\n"
    found = with_(two_parties, text).explanations
    assert [one.prior for one in found.values()] == pytest.approx([1 / 3] * 3)
