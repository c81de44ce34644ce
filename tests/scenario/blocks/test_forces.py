"""The block `forces`: against primitives written by hand, every option, every refusal."""

from __future__ import annotations

import pytest
from tests.scenario.blocks.comparing import WEATHER, assert_same, game, picture, refusal, scenario

BLOCK = """
parameters: {upkeep: 0.07, lag: 6}
forces:
  garrison:
    of: patron
    levels: [base, reduced, full]
    start: {reduced: 0.25, full: 0.75}
    upkeep: upkeep
    withdraw: {move: draw_down, takes: 4 days, cost: 1.5, gives: {ally: -0.5}}
    return:
      move: return
      takes: {mean: lag, phases: 2}
      cost: 3
      readiness: {base: 0.7, reduced: 0.9}
      when: mood == calm
    hidden_from: [stranger]
state:
  mood: {values: [calm, tense], start: calm}
nature:
  turns: {rate: 0.3, then: [{chance: 0.5, set: {mood: calm}}, {chance: 0.5, set: {mood: tense}}]}
"""

BY_HAND = """
parameters: {upkeep: 0.07, lag: 6}
state:
  mood: {values: [calm, tense], start: calm}
  garrison: {values: [base, reduced, full], start: {reduced: 0.25, full: 0.75}, hidden_from: [stranger]}
  patron_draw_down_under_way: {values: ["no", under_way], start: "no", hidden_from: [stranger]}
  patron_return_under_way: {values: [none, phase_1, phase_2], start: none, hidden_from: [stranger]}
moves:
  patron:
    draw_down:
      when: >-
        garrison in [reduced, full] and not (patron_return_under_way in [phase_1, phase_2])
        and patron_draw_down_under_way != under_way
      then: {patron_draw_down_under_way: under_way}
      gives: {patron: -1.5, ally: -0.5}
    return:
      when: >-
        mood != tense and garrison in [base, reduced] and patron_return_under_way == none
        and patron_draw_down_under_way == no
      then: {patron_return_under_way: phase_1}
      gives: {patron: -3}
nature:
  turns: {rate: 0.3, then: [{chance: 0.5, set: {mood: calm}}, {chance: 0.5, set: {mood: tense}}]}
  patron_draw_down_arrives:
    when: patron_draw_down_under_way == under_way
    rate: 0.25
    then: {garrison: level(garrison) - 1, patron_draw_down_under_way: "no"}
  patron_return_proceeds:
    when: patron_return_under_way == phase_1
    rate: 1/3
    then: {patron_return_under_way: phase_2}
  patron_return_arrives:
    when: patron_return_under_way == phase_2
    rate: 1/3
    then:
      - {chance: "0.9 - 0.2*(garrison == base)", set: {garrison: level(garrison) + 1, patron_return_under_way: none}}
      - {chance: "0.1 + 0.2*(garrison == base)", set: {patron_return_under_way: none}}
payoffs:
  patron:
    - {when: garrison == reduced, flow: -0.07}
    - {when: garrison == full, flow: -0.14}
"""

ACTORS = ("patron", "ally", "stranger")


def short(more: str, *actors: str, **special: str) -> str:
    return scenario(
        f"forces: {{garrison: {{of: patron{', ' if more else ''}{more}}}}}", *(actors or ("patron",)), **special
    )


def test_says_what_the_primitives_say():
    block, hand = game(scenario(BLOCK, *ACTORS)), game(scenario(BY_HAND, *ACTORS))
    # 3 levels at rest, 2 on the way down, 2 x 2 on the way up, in either mood.
    assert len(hand.space) == 2 * (3 + 2 + 2 * 2)
    assert_same(block, hand)


def test_the_shortest_force_has_three_levels_at_no_cost():
    found = picture(game(short("")))
    assert len(found.start) == 1
    assert dict(next(iter(found.start))) == {"garrison": "full"}
    assert {label for _, label in found.options} == {
        "patron.withdraw_garrison",
        "patron.return_garrison",
        "patron.wait",
    }
    assert found.gives == {}
    assert set(found.income.values()) == {0.0}
    full = (("garrison", "full"),)
    assert found.options[full, "patron.withdraw_garrison"] == {(("garrison", "reduced"),): 1.0}


def test_upkeep_by_level_is_paid_at_that_level_only():
    found = picture(game(short("upkeep: {bases: 0.02, full: 0.5}")))
    values = {dict(state)["garrison"]: income for (state, _), income in found.income.items()}
    assert values == {"bases": -0.02, "reduced": 0.0, "full": -0.5}


def test_the_owners_own_gives_is_added_to_the_cost():
    found = picture(game(short("withdraw: {cost: 1.25, gives: {patron: 0.5}}")))
    assert set(found.gives.values()) == {-0.75}


@pytest.mark.parametrize("never", ["withdraw", "return"])
def test_never_leaves_a_movement_out(never):
    start = "full" if never == "return" else "bases"
    found = picture(game(short(f"{never}: never, start: {start}")))
    assert f"patron.{never}_garrison" not in {label for _, label in found.options}
    assert len(found.income) == 3


def test_only_one_movement_is_under_way_where_only_one_takes_time():
    found = picture(game(short("withdraw: {takes: 3}, levels: [base, full]")))
    under_way = [key for key in found.options if dict(key[0])["patron_withdraw_garrison_under_way"] == "under_way"]
    assert under_way == []


def test_the_names_of_the_bases_are_shown():
    made = game(short("bases: [North Field, Harbour], about: The garrison."))
    assert made.factors[0].about == "The garrison. What stays at `bases`: North Field, Harbour."


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ("levels: [bases]", "S035", "a force has at least two levels"),
        ("start: ful", "S018", "the start `ful` is not among the values of `garrison`"),
        ("return: {readiness: 1.5}", "S020", "`return.readiness` is a chance"),
        ("return: {readiness: {bases: -0.5}}", "S020", "`return.readiness.bases` is a chance"),
        ("return: {readiness: {full: 0.5}}", "S013", "`full` is no level that `garrison` could return from"),
        ("upkeep: {fool: 0.5}", "S013", "`fool` is no level of `garrison`"),
        ("withdraw: {gives: {nobody: 1}}", "S014", "`nobody` is no actor of this scenario"),
        ("hidden_from: [nobody]", "S014", "`nobody` is no actor of this scenario"),
        ("hidden_from: [patron]", "S022", "`patron.withdraw_garrison` depends on `garrison`"),
        ("withdraw: {tekes: 3}", "S005", "there is no key `tekes` in `withdraw`"),
        ("withdraw: {when: garrison >}", "S010", "`garrison >` cannot be read: the expression ends too early"),
        ("upkeep: 0.1 *", "S010", "`0.1 *` cannot be read: the expression ends too early"),
        ("upkeep: [0.1]", "S007", "`upkeep` is not what should stand here"),
        ("return: often", "S007", "`return` is not what should stand here"),
    ],
)
def test_refuses(more, code, says):
    found = refusal(short(more) + WEATHER)
    assert found.code == code
    assert says in found.message
    assert found.place is not None


def test_the_nearest_key_is_named_under_return_too():
    assert refusal(short("return: {readines: 0.3}")).hint == "did you mean `readiness`?"


def test_says_what_an_amount_may_be():
    assert refusal(short("upkeep: [0.1]")).expected == "a number or an expression, or a mapping"


def test_refuses_an_owner_that_is_no_actor():
    found = refusal(scenario("forces: {garrison: {of: patrol}}" + WEATHER, "patron"))
    assert (found.code, found.hint) == ("S014", "did you mean `patron`?")


def test_refuses_an_owner_that_does_not_see_its_force():
    found = refusal(scenario(BLOCK, *ACTORS, patron="sees: [mood]"))
    assert found.code == "S022"
    assert found.hint == "add `garrison` to `sees` of `patron`, or leave the move out"


def test_refuses_a_condition_on_what_the_owner_does_not_see():
    found = refusal(scenario(BLOCK, *ACTORS, patron="sees: [garrison]"))
    assert found.code == "S022"
    assert "`patron.return` depends on `mood`" in found.message
