"""Where a move or an event leads from many states at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.game._lower import Lowered, LoweredBranch, LoweredChange
from detente.game._meaning import Expression, Levels


@dataclass(frozen=True)
class Steps:
    """The steps that one branch makes possible.

    Attributes
    ----------
    source
        int64 (steps,): positions among the given states.
    target
        int64 (steps,): codes of the states led to; -1 where a level is out of range.
    chance
        float64 (steps,): above 0.
    """

    source: np.ndarray
    target: np.ndarray
    chance: np.ndarray


def radices(sizes: tuple[int, ...]) -> np.ndarray:
    """int64 (factors,): the weight of each factor's level in a state's code, the first factor the heaviest."""
    weights = np.ones(len(sizes), dtype=np.int64)
    for at in range(len(sizes) - 2, -1, -1):
        weights[at] = weights[at + 1] * sizes[at + 1]
    return weights


def encode(levels: Levels, sizes: tuple[int, ...]) -> np.ndarray:
    """int64 (states,): the codes of states in mixed radix."""
    return radices(sizes) @ levels.astype(np.int64)


def decode(codes: np.ndarray, sizes: tuple[int, ...]) -> np.ndarray:
    """The levels (factors, states) behind codes; int16 where that holds every level, else int32."""
    kind = np.int16 if max(sizes, default=1) < 2**15 else np.int32
    levels = np.empty((len(sizes), len(codes)), dtype=kind)
    rest = codes
    for row, weight in enumerate(radices(sizes)):
        levels[row], rest = np.divmod(rest, weight)
    return levels


def open_states(change: LoweredChange, levels: Levels) -> np.ndarray:
    """Positions of the states in which a move is open, or an event has a rate other than zero."""
    holds = change.when.holds(levels)
    if change.rate is not None:
        if change.rate.constant is not None:
            return np.flatnonzero(holds) if change.rate.constant != 0 else np.empty(0, np.int64)
        holds = holds & (change.rate(levels) != 0)
    return np.flatnonzero(holds)


def steps(lowered: Lowered, change: LoweredChange, levels: Levels, codes: np.ndarray) -> Iterator[Steps]:
    """The steps of each branch, from the states in which the change is open."""
    source = open_states(change, levels)
    if len(source) == 0:
        return
    inside = levels if len(source) == levels.shape[1] else levels[:, source]
    weights = radices(lowered.sizes)
    for branch in change.branches:
        chance = branch.chance(inside)
        target = branch_target(branch, inside, codes[source], weights, lowered.sizes)
        some = chance > 0
        if some.all():
            yield Steps(source, target, np.array(chance))
        elif some.any():
            yield Steps(source[some], target[some], chance[some])


def branch_target(
    branch: LoweredBranch, levels: Levels, codes: np.ndarray, weights: np.ndarray, sizes: tuple[int, ...]
) -> np.ndarray:
    """int64 (states,): codes after the branch; -1 where a new level is none of the factor's."""
    target = codes.copy()
    outside = np.zeros(len(codes), dtype=bool)
    for factor, new in branch.changes:
        if isinstance(new, Expression):
            wanted = new(levels)
            level = np.rint(np.nan_to_num(wanted, nan=-1.0, posinf=-1.0, neginf=-1.0)).astype(np.int64)
            outside |= (level < 0) | (level >= sizes[factor]) | (np.abs(level - wanted) > 1e-9)
        else:
            level = np.int64(new)
        target += weights[factor] * (level - levels[factor])
    target[outside] = -1
    return target
