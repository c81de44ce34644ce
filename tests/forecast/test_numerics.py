"""The numerical parts on their own: weights, steps, squaring, implicit steps, occupation."""

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
import scipy.stats
from scipy.linalg import expm

from detente.forecast import _occupation, _steps, _transient
from detente.forecast._chain import Chain
from detente.forecast._graph import bottom_components, can_reach, reachable
from detente.forecast._longrun import long_run
from detente.forecast._poisson import weights
from detente.forecast._squaring import carry_by_squaring
from detente.forecast._stiff import carry_stiff
from detente.forecast._uniformisation import Limit, Reading, carry


def some_chain(n, seed=0, leave=0.0, density=None):
    rng = np.random.default_rng(seed)
    rates = sp.random_array(
        (n, n), density=density or min(0.5, 5 / n), rng=rng, data_sampler=lambda size: rng.gamma(0.5, size=size) + 1e-3
    )
    rates = sp.csr_array(rates)
    rates.setdiag(0)
    rates.eliminate_zeros()
    return Chain(sp.csr_array(rates), leave * rng.gamma(0.7, size=n))


def dense(chain):
    return chain.rates.toarray() - np.diag(chain.exit)


@pytest.mark.parametrize("mean", [0.0, 3e-9, 0.4, 2.7, 31.3, 997.0, 123_456.7])
def test_poisson_weights(mean):
    found = weights(mean)
    k = np.arange(found.first, found.last + 1)
    exact = scipy.stats.poisson(mean).pmf(k)
    assert found.chance.sum() == pytest.approx(1, abs=1e-13)
    assert np.abs(found.chance - exact).sum() < 1e-13 + 1e-15 * mean
    assert exact.sum() > 1 - 1e-13 - 1e-15 * mean
    low, high = max(found.first - 3, 0), found.last + 4
    tails = scipy.stats.poisson(mean).sf(np.arange(low, high))
    assert np.abs(found.above(low, high) - tails).max() < 1e-12 + 1e-15 * mean
    assert found.at(low, high)[-3:].tolist() == [0, 0, 0]


@pytest.mark.parametrize("mean", [0.7, 8_123.4, 4.2e7])
def test_poisson_weights_by_their_moments(mean):
    found = weights(mean)
    k = np.arange(found.first, found.last + 1.0)
    np.testing.assert_allclose(found.chance[1:] / found.chance[:-1], mean / k[1:], rtol=1e-13)
    assert found.chance @ (k - mean) == pytest.approx(0, abs=1e-9 * mean**0.5)
    assert found.chance @ (k - mean) ** 2 == pytest.approx(mean, rel=1e-9)


WAYS = [carry, carry_by_squaring, carry_stiff]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("leave", [0.0, 0.21])
@pytest.mark.parametrize("time", [0.0, 2e-7, 1.9, 63.0])
def test_three_ways_to_carry_a_law(way, leave, time):
    chain = some_chain(23, leave=leave)
    rng = np.random.default_rng(5)
    start, amount = rng.dirichlet(np.ones(23)), rng.normal(size=23)
    readings = [
        Reading(amount, time),
        Reading(amount, time, 0.0),
        Reading(amount, time, time / 3),
        Reading(amount, time / 2),
    ]
    found = way(chain, start, readings, law_at=time)
    Q = dense(chain)
    block = np.zeros((24, 24))
    block[:23, :23], block[:23, 23] = Q, amount
    gained = [start @ expm(block * t)[:23, 23] for t in (time, time / 3)]
    expected = [start @ expm(Q * time) @ amount, gained[0], gained[0] - gained[1], start @ expm(Q * time / 2) @ amount]
    assert found.outcome.converged
    assert np.abs(found.law - start @ expm(Q * time)).sum() <= found.law_bound + 1e-12
    assert (np.abs(found.values - expected) <= found.bounds + 1e-12).all()
    assert found.law_bound < 1e-9


def test_the_limit_ends_a_long_pass_early():
    chain = some_chain(40, seed=3, density=0.3)
    start, amount = np.eye(40)[7], np.random.default_rng(1).random(40)
    limit = long_run(chain, start)
    time = 3e4
    with_limit = carry(
        chain, start, [Reading(amount, time), Reading(amount, time, 5.0)], time, Limit(limit.law, limit.bound)
    )
    without = carry(chain, start, [Reading(amount, time), Reading(amount, time, 5.0)], time)
    assert with_limit.steps < without.steps / 5
    assert (np.abs(with_limit.values - without.values) <= with_limit.bounds + without.bounds).all()
    assert np.abs(with_limit.law - without.law).sum() <= with_limit.law_bound + without.law_bound


def test_compiled_steps_are_the_same_steps(monkeypatch):
    chain = some_chain(900, seed=2, leave=0.01)
    start = np.random.default_rng(0).dirichlet(np.ones(900))
    amounts = np.random.default_rng(1).random((2, 900))
    readings = [Reading(amounts[0], 7.3), Reading(amounts[1], 7.3, 1.2), Reading(amounts[0], 2.0)]
    plain = carry(chain, start, readings, law_at=7.3)
    monkeypatch.setattr(_steps, "COMPILED_STEP", 0)
    monkeypatch.setattr(_steps, "COMPILED_WORK", 0)
    fast = carry(chain, start, readings, law_at=7.3)
    np.testing.assert_allclose(fast.values, plain.values, rtol=1e-12)
    np.testing.assert_allclose(fast.law, plain.law, rtol=1e-11, atol=1e-16)


def stiff_pair(n):
    """A fast cycle of n states that leaks slowly into one more."""
    rates = np.zeros((n + 1, n + 1))
    for i in range(n):
        rates[i, (i + 1) % n] = 1e5 * (1 + i)
    rates[n - 1, n] = 3e-3
    return Chain(sp.csr_array(rates), np.zeros(n + 1))


def leaked(n, time):
    share = np.array([1 / (1 + i) for i in range(n)])
    return -math.expm1(-3e-3 * time * share[-1] / share.sum())


@pytest.mark.parametrize(("n", "squared"), [(5, True), (90, False)])
def test_long_times_with_fast_rates(monkeypatch, n, squared):
    """Plain uniformisation would take 1e9 steps and more."""
    if not squared:
        monkeypatch.setattr(_transient, "SQUARED", 10)
        monkeypatch.setattr(_transient, "TOO_MUCH", 1e6)
        monkeypatch.setattr(_transient, "_limit", lambda chain, start: None)
    chain, start = stiff_pair(n), np.eye(n + 1)[0]
    found = _transient.carry_forward(chain, start, [Reading(np.eye(n + 1)[n], 40.0)])
    assert found.values[0] == pytest.approx(leaked(n, 40.0), abs=max(found.bounds[0], 1e-7))
    assert found.bounds[0] < 1e-4
    assert found.outcome.converged or not squared


def test_too_large_for_implicit_steps_is_said():
    chain = some_chain(30)
    big = replace(chain)
    from detente.forecast import _stiff

    limit = _stiff.LARGEST
    try:
        _stiff.LARGEST = 20
        found = carry_stiff(big, np.eye(30)[0], [], law_at=1.0)
    finally:
        _stiff.LARGEST = limit
    assert not found.outcome.converged
    assert found.law_bound == math.inf


@pytest.mark.parametrize("way", ["elimination", "iteration", "factors"])
def test_three_ways_to_the_time_spent(way):
    chain = some_chain(150, seed=4, leave=0.02)
    start, gain = np.random.default_rng(1).dirichlet(np.ones(150)), np.random.default_rng(2).normal(size=150)
    found = {
        "elimination": lambda: _occupation._eliminated(chain, start),
        "iteration": lambda: _occupation._checked(chain, start, _occupation.Krylov(chain, 60.0)),
        "factors": lambda: _occupation._checked(chain, start, _occupation._factors(chain)),
    }[way]()
    expected = np.linalg.solve(-dense(chain).T, start)
    left = np.linalg.solve(-dense(chain), np.ones(150))
    assert found.outcome.converged
    np.testing.assert_allclose(found.time, expected, rtol=1e-9)
    assert found.longest == pytest.approx(left.max(), rel=1e-5)
    value, bound = found.total(gain)
    assert abs(value - expected @ gain) <= bound + 1e-12
    assert bound < 1e-8


def test_a_system_that_cannot_be_solved_is_not_answered(monkeypatch):
    """Mass leaves at 1e-19 a jump: beyond what iteration resolves, but not elimination."""
    rates = np.full((40, 40), 0.7)
    np.fill_diagonal(rates, 0)
    chain = Chain(sp.csr_array(rates), np.full(40, 1e-18))
    start = np.eye(40)[3]
    poor = _occupation._checked(chain, start, _occupation.Krylov(chain, 5.0))
    assert not poor.outcome.converged
    assert poor.outcome.remedy
    good = _occupation.occupation(chain, start)
    assert good.outcome.converged
    assert good.time.sum() == pytest.approx(1e18, rel=1e-10)


def test_iteration_gives_up_in_time():
    chain = some_chain(800, seed=4, leave=0.02)
    found = _occupation._checked(chain, np.eye(800)[0], _occupation.Krylov(chain, -1.0))
    assert not found.outcome.converged


def test_graph():
    rates = sp.csr_array(
        np.array([[0, 1, 0, 0, 0], [0, 0, 2, 0, 0], [0, 3, 0, 0, 0], [1, 0, 0, 0, 1], [0, 0, 0, 0, 0.0]])
    )
    mask = np.array
    assert can_reach(rates, mask([0, 0, 1, 0, 0], bool)).tolist() == [True, True, True, True, False]
    assert reachable(rates, mask([1, 0, 0, 0, 0], bool)).tolist() == [True, True, True, False, False]
    assert not reachable(rates, np.zeros(5, bool)).any()
    component, count = bottom_components(rates)
    assert count == 2
    assert component[1] == component[2] >= 0
    assert component[0] == component[3] == -1
    assert component[4] >= 0
