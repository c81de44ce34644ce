"""Changes under ``do:``: each makes the game that one would write by hand."""

import pytest

from detente.casebook import load
from detente.errors import ScenarioError, UsageError
from detente.game import Flow, Game, Move
from detente.scenario import Scenario, loads

TEXT = """\
detente: 1
parameters:
  pace: {value: 0.3, prior: {gamma: [2, 0.15]}, source: a count}
actors:
  army: {discount: 0.02, attention: 0.4, noise: 0.7}
  envoy: {discount: 0.03, attention: 0.1, noise: 0.9, waits: truce == holding}
state:
  truce: {values: [broken, strained, holding], start: holding}
  mood: {values: [low, high], start: {low: 0.25, high: 0.75}}
moves:
  army:
    attack: {when: truce == holding, then: {truce: broken}, gives: {envoy: -3, army: 1.5}}
    rest: {when: truce != holding, then: {mood: low}}
  envoy:
    mend: {when: truce == broken, then: {truce: holding}, takes: 4}
    plead:
      when: truce == strained
      then: [{chance: 0.4, set: {truce: holding}, gives: {army: 2}}, {chance: 0.6, set: {}}]
nature:
  calm: {rate: pace, when: truce == broken, then: {truce: strained}, gives: {army: 0.3}}
payoffs:
  army: [{flow: 0.7, when: truce == broken}, {flow: 0.2*(mood == high)}]
  envoy: {flow: 0.4, when: truce == holding}
forces:
  garrison: {of: army, levels: [bases, half, full], bases: [north, south], upkeep: 0.1}
channels:
  line: {between: [army, envoy], kind: back, start: understanding, leak: 0.05, worth: {army: 0.2}, conclude: {takes: 3}}
questions: ["P(truce == broken, at=30)"]
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(TEXT)


def moves(game: Game, **guards: str) -> tuple[Move, ...]:
    """The moves of a game with other guards, by ``actor__move``."""
    exchanged = {one.replace("__", "."): when for one, when in guards.items()}
    assert exchanged.keys() <= {one.label for one in game.moves}
    return tuple(
        Move(one.actor, one.name, exchanged.get(one.label, one.when), one.then, one.gives, one.about)
        for one in game.moves
    )


def test_a_start_is_set_and_the_rest_is_kept(scenario: Scenario) -> None:
    changed = scenario.with_do({"start": {"truce": "broken", "mood": {"low": 0.1, "high": 0.9}}})
    starts = {"truce": "broken", "mood": {"low": 0.1, "high": 0.9}}
    base = scenario.game()
    by_hand = base.replace(
        factors=[
            one if one.name not in starts else type(one)(one.name, one.values, starts[one.name]) for one in base.factors
        ]
    )
    assert changed.game() == by_hand
    assert changed.set_factors == ("truce", "mood")
    assert scenario.game() == base
    assert scenario.set_factors == ()


def test_a_joint_start_loses_the_column_that_is_set() -> None:
    text = TEXT.replace(
        "  mood: {values: [low, high], start: {low: 0.25, high: 0.75}}", "  mood: {values: [low, high]}"
    )
    text = text.replace("broken, strained, holding], start: holding}", "broken, strained, holding]}")
    rows = [("broken", "low", 0.2), ("broken", "high", 0.1), ("holding", "low", 0.3), ("holding", "high", 0.4)]
    text += "start:\n" + "".join(f"  - {{chance: {p}, set: {{truce: {t}, mood: {m}}}}}\n" for t, m, p in rows)
    game = loads(text).with_do({"start": {"mood": "high"}}).game()
    chance = {
        truce: float(game.space.start[game.space.values("truce") == truce].sum()) for truce in ("broken", "holding")
    }
    assert chance == pytest.approx({"broken": 0.3, "holding": 0.7})
    assert set(game.space.values("mood")[game.space.start > 0]) == {"high"}
    both = loads(text).with_do({"start": {"mood": "high", "truce": "strained"}}).game()
    assert both.start == ()


def test_a_parameter_that_is_set_is_known(scenario: Scenario) -> None:
    changed = scenario.with_do({"parameters": {"pace": 0.8}})
    (pace,) = changed.game().parameters
    assert (pace.value, pace.prior, pace.source) == (0.8, None, "")
    assert changed.set_parameters == ("pace",)
    kept = scenario.with_do({"parameters": {"pace": {"value": 0.8}}}).parameters["pace"]
    assert kept.value == 0.8
    assert kept.prior == scenario.parameters["pace"].prior
    assert changed.game(set={"pace": 1.7}).parameters[0].value == 1.7


def test_forbid_is_the_guard_never(scenario: Scenario) -> None:
    forbidden = scenario.with_do({"forbid": ["army.attack", "nature.calm"]})
    guarded = scenario.with_do("guards: {army.attack: never, nature.calm: never}")
    assert forbidden.game() == guarded.game()
    assert forbidden.game().moves == moves(scenario.game(), army__attack="never")
    assert [one.when for one in forbidden.game().nature if one.name == "calm"] == ["never"]


def test_force_closes_all_else_where_the_move_is_open(scenario: Scenario) -> None:
    space = scenario.game().space
    changed = scenario.with_do(
        {"force": ["envoy.mend", "envoy.plead"], "guards": {"envoy.plead": "mood == low"}}
    ).game()
    by_name = {one.label: one for one in changed.moves}
    open_ = space.holds("truce == broken and envoy_mend_under_way == no") | space.holds("mood == low")
    for label, one in by_name.items():
        if one.actor == "envoy" and one.name not in ("mend", "plead"):
            before = next(each for each in scenario.game().moves if each.label == label)
            assert (space.holds(one.when) == (space.holds(before.when) & ~open_)).all()
    envoy = next(one for one in changed.actors if one.name == "envoy")
    assert (space.holds(envoy.waits) == (space.holds("truce == holding") & ~open_)).all()
    assert changed.moves[0] == scenario.game().moves[0]


def test_payoffs_are_added_and_taken_away(scenario: Scenario) -> None:
    more = scenario.with_do({"pays": {"envoy": [{"flow": -2, "when": "mood == low"}]}}).game()
    assert set(more.payoffs) == {*scenario.game().payoffs, Flow("envoy", -2.0, "mood == low")}
    assert len(more.payoffs) == len(scenario.game().payoffs) + 1
    fresh = scenario.with_do({"remove": {"payoffs": "army"}, "pays": {"army": 9}}).game()
    assert [one for one in fresh.payoffs if one.actor == "army"] == [Flow("army", 9.0, "always")]
    assert [one for one in fresh.payoffs if one.actor == "envoy"] == [Flow("envoy", 0.4, "truce == holding")]


def test_a_removed_actor_neither_moves_nor_gains(scenario: Scenario) -> None:
    game = scenario.with_do({"remove": {"actors": ["army"]}}).game()
    assert {one.when for one in game.moves if one.actor == "army"} == {"never"}
    assert all(one.actor != "army" for one in game.payoffs)
    assert all("army" not in branch.gives for one in (*game.moves, *game.nature) for branch in one.branches)
    attack = next(one for one in game.moves if one.label == "army.attack")
    assert attack.gives == {"envoy": -3.0}
    forced = scenario.with_do({"remove": {"actors": ["envoy"]}}).game()
    assert next(one for one in forced.actors if one.name == "envoy").waits == "always"
    assert forced.tables.warnings


def test_a_force_without_bases_does_not_return_to_its_lowest_level(scenario: Scenario) -> None:
    changed = scenario.with_do({"remove": {"bases": ["north", "south"]}})
    space = scenario.game().space
    back = next(one for one in changed.game().moves if one.name == "return_garrison")
    assert (space.holds(back.when) == space.holds("garrison == half")).all()
    assert changed.warnings == ()
    one_left = scenario.with_do({"remove": {"bases": "north"}})
    assert one_left.game().moves == scenario.game().moves
    (told,) = one_left.warnings
    assert told.code == "S043"
    assert "`south`" in told.message
    in_two_steps = one_left.with_do({"remove": {"bases": ["south"]}})
    assert in_two_steps.game().moves[-1].when == changed.game().moves[-1].when
    assert in_two_steps.warnings == ()


def test_nothing_passes_through_a_removed_channel(scenario: Scenario) -> None:
    game = scenario.with_do({"remove": {"channels": ["line"]}}).game()
    names = ("line", "line_public", "army_conclude_line_under_way", "envoy_conclude_line_under_way")
    for name in names:
        assert len(set(game.space.values(name))) == 1
        assert set(game.space.values(name)) <= {"none", "no"}
    closed = {one.label for one in (*game.moves, *game.nature) if one.when == "never"}
    own = {one.label for one in (*scenario.game().moves, *scenario.game().nature) if "line" in one.label}
    assert closed == own
    assert len(own) >= 5
    assert not any("line" in str(one.when) for one in game.payoffs)


def test_a_removed_block_keeps_its_factors(scenario: Scenario) -> None:
    changed = scenario.with_do({"remove": {"blocks": ["forces.garrison"]}})
    assert set(changed.game().space.values("garrison")) == {"full"}
    assert changed.set_factors == ()
    assert not any("garrison" in str(one.flow) for one in changed.game().payoffs)


def test_a_removed_guarantor_still_may_agree() -> None:
    scenario = load("syria-2016")
    before = {one.label: one.when for one in scenario.game().moves}
    after = {one.label: one.when for one in scenario.with_do({"remove": {"guarantors": "russia"}}).game().moves}
    assert {name for name in before if before[name] != after[name]} == {"russia.answer_truce", "russia.restrain_truce"}
    assert after["russia.agree_truce"] == before["russia.agree_truce"] != "never"


def test_parts_are_laid_over_as_explanations_lay_theirs(scenario: Scenario) -> None:
    text = """
    moves: {army: {retreat: {when: truce == broken, then: {truce: strained}, takes: 5}, rest: ~}}
    forces: {garrison: {upkeep: 0.7}}
    payoffs: {envoy: 0.9}
    """
    game = scenario.with_do(text).game()
    labels = {one.label for one in game.moves}
    assert "army.retreat" in labels
    assert "army.rest" not in labels
    assert "army_retreat_under_way" in {one.name for one in game.factors}
    assert [one.flow for one in game.payoffs if one.actor == "envoy"] == [0.9]
    assert any("0.7" in str(one.flow) for one in game.payoffs)


def test_changes_are_made_in_order_and_add_up(scenario: Scenario) -> None:
    one, two = {"parameters": {"pace": 0.8}}, {"parameters": {"pace": 0.9}, "forbid": "army.attack"}
    together = scenario.with_do(one, two)
    assert together.game() == scenario.with_do(one).with_do(two).game() == scenario.with_do(two).game()
    assert scenario.with_do(two, one).game().parameters[0].value == 0.8
    assert [each.name for each in together.done] == ["do", "do"]


def test_nothing_changed_changes_nothing(scenario: Scenario) -> None:
    same = scenario.with_do({})
    assert same.game() == scenario.game()
    assert same.sha256 == scenario.sha256
    assert scenario.with_do() is scenario
    changed = scenario.with_do({"forbid": "army.attack"})
    assert len({scenario.sha256, changed.sha256, scenario.with_do({"forbid": "army.rest"}).sha256}) == 3
    assert (changed.text, changed.path, changed.questions) == (scenario.text, scenario.path, scenario.questions)


def test_named_blocks_and_texts(scenario: Scenario) -> None:
    named = loads(TEXT + "do: {calmer: {title: T, about: A, from: record, parameters: {pace: 0.9}}, none: {}}\n")
    calmer = named.do["calmer"]
    assert (calmer.name, calmer.title, calmer.about, calmer.since) == ("calmer", "T", "A", "record")
    assert named.do["none"].since == "now"
    assert named.do["none"].changes_nothing
    assert not calmer.changes_nothing
    assert named.with_do("calmer").game() == scenario.with_do("parameters: {pace: 0.9}").game()
    file = "detente: 1\ndo:\n  a: {forbid: army.attack}\n  b: {from: start, forbid: army.rest}\n"
    assert [(one.name, one.since) for one in scenario.changes(file)] == [("a", "now"), ("b", "start")]
    assert scenario.with_do(file).game() == scenario.with_do({"forbid": ["army.attack", "army.rest"]}).game()
    with pytest.raises(UsageError, match="no change `calmr`"):
        named.with_do("calmr")
    with pytest.raises(UsageError, match="is no change"):
        named.with_do(3)  # pyright: ignore[reportArgumentType]


def test_explanations_are_changed_too() -> None:
    text = (
        TEXT
        + """\
explanations:
  eager: {prior: 0.3, parameters: {pace: 0.5}}
  tired: {prior: 0.7, moves: {army: {attack: {gives: {army: 0.1}}}}}
"""
    )
    scenario = loads(text)
    changed = scenario.with_do({"forbid": "army.rest", "start": {"truce": "strained"}})
    for name in scenario.explanations:
        before, after = scenario.game(name), changed.game(name)
        assert after.moves == moves(before, army__rest="never")
        assert after.parameters == before.parameters
    assert {name: one.prior for name, one in changed.explanations.items()} == {"eager": 0.3, "tired": 0.7}


def test_priors_of_values_follow_a_changed_start() -> None:
    scenario = loads(TEXT + "explanations: {of: mood}\n")
    changed = scenario.with_do({"start": {"mood": {"low": 0.6, "high": 0.4}}})
    assert {name: one.prior for name, one in changed.explanations.items()} == pytest.approx({"low": 0.6, "high": 0.4})


def in_any_order(game: Game) -> tuple[object, ...]:
    """What a game says, however its factors, moves and events are listed: what is laid over stands at the end."""
    listed = (*game.factors, *game.moves, *game.nature, *game.payoffs, *game.parameters)
    sight = [(one.name, str(one.waits), sorted(one.sees or ())) for one in game.actors]
    return sorted(map(repr, listed)), sight, sorted(game.analyst_sees or ())


@pytest.mark.parametrize(
    "block",
    [
        "{start: {truce: broken}, remove: {bases: [north, south]}}",
        "{remove: {channels: line}, from: record}",
        "{force: army.attack, parameters: {pace: 0.5}, from: start}",
        "{moves: {army: {retreat: {then: {truce: strained}, takes: 5}, rest: ~}}, forces: {garrison: {upkeep: 0.7}}}",
        "{remove: {actors: envoy, blocks: forces.garrison}, pays: {army: 3}}",
    ],
)
def test_an_expanded_scenario_gives_the_same_changed_game(block: str) -> None:
    scenario = loads(TEXT + f"do: {{change: {block}}}\n")
    expanded = loads(scenario.expanded())
    one, two = scenario.with_do("change"), expanded.with_do("change")
    assert in_any_order(one.game()) == in_any_order(two.game()) != in_any_order(scenario.game())
    assert one.set_factors == two.set_factors
    assert scenario.do["change"].since == expanded.do["change"].since


def test_what_is_wrong_stands_in_the_text_of_the_change(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario.with_do("forbid: [army.attack,\n  army.atack]")
    (one,) = error.value.diagnostics
    assert one.place is not None
    assert (one.code, one.place.file, one.place.line, one.place.column) == ("S011", "<do>", 2, 3)
    assert "did you mean `army.attack`?" in str(error.value)
    with pytest.raises(ScenarioError) as error:
        scenario.with_do({"parameters": {"pase": 3}})
    assert [one.code for one in error.value.diagnostics] == ["S015"]


def test_what_breaks_elsewhere_is_told_with_the_change(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario.with_do({"state": {"mood": {"values": ["low", "middle"], "start": "low"}}})
    told = error.value.diagnostics
    assert {one.code for one in told} == {"S013"} or any("`high`" in one.message for one in told)
    assert all("(with the change `do`)" in one.message for one in told)
    assert all(one.place is not None and one.place.file == scenario.path for one in told)
