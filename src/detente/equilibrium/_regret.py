"""What an actor could gain by choosing otherwise, computed apart from the solver.

The tables of the game are read afresh, with plain sparse algebra and none of the solver's kernels. One
moment is enough to look at: if no single choice can be improved, no strategy can (the one-shot deviation
principle).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from detente.game import Game


def regret(game: Game, choice: np.ndarray, values: np.ndarray, visits: np.ndarray | None) -> dict[str, float]:
    """By actor, its largest gain at any one moment, in utility units at its own noise.

    With ``q`` the expected values of the options in an information set and ``H`` the entropy of the choice, the gain
    is ``tau logsumexp(q / tau) - (sum of sigma q + tau H)``, which is ``tau`` times the divergence of
    the choice made from the best one.
    """
    tables = game.tables
    options = len(choice)
    move_to = sp.csr_array((tables.arc_chance, tables.arc_target, tables.option_arc), shape=(options, tables.states))
    found: dict[str, float] = {}
    for actor, name in enumerate(game.actor_names):
        mine = np.flatnonzero(tables.option_actor == actor)
        if len(mine) == 0:
            found[name] = 0.0
            continue
        gives = np.zeros(options)
        own = tables.give_actor == actor
        np.add.at(gives, tables.give_option[own], tables.give_value[own])
        state = tables.option_state[mine]
        worth = gives[mine] + (move_to[mine] @ values[:, actor]) - values[state, actor]
        label, _ = game.space.labels(game.lowered.sight[actor])
        found[name] = _largest_gain(
            worth,
            choice[mine],
            label[state],
            tables.option_move[mine],
            state,
            visits,
            float(game.lowered.noise[actor]),
        )
    return found


def _largest_gain(
    worth: np.ndarray,
    choice: np.ndarray,
    label: np.ndarray,
    move: np.ndarray,
    state: np.ndarray,
    visits: np.ndarray | None,
    noise: float,
) -> float:
    key = label.astype(np.int64) * 40_000 + move + 1
    kinds, first, row = np.unique(key, return_index=True, return_inverse=True)
    weight = np.ones(len(row)) if visits is None else visits[state]
    total = np.bincount(row, weight, len(kinds))
    expected = np.bincount(row, weight * worth, len(kinds)) / np.where(total > 0, total, 1.0)
    sigma = choice[first]
    _, group = np.unique(kinds // 40_000, return_inverse=True)
    groups = group.max() + 1
    highest = np.full(groups, -np.inf)
    np.maximum.at(highest, group, expected)
    shifted = (expected - highest[group]) / noise
    best = noise * np.log(np.bincount(group, np.exp(shifted), groups)) + highest
    safe = np.where(sigma > 0, sigma, 1.0)
    made = np.bincount(group, sigma * (expected - noise * np.log(safe)), groups)
    return float(np.maximum(best - made, 0.0).max())
