"""The edge cases that broke others: ends of time, windows, absorbing states, rates of every size."""

import math

import numpy as np
import pytest
from tests.forecast.games import FOUND, chain, crisis, queue, settled, with_choice

from detente.errors import NotConverged, Outcome, UsageError
from detente.forecast import Law, ask, now
from detente.game import Actor, Event, Factor, Flow, Game, Move


def value(subject, question):
    (answer,) = ask(subject, question)
    assert answer.outcome.converged, answer
    return answer.value


# -- ends of time -------------------------------------------------------------------------


def test_a_horizon_of_nothing():
    subject = settled(crisis())
    present = now(subject)
    assert value(present, "P(truce == holding, at=0)") == pytest.approx(0.83, rel=1e-14)
    assert value(present, "P(eventually(truce == strained), within=0)") == pytest.approx(0.17, rel=1e-14)
    assert value(present, "P(always(truce == holding), within=0)") == pytest.approx(0.83, rel=1e-14)
    assert value(present, "P(until(truce == strained, truce == holding), within=0)") == pytest.approx(0.83, rel=1e-14)
    assert value(present, "E(share_of_time(truce == holding), within=0)") == pytest.approx(0.83, rel=1e-14)
    assert value(present, "E(count(army.shell), within=0)") == 0
    assert value(present, "E(payoff(army), within=[7, 7])") == 0
    law = present.law.transient(present.belief, 0)
    np.testing.assert_array_equal(law.law, present.belief)
    assert law.bound == 0


def test_the_far_end_of_time():
    law = Law.of(queue())
    far = law.transient(law.start, math.inf)
    near = law.transient(law.start, 300.0)
    np.testing.assert_allclose(far.law, near.law, atol=1e-12)
    assert far.bound < 1e-12
    assert value(queue(), "E(count(nature.serve), within=inf)") == math.inf
    assert value(queue(), "E(count(nature.serve), within=[4, inf])") == math.inf


def test_a_window_after_which_nothing_remains():
    """A window of no length is the time itself; one that begins late forgets what came before."""
    subject = chain([[0, 0.7, 0], [0, 0, 0.4], [0, 0, 0]])
    at = value(subject, "P(s == s1, at=3)")
    assert value(subject, "P(eventually(s == s1), within=[3, 3])") == pytest.approx(at, rel=1e-12)
    assert value(subject, "P(always(s == s1), within=[3, 3])") == pytest.approx(at, rel=1e-12)
    assert value(subject, "E(share_of_time(s == s1), within=[3, 3])") == pytest.approx(at, rel=1e-12)
    late = value(subject, "P(eventually(s == s1), within=[3, inf])")
    assert late == pytest.approx(at + value(subject, "P(s == s0, at=3)"), rel=1e-11)
    stays = value(subject, "P(always(s != s1), within=[3, inf])")
    assert stays == pytest.approx(value(subject, "P(s == s2, at=3)"), rel=1e-11)


# -- what never happens ---------------------------------------------------------------------

TRAP = [[0, 0.9, 0.6, 0], [0, 0, 0, 1.1], [0, 0, 0, 0], [0, 0.3, 0, 0]]
"""From s0 either to s2, where all ends, or to s1 and s3, which alternate for ever."""


def test_certain_and_impossible_are_exact():
    subject = chain(TRAP, start=1)
    assert value(subject, "P(eventually(s == s3), within=inf)") == 1.0
    assert value(subject, "P(eventually(s == s2), within=inf)") == 0.0
    assert value(subject, "P(eventually(s == s2), within=50)") == 0.0
    assert value(subject, "P(always(s in [s1, s3]), within=inf)") == 1.0
    assert value(subject, "P(always(s == s1), within=inf)") == 0.0
    assert value(subject, "P(until(s == s1, s == s0), within=inf)") == 0.0
    assert value(subject, "E(time_to(s == s1))") == 0.0
    assert value(subject, "E(time_to(s == s0))") == math.inf


def test_a_mean_time_is_infinite_by_the_graph_and_not_by_size():
    """Missing the goal with a chance of 1e-13 is missing it; a mean of 1e13 is finite."""
    rare = [[0, 1.0, 1e-13], [0, 0, 0], [0, 0, 0]]
    assert value(chain(rare), "E(time_to(s == s1))") == math.inf
    slow = [[0, 1e-13], [1.0, 0]]
    assert value(chain(slow), "E(time_to(s == s1))") == pytest.approx(1e13, rel=1e-12)


def test_two_ends():
    subject = chain(TRAP)
    assert value(subject, "P(eventually(s == s2), within=inf)") == pytest.approx(0.4, rel=1e-14)
    assert value(subject, "S(s == s3)") == pytest.approx(0.6 * 1.1 / 1.4, rel=1e-13)
    assert value(subject, "P(s == s2, at=inf)") == pytest.approx(0.4, rel=1e-14)
    assert value(subject, "E(time_to(s in [s2, s3]))") == pytest.approx(1 / 1.5 + 0.6 / 1.1, rel=1e-13)


def test_nothing_ever_happens():
    still = with_choice(Game([Factor("s", ["a", "b"], start={"a": 0.3, "b": 0.7})]), np.empty(0))
    assert value(still, "P(s == a, at=17.5)") == pytest.approx(0.3)
    assert value(still, "S(s == a)") == pytest.approx(0.3)
    assert value(still, "E(share_of_time(s == a), within=12)") == pytest.approx(0.3)
    assert value(still, "P(always(s == a), within=inf)") == pytest.approx(0.3)
    assert value(still, "E(time_to(s == b))") == math.inf


# -- rates of every size -----------------------------------------------------------------------


def test_a_leak_of_one_in_a_million_million():
    """0 and 1 alternate a million times a day; 1 leaks at 1e-12."""
    a, b, leak = 1e6, 3e6, 1e-12
    subject = chain([[0, a, 0], [b, 0, leak], [0, 0, 0]])
    effective = leak * a / (a + b)
    assert value(subject, "E(time_to(s == s2))") == pytest.approx(1 / effective, rel=1e-9)
    assert value(subject, "P(eventually(s == s2), within=inf)") == 1.0
    for time in (1e-7, 1.0, 1e6, 3.3e12):
        expected = -math.expm1(-effective * time)
        if time >= 1.0:
            assert value(subject, f"P(eventually(s == s2), within={time})") == pytest.approx(expected, rel=1e-6)
            assert value(subject, f"P(s == s2, at={time})") == pytest.approx(expected, rel=1e-6)
    law = Law.of(subject)
    found = law.transient(law.start, 1e6)
    assert found.law.sum() == pytest.approx(1, abs=1e-10)
    assert found.law[1] == pytest.approx(a / (a + b) * math.exp(-effective * 1e6), rel=1e-9)


def test_very_slow_and_very_fast_alone():
    slow = chain([[0, 1e-12], [0, 0]])
    assert value(slow, "P(s == s1, at=1)") == pytest.approx(1e-12, rel=1e-9)
    assert value(slow, "P(s == s1, at=1e12)") == pytest.approx(1 - math.exp(-1), rel=1e-12)
    fast = chain([[0, 1e6], [4e6, 0]])
    assert value(fast, "E(share_of_time(s == s0), within=2)") == pytest.approx(0.8, rel=1e-6)


# -- totals --------------------------------------------------------------------------------------


def game_of_gains(gain_in_trap, gain_in_loop):
    """One actor with a flow in s0, s1 and s2 of the trap above."""
    names = ["s0", "s1", "s2", "s3"]
    nature = [
        Event(f"from_{i}_to_{j}", TRAP[i][j], when=f"s == s{i}", then={"s": f"s{j}"})
        for i in range(4)
        for j in range(4)
        if TRAP[i][j] > 0
    ]
    payoffs = [Flow("us", 2.5, when="s == s0")]
    payoffs += [Flow("us", gain_in_trap, when="s == s2")] if gain_in_trap else []
    payoffs += [
        Flow("us", one, when=f"s == {name}") for name, one in zip(("s1", "s3"), gain_in_loop, strict=True) if one
    ]
    game = Game([Factor("s", names, start="s0")], [Actor("us", 0.1, 0.2, 1.0)], nature=nature, payoffs=payoffs)
    return with_choice(game, np.empty(0))


def test_endless_totals():
    question = "E(payoff(us), within=inf)"
    assert value(game_of_gains(0, (0, 0)), question) == pytest.approx(2.5 / 1.5, rel=1e-13)
    assert value(game_of_gains(0, (0.7, 0)), question) == math.inf
    assert value(game_of_gains(-0.2, (0, 0)), question) == -math.inf
    # Mixed gains in one closed set: the mean decides.
    assert value(game_of_gains(0, (1.0, -0.1)), question) == math.inf  # shares 3/14 and 11/14
    assert value(game_of_gains(0, (1.0, -0.4)), question) == -math.inf


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        (game_of_gains(-0.4, (0.7, 0)), "either direction"),
        (game_of_gains(0, (1.1, -0.3)), "balance"),
    ],
)
def test_totals_that_do_not_exist_are_not_numbers(subject, why):
    (answer,) = ask(subject, "E(payoff(us), within=inf)")
    assert not answer.outcome.converged
    assert math.isnan(answer.value)
    assert why in answer.outcome.message
    assert why in str(answer)
    with pytest.raises(NotConverged):
        answer.number
    # Nor is arithmetic with it.
    (sum_,) = ask(subject, "1 + E(payoff(us), within=inf)")
    assert not sum_.outcome.converged


def test_a_count_until_what_may_never_come():
    subject = chain(TRAP)
    assert value(subject, "E(count(nature.from_1_to_3), until=s == s2)") == math.inf
    assert value(subject, "E(count(nature.from_0_to_1), until=s == s2)") == pytest.approx(0.6, rel=1e-13)


def test_arithmetic_without_a_result():
    (answer,) = ask(queue(), "S(queue == 0)/(1 - 1)")
    assert answer.value == math.inf
    (answer,) = ask(queue(), "0*E(count(nature.serve), within=inf)")
    assert not answer.outcome.converged
    assert "no result" in answer.outcome.message


def test_arithmetic_and_its_bounds():
    (answer,) = ask(queue(), "exp(-2*P(queue == 0, at=1))/3 + min(S(queue == 1), 7, E(level(queue), at=2))**2 - log(2)")
    one, two, three = (
        value(queue(), text) for text in ("P(queue == 0, at=1)", "S(queue == 1)", "E(level(queue), at=2)")
    )
    assert answer.value == pytest.approx(math.exp(-2 * one) / 3 + min(two, three) ** 2 - math.log(2), rel=1e-14)
    (answer,) = ask(queue(), "2*P(queue == 0, at=1) - E(level(queue), at=2)/4")
    assert 0 < answer.error_bound < 1e-11


# -- trust -----------------------------------------------------------------------------------------


def test_an_answer_is_no_better_than_its_equilibrium():
    game = crisis()
    poor = with_choice(game, settled(game).choice, Outcome(False, "stalled", "Stuck."))
    for answer in ask(poor, "P(truce == broken, at=3)", "move(army)"):
        assert not answer.outcome.converged
        assert "Stuck" in str(answer)
    assert ask(settled(game), "S(truce == broken)")[0].outcome == FOUND


@pytest.mark.parametrize("bad", [np.ones(3), np.array([0.5, -0.1, 0.3, 0.3]), np.array([np.nan, 0, 0, 1])])
def test_a_law_must_be_one(bad):
    law = Law.of(queue())
    with pytest.raises(UsageError, match="4 finite numbers"):
        law.transient(bad, 1.0)


@pytest.mark.parametrize("time", [-1e-9, math.nan])
def test_time_runs_forward(time):
    law = Law.of(queue())
    with pytest.raises(UsageError, match="0 or more"):
        law.transient(law.start, time)


def test_moves_where_nothing_is_open():
    game = Game(
        [Factor("s", ["a", "b"], start={"a": 0.3, "b": 0.7})],
        [Actor("us", 0.1, 0.7, 1.0, waits=False)],
        [Move("us", "go", when="s == a", then={"s": "b"})],
    )
    subject = settled(game)
    assert ask(subject, "move(us)")[0].value == {"go": pytest.approx(0.3), "wait": pytest.approx(0.7)}
    assert value(subject, "E(count(us.wait), within=2)") + value(subject, "E(count(us.go), within=2)") == pytest.approx(
        1.4
    )


@pytest.mark.parametrize("time", [1e9, 3.3e40, 1e300])
def test_times_beyond_all_measure(time):
    """More jumps than anyone could count: the law is at its limit, or every second one of its states is."""
    subject = queue()
    assert value(subject, f"P(queue == 2, at={time})") == pytest.approx(value(subject, "S(queue == 2)"), rel=1e-10)
    assert value(subject, f"E(count(nature.serve), within={time})") == pytest.approx(1.4 * time, rel=1e-8)
    assert value(subject, f"P(eventually(queue == 3), within={time})") == pytest.approx(1, abs=1e-10)
    assert value(subject, f"P(always(queue < 3), within={time})") == pytest.approx(0, abs=1e-10)
    assert value(chain(TRAP), f"P(eventually(s == s2), within={time})") == pytest.approx(0.4, rel=1e-10)
    assert value(chain(TRAP), f"P(always(s != s2), within=[3, {time}])") == pytest.approx(0.6, rel=1e-10)


def test_a_long_line_over_a_long_time():
    """Too many states to square, too many steps to take one by one."""
    n = 700
    line = queue(1.31, 1.17, n)
    late = value(line, "P(queue > 650, at=1e12)")
    assert late == pytest.approx(value(line, "S(queue > 650)"), rel=1e-7)
    share = value(line, "E(share_of_time(queue > 650), within=1e12)")
    assert share == pytest.approx(late, rel=1e-6)
