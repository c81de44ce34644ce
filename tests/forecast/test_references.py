"""Closed forms, and numbers that others published."""

import math

import numpy as np
import pytest
from tests.forecast.cluster import cluster, minimum
from tests.forecast.games import chain, queue, with_choice

from detente.forecast import Law, ask, check_expectation, now


def value(subject, question):
    (answer,) = ask(subject, question)
    assert answer.outcome.converged
    return answer.value


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("E(count(nature.serve), within=5.5)", 7.069019518168792),
        ("E(level(queue), at=1)", 0.5929374064162124),
        ("3*S(queue > 0)", "7/5"),
        ("E(count(nature.serve), until=queue == 3)", 8),
    ],
)
def test_the_queue_of_the_prism_tests(question, expected):
    """PRISM's regression tests: arrivals 1.5, service 3, room for 3, from empty."""
    (answer,) = ask(queue(), question)
    assert check_expectation(answer, expected, 1e-10).passed, answer  # the first two were truncated at 1e-11


@pytest.mark.parametrize(("horizon", "expected"), [(2, 2.587821746795989e-7), (20, 1.3126420636755083e-5)])
def test_the_workstation_cluster(horizon, expected):
    """PRISM's regression answers for N=4, with 820 states and 3,616 transitions."""
    game = cluster(4)
    equilibrium = with_choice(game, np.empty(0))
    assert len(game.space) == 820
    assert Law.of(equilibrium).chain.rates.nnz == 3616
    (answer,) = ask(equilibrium, f"P(eventually(not ({minimum(4)})), within={horizon})")
    # The published answers were computed to a relative accuracy of 1e-6.
    assert answer.value == pytest.approx(expected, rel=1e-6)
    assert answer.error_bound < 1e-9 * 1e-3


def test_two_states():
    a, b, t = 0.73, 0.19, 2.9
    law = value(chain([[0, a], [b, 0]]), f"P(s == s1, at={t})")
    assert law == pytest.approx(a / (a + b) * (1 - math.exp(-(a + b) * t)), rel=1e-12)


def test_erlang():
    """The sum of k exponential times with rate r is below t unless fewer than k events happen by then."""
    k, r, t = 4, 1.37, 2.2
    rates = np.diag([r] * k, 1)
    fewer = sum(math.exp(-r * t) * (r * t) ** j / math.factorial(j) for j in range(k))
    assert value(chain(rates), f"P(eventually(s == s{k}), within={t})") == pytest.approx(1 - fewer, rel=1e-12)
    assert value(chain(rates), f"E(time_to(s == s{k}))") == pytest.approx(k / r, rel=1e-14)


def test_birth_and_death_in_the_long_run():
    arrivals, service, room = 1.7, 2.3, 6
    share = np.array([(arrivals / service) ** j for j in range(room + 1)])
    share /= share.sum()
    subject = queue(arrivals, service, room)
    for length in (0, 3, room):
        assert value(subject, f"S(queue == {length})") == pytest.approx(share[length], rel=1e-13)
    assert value(subject, "E(level(queue), at=inf)") == pytest.approx(share @ np.arange(room + 1), rel=1e-13)


def test_gamblers_ruin():
    """Up with chance p, down with q: from i the chance of n before 0 is ((q/p)^i - 1) / ((q/p)^n - 1)."""
    n, up, down = 6, 0.9, 1.3
    rates = np.zeros((n + 1, n + 1))
    for i in range(1, n):
        rates[i, i + 1], rates[i, i - 1] = up, down
    ratio = down / up
    expected = (ratio**2 - 1) / (ratio**n - 1)
    subject = chain(rates, start=2)
    assert value(subject, f"P(eventually(s == s{n}), within=inf)") == pytest.approx(expected, rel=1e-13)
    assert value(subject, f"S(s == s{n})") == pytest.approx(expected, rel=1e-13)
    assert value(subject, f"P(always(s != s{n}), within=inf)") == pytest.approx(1 - expected, rel=1e-13)
    assert value(subject, f"E(time_to(s == s{n}))") == math.inf


def test_the_law_after_a_date_is_a_law_from_then():
    subject = queue()
    later = now(subject, at=1.3)
    assert value(later, "P(queue == 2, at=0.9)") == pytest.approx(value(subject, "P(queue == 2, at=2.2)"), rel=1e-11)
