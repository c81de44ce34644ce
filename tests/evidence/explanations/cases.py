"""A small crisis with two plans and an overlay, and a record of it that has one of each kind."""

from dataclasses import replace

from tests.forecast.games import crisis, settled

from detente.evidence.filtering import Hypothesis, observe
from detente.evidence.records import Record, Records
from detente.game import Actor, Event, Factor, Move

SEEN = ("truce", "forces")


def plans(game=None, seed=3, priors=(0.37, 0.63)):
    """The two values of the hidden plan, under one law."""
    solved = settled(crisis(analyst_sees=SEEN) if game is None else game, seed)
    return tuple(
        Hypothesis(name, solved, prior, f"plan == {name}")
        for name, prior in zip(("coordinated", "weakness"), priors, strict=True)
    )


def titled(more=0.47):
    """The game with titles, and two more moves that strain the truce."""
    base = crisis(analyst_sees=SEEN)
    factors = [
        Factor("truce", one.values, one.start, title="Cessation of hostilities") if one.name == "truce" else one
        for one in base.factors
    ]
    actors = [Actor("russia", 0.013, 0.21, 1.1, title="Russia"), *base.actors[1:]]
    shell = Move("russia", "shell_too", when="truce == holding", then={"truce": "strained"})
    spoil = Event("spoil", f"0.01 + {more}*(plan == weakness)", when="truce == holding", then={"truce": "strained"})
    return base.replace(factors=factors, actors=actors, moves=[*base.moves, shell], nature=[*base.nature, spoil])


def staying(prior=0.21):
    """An overlay under which the force cannot leave."""
    base = crisis(analyst_sees=SEEN)
    never = replace(base.moves[0], when="forces == bases and truce == broken")
    game = base.replace(moves=[never, *base.moves[1:]])
    return Hypothesis("staying_put", settled(game, 5), prior, None, title="staying put")


ROWS = (
    Record("2016-02-27", "reading", ("truce",), ("holding",), source="Desk"),
    Record("2016-03-05", "change", ("truce",), ("strained",), grade="B2", source="AP"),
    Record("2016-03-14", "move", ("forces",), ("bases",), actor="russia", move="leave", source="TASS"),
    Record("2016-03-20", "gap", ("truce",), until="2016-03-25"),
    Record("2016-03-29", "reading", ("truce",), ("broken",), grade="C3", source="Blog"),
    Record("2016-04-02", "change", ("forces",), ("full",), source="TASS"),
)


def seen(hypotheses=None, rows=ROWS, until="2016-04-10", **more):
    return observe(plans() if hypotheses is None else hypotheses, Records(tuple(rows)), until=until, **more)
