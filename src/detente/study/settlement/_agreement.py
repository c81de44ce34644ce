"""What agreeing on an option now would lead to, from each state that is believed possible."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from detente.errors import UsageError
from detente.forecast import Now
from detente.game import Expression, Game, Settlement, branch_target, radices

SMALL_STEP = 1e-3
"""A level's part in the distance between states, beside a whole factor that differs."""


@dataclass(frozen=True)
class Agreement:
    """An option agreed at once, from the states in which nothing is agreed yet.

    Attributes
    ----------
    states
        int (k,): the states believed possible; ``belief`` float64 (k,) their chances, which sum to 1.
    at_table
        csr (k, states): the states in which the option can be agreed that are nearest to each. A state in which it can
        be agreed is its own.
    after
        csr (k, states): chances of the state after the agreement.
    gives
        float64 (k, actors): expected one-off payoffs of the agreement.
    brought
        The share of the belief in states from which the parties must first be brought to the table.
    """

    states: np.ndarray = field(repr=False)
    belief: np.ndarray = field(repr=False)
    at_table: sp.csr_array = field(repr=False)
    after: sp.csr_array = field(repr=False)
    gives: np.ndarray = field(repr=False)
    brought: float

    def spread(self, matrix: sp.csr_array) -> np.ndarray:
        """float64 (states,): the belief carried by one of the matrices."""
        return np.asarray(matrix.T @ self.belief)


def agreement(present: Now, settlement: Settlement, option: str) -> Agreement:
    """The option agreed now.

    Everything that the agreement sets is set, and its one-off payoffs are paid. Where it cannot be agreed in a state
    as it stands (nothing is tabled, the talks do not sit), the nearest states in which it can are taken: those
    that differ in the fewest factors, then by the smallest steps; factors that never change are kept if they can be.

    Raises
    ------
    UsageError
        Where nothing that can happen brings this option about.
    """
    game = present.game
    source, target, rate, gives = _ways(present, settlement, option)
    if len(source) == 0:
        hint = f"look at the condition of `{settlement.agreed[0]}` and at who can table it"
        raise UsageError(f"`{option}` can never be agreed: no state that can be reached leads to it", hint)
    n = len(game.space)
    table, row = np.unique(source, return_inverse=True)
    total = np.bincount(row, rate)
    share = rate / total[row]
    lead = sp.csr_array((share, (row, target)), shape=(len(table), n))
    paid = np.zeros((len(table), len(game.actors)))
    np.add.at(paid, row, share[:, None] * gives)
    open_now = game.space[settlement.factor] == game.space.vocabulary.values[settlement.factor].index(settlement.none)
    states = np.flatnonzero((present.belief > 0) & open_now)
    belief = present.belief[states] / present.belief[states].sum()
    near = _nearest(present, states, table)
    to_table = sp.csr_array(
        near @ sp.csr_array((np.ones(len(table)), (np.arange(len(table)), table)), shape=(len(table), n))
    )
    brought = float(belief[~np.isin(states, table)].sum())
    return Agreement(states, belief, to_table, sp.csr_array(near @ lead), near @ paid, brought)


def _ways(present: Now, settlement: Settlement, option: str) -> tuple[np.ndarray, ...]:
    """Source, target, rate and one-off payoffs (rows, actors) of every branch that brings the option about."""
    game, space = present.game, present.game.space
    lowered, weights = game.lowered, radices(game.lowered.sizes)
    values = space.vocabulary.values[settlement.factor]
    nothing, wanted = values.index(settlement.none), values.index(option)
    parts: list[tuple[np.ndarray, ...]] = []
    for change in (*lowered.moves, *lowered.events):
        if change.label not in settlement.agreed:
            continue
        rate = present.law.count_rate(change.label)
        rows = np.flatnonzero((rate > 0) & (space[settlement.factor] == nothing))
        inside = space.levels[:, rows]
        for branch in change.branches:
            chance = np.broadcast_to(branch.chance(inside), (len(rows),))
            codes = branch_target(branch, inside, space.codes[rows], weights, lowered.sizes)
            live = (chance > 0) & (codes >= 0)
            to = space.positions(codes[live])
            good = space[settlement.factor][to] == wanted
            where = rows[live][good]
            paid = np.zeros((len(where), len(game.actors)))
            for actor, payoff in branch.gives:
                paid[:, actor] += _payoff(payoff, game, where)
            parts.append((where, to[good], (rate[rows] * chance)[live][good], paid))
    if not parts:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty, np.empty(0), np.empty((0, len(game.actors)))
    return tuple(np.concatenate(one) for one in zip(*parts, strict=True))


def _payoff(payoff: object, game: Game, rows: np.ndarray) -> np.ndarray:
    """A one-off payoff in some states: an expression, or a function of the whole table of states."""
    if isinstance(payoff, Expression):
        return np.broadcast_to(payoff(game.space.levels[:, rows]), (len(rows),))
    assert callable(payoff)
    return np.broadcast_to(np.asarray(payoff(game.space), dtype=np.float64), (len(game.space),))[rows]


def _nearest(present: Now, states: np.ndarray, table: np.ndarray) -> sp.csr_array:
    """Csr (states, table): each state shared out evenly over the nearest at the table."""
    from detente.evidence.filtering import Transitions

    space = present.game.space
    moving = np.asarray(Transitions.of(present.law).changed.any(axis=1))
    weight = np.where(moving, 1.0, 1.0 + len(moving))
    ordered = np.array([name not in space.vocabulary.unordered for name in space.factors])
    small = np.where(ordered, SMALL_STEP / np.maximum(np.array(space.sizes) - 1, 1), 0.0)
    there = space.levels[:, table].astype(np.float64)
    rows, columns, shares = [], [], []
    for at, state in enumerate(states.tolist()):
        here = np.searchsorted(table, state)
        if here < len(table) and table[here] == state:
            close = np.array([here])
        else:
            gap = np.abs(there - space.levels[:, [state]])
            distance = weight @ (gap > 0) + small @ gap
            close = np.flatnonzero(distance <= distance.min() + 1e-9)
        rows.append(np.full(len(close), at))
        columns.append(close)
        shares.append(np.full(len(close), 1.0 / len(close)))
    joined = (np.concatenate(rows), np.concatenate(columns))
    return sp.csr_array((np.concatenate(shares), joined), shape=(len(states), len(table)))
