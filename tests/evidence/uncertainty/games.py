"""Small games whose posteriors are known in closed form, and one with choices."""

from __future__ import annotations

import math

import numpy as np

from detente.evidence import Record, Records
from detente.game import Actor, Branch, Event, Factor, Flow, Game, Move, Parameter, Prior

SHAPE, SCALE = 2.5, 0.12
DRIFT = 1.7
"""How much faster the wheel turns under `restless`."""


def wheel(*, hidden: bool = False, pace: Parameter | None = None) -> Game:
    """A wheel of three positions that turns `pace` times a day; with `hidden`, faster for a reason nobody sees."""
    pace = pace or Parameter("pace", 0.25, Prior("gamma", (SHAPE, SCALE)))
    rate = f"pace * (1 + {DRIFT - 1} * (mood == restless))" if hidden else "pace"
    factors = [Factor("position", ("a", "b", "c"), start="a")]
    if hidden:
        factors.append(Factor("mood", ("calm", "restless"), start={"calm": "1 - doubt", "restless": "doubt"}))
    turns = [Event(f"turn_{one}", rate, f"position == {one}", {"position": to}) for one, to in ("ab", "bc", "ca")]
    doubt = [Parameter("doubt", 0.35)] if hidden else []
    return Game(factors, nature=turns, parameters=[pace, *doubt], analyst_sees=("position",))


def turns(times: list[float]) -> Records:
    """The wheel turned at these times."""
    rows = [Record(f"{time}", "change", ("position",), ("bca"[at % 3],)) for at, time in enumerate(times)]
    return Records(tuple(rows), "turns")


def log_evidence(count: int, length: float, factor: float = 1.0) -> float:
    """Of `count` turns in `length` days, with a gamma prior on the pace and the rate `factor` times the pace."""
    rate = 1 / SCALE
    return (
        SHAPE * math.log(rate)
        - math.lgamma(SHAPE)
        + math.lgamma(SHAPE + count)
        - (SHAPE + count) * math.log(rate + factor * length)
        + count * math.log(factor)
    )


def crowd() -> Game:
    """Two parties that choose, one of which does not see all; three unknowns."""
    truce = Factor("truce", ("broken", "strained", "holding"), start="holding")
    force = Factor("force", ("base", "full"), start={"base": 0.3, "full": 0.7})
    plan = Factor("plan", ("stay", "leave"), start={"stay": 0.55, "leave": 0.45})
    return Game(
        [truce, force, plan],
        actors=[
            Actor("patron", discount=0.02, attention=0.3, noise=0.8),
            Actor("client", discount=0.03, attention="zeal", noise=1.1, sees=("truce", "force")),
        ],
        moves=[
            Move("patron", "go", "force == full", {"force": "base"}, {"patron": -0.4}),
            Move("patron", "come", "force == base", {"force": "full"}, {"patron": "-1 - (plan == leave)"}),
            Move("client", "attack", "truce > broken", {"truce": "level(truce) - 1"}, {"client": 0.2}),
            Move("client", "mend", "truce == broken", (Branch({"truce": "strained"}, "luck"), Branch({}, "1 - luck"))),
        ],
        nature=[Event("calm", 0.15, "truce == strained", {"truce": "holding"})],
        payoffs=[
            Flow("patron", "-cost * (force == full) * (1 + (plan == leave))"),
            Flow("patron", 0.2, "truce == holding"),
            Flow("client", "0.15 * (truce == holding) + 0.1 * (truce == broken) * (force == full)"),
        ],
        parameters=[
            Parameter("cost", 0.1, Prior("lognormal", (-2.3, 0.9))),
            Parameter("zeal", "2 * tempo", None),
            Parameter("tempo", 0.2, Prior("uniform", (0.01, 1.6))),
            Parameter("luck", 0.6, Prior("beta", (3.0, 2.0))),
        ],
        analyst_sees=("truce", "force"),
    )


def seen() -> Records:
    """What was seen of the crowd; that the force was full is seen first."""
    rows = [
        ("0", "reading", "force", "full"),
        ("3.5", "change", "truce", "strained"),
        ("6.25", "change", "truce", "broken"),
        ("7", "change", "force", "base"),
        ("15.5", "change", "truce", "strained"),
        ("19", "change", "truce", "holding"),
    ]
    return Records(tuple(Record(date, kind, (factor,), (value,)) for date, kind, factor, value in rows), "seen")


def times(count: int, rate: float, seed: int) -> list[float]:
    """Times of a Poisson process, to four digits."""
    gaps = np.random.default_rng(seed).exponential(1 / rate, count)
    return np.round(np.cumsum(gaps), 4).tolist()
