"""A belief carried from one game into another, by the values of factors."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from detente.equilibrium import Equilibrium
from detente.errors import UsageError
from detente.forecast import Now
from detente.game import Game, Start

FAINT = 1e-9
"""The chance that the start of a changed game gives to carried states that it could not reach of itself.

It settles what actors believe there, and nothing else: forecasts begin at the carried belief."""


def carried(now: Now, game: Game, sets: Iterable[str], solve: Callable[[Game], Equilibrium]) -> Now:
    """The belief of a "now" in another game, some factors set to that game's start.

    Factors that only the other game has begin as it says; those that it does not have are summed out. The states that
    the belief gives a chance are in the other game's space, whether its own start leads there or not.

    Parameters
    ----------
    sets
        The factors whose value is set by intervention, independently of all else.
    solve
        What solves the game.

    Raises
    ------
    UsageError
        Where the belief gives a chance to a value that the other game does not have.
    """
    levels, weights = _moved(now, game, tuple(sets))
    space = game.space
    codes = _codes(levels, space.sizes)
    missing = ~np.isin(codes, space.codes)
    if missing.any():
        game = seeded(game, levels[:, missing], weights[missing])
        space = game.space
    equilibrium = solve(game)
    belief = np.zeros(len(space))
    np.add.at(belief, np.searchsorted(space.codes, codes), weights)
    return Now(equilibrium, belief, now.time, f"{now.how}, carried into the changed game")


def _moved(now: Now, game: Game, sets: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Levels (factors, rows) in the other game and their weights (rows,)."""
    old, vocabulary = now.game.space, game.lowered.vocabulary
    some = np.flatnonzero(now.belief)
    weights = now.belief[some]
    levels = np.zeros((len(vocabulary.values), len(some)), dtype=np.int64)
    for at, (factor, values) in enumerate(vocabulary.values.items()):
        if factor in sets or factor not in old.vocabulary.values:
            share = _start_of(game, at, len(values))
            support = np.flatnonzero(share)
            count = levels.shape[1]
            levels = np.repeat(levels, len(support), axis=1)
            levels[at] = np.tile(support, count)
            weights = np.repeat(weights, len(support)) * np.tile(share[support], count)
            some = np.repeat(some, len(support))
            continue
        named = old.vocabulary.values[factor]
        position = np.array([values.index(one) if one in values else -1 for one in named])
        levels[at] = position[old[factor][some]]
        lost = levels[at] < 0
        if lost.any():
            gone = named[int(old[factor][some][lost][0])]
            raise UsageError(
                f"the belief gives `{factor} == {gone}` a chance of {weights[lost].sum():.3g}, and the changed game "
                "has no such value",
                f"set `start: {{{factor}: ...}}` in the change, or compare `from: start`",
            )
    return levels, weights


def _start_of(game: Game, at: int, count: int) -> np.ndarray:
    """float64 (values,): the chances with which a factor begins."""
    lowered = game.lowered
    return np.bincount(lowered.start_levels[at], lowered.start_chance, minlength=count)


def _codes(levels: np.ndarray, sizes: tuple[int, ...]) -> np.ndarray:
    code = np.zeros(levels.shape[1], dtype=np.int64)
    for row, size in zip(levels, sizes, strict=True):
        code = code * size + row
    return code


def seeded(game: Game, levels: np.ndarray, weights: np.ndarray) -> Game:
    """The same game whose space has further states: its start gives them a chance of :data:`FAINT` in all."""
    space, values = game.space, game.lowered.vocabulary.values
    begins = np.flatnonzero(space.start)
    rows = [(space.describe(int(at)), (1 - FAINT) * float(space.start[at])) for at in begins]
    total = float(weights.sum())
    for column, weight in zip(levels.T, weights.tolist(), strict=True):
        named = {name: listed[level] for (name, listed), level in zip(values.items(), column.tolist(), strict=True)}
        rows.append((named, FAINT * weight / total))
    merged: dict[tuple[str, ...], list] = {}
    for named, chance in rows:
        merged.setdefault(tuple(named.values()), [named, 0.0])[1] += chance
    return game.replace(start=[Start(named, chance) for named, chance in merged.values()])
