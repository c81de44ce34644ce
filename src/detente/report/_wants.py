"""What actors want, read from their flow payoffs: each factor varied, other things equal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.game import Game, StateSpace
from detente.report._briefing import Want
from detente.report._outlook import fixed_factors

NEGLIGIBLE = 1e-9
MOST = 4


def wants(games: Sequence[Game], visits: Sequence[np.ndarray], counts: Sequence[float]) -> list[tuple[Want, ...]]:
    """For each actor, the factors whose value matters most to its flow payoff.

    Each state is compared with those reachable states that differ from it in one factor only, and the
    differences are averaged. Factors that never change (an actor's type, say) are no wishes and are left out.

    Parameters
    ----------
    games
        One, or those of several explanations; actors and factors are those of the first.
    visits
        By game, float64 (states,): how much each state counts; sums to 1.
    counts
        By game, how much it counts; they need not sum to 1.
    """
    game = games[0]
    fixed = set.intersection(*(fixed_factors(one) for one in games))
    share = np.array(counts) / np.sum(counts)
    pairs = list(zip(games, visits, strict=True))
    effects = {
        name: _mean([changes(one.space, one.tables.income, mine, name) for one, mine in pairs], share)
        for at, name in enumerate(game.space.factors)
        if at not in fixed and all(_alike(game, one, name) for one in games)
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


def _alike(one: Game, other: Game, factor: str) -> bool:
    values = one.space.vocabulary.values[factor]
    return other.space.vocabulary.values.get(factor) == values and len(one.actors) == len(other.actors)


def _mean(effects: Sequence[np.ndarray], share: np.ndarray) -> np.ndarray:
    """The mean over games; a value counts where every game can have it."""
    return sum((weight * effect for weight, effect in zip(share.tolist(), effects, strict=True)), np.zeros(()))


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
