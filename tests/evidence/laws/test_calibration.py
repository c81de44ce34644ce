"""Simulation-based calibration on 500 simulated histories, and the proof that it would notice an error.

The rate of false alarms is 1 in 1,000 for each of the two tests; the seeds are fixed.
"""

from dataclasses import replace

import numpy as np
import pytest
from tests.oracle.evidence_calibration import calibration
from tests.oracle.evidence_subject import change, gap, reading, records, small_crisis

from detente.equilibrium import solve
from detente.evidence.filtering import Grades, Hypothesis, observe
from detente.forecast import now, simulate

HISTORIES = 500
HORIZON = 21.0
PLANS = ("coordinated", "weakness")


@pytest.fixture(scope="module")
def rivals():
    """Four explanations: two values of the plan, in the game as it is and in one with bolder parties."""
    game = small_crisis()
    bold = game.replace(
        actors=[replace(one, attention=1.9 * one.attention, noise=0.6 * one.noise) for one in game.actors]
    )
    solved = [solve(one, search=0).raise_unless_converged() for one in (game, bold)]
    priors = iter((0.31, 0.27, 0.17, 0.25))
    return [
        Hypothesis(f"{plan} {number}", one, next(priors), holds=f"plan == {plan}")
        for number, one in enumerate(solved)
        for plan in PLANS
    ]


def histories(rivals, count, seed):
    """Truths drawn from the prior, and for each explanation its simulated paths."""
    prior = np.array([one.prior for one in rivals])
    truths = np.random.default_rng(seed).choice(len(rivals), count, p=prior)
    for number, one in enumerate(rivals):
        mine = int((truths == number).sum())
        if mine:
            yield (
                number,
                simulate(now(one.equilibrium, given=one.holds), paths=mine, horizon=HORIZON, seed=seed + number),
            )


def told(paths, path):
    """The changes of a path that an analyst sees, at their exact times."""
    space = paths.now.game.space
    seen = paths.now.game.analyst_sees
    found = []
    for at in np.flatnonzero(paths.path == path):
        old, new = (space.describe(int(one[at])) for one in (paths.before, paths.after))
        changed = [name for name in seen if old[name] != new[name]]
        if changed:
            found.append(change(repr(float(paths.time[at])), changed, [new[name] for name in changed]))
    return found


@pytest.fixture(scope="module")
def seen(rivals):
    """Records, and the truth, of 500 histories."""
    return [
        (number, told(paths, path))
        for number, paths in histories(rivals, HISTORIES, 20160227)
        for path in range(len(paths))
    ]


@pytest.fixture(scope="module")
def observed(rivals, seen):
    return [observe(rivals, records(rows), until=HORIZON) for _, rows in seen]


def verdict(prior, posteriors, truths):
    return calibration(posteriors, truths, np.asarray(prior), 5)


def posteriors_of(observed):
    return np.array([list(one.posterior.values()) for one in observed])


def test_the_truth_is_a_draw_from_the_posterior(rivals, seen, observed):
    prior = [one.prior for one in rivals]
    truths = [number for number, _ in seen]
    found = verdict(prior, posteriors_of(observed), truths)
    assert found.passes(), found
    assert found.learned > 0.1, "the histories tell so little that the test means nothing"


def test_it_would_notice_a_wrong_posterior(rivals, seen, observed):
    """Wrong on purpose: another prior, silence left out, records left out, strategies of the wrong explanation."""
    prior = np.array([one.prior for one in rivals])
    truths = [number for number, _ in seen]
    right = posteriors_of(observed)
    assert verdict(prior, right, truths).passes()

    def weighed(logs):
        found = prior * np.exp(logs - logs.max(axis=1, keepdims=True))
        return found / found.sum(axis=1, keepdims=True)

    silence = np.array([sum((step.silence for step in one.steps), one.tail.silence) for one in observed])
    events = np.array([sum((step.event for step in one.steps), np.zeros(4)) for one in observed])
    tails = np.array([one.tail.silence for one in observed])
    np.testing.assert_allclose(weighed(silence + events), right, atol=1e-9)
    wrong_prior = right * np.array([2.0, 1.0, 1.0, 0.6])
    swapped = right[:, [2, 3, 0, 1]] * (prior / prior[[2, 3, 0, 1]])
    for what, wrong in {
        "prior": wrong_prior / wrong_prior.sum(axis=1, keepdims=True),
        "no silence": weighed(events),
        "no tail": weighed(silence + events - tails),
        "silence alone": weighed(silence),
        "counted twice": weighed(2 * (silence + events)),
        "other strategies": swapped / swapped.sum(axis=1, keepdims=True),
    }.items():
        assert not verdict(prior, wrong, truths).passes(), what


GRADES = Grades({"B": 0.83, "C": 0.7}, {"2": 0.9, "3": 0.74}, None)
DAYS = range(1, 22, 3)


def daily(paths, path, rng):
    """Nothing but noisy readings of what is seen and unseen, at 00:00 of some days."""
    space = paths.now.game.space
    mine = paths.path == path
    times, after = paths.time[mine], paths.after[mine]
    found = [gap(0, HORIZON)]
    for day in DAYS:
        at = int(np.searchsorted(times, day, side="right"))
        state = space.describe(int(after[at - 1] if at else paths.start[path]))
        for name, grade in (("truce", "B2"), ("forces", "C3"), ("mood", "C2")):
            values = space.vocabulary.values[name]
            chances = GRADES_BY_HAND[grade](len(values), values.index(state[name]))
            found.append(reading(day, name, str(rng.choice(values, p=chances)), grade))
    values = space.vocabulary.values["plan"]
    chances = GRADES_BY_HAND["C3"](2, values.index(space.describe(int(paths.start[path]))["plan"]))
    found.insert(10, reading(7, "plan", str(rng.choice(values, p=chances)), "C3"))
    return found


def _by_hand(informed, right):
    def chances(count, true):
        found = np.full(count, informed * (1 - right) / (count - 1) + (1 - informed) / count)
        found[true] = informed * right + (1 - informed) / count
        return found

    return chances


GRADES_BY_HAND = {"B2": _by_hand(0.83, 0.9), "C3": _by_hand(0.7, 0.74), "C2": _by_hand(0.7, 0.9)}


def test_noisy_daily_readings(rivals):
    """Readings on whole days through a gap: the grades are right where those of the reports are."""
    prior = [one.prior for one in rivals]
    rng = np.random.default_rng(77)
    some = [
        (number, daily(paths, path, rng)) for number, paths in histories(rivals, 120, 915) for path in range(len(paths))
    ]
    truths = [number for number, _ in some]
    read = [observe(rivals, records(rows), until=HORIZON, grades=GRADES) for _, rows in some]
    found = verdict(prior, posteriors_of(read), truths)
    assert found.passes(), found
    assert found.learned > 0.01
    trusting = Grades({"B": 1.0, "C": 1.0}, {"2": 0.99, "3": 0.98}, None)
    read = [observe(rivals, records(rows), until=HORIZON, grades=trusting) for _, rows in some]
    assert not verdict(prior, posteriors_of(read), truths).passes()
