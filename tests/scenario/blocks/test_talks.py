"""The block `talks`: against primitives written by hand, every option, every refusal."""

from __future__ import annotations

import pytest
from tests.scenario.blocks.comparing import WEATHER, assert_same, game, picture, refusal, scenario

ACTORS = ("envoy", "army", "rebels")

TRUCE = """
clock: {unit: hour}
parameters: {pull: 0.35}
state:
  truce: {values: [broken, strained, holding], start: holding}
nature:
  falls: {rate: 0.2, when: truce > broken, then: {truce: level(truce) - 1}}
  mends: {rate: 0.1, when: truce < holding, then: {truce: level(truce) + 1}}
"""

BLOCK = """
talks:
  vienna:
    convenor: envoy
    parties: [army, rebels]
    start: {scheduled: 0.7, suspended: 0.3}
    attend: {rebels: truce == holding or truce == strained, army: truce != strained}
    open: {cost: 0.15, when: truce != broken}
    rounds: {last: 2 days, agrees: 0.25}
    walk_out: {gains: {army: pull, rebels: 0.6}, cost: 0.1}
    return: {cost: {army: 0.2, rebels: 0.45}}
    suspend: {cost: 0.3}
    reschedule: {cost: 0.05}
    agenda: {items: [prisoners, borders, votes], advances: 0.4}
    worth: {envoy: {in_session: 0.1, agreed: 0.7}, army: 0.02}
"""

BY_HAND = """
clock: {unit: hour}
state:
  truce: {values: [broken, strained, holding], start: holding}
  vienna: {values: [suspended, scheduled, in_session, agreed], start: {scheduled: 0.7, suspended: 0.3}}
  vienna_absent: {values: [nobody, army, rebels], start: nobody}
  vienna_agenda: {values: [prisoners, borders, votes], start: prisoners}
nature:
  falls: {rate: 0.2, when: truce > broken, then: {truce: level(truce) - 1}}
  mends: {rate: 0.1, when: truce < holding, then: {truce: level(truce) + 1}}
  vienna_round_ends:
    rate: 1/48
    when: vienna == in_session
    then:
      - {chance: "0.25*(vienna_agenda == votes)", set: {vienna: agreed}}
      - {chance: "0.4*(vienna_agenda == prisoners)", set: {vienna: scheduled, vienna_agenda: borders}}
      - {chance: "0.4*(vienna_agenda == borders)", set: {vienna: scheduled, vienna_agenda: votes}}
      - {chance: "0.6 + 0.15*(vienna_agenda == votes)", set: {vienna: scheduled}}
moves:
  envoy:
    open_vienna:
      when: vienna == scheduled and truce == holding
      then: {vienna: in_session}
      gives: {envoy: -0.15}
    suspend_vienna: {when: vienna == in_session, then: {vienna: suspended}, gives: {envoy: -0.3}}
    reschedule_vienna:
      when: vienna == suspended and vienna_absent == nobody and truce == holding
      then: {vienna: scheduled}
      gives: {envoy: -0.05}
  army:
    walk_out_of_vienna:
      when: vienna == in_session
      then: {vienna: suspended, vienna_absent: army}
      gives: {army: 0.25}
    return_to_vienna:
      when: vienna_absent == army and truce in [broken, holding]
      then: {vienna: scheduled, vienna_absent: nobody}
      gives: {army: -0.2}
  rebels:
    walk_out_of_vienna:
      when: vienna == in_session
      then: {vienna: suspended, vienna_absent: rebels}
      gives: {rebels: 0.5}
    return_to_vienna:
      when: vienna_absent == rebels and truce > broken
      then: {vienna: scheduled, vienna_absent: nobody}
      gives: {rebels: -0.45}
payoffs:
  envoy: [{when: vienna == in_session, flow: 0.1}, {when: vienna == agreed, flow: 0.7}]
  army: {when: vienna == in_session, flow: 0.02}
"""


def short(more: str, **special: str) -> str:
    """The least talks and one thing more."""
    body = f"talks: {{vienna: {{convenor: envoy, parties: [army, rebels], rounds: 12 days, {more}}}}}"
    return scenario(body, *ACTORS, **special)


def moves(text: str) -> set[str]:
    return {label for _, label in picture(game(text)).options if not label.endswith(".wait")}


def where(text: str, label: str, factor: str) -> set[str]:
    """The values of a factor in the states where a move is open."""
    return {dict(state)[factor] for state, name in picture(game(text)).options if name == label}


def test_says_what_the_primitives_say():
    block, hand = game(scenario(TRUCE + BLOCK, *ACTORS)), game(scenario(BY_HAND, *ACTORS))
    # Per truce: suspended with three in absence, scheduled and in session, at three items; agreed at the last.
    assert len(hand.space) == 3 * (5 * 3 + 1)
    assert_same(block, hand)


def test_the_shortest_talks():
    assert moves(short("")) == {
        "envoy.open_vienna",
        "army.walk_out_of_vienna",
        "rebels.walk_out_of_vienna",
        "army.return_to_vienna",
        "rebels.return_to_vienna",
    }
    made = game(short(""))
    assert [one.name for one in made.factors] == ["vienna", "vienna_absent"]
    assert len(made.space) == 4


def test_only_who_left_can_return():
    assert where(short(""), "army.return_to_vienna", "vienna_absent") == {"army"}


@pytest.mark.parametrize("more", ["", "start: {scheduled: 0.5, suspended: 0.5}", "suspend: {}", "reschedule: {}"])
def test_the_convenor_reschedules_where_that_can_come_to_be_needed(more):
    labels = {move.label for move in game(short(more)).moves}
    assert ("envoy.reschedule_vienna" in labels) == bool(more)


def test_without_names_anyone_can_return_and_the_convenor_reschedule():
    text = short("names_who_left: false")
    made = game(text)
    assert [one.name for one in made.factors] == ["vienna"]
    assert len(made.space) == 3
    assert where(text, "army.return_to_vienna", "vienna") == {"suspended"}
    assert where(text, "envoy.reschedule_vienna", "vienna") == {"suspended"}


def test_nobody_is_absent_from_talks_that_cannot_be_left():
    text = short("walk_out: never, suspend: {}")
    assert [one.name for one in game(text).factors] == ["vienna"]
    assert where(text, "rebels.return_to_vienna", "vienna") == {"suspended"}


@pytest.mark.parametrize(
    ("never", "gone"),
    [("walk_out", "walk_out_of"), ("return", "return_to"), ("reschedule", "reschedule"), ("suspend", "suspend")],
)
def test_never_leaves_a_kind_of_move_out(never, gone):
    text = short(f"{never}: never" + ("" if never == "suspend" else ", suspend: {}"))
    assert not [one for one in moves(text) if one.split(".")[1].startswith(gone)]


def test_one_condition_to_attend_holds_for_all():
    text = short("attend: weather == fair") + "\n" + WEATHER
    for label in ("envoy.open_vienna", "army.return_to_vienna", "rebels.return_to_vienna"):
        assert where(text, label, "weather") == {"fair"}
    assert where(text, "army.walk_out_of_vienna", "weather") == {"fair", "foul"}


def test_an_agenda_of_one_item_is_for_the_reader():
    made = game(short("agenda: prisoners"))
    assert made.factors[0].about == "On the agenda: prisoners."
    assert len(made.factors) == 2


def test_a_list_is_an_agenda_that_advances_with_every_round():
    found = picture(game(short("agenda: [prisoners, votes]")))
    ends = [(dict(state), dict(target)) for state, name, target in found.events if name == "vienna_round_ends"]
    assert [target["vienna_agenda"] for state, target in ends if state["vienna_agenda"] == "prisoners"] == ["votes"]


def test_a_parameter_can_say_how_long_rounds_last():
    text = scenario("parameters: {lag: 8}\ntalks: {convenor: envoy, parties: army, rounds: {last: lag * 2}}", *ACTORS)
    assert set(picture(game(text)).events.values()) == {1 / 16}
    assert game(text).factors[0].name == "talks"


def test_rounds_of_one_unit_end_at_rate_one():
    text = scenario("talks: {vienna: {convenor: envoy, parties: army, rounds: 1}}", *ACTORS)
    assert set(picture(game(text)).events.values()) == {1.0}


def test_what_is_recorded_of_the_talks_is_seen_with_them():
    sight = picture(game(short("agenda: [a, b], hidden_from: [analyst]", army="sees: [vienna]"))).sight
    assert sight["army"] == {"vienna", "vienna_absent", "vienna_agenda"}
    assert sight["analyst"] == frozenset()


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ("attend: {envoy: weather == fair}", "S035", "`envoy` is no party of `vienna`"),
        ("open: {cost: {army: 1}}", "S035", "`army` is not the convenor of `vienna`"),
        ("walk_out: {gains: {envoy: 1}}", "S035", "`envoy` is no party of `vienna`"),
        ("return: {when: {envoy: weather == fair}}", "S035", "`envoy` is no party of `vienna`"),
        ("start: planned", "S018", "the start `planned` is not among the values of `vienna`"),
        ("agenda: {items: [a, b], advances: 1.5}", "S020", "`agenda.advances` is a chance"),
        ("worth: {army: {sitting: 1}}", "S013", "`sitting` is no value of `vienna`"),
        ("hidden_from: [envoy]", "S022", "`envoy.open_vienna` depends on `vienna`"),
        ("names_who_left: perhaps", "S007", "names_who_left"),
    ],
)
def test_refuses(more, code, says):
    found = refusal(short(more) + "\n" + WEATHER)
    assert found.code == code
    assert says in found.message
    assert found.place is not None


@pytest.mark.parametrize(
    ("body", "code", "says"),
    [
        ("convenor: enwoy, parties: army, rounds: 9", "S014", "`enwoy` is no actor"),
        ("convenor: envoy, parties: [army, rebel], rounds: 9", "S014", "`rebel` is no actor"),
        ("convenor: envoy, parties: [], rounds: 9", "S035", "talks have at least one party"),
        ("convenor: envoy, parties: army, rounds: 9 fortnights", "S034", "`fortnights` is no unit"),
        ("convenor: envoy, parties: army, rounds: -2 days", "S021", "`last` must be above zero"),
        ("convenor: envoy, parties: army, rounds: inf days", "S010", ""),
        ("convenor: envoy, parties: army, rounds: {last: 9, agrees: 2}", "S020", "`rounds.agrees` is a chance"),
        ("convenor: envoy, parties: army", "S006", "`vienna` has no `rounds:`"),
    ],
)
def test_refuses_talks_that_lack_something(body, code, says):
    found = refusal(scenario(f"talks: {{vienna: {{{body}}}}}", *ACTORS) + "\n" + WEATHER)
    assert found.code == code
    assert says in found.message


def test_refuses_a_condition_that_the_convenor_does_not_see():
    found = refusal(short("attend: weather == fair", envoy="sees: [vienna]") + "\n" + WEATHER)
    assert found.code == "S022"
    assert "`envoy.open_vienna` depends on `weather`" in found.message
    assert found.hint == "add `weather` to `sees` of `envoy`, or leave the move out"


def test_refuses_a_condition_hidden_from_a_party():
    weather = WEATHER.replace("start: fair", "start: fair, hidden_from: [rebels]")
    found = refusal(short("attend: {rebels: weather == fair}") + "\n" + weather)
    assert found.code == "S022"
    assert found.hint == "take `rebels` off its `hidden_from`, or leave the move out"
