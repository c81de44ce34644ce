"""Comparisons against games changed by hand and solved densely, and the laws that every comparison keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm
from tests.oracle.dense import generator, solve_dense
from tests.oracle.evidence import tell, world_of
from tests.oracle.model import lay_out

from detente.errors import ScenarioError, UsageError
from detente.evidence import Record
from detente.evidence.uncertainty import sample
from detente.game import Game, Parameter
from detente.scenario import Scenario, loads
from detente.study.counterfactual import compare

TEXT = """\
detente: 1
parameters:
  pace: {value: 0.13, prior: {gamma: [4, 0.0325]}, source: a count}
actors:
  army: {discount: 0.09, attention: 0.4, noise: 0.7}
  envoy: {discount: 0.05, attention: 0.21, noise: 0.9}
state:
  truce: {values: [broken, strained, holding], start: holding}
  plan: {values: [stay, go], start: {stay: 0.35, go: 0.65}, hidden_from: [envoy, analyst]}
  force: {values: [small, big], start: big}
moves:
  army:
    attack: {when: truce == holding, then: {truce: broken}, gives: {envoy: -1.3, army: 0.4}}
    leave: {when: force == big, then: {force: small}, gives: {army: 1.1*(plan == go) - 0.6}}
  envoy:
    plead: {when: truce == strained, then: [{chance: 0.7, set: {truce: holding}}, {chance: 0.3, set: {}}]}
nature:
  calm: {rate: pace, when: truce == broken, then: {truce: strained}}
payoffs:
  army: [{flow: 0.3, when: truce == broken}, {flow: -0.2, when: force == big}]
  envoy: {flow: 0.4, when: truce == holding and force == big}
"""
OVERLAYS = """\
explanations:
  a: {prior: 0.2, parameters: {pace: 0.3}}
  b: {prior: 0.8, moves: {army: {leave: {gives: {army: 0.2}}}}}
"""
RECORDS = [Record("3", "change", ("truce",), ("broken",)), Record("8", "change", ("force",), ("small",))]
UNTIL = 11.5
AHEAD = 6.25
ASKED = "P(truce == holding, at=6.25)"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(TEXT)


def guarded(game: Game, label: str, when: str) -> Game:
    return game.replace(moves=[replace(one, when=when) if one.label == label else one for one in game.moves])


def paced(game: Game, value: float) -> Game:
    return game.replace(parameters=[Parameter("pace", value)])


def started(game: Game, factor: str, start: object) -> Game:
    return game.replace(factors=[replace(one, start=start) if one.name == factor else one for one in game.factors])


CHANGES = {
    "forbid": ({"forbid": "army.leave"}, lambda game: guarded(game, "army.leave", "never")),
    "guard": ({"guards": {"army.attack": "truce == holding and force == small"}},
              lambda game: guarded(game, "army.attack", "truce == holding and force == small")),
    "parameter": ({"parameters": {"pace": 0.31}}, lambda game: paced(game, 0.31)),
    "payoff": ({"payoffs": {"envoy": {"flow": 2.5, "when": "truce == holding"}}},
               lambda game: game.replace(payoffs=[*(one for one in game.payoffs if one.actor != "envoy"),
                                                  replace(game.payoffs[-1], flow=2.5, when="truce == holding")])),
    "start": ({"start": {"truce": "strained"}}, lambda game: started(game, "truce", "strained")),
    "chances": ({"start": {"plan": {"stay": 0.9, "go": 0.1}}},
                lambda game: started(game, "plan", {"stay": 0.9, "go": 0.1})),
    "actor": ({"remove": {"actors": "envoy"}},
              lambda game: guarded(game, "envoy.plead", "never").replace(
                  payoffs=[one for one in game.payoffs if one.actor != "envoy"])),
}  # fmt: skip


def dense_law(game: Game) -> tuple[list[dict[str, str]], np.ndarray, np.ndarray]:
    """States, start and generator of a game that is solved densely."""
    dense = lay_out(game)
    answer = solve_dense(dense)
    assert answer is not None
    values = [(one.name, one.values) for one in game.factors]
    states = [{name: listed[at] for (name, listed), at in zip(values, state, strict=True)} for state in dense.states]
    return states, dense.start, generator(dense, answer.choice)


def holding(states: list[dict[str, str]]) -> np.ndarray:
    return np.array([one["truce"] == "holding" for one in states], float)


def after(game: Game, belief: np.ndarray | None, ahead: float) -> float:
    states, start, rates = dense_law(game)
    return float((start if belief is None else belief) @ expm(rates * ahead) @ holding(states))


def belief_after_records(game: Game) -> tuple[list[dict[str, str]], np.ndarray]:
    from detente.equilibrium import solve

    world = world_of(solve(game))
    told = tell([world], [1.0], RECORDS, until=UNTIL)
    return world.states, told.runs[0].end


@pytest.mark.parametrize("kind", CHANGES)
def test_from_the_start(scenario: Scenario, kind: str) -> None:
    change, by_hand = CHANGES[kind]
    found = compare(scenario, {kind: change}, [ASKED], evidence=RECORDS, until=UNTIL, since="start")[kind][ASKED]
    assert found.base == pytest.approx(after(scenario.game(), None, AHEAD), abs=1e-7)
    assert found.changed == pytest.approx(after(by_hand(scenario.game()), None, AHEAD), abs=1e-7)
    assert abs(found.difference) > 1e-5 or kind == "actor"


@pytest.mark.parametrize("kind", CHANGES)
def test_from_now(scenario: Scenario, kind: str) -> None:
    """The belief in the scenario as it stands, carried over by the values of factors, and then the changed law."""
    change, by_hand = CHANGES[kind]
    variant = compare(scenario, {kind: change}, [ASKED], evidence=RECORDS, until=UNTIL, since="now")[kind]
    old, belief = belief_after_records(scenario.game())
    game = by_hand(scenario.game())
    reached = {tuple(sorted(one.items())) for one, chance in zip(old, belief, strict=True) if chance > 0}
    if kind == "forbid":  # its own start does not lead to a small force: the states are there all the same
        assert all(dict(one)["force"] == "small" for one in reached)
        assert variant.states == 12
        return
    states, start, rates = dense_law(game)
    position = {tuple(sorted(one.items())): at for at, one in enumerate(states)}
    law = np.zeros(len(states))
    fixed = {"truce": "strained"} if kind == "start" else {}
    for carried, chance in zip(old, belief.tolist(), strict=True):
        one = carried | fixed
        if chance == 0:
            continue
        for plan, share in (("stay", 0.9), ("go", 0.1)) if kind == "chances" else ((one["plan"], 1.0),):
            law[position[tuple(sorted({**one, "plan": plan}.items()))]] += chance * share
    expected = float(law @ expm(rates * AHEAD) @ holding(states))
    assert start.sum() == pytest.approx(1)
    assert variant[ASKED].base == pytest.approx(after(scenario.game(), belief, AHEAD), abs=1e-7)
    assert variant[ASKED].changed == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("kind", ["guard", "parameter", "payoff", "chances"])
def test_under_the_record(scenario: Scenario, kind: str) -> None:
    change, by_hand = CHANGES[kind]
    variant = compare(scenario, {kind: change}, [ASKED], evidence=RECORDS, until=UNTIL, since="record")[kind]
    game = by_hand(scenario.game())
    if kind == "guard":  # an attack on a force that is big: the record of a broken truce is impossible
        assert "no path leads to this record of 3" in variant.fault
        assert np.isnan(variant[ASKED].changed)
        assert variant[ASKED].to_record()["changed"] is None
        return
    _, belief = belief_after_records(game)
    assert variant[ASKED].changed == pytest.approx(after(game, belief, AHEAD), abs=1e-7)


def test_a_state_that_the_changed_game_does_not_reach_is_kept(scenario: Scenario) -> None:
    """A force that left cannot have left where leaving is forbidden; from now on it is gone all the same."""
    asked = ["P(force == small, at=30)", "E(time_to(truce == holding))"]
    found = compare(scenario, [{"forbid": "army.leave"}], asked, evidence=RECORDS, until=UNTIL)["do"]
    assert found[asked[0]].changed == pytest.approx(1.0, abs=1e-12)
    assert found.fault == ""
    # with a small force nothing but its cost is different, so leaving is no longer open anyway
    assert found[asked[1]].difference == pytest.approx(0.0, abs=1e-5)


@pytest.mark.parametrize("since", ["start", "now", "record"])
@pytest.mark.parametrize("more", ["", "explanations: {of: plan}\n", OVERLAYS])
def test_a_change_of_nothing_moves_nothing(since: str, more: str) -> None:
    scenario = loads(TEXT + more)
    asked = [ASKED, "E(payoff(army), within=9)", "move(army)", "S(truce == broken)"]
    found = compare(scenario, {"none": {}}, asked, evidence=RECORDS, until=UNTIL, since=since)["none"]
    assert [one.difference for one in found.answers] == [0.0] * len(found.answers)
    assert found.why == ""
    assert found.posterior == found.base_posterior
    assert bool(found.posterior) == (since == "record" and bool(more))


def test_explanations_keep_their_weights_from_now_on() -> None:
    """Each overlay's belief goes into its own changed game, with the weight that the record gave it."""
    scenario = loads(TEXT + "explanations: {a: {prior: 0.2, parameters: {pace: 0.3}}, b: {prior: 0.8}}\n")
    change = {"forbid": "army.attack"}
    found = compare(scenario, {"x": change}, [ASKED], evidence=RECORDS, until=UNTIL)["x"][ASKED]
    beliefs = {name: belief_after_records(scenario.game(name)) for name in "ab"}
    worlds = [world_of(_solved(scenario.game(name))) for name in "ab"]
    weights = tell(worlds, [0.2, 0.8], RECORDS, until=UNTIL).posterior[-1]
    expected = 0.0
    for name, weight in zip("ab", weights.tolist(), strict=True):
        game = guarded(scenario.game(name), "army.attack", "never")
        old, belief = beliefs[name]
        free = started(started(game, "truce", {"broken": 0.5, "holding": 0.5}), "force", {"small": 0.5, "big": 0.5})
        # the law where attack is forbidden, on all states: beliefs of the envoy do not matter to the truce it sees
        states, _, rates = dense_law(free)
        position = {tuple(sorted(one.items())): at for at, one in enumerate(states)}
        law = np.zeros(len(states))
        for one, chance in zip(old, belief.tolist(), strict=True):
            law[position[tuple(sorted(one.items()))]] += chance
        expected += weight * float(law @ expm(rates * AHEAD) @ holding(states))
    assert found.changed == pytest.approx(expected, abs=2e-3)


def _solved(game: Game):
    from detente.equilibrium import solve

    return solve(game)


def test_a_carried_value_that_is_not_there_is_told(scenario: Scenario) -> None:
    change = {"state": {"truce": {"values": ["strained", "holding"]}}, "nature": {"calm": ""},
              "moves": {"army": {"attack": ""}}, "payoffs": {"army": {"flow": 1}}}  # fmt: skip
    found = compare(scenario, {"x": change}, ["P(truce == holding, at=40)"], evidence=RECORDS, until=3.0)["x"]
    assert "`truce == broken` a chance of 1" in found.fault
    assert found.answers[0].sure == "no answer on one of the two sides"


def test_draws_are_paired_and_the_same_whatever_the_workers(scenario: Scenario, tmp_path) -> None:
    drawn = sample(scenario, RECORDS, draws=24, until=UNTIL, on=1)
    do = {"none": {}, "pace": {"parameters": {"pace": 0.3}}, "stay": {"forbid": "army.leave"}}
    one = compare(scenario, do, [ASKED], evidence=RECORDS, until=UNTIL, ensemble=drawn, on=1)
    two = compare(
        scenario, do, [ASKED], evidence=RECORDS, until=UNTIL, ensemble=drawn, on=2, checkpoint=tmp_path / "kept"
    )
    three = compare(
        scenario, do, [ASKED], evidence=RECORDS, until=UNTIL, ensemble=drawn, on=1, checkpoint=tmp_path / "kept"
    )
    assert one.to_record() == two.to_record() == three.to_record()
    nothing = one["none"][ASKED].interval
    assert nothing is not None
    assert (nothing.mean, nothing.low, nothing.high, nothing.error) == (0.0, 0.0, 0.0, 0.0)
    # by hand: each draw's own answer against the one answer of the set parameter
    found = one["pace"][ASKED].interval
    assert found is not None
    base = drawn.ask(ASKED, on=1)[0].mean
    changed = []
    for (value,), weight in zip(drawn.values.tolist(), drawn.weights.tolist(), strict=True):
        if weight > 0:
            again = compare(loads(TEXT), {"x": {"parameters": {"pace": 0.3}}}, [ASKED], evidence=RECORDS, until=UNTIL,
                            set={"pace": value})["x"][ASKED]  # fmt: skip
            changed.append((again.changed, weight))
            assert again.base != again.changed
    mean = sum(one * weight for one, weight in changed) / sum(weight for _, weight in changed)
    assert found.mean == pytest.approx(mean - base, abs=1e-5)
    assert one.draws == len(changed)


def test_several_changes_together_and_one_by_one(scenario: Scenario) -> None:
    one, two = {"parameters": {"pace": 0.31}}, {"forbid": "army.attack"}
    asked = ["P(truce == broken, at=9)"]
    found = compare(scenario, {"both": [one, two], "one": one}, asked, since="start")
    by_hand = guarded(paced(scenario.game(), 0.31), "army.attack", "never")
    expected = compare(
        loads(TEXT), {"x": {"parameters": {"pace": 0.31}, "forbid": "army.attack"}}, asked, since="start"
    )
    assert found["both"][asked[0]].changed == expected["x"][asked[0]].changed
    assert found["both"][asked[0]].changed == 0.0 == after(by_hand, None, 9) * 0
    assert list(found.to_frame()["change"]) == ["both", "one"]


def test_what_cannot_be_compared(scenario: Scenario) -> None:
    with pytest.raises(UsageError, match="no `do:`"):
        compare(scenario, ask=[ASKED])
    with pytest.raises(UsageError, match="no `questions:`"):
        compare(scenario, {"x": {}})
    with pytest.raises(UsageError, match="no way to meet the records"):
        compare(scenario, {"x": {}}, [ASKED], since="then")
    with pytest.raises(UsageError, match="meet the records in different ways"):
        compare(scenario, {"x": [{"from": "start"}, {"from": "record"}]}, [ASKED])
    with pytest.raises(UsageError, match="is no scenario"):
        compare(scenario.game(), {"x": {}}, [ASKED])  # pyright: ignore[reportArgumentType]
    with pytest.raises(ScenarioError):
        compare(scenario, {"x": {}}, ["P(trce == holding, at=3)"])
    with pytest.raises(UsageError, match="nothing to compare"):
        compare(scenario, [], [ASKED])
    found = compare(scenario, {"x": {}}, [ASKED])
    with pytest.raises(UsageError, match="`y` was not compared"):
        found["y"]
    with pytest.raises(UsageError, match="was not asked"):
        found["x"]["P(truce == holding, at=1)"]
    other = sample(loads(TEXT.replace("flow: 0.4", "flow: 0.5")), RECORDS, draws=10, until=UNTIL, on=1)
    with pytest.raises(UsageError, match="of another scenario"):
        compare(scenario, {"x": {}}, [ASKED], evidence=RECORDS, until=UNTIL, ensemble=other, on=1)
