"""The block `ceasefire`: against primitives written by hand, every option, every refusal."""

from __future__ import annotations

import pytest
from tests.scenario.blocks.comparing import WEATHER, assert_same, game, picture, refusal, scenario

ACTORS = ("army", "rebels", "patron", "sponsor", "envoy", "gang")

BLOCK = """
parameters: {tempt: 0.7, fine: 1.1}
state:
  garrison: {values: [base, reduced, full], start: full}
nature:
  thins: {rate: 0.11, when: garrison > base, then: {garrison: level(garrison) - 1}}
ceasefire:
  truce:
    parties: [army, rebels]
    left_out: [gang, zealots]
    start: none
    agree: {by: [sponsor, envoy], cost: {envoy: 0.15, sponsor: 0.2}, works: 0.45, when: garrison != base}
    minor: {gains: {army: tempt, rebels: 0.3}, cost: 0.05}
    large: {gains: 1.5, breaks: 0.8, when: {rebels: garrison == base}}
    repair: {rate: 0.05, by: [envoy], cost: 0.1, works: 0.6}
    spoilers:
      zealots: {rate: 0.02, breaks: 0.1}
      gang: {gains: 0.4, cost: 0.15, breaks: 0.25, when: garrison < full}
    strikes: {by: [army], gains: 0.2, strains: 0.3}
    guarantors:
      patron:
        of: [army]
        force: garrison
        answer: {cost: 1, penalty: 2, works: 0.7}
        restrain: {cost: 0.4, penalty: fine, works: 0.65}
      sponsor: {of: rebels, restrain: {cost: 0.5}}
    monitoring: {seen: 0.7, attributed: 0.9, exposed: 0.25, calms: 0.01}
    worth: {army: {holding: 0.1, broken: -0.05}, rebels: 0.2}
"""

BY_HAND = """
state:
  garrison: {values: [base, reduced, full], start: full}
  truce: {values: [none, broken, strained, holding], start: none}
  truce_blamed: {values: [nobody, army, rebels], start: nobody}
nature:
  thins: {rate: 0.11, when: garrison > base, then: {garrison: level(garrison) - 1}}
  truce_calms: {when: truce == strained, rate: 0.06, then: {truce: holding}}
  truce_spoiled_by_zealots:
    when: truce in [strained, holding]
    rate: 0.02
    then:
      - {chance: "1*(truce == strained) + 0.1*(truce == holding)", set: {truce: broken}}
      - {chance: "0.9*(truce == holding)", set: {truce: strained}}
moves:
  army:
    violate_truce:
      when: truce == holding
      then: [{chance: 0.7, set: {truce: strained}}, {chance: 0.3}]
      gives: {army: 0.7 - 0.05 - 0.7*0.25}
    break_truce:
      when: truce not in [none, broken]
      then:
        - {chance: 0.72, set: {truce: broken, truce_blamed: army}}
        - {chance: 0.08, set: {truce: broken}}
        - {chance: 0.2, set: {truce: strained}}
      gives: {army: 1.5}
    strike_outside_truce:
      when: truce > broken
      then: [{chance: "0.3*(truce == holding)", set: {truce: strained}}, {chance: "1 - 0.3*(truce == holding)"}]
      gives: {army: 0.2}
  rebels:
    violate_truce:
      when: truce == holding
      then: [{chance: 0.7, set: {truce: strained}}, {chance: 0.3}]
      gives: {rebels: 0.3 - 0.05 - 0.7*0.25}
    break_truce:
      when: truce not in [none, broken] and garrison == base
      then:
        - {chance: 0.72, set: {truce: broken, truce_blamed: rebels}}
        - {chance: 0.08, set: {truce: broken}}
        - {chance: 0.2, set: {truce: strained}}
      gives: {rebels: 1.5}
  gang:
    spoil_truce:
      when: truce > broken and garrison in [base, reduced]
      then:
        - {chance: 0.25 + 0.75*(truce == strained), set: {truce: broken}}
        - {chance: 0.75*(truce == holding), set: {truce: strained}}
      gives: {gang: 0.25}
  sponsor:
    agree_truce:
      when: truce < strained and garrison > base
      then: [{chance: 0.45, set: {truce: holding, truce_blamed: nobody}}, {chance: 0.55}]
      gives: {sponsor: -0.2}
    restrain_truce:
      when: truce == strained or truce_blamed == rebels
      then:
        - {chance: truce == broken, set: {truce: strained, truce_blamed: nobody}}
        - {chance: truce == strained, set: {truce: holding}}
      gives: {sponsor: -0.5}
  envoy:
    agree_truce:
      when: truce < strained and garrison > base
      then: [{chance: 0.45, set: {truce: holding, truce_blamed: nobody}}, {chance: 0.55}]
      gives: {envoy: -0.15}
    repair_truce:
      when: truce == strained
      then: [{chance: 0.6, set: {truce: holding}}, {chance: 0.4}]
      gives: {envoy: -0.1}
  patron:
    answer_truce:
      when: truce_blamed == rebels and garrison != base
      then: [{chance: 0.7, set: {truce: strained, truce_blamed: nobody}}, {chance: 0.3}]
      gives: {patron: -1, rebels: -2}
    restrain_truce:
      when: truce == strained or truce_blamed == army
      then:
        - {chance: 0.65*(truce == broken), set: {truce: strained, truce_blamed: nobody}}
        - {chance: 0.65*(truce == strained), set: {truce: holding}}
        - {chance: 0.35}
      gives: {patron: -0.4, army: -1.1}
payoffs:
  army: [{when: truce == holding, flow: 0.1}, {when: truce == broken, flow: -0.05}]
  rebels: [{when: truce == holding, flow: 0.2}]
"""


def short(more: str, **special: str) -> str:
    """The least ceasefire and one thing more."""
    return scenario(f"ceasefire: {{truce: {{parties: [army, rebels], {more}}}}}", *ACTORS[:4], **special)


def labels(text: str) -> set[str]:
    made = game(text)
    return {label for _, label in picture(made).options if not label.endswith(".wait")} | {
        f"nature.{event.name}" for event in made.nature
    }


def options(text: str, label: str) -> dict[str, dict[str, float]]:
    """Where a move leads, by rung: chances of rungs (what else changes added up)."""
    found: dict[str, dict[str, float]] = {}
    for (state, name), targets in picture(game(text)).options.items():
        if name == label:
            row = found.setdefault(dict(state)["truce"], {})
            for target, chance in targets.items():
                rung = dict(target)["truce"]
                row[rung] = row.get(rung, 0) + chance
    return found


def test_says_what_the_primitives_say():
    block, hand = game(scenario(BLOCK, *ACTORS)), game(scenario(BY_HAND, *ACTORS))
    # Four rungs, and either party to blame while it is broken; the rebels break it only from `base` on.
    assert len(hand.space) == 3 * (4 + 1) + 1
    assert_same(block, hand)


def test_the_shortest_ceasefire_has_violations_only():
    assert labels(short("start: holding")) == {
        "army.violate_truce",
        "army.break_truce",
        "rebels.violate_truce",
        "rebels.break_truce",
    }


def test_a_large_violation_breaks_for_sure_unless_told_otherwise():
    assert options(short("start: holding"), "army.break_truce") == {
        "holding": {"broken": 1.0},
        "strained": {"broken": 1.0},
    }


@pytest.mark.parametrize("never", ["minor", "large"])
def test_never_leaves_violations_out(never):
    left = {"minor": "break", "large": "violate"}[never]
    assert labels(short(f"start: holding, {never}: never")) == {f"army.{left}_truce", f"rebels.{left}_truce"}


def test_one_instance_may_go_without_a_name():
    text = scenario("ceasefire: {parties: [army, rebels], start: holding}", "army", "rebels")
    assert game(text).factors[0].name == "ceasefire"


def test_guarantors_can_agree_it_unless_others_are_named():
    guarantors = "guarantors: {patron: {of: army, restrain: {}}}"
    assert "patron.agree_truce" in labels(short(f"agree: {{}}, {guarantors}"))
    assert {"army.agree_truce", "rebels.agree_truce"} <= labels(short("agree: {works: 0.3}"))
    named = labels(short(f"agree: {{by: army}}, {guarantors}"))
    assert {one for one in named if one.endswith("agree_truce")} == {"army.agree_truce"}


def test_agree_and_its_absence_are_the_same_as_never():
    assert labels(short("agree: never, start: holding")) == labels(short("start: holding"))


def test_strikes_that_strain_nothing_only_gain():
    text = short("start: holding, left_out: gang, strikes: {gains: 0.35}")
    assert options(text, "rebels.strike_outside_truce")["holding"] == {"holding": 1.0}
    gains = {
        value for (_, label, who), value in picture(game(text)).gives.items() if "strike" in label and who == "army"
    }
    assert gains == {0.35}


def test_only_an_attributed_violation_is_answered():
    guarantors = "guarantors: {patron: {of: army, answer: {}}}"
    sure = picture(game(short(f"start: holding, {guarantors}")))
    never = game(short(f"start: holding, {guarantors}, monitoring: {{attributed: 0}}"))
    assert {dict(state)["truce_blamed"] for state, label in sure.options if label == "patron.answer_truce"} == {
        "rebels"
    }
    assert {state["truce_blamed"] for state in map(never.space.describe, range(len(never.space)))} == {"nobody"}


def test_unattributed_violations_clear_the_blame_of_an_earlier_one():
    text = short("start: holding, guarantors: {patron: {of: army, restrain: {}}}, spoilers: {zealots: 0.04}")
    found = picture(game(text))
    targets = {target for state, name, target in found.events if name == "truce_spoiled_by_zealots"}
    assert {dict(target)["truce_blamed"] for target in targets} == {"nobody"}


def test_a_guarantor_answers_from_the_second_lowest_level_or_the_one_it_needs():
    levels = "state: {fleet: {values: [port, near, off_shore], start: off_shore}}\n"
    thins = "nature: {thins: {rate: 0.2, when: fleet > port, then: {fleet: level(fleet) - 1}}}\n"
    for needs, expected in (("", {"near", "off_shore"}), (", needs: off_shore", {"off_shore"})):
        text = short(f"start: holding, guarantors: {{patron: {{of: army, force: fleet{needs}, answer: {{}}}}}}")
        found = picture(game(f"{text}\n{levels}{thins}"))
        assert {dict(state)["fleet"] for state, label in found.options if label == "patron.answer_truce"} == expected


def test_whoever_sees_the_truce_sees_who_is_blamed():
    text = short("start: holding, guarantors: {patron: {of: army, restrain: {}}}", patron="sees: [truce]")
    assert picture(game(text)).sight["patron"] == {"truce", "truce_blamed"}


def test_who_is_blamed_is_hidden_with_the_truce():
    text = short("start: holding, hidden_from: [sponsor, analyst], guarantors: {patron: {of: army, restrain: {}}}")
    sight = picture(game(text)).sight
    assert sight["sponsor"] == sight["analyst"] == frozenset()


def test_worth_by_rung_and_worth_of_holding():
    found = picture(game(short("start: holding, worth: {army: 0.3, sponsor: {strained: -0.4, holding: 0.1}}")))
    paid = {(dict(state)["truce"], who): value for (state, who), value in found.income.items() if value}
    assert paid == {("holding", "army"): 0.3, ("strained", "sponsor"): -0.4, ("holding", "sponsor"): 0.1}


def test_left_out_groups_are_named_for_the_reader():
    assert game(short("start: holding, left_out: [gang, zealots]")).factors[0].about == "Left out of it: gang, zealots."


GUARANTOR = "guarantors: {patron: {of: army, %s}}"


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ("parties: [army, army]", "S035", "a ceasefire binds at least two parties"),
        ("left_out: [rebels]", "S035", "`rebels` is a party and cannot also be left out"),
        ("spoilers: {army: 0.1}", "S035", "`army` is a party and cannot also be left out"),
        ("left_out: [gang], spoilers: {zealots: 0.1}", "S035", "`zealots` is not among the groups that are left out"),
        ("spoilers: {zealots: {gains: 1}}", "S035", "`zealots` is no actor, so its attacks need a rate"),
        ("spoilers: {sponsor: 0.1}", "S035", "`sponsor` is an actor and chooses when to spoil"),
        ("spoilers: {zealots: {rate: 0.1, breaks: 2}}", "S020", "`spoilers.zealots.breaks` is a chance"),
        ("strikes: {gains: 1}", "S035", "no group is left out that could be struck"),
        ("left_out: gang, strikes: {strains: 3}", "S020", "`strikes.strains` is a chance"),
        ("left_out: gang, strikes: {by: nobody}", "S014", "`nobody` is no actor"),
        ("minor: {gains: {nobody: 1}}", "S014", "`nobody` is no actor"),
        ("large: {breaks: 1.2}", "S020", "`large.breaks` is a chance"),
        ("agree: {by: nobody}", "S014", "`nobody` is no actor"),
        ("agree: {works: -1}", "S020", "`agree.works` is a chance"),
        ("repair: {works: 7, by: army}", "S020", "`repair.works` is a chance"),
        ("monitoring: {seen: 1.1}", "S020", "`monitoring.seen` is a chance"),
        ("monitoring: {attributed: 1.1}", "S020", "`monitoring.attributed` is a chance"),
        ("worth: {nobody: 1}", "S014", "`nobody` is no actor"),
        ("worth: {army: {held: 1}}", "S013", "`held` is no value of `truce`"),
        ("guarantors: {patrol: {of: army, restrain: {}}}", "S014", "`patrol` is no actor"),
        ("guarantors: {patron: {of: sponsor, restrain: {}}}", "S035", "`sponsor` is no party of this truce"),
        (GUARANTOR % "force: weather", "S035", "`patron` neither answers nor restrains"),
        (GUARANTOR % "restrain: {}, force: weather", "S035", "a force matters only to who answers"),
        (GUARANTOR % "answer: {}, needs: foul", "S035", "`needs` is a level of a force that is not named"),
        (GUARANTOR % "answer: {}, force: whether", "S012", "`whether` is no factor"),
        (GUARANTOR % "answer: {}, force: weather, needs: fowl", "S013", "`fowl` is no value of `weather`"),
        (GUARANTOR % "answer: {works: 5}", "S020", "`guarantors.patron.answer.works` is a chance"),
        ("guarantors: {patron: {of: [army, rebels], answer: {}}}", "S035", "there is nobody to answer"),
        ("hidden_from: [army]", "S022", "`army.violate_truce` depends on `truce`"),
    ],
)
def test_refuses(more, code, says):
    text = short(more) + WEATHER
    if more.startswith("parties"):
        text = scenario(f"ceasefire: {{truce: {{{more}}}}}", "army", "rebels") + WEATHER
    found = refusal(text)
    assert found.code == code
    assert says in found.message
    assert found.place is not None


def test_refuses_a_party_that_is_no_actor():
    found = refusal(scenario("ceasefire: {truce: {parties: [army, rebel]}}" + WEATHER, "army", "rebels"))
    assert (found.code, found.hint) == ("S014", "did you mean `rebels`?")


def test_refuses_a_guarantor_that_does_not_see_its_force():
    more = "start: holding, guarantors: {patron: {of: army, force: weather, answer: {}}}"
    found = refusal(short(more, patron="sees: [truce]") + WEATHER)
    assert found.code == "S022"
    assert "`patron.answer_truce` depends on `weather`" in found.message
    assert found.hint == "add `weather` to `sees` of `patron`, or leave the move out"
