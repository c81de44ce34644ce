"""What the sentences may say: no more than the numbers do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from tests.evidence.scores import small
from tests.evidence.scores.test_score import scored

from detente.evidence.filtering import Hypothesis
from detente.evidence.scores import Case, Scores
from detente.evidence.scores._assumptions import doubtful, telling
from detente.evidence.scores._postmortem import Assumption, Leaning
from detente.evidence.scores._told import told
from detente.game import Factor, Parameter, Prior, Start


def drawn(dates: int, mine: float, theirs: float, contested: tuple[float, float] | None = None) -> Scores:
    """A yes or no question a week ahead, a week apart; every third outcome contested where numbers are given for it."""
    cases = []
    for at in range(dates):
        doubt = contested is not None and at % 3 == 0
        model, rival = contested if doubt and contested else (mine, theirs)
        model += 0.04 * np.sin(2.3 * at)
        chances: dict = {one.name: (1 - rival, rival) for one in scored().rivals}
        chances["model"] = (1 - model, model)
        day = dt.date(2024, 3, 2) + dt.timedelta(days=7 * at)
        cases.append(Case(7.0 * at, day, "breach", 7.0, ("no", "yes"), False, "yes", doubt, "", chances))
    return replace(scored(), cases=tuple(cases), codings={}, post_mortems=(), late=(), hazards=())


def against(found: Scores, rival: str = "uniform choice") -> str:
    (line,) = [one for one in found.sentences() if one.startswith(f"Against {rival} ")]
    return line


def test_too_few_blocks_are_named_and_called_chance() -> None:
    line = against(drawn(4, 0.5, 0.6))
    assert "only 4 stretches of time do not overlap, and 5 are needed. So the difference may be chance." in line
    assert "only 1 stretch of time does not overlap" in against(drawn(1, 0.5, 0.6))
    assert "did not help; that may be chance." in line


def test_an_interval_names_its_blocks() -> None:
    few, many = against(drawn(7, 0.5, 0.7)), against(drawn(20, 0.5, 0.7))
    assert "in blocks (7 that do not overlap)" in few
    assert "with so few the true range is wider" in few
    assert "in blocks (20 that do not overlap)" in many
    assert "so few" not in many
    assert "chance" not in many.split("did not help")[1]
    assert "did not help" not in against(drawn(20, 0.5, 0.7), "persistence")
    assert "did not help" not in against(drawn(20, 0.7, 0.5))


def test_a_verdict_that_contested_outcomes_carry_is_said_to_turn_round() -> None:
    found = drawn(21, 0.7, 0.6, contested=(0.1, 0.9))
    assert found.skill("uniform choice").value < 0 < found.only(contested=False).skill("uniform choice").value
    assert "it is the other way round: 0.0" in against(found)
    assert "on 14 forecasts, the model does better, by " in against(found)
    assert "chance too" not in against(found)
    assert "which may be chance too." in against(drawn(6, 0.7, 0.6, contested=(0.1, 0.9)))
    assert "other way round" not in against(drawn(21, 0.5, 0.6, contested=(0.4, 0.9)))
    assert "other way round" not in against(drawn(21, 0.5, 0.6))


def test_scores_without_graded_records_are_given_for_all() -> None:
    found = scored()
    (line,) = [one for one in found.sentences() if "rest on graded records that may be false" in one]
    calm = found.only(contested=False)
    for one in found.rivals:
        assert f"{one.name} {calm.mark(one.name).brier:.3f} ({found.mark(one.name).brier:.3f})" in line


def test_groups_of_chances_are_told_plainly() -> None:
    lines = " ".join(drawn(20, 0.25, 0.5).sentences())
    assert "Grouped by the chance given, in steps of 10%" in lines
    assert "nine times in ten: of " in lines


def test_the_passing_of_time_is_explained_once() -> None:
    found = scored()
    said = [one for one in found.sentences() if "includes the silence before it and the time that passed" in one]
    assert len(said) == any(each.record for one in found.post_mortems for each in one.wrong_way)
    assert said


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        ((0.031, 0.042), "The explanations gave about the same, 3% to 4%."),
        ((0.52, 0.61), "The explanations gave about the same, 52% to 61%."),
        ((0.08, 0.61), "from 8% to 61%; it leaned most on `real`, which had 70% and gave 8%."),
        ((0.01, 0.05), "from 1% to 5%; it leaned most on `real`"),
    ],
)
def test_it_leaned_on_an_explanation_only_where_they_differ(chances: tuple[float, float], words: str) -> None:
    pairs = zip(("real", "bluff"), (0.7, 0.3), chances, strict=True)
    one = replace(scored().post_mortems[0], leanings=tuple(Leaning(*each) for each in pairs))
    text = told(one, scored())
    assert words in text
    assert ("leaned" in text) == ("leaned" in words)


def test_assumptions_that_change_nothing_are_said_to() -> None:
    one = replace(scored().post_mortems[0], chance=0.12)
    still, moved, failed = (Assumption("spoils", 0.4, 0.85, chance) for chance in (0.121, 0.31, None))
    assert "None of the assumptions that were tried moves it by more than half a percentage point: `spoils`." in told(
        replace(one, assumptions=(still, failed)), scored()
    )
    assert "these move it most: `spoils` at 0.85 (31%)." in told(replace(one, assumptions=(moved, still)), scored())
    assert "gave an answer" in told(replace(one, assumptions=(failed,)), scored())


def test_doubtful_parameters_are_those_that_a_forecast_could_depend_on() -> None:
    odds = Prior("gamma", (2.0, 0.5))
    some = {
        "odds": Parameter("odds", 1.0, odds, "the odds of a bluff"),
        "share": Parameter("share", "odds / (odds + 1.7)", None),
        "mood": Parameter("mood", 0.6, Prior("beta", (3.0, 2.0))),
        "unused": Parameter("unused", 2.0, Prior("normal", (2.0, 9.0))),
        "base": Parameter("base", 0.3, Prior("normal", (0.3, 0.07))),
        "spoils": Parameter("spoils", "1.5*base", Prior("normal", (0.45, 0.2))),
    }
    before = small.game()
    factors = {one.name: one for one in before.factors}
    factors["plan"] = Factor("plan", ("bluff", "real"), {"bluff": "share", "real": "1 - share"})
    factors["talks"] = Factor("talks", ("off", "on"), {"off": "1 - mood", "on": "mood"}, ordered=False)
    game = before.replace(parameters=list(some.values()), factors=list(factors.values()))
    solved = replace(small.solved(), game=game)
    about = [Hypothesis(one, solved, 0.5, f"plan == {one}") for one in ("bluff", "real")]
    assert telling(game, about) == {"mood", "base", "spoils"}
    assert [one.name for one, _, _ in doubtful(about, 5)] == ["spoils", "mood", "base"]
    assert [one.name for one, _, _ in doubtful(about, 1)] == ["spoils"]
    # Without explanations the start of the plan is as good a thing to doubt as any.
    assert telling(game, [Hypothesis("scenario", solved, 1.0)]) == {"odds", "share", "mood", "base", "spoils"}
    joint = game.replace(
        factors=[replace(one, start=one.values[0]) if one.name == "plan" else one for one in game.factors],
        start=[Start({"plan": "bluff"}, "share"), Start({"plan": "real"}, "1 - share")],
    )
    assert telling(joint, about) == {"mood", "base", "spoils"}


def test_another_coding_is_said_to_change_only_the_outcomes() -> None:
    found = replace(scored(), codings={"late": scored().cases})
    (line,) = [one for one in found.sentences() if "`late`" in one]
    assert "all made from the main record and only their outcomes read by `late`" in line
