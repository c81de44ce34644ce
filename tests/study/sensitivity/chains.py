"""Chains whose answers are known functions of their parameters."""

from __future__ import annotations

from detente.game import Actor, Event, Factor, Flow, Game, Move, Parameter, Prior

TIME = "E(time_to(truce == broken))"


def leaving(*parameters: Parameter, rate: str) -> Game:
    """A truce that breaks once, at a rate: the mean time to it is one over the rate."""
    return Game(
        [Factor("truce", ["broken", "holding"], start="holding")],
        nature=[Event("breach", rate=rate, when="truce == holding", then={"truce": "broken"})],
        parameters=list(parameters),
    )


def product() -> Game:
    """The mean time is ``a * b * c``: two that matter, one that hardly does, and one that does not."""
    return leaving(
        Parameter("a", 1.3, Prior("uniform", (0.7, 1.9))),
        Parameter("b", 2.2, Prior("uniform", (1.4, 3.0))),
        Parameter("c", 1.05, Prior("uniform", (1.0, 1.1))),
        Parameter("idle", 3.0, Prior("uniform", (2.0, 5.0))),
        Parameter("fixed", 0.4),
        rate="1 / (a * b * c)",
    )


def humped() -> Game:
    """The mean time is ``1.5 + (x - 2) ** 2``: two crossings of any level above 1.5."""
    return leaving(Parameter("x", 2.6, Prior("uniform", (0.5, 4.5))), rate="1 / (1.5 + (x - 2) ** 2)")


def strategic() -> Game:
    """Someone chooses, two of its numbers have priors, and a third follows one of them."""
    return Game(
        [Factor("truce", ["broken", "holding"], start="holding")],
        [Actor("army", discount=0.05, attention=0.4, noise="noise")],
        [Move("army", "attack", when="truce == holding", then={"truce": "broken"}, gives={"army": "spoils"})],
        [Event("calm", rate="pace", when="truce == broken", then={"truce": "holding"})],
        [Flow("army", "-cost", when="truce == broken")],
        parameters=[
            Parameter("cost", 0.6, Prior("lognormal", (-0.5, 0.4))),
            Parameter("spoils", "2 * cost"),
            Parameter("pace", 0.3, Prior("gamma", (4.0, 0.075))),
            Parameter("noise", 0.7),
        ],
    )
