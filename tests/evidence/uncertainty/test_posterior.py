"""Sampling scenarios: posteriors through solving and filtering, against closed forms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest
import scipy.stats as st
from tests.evidence.uncertainty.games import DRIFT, SCALE, SHAPE, crowd, log_evidence, seen, times, turns, wheel

from detente.evidence import Record, Records
from detente.evidence.filtering import DEFAULT_GRADES
from detente.evidence.uncertainty import sample
from detente.evidence.uncertainty._priors import draw_priors
from detente.evidence.uncertainty._sample import shipped
from detente.evidence.uncertainty._tempering import effective, normalised
from detente.evidence.uncertainty._weigh import Weigher
from detente.game import Branch, Event, Factor, Game, Parameter, Prior


def test_the_pace_of_a_wheel_has_a_gamma_posterior():
    when = times(8, 0.5, seed=3)
    found = sample(wheel(), turns(when), draws=200, seed=2, on=1)
    exact = st.gamma(SHAPE + 8, scale=1 / (1 / SCALE + when[-1]))
    (pace,) = found.parameters
    assert pace.mean == pytest.approx(exact.mean(), abs=4 * exact.std() / math.sqrt(60))
    assert found.log_evidence == pytest.approx(log_evidence(8, when[-1]), abs=4 * found.log_evidence_error)
    assert exact.cdf(pace.low) == pytest.approx(0.05, abs=0.07)
    assert exact.cdf(pace.high) == pytest.approx(0.95, abs=0.07)


@pytest.mark.slow
def test_strong_evidence_through_the_filter():
    """25 turns far out in the prior: plain importance sampling is left with a draw or two."""
    when = times(25, 2.5, seed=4)
    game, records = wheel(), turns(when)
    found = sample(game, records, draws=120, seed=5, on=1)
    crisis = shipped(game)
    tables = (dict(DEFAULT_GRADES.reliability), dict(DEFAULT_GRADES.credibility), None)
    weigher = Weigher(crisis, records, tables, None, 1e-6)
    drawn = draw_priors(crisis.unknowns, 120, seed=9)
    plain = normalised(np.array([weigher(drawn[at]).log_likelihood for at in range(120)]))
    assert effective(plain) < 4
    assert found.effective > 60
    exact = st.gamma(SHAPE + 25, scale=1 / (1 / SCALE + when[-1]))
    (pace,) = found.parameters
    assert pace.mean == pytest.approx(exact.mean(), abs=0.4 * exact.std())
    spread = math.sqrt(float(found.weights @ (found.values[:, 0] - pace.mean) ** 2))
    assert spread == pytest.approx(exact.std(), rel=0.25)
    assert found.log_evidence == pytest.approx(log_evidence(25, when[-1]), abs=0.8)


def test_explanations_are_averaged_over_the_draws():
    """Two moods turn at different rates: the posterior odds are a ratio of gamma integrals."""
    when = times(9, 0.7, seed=6)
    found = sample(wheel(hidden=True), turns(when), draws=160, seed=3, on=1)
    calm, restless = log_evidence(9, when[-1]), log_evidence(9, when[-1], DRIFT)
    total = np.logaddexp(math.log(0.65) + calm, math.log(0.35) + restless)
    assert found.log_evidence == pytest.approx(total, abs=4 * found.log_evidence_error)
    # The mood is a hidden factor here and no explanation, so it is asked for.
    (asked,) = found.ask("P(mood == restless, at=0)", on=1)
    exact = math.exp(math.log(0.35) + restless - total)
    assert asked.mean == pytest.approx(exact, abs=4 * asked.only.error)
    low, high = asked.interval
    assert low < exact < high
    assert asked.only.high - asked.only.low > 0.05


@dataclass(frozen=True)
class Told:
    name: str
    prior: float
    factor: str | None = None
    title: str = ""
    about: str = ""


@dataclass(frozen=True)
class Rivals:
    """A scenario as the sampler reads one: the values of a hidden factor, or overlays."""

    base: Game
    told: tuple[Told, ...]
    overlays: Mapping[str, Game]

    @property
    def explanations(self):
        return {one.name: one for one in self.told}

    def game(self, explanation=None, set=None):
        game = self.overlays.get(explanation, self.base)
        return game.with_parameters(**set) if set else game


def test_values_of_a_hidden_factor_get_intervals():
    when = times(9, 0.7, seed=6)
    told = (Told("calm", 0.65, "mood"), Told("restless", 0.35, "mood"))
    found = sample(Rivals(wheel(hidden=True), told, {}), turns(when), draws=160, seed=3, on=1)
    calm, restless = log_evidence(9, when[-1]), log_evidence(9, when[-1], DRIFT)
    exact = 1 / (1 + math.exp(math.log(0.65 / 0.35) + calm - restless))
    one, two = found.posterior
    assert (one.name, two.name) == ("calm", "restless")
    assert one.mean + two.mean == pytest.approx(1, abs=1e-12)
    assert two.mean == pytest.approx(exact, abs=4 * two.error)
    assert two.low < two.mean < two.high


def test_overlays_keep_what_they_set_and_draw_what_they_give_a_prior():
    """Three overlays on one parameter: as it is, held at another value, and with a prior of its own."""
    when = times(11, 0.9, seed=8)
    other = Prior("gamma", (6.0, 0.2))
    overlays = {
        "same": wheel(),
        "held": wheel(pace=Parameter("pace", 0.9, Prior("gamma", (SHAPE, SCALE)))),
        "own": wheel(pace=Parameter("pace", 0.25, other)),
    }
    told = tuple(Told(name, prior) for name, prior in zip(overlays, (0.5, 0.2, 0.3), strict=True))
    crisis = Rivals(wheel(), told, overlays)
    found = sample(crisis, turns(when), draws=240, seed=1, on=1)
    assert found.names == ("pace", "own.pace")
    length = when[-1]
    exact = {
        "same": 0.5 * math.exp(log_evidence(11, length)),
        "held": 0.2 * math.exp(11 * math.log(0.9) - 0.9 * length),
        "own": 0.3 * math.exp(6 * math.log(5) - math.lgamma(6) + math.lgamma(17) - 17 * math.log(5 + length)),
    }
    total = sum(exact.values())
    assert found.log_evidence == pytest.approx(math.log(total), abs=4 * found.log_evidence_error)
    for one in found.posterior:
        assert one.mean == pytest.approx(exact[one.name] / total, abs=max(4 * one.error, 0.03))


def test_chances_of_branches_have_a_beta_posterior():
    """A coin thrown at a known rate: 2 of 7 fell one way."""
    coin = Factor("coin", ("heads", "tails", "spun"), start="spun")
    fall = Event(
        "fall", 1.3, "coin == spun", (Branch({"coin": "heads"}, "luck"), Branch({"coin": "tails"}, "1 - luck"))
    )
    spin = Event("spin", 0.8, "coin < spun", {"coin": "spun"})
    game = Game([coin], nature=[fall, spin], parameters=[Parameter("luck", 0.5, Prior("beta", (2.0, 1.5)))])
    fell = "tthttth"
    rows = []
    for at, side in enumerate(fell):
        rows.append(Record(f"{2 * at + 0.7}", "change", ("coin",), ("heads" if side == "h" else "tails",)))
        rows.append(Record(f"{2 * at + 1.9}", "change", ("coin",), ("spun",)))
    found = sample(game, Records(tuple(rows)), draws=150, seed=2, on=1)
    exact = st.beta(2.0 + 2, 1.5 + 5)
    (luck,) = found.parameters
    assert luck.mean == pytest.approx(exact.mean(), abs=4 * exact.std() / math.sqrt(60))
    assert exact.cdf(luck.low) == pytest.approx(0.05, abs=0.07)


def test_without_evidence_the_draws_are_those_of_the_priors():
    found = sample(crowd(), draws=60, seed=7, on=1)
    assert found.log_evidence == pytest.approx(0, abs=1e-12)
    assert (found.values == draw_priors(shipped(crowd()).unknowns, 60, seed=7).values).all()
    np.testing.assert_allclose(found.weights, 1 / 60)
    assert found.names == ("cost", "tempo", "luck")
    (forecast,) = found.ask("P(truce == broken, at=20)", on=1)
    assert 0 < forecast.interval[0] < forecast.mean < forecast.interval[1] < 1


def test_an_answer_is_the_weighted_mean_of_the_draws_own_answers():
    import detente as dt
    from detente.evidence import observe

    found = sample(crowd(), seen(), draws=24, seed=4, on=1, tolerance=1e-9)
    question, moves = "P(eventually(truce == broken), within=12)", "move(client)"
    first, second = found.ask(question, moves, on=1)
    answers, waits = [], []
    for row in found.values:
        game = crowd().with_parameters(**dict(zip(found.names, row.tolist(), strict=True)))
        belief = observe(dt.solve(game, search=0), seen())
        answers.append(dt.ask(belief, question)[0].number)
        waits.append(dt.ask(belief, moves)[0].value["wait"])
    assert first.mean == pytest.approx(float(found.weights @ np.array(answers)), rel=1e-6)
    wait = next(one for one in second.parts if one.name == "wait")
    assert wait.mean == pytest.approx(float(found.weights @ np.array(waits)), rel=1e-6)
    assert sum(one.mean for one in second.parts) == pytest.approx(1)


def test_impossible_games_among_the_draws_are_counted_and_said():
    """A chance drawn from a normal law leaves the range of chances now and then."""
    game = crowd()
    luck = replace(game.parameters[-1], value=0.8, prior=Prior("normal", (0.8, 0.25)))
    game = game.replace(parameters=(*game.parameters[:-1], luck))
    found = sample(game, seen(), draws=60, seed=3, on=1)
    assert found.faults["impossible game"] > 3
    assert found.values[found.weights > 0, 2].max() <= 1
    assert "the values make the game an impossible one" in found.to_text()
    assert any("could not be weighed" in one for one in found.warnings)


def test_unconverged_solutions_among_the_draws_are_counted_and_said(monkeypatch):
    """Above a price, the solver is made to give up."""
    import detente.evidence.uncertainty._weigh as weigh
    from detente.errors import Outcome

    real = weigh.solve

    def solve(game, **more):
        found = real(game, **more)
        dear = game.lowered.vocabulary.parameters["cost"] > 0.15
        return replace(found, outcome=Outcome(False, "stalled", "It stopped on the way.")) if dear else found

    monkeypatch.setattr(weigh, "solve", solve)
    found = sample(crowd(), seen(), draws=40, seed=3, on=1)
    assert found.faults["not converged"] > 5
    assert found.values[found.weights > 0, 0].max() <= 0.15
    assert "no converged solution was found (It stopped on the way.)" in found.to_text()


def test_a_warm_start_leads_where_the_branch_leads():
    """Every draw starts from the solution of the scenario as it stands; followed from nothing it comes out the same."""
    import detente as dt
    from detente.evidence.uncertainty._weigh import Warm

    crisis = shipped(crowd())
    tables = (dict(DEFAULT_GRADES.reliability), dict(DEFAULT_GRADES.credibility), None)
    base = dt.solve(crowd(), search=0)
    weigher = Weigher(crisis, None, tables, None, 1e-9, warm=(Warm(base.values, base.visits),))
    drawn = draw_priors(crisis.unknowns, 25, seed=12)
    for at in range(25):
        (one,) = weigher.hypotheses(drawn[at])
        cold = dt.solve(crowd().with_parameters(**drawn[at]), search=0)
        np.testing.assert_allclose(one.equilibrium.choice, cold.choice, atol=1e-7)
        assert np.abs(one.equilibrium.choice - base.choice).max() > 1e-3


@pytest.mark.parametrize("how", ["raised", "not a number"])
def test_likelihoods_that_cannot_be_computed_are_counted_and_said(monkeypatch, how):
    import detente.evidence.uncertainty._weigh as weigh
    from detente.errors import NotConverged, Outcome

    real = weigh.observe

    def observe(hypotheses, *rest, **more):
        found = real(hypotheses, *rest, **more)
        if hypotheses[0].equilibrium.game.lowered.vocabulary.parameters["cost"] <= 0.15:
            return found
        if how == "raised":
            raise NotConverged(Outcome(False, "too-long", "The silence is too long."))
        return replace(found, log_likelihood=math.nan)

    monkeypatch.setattr(weigh, "observe", observe)
    found = sample(crowd(), seen(), draws=40, seed=3, on=1)
    assert found.faults["too hard"] > 5
    assert found.values[found.weights > 0, 0].max() <= 0.15
    assert np.isfinite(found.weights).all()
    assert "the likelihood of the records could not be computed" in found.to_text()
