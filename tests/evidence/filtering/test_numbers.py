"""Numbers at the edge of what floats hold: long silences, stiff rates, evidence that sways hundreds of nats."""

import math

import numpy as np
import pytest
from scipy.linalg import expm
from tests.forecast.games import chain, settled, with_choice
from tests.oracle.evidence import tell, world_of
from tests.oracle.evidence_subject import change, close, close_marginals, reading, records, small_crisis

from detente.evidence.filtering import Grades, Hypothesis, observe
from detente.game import Event, Factor, Game


def still(prior=0.5):
    """A plan that never changes and a truce that nothing moves: likelihoods in closed form."""
    factors = [
        Factor("plan", ("bluff", "real"), start={"bluff": 1 - prior, "real": prior}),
        Factor("truce", ("off", "on"), start="on"),
    ]
    game = Game(
        factors,
        nature=[Event("off", "0.01*(plan == real)", when="truce == on", then={"truce": "off"})],
        analyst_sees=("truce",),
    )
    return with_choice(game, np.empty(0))


def test_two_thousand_noisy_readings_underflow_nothing():
    rng = np.random.default_rng(4)
    said = rng.choice(["bluff", "real"], 2000, p=[0.45, 0.55])
    rows = [reading(at / 100, "plan", str(value), "C3", source=f"s{at}") for at, value in enumerate(said)]
    hit = 0.7 * 0.65 + 0.15
    grades = Grades({"C": 0.7}, {"3": 0.65})
    solved = still(0.3)
    found = observe(
        [Hypothesis(one, solved, 0.5, holds=f"plan == {one}") for one in ("bluff", "real")],
        records(rows),
        until=20,
        grades=grades,
    )
    count = int((said == "real").sum())
    logs = np.array(
        [
            (2000 - count) * math.log(hit) + count * math.log(1 - hit),
            count * math.log(hit) + (2000 - count) * math.log(1 - hit) - 0.2,
        ]
    )
    assert (logs < -1200).all()
    close(found.evidence_for, logs, 1e-9)
    weight = np.exp(logs - logs.max())
    close(list(found.posterior.values()), weight / weight.sum(), 1e-9)
    whole = observe(solved, records(rows), until=20, smooth=True, grades=grades)
    assert whole.log_likelihood == pytest.approx(
        np.logaddexp(math.log(0.7) + logs[0], math.log(0.3) + logs[1]), rel=1e-12
    )
    assert len(whole.smoothed) == 2000
    real = whole.marginals()["plan"]["real"]
    assert all(abs(one["plan"]["real"] - real) < 1e-9 for one in whole.smoothed)


def test_hundreds_of_nats_behind_and_back_again():
    """An explanation 900 nats behind, where its share is no float any more, comes back and wins."""
    one = [reading(1 + at / 1000, "plan", "bluff", "A1", source=f"a{at}") for at in range(350)]
    two = [reading(2 + at / 1000, "plan", "real", "A1", source=f"b{at}") for at in range(360)]
    solved = still()
    rivals = [Hypothesis(value, solved, 0.5, holds=f"plan == {value}") for value in ("bluff", "real")]
    middle = observe(rivals, records(one))
    assert middle.posterior["real"] == 0.0
    assert middle.evidence_for[0] - middle.evidence_for[1] > 800
    found = observe(rivals, records([*one, *two]), until=3, smooth=True)
    hit = 0.95 * 0.98 + 0.025
    assert found.evidence_for[1] - found.evidence_for[0] == pytest.approx(
        10 * math.log(hit / (1 - hit)) - 0.03, abs=1e-7
    )
    assert found.posterior["real"] > 1 - 1e-9
    assert not any(np.isnan(step.weights).any() or np.isnan(step.after).any() for step in found.steps)
    total = sum((step.weights for step in found.steps), found.tail.weights)
    expected = 10 / math.log(10) * (found.evidence_for[1] - found.evidence_for[0])
    assert total[1] == pytest.approx(expected, abs=1e-6)
    # What it was is one thing at all times, however sure the observer was of the other in between.
    assert all(moment["plan"]["real"] > 1 - 1e-9 for moment in found.smoothed)


def test_the_same_inside_one_belief():
    """The same two streams without explanations: a hidden factor that never changes must come back as well."""
    one = [reading(1 + at / 1000, "plan", "bluff", "A1", source=f"a{at}") for at in range(350)]
    two = [reading(2 + at / 1000, "plan", "real", "A1", source=f"b{at}") for at in range(360)]
    found = observe(still(), records([*one, *two]), until=3)
    assert found.marginals()["plan"]["real"] > 1 - 1e-9


def test_huge_horizons_and_stiff_rates():
    """Rates of 1e4 beside 1e-4 for 1e4 clock units: in closed form, since the fast pair is in balance at once."""
    fast, slow, horizon = 1e4, 1e-4, 1e4
    factors = [Factor("mood", ("cool", "hot"), start="cool"), Factor("truce", ("broken", "holding"), start="holding")]
    nature = [
        Event("heat", fast, when="mood == cool", then={"mood": "hot"}),
        Event("cool", 3 * fast, when="mood == hot", then={"mood": "cool"}),
        Event("breach", slow, when="truce == holding and mood == hot", then={"truce": "broken"}),
    ]
    solved = with_choice(Game(factors, nature=nature, analyst_sees=("truce",)), np.empty(0))
    found = observe(solved, records([change(horizon, "truce", "broken")]), until=horizon, smooth=True)
    H = np.array([[-fast, fast], [3 * fast, -3 * fast - slow]])
    lasting = np.linalg.eigvals(H).max()
    assert lasting == pytest.approx(-slow / 4, rel=1e-6)
    assert found.log_likelihood == pytest.approx(lasting * horizon + math.log(slow / 4), abs=1e-6)


def test_a_long_time_at_moderate_rates():
    game = small_crisis()
    solved = settled(game, 5)
    quiet = reading(0, "truce", "holding")
    found = observe(solved, records([quiet]), until=2000.0)
    told = tell([world_of(solved)], [1.0], [quiet], 2000.0)
    assert found.log_likelihood == pytest.approx(told.log_likelihood, rel=1e-8)
    close_marginals(found.marginals(), told.marginals)


def test_likelihood_far_below_the_smallest_float():
    """Nothing for 1e4 days where something happens daily: hundreds of thousands of decibans against, not zero."""
    solved = chain([[0, 3.0], [0.5, 0]], extra=())
    found = observe(solved, None, until=1e4)
    assert found.log_likelihood == pytest.approx(-3e4, rel=1e-10)
    assert expm(np.array([[-3.0 * 1e4]]))[0, 0] == 0.0


def test_looking_back_where_only_the_excluded_fits_what_came_after():
    """Trust is known to be gone for good; 400 reports then deny it. Seen from the end it was gone all the same."""
    factors = [Factor("trust", ("gone", "there"), start={"gone": 0.5, "there": 0.5})]
    solved = with_choice(
        Game(factors, nature=[Event("lose", 0.1, when="trust == there", then={"trust": "gone"})], analyst_sees=()),
        np.empty(0),
    )
    rows = [reading(1, "trust", "gone")]
    rows += [reading(2 + at / 100, "trust", "there", "A1", source=f"s{at}") for at in range(400)]
    found = observe(solved, records(rows), until=9, smooth=True)
    assert found.log_likelihood < -1200
    assert all(one["trust"]["gone"] == 1.0 for one in found.smoothed)


def test_stiff_rates_look_back_and_among_explanations():
    """Fast and slow at once, against dense algebra with the fast pair lumped; hypotheses are kept apart."""
    factors = [
        Factor("plan", ("bluff", "real"), start={"bluff": 0.6, "real": 0.4}),
        Factor("mood", ("cool", "hot"), start="cool"),
        Factor("trust", ("low", "high"), start="low"),
        Factor("truce", ("broken", "holding"), start="holding"),
    ]
    nature = [
        Event("heat", 1e4, when="mood == cool", then={"mood": "hot"}),
        Event("cool", 3e4, when="mood == hot", then={"mood": "cool"}),
        Event("mend", 1e-4, when="trust == low and mood == hot", then={"trust": "high"}),
        Event(
            "breach",
            "0.0009*(plan == real) + 0.0001",
            when="truce == holding and trust == high",
            then={"truce": "broken"},
        ),
    ]
    solved = with_choice(Game(factors, nature=nature, analyst_sees=("truce",)), np.empty(0))
    rivals = [Hypothesis(value, solved, 0.5, holds=f"plan == {value}") for value in ("bluff", "real")]
    rows = [reading(3000, "mood", "hot"), change(9000, "truce", "broken")]
    found = observe(rivals, records(rows), until=9500, smooth=True)
    mend, logs = 0.25e-4, []
    for breach in (1e-4, 1e-3):
        H = np.array([[-mend, mend], [0.0, -breach]])
        logs.append(math.log(0.25 * (expm(H * 9000))[0, 1] * breach))
    close(found.evidence_for, logs, 1e-5)
    assert found.smoothed[0]["mood"]["hot"] == 1.0
    assert found.smoothed[1]["trust"]["high"] == pytest.approx(1.0, abs=1e-9)
    assert 0.05 < found.smoothed[0]["trust"]["high"] < 0.9
