"""A game prepared for solving: information sets, arrows without self-loops, numbers in arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.game import Game


@dataclass(frozen=True)
class Problem:
    """Arrays that every kernel reads; nothing in it changes while a game is solved.

    An *information set* is an actor together with the values that it sees, where it has a move open. It
    has the same options in all its states. With ``J`` options of information sets and ``O`` options of
    states, ``option_choice`` says which of the former each of the latter is.

    Attributes
    ----------
    arc_option, arc_source, arc_target, arc_chance
        Arcs of options that lead to another state, by option.
    give_option, give_actor, give_value
        Expected one-off payoffs of options.
    nature_source, nature_target, nature_rate
        Nature's steps to another state, by source.
    busy
        float64 (states,): total rate of moments and of nature's steps, which no choice changes.
    partial
        Whether some information set has several states, so that beliefs matter.
    """

    game: Game
    discount: np.ndarray
    noise: np.ndarray
    kappa: float
    start: np.ndarray
    income: np.ndarray
    decision_state: np.ndarray
    decision_actor: np.ndarray
    decision_rate: np.ndarray
    decision_option: np.ndarray
    decision_set: np.ndarray
    option_decision: np.ndarray
    option_state: np.ndarray
    option_actor: np.ndarray
    option_rate: np.ndarray
    option_choice: np.ndarray
    set_start: np.ndarray
    set_actor: np.ndarray
    choice_set: np.ndarray
    arc_option: np.ndarray
    arc_source: np.ndarray
    arc_target: np.ndarray
    arc_chance: np.ndarray
    give_option: np.ndarray
    give_actor: np.ndarray
    give_value: np.ndarray
    nature_source: np.ndarray
    nature_target: np.ndarray
    nature_rate: np.ndarray
    busy: np.ndarray
    partial: bool

    @property
    def states(self) -> int:
        """How many states."""
        return len(self.start)

    @property
    def actors(self) -> int:
        """How many actors."""
        return len(self.discount)

    @property
    def choices(self) -> int:
        """How many options the information sets have together."""
        return len(self.choice_set)


def prepare(game: Game) -> Problem:
    """Build the arrays of a game."""
    lowered, tables, space = game.lowered, game.tables, game.space
    decision_set, set_actor, partial = _information_sets(game)
    counts = np.diff(tables.decision_option)
    first_of_set = np.full(len(set_actor), -1, dtype=np.int64)
    first_of_set[decision_set] = np.arange(len(decision_set))
    set_start = np.concatenate([[0], np.cumsum(counts[first_of_set])]).astype(np.int64)
    within = np.arange(len(tables.option_decision)) - tables.decision_option[tables.option_decision]
    option_choice = (set_start[decision_set[tables.option_decision]] + within).astype(np.int32)
    arc_option = np.repeat(np.arange(len(tables.option_decision), dtype=np.int32), np.diff(tables.option_arc))
    arc_source = tables.option_state[arc_option]
    away = arc_source != tables.arc_target
    moved = tables.event_state != tables.event_target
    decision_rate = lowered.attention[tables.decision_actor]
    busy = np.bincount(tables.decision_state, decision_rate, tables.states).astype(np.float64)
    busy += np.bincount(tables.event_state[moved], tables.event_rate[moved], tables.states)
    return Problem(
        game=game,
        discount=lowered.discount,
        noise=lowered.noise,
        kappa=lowered.kappa,
        start=space.start / space.start.sum(),
        income=tables.income,
        decision_state=tables.decision_state,
        decision_actor=tables.decision_actor,
        decision_rate=decision_rate,
        decision_option=tables.decision_option,
        decision_set=decision_set,
        option_decision=tables.option_decision,
        option_state=tables.option_state,
        option_actor=tables.option_actor,
        option_rate=decision_rate[tables.option_decision],
        option_choice=option_choice,
        set_start=set_start,
        set_actor=set_actor,
        choice_set=np.repeat(np.arange(len(set_actor), dtype=np.int32), np.diff(set_start)),
        arc_option=arc_option[away],
        arc_source=arc_source[away],
        arc_target=tables.arc_target[away],
        arc_chance=tables.arc_chance[away],
        give_option=tables.give_option,
        give_actor=tables.give_actor,
        give_value=tables.give_value,
        nature_source=tables.event_state[moved],
        nature_target=tables.event_target[moved],
        nature_rate=tables.event_rate[moved],
        busy=busy,
        partial=partial,
    )


def _information_sets(game: Game) -> tuple[np.ndarray, np.ndarray, bool]:
    """The set of each decision (int32), the actor of each set (int16), and whether any set has several states."""
    lowered, tables = game.lowered, game.tables
    actors = len(game.actors)
    if lowered.sight[:actors].all():
        every = np.arange(len(tables.decision_state), dtype=np.int32)
        return every, tables.decision_actor, False
    key = np.zeros(len(tables.decision_state), dtype=np.int64)
    for actor in range(actors):
        label, _ = game.space.labels(lowered.sight[actor])
        mine = tables.decision_actor == actor
        key[mine] = label[tables.decision_state[mine]].astype(np.int64) * actors + actor
    kinds, decision_set = np.unique(key, return_inverse=True)
    partial = len(kinds) < len(key)
    return decision_set.astype(np.int32), (kinds % actors).astype(np.int16), partial
