"""The block `channels`: against primitives written by hand, every option, every refusal."""

from __future__ import annotations

import pytest
from tests.scenario.blocks.comparing import WEATHER, assert_same, game, picture, refusal, scenario

ACTORS = ("patron", "rival", "broker", "ally", "stranger")

SECRET = """
parameters: {luck: 0.6}
channels:
  deal:
    kind: back
    between: [patron, rival]
    through: {actor: broker, carries: 0.75, gains: 0.35}
    known_to: [ally]
    passes: [zones, amnesty]
    start: {none: 0.8, zones: 0.2}
    conclude: {by: [patron], cost: 0.2, works: luck, gives: {rival: -0.4, broker: 0.05}}
    drop: {by: [rival], cost: 0.9, gives: {rival: 0.15, patron: -0.5}}
    leak: {rate: 0.03, by: [broker, ally], cost: 0.1, gives: {patron: -1.2, ally: 0.3}}
    worth: {patron: 0.1, stranger: {amnesty: -0.07, none: 0.01}}
"""

SECRET_BY_HAND = """
state:
  deal: {values: [none, zones, amnesty], start: {none: 0.8, zones: 0.2}, hidden_from: [stranger, analyst]}
  deal_public: {values: [none, zones, amnesty], start: none}
moves:
  patron:
    conclude_deal_zones:
      when: deal == none
      then: [{chance: 0.45, set: {deal: zones}, gives: {rival: -0.4, broker: 0.4}}, {chance: 0.55}]
      gives: {patron: -0.2}
    conclude_deal_amnesty:
      when: deal == none
      then: [{chance: 0.45, set: {deal: amnesty}, gives: {rival: -0.4, broker: 0.4}}, {chance: 0.55}]
      gives: {patron: -0.2}
  rival:
    drop_deal:
      when: deal in [zones, amnesty]
      then: {deal: none, deal_public: none}
      gives: {rival: -0.75, patron: -0.5}
  broker:
    leak_deal:
      when: deal != none and deal_public == none
      then: {deal_public: deal}
      gives: {patron: -1.2, ally: 0.3, broker: -0.1}
  ally:
    leak_deal:
      when: deal != none and deal_public == none
      then: {deal_public: deal}
      gives: {patron: -1.2, ally: 0.2}
nature:
  deal_leaks:
    when: deal != none and deal_public == none
    rate: 0.03
    then: [{chance: deal == zones, set: {deal_public: zones}}, {chance: deal == amnesty, set: {deal_public: amnesty}}]
    gives: {patron: -1.2, ally: 0.3}
payoffs:
  patron: {when: deal > none, flow: 0.1}
  stranger: [{when: deal == amnesty, flow: -0.07}, {when: deal == none, flow: 0.01}]
"""

OFFERED = """
channels:
  deal:
    secret: true
    between: [patron, rival]
    passes: [zones, amnesty]
    offers: true
    conclude: {cost: {patron: 0.2, rival: 0.3}, works: 0.9, gives: {patron: 0.5}}
    drop: never
    leak: 0.04
"""

OFFERED_BY_HAND = """
state:
  deal:
    values:
      - none
      - zones_offered_by_patron
      - amnesty_offered_by_patron
      - zones_offered_by_rival
      - amnesty_offered_by_rival
      - zones
      - amnesty
    start: none
    hidden_from: [broker, ally, stranger, analyst]
  deal_public: {values: [none, zones, amnesty], start: none}
moves:
  patron:
    offer_deal_zones: {when: deal == none, then: {deal: zones_offered_by_patron}, gives: {patron: -0.2}}
    offer_deal_amnesty: {when: deal == none, then: {deal: amnesty_offered_by_patron}, gives: {patron: -0.2}}
    accept_deal:
      when: deal in [zones_offered_by_rival, amnesty_offered_by_rival]
      then:
        - {chance: 0.9, set: {deal: level(deal) + 2}, gives: {patron: 0.5}}
        - {chance: 0.1}
    refuse_deal: {when: deal > none and deal < zones, then: {deal: none}}
  rival:
    offer_deal_zones: {when: deal == none, then: {deal: zones_offered_by_rival}, gives: {rival: -0.3}}
    offer_deal_amnesty: {when: deal == none, then: {deal: amnesty_offered_by_rival}, gives: {rival: -0.3}}
    accept_deal:
      when: deal in [zones_offered_by_patron, amnesty_offered_by_patron]
      then:
        - {chance: 0.9, set: {deal: level(deal) + 4}, gives: {patron: 0.5}}
        - {chance: 0.1}
    refuse_deal: {when: deal > none and deal < zones, then: {deal: none}}
nature:
  deal_leaks: {when: deal >= zones and deal_public == none, rate: 0.04, then: {deal_public: level(deal) - 4}}
"""


def short(more: str, **special: str) -> str:
    """The least channel and one thing more."""
    return scenario(f"channels: {{deal: {{between: [patron, rival], {more}}}}}", *ACTORS, **special)


def moves(text: str) -> set[str]:
    return {label for _, label in picture(game(text)).options if not label.endswith(".wait")}


@pytest.mark.parametrize(
    ("block", "hand", "states"),
    [(SECRET, SECRET_BY_HAND, 1 + 2 * 2), (OFFERED, OFFERED_BY_HAND, 1 + 2 * 2 + 2 * 2)],
)
def test_says_what_the_primitives_say(block, hand, states):
    one, two = game(scenario(block, *ACTORS)), game(scenario(hand, *ACTORS))
    assert len(two.space) == states
    assert_same(one, two)


def test_the_shortest_channel_is_open_and_made_by_either_party():
    text = short("kind: direct")
    assert moves(text) == {f"{who}.{what}_deal" for who in ("patron", "rival") for what in ("conclude", "drop")}
    made = game(text)
    assert [(one.name, one.values) for one in made.factors] == [("deal", ("none", "understanding"))]
    assert made.factors[0].about == "A direct channel between patron, rival."
    assert picture(made).sight["analyst"] == {"deal"}
    assert set(picture(made).gives) == set()


@pytest.mark.parametrize(
    ("more", "hidden"),
    [("kind: direct", False), ("kind: back", True), ("kind: back, secret: no", False), ("secret: yes", True)],
)
def test_a_back_channel_is_secret_unless_told_otherwise(more, hidden):
    sight = picture(game(short(more))).sight
    assert [("deal" not in sight[who]) for who in ("stranger", "analyst", "patron")] == [hidden, hidden, False]


def test_those_told_and_the_intermediary_see_it():
    sight = picture(game(short("kind: back, through: broker, known_to: [ally, analyst]"))).sight
    assert {who for who, seen in sight.items() if "deal" in seen} == {"patron", "rival", "broker", "ally", "analyst"}


def test_a_secret_that_cannot_leak_has_no_public_side():
    assert len(game(short("kind: back")).space) == 2


def test_a_leak_by_choice_alone_is_no_event():
    made = game(short("kind: back, leak: {by: rival}"))
    assert made.nature == ()
    assert len(made.space) == 3
    assert "rival.leak_deal" in moves(short("kind: back, leak: {by: rival}"))


def test_the_end_of_what_has_leaked_is_public():
    found = picture(game(short("kind: back, leak: 0.2")))
    over = (("deal", "none"), ("deal_public", "none"))
    assert found.options[(("deal", "understanding"), ("deal_public", "understanding")), "rival.drop_deal"] == {
        over: 1.0
    }


def test_a_conclusion_can_take_time():
    made = game(short("conclude: {by: patron, takes: 3 days, works: 0.5}"))
    assert len(made.space) == 3
    arrives = {target: rate for (_, _, target), rate in picture(made).events.items()}
    assert list(arrives.values()) == pytest.approx([1 / 6, 1 / 6])


def test_one_offer_by_one_party_is_for_the_other_to_accept():
    text = short("offers: true, conclude: {by: patron}, drop: never")
    assert moves(text) == {"patron.offer_deal", "patron.refuse_deal", "rival.refuse_deal", "rival.accept_deal"}
    found = picture(game(text))
    offered = (("deal", "understanding_offered_by_patron"),)
    assert found.options[offered, "rival.accept_deal"] == {(("deal", "understanding"),): 1.0}
    assert found.options[offered, "patron.refuse_deal"] == {(("deal", "none"),): 1.0}


def test_an_offer_may_get_lost_on_the_way_and_the_broker_is_paid_on_acceptance():
    text = short("offers: true, through: {actor: broker, carries: 0.6, gains: 0.25}")
    found = picture(game(text))
    assert found.options[(("deal", "none"),), "rival.offer_deal"] == {
        (("deal", "understanding_offered_by_rival"),): pytest.approx(0.6),
        (("deal", "none"),): pytest.approx(0.4),
    }
    assert {(label, who): value for (_, label, who), value in found.gives.items()} == {
        ("patron.accept_deal", "broker"): 0.25,
        ("rival.accept_deal", "broker"): 0.25,
    }


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        ("known_to: [ally]", "S035", "all see this channel, so there is nobody to tell"),
        ("secret: true, known_to: [allly]", "S014", "`allly` is no actor"),
        ("through: brokr", "S014", "`brokr` is no actor"),
        ("through: rival", "S035", "`rival` is a party and cannot be the intermediary"),
        ("through: {actor: broker, carries: 1.5}", "S020", "`through.carries` is a chance"),
        ("passes: [none]", "S035", "`none` is no understanding"),
        ("leak: 0.1", "S035", "what is not secret cannot leak"),
        ("secret: true, leak: 0", "S035", "this leak can never happen"),
        ("secret: true, leak: {by: stranger}", "S035", "`stranger` does not know what it would leak"),
        ("secret: true, known_to: analyst, leak: {by: analyst}", "S035", "`analyst` does not know"),
        ("conclude: {by: ally}", "S035", "`ally` is no party of `deal`"),
        ("drop: {by: ally}", "S035", "`ally` is no party of `deal`"),
        ("conclude: {cost: {ally: 1}}", "S035", "`ally` is no party of `deal`"),
        ("drop: {when: {ally: always}}", "S035", "`ally` is no party of `deal`"),
        ("conclude: {works: 1.01}", "S020", "`conclude.works` is a chance"),
        ("conclude: {gives: {nobody: 1}}", "S014", "`nobody` is no actor"),
        ("drop: {gives: {nobody: 1}}", "S014", "`nobody` is no actor"),
        ("secret: true, leak: {rate: 0.1, gives: {nobody: 1}}", "S014", "`nobody` is no actor"),
        ("worth: {patron: {zones: 1}}", "S013", "`zones` is no value of `deal`"),
        ("start: zones", "S018", "the start `zones` is not among the values of `deal`"),
        ("kind: backroom", "S007", "`kind`"),
    ],
)
def test_refuses(more, code, says):
    found = refusal(short(more) + WEATHER)
    assert found.code == code
    assert says in found.message
    assert found.place is not None


@pytest.mark.parametrize(
    ("between", "code", "says"),
    [("[patron, patron]", "S035", "at least two parties"), ("[patron, rivel]", "S014", "`rivel` is no actor")],
)
def test_refuses_parties_that_are_none(between, code, says):
    found = refusal(scenario(f"channels: {{deal: {{between: {between}}}}}" + WEATHER, *ACTORS))
    assert found.code == code
    assert says in found.message


def test_refuses_a_leak_by_one_who_does_not_see_the_channel():
    text = short("secret: true, known_to: ally, leak: {by: ally}", ally="sees: [weather]") + WEATHER
    found = refusal(text)
    assert found.code == "S022"
    assert found.hint == "add `deal` to `sees` of `ally`, or leave the move out"
