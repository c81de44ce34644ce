"""A settlement written in Python, with no convenient number: two vetoes, breach, a force, and a plan that few see."""

from dataclasses import replace

from detente.game import Actor, Clock, Event, Factor, Flow, Game, Move, Parameter, Settlement

VALUES = ("none", "unitary", "federal")
SETTLEMENT = Settlement(
    factor="peace",
    options=("unitary", "federal"),
    agreed=("nature.peace_agreed",),
    tabled="peace_tabled",
    proposals=("envoy.table_unitary", "envoy.table_federal"),
    vetoes=("army.veto_peace", "rebels.veto_peace"),
    breaches=("army.breach_peace", "rebels.breach_peace"),
    forces=("force",),
    title="The peace",
)


def peace(**changes) -> Game:
    """The game; `changes` exchanges fields."""
    moves = [
        Move("envoy", f"table_{one}", "talks == on and peace == none and peace_tabled == none", {"peace_tabled": one},
             {"envoy": -0.13})
        for one in VALUES[1:]
    ]  # fmt: skip
    moves += [
        Move("patron", "leave", "force > base", {"force": "level(force) - 1"}, {"patron": "0.3 - 0.9*(plan == stay)"}),
        Move("patron", "back", "force < full", {"force": "level(force) + 1"}, {"patron": -1.1}),
    ]
    for who, cost, price in (("army", 0.21, 2.3), ("rebels", 0.17, 1.9)):
        moves.append(Move(who, "veto_peace", "peace_tabled != none", {"peace_tabled": "none"}, {who: -cost}))
        broken = {"peace": "none", "talks": "off"}
        moves.append(Move(who, "breach_peace", "peace != none", broken, {who: -price, "envoy": -0.7}))
    parts = {
        "factors": [
            Factor("talks", ("off", "on"), {"off": 0.37, "on": 0.63}),
            Factor("peace", VALUES, "none", ordered=False),
            Factor("peace_tabled", VALUES, "none", ordered=False),
            Factor("force", ("base", "half", "full"), "full"),
            Factor("plan", ("go", "stay"), {"go": 0.41, "stay": 0.59}),
        ],
        "actors": [
            Actor("envoy", 0.011, 0.23, 0.9, sees=("talks", "peace", "peace_tabled", "force")),
            Actor("army", 0.017, 0.31, 1.1, sees=("talks", "peace", "peace_tabled", "force")),
            Actor("rebels", 0.013, 0.27, 0.8, sees=("talks", "peace", "peace_tabled", "force")),
            Actor("patron", 0.019, 0.19, 1.3),
        ],
        "moves": moves,
        "nature": [
            Event("sit", 0.09, "talks == off", {"talks": "on"}),
            Event("rise", 0.07, "talks == on and peace == none", {"talks": "off", "peace_tabled": "none"}),
            Event("peace_agreed", "0.11", "talks == on and peace_tabled != none",
                  {"peace": "peace_tabled", "peace_tabled": "none"}, {"envoy": "1.7*(peace_tabled == federal)"}),
        ],
        "payoffs": [
            Flow("army", "0.17 - dread*(2 - level(force))", "peace == none"),
            Flow("army", 0.23, "peace == unitary"),
            Flow("army", -0.08, "peace == federal"),
            Flow("rebels", -0.19, "peace == none"),
            Flow("rebels", "-0.31 + 0.05*level(force)", "peace == unitary"),
            Flow("rebels", "0.11 + 0.09*level(force)", "peace == federal"),
            Flow("envoy", 0.07, "peace != none"),
            Flow("patron", "-0.04*level(force) - 0.08*(plan == go)*level(force)"),
            Flow("patron", 0.12, "peace != none"),
        ],
        "parameters": [Parameter("dread", 0.06)],
        "analyst_sees": ("talks", "peace", "peace_tabled", "force"),
        "clock": Clock("day"),
    }  # fmt: skip
    return Game(**{**parts, **changes})


def tempted() -> Game:
    """The army would live under `federal` if it lasted, and the rebels are tempted to break it."""
    game = peace()
    flows = [one for one in game.payoffs if one.actor not in ("army", "rebels")]
    flows += [
        Flow("army", 0.05, "peace == none"),
        Flow("army", 0.14, "peace == federal"),
        Flow("army", 0.1, "peace == unitary"),
        Flow("rebels", -0.07, "peace == none"),
        Flow("rebels", 0.02, "peace != none"),
    ]
    return game.replace(
        payoffs=flows,
        nature=[
            replace(one, gives={"envoy": "1.7*(peace_tabled == federal)", "army": -1.9})
            if one.name == "peace_agreed"
            else one
            for one in game.nature
        ],
        moves=[
            replace(one, gives={"rebels": 2.2, "envoy": -0.7}) if one.label == "rebels.breach_peace" else one
            for one in game.moves
        ],
    )


def sheltered() -> Game:
    """The rebels would live under `unitary` if the patron's force stayed."""
    game = peace()
    flows = [one for one in game.payoffs if (one.actor, one.when) != ("rebels", "peace == unitary")]
    return game.replace(payoffs=[*flows, Flow("rebels", "-0.36 + 0.12*level(force)", "peace == unitary")])


def dense_of(game):
    """Strategies, values and generator of the independent dense solver, its states, and each one's index."""
    from tests.oracle.dense import generator, solve_dense
    from tests.oracle.model import lay_out

    dense = lay_out(game)
    answer = solve_dense(dense)
    assert answer is not None
    return dense, answer.choice, answer.values, generator(dense, answer.choice)
