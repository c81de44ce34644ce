"""The numbers of a briefing are those of the game."""

import math
from dataclasses import replace

import numpy as np
import pytest

from detente.equilibrium import solve
from detente.errors import NotConverged
from detente.forecast import ask, now
from detente.report import analyse, default_horizon
from detente.report._outlook import even_odds
from detente.report._wants import changes, wants

from .conftest import game, subject


@pytest.fixture(scope="module")
def equilibrium():
    return solve(game())


def test_views_are_the_start_and_the_moments(briefing) -> None:
    start, later = briefing.views
    assert (start.name, start.at, start.given, start.chance) == ("start", 0.0, None, 1.0)
    assert later.label == "later (15 March 2024)"
    assert 0 < later.chance < 1


def test_the_chance_of_what_is_given_is_the_models(briefing, equilibrium) -> None:
    (found,) = ask(equilibrium, "P(truce == strained and settlement == none, at=14)")
    assert briefing.views[1].chance == pytest.approx(found.number, rel=1e-9)


def test_answers_are_those_of_ask(briefing, equilibrium) -> None:
    presents = [now(equilibrium), now(equilibrium, at=14.0, given="truce == strained and settlement == none")]
    for at, present in enumerate(presents):
        soon, mean = ask(present, "P(eventually(truce == broken), within=20)", "E(time_to(truce == broken))")
        assert briefing.answers[0].values[at] == pytest.approx(soon.number, rel=1e-7)
        assert briefing.answers[2].values[at] == pytest.approx(mean.number, rel=1e-7)


def test_a_date_that_has_passed_has_no_answer(briefing) -> None:
    first, second = briefing.answers[1].values
    assert 0 < first < 1
    assert second is None


def test_a_wrong_question_is_an_error() -> None:
    from detente.errors import ScenarioError
    from detente.report import Asked

    with pytest.raises(ScenarioError, match="S012"):
        analyse(subject(game(), questions=(Asked("P(truse == broken, at=3)"),)), check_seconds=0)


def test_courses_follow_the_law(briefing, equilibrium) -> None:
    truce = next(one for one in briefing.developments if one.factor == "truce")
    course = truce.courses[0]
    assert course.times[0] == 0
    assert course.times[-1] == 60
    for time, chances in list(zip(course.times, course.chances, strict=True))[::9]:
        found = ask(equilibrium, *(f"P(truce == {value}, at={time!r})" for value in truce.values))
        assert chances == pytest.approx([one.number for one in found], abs=1e-10)
    assert course.current == "holding"
    (stay, even) = ask(
        equilibrium,
        "P(always(truce == holding), within=60)",
        f"P(always(truce == holding), within={course.even_odds!r})",
    )
    assert course.stays[-1] == pytest.approx(stay.number, rel=1e-9)
    assert even.number == pytest.approx(0.5, abs=1e-3)
    assert list(course.stays) == sorted(course.stays, reverse=True)


def test_a_type_is_an_explanation_and_no_development(briefing) -> None:
    assert [one.factor for one in briefing.developments] == ["truce", "settlement", "season"]
    assert [one.name for one in briefing.explanations] == ["dark", "bright"]
    dark, bright = briefing.explanations
    assert dark.chances[0] == pytest.approx(0.35)
    assert dark.chances[1] + bright.chances[1] == pytest.approx(1)
    assert dark.about == "They mean it."


def test_the_settlement_is_read_at_the_horizon(briefing, equilibrium) -> None:
    (found,) = ask(equilibrium, "P(settlement == unitary, at=60)")
    settlement = briefing.settlement
    assert settlement.chances[0][settlement.values.index("unitary")] == pytest.approx(found.number)
    none, federal, unitary = settlement.if_reached(0)
    assert none is None
    assert federal + unitary == pytest.approx(1)
    assert federal / unitary == pytest.approx(settlement.chances[0][1] / settlement.chances[0][2])


def test_options_are_chances_and_counts(briefing, equilibrium) -> None:
    rebels = briefing.parties[1]
    assert rebels.blind_to == ("mood",)
    chances = [one.chances[0] for one in rebels.options]
    assert sum(chances) == pytest.approx(1)
    shell = next(one for one in rebels.options if one.name == "shell")
    (count,) = ask(equilibrium, "E(count(rebels.shell), within=60)")
    assert shell.counts[0] == pytest.approx(count.number, rel=1e-9)
    assert shell.about == "A road is shelled."


def test_wants_are_differences_of_payoffs() -> None:
    """Rebels get 0.15 where the truce holds, 0.04 less under a federal settlement; nothing else matters to them."""
    of = game()
    even = np.full(len(of.space), 1 / len(of.space))
    (army, rebels) = wants([of], [even], [1.0])
    assert [(one.factor, one.best) for one in rebels] == [("truce", "holding"), ("settlement", rebels[1].best)]
    assert rebels[1].worst == "federal"
    # Of equally many states at each value, a third already have it: the change against them is zero.
    assert rebels[0].gain == pytest.approx(0.15)
    assert rebels[1].gain == pytest.approx(0.04)
    assert [one.factor for one in army] == ["truce"]


def test_what_can_never_be_reached_is_no_change() -> None:
    of = game(nature=[])
    even = np.full(len(of.space), 1 / len(of.space))
    found = changes(of.space, of.tables.income, even, "season")
    assert np.isnan(found[1]).all()
    assert found[0] == pytest.approx([0, 0])


def test_shifts_are_solutions_of_the_changed_game(briefing) -> None:
    from detente.report import quantile

    whatif = briefing.whatif
    assert (whatif.tried, whatif.possible, whatif.view) == (2, 2, "later")
    one = next(s for s in whatif.shifts if s.parameter == "calming" and "time_to" in s.question)
    assert one.low == pytest.approx(quantile(game().parameters[0].prior, 0.1))
    changed = solve(game().with_parameters(calming=one.high))
    present = now(changed, at=14.0, given="truce == strained and settlement == none")
    (found,) = ask(present, "E(time_to(truce == broken))")
    assert one.at_high == pytest.approx(found.number, rel=1e-6)
    assert one.at_high != pytest.approx(one.base, rel=1e-3)


def test_the_check_may_be_left_out() -> None:
    found = analyse(subject(game()), check_seconds=0).whatif
    assert (found.tried, found.possible, found.shifts) == (0, 2, ())
    assert "not checked" in found.note


def test_nothing_is_forecast_from_what_did_not_converge() -> None:
    with pytest.raises(NotConverged):
        analyse(subject(game()), max_seconds=1e-9)


def test_a_chain_without_actors_has_a_briefing() -> None:
    from detente.game import Event, Factor, Game

    chain = Game([Factor("a", ["x", "y"], start="x")], nature=[Event("go", 0.3, "a == x", {"a": "y"})])
    found = analyse(subject(chain, questions=(), moments=(), hidden=None, settlement=None))
    assert found.parties == ()
    course = found.developments[0].courses[0]
    assert course.even_odds == pytest.approx(math.log(2) / 0.3)
    assert course.stays[-1] == pytest.approx(math.exp(-0.3 * found.horizon), rel=1e-9)
    assert "<svg" in found.to_html()


def test_the_default_horizon_follows_patience() -> None:
    assert default_horizon(game()) == 60  # mean discount 0.025: twice 40 is 80


def test_it_is_the_same_again(briefing) -> None:
    again = analyse(subject(game()), horizon=60.0, check_seconds=0)
    assert again.answers == briefing.answers
    assert again.developments == briefing.developments


@pytest.mark.parametrize(
    ("stays", "found"),
    [([1, 0.8, 0.6], None), ([0.4, 0.3, 0.2], 0), ([1, 0.6, 0.0], 5), ([1, 0.5, 0.2], 2), ([1, 0.7, 0.3], 3.1913)],
)
def test_even_odds(stays, found) -> None:
    """At 2 + 3 log(0.7 / 0.5) / log(0.7 / 0.3) in the last."""
    result = even_odds([0, 2, 5], stays)
    assert result == (None if found is None else pytest.approx(found, abs=1e-4))


@pytest.mark.parametrize(
    ("found", "searched", "text"),
    [
        (0, 0, "No search"),
        (0, 1, "A search from 1 random start found no other"),
        (2, 8, "8 random starts found 2 more"),
    ],
)
def test_the_search_in_words(briefing, found, searched, text) -> None:
    quality = replace(briefing.quality, others_found=found, starts_searched=searched)
    assert text in quality.others
    changed = replace(briefing, quality=quality)
    assert quality.others.replace("`", "") in " ".join(changed.to_html().split())
    assert quality.others in " ".join(changed.to_text().split())
