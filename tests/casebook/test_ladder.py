"""The ladder of crisis bargaining against backward induction that uses no part of the solver."""

from math import exp, log

import pytest

from detente.casebook import path
from detente.equilibrium import solve
from detente.forecast import ask, now
from detente.scenario import load

THREATS = ("private", "public")


def logit(values, noise):
    top = max(values)
    weights = [exp((one - top) / noise) for one in values]
    return [one / sum(weights) for one in weights]


def by_hand(parameters):
    """Outcomes of the ladder, with the target's two beliefs as the fixed point of Bayes' rule."""
    p = parameters
    noise, audience = p["randomness"], {"private": 0.0, "public": p["audience"]}
    share = {"resolved": p["resolved"], "irresolute": 1 - p["resolved"]}
    war = {"resolved": p["war_resolved"], "irresolute": p["war_irresolute"]}
    retreat = {threat: -p["shame"] - audience[threat] for threat in THREATS}
    fights = {(k, t): logit([war[k], retreat[t]], noise)[0] for k in war for t in THREATS}
    last = {(k, t): noise * log(exp(war[k] / noise) + exp(retreat[t] / noise)) for k in war for t in THREATS}
    belief = dict.fromkeys(THREATS, p["resolved"])
    for _ in range(10_000):
        risk = {t: belief[t] * fights["resolved", t] + (1 - belief[t]) * fights["irresolute", t] for t in THREATS}
        resists = {t: logit([-p["prize"], risk[t] * p["war_target"]], noise)[1] for t in THREATS}
        first = {
            k: logit([0.0, *((1 - resists[t]) * p["prize"] + resists[t] * last[k, t] for t in THREATS)], noise)
            for k in war
        }
        reach = {t: {k: share[k] * first[k][1 + at] for k in war} for at, t in enumerate(THREATS)}
        news = {t: reach[t]["resolved"] / sum(reach[t].values()) for t in THREATS}
        if max(abs(news[t] - belief[t]) for t in THREATS) < 1e-15:
            break
        belief = {t: (news[t] + belief[t]) / 2 for t in THREATS}
    pairs = [(k, t) for k in war for t in THREATS]
    return {
        "P(rung == status_quo, at=inf)": sum(share[k] * first[k][0] for k in war),
        "P(rung == concession, at=inf)": sum(reach[t][k] * (1 - resists[t]) for k, t in pairs),
        "P(rung == back_down, at=inf)": sum(reach[t][k] * resists[t] * (1 - fights[k, t]) for k, t in pairs),
        "P(rung == war, at=inf)": sum(reach[t][k] * resists[t] * fights[k, t] for k, t in pairs),
        "P(eventually(threat == public), within=inf)": sum(reach["public"].values()),
    }, belief


@pytest.fixture(scope="module")
def scenario():
    return load(path("crisis-bargaining-ladder"))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"audience": 0.0},
        {"audience": 0.37, "resolved": 0.61},
        {"war_irresolute": -1.3, "randomness": 0.45},
        {"prize": 1.7, "shame": 0.23, "war_target": -2.1},
    ],
)
def test_agrees_with_backward_induction(scenario, changes):
    values = {name: float(one.value) for name, one in scenario.parameters.items()} | changes
    expected, belief = by_hand(values)
    equilibrium = solve(scenario.game(set=changes)).raise_unless_converged()
    assert max(equilibrium.regret.values()) < 1e-8
    for question, answer in zip(expected, ask(now(equilibrium), *expected), strict=True):
        assert answer.value == pytest.approx(expected[question], rel=1e-6), question
    for threat in THREATS:
        there = now(equilibrium, given=f"rung == demand and threat == {threat}")
        found = ask(there, "P(resolve == resolved, at=0)")[0].value
        assert found == pytest.approx(belief[threat], rel=1e-6)


def test_public_threat_is_believed_only_if_it_is_costly(scenario):
    values = {name: float(one.value) for name, one in scenario.parameters.items()}
    _, costly = by_hand(values)
    _, cheap = by_hand(values | {"audience": 0.0})
    assert costly["public"] > values["resolved"] + 0.1
    assert cheap["public"] == pytest.approx(cheap["private"])
