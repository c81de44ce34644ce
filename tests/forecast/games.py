"""Games and strategies to ask about."""

import numpy as np

from detente.equilibrium import Equilibrium, uniform_choice
from detente.errors import Outcome
from detente.game import Actor, Branch, Clock, Event, Factor, Flow, Game, Move

FOUND = Outcome(True, "converged", "Given.")


def with_choice(game, choice, outcome=FOUND):
    """An equilibrium record around given strategies."""
    values = np.zeros((len(game.space), len(game.actors)))
    regret = dict.fromkeys(game.actor_names, 0.0)
    return Equilibrium(game, choice, values, None, outcome, 0.0, regret, 0, 0.0)


def some_choice(game, seed=0):
    """Strategies without convenient zeros or symmetry, the same in all states that an actor cannot tell apart."""
    tables, rng = game.tables, np.random.default_rng(seed)
    taste = rng.gamma(0.7, size=(len(game.space), len(game.moves) + 1)) + 1e-3
    weight = np.empty(len(tables.option_move))
    for actor in range(len(game.actors)):
        label, _ = game.space.labels(game.lowered.sight[actor])
        rows = tables.option_actor == actor
        weight[rows] = taste[label[tables.option_state[rows]], tables.option_move[rows]]
    total = np.bincount(tables.option_decision, weight)
    return weight / total[tables.option_decision]


def settled(game, seed=0):
    return with_choice(game, some_choice(game, seed))


def evenly(game):
    return with_choice(game, uniform_choice(game.tables))


def chain(rates, start=0, extra=()):
    """A game without actors: one factor `s` with values s0, s1, ..., one event for each rate."""
    n = len(rates)
    names = [f"s{at}" for at in range(n)]
    begin = names[start] if isinstance(start, int) else dict(zip(names, start, strict=True))
    nature = [
        Event(f"from_{i}_to_{j}", rate=float(rates[i][j]), when=f"s == s{i}", then={"s": f"s{j}"})
        for i in range(n)
        for j in range(n)
        if i != j and rates[i][j] > 0
    ]
    return with_choice(Game([Factor("s", names, start=begin)], nature=[*nature, *extra]), np.empty(0))


def queue(arrivals=1.5, service=3.0, room=3):
    """Customers that arrive, wait where there is room, and are served one by one."""
    return with_choice(
        Game(
            [Factor("queue", range(room + 1), start="0")],
            nature=[
                Event("arrive", arrivals, when=f"queue < {room}", then={"queue": "level(queue) + 1"}),
                Event("serve", service, when="queue > 0", then={"queue": "level(queue) - 1"}),
            ],
        ),
        np.empty(0),
    )


def crisis(**changes):
    """Two parties and a truce: moves that change nothing, one-offs, hidden plans, dates."""
    parts = {
        "factors": [
            Factor("truce", ["broken", "strained", "holding"], start={"holding": 0.83, "strained": 0.17}),
            Factor("forces", ["bases", "full"], start="full"),
            Factor("plan", ["coordinated", "weakness"], start={"coordinated": 0.37, "weakness": 0.63}),
        ],
        "actors": [
            Actor("russia", discount=0.013, attention=0.21, noise=1.1),
            Actor("army", discount=0.017, attention=0.34, noise=0.9, sees=["truce", "forces"]),
        ],
        "moves": [
            Move(
                "russia",
                "leave",
                when="forces == full",
                then={"forces": "bases"},
                gives={"russia": "1.7*(plan == weakness)"},
            ),
            Move(
                "russia",
                "back",
                when="forces == bases and truce != holding",
                then={"forces": "full"},
                gives={"russia": -2.3},
            ),
            Move("russia", "speak", gives={"army": 0.19}),
            Move(
                "army",
                "attack",
                when="truce == strained",
                then=(
                    Branch({"truce": "broken"}, 0.77, {"army": 0.4}),
                    Branch({"truce": "holding"}, 0.23, {"army": -1.3, "russia": -0.6}),
                ),
            ),
            Move("army", "shell", when="truce == holding", then={"truce": "strained"}),
        ],
        "nature": [
            Event("calm", 0.11, when="truce == strained", then={"truce": "holding"}, gives={"army": 0.31}),
            Event("mend", "0.02 + 0.03*level(forces)", when="truce == broken", then={"truce": "strained"}),
            Event("rumour", 0.4),
        ],
        "payoffs": [
            Flow("russia", "-0.05*level(forces)"),
            Flow("russia", 0.13, when="truce == holding"),
            Flow("army", "0.12*level(forces) - 0.1", when="truce == broken"),
        ],
        "clock": Clock("day", __import__("datetime").date(2016, 2, 27)),
        "title": "a small crisis",
    }
    return Game(**{**parts, **changes})
