"""The Syrian case: what it must hold, and that its explanations imply different behaviour."""

import re

import pytest

from detente.casebook import path
from detente.equilibrium import solve
from detente.forecast import ask, now
from detente.scenario import load

ACTORS = {
    "russia", "united_states", "government", "opposition", "iran", "hezbollah", "turkey", "saudi_arabia", "qatar",
    "pyd", "un_envoy",
}  # fmt: skip
FACTORS = {
    "russian_force", "truce", "geneva", "cooperation", "turkey_russia", "federation", "aleppo", "settlement",
    "restraint_deal", "spheres_deal", "allied_consultation", "plan",
}  # fmt: skip
PLANS = ("coordinated", "unilateral", "weakness", "partition")


@pytest.fixture(scope="module")
def scenario():
    return load(path("syria-2016"))


@pytest.fixture(scope="module")
def equilibrium(scenario):
    return solve(scenario.game(), search=0).raise_unless_converged()


def test_who_and_what(scenario):
    assert set(scenario.actors) == ACTORS
    assert set(scenario.factors) >= FACTORS
    assert scenario.clock.unit == "day"
    assert str(scenario.clock.start) == "2016-02-27"


def test_size(scenario):
    assert 1_000 <= len(scenario.game().space) <= 50_000


def test_the_groups_left_out_of_the_truce_spoil_it(scenario):
    assert {"truce_spoiled_by_nusra", "truce_spoiled_by_isis"} <= {one.name for one in scenario.game().nature}


def test_only_russia_knows_the_plan(scenario):
    game = scenario.game()
    everything = tuple(scenario.factors)
    knowing = {one.name for one in game.actors if "plan" in (one.sees or everything)}
    assert knowing == {"russia"}
    assert "plan" not in game.analyst_sees


@pytest.mark.parametrize(
    "deal, parties",
    [
        ("allied_consultation", {"russia", "iran", "government", "hezbollah"}),
        ("restraint_deal", {"russia", "united_states", "iran", "government"}),
        ("spheres_deal", {"russia", "united_states"}),
    ],
)
def test_who_would_have_known(scenario, deal, parties):
    game = scenario.game()
    assert {one.name for one in game.actors if one.sees is None or deal in one.sees} == parties
    assert deal not in game.analyst_sees


@pytest.mark.parametrize(
    "deal, plan",
    [("allied_consultation", "coordinated"), ("restraint_deal", "coordinated"), ("spheres_deal", "partition")],
)
def test_an_understanding_belongs_to_its_explanation(scenario, deal, plan):
    space = scenario.game().space
    made = space["plan"][space[deal] > 0]
    assert set(made.tolist()) == {PLANS.index(plan)}


def test_the_settlement_ends_the_fighting(scenario):
    game = scenario.game()
    space = game.space
    settled = space["settlement"] > 0
    assert settled.any()
    assert set(space["truce"][settled].tolist()) == {scenario.factors["truce"].values.index("holding")}


def test_no_side_is_taken(scenario):
    assert [one.prior for one in scenario.explanations.values()] == [0.25] * 4


def test_moments_are_the_start_and_the_morning_after(scenario):
    assert set(scenario.moments) == {"drawdown"}
    assert scenario.moments["drawdown"].date == "2016-03-15"


def test_source_dates_lie_before_the_drawdown(scenario):
    for one in scenario.parameters.values():
        for day, month, year in re.findall(r"\b(\d\d)\.(\d\d)\.(20\d\d)", one.source + one.judgement):
            assert (year, month, day) <= ("2016", "03", "14"), one.name


def test_plain_language_of_both_sides(scenario):
    page = path("syria-2016").with_name("README.md").read_text(encoding="utf-8")
    for text in (scenario.text, page):
        assert re.findall(r"\b(regime|terroris|liberat|aggress|puppet)\w*", text.lower()) == []


# -- behaviour, before anything is observed ----------------------------------------------------

FULL = "russian_force == full and settlement == none and cooperation == working"


def hazard(equilibrium, plan, condition, move):
    there = now(equilibrium, at=17, given=f"{condition} and plan == {plan}")
    return ask(there, "move(russia)")[0].value[move]


@pytest.mark.slow
def test_the_bare_fact_of_a_drawdown_says_little(equilibrium):
    """Each explanation is scaled to make a first drawdown in the first month about as likely."""
    chances = [
        ask(now(equilibrium, given=f"plan == {plan}"), "P(eventually(russian_force < full), within=30)")[0].value
        for plan in PLANS
    ]
    assert max(chances) < 1.5 * min(chances)
    # No reduction in the 150 days before: between half of one and one in that time.
    assert min(chances) > 0.08
    assert max(chances) < 0.25


@pytest.mark.slow
def test_explanations_differ_in_when_they_draw_down(equilibrium):
    """A lever needs talks; an understanding comes first; a zone does not care about the truce."""
    apart = f"{FULL} and truce == holding and geneva == suspended"
    meeting = f"{FULL} and truce == holding and geneva == in_session"
    broken = f"{FULL} and truce == broken"
    lever = hazard(equilibrium, "unilateral", meeting, "draw_down") / hazard(
        equilibrium, "unilateral", apart, "draw_down"
    )
    cost = hazard(equilibrium, "weakness", meeting, "draw_down") / hazard(equilibrium, "weakness", apart, "draw_down")
    assert lever > 1.2 * cost
    before = hazard(equilibrium, "coordinated", f"{meeting} and restraint_deal == none", "draw_down")
    after = hazard(equilibrium, "coordinated", f"{meeting} and restraint_deal == mutual_restraint", "draw_down")
    assert after > 3 * before
    assert hazard(equilibrium, "partition", f"{broken} and spheres_deal == zones", "draw_down") > 2 * hazard(
        equilibrium, "unilateral", broken, "draw_down"
    )


@pytest.mark.slow
def test_explanations_differ_in_who_comes_back(equilibrium):
    reduced = "russian_force == reduced and truce == broken and settlement == none"
    returns = {plan: hazard(equilibrium, plan, reduced, "return") for plan in PLANS}
    assert returns["unilateral"] > 3 * returns["weakness"]
    assert returns["coordinated"] > 3 * returns["weakness"]


@pytest.mark.slow
def test_every_question_has_an_answer(scenario, equilibrium):
    moment = scenario.moments["drawdown"]
    texts = [one.text for one in scenario.questions]
    for there in (now(equilibrium), now(equilibrium, at=moment.date, given=moment.given)):
        for text, answer in zip(texts, ask(there, *texts), strict=True):
            if text.startswith("P"):
                assert 0 <= answer.value <= 1, text
            elif text.startswith("move"):
                assert sum(answer.value.values()) == pytest.approx(1), text
                assert max(answer.value.values()) < 0.95, text
            else:
                assert 0 < answer.value < float("inf"), text
