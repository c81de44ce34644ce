"""The actors of a briefing: what they want and what they are likely to do next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.equilibrium import Equilibrium, generator, visits
from detente.forecast import Now, ask
from detente.report._briefing import Option, Party
from detente.report._wants import wants

WAIT = "wait"


def parties(equilibrium: Equilibrium, nows: Sequence[Now], horizon: float) -> tuple[Party, ...]:
    """Every actor, in the order of the scenario."""
    game = equilibrium.game
    if not game.actors:
        return ()
    wished = wants(game, _weights(equilibrium))
    sight = game.lowered.sight
    found = []
    for at, actor in enumerate(game.actors):
        blind = tuple(name for name, sees in zip(game.space.factors, sight[at], strict=True) if not sees)
        options = _options(equilibrium, nows, actor.name, horizon)
        reasons = tuple(one.about for one in game.payoffs if one.actor == actor.name and one.about)
        attention = float(game.lowered.attention[at])
        title = actor.title or actor.name
        found.append(Party(actor.name, title, actor.about, blind, attention, wished[at], reasons, options))
    return tuple(found)


def _weights(equilibrium: Equilibrium) -> np.ndarray:
    if equilibrium.visits is not None:
        return equilibrium.visits
    return visits(equilibrium.game, generator(equilibrium.game, equilibrium.choice))[0]


def _options(equilibrium: Equilibrium, nows: Sequence[Now], actor: str, horizon: float) -> tuple[Option, ...]:
    abouts = {one.name: one.about for one in equilibrium.game.moves if one.actor == actor}
    counted = [f"E(count({actor}.{name}), within={horizon!r})" for name in abouts]
    chances, counts = [], []
    for now in nows:
        move, *times = ask(now, f"move({actor})", *counted)
        assert not isinstance(move.value, float)
        chances.append(move.value)
        counts.append(dict(zip(abouts, (one.number for one in times), strict=True)))
    return tuple(
        Option(
            name,
            abouts.get(name, ""),
            tuple(float(one.get(name, 0.0)) for one in chances),
            tuple(one[name] for one in counts if name in one),
        )
        for name in [*abouts, WAIT]
    )
