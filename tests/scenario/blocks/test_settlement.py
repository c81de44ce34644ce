"""The block `settlement`: against primitives written by hand, every option, every refusal."""

from __future__ import annotations

import math

import pytest
from tests.scenario.blocks.comparing import WEATHER, assert_same, game, picture, refusal, scenario

ACTORS = ("envoy", "army", "rebels", "patron")

TALKS = """
talks:
  vienna:
    convenor: envoy
    parties: [army, rebels]
    rounds: 12 days
    suspend: {}
    agenda: {items: [prisoners, votes], advances: 0.4}
"""

TRUCE = """
ceasefire:
  truce:
    parties: [army, rebels]
    guarantors: {patron: {of: army, restrain: {cost: 0.3}}}
    start: broken
    repair: 0.1
"""

BLOCK = """
parameters: {belief: 35, weight: 0.8}
settlement:
  peace:
    through: vienna
    options: [unitary, federal, partition]
    start: {none: 0.9, federal: 0.1}
    positions:
      army: {unitary: 90, federal: belief, partition: 5}
      rebels: {unitary: 20, federal: 70, partition: 0}
      patron: {unitary: 55, federal: 65, partition: 15}
    salience: {army: 80, rebels: {unitary: 60, federal: 95, partition: 70}}
    loss: quadratic
    stakes: {army: weight, rebels: 0.5}
    status_quo: {army: 0.3, patron: 0.45}
    proposed_by: [envoy, patron]
    table: {cost: 0.15, when: truce >= strained}
    veto: [army, rebels]
    veto_cost: {army: 0.25, rebels: 0.1}
    decides_in: 25 days
    agreement: {sets: {truce: holding}, gives: {envoy: 3}}
    breach: {by: [army], cost: 4, gains: 0.5, when: truce != strained, sets: {truce: broken}, gives: {envoy: -1}}
"""

TALKS_BY_HAND = """
state:
  vienna: {values: [suspended, scheduled, in_session, agreed], start: scheduled}
  vienna_absent: {values: [nobody, army, rebels], start: nobody}
  vienna_agenda: {values: [prisoners, votes], start: prisoners}
  truce: {values: [none, broken, strained, holding], start: broken}
  truce_blamed: {values: [nobody, army, rebels], start: nobody}
  peace: {values: [none, unitary, federal, partition], start: {none: 0.9, federal: 0.1}, ordered: false}
  peace_tabled: {values: [none, unitary, federal, partition], start: none}
nature:
  vienna_round_ends:
    rate: 1/12
    when: vienna == in_session
    then:
      - {chance: "0.4*(vienna_agenda == prisoners)", set: {vienna: scheduled, vienna_agenda: votes, peace_tabled: none}}
      - {chance: "1 - 0.4*(vienna_agenda == prisoners)", set: {vienna: scheduled, peace_tabled: none}}
  truce_calms: {rate: 0.1, when: truce == strained, then: {truce: holding}}
  peace_agreed:
    rate: 0.04
    when: vienna == in_session and vienna_agenda == votes and peace_tabled != none
    then: {peace: level(peace_tabled), peace_tabled: none, vienna: agreed, truce: holding, truce_blamed: nobody}
    gives: {envoy: 3}
moves:
  envoy:
    open_vienna: {when: vienna == scheduled, then: {vienna: in_session}}
    suspend_vienna: {when: vienna == in_session, then: {vienna: suspended, peace_tabled: none}}
    reschedule_vienna: {when: vienna == suspended and vienna_absent == nobody, then: {vienna: scheduled}}
    table_unitary: &table
      when: >-
        vienna == in_session and vienna_agenda == votes and peace == none and peace_tabled == none
        and truce > broken
      then: {peace_tabled: unitary}
      gives: {envoy: -0.15}
    table_federal: {<<: *table, then: {peace_tabled: federal}}
    table_partition: {<<: *table, then: {peace_tabled: partition}}
  patron:
    restrain_truce:
      when: truce == strained or truce_blamed == army
      then: {truce: level(truce) + 1, truce_blamed: nobody}
      gives: {patron: -0.3}
    table_unitary: &other {<<: *table, gives: {patron: -0.15}}
    table_federal: {<<: *other, then: {peace_tabled: federal}}
    table_partition: {<<: *other, then: {peace_tabled: partition}}
  army:
    walk_out_of_vienna: {when: vienna == in_session, then: {vienna: suspended, vienna_absent: army, peace_tabled: none}}
    return_to_vienna: {when: vienna_absent == army, then: {vienna: scheduled, vienna_absent: nobody}}
    violate_truce: {when: truce == holding, then: {truce: strained}}
    break_truce: {when: truce > broken, then: {truce: broken, truce_blamed: army}}
    veto_peace: {when: peace_tabled != none, then: {peace_tabled: none}, gives: {army: -0.25}}
    breach_peace:
      when: peace != none and truce != strained
      then: {peace: none, vienna: suspended, truce: broken, truce_blamed: nobody}
      gives: {army: -3.5, envoy: -1}
  rebels:
    walk_out_of_vienna:
      when: vienna == in_session
      then: {vienna: suspended, vienna_absent: rebels, peace_tabled: none}
    return_to_vienna: {when: vienna_absent == rebels, then: {vienna: scheduled, vienna_absent: nobody}}
    violate_truce: {when: truce == holding, then: {truce: strained}}
    break_truce: {when: truce > broken, then: {truce: broken, truce_blamed: rebels}}
    veto_peace: {when: peace_tabled != none, then: {peace_tabled: none}, gives: {rebels: -0.1}}
payoffs:
  army:
    - {when: peace == none, flow: -0.8*0.8*0.3}
    - {when: peace == unitary, flow: -0.8*0.8*0.1**2}
    - {when: peace == federal, flow: -0.8*0.8*0.65**2}
    - {when: peace == partition, flow: -0.8*0.8*0.95**2}
  rebels:
    - {when: peace == none, flow: -0.5*(0.6 + 0.95 + 0.7)/3*0.5}
    - {when: peace == unitary, flow: -0.5*0.6*0.8**2}
    - {when: peace == federal, flow: -0.5*0.95*0.3**2}
    - {when: peace == partition, flow: -0.5*0.7}
  patron:
    - {when: peace == none, flow: -0.5*0.45}
    - {when: peace == unitary, flow: -0.5*0.45**2}
    - {when: peace == federal, flow: -0.5*0.35**2}
    - {when: peace == partition, flow: -0.5*0.85**2}
"""


def short(more: str, talks: str = "", **special: str) -> str:
    """The least settlement and one thing more."""
    meeting = f"talks: {{vienna: {{convenor: envoy, parties: [army, rebels], rounds: 9{talks}}}}}\n"
    body = f"settlement: {{peace: {{through: vienna, decides_in: 5, {more}}}}}"
    return scenario(meeting + body, *ACTORS, **special)


def moves(text: str) -> set[str]:
    labels = {label for _, label in picture(game(text)).options}
    return {label for label in labels if label.split(".")[1].startswith(("table", "veto", "breach"))}


def living(text: str) -> dict[tuple[str, str], float]:
    """What each actor gets per clock unit under each option."""
    return {(dict(state)["peace"], who): value for (state, who), value in picture(game(text)).income.items()}


def test_says_what_the_primitives_say():
    block, hand = game(scenario(TALKS + TRUCE + BLOCK, *ACTORS)), game(scenario(TALKS_BY_HAND, *ACTORS))
    assert len(hand.space) == len(block.space)
    assert_same(block, hand)


def test_the_shortest_settlement():
    text = short("options: [unitary, federal]")
    assert moves(text) == {"envoy.table_unitary", "envoy.table_federal", "army.breach_peace", "rebels.breach_peace"}
    made = game(text)
    # Five of the talks that are not agreed, each option tabled in session, each agreed.
    assert len(made.space) == 5 + 2 + 2
    assert set(picture(made).gives) == set()
    assert set(picture(made).income.values()) == {0.0}


def test_an_option_is_agreed_where_the_talks_are():
    space = game(short("options: [unitary, federal]")).space
    assert (space.holds("peace != none") == space.holds("vienna == agreed")).all()


def test_those_with_a_veto_can_breach_unless_others_are_named():
    text = short("options: [unitary], veto: [patron]")
    assert moves(text) == {"envoy.table_unitary", "patron.veto_peace", "patron.breach_peace"}
    assert "army.breach_peace" in moves(short("options: [unitary], veto: patron, breach: {by: army}"))


def test_never_leaves_breach_out():
    assert moves(short("options: [unitary], breach: never")) == {"envoy.table_unitary"}


def test_anyone_named_can_propose():
    text = short(
        "options: [unitary], proposed_by: [army, patron], breach: never, table: {cost: {army: 0.4, patron: 0.1}}"
    )
    assert moves(text) == {"army.table_unitary", "patron.table_unitary"}
    paid = {who: value for (_, label, who), value in picture(game(text)).gives.items()}
    assert paid == {"army": -0.4, "patron": -0.1}


LOSSES = {
    "linear": lambda d: d,
    "quadratic": lambda d: d**2,
    "root": math.sqrt,
    "{form: threshold, beyond: 0.4}": lambda d: float(d > 0.4),
}


@pytest.mark.parametrize("form", LOSSES)
@pytest.mark.parametrize("written", ["plain", "parameters"])
def test_the_named_losses(form, written):
    parameters = "\nparameters: {high: 85, low: 25, scale: 0.4, concern: 70}"
    high, low, scale, concern = (85, 25, 0.4, 70) if written == "plain" else ("high", "low", "scale", "concern")
    text = short(
        f"options: [near, far], positions: {{army: {{near: {high}, far: {low}}}}}, salience: {{army: {concern}}}, "
        f"stakes: {scale}, status_quo: 0.35, loss: {form}"
    )
    found = living(text + parameters)
    assert found["near", "army"] == pytest.approx(-0.4 * 0.7 * LOSSES[form](0.15), abs=1e-12)
    assert found["far", "army"] == pytest.approx(-0.4 * 0.7 * LOSSES[form](0.75), abs=1e-12)
    assert found["none", "army"] == pytest.approx(-0.4 * 0.7 * 0.35, abs=1e-12)


@pytest.mark.parametrize("form", LOSSES)
@pytest.mark.parametrize("place", ["30", "ideal"])
def test_places_on_one_scale(form, place):
    text = short(f"options: {{near: 20, far: 95}}, positions: {{rebels: {place}}}, loss: {form}")
    found = living(text + "\nparameters: {ideal: 30}")
    assert found["near", "rebels"] == pytest.approx(-0.5 * LOSSES[form](0.1), abs=1e-12)
    assert found["far", "rebels"] == pytest.approx(-0.5 * LOSSES[form](0.65), abs=1e-12)


@pytest.mark.parametrize("numbers", [(20, 95), ("low", "high")])
def test_saliences_by_option_and_their_mean(numbers):
    low, high = numbers
    text = short(
        "options: [near, far], positions: {army: {near: 60, far: 10}}, "
        f"salience: {{army: {{near: {low}, far: {high}}}}}"
    )
    found = living(text + "\nparameters: {low: 20, high: 95}")
    assert found["near", "army"] == pytest.approx(-0.2 * 0.4)
    assert found["far", "army"] == pytest.approx(-0.95 * 0.9)
    assert found["none", "army"] == pytest.approx(-0.575 * 0.5)


def test_what_is_tabled_is_seen_with_what_is_agreed():
    sight = picture(game(short("options: [near], hidden_from: analyst", patron="sees: [peace]"))).sight
    assert sight["patron"] == {"peace", "peace_tabled"}
    assert sight["analyst"] == {"vienna", "vienna_absent"}


def test_a_truce_that_an_agreement_restores_leaves_nobody_blamed():
    space = game(scenario(TALKS + TRUCE + BLOCK, *ACTORS)).space
    assert not space.holds("truce_blamed != nobody and truce != broken").any()


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ("options: []", "S035", "a settlement needs an option"),
        ("options: [none]", "S035", "`none` is no option"),
        ("options: [near, near]", "S007", "`options` is not what should stand here"),
        ("options: [near], proposed_by: [nobody]", "S014", "`nobody` is no actor"),
        ("options: [near], veto: [nobody]", "S014", "`nobody` is no actor"),
        ("options: [near], veto_cost: {nobody: 1}", "S014", "`nobody` is no actor"),
        ("options: [near], stakes: {nobody: 1}", "S014", "`nobody` is no actor"),
        ("options: [near], status_quo: {nobody: 1}", "S014", "`nobody` is no actor"),
        ("options: [near], table: {cost: {nobody: 1}}", "S014", "`nobody` is no actor"),
        ("options: [near], breach: {by: nobody}", "S014", "`nobody` is no actor"),
        ("options: [near], breach: {gains: {nobody: 1}}", "S014", "`nobody` is no actor"),
        ("options: [near], breach: {gives: {nobody: 1}}", "S014", "`nobody` is no actor"),
        ("options: [near], agreement: {gives: {nobody: 1}}", "S014", "`nobody` is no actor"),
        ("options: [near], positions: {nobody: {near: 1}}", "S014", "`nobody` is no actor"),
        ("options: [near], salience: {army: 40}", "S035", "`army` is given a salience but no position"),
        ("options: [near, far], positions: {army: {near: 40}}", "S006", "nothing is said about `far`"),
        ("options: [near], positions: {army: {near: 40, fair: 1}}", "S013", "`fair` is none of the options"),
        ("options: [near], positions: {army: {near: 101}}", "S035", "`positions.army.near` is off the scale"),
        ("options: [near], positions: {army: 50}, salience: {army: -1}", "S035", "`salience.army` is off the scale"),
        ("options: [near], positions: {army: 50}, status_quo: 1.5", "S035", "`status_quo` is off the scale"),
        ("options: {near: 120}, positions: {army: 50}", "S035", "`options.near` is off the scale"),
        ("options: {near: 20}, positions: {army: 150}", "S035", "`positions.army` is off the scale"),
        ("options: {near: 20}, positions: {army: {near: 50}}", "S035", "an actor has one place too"),
        ("options: [near], loss: cubic", "S007", "`form`"),
        ("options: [near], agreement: {sets: {vienna: agreed}}", "S035", "`vienna` is set already"),
        ("options: [near], breach: {sets: {peace_tabled: none}}", "S035", "`peace_tabled` is set already"),
        ("options: [near], start: far", "S018", "the start `far` is not among the values of `peace`"),
        ("options: [near], hidden_from: [envoy]", "S022", "`envoy.table_near` depends on `peace`"),
    ],
)
def test_refuses(more, code, says):
    found = refusal(short(more))
    assert found.code == code
    assert says in found.message
    assert found.place is not None


def test_refuses_talks_that_are_not_there():
    text = short("options: [near]").replace("through: vienna", "through: viena")
    found = refusal(text)
    assert (found.code, found.hint) == ("S035", "did you mean `vienna`?")
    assert "`viena` is not an instance of `talks`" in found.message


def test_refuses_without_any_talks():
    found = refusal(scenario("settlement: {through: vienna, decides_in: 5, options: [near]}" + WEATHER, *ACTORS))
    assert "`vienna` is not an instance of `talks`" in found.message


def test_refuses_talks_that_could_be_agreed_without_an_option():
    text = short("options: [near]").replace("rounds: 9", "rounds: {last: 9, agrees: 0.1}")
    found = refusal(text)
    assert found.code == "S035"
    assert "`vienna` could be agreed without an option" in found.message


def test_refuses_a_veto_of_what_is_not_seen():
    found = refusal(short("options: [near], veto: [patron]", patron="sees: [vienna]"))
    assert found.code == "S022"
    assert "`patron.veto_peace` depends on `peace_tabled`" in found.message
