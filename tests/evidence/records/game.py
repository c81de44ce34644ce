"""A small game in which all kinds of record have something to be about."""

import datetime as dt

from detente.game import Actor, Branch, Clock, Event, Factor, Game, Move


def two_parties(clock: Clock | None = None) -> Game:
    """A truce, forces and a hidden plan; by default with a calendar."""
    return Game(
        factors=[
            Factor("truce", ["broken", "strained", "holding"], start="holding"),
            Factor("forces", ["bases", "reduced", "full"], start="full"),
            Factor("plan", ["coordinated", "weakness"], start={"coordinated": 0.4, "weakness": 0.6}),
        ],
        actors=[
            Actor("russia", discount=0.013, attention=0.21, noise=1.1),
            Actor("government", discount=0.017, attention=0.34, noise=0.9, sees=("truce", "forces")),
        ],
        moves=[
            Move("russia", "draw_down", when="forces == full", then={"forces": "reduced"}),
            Move("russia", "return", when="forces != full", then={"forces": "full"}),
            Move("government", "violate", when="truce == holding", then={"truce": "strained"}),
            Move(
                "government",
                "offensive",
                when="truce == strained",
                then=(Branch({"truce": "broken"}, 0.8), Branch({"truce": "holding"}, 0.2)),
            ),
        ],
        nature=[Event("calm", rate=0.11, when="truce == strained", then={"truce": "holding"})],
        analyst_sees=("truce", "forces"),
        clock=clock or Clock("day", dt.date(2016, 2, 27)),
    )
