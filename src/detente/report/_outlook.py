"""Where each factor goes from a "now", and how long it stays as it is."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from detente.errors import NotConverged
from detente.forecast import Mixture, Now, ask
from detente.game import Game
from detente.report._briefing import Course, Development

POINTS = 32
"""Times at which courses are read, after the first."""


def developments(
    games: Sequence[Game], presents: Sequence[Mixture], horizon: float, explanation: str | None
) -> tuple[Development, ...]:
    """Every factor that can change or is uncertain, seen from each "now"; not a fixed ``explanation``.

    Parameters
    ----------
    games
        One, or those of the explanations; the factors are those of the first.
    """
    fixed = set.intersection(*(fixed_factors(game) for game in games))
    laws = [[_laws(one, horizon) for one in present.nows] for present in presents]
    sees = games[0].lowered.sight[-1]
    found = []
    for at, factor in enumerate(games[0].factors):
        still = all(len(np.unique(game.space[factor.name])) == 1 for game in games)
        if at in fixed and (factor.name == explanation or still):
            continue
        values = tuple(dict.fromkeys(value for game in games for value in game.space.vocabulary.values[factor.name]))
        courses = tuple(
            _course(present, rows, factor.name, values, horizon) for present, rows in zip(presents, laws, strict=True)
        )
        title = factor.title or factor.name.replace("_", " ")
        found.append(Development(factor.name, title, factor.about, values, not sees[at], courses))
    return tuple(found)


def fixed_factors(game: Game) -> set[int]:
    """Positions of the factors that no move and no event ever sets."""
    lowered = game.lowered
    branches = [branch for change in (*lowered.moves, *lowered.events) for branch in change.branches]
    changed = {at for branch in branches for at, _ in branch.changes}
    return set(range(len(game.factors))) - changed


def times(horizon: float) -> list[float]:
    """The points in time, from 0 to the horizon, denser at first."""
    return (horizon * np.linspace(0.0, 1.0, POINTS + 1) ** 2).tolist()


def _laws(now: Now, horizon: float) -> list[np.ndarray]:
    """For each time, the law float64 (states,)."""
    rows = [now.belief]
    points = times(horizon)
    for since, until in itertools.pairwise(points):
        found = now.law.transient(rows[-1], until - since)
        if not found.outcome.converged:
            raise NotConverged(found.outcome)
        rows.append(found.law)
    return rows


def marginal(game: Game, law: np.ndarray, factor: str, values: Sequence[str]) -> np.ndarray:
    """float64 (values,): the probability of each value of a factor under a law; 0 for one that the game lacks."""
    own = game.space.vocabulary.values[factor]
    chances = np.bincount(game.space[factor], weights=law, minlength=len(own))
    return np.array([chances[own.index(value)] if value in own else 0.0 for value in values])


def _course(
    present: Mixture, laws: Sequence[Sequence[np.ndarray]], factor: str, values: tuple[str, ...], horizon: float
) -> Course:
    chances = np.zeros((len(laws[0]), len(values)))
    for weight, one, rows in zip(present.weights.tolist(), present.nows, laws, strict=True):
        chances += weight * np.array([marginal(one.game, row, factor, values) for row in rows])
    value = values[int(np.argmax(chances[0]))]
    points = times(horizon)
    asked = ask(present, *(f"P(always({factor} == '{value}'), within={time!r})" for time in points))
    stays = [one.number for one in asked]
    return Course(tuple(points), tuple(map(tuple, chances.tolist())), value, tuple(stays), even_odds(points, stays))


def even_odds(points: Sequence[float], stays: Sequence[float]) -> float | None:
    """The time at which the chance to have stayed falls to one half; None if it does not.

    Between two points the chance is taken to fall at a constant rate.
    """
    for at, (time, chance) in enumerate(zip(points, stays, strict=True)):
        if chance <= 0.5:
            if at == 0 or chance <= 0:
                return time
            before, above = points[at - 1], stays[at - 1]
            return before + (time - before) * math.log(above / 0.5) / math.log(above / chance)
    return None
