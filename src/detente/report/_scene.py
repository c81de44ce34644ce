"""The situation: what each factor is at, who sees it, and where on the map it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.forecast import Mixture
from detente.game import Game
from detente.report._briefing import Held, Placed
from detente.report._outlook import fixed_factors, marginal
from detente.report._words import plain

ANALYST = "The analyst"


def observers(game: Game) -> tuple[str, ...]:
    """Who looks on: the actors, then the analyst."""
    return (*(one.title or plain(one.name) for one in game.actors), ANALYST)


def situation(games: Sequence[Game], presents: Sequence[Mixture]) -> tuple[Held, ...]:
    """Every factor with its likeliest value in each view, and who sees it; the factors are those of the first game."""
    game = games[0]
    fixed = set.intersection(*(fixed_factors(one) for one in games))
    found = []
    for at, factor in enumerate(game.factors):
        values = _values(games, factor.name)
        chances = [_chances(one, factor.name, values) for one in presents]
        held = tuple((values[int(np.argmax(one))], float(one.max())) for one in chances)
        seen = tuple(bool(sees[at]) for sees in game.lowered.sight)
        title = factor.title or plain(factor.name)
        found.append(Held(factor.name, title, factor.about, held, seen, at in fixed))
    return tuple(found)


def placed(sites: Sequence[Any], games: Sequence[Game], held: Sequence[Held]) -> tuple[Placed, ...]:
    """The places of a scenario with what is shown there.

    Parameters
    ----------
    sites
        As a scenario gives them: name, title, kind, latitude, longitude, ``of``, about, source.
    """
    factors = {one.factor: one for one in held}
    actors = {one.name: one.title or plain(one.name) for one in games[0].actors}
    views = len(held[0].values) if held else 1
    found = []
    for one in sites:
        shows, values, level, levels = "", ("",) * views, 0, 0
        if one.of in factors:
            mine = factors[one.of]
            every = _values(games, one.of)
            shows, values = mine.title, tuple(mine.said(view) for view in range(views))
            level, levels = every.index(mine.values[-1][0]), len(every)
        elif one.of in actors:
            shows, values = actors[one.of], (actors[one.of],) * views
        found.append(
            Placed(
                name=one.title or plain(one.name),
                kind=one.kind,
                latitude=one.latitude,
                longitude=one.longitude,
                shows=shows,
                values=values,
                level=level,
                levels=levels,
                about=one.about,
                source=one.source,
            )
        )
    return tuple(found)


def _values(games: Sequence[Game], factor: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for game in games for value in game.space.vocabulary.values[factor]))


def _chances(present: Mixture, factor: str, values: Sequence[str]) -> np.ndarray:
    each = [marginal(one.game, one.belief, factor, values) for one in present.nows]
    return np.asarray(present.weights) @ np.array(each)
