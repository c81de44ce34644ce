"""Evidence that cannot be, priors that are none, and numbers at the edge of what floats hold."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.forecast.games import settled, with_choice
from tests.oracle.evidence import tell, world_of
from tests.oracle.evidence_subject import (
    change,
    close,
    close_marginals,
    gap,
    move,
    reading,
    records,
    small_crisis,
)

from detente.errors import ScenarioError, UsageError
from detente.evidence.filtering import Grades, Hypothesis, Impossible, observe
from detente.evidence.records import Record
from detente.forecast import now
from detente.game import Event, Factor, Game


@pytest.fixture(scope="module")
def rival():
    game = small_crisis()
    return [
        Hypothesis("planned", settled(game, 5), 0.3, holds="plan == coordinated"),
        Hypothesis("weak", settled(game, 6), 0.5, holds="plan == weakness"),
        Hypothesis("whole", settled(game, 7), 0.2),
    ]


def peace():
    """Two worlds: in one the truce can break, in the other it cannot."""
    factors = [Factor("truce", ("broken", "holding"), start="holding"), Factor("trust", ("low", "high"), start="low")]
    mend = Event("mend", 0.3, when="trust == low", then={"trust": "high"})
    breach = Event("breach", 0.17, when="truce == holding and trust == high", then={"truce": "broken"})
    never = Event(
        "breach", 0.17, when="truce == holding and trust == high and truce == broken", then={"truce": "broken"}
    )
    frail, firm = (Game(factors, nature=[mend, one], analyst_sees=("truce",)) for one in (breach, never))
    return [
        Hypothesis("frail", with_choice(frail, np.empty(0)), 0.02),
        Hypothesis("firm", with_choice(firm, np.empty(0)), 0.98),
    ]


def test_a_list_of_mappings_is_evidence_and_one_of_numbers_is_none(rival):
    row = {"date": "2", "kind": "change", "factor": "truce", "value": "strained"}
    told, made = observe(rival, [row], until=5), observe(rival, records([change(2, "truce", "strained")]), until=5)
    assert told.posterior == made.posterior
    with pytest.raises(UsageError, match="list is no evidence"):
        observe(rival, [1, 2], until=5)


# -- priors ------------------------------------------------------------------------------


def test_a_prior_of_zero_stays_zero_and_its_evidence_is_weighed_all_the_same(rival):
    rows = records([change(2, "truce", "strained"), reading(3, "mood", "hot", "B2")])
    every = observe(rival, rows, until=5)
    without = observe([rival[0], replace(rival[1], prior=0.0), rival[2]], rows, until=5)
    assert without.prior["weak"] == without.posterior["weak"] == 0.0
    assert sum(without.posterior.values()) == pytest.approx(1.0, abs=1e-12)
    close(without.evidence_for, every.evidence_for, 1e-12)
    assert all(np.isfinite(step.weights).all() for step in without.steps)
    two = observe([rival[0], rival[2]], rows, until=5)
    assert without.log_likelihood == pytest.approx(two.log_likelihood, abs=1e-12)
    close_marginals(without.marginals(), two.marginals(), 1e-12)


def test_priors_need_not_sum_to_one(rival):
    rows = records([change(2, "truce", "strained")])
    one, two = (observe([replace(h, prior=h.prior * by) for h in rival], rows) for by in (1.0, 731.0))
    assert one.posterior == pytest.approx(two.posterior, abs=1e-12)
    assert one.log_likelihood == pytest.approx(two.log_likelihood, abs=1e-12)


@pytest.mark.parametrize("priors", [(0, 0, 0), (0.5, -0.1, 0.2), (0.5, math.nan, 0.2), (0.5, math.inf, 0.2)])
def test_priors_that_are_none_are_refused(rival, priors):
    with pytest.raises(UsageError) as error:
        observe([replace(h, prior=p) for h, p in zip(rival, priors, strict=True)], records([]), until=1)
    assert "prior" in str(error.value)


def test_two_of_one_name_are_refused(rival):
    with pytest.raises(UsageError, match="same name"):
        observe([rival[0], replace(rival[1], name=rival[0].name)], records([]), until=1)


def test_nothing_to_observe_under_is_refused(rival):
    for subject in ([], (), None, "syria-2016", [rival[0].equilibrium]):
        with pytest.raises(UsageError):
            observe(subject, records([]), until=1)


def test_an_explanation_that_holds_nowhere_at_the_start(rival):
    """The truce never begins broken: that explanation is excluded; alone it is refused."""
    lost = replace(rival[0], name="lost", holds="truce == broken")
    found = observe([lost, rival[1]], records([]), until=3)
    assert found.posterior == {"lost": 0.0, "weak": 1.0}
    assert found.evidence_for[0] == -math.inf
    with pytest.raises(UsageError, match="truce == broken"):
        observe([lost], records([]), until=3)


def test_a_condition_that_cannot_be_read(rival):
    with pytest.raises(ScenarioError) as error:
        observe([replace(rival[0], holds="plam == weakness"), rival[1]], records([]), until=3)
    assert "plam" in str(error.value)
    assert "plan" in str(error.value)


# -- what cannot be ----------------------------------------------------------------------


def test_one_explanation_impossible(rival):
    two = peace()
    rows = [reading(1, "trust", "high", "B2"), change(2, "truce", "broken")]
    found = observe(two, records(rows), until=3)
    assert found.posterior == {"frail": 1.0, "firm": 0.0}
    assert found.evidence_for[1] == -math.inf
    assert found.evidence_for[0] == pytest.approx(observe(two[:1], records(rows), until=3).log_likelihood, abs=1e-12)
    assert found.log_likelihood == pytest.approx(math.log(0.02) + found.evidence_for[0], abs=1e-12)
    assert found.by_hypothesis[1] is None
    assert len(found.nows) == 1
    assert found.steps[1].weights[0] == math.inf
    assert found.steps[1].weights[1] == -math.inf
    assert not np.isnan([step.weights for step in found.steps]).any()
    assert not np.isnan(found.tail.weights).any()
    assert found.marginals()["trust"]["high"] == pytest.approx(1.0)


def test_all_impossible_says_when_from_what_and_the_nearest_path(rival):
    rows = [change(2.5, "truce", "strained"), change(4.25, "truce", "strained", source="AP")]
    with pytest.raises(Impossible) as error:
        observe(rival, records([reading(1, "truce", "holding"), *rows]), until=6)
    text = str(error.value)
    assert "4.25" in text
    assert "truce == strained" in text
    assert "plan" in text
    assert "the nearest path is army.attack:" in text or "the nearest path is nature.calm:" in text
    assert error.value.record == rows[1]


def test_the_nearest_path_is_the_shortest_that_the_oracle_finds():
    """Broken truce, trust low: it takes `mend` before a breach."""
    with pytest.raises(Impossible) as error:
        observe(
            peace()[0],
            records([reading(1.5, "trust", "low"), reading(1.5, "truce", "holding"), change(1.5, "truce", "broken")]),
        )
    assert "nature.mend" in str(error.value)
    assert "trust == low" in str(error.value)


def test_a_record_that_nothing_ever_does():
    with pytest.raises(Impossible) as error:
        observe(peace()[0], records([change(3, "trust", "low")]))
    assert "3" in str(error.value)
    assert "nearest path is" not in str(error.value)


def test_a_joint_change_told_in_part_says_how_to_write_it():
    """The breach heats the mood: where the analyst sees both, one record must hold both."""
    factors = [Factor("truce", ("broken", "holding"), start="holding"), Factor("mood", ("cool", "hot"), start="cool")]
    breach = Event("breach", 0.3, when="mood == cool", then={"truce": "broken", "mood": "hot"})
    solved = with_choice(Game(factors, nature=[breach]), np.empty(0))
    with pytest.raises(Impossible) as error:
        observe(solved, records([change(2, "truce", "broken")]))
    assert "factor `truce; mood` and value `broken; hot`" in str(error.value)
    found = observe(solved, records([change(2, ("truce", "mood"), ("broken", "hot"))]))
    assert found.log_likelihood == pytest.approx(math.log(0.3) - 0.6, abs=1e-12)


def test_an_impossible_reading(rival):
    with pytest.raises(Impossible) as error:
        observe(rival, records([reading(1, "truce", "holding"), reading(1, "truce", "broken")]))
    assert "truce == holding" in str(error.value)
    with pytest.raises(Impossible) as error:
        observe(rival[0], records([reading(1, "plan", "weakness")]))
    assert "plan == coordinated" in str(error.value)


def test_what_may_be_false_is_never_impossible(rival):
    found = observe(rival, records([reading(1, "truce", "holding"), change(2, "truce", "broken", grade="A1")]))
    worlds = [world_of(one.equilibrium) for one in rival]
    r = 0.95 * 0.98
    close(found.steps[1].event, np.full(3, math.log((1 - r) * worlds[0].false_rate)))
    assert (found.steps[1].silence < 0).all()
    sure = Grades({"A": 1.0}, {"1": 1.0})
    rows = records([reading(1, "truce", "holding"), change(2, "truce", "broken", grade="A1")])
    with pytest.raises(Impossible):
        observe(rival, rows, grades=sure)


def test_no_false_reports_and_a_false_report(rival):
    with pytest.raises(Impossible):
        observe(
            rival,
            records([reading(1, "truce", "holding"), change(2, "truce", "broken", grade="E5")]),
            grades=Grades(false_reports=0.0),
        )


# -- nothing at all, and what cannot be read ----------------------------------------------


def test_no_records_at_all(rival):
    found = observe(rival, records([]))
    assert found.time == 0.0
    assert found.log_likelihood == 0.0
    assert found.posterior == pytest.approx({"planned": 0.3, "weak": 0.5, "whole": 0.2}, abs=1e-15)
    assert found.steps == ()
    assert found.smoothed is None
    assert observe(rival, records([]), smooth=True).smoothed == ()
    assert found.marginals()["plan"]["weakness"] == pytest.approx(0.5 + 0.2 * 0.63)
    assert observe(rival, None, until=0).log_likelihood == 0.0


def test_records_at_the_very_start(rival):
    found = observe(rival, records([change(0, "truce", "strained"), gap(0, 1)]), until=0)
    assert math.isfinite(found.log_likelihood)
    assert (found.steps[0].silence == 0).all()


def test_a_gap_over_everything(rival):
    found = observe(rival, records([gap(0, 500)]), until=500)
    assert found.log_likelihood == pytest.approx(0.0, abs=1e-10)
    assert found.posterior == pytest.approx(dict(found.prior), abs=1e-10)
    close(found.by_hypothesis[2].belief, now(rival[2].equilibrium, at=500).belief)


def test_gaps_one_in_the_other(rival):
    rows = [gap(1, 9, "truce"), gap(2, 4), gap(3, 6, "forces"), change(5, "truce", "broken", grade="B2")]
    worlds = [world_of(rival[2].equilibrium)]
    told = tell(worlds, [1.0], rows, 11)
    found = observe(rival[2], records(rows), until=11)
    assert found.log_likelihood == pytest.approx(told.log_likelihood, abs=1e-9)
    close_marginals(found.marginals(), told.marginals)


def test_before_the_start_and_unreadable_dates(rival):
    for until in (-1, "-3", "yesterday", math.nan, math.inf, [3], object()):
        with pytest.raises(UsageError):
            observe(rival, records([]), until=until)
    with pytest.raises(ScenarioError):
        observe(rival, records([change(-0.5, "truce", "strained")]))
    with pytest.raises(ScenarioError):
        observe(rival, records([change(2, "truce", "strained"), change(1, "truce", "holding")]))


def test_records_of_nothing_known(rival):
    wrong = [
        change(1, "truse", "broken"),
        change(1, "truce", "brocken"),
        move(1, "russia", "leaf"),
        move(1, "rusia", "leave"),
        reading(1, "truce", "holding", "G7"),
        Record("1", "change", ("truce",), ()),
        Record("1", "reading", ("truce", "mood"), ("holding", "hot")),
        Record("1", "rumour", ("truce",), ("holding",)),
        gap(3, 2),
    ]
    for one in wrong:
        with pytest.raises(ScenarioError) as error:
            observe(rival, records([one]))
        assert "Error" not in str(error.value)
