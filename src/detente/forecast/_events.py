"""Everything that can happen in each state, as rows to draw from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.forecast._law import Law
from detente.game import WAIT


@dataclass(frozen=True)
class Events:
    """Rows sorted by state; those that change nothing are kept, for they are part of history.

    Attributes
    ----------
    labels
        ``actor.move``, ``nature.event`` and ``actor.wait``; ``label`` counts in it.
    begin
        int64 (states + 1,): the first row of each state.
    label, target
        int32 (rows,): what happens, and the state that it leads to.
    cumulated
        float64 (rows,): chances within a state, added up; the last of a state is 1.
    rate
        float64 (states,): how much happens per clock unit.
    gives
        float64 (rows, actors): expected one-off payoffs of moves (nature's are part of income).
    """

    labels: tuple[str, ...]
    begin: np.ndarray = field(repr=False)
    label: np.ndarray = field(repr=False)
    target: np.ndarray = field(repr=False)
    cumulated: np.ndarray = field(repr=False)
    rate: np.ndarray = field(repr=False)
    gives: np.ndarray = field(repr=False)


def events_of(law: Law, waits: bool) -> Events:
    """The rows of a law; moments at which an actor waits only if ``waits``."""
    lowered, tables = law.game.lowered, law.game.tables
    moves, nature = len(lowered.moves), len(lowered.events)
    arcs = np.diff(tables.option_arc)
    option = np.repeat(np.arange(len(arcs)), arcs)
    move = tables.option_move[option].astype(np.int64)
    keep = move != WAIT
    gives = np.zeros((len(arcs), tables.actors))
    np.add.at(gives, (tables.give_option, tables.give_actor), tables.give_value)
    parts = [
        (
            tables.option_state[option[keep]],
            move[keep],
            tables.arc_target[keep],
            (law.option_rates[option] * tables.arc_chance)[keep],
            gives[option[keep]],
        ),
        (
            tables.event_state,
            moves + tables.event_number.astype(np.int64),
            tables.event_target,
            tables.event_rate,
            np.zeros((len(tables.event_state), tables.actors)),
        ),
    ]
    every = np.arange(tables.states)
    for at, actor in enumerate(lowered.actor_names if waits else ()):
        nothing = np.zeros((tables.states, tables.actors))
        parts.append(
            (
                every,
                np.full(tables.states, moves + nature + at),
                every,
                law.count_rate(f"{actor}.wait"),
                nothing,
            )
        )
    state, label, target, rate, gain = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.lexsort((target, label, state))
    order = order[rate[order] > 0]
    return _rows(_labels(law), tables.states, state[order], label[order], target[order], rate[order], gain[order])


def _labels(law: Law) -> tuple[str, ...]:
    lowered = law.game.lowered
    made = [one.label for one in (*lowered.moves, *lowered.events)]
    return (*made, *(f"{actor}.wait" for actor in lowered.actor_names))


def _rows(
    labels: tuple[str, ...],
    states: int,
    state: np.ndarray,
    label: np.ndarray,
    target: np.ndarray,
    rate: np.ndarray,
    gain: np.ndarray,
) -> Events:
    begin = np.searchsorted(state, np.arange(states + 1))
    total = np.bincount(state, rate, minlength=states)
    # Added up within each state alone, so that rates of very different size in other states do not matter.
    cumulated = np.empty(len(rate))
    count, place = np.diff(begin), np.arange(len(rate)) - begin[state]
    running = np.zeros(states)
    for at in range(int(count.max(initial=0))):
        rows = np.flatnonzero(place == at)
        running[state[rows]] += rate[rows]
        cumulated[rows] = running[state[rows]]
    share = cumulated / running[state]
    share[begin[1:][count > 0] - 1] = 1.0
    return Events(labels, begin, label.astype(np.int32), target.astype(np.int32), share, total, gain)
