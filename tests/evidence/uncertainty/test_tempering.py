"""The arithmetic of weights and resampling, and sampling against posteriors known in closed form (no games)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detente.errors import UsageError
from detente.evidence.uncertainty import Unknown
from detente.evidence.uncertainty._moves import Reference
from detente.evidence.uncertainty._smc import Plan, Tempered, temper
from detente.evidence.uncertainty._tempering import LAST, effective, next_temperature, normalised, resampled
from detente.evidence.uncertainty._weighed import Weighed
from detente.game import Prior


def test_resampling_takes_each_its_expected_number_give_or_take_one():
    generator = np.random.default_rng(5)
    weights = normalised(generator.normal(size=83) * 2.1)
    weights[[0, 41, 82]] = 0.0
    weights /= weights.sum()
    for _ in range(40):
        taken = np.bincount(resampled(weights, generator), minlength=83)
        assert taken.sum() == 83
        assert (taken[[0, 41, 82]] == 0).all()
        assert (np.abs(taken - 83 * weights) < 1).all()


def test_resampling_is_unbiased():
    weights = normalised(np.array([0.3, -1.2, 0.9, 0.1, -0.4]))
    generator = np.random.default_rng(8)
    total = sum(np.bincount(resampled(weights, generator), minlength=5) for _ in range(4000))
    np.testing.assert_allclose(total / 4000, 5 * weights, atol=0.03)


def test_the_next_temperature_keeps_the_target_share():
    generator = np.random.default_rng(2)
    weights, likelihood = normalised(generator.normal(size=400)), -40 * generator.gamma(1.3, size=400)
    now = 0.03
    to = next_temperature(weights, likelihood, now, 0.6)
    factors = np.exp((to - now) * likelihood)
    share = (weights @ factors) ** 2 / (weights @ factors**2)
    assert now < to < 1
    assert share == pytest.approx(0.6, abs=1e-9)
    assert next_temperature(weights, 1e-3 * likelihood, now, 0.6) == 1.0


def test_a_last_step_that_falls_a_little_short_is_taken():
    likelihood = np.array([0.0, -0.9, -1.7, -3.1, -0.2, -5.0])
    weights = np.full(6, 1 / 6)
    factors = np.exp(likelihood)
    share = float((weights @ factors) ** 2 / (weights @ factors**2))
    assert next_temperature(weights, likelihood, 0.0, share / LAST * 0.999) == 1.0
    assert next_temperature(weights, likelihood, 0.0, share / LAST * 1.001) < 1.0


def test_draws_without_likelihood_count_for_nothing_and_cost_evidence():
    weigh = _weighing(lambda x: np.where(x[:, 0] > 0.4, 0.0, -np.inf))
    found = temper([Unknown("x", Prior("uniform", (0.0, 1.6)))], Plan(400, 3), weigh)
    assert found.log_evidence == pytest.approx(math.log(1.2 / 1.6), abs=4 * math.sqrt(0.25 / 0.75 / 400))
    assert found.weights[~np.isfinite([one.log_likelihood for one in found.weighed])].max() == 0
    assert not found.faults


def test_a_covariance_of_few_draws_loses_its_correlations_but_not_its_variances():
    generator = np.random.default_rng(3)
    z = generator.normal(size=(30, 2)) @ np.array([[0.02, 0.0], [0.9, 0.4]])
    weights = np.full(30, 1 / 30)
    wide = Reference.of(z, weights, size=1e9)
    narrow = Reference.of(z, weights, size=2.0)
    np.testing.assert_allclose(wide.root @ wide.root.T, np.cov(z.T, bias=True), rtol=1e-6)
    np.testing.assert_allclose(narrow.root @ narrow.root.T, np.diag(z.var(axis=0)), rtol=1e-6, atol=1e-12)


# -- closed forms ----------------------------------------------------------------------------------

SD, ERROR = 1.5, 0.3


def _weighing(log_likelihood):
    def weigh(name, words, values):
        return [Weighed(float(one)) for one in log_likelihood(values)]

    return weigh


def _normal(dimensions: int, error: float, distance: float, seed: int, draws: int = 500) -> tuple[Tempered, np.ndarray]:
    """Independent normal priors, each observed once with an error; the values drawn."""
    means = 0.3 * np.arange(dimensions) - 0.2
    unknowns = [Unknown(f"x{at}", Prior("normal", (mean, SD))) for at, mean in enumerate(means)]
    constant = -dimensions * math.log(error * math.sqrt(2 * math.pi))
    weigh = _weighing(lambda x: -0.5 * (((x - means - distance) / error) ** 2).sum(axis=1) + constant)
    found = temper(unknowns, Plan(draws, seed), weigh)
    return found, means + SD * found.normal


@pytest.mark.parametrize(
    ("dimensions", "error", "distance"), [(1, 1.0, 0.7), (2, 0.05, 2.6), (6, 0.4, 1.1)], ids=["weak", "strong", "many"]
)
def test_the_posterior_of_a_normal_law(dimensions, error, distance):
    """Over eight seeds: means within 4 standard errors, variances and evidence within the stated Monte Carlo error."""
    total = SD**2 + error**2
    variance = SD**2 * error**2 / total
    means = 0.3 * np.arange(dimensions) - 0.2 + distance * SD**2 / total
    exact = -0.5 * dimensions * (distance**2 / total + math.log(2 * math.pi * total))
    evidence, shifts, ratios = [], [], []
    for seed in range(8):
        found, values = _normal(dimensions, error, distance, seed)
        mean = found.weights @ values
        evidence.append(found.log_evidence - exact)
        shifts.append((mean - means) / math.sqrt(variance))
        ratios.append(found.weights @ (values - mean) ** 2 / variance)
    assert np.abs(np.mean(shifts, axis=0)).max() < 4 * 0.08 / math.sqrt(8)  # 0.08: one run is worth 150 draws or more
    assert np.abs(shifts).max() < 4 * 0.08
    assert np.mean(ratios) == pytest.approx(1, abs=0.08)
    assert np.abs(np.mean(evidence)) < 4 * 0.3 / math.sqrt(8)


def test_where_plain_importance_sampling_collapses_tempering_does_not():
    found, values = _normal(6, 0.1, 2.0, seed=1)
    prior = np.random.default_rng(0).normal(size=(500, 6)) * SD
    plain = normalised(-0.5 * (((prior - 2.0) / 0.1) ** 2).sum(axis=1))
    assert effective(plain) < 3
    assert effective(found.weights) > 250
    total = SD**2 + 0.1**2
    sd = SD * 0.1 / math.sqrt(total)
    means = 0.3 * np.arange(6) - 0.2 + 2.0 * SD**2 / total
    assert np.abs(found.weights @ values - means).max() < 0.35 * sd
    assert len(np.unique(values, axis=0)) > 400
    assert len(found.stages) > 5


def test_a_posterior_with_two_peaks_keeps_both():
    """x squared is observed: both signs explain it alike."""
    weigh = _weighing(lambda x: -0.5 * ((x[:, 0] ** 2 - 2.0) / 0.2) ** 2)
    shares = []
    for seed in range(6):
        found = temper([Unknown("x", Prior("normal", (0.0, 1.2)))], Plan(500, seed), weigh)
        assert np.abs(np.abs(found.normal * 1.2) - math.sqrt(2)).max() < 0.5
        shares.append(float(found.weights @ (found.normal[:, 0] > 0)))
    assert np.mean(shares) == pytest.approx(0.5, abs=0.08)


def test_moves_that_are_never_accepted_are_told():
    seen = set()

    def weigh(name, words, values):
        first = name.startswith("00")
        seen.add(name)
        return [Weighed(float(-200 * x**2) if first else -1e9) for x in values[:, 0]]

    found = temper([Unknown("x", Prior("normal", (0.0, 1.0)))], Plan(60, 2, most_moves=3), weigh)
    assert all(one.acceptance == (0.0, 0.0, 0.0) for one in found.stages[1:])
    assert found.stages[1].steps == pytest.approx((1.0, 0.6, 0.36))
    assert "01-03" in seen


def test_failed_draws_are_counted_and_never_used():
    def weigh(name, words, values):
        return [
            Weighed(-np.inf, fault="not converged", note="no branch") if x < 0.2 else Weighed(float(-3 * x))
            for x in values[:, 0]
        ]

    unknown = Unknown("x", Prior("uniform", (0.0, 1.0)))
    found = temper([unknown], Plan(300, 4), weigh)
    assert found.faults["not converged"] > 30
    assert found.notes == {"not converged": "no branch"}
    assert unknown.at(found.normal[found.weights > 0, 0]).min() >= 0.2
    exact = math.log((math.exp(-0.6) - math.exp(-3)) / 3 / 0.8)  # the prior is that of the draws that can be weighed
    assert found.log_evidence == pytest.approx(exact, abs=0.2)


def test_no_sound_draw_is_refused():
    weigh = lambda name, words, values: [Weighed(-np.inf, fault="impossible game", note="a rate is -1")] * len(values)  # noqa: E731
    with pytest.raises(UsageError, match=r"not one draw .* could be weighed.*30 times.*a rate is -1"):
        temper([Unknown("x", Prior("normal", (0.0, 1.0)))], Plan(30, 0), weigh)


def test_no_possible_draw_is_refused():
    weigh = lambda name, words, values: [Weighed(-np.inf)] * len(values)  # noqa: E731
    with pytest.raises(UsageError, match="none of 30 draws makes the records possible"):
        temper([Unknown("x", Prior("normal", (0.0, 1.0)))], Plan(30, 0), weigh)


def test_evidence_too_strong_for_the_stages_is_an_outcome(monkeypatch):
    monkeypatch.setattr("detente.evidence.uncertainty._smc.MOST_STAGES", 3)
    found, _ = _normal(6, 0.02, 2.0, seed=1, draws=60)
    assert not found.outcome.converged
    assert found.outcome.code == "step-limit"
    assert 0 < found.stages[-1].temperature < 1
