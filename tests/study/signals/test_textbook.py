"""Games of signalling whose answers are known in closed form."""

import math
from dataclasses import replace

import numpy as np
import pytest

from detente.equilibrium import solve
from detente.evidence.filtering import Hypothesis, observe
from detente.forecast import Mixture, now
from detente.game import Actor, Branch, Event, Factor, Flow, Game, Move
from detente.study.signals import Thresholds, consequential_factors, paid_factors, signals

NOISE = 0.7


def schooling(costs, prior, wage=1.3):
    """One choice, taken once: a degree that costs each type its own, and a wage for having it; logit exactly."""
    names = [f"type{at}" for at in range(len(costs))]
    cost = " + ".join(f"{one!r}*(able == {name})" for name, one in zip(names, costs, strict=True))
    return Game(
        [
            Factor("able", names, dict(zip(names, prior, strict=True)), ordered=False),
            Factor("degree", ("open", "no", "yes"), "open"),
        ],
        [
            Actor("worker", 0.9, 2.1, NOISE, waits=False),
            Actor("firm", 1.1, 0.8, 1.0, sees=("degree",)),
        ],
        [
            Move("worker", "study", "degree == open", {"degree": "yes"}, {"worker": f"{wage!r} - ({cost})"}),
            Move("worker", "work", "degree == open", {"degree": "no"}),
        ],
        analyst_sees=("degree",),
    )


def logit(gain):
    return 1 / (1 + math.exp(-gain / NOISE))


@pytest.mark.parametrize(
    ("costs", "prior", "verdict"),
    [
        ((0.4, 3.9), (0.37, 0.63), "separates"),
        ((0.4, 1.6, 2.1), (0.21, 0.47, 0.32), "partly separates"),
        ((0.91, 0.91), (0.18, 0.82), "pools"),
    ],
)
@pytest.mark.parametrize("observer", ["firm", "analyst"])
def test_costly_signalling(costs, prior, verdict, observer):
    found = signals(solve(schooling(costs, prior)), "worker.study", observer)["worker.study"]
    told = found.lesson(observer)
    likely = np.array([logit(1.3 - cost) for cost in costs])
    prior = np.array(prior)
    after = prior * likely / (prior @ likely)
    assert list(told.before.values()) == pytest.approx(prior)
    assert list(told.choice.values()) == pytest.approx(likely, abs=1e-9)
    assert list(told.rate.values()) == pytest.approx(2.1 * likely, abs=1e-9)
    assert list(told.after.values()) == pytest.approx(after, abs=1e-9)
    assert told.ratio == pytest.approx(likely.min() / likely.max())
    assert told.learned == pytest.approx(max(0, after @ np.log2(after / prior)), abs=1e-9)
    entropy = -sum(p * math.log2(p) for p in (prior @ likely, 1 - prior @ likely))
    within = prior @ [-sum(p * math.log2(p) for p in (one, 1 - one)) for one in likely]
    assert told.bits == pytest.approx(max(0, entropy - within), abs=1e-9)
    assert told.verdict == verdict
    assert (told.alone, told.seen) == (1, 1)
    assert found.chance == pytest.approx(prior @ likely)
    assert found.gives == {"worker": pytest.approx(after @ (1.3 - np.array(costs)))}
    assert not found.cheap
    assert found.changes == ("degree",)


def test_the_two_ways_to_choose_balance():
    """What is learned, averaged over what the worker may do, leaves the belief where it was."""
    game = schooling((0.4, 2.6), (0.37, 0.63))
    found = signals(solve(game), observers="firm")
    total = sum(one.chance * one.lesson("firm").after["type0"] for one in found.signals)
    assert total == pytest.approx(0.37, abs=1e-9)
    mean = sum(one.chance * one.lesson("firm").learned for one in found.signals)
    assert mean == pytest.approx(found["worker.study"].lesson("firm").bits, abs=1e-9)


def test_thresholds_are_the_callers():
    solved = solve(schooling((0.4, 2.6), (0.37, 0.63)))
    ratio = signals(solved, "worker.study", "firm")["worker.study"].lesson("firm").ratio
    assert 0.1 < ratio < 0.9
    for limits, verdict in (((ratio + 0.01, 0.95), "separates"), ((0.01, ratio - 0.01), "pools")):
        found = signals(solved, "worker.study", "firm", thresholds=Thresholds(*limits))
        assert found["worker.study"].lesson("firm").verdict == verdict
        assert found.thresholds == Thresholds(*limits)


def talk(busy=0.0):
    """A sender who always wants to be trusted says what it is; `busy` is what it costs the bad type not to work."""
    return Game(
        [
            Factor("kind", ("bad", "good"), {"bad": 0.43, "good": 0.57}),
            Factor("word", ("none", "bad_word", "good_word"), "none", ordered=False),
            Factor("deed", ("none", "trust", "doubt"), "none", ordered=False),
        ],
        [
            Actor("sender", 0.11, 1.3, 0.8),
            Actor("receiver", 0.13, 0.9, 0.6, sees=("word", "deed")),
        ],
        [
            Move("sender", "say_bad", "word == none and deed == none", {"word": "bad_word"}),
            Move("sender", "say_good", "word == none and deed == none", {"word": "good_word"}),
            *([Move("sender", "toil", "deed == none", {}, {"sender": f"{busy!r}*(kind == bad)"})] if busy else []),
            Move("receiver", "trust", "deed == none", {"deed": "trust"}, {"receiver": "1.1*(kind == good) - 0.7"}),
            Move("receiver", "doubt", "deed == none", {"deed": "doubt"}),
        ],
        payoffs=[Flow("sender", 0.3, "deed == trust")],
        analyst_sees=("word", "deed"),
    )


def test_talk_between_opponents_is_babbling():
    """Who wants to be trusted says so whatever it is: words cannot tell (Crawford and Sobel with too much conflict)."""
    found = signals(solve(talk()), "sender")
    for move in ("sender.say_bad", "sender.say_good"):
        one = found[move]
        assert one.cheap
        assert one.announcement
        assert one.gives == {}
        for told in one.lessons:
            assert told.verdict == "babbling"
            assert told.after == pytest.approx(told.before, abs=1e-7)
            assert told.learned == pytest.approx(0, abs=1e-9)
    assert "costs nothing and binds nobody" in found.to_text()
    assert "it is cheap talk that tells nothing" in found.to_text()


def test_talk_that_keeps_a_type_from_something_better_tells_something():
    told = signals(solve(talk(busy=1.4)), "sender.say_good", "receiver")["sender.say_good"].lesson("receiver")
    assert told.verdict == "informative cheap talk"
    assert told.after["good"] > told.before["good"] + 0.1


def test_what_payoffs_hang_on():
    game = talk()
    assert paid_factors(game) == {"kind", "deed"}
    assert consequential_factors(game) == {"kind", "deed"}
    bound = game.replace(
        moves=[
            replace(one, when="deed == none and word != bad_word") if one.name == "trust" else one for one in game.moves
        ]
    )
    assert consequential_factors(bound) == {"kind", "deed", "word"}
    slow = game.replace(nature=[Event("fade", "0.1 + 0.2*(word == good_word)", "deed == doubt", {"deed": "none"})])
    assert consequential_factors(slow) == {"kind", "deed", "word"}
    called = game.replace(payoffs=[Flow("sender", lambda space: space["deed"] * 0.3)])
    assert paid_factors(called) == {"kind", "word", "deed"}
    sender, receiver = game.actors
    patient = game.replace(actors=[sender, replace(receiver, waits="word != none")])
    assert consequential_factors(patient) == {"kind", "deed", "word"}
    idle = game.replace(actors=[replace(sender, waits="word != none"), receiver])  # only its words hang on it
    assert consequential_factors(idle) == {"kind", "deed"}
    found = signals(solve(bound), "sender.say_good", "receiver")["sender.say_good"]
    assert not found.cheap
    assert found.announcement


def noisy():
    """A base is left by a tired owner, or burns down: watchers see that it is gone."""
    return Game(
        [
            Factor("plan", ("rested", "tired"), {"rested": 0.67, "tired": 0.33}),
            Factor("base", ("gone", "there"), "there"),
            Factor("secret", ("no", "yes"), "no"),
        ],
        [
            Actor("owner", 0.8, 1.7, NOISE, waits=False),
            Actor("watcher", 0.9, 1.2, 1.0, sees=("base",)),
            Actor("blind", 0.9, 1.2, 1.0, sees=()),
        ],
        [
            Move("owner", "leave", "base == there", {"base": "gone", "secret": "yes"},
                 {"owner": "0.9*(plan == tired) - 1.6"}),
            Move("owner", "stay", "base == there", {}),
            Move("watcher", "raid", "base == there", {"base": "gone"}),
        ],
        [Event("fire", 0.23, "base == there", {"base": "gone"})],
        analyst_sees=("base",),
    )  # fmt: skip


def test_what_looks_the_same_is_weighed_with_it():
    solved = solve(noisy())
    found = signals(solved, "owner.leave")["owner.leave"]
    prior = np.array([0.67, 0.33])
    leave = np.array(list(found.lesson("analyst", "plan").choice.values())) * 1.7
    raid = signals(solved, "watcher.raid", "analyst")["watcher.raid"].lesson("analyst", "plan").choice["rested"] * 1.2
    for observer, other in (("watcher", 0.23), ("analyst", 0.23 + raid)):  # its own raid is no riddle to the watcher
        told = found.lesson(observer, "plan")
        rate = leave + other
        assert list(told.rate.values()) == pytest.approx(rate, abs=1e-9)
        assert list(told.after.values()) == pytest.approx(prior * rate / (prior @ rate), abs=1e-9)
        assert told.alone == pytest.approx(prior @ leave / (prior @ rate), abs=1e-9)
        assert told.ratio == pytest.approx(rate.min() / rate.max())
    named = signals(solved, "owner.leave", "analyst", named=True)["owner.leave"].lesson("analyst", "plan")
    assert named.after["tired"] == pytest.approx(0.33 * leave[1] / (prior @ leave), abs=1e-9)
    assert named.alone == 1
    assert named.learned > found.lesson("analyst", "plan").learned


def test_who_does_not_see_it_learns_nothing():
    told = signals(solve(noisy()), "owner.leave", "blind")["owner.leave"].lesson("blind", "plan")
    assert told.verdict == "not seen"
    assert told.after == told.before == {"rested": pytest.approx(0.67), "tired": pytest.approx(0.33)}
    assert (told.seen, told.learned, told.bits) == (0, 0, 0)


def test_a_move_that_may_come_to_nothing_is_seen_in_part():
    game = noisy()
    branches = [(0.6, {"base": "gone"}), (0.4, {"secret": "yes"})]
    moves = [
        replace(one, then=tuple(Branch(new, chance) for chance, new in branches)) if one.name == "leave" else one
        for one in game.moves
    ]
    told = signals(solve(game.replace(moves=moves)), "owner.leave", "watcher")["owner.leave"].lesson("watcher", "plan")
    assert told.seen == pytest.approx(0.6)
    rate = 0.6 * 1.7 * np.array(list(told.choice.values())) + 0.23
    prior = np.array([0.67, 0.33])
    seen = prior * rate / (prior @ rate)
    assert list(told.after.values()) == pytest.approx(0.6 * seen + 0.4 * prior, abs=1e-9)


def test_explanations_that_are_games_of_their_own():
    """The analyst does not know which game is played; the actors do."""
    one, two = (solve(schooling(costs, (0.37, 0.63))) for costs in ((0.4, 2.6), (1.7, 0.8)))
    present = observe([Hypothesis("cheap", one, 0.7), Hypothesis("dear", two, 0.3)])
    found = signals(present, "worker.study")["worker.study"]
    rates = [2.1 * (0.37 * logit(1.3 - low) + 0.63 * logit(1.3 - high)) for low, high in ((0.4, 2.6), (1.7, 0.8))]
    told = found.lesson("analyst", "explanation")
    assert told.before == {"cheap": pytest.approx(0.7), "dear": pytest.approx(0.3)}
    assert told.after["cheap"] == pytest.approx(0.7 * rates[0] / (0.7 * rates[0] + 0.3 * rates[1]), abs=1e-9)
    own = np.array([0.37, 0.63]) * [logit(0.9), logit(-1.3)]
    other = np.array([0.37, 0.63]) * [logit(-0.4), logit(0.5)]
    weight = 0.7 * own.sum(), 0.3 * other.sum()
    mean = (weight[0] * own / own.sum() + weight[1] * other / other.sum()) / sum(weight)
    assert list(found.lesson("firm", "able").after.values()) == pytest.approx(mean, abs=1e-9)
    both = 0.7 * own + 0.3 * other
    assert list(found.lesson("analyst", "able").after.values()) == pytest.approx(both / both.sum(), abs=1e-9)
    assert {each.about for each in found.lessons if each.observer == "firm"} == {"able"}
    plain = Mixture((now(one), now(two)), np.array([0.7, 0.3]))
    assert {each.about for each in signals(plain, "worker.study")["worker.study"].lessons} == {"able"}
