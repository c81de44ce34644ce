"""What a scenario's text means: the game it is lowered to, compared with one written by hand."""

import datetime as dt
import json

import pytest

from detente.errors import ScenarioError, UsageError
from detente.game import Actor, Branch, Clock, Event, Factor, Flow, Game, Move, Parameter, Prior, Start
from detente.scenario import Scenario, loads
from detente.scenario._tree import Source, to_plain
from detente.scenario._yaml import read_tree


def game_of(text: str) -> Game:
    return loads("detente: 1\n" + text).game()


CHAIN = """\
state:
  queue: {values: [0, 1, 2, 3], start: 0}
nature:
  arrival: {rate: 1.5, when: queue != 3, then: {queue: level(queue) + 1}}
  service: {rate: 3, when: queue != 0, then: {queue: level(queue) - 1}}
"""


def test_the_example_of_the_design(two_parties: str) -> None:
    by_hand = Game(
        title="Two parties and a guarantor",
        clock=Clock("day", dt.date(2016, 2, 27)),
        parameters=[Parameter("upkeep", 0.05, Prior("lognormal", (-3.0, 0.5)), "cost a day of each level", "...")],
        actors=[
            Actor("russia", 0.01, 0.2, 1.0, waits="always", title="Russia"),
            Actor("government", 0.01, 0.3, 1.0, sees=("truce", "forces"), waits="always"),
        ],
        factors=[
            Factor("truce", ("broken", "strained", "holding"), "holding"),
            Factor("forces", ("bases", "reduced", "full"), "full"),
            Factor("plan", ("coordinated", "weakness"), {"coordinated": 0.5, "weakness": 0.5}),
        ],
        moves=[
            Move("russia", "draw_down", "forces == full", {"forces": "reduced"}, {"russia": "4*(plan == weakness)"}),
            Move("russia", "return", "forces != full", {"forces": "full"}, {"russia": -3.0}),
            Move("government", "violate", "truce == holding", {"truce": "strained"}, {}),
            Move(
                "government",
                "offensive",
                "truce == strained",
                (Branch({"truce": "broken"}, 0.8, {}), Branch({"truce": "holding"}, 0.2, {"government": -1.0})),
                {},
            ),
        ],
        nature=[Event("calm", 0.1, "truce == strained", {"truce": "holding"}, {})],
        payoffs=[
            Flow("russia", "-upkeep * level(forces)", "always"),
            Flow("russia", 0.1, "truce == holding"),
            Flow("government", "0.12*level(forces) - 0.1", "truce == broken"),
        ],
        analyst_sees=("truce", "forces"),
        memory=60.0,
    )
    assert loads(two_parties).game() == by_hand


def test_a_scenario_may_have_no_actors() -> None:
    game = game_of(CHAIN)
    assert game.actors == ()
    assert len(game.space) == 4


def test_words_that_yaml_would_type_stay_text() -> None:
    game = game_of(
        "state:\n"
        "  treaty: {values: [no, yes, on, off, null, 1.0, 1, 2016-02-27, 0x1F, 1_000], start: no}\n"
        "nature: {sign: {rate: 0.4, when: treaty == no, then: {treaty: yes}}}\n"
    )
    (treaty,) = game.factors
    assert treaty.values == ("no", "yes", "on", "off", "null", "1.0", "1", "2016-02-27", "0x1F", "1_000")
    assert list(game.space.values("treaty")) == ["no", "yes"]


@pytest.mark.parametrize(
    ("written", "flows"),
    [
        ("0.3*level(queue)", [("0.3*level(queue)", "always")]),
        ("-2", [(-2.0, "always")]),
        ("{flow: 2, when: queue == 3}", [(2.0, "queue == 3")]),
        ("[{flow: 2, when: queue == 3}, {flow: price}]", [(2.0, "queue == 3"), ("price", "always")]),
    ],
)
def test_payoffs_may_be_written_short(written: str, flows: list) -> None:
    actor = "actors: {clerk: {discount: 0.1, attention: 1, noise: 1}}\nparameters: {price: 7/5}\n"
    game = game_of(CHAIN + actor + f"payoffs: {{clerk: {written}}}\n")
    assert [(one.flow, one.when) for one in game.payoffs] == flows
    assert game.parameters == (Parameter("price", "7/5"),)
    assert game.lowered.vocabulary.parameters["price"] == pytest.approx(1.4)


def test_sight_is_what_is_listed_without_what_is_hidden() -> None:
    game = game_of(
        "actors:\n"
        "  north: {discount: 0.1, attention: 1, noise: 1}\n"
        "  south: {discount: 0.1, attention: 1, noise: 1, sees: [b, c]}\n"
        "  west: {discount: 0.1, attention: 1, noise: 1, sees: all, waits: never}\n"
        "state:\n"
        "  a: {values: [x, y], start: x, hidden_from: north}\n"
        "  b: {values: [x, y], start: x, hidden_from: [south, analyst]}\n"
        "  c: {values: [x, y], start: x}\n"
        "analyst: {sees: [a, b]}\n"
    )
    assert [one.sees for one in game.actors] == [("b", "c"), ("c",), None]
    assert game.analyst_sees == ("a",)
    assert [one.waits for one in game.actors] == ["always", "always", "never"]


def test_a_joint_start() -> None:
    game = game_of(
        "state:\n"
        "  a: {values: [x, y]}\n"
        "  b: {values: [x, y]}\n"
        "  c: {values: [x, y], start: {x: 0.9, y: 0.1}}\n"
        "start:\n"
        "  - {chance: 1/3, set: {a: x, b: y}}\n"
        "  - {chance: 2/3, set: {a: y, b: x}}\n"
    )
    assert game.start == (Start({"a": "x", "b": "y"}, "1/3"), Start({"a": "y", "b": "x"}, "2/3"))
    at = game.space.find({"a": "y", "b": "x", "c": "y"})
    assert game.space.start[at] == pytest.approx(2 / 30)
    assert len(game.space) == 4


def test_memory_is_a_duration() -> None:
    assert game_of(CHAIN + "clock: {unit: hour}\nbeliefs: {memory: 2.5 days}\n").memory == 60.0
    assert game_of(CHAIN + "parameters: {long: 40}\nbeliefs: {memory: 3*long}\n").memory == "3*long"


def test_anchors_aliases_and_merge_keys() -> None:
    game = game_of(
        "actors:\n"
        "  north: &alike {discount: 0.1, attention: 1, noise: 1}\n"
        "  south: {<<: *alike, noise: 2}\n"
        "state: {a: {values: [x, y], start: x}}\n"
    )
    north, south = game.actors
    assert (south.discount, south.attention, south.noise) == (north.discount, north.attention, 2.0)


@pytest.mark.parametrize("text", ["\ufeff", "# a comment\n\n", "%YAML 1.1\n---\n"])
def test_what_may_stand_before_a_scenario(text: str) -> None:
    assert len(loads(text + "detente: 1\n" + CHAIN).game().space) == 4


def test_json_is_read_too(two_parties: str) -> None:
    document = to_plain(read_tree(Source("f", two_parties))[0])
    document["title"] = 'Two "parties"\tand a gu\u00e4rantor'
    scenario = loads(json.dumps(document))
    assert scenario.title == document["title"]
    assert scenario.game().replace(title="") == loads(two_parties).game().replace(title="")


def test_line_ends_of_other_systems_do_not_move_places() -> None:
    text = ("detente: 1\n" + CHAIN).replace("queue != 3", "quue != 3")
    for changed in (text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        with pytest.raises(ScenarioError) as error:
            loads(changed)
        (one,) = error.value.diagnostics
        assert one.place is not None
        assert (one.place.line, one.place.column) == (5, 30)


def test_parameters_are_set_everywhere(two_parties: str) -> None:
    scenario = loads(two_parties)
    game = scenario.game(set={"upkeep": 0.4})
    assert game.lowered.vocabulary.parameters["upkeep"] == 0.4
    assert scenario.game().lowered.vocabulary.parameters["upkeep"] == 0.05
    with pytest.raises(UsageError, match="did you mean `upkeep`"):
        scenario.game(set={"upkep": 0.4})


def test_a_set_parameter_that_makes_no_game_is_placed(two_parties: str) -> None:
    scenario = loads(two_parties.replace("rate: 0.1,", "rate: upkeep,"))
    with pytest.raises(ScenarioError) as error:
        scenario.game(set={"upkeep": -2})
    (one,) = error.value.diagnostics
    assert one.code == "S020"
    assert one.place is not None
    assert (one.place.line, one.place.column) == (24, 41)


def test_the_same_game_is_given_again(two_parties: str) -> None:
    scenario = loads(two_parties)
    assert scenario.game() is scenario.game()
    assert scenario.game(max_states=1000).max_states == 1000
    assert scenario.game(max_states=1000) == scenario.game().replace(max_states=1000)


def test_what_else_a_scenario_tells(two_parties: str) -> None:
    scenario = loads(
        two_parties + "about: >\n  Who keeps\n  the truce.\nsources: {sr: Security Council}\n", name="two.yaml"
    )
    assert isinstance(scenario, Scenario)
    assert scenario.path == "two.yaml"
    assert scenario.title == "Two parties and a guarantor"
    assert scenario.about == "Who keeps the truce.\n"
    assert scenario.sources == ("sr: Security Council",)
    assert scenario.clock == Clock("day", dt.date(2016, 2, 27))
    assert list(scenario.actors) == ["russia", "government"]
    assert list(scenario.factors) == ["truce", "forces", "plan"]
    assert scenario.parameters["upkeep"].prior == Prior("lognormal", (-3.0, 0.5))
    assert len(scenario.sha256) == 64
    assert scenario.sha256 != loads(two_parties).sha256
