"""Bits: the formula against the definition, and its bounds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.evidence.indicators import entropy, mutual_information

SEEDS = st.integers(0, 10**6)


def some(seed, count=4, outcomes=3):
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.full(count, 0.7)), rng.dirichlet(np.full(outcomes, 0.6), size=count)


@given(SEEDS)
@settings(max_examples=50)
def test_it_is_the_entropy_that_the_observation_takes_away(seed):
    weights, likelihood = some(seed)
    joint = weights[:, None] * likelihood
    outcome = joint.sum(axis=0)
    left = sum(chance * entropy(joint[:, at] / chance) for at, chance in enumerate(outcome) if chance > 0)
    found = mutual_information(weights, likelihood)
    assert found == pytest.approx(entropy(weights) - left, abs=1e-12)
    assert 0 <= found <= min(entropy(weights), entropy(outcome)) + 1e-12


def test_what_all_explanations_expect_alike_tells_nothing():
    weights = np.array([0.17, 0.83])
    assert mutual_information(weights, np.tile([0.3, 0.7], (2, 1))) == pytest.approx(0.0, abs=1e-16)


def test_what_only_one_explanation_allows_tells_all():
    weights = np.array([0.17, 0.83])
    assert mutual_information(weights, np.eye(2)) == pytest.approx(entropy(weights))
    assert entropy(weights) == pytest.approx(-0.17 * math.log2(0.17) - 0.83 * math.log2(0.83))


def test_explanations_and_outcomes_without_a_chance_count_for_nothing():
    weights, likelihood = np.array([0.4, 0.6, 0.0]), np.array([[0.2, 0.8, 0.0], [0.5, 0.5, 0.0], [0.0, 0.1, 0.9]])
    assert mutual_information(weights, likelihood) == pytest.approx(mutual_information(weights[:2], likelihood[:2, :2]))
    assert entropy(np.array([0.0, 1.0])) == 0.0
