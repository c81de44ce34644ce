"""Games for benchmarks: six parties around a ring, with 24 moves and a discount of 0.01 a day."""

from __future__ import annotations

from detente.game import Actor, Branch, Event, Factor, Flow, Game, Move

SIZES = {
    1_000: (3, 3, 3, 3, 3, 4),
    10_000: (4, 5, 5, 5, 5, 4),
    100_000: (7, 7, 7, 7, 6, 7),
    1_000_000: (10, 10, 10, 10, 10, 10),
}
"""Levels of the six parties' positions; their product is the number of states (972 to 1,000,000)."""


def ring(levels: tuple[int, ...], *, partial: bool) -> Game:
    """Six parties, each with a position that it and its neighbours can move.

    With ``partial`` sight a party sees its own position and its two neighbours', not the other three.
    """
    count = len(levels)
    names = [f"party_{at + 1}" for at in range(count)]
    positions = [f"position_{at + 1}" for at in range(count)]
    factors = [
        Factor(name, tuple(str(value) for value in range(size)), start=str(size // 2))
        for name, size in zip(positions, levels, strict=True)
    ]
    actors, moves, payoffs, nature = [], [], [], []
    for at, (name, own) in enumerate(zip(names, positions, strict=True)):
        after, before = positions[(at + 1) % count], positions[at - 1]
        top, after_top = levels[at] - 1, levels[(at + 1) % count] - 1
        sees = (before, own, after) if partial else None
        actors.append(Actor(name, discount=0.01, attention=0.2 + 0.03 * at, noise=1.0 + 0.1 * at, sees=sees))
        up = {own: f"level({own}) + 1"}
        push = (Branch({after: f"level({after}) - 1"}, 0.7), Branch({}, 0.3, {name: -0.5}))
        moves += [
            Move(name, "advance", f"level({own}) < {top}", up, {name: -1.0 - 0.1 * at}),
            Move(name, "yield", f"level({own}) > 0", {own: f"level({own}) - 1"}, {name: 0.2}),
            Move(name, "press", f"level({after}) > 0", push, {name: -0.8}),
            Move(name, "help", f"level({after}) < {after_top}", {after: f"level({after}) + 1"}, {name: -0.3}),
        ]
        payoffs.append(Flow(name, f"0.6*level({own})/{top} - 0.5*level({after})*level({before})/{top * top}"))
        nature.append(Event(f"drift_{at + 1}", 0.02 + 0.005 * at, f"level({own}) > 0", {own: f"level({own}) - 1"}))
    return Game(factors, actors, moves, nature, payoffs)
