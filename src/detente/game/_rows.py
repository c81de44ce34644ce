"""Rows of options, arcs and payoffs put in the order of states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Part:
    """The options that one move (or waiting) makes, one a state in ``rows``."""

    actor: int
    move: int
    rows: np.ndarray
    targets: list[np.ndarray]
    chances: list[np.ndarray]
    gives: list[tuple[int, np.ndarray]]


def joined(parts: list[np.ndarray], kind: Any) -> np.ndarray:
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.empty(0, kind)


def assemble(parts: list[Part]) -> dict[str, np.ndarray]:
    state = joined([part.rows for part in parts], np.int32)
    order = np.argsort(state, kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    actor = joined([np.full(len(part.rows), part.actor) for part in parts], np.int16)[order]
    move = joined([np.full(len(part.rows), part.move) for part in parts], np.int16)[order]
    state = state[order]
    fresh = np.ones(len(state), dtype=bool)
    fresh[1:] = (state[1:] != state[:-1]) | (actor[1:] != actor[:-1])
    first = np.flatnonzero(fresh)
    found = {
        "decision_state": state[first],
        "decision_actor": actor[first],
        "decision_option": np.append(first, len(state)).astype(np.int64),
        "option_decision": (np.cumsum(fresh) - 1).astype(np.int32),
        "option_move": move,
    }
    return found | _arcs(parts, rank) | _gives(parts, rank)


def _offsets(parts: list[Part]) -> list[int]:
    return np.concatenate([[0], np.cumsum([len(part.rows) for part in parts])]).astype(int).tolist()


def _arcs(parts: list[Part], rank: np.ndarray) -> dict[str, np.ndarray]:
    option, target, chance = [], [], []
    for part, offset in zip(parts, _offsets(parts), strict=False):
        rows = rank[offset : offset + len(part.rows)]
        for one, share in zip(part.targets, part.chances, strict=True):
            live = one >= 0
            option.append(rows[live])
            target.append(one[live])
            chance.append(share[live])
    every = joined(option, np.int32)
    order = np.argsort(every, kind="stable")
    counts = np.bincount(every, minlength=len(rank))
    return {
        "option_arc": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "arc_target": joined(target, np.int32)[order],
        "arc_chance": joined(chance, np.float64)[order],
    }


def _gives(parts: list[Part], rank: np.ndarray) -> dict[str, np.ndarray]:
    option, actor, value = [], [], []
    for part, offset in zip(parts, _offsets(parts), strict=False):
        rows = rank[offset : offset + len(part.rows)]
        for who, payoff in part.gives:
            some = payoff != 0
            option.append(rows[some])
            actor.append(np.full(some.sum(), who))
            value.append(payoff[some])
    every = joined(option, np.int32)
    order = np.argsort(every, kind="stable")
    return {
        "give_option": every[order],
        "give_actor": joined(actor, np.int16)[order],
        "give_value": joined(value, np.float64)[order],
    }
