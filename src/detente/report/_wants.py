"""What actors want, read from their flow payoffs: each factor varied, other things equal."""

from __future__ import annotations

import numpy as np

from detente.game import Game, StateSpace
from detente.report._briefing import Want
from detente.report._outlook import fixed_factors

NEGLIGIBLE = 1e-9
MOST = 4


def wants(game: Game, weights: np.ndarray) -> list[tuple[Want, ...]]:
    """For each actor, the factors whose value matters most to its flow payoff.

    Each state is compared with those reachable states that differ from it in one factor only, and the
    differences are averaged. Factors that never change (an actor's type, say) are no wishes and are left out.

    Parameters
    ----------
    weights
        float64 (states,): how much each state counts; sums to 1.
    """
    fixed = fixed_factors(game)
    effects = {
        name: changes(game.space, game.tables.income, weights, name)
        for at, name in enumerate(game.space.factors)
        if at not in fixed
    }
    titles = {one.name: one.title or one.name.replace("_", " ") for one in game.factors}
    found = []
    for actor in range(len(game.actors)):
        rows = []
        for name, effect in effects.items():
            column = effect[:, actor]
            known = np.flatnonzero(np.isfinite(column))
            best, worst = known[np.argmax(column[known])], known[np.argmin(column[known])]
            gain = float(column[best] - column[worst])
            if gain > NEGLIGIBLE:
                values = game.space.vocabulary.values[name]
                rows.append(Want(name, titles[name], values[best], values[worst], gain))
        found.append(tuple(sorted(rows, key=lambda one: -one.gain)[:MOST]))
    return found


def changes(space: StateSpace, income: np.ndarray, weights: np.ndarray, factor: str) -> np.ndarray:
    """float64 (values, actors): mean change of income were ``factor`` set to each value; nan if it cannot."""
    at = space.factors.index(factor)
    weight = int(np.prod(space.sizes[at + 1 :], dtype=np.int64))
    found = np.full((space.sizes[at], income.shape[1]), np.nan)
    for value in range(space.sizes[at]):
        codes = space.codes + weight * (value - space.levels[at].astype(np.int64))
        position = np.minimum(np.searchsorted(space.codes, codes), len(space) - 1)
        there = space.codes[position] == codes
        mass = weights[there].sum()
        if mass > 0:
            difference = income[position[there]] - income[there]
            found[value] = weights[there] @ difference / mass
    return found
