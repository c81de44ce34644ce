"""A small scenario with everything that a briefing can show, analysed once."""

import datetime as dt

import pytest

from detente.game import Actor, Clock, Event, Factor, Flow, Game, Move, Parameter, Prior
from detente.report import Asked, Briefing, Moment, Provenance, Subject, analyse


def game(**changes) -> Game:
    fields = {
        "factors": [
            Factor("truce", ["broken", "strained", "holding"], start="holding", title="The <truce>"),
            Factor("settlement", ["none", "federal", "unitary"], start="none", ordered=False),
            Factor("mood", ["dark", "bright"], start={"dark": 0.35, "bright": 0.65}),
            Factor("season", ["dry", "wet"], start="dry"),
        ],
        "actors": [
            Actor("army", 0.02, 0.4, 0.7, title="The army", about="Holds the line & waits."),
            Actor("rebels", 0.03, 0.25, 0.9, sees=["truce", "settlement", "season"]),
        ],
        "moves": [
            Move("army", "attack", "truce == strained", {"truce": "broken"}, {"army": "0.4 * (mood == dark)"}),
            Move("army", "offer", "truce == holding and settlement == none", {"settlement": "federal"}),
            Move("rebels", "shell", "truce == holding", {"truce": "strained"}, about="A road is shelled."),
            Move("rebels", "accept", "settlement == none", {"settlement": "unitary"}, {"rebels": -3}),
        ],
        "nature": [
            Event("calm", "calming", "truce != holding", {"truce": "holding"}),
            Event("rain", 0.09, "season == dry", {"season": "wet"}),
        ],
        "payoffs": [
            Flow("army", "spoils * (mood == dark) - 0.1", "truce == broken", "a victory, if that is what it wants"),
            Flow("rebels", 0.15, "truce == holding"),
            Flow("rebels", -0.04, "settlement == federal"),
        ],
        "parameters": [
            Parameter("calming", 0.07, Prior("lognormal", (-2.7, 0.4)), "how often it calms", judgement="a guess"),
            Parameter("spoils", 0.3, Prior("uniform", (0.1, 0.6)), "worth of a broken truce", source="a report"),
            Parameter("plain", 2.0),
        ],
        "analyst_sees": ("truce", "settlement", "season"),
        "clock": Clock("day", dt.date(2024, 3, 1)),
        "title": "A truce",
    }
    return Game(**{**fields, **changes})


def subject(of: Game, **changes) -> Subject:
    made = Provenance("small.yaml", "0123456789abcdef", "9.9", dt.datetime(2024, 5, 6, 7, 8), {"plain": 2.5})
    fields = {
        "name": "small",
        "title": "A truce & its <breakers>",
        "about": "Two sides.",
        "game": of,
        "provenance": made,
        "questions": (
            Asked("P(eventually(truce == broken), within=20)", "Broken within 20 days?"),
            Asked("P(eventually(truce == broken), within=2024-03-10)", "Broken by 10 March?"),
            Asked("E(time_to(truce == broken))"),
            Asked("move(army)", "What the army does"),
        ),
        "moments": (Moment("later", 14.0, "truce == strained and settlement == none", "Two weeks on."),),
        "explanations": {"dark": "They mean it.", "bright": "They do not."},
        "hidden": "mood",
        "settlement": "settlement",
        "sources": ("A <source> of facts",),
    }
    return Subject(**{**fields, **changes})


@pytest.fixture(scope="session")
def briefing() -> Briefing:
    return analyse(subject(game()), horizon=60.0, check_seconds=60)


@pytest.fixture(scope="session")
def solved():
    from detente.report._contest import Contest

    from .recorded import made

    return Contest.of(made(), True, None, lambda _: None).hypotheses


@pytest.fixture(scope="session")
def seen(tmp_path_factory) -> Briefing:
    from .recorded import CLAIMS, PLAN, Evidence, made

    folder = tmp_path_factory.mktemp("evidence")
    (folder / "claims.yaml").write_text(CLAIMS)
    (folder / "scores.yaml").write_text(PLAN)
    evidence = Evidence(claims=folder / "claims.yaml", scores=folder / "scores.yaml")
    return analyse(made(evidence=evidence), horizon=60.0, check_seconds=60)
