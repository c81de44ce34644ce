"""Other priors: recomputed from the likelihoods, against observing anew with them."""

import dataclasses
import json
import math

import pytest
from tests.evidence.explanations.cases import ROWS, plans, seen, staying

from detente.evidence.explanations import prior_sensitivity

EARLY = ROWS[:2]


def three(priors=(0.3, 0.45, 0.25)):
    return tuple(
        dataclasses.replace(one, prior=prior) for one, prior in zip((*plans(), staying()), priors, strict=True)
    )


def test_each_row_is_what_observing_with_that_prior_gives():
    found = prior_sensitivity(seen(three(), EARLY))
    assert [one.what for one in found.others] == [
        "as it stands", "all alike",
        "coordinated favoured 3 to 1", "weakness favoured 3 to 1", "staying put favoured 3 to 1",
        "coordinated favoured 10 to 1", "weakness favoured 10 to 1", "staying put favoured 10 to 1",
    ]  # fmt: skip
    for one in found.others:
        anew = seen(three(tuple(one.prior.values())), EARLY)
        assert one.posterior == pytest.approx(anew.posterior, abs=1e-12)
        assert one.leader == max(anew.posterior, key=anew.posterior.get)


def test_favoured_means_prior_odds_times_so_much():
    found = prior_sensitivity(seen(three(), EARLY))
    asked, given = (one.prior["weakness"] for one in (found.others[3], found.others[0]))
    assert asked / (1 - asked) == pytest.approx(3 * given / (1 - given))


@pytest.mark.parametrize("at", [0, 1, 2])
def test_at_the_turning_point_the_two_are_level(at):
    observed = seen(three(), EARLY)
    found = prior_sensitivity(observed)
    turn = found.turns[at]
    names = list(observed.prior)
    chance = turn.odds / (1 + turn.odds)
    rest = 1 - observed.prior[names[at]]
    priors = [chance if k == at else (1 - chance) * observed.prior[name] / rest for k, name in enumerate(names)]
    anew = seen(three(tuple(priors)), EARLY)
    assert anew.posterior[turn.explanation] == pytest.approx(anew.posterior[turn.rival], rel=1e-9)
    given = observed.prior[names[at]]
    assert turn.odds / (given / (1 - given)) == pytest.approx(turn.factor)
    assert (turn.factor < 1) == (names[at] == found.leader)
    text = found.sentences()[at]
    assert text.startswith(names[at].replace("_", " "))
    assert f"a prior of {100 * chance:.0f}%" in text


def test_an_explanation_with_a_prior_of_0_says_what_prior_it_would_need():
    observed = seen(three((0.3, 0.7, 0.0)), EARLY)
    turn = prior_sensitivity(observed).turns[2]
    assert turn.factor == math.inf
    chance = turn.odds / (1 + turn.odds)
    anew = seen(three((0.3 * (1 - chance), 0.7 * (1 - chance), chance)), EARLY)
    assert anew.posterior["staying_put"] == pytest.approx(anew.posterior[turn.rival], rel=1e-9)
    assert "has a prior of 0; it would take the lead from" in prior_sensitivity(observed).sentences()[2]


def test_an_impossible_explanation_needs_no_prior():
    found = prior_sensitivity(seen(three()))
    assert found.turns[2].odds == math.inf
    assert found.sentences()[2] == "staying put is impossible on this record, whatever its prior."
    assert all(one.posterior["staying_put"] == 0 for one in found.others)


def test_the_only_possible_explanation_cannot_lose():
    observed = seen((plans()[1], staying()))
    found = prior_sensitivity(observed)
    assert found.turns[0].rival is None
    assert "no other explanation is possible" in found.sentences()[0]


def test_one_explanation_alone():
    found = prior_sensitivity(seen(plans()[:1]))
    assert (found.leader, found.robust, len(found.others)) == ("coordinated", True, 2)
    assert found.turns[0].rival is None


def test_robust_is_when_no_prior_of_the_table_changes_the_lead():
    assert not prior_sensitivity(seen(three(), EARLY, until="2016-03-08")).robust
    sure = seen(plans(), (*ROWS[:1], *(dataclasses.replace(ROWS[0], date=f"2016-03-0{day}", factors=("plan",),
                values=("weakness",), grade="A1") for day in range(1, 4))))  # fmt: skip
    assert prior_sensitivity(sure).robust


def test_text_frame_and_record_hold_the_same():
    found = prior_sensitivity(seen(three(), EARLY, until="2016-03-08"))
    text = found.to_text()
    assert max(len(line) for line in text.splitlines()) <= 120
    changed = [one for one in found.others if one.leader != found.leader]
    assert sum(" leads" in line for line in text.split("\n\n")[0].splitlines()) == len(changed) > 0
    frame = found.to_frame()
    assert frame.shape == (3 * len(found.others), 5)
    assert frame["posterior"][4] == found.others[1].posterior["weakness"]
    assert json.loads(json.dumps(found.to_record()))["turns"][0]["factor"] == found.turns[0].factor
