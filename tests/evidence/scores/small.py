"""A small crisis with a hidden plan, a hidden understanding and a truce, for tests of scores and claims."""

from __future__ import annotations

import datetime as dt
from functools import cache

from detente.equilibrium import Equilibrium, solve
from detente.evidence.filtering import Hypothesis
from detente.evidence.records import Record, Records
from detente.game import Actor, Clock, Event, Factor, Flow, Game, Move, Parameter

CLOCK = Clock("day", dt.date(2024, 3, 1))


def game(analyst: tuple[str, ...] = ("truce", "talks"), **changes) -> Game:
    return Game(
        factors=[
            Factor("truce", ("broken", "strained", "holding"), "holding"),
            Factor("talks", ("off", "on"), {"off": 0.3, "on": 0.7}, ordered=False),
            Factor("plan", ("bluff", "real"), {"bluff": 0.35, "real": 0.65}),
            Factor("deal", ("none", "made"), "none"),
        ],
        actors=[Actor("army", 0.02, 0.31, 0.8), Actor("envoy", 0.03, 0.17, 1.1, sees=("truce", "talks"))],
        moves=[
            Move("army", "violate", "truce == holding", {"truce": "strained"}, {"army": "0.9*(plan == real) - 0.2"}),
            Move("army", "attack", "truce == strained", {"truce": "broken"}, {"army": "spoils - 0.6*(plan == bluff)"}),
            Move("army", "sign", "deal == none", {"deal": "made"}, {"army": -0.3}),
            Move("envoy", "convene", "talks == off", {"talks": "on"}, {"envoy": 0.2}),
            Move("envoy", "leave", "talks == on", {"talks": "off"}, {"envoy": -0.4}),
        ],
        nature=[
            Event("calm", 0.083, "truce == strained", {"truce": "holding"}),
            Event("collapse", 0.013, "truce == holding", {"truce": "broken"}),
            Event("renewal", "0.04 + 0.05*(deal == made)", "truce == broken", {"truce": "strained"}),
        ],
        payoffs=[Flow("army", 0.11, "truce == holding and plan == bluff"), Flow("envoy", 0.07, "talks == on")],
        parameters=[Parameter("spoils", 0.45)],
        analyst_sees=analyst,
        clock=CLOCK,
        **changes,
    )


@cache
def solved() -> Equilibrium:
    return solve(game(), tolerance=1e-8).raise_unless_converged()


@cache
def hypotheses() -> tuple[Hypothesis, ...]:
    return tuple(
        Hypothesis(name, solved(), prior, f"plan == {name}") for name, prior in (("bluff", 0.35), ("real", 0.65))
    )


def day(number: float) -> str:
    return (dt.date(2024, 3, 1) + dt.timedelta(days=int(number))).isoformat()


def change(at: int, factor: str, value: str, **more: str) -> Record:
    return Record(day(at), "change", (factor,), (value,), **more)


RECORDS = Records(
    (
        Record(day(0), "reading", ("talks",), ("on",), source="UN"),
        change(6, "truce", "strained", source="AP"),
        change(9, "talks", "off", source="UN"),
        change(13, "truce", "holding", source="AP"),
        change(17, "truce", "strained", source="blog", grade="C3", reported=day(22)),
        Record(day(19), "reading", ("deal",), ("made",), grade="B3", source="leak"),
        change(20, "truce", "broken", source="AP"),
        Record(day(24), "gap", ("talks",), until=day(31)),
        change(28, "truce", "strained", source="AP"),
        change(33, "truce", "holding", source="AP"),
        Record(day(36), "reading", ("talks",), ("off",), source="UN"),
        change(41, "talks", "on", source="UN"),
        change(44, "truce", "strained", source="AP"),
    )
)

PLAN = """
from: 2024-03-02
to: 2024-04-08
every: 3 days
horizons: [2, 7, 15]
questions:
  truce: {factor: truce, ranked: true, title: State of the truce}
  breach: {ask: "P(eventually(truce == broken), within={h})", title: The truce breaks}
  talks: {factor: talks}
  calm: {ask: "P(always(truce > broken), within=[1, {h}])"}
  meet: {ask: "P(until(truce != broken, talks == on), within={h})"}
baselines:
  rates:
    title: constant rates
    hazards:
      - {from: holding, to: strained, rate: 1/11, source: invented}
      - {from: strained, to: broken, rate: 0.05, known: 2024-03-20}
      - {from: broken, to: strained, rate: 1/9, judgement: a guess}
until: 2024-04-20
"""
