"""The chance of each thing under each explanation: against questions, dense algebra and simulation."""

import numpy as np
import pytest
from scipy.integrate import quad_vec
from scipy.linalg import expm
from tests.evidence.explanations.cases import ROWS, plans, seen, staying, titled
from tests.evidence.indicators.worlds import World

from detente.evidence.filtering import Hypothesis, observe
from detente.evidence.indicators import entropy, mutual_information, watch
from detente.evidence.records import Record
from detente.forecast import ask
from detente.game import Actor, Branch, Event, Factor, Game, Move


def titled_seen():
    return seen(plans(titled(0.06)), ROWS[:3], until="2016-03-16")


@pytest.mark.parametrize("ahead", [0.6, 5.3, 88.0])
def test_values_of_factors_are_questions_under_each_explanation(ahead):
    observed = seen((*plans(), staying()), ROWS[:2], until="2016-03-07")
    asked = [one for one in watch(observed, ahead).indicators if one.question]
    assert len(asked) >= 2
    for present, name in zip(observed.by_hypothesis, observed.posterior, strict=True):
        answers = ask(present, *[one.question for one in asked])
        assert [one.under[name] for one in asked] == pytest.approx([one.value for one in answers], abs=1e-11)
    answers = ask(observed, *[one.question for one in asked])
    assert [one.chance for one in asked] == pytest.approx([one.value for one in answers], abs=1e-11)


@pytest.mark.parametrize("ahead", [0.6, 5.3, 88.0])
def test_moves_and_nothing_are_those_of_dense_algebra(ahead):
    observed = titled_seen()
    found = {what: one for one in watch(observed, ahead).indicators for what in (one.what, *one.also)}
    labels = {"leave (Russia)": "russia.leave", "back (Russia)": "russia.back", "speak (Russia)": "russia.speak",
              "shell too (Russia)": "russia.shell_too", "attack (army)": "army.attack",
              "shell (army)": "army.shell"}  # fmt: skip
    for name, present in zip(observed.posterior, observed.by_hypothesis, strict=True):
        world = World(present)
        for what, label in labels.items():
            assert found[what].under[name] == pytest.approx(world.made(label, ahead), abs=1e-11)
        assert found["nothing is seen to change"].under[name] == pytest.approx(world.quiet(ahead), abs=1e-11)


@pytest.mark.parametrize("ahead", [0.6, 5.3, 88.0])
def test_changes_into_a_value_that_may_hold_are_those_of_dense_algebra(ahead):
    rows = [*ROWS[:2], Record("2016-03-06", "gap", ("truce",), until="2016-03-20")]
    observed = seen((*plans(), staying()), rows, until="2016-03-19")
    found = {what: one for one in watch(observed, ahead).indicators for what in (one.what, *one.also)}
    for value in ("broken", "strained", "holding"):
        change = found[f"truce: changes to {value}"]
        for name, present in zip(observed.posterior, observed.by_hypothesis, strict=True):
            world = World(present)
            lost = world.lost(lambda one, value=value: one.changed.get("truce") == value)
            chance = 1.0 - float((world.belief @ expm(lost * ahead)).sum())
            assert change.under[name] == pytest.approx(chance, abs=1e-11)


def test_a_secret_move_counts_where_it_shows():
    factors = [
        Factor("plan", ["coordinated", "weakness"], start={"coordinated": 0.37, "weakness": 0.63}),
        Factor("deal", ["no", "yes"], start="no"),
        Factor("leaked", ["no", "yes"], start="no"),
        Factor("truce", ["broken", "holding"], start="holding"),
    ]
    moves = [
        Move("russia", "agree", when="deal == no",
             then=(Branch({"deal": "yes"}, 0.7), Branch({"deal": "yes", "leaked": "yes"}, 0.3))),
        Move("russia", "whisper", when="deal == yes", then={"deal": "no"}),
        Move("russia", "speak"),
    ]  # fmt: skip
    breach = Event("breach", "0.02 + 0.1*(plan == weakness)", when="truce == holding", then={"truce": "broken"})
    game = Game(factors, [Actor("russia", 0.01, 0.2, 1.0)], moves, [breach], analyst_sees=("truce", "leaked"))
    observed = observe(plans(game), [Record("3", "reading", ("truce",), ("holding",))])
    found = {one.what: one for one in watch(observed, 9.0).indicators}
    also = {what for one in found.values() for what in one.also}
    assert not any("whisper" in one for one in [*found, *also])
    assert "speak (russia)" in found
    openly = next(one for one in found.values() if "agree (russia), in the open" in (one.what, *one.also))
    for name, present in zip(observed.posterior, observed.by_hypothesis, strict=True):
        exact = World(present).made("russia.agree", 9.0, lambda one: "leaked" in one.changed)
        assert openly.under[name] == pytest.approx(exact, abs=1e-11)


def test_the_first_change_is_the_integral_of_its_densities():
    observed = titled_seen()
    weights = np.array(list(observed.posterior.values()))
    worlds, time = [World(one) for one in observed.by_hypothesis], 11.0
    keys = sorted(worlds[0].first(1.0))

    def bits(t):
        density = np.array([[world.first(t).get(key, 0.0) for key in keys] for world in worlds])
        mean = weights @ density
        ratio = np.where(density > 0, density / np.where(mean > 0, mean, 1.0), 1.0)
        return float((weights[:, None] * density * np.log2(ratio)).sum())

    none = np.array([world.quiet(time) for world in worlds])
    exact = quad_vec(bits, 0.0, time, epsabs=1e-10)[0] + float(weights @ (none * np.log2(none / (weights @ none))))
    found = watch(observed, time)
    assert found.change_bits == pytest.approx(exact, abs=1e-9)
    assert found.change_chance == pytest.approx(1 - weights @ none, abs=1e-11)
    assert found.change_bits > 0.003


@pytest.mark.parametrize("ahead", [0.3, 4.0, 300.0])
def test_one_event_that_comes_at_two_rates(ahead):
    factors = [
        Factor("kind", ["calm", "wild"], start={"calm": 0.4, "wild": 0.6}),
        Factor("post", ["here", "gone"], start="here"),
    ]
    event = Event("go", "0.05 + 0.31*(kind == wild)", when="post == here", then={"post": "gone"})
    observed = observe_two(Game(factors, nature=[event], analyst_sees=("post",)))
    found, rates, weights = watch(observed, ahead), np.array([0.05, 0.36]), np.array([0.4, 0.6])
    stay = np.exp(-rates * ahead)
    (only,) = [one for one in found.indicators if one.what == "post: gone"]
    assert list(only.under.values()) == pytest.approx(1 - stay, abs=1e-13)
    assert only.bits == pytest.approx(mutual_information(weights, np.column_stack([stay, 1 - stay])), abs=1e-12)

    def bits(t):
        density = rates * np.exp(-rates * t)
        return float((weights * density * np.log2(density / (weights @ density))).sum())

    exact = quad_vec(bits, 0.0, ahead, epsabs=1e-12)[0] + float(
        (weights * stay * np.log2(stay / (weights @ stay))).sum()
    )
    assert found.change_bits == pytest.approx(exact, abs=1e-9)
    assert only.bits <= found.change_bits + 1e-12 <= entropy(weights)


def observe_two(game):
    from tests.forecast.games import settled

    solved = settled(game)
    return observe(
        [Hypothesis(name, solved, prior, f"kind == {name}") for name, prior in (("calm", 0.4), ("wild", 0.6))]
    )


def test_simulated_histories_agree():
    observed, time, count = titled_seen(), 6.0, 1500
    found = {what: one for one in watch(observed, time).indicators for what in (one.what, *one.also)}
    rng = np.random.default_rng(8)
    for name, present in zip(observed.posterior, observed.by_hypothesis, strict=True):
        world = World(present)
        hits = dict.fromkeys(("forces: full", "shell too (Russia)", "nothing is seen to change"), 0)
        for _ in range(count):
            _, told = world.draw(time, rng)
            hits["forces: full"] += any(one.changed.get("forces") == "full" for one in told)
            hits["shell too (Russia)"] += any(one.label == "russia.shell_too" for one in told)
            hits["nothing is seen to change"] += not any({"truce", "forces"} & set(one.changed) for one in told)
        for what, hit in hits.items():
            chance = found[what].under[name]
            assert abs(hit / count - chance) < 4 * np.sqrt(chance * (1 - chance) / count) + 1e-9
            assert 0.001 < chance < 0.999
