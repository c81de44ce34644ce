"""One of each result, over a scenario whose every text is hostile. A result that shows itself is in RESULTS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.study.settlement import a_peace

import detente as dt
from detente.evidence.claims import read_claims
from detente.evidence.claims import test_claims as tested_claims
from detente.evidence.explanations import paths as posterior_paths
from detente.evidence.scores import read_plan, score
from detente.forecast import Mixture, fan, marginals, simulate_mixture
from detente.scenario import loads

HOSTILE = "<script>alert('x')</script>&\"]]>"

TEXT = """
detente: 1
title: "TITLE"
clock: {unit: day, start: 2016-02-27}
parameters:
  pace: {value: 0.07, prior: {lognormal: [-2.7, 0.4]}, about: "TITLE", source: "TITLE"}
  slips: {value: 0.02, prior: {lognormal: [-3.9, 0.3]}, about: "TITLE", judgement: "TITLE"}
actors:
  army: {name: "TITLE", discount: 0.03, attention: 0.4, noise: 0.7, sees: [truce]}
state:
  truce: {values: [broken, strained, holding], start: holding, title: "TITLE"}
  plan: {values: [bluff, real], start: {bluff: 0.65, real: 0.35}, hidden_from: [army, analyst], title: "TITLE"}
moves:
  army:
    push: {when: truce != broken, then: {truce: level(truce) - 1}, gives: {army: 0.6 * (plan == real) - 0.25}}
nature:
  calm: {when: truce != holding, rate: pace, then: {truce: level(truce) + 1}}
  slip: {when: truce != broken, rate: slips + 0.11 * (plan == real), then: {truce: level(truce) - 1}}
payoffs:
  army:
    - {when: truce == broken, flow: -0.15}
questions:
  - {question: "P(eventually(truce == broken), within=30)", about: "TITLE"}
  - {question: "move(army)", about: "TITLE"}
do:
  calmer: {title: "TITLE", about: "TITLE", parameters: {pace: 0.2}, from: start}
explanations:
  of: plan
  about: {bluff: "TITLE", real: "TITLE"}
""".replace("TITLE", HOSTILE.replace('"', '\\"'))

RECORDS = (
    {
        "date": "2016-03-02",
        "kind": "change",
        "factor": "truce",
        "value": "strained",
        "source": HOSTILE,
        "note": HOSTILE,
    },
    {"date": "2016-03-09", "kind": "reading", "factor": "plan", "value": "real", "grade": "C3", "source": "B & C"},
    {"date": "2016-03-15", "kind": "change", "factor": "truce", "value": "broken", "source": "B & C"},
)

RULES = """
events: {date: day}
rules:
  - name: "NAME"
    match: {what: shelled}
    record: {kind: change, factor: truce, value: strained, note: "{what}"}
  - match: {what: spoke}
    skip: "NAME"
""".replace("NAME", HOSTILE.replace('"', '\\"'))

CLAIMS = """
written: 2016-03-12
text: "NAME"
claims:
  A:
    quote: "NAME"
    claim: "NAME"
    kind: forecast
    test: {ask: "P(eventually(truce == broken), within=20)"}
    by: 2016-04-01
    record: {resolved: contested, on: 2016-03-15, what: "NAME", source: "NAME"}
""".replace("NAME", HOSTILE.replace('"', '\\"'))

PLAN = """
from: 2016-03-01
to: 2016-03-10
every: 3 days
horizons: [4, 6]
until: 2016-03-20
questions:
  truce: {factor: truce, ranked: true, title: "NAME"}
""".replace("NAME", HOSTILE.replace('"', '\\"'))


@cache
def crisis() -> Any:
    return loads(TEXT, "hostile.yaml")


@cache
def solved() -> dt.Equilibrium:
    return dt.solve(crisis().game())


@cache
def present() -> Any:
    return dt.now(solved(), at=6.5)


@cache
def observed() -> dt.Observed:
    return dt.observe(dt.hypotheses_of(crisis()), dt.Records(RECORDS), until="2016-03-20")


@cache
def drawn() -> Any:
    return dt.sample(crisis(), dt.Records(RECORDS), draws=12, seed=3, on=1)


@cache
def mixture() -> Mixture:
    import numpy as np

    other = dt.solve(crisis().game(set={"pace": 0.21}))
    return Mixture((present(), dt.now(other, at=6.5)), np.array([0.3, 0.7]))


@cache
def mapped() -> Any:
    import polars as pl

    events = pl.DataFrame({"day": ["2016-03-04", "2016-03-06", "2016-03-11"], "what": ["shelled", "spoke", "shelled"]})
    return dt.map_events(events, RULES, crisis().game())


@cache
def scored() -> Any:
    return score(crisis(), dt.Records(RECORDS), read_plan(PLAN, name="plan", game=crisis().game()))


@cache
def verdicts() -> Any:
    return tested_claims(crisis(), dt.Records(RECORDS), read_claims(CLAIMS, name="claims"))


@cache
def briefing() -> Any:
    return dt.analyse(crisis(), check_seconds=0)


@cache
def tornado() -> Any:
    return dt.tornado(crisis(), QUESTIONS[0], on=1)


@cache
def peace() -> Any:
    return dt.settle(dt.solve(a_peace.peace()), a_peace.SETTLEMENT)


QUESTIONS = (
    "P(eventually(truce == broken), within=30)",
    "E(time_to(truce == broken))",
    "move(army)",
    "E(share_of_time(truce == holding), within=17)",
)


@dataclass(frozen=True)
class Shown:
    """A result: how it is made, the columns of its frame (None: it has none), whether it has a picture."""

    name: str
    make: Callable[[], Any]
    columns: str | None
    picture: bool


RESULTS = (
    Shown("Game", lambda: crisis().game(), "part name what about", False),
    Shown("StateSpace", lambda: crisis().game().space, "state truce plan start", False),
    Shown("Equilibrium", solved, "state actor move chance", True),
    Shown("Answers", lambda: dt.ask(present(), *QUESTIONS), "question option value error_bound outcome", True),
    Shown("Answer", lambda: dt.ask(present(), QUESTIONS[0])[0], "question option value error_bound outcome", True),
    Shown("Now", present, "factor value chance", True),
    Shown("Mixture", mixture, "factor value chance", True),
    Shown(
        "Fan", lambda: fan(present(), ["truce == broken", "plan == real"], [0, 3, 8.5]), "time date label chance", True
    ),
    Shown("marginals", lambda: marginals(present(), "truce", [0, 3, 8.5]), "time date label chance", True),
    Shown(
        "Paths",
        lambda: dt.simulate(present(), paths=30, horizon=20, seed=2),
        "path time date actor move truce plan",
        True,
    ),
    Shown(
        "MixedPaths",
        lambda: simulate_mixture(mixture(), paths=30, horizon=20, seed=2),
        "path game time date actor move truce plan",
        True,
    ),
    Shown(
        "Estimate",
        lambda: dt.simulate(present(), paths=90, horizon=20, seed=2).estimate("P(truce == broken, at=9)"),
        "question value low high level paths",
        True,
    ),
    Shown(
        "Trace", lambda: dt.trace(solved(), seed=5, horizon=25), "step time date what factor before after seen_by", True
    ),
    Shown(
        "Records",
        lambda: dt.Records(RECORDS),
        "date kind factor value actor move grade source note order reported",
        True,
    ),
    Shown("Observed", observed, "date kind what source explanation surprise weight posterior", True),
    Shown("Matrix", lambda: dt.matrix(observed()), "record date what explanation decibans of_silence", True),
    Shown("Sentences", lambda: dt.sentences(observed()), "record sentence", False),
    Shown("Summary", lambda: dt.summary(observed()), None, False),
    Shown("posterior paths", lambda: posterior_paths(observed()), "time date what explanation probability", True),
    Shown(
        "PriorSensitivity", lambda: dt.prior_sensitivity(observed()), "what explanation prior posterior leader", True
    ),
    Shown("LeftOut", lambda: dt.leave_one_out(observed()), "by what explanation posterior shift flips", True),
    Shown("Watch", lambda: dt.watch(observed(), 5), "what chance bits shift explanation under if_seen if_not", True),
    Shown("Ensemble", drawn, "pace slips weight log_likelihood P(bluff) P(real)", True),
    Shown("Forecasts", lambda: drawn().ask(*QUESTIONS, on=1), "question option mean low high error missing", True),
    Shown("Forecast", lambda: drawn().ask(QUESTIONS[0], on=1)[0], "question option mean low high error missing", True),
    Shown("Verdicts", verdicts, "claim quote says kind before then now weight test record status why", True),
    Shown(
        "Scores",
        scored,
        "forecaster time date question horizon value chance happened contested late brier log rps",
        True,
    ),
    Shown("Mapped", mapped, "reason events file line text", True),
    Shown(
        "Comparison",
        lambda: dt.compare(crisis(), ["calmer"], QUESTIONS, on=1),
        "change since question option base changed difference mean low high error",
        True,
    ),
    Shown("Tornado", tornado, "line parameter low high at_low base at_high size fault", True),
    Shown(
        "Sobol",
        lambda: dt.sobol(crisis(), QUESTIONS[0], runs=8, on=1),
        "line parameter total total_error first first_error",
        True,
    ),
    Shown(
        "Morris",
        lambda: dt.morris(crisis(), QUESTIONS[0], runs=4, on=1),
        "line parameter mu_star mu_star_error sigma sigma_error",
        True,
    ),
    Shown(
        "BreakEven",
        lambda: dt.break_even(crisis(), "pace", QUESTIONS[0], 0.6, on=1),
        "value before after below above jump within",
        True,
    ),
    Shown("SettlementAnalysis", peace, "option actor gain verdict accepts sure low high must_be_passed vetoes", True),
    Shown(
        "Signals",
        lambda: dt.signals(present()),
        "move observer about type before after choice rate learned bits verdict",
        True,
    ),
    Shown("Briefing", briefing, "question about view option value", True),
)
