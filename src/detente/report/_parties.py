"""The actors of a briefing: what they want and what they are likely to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from detente.equilibrium import Equilibrium, generator, visits
from detente.evidence.explanations import Names
from detente.forecast import Mixture, ask
from detente.report._briefing import Option, Party
from detente.report._wants import wants

WAIT = "wait"


def parties(
    equilibria: Sequence[Equilibrium], weights: Sequence[float], presents: Sequence[Mixture], horizon: float
) -> tuple[Party, ...]:
    """Every actor, in the order of the scenario.

    Parameters
    ----------
    equilibria, weights
        The games of the explanations, or the one game, and what each counts where they reward differently.
    """
    game = equilibria[0].game
    if not game.actors:
        return ()
    wished = wants([one.game for one in equilibria], [_visits(one) for one in equilibria], weights)
    sight = game.lowered.sight
    found = []
    for at, actor in enumerate(game.actors):
        blind = tuple(name for name, sees in zip(game.space.factors, sight[at], strict=True) if not sees)
        options = _options(equilibria, presents, actor.name, horizon)
        reasons = tuple(one.about for one in game.payoffs if one.actor == actor.name and one.about)
        attention = float(game.lowered.attention[at])
        title = actor.title or actor.name
        found.append(Party(actor.name, title, actor.about, blind, attention, wished[at], reasons, options))
    return tuple(found)


def _visits(equilibrium: Equilibrium) -> np.ndarray:
    if equilibrium.visits is not None:
        return equilibrium.visits
    return visits(equilibrium.game, generator(equilibrium.game, equilibrium.choice))[0]


def _options(
    equilibria: Sequence[Equilibrium], presents: Sequence[Mixture], actor: str, horizon: float
) -> tuple[Option, ...]:
    every = [move for one in equilibria for move in one.game.moves if move.actor == actor]
    abouts = {move.name: move.about for move in reversed(every)}
    names = list(dict.fromkeys(move.name for move in every))
    found = [_next(present, actor, horizon) for present in presents]
    said = Names.of(one.game for one in equilibria)
    return tuple(
        Option(
            name,
            abouts.get(name, ""),
            tuple(chances.get(name, 0.0) for chances, _ in found),
            tuple(counts.get(name, 0.0) for _, counts in found) if name in names else (),
            said.deed(name),
        )
        for name in [*names, WAIT]
    )


def _next(present: Mixture, actor: str, horizon: float) -> tuple[dict[str, float], dict[str, float]]:
    """The chance of each option at the next moment, and the expected count of each move by the horizon."""
    chances, counts = dict[str, float](), dict[str, float]()
    for weight, now in zip(present.weights.tolist(), present.nows, strict=True):
        own = [one.name for one in now.game.moves if one.actor == actor]
        move, *times = ask(now, f"move({actor})", *(f"E(count({actor}.{name}), within={horizon!r})" for name in own))
        assert isinstance(move.value, Mapping)
        for name, chance in move.value.items():
            chances[name] = chances.get(name, 0.0) + weight * chance
        for name, one in zip(own, times, strict=True):
            counts[name] = counts.get(name, 0.0) + weight * one.number
    return chances, counts
