"""The generator that strategies imply."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from detente.game import Game, Tables


def uniform_choice(tables: Tables) -> np.ndarray:
    """float64 (options,): every open option as likely as the next."""
    counts = np.diff(tables.decision_option)
    return np.repeat(1.0 / counts, counts)


def option_rates(game: Game, choice: np.ndarray) -> np.ndarray:
    """float64 (options,): how often per clock unit each option is taken in its state."""
    return game.lowered.attention[game.tables.option_actor] * choice


def generator(game: Game, choice: np.ndarray) -> sp.csr_array:
    """Off-diagonal rates of the Markov jump process under given strategies.

    Parameters
    ----------
    choice
        float64 (options,): the probability of each option row of ``game.tables``.

    Returns
    -------
    csr_array (states, states)
        Rates per clock unit. Steps that change nothing are left out; the diagonal of the generator is
        minus the row sums.
    """
    tables = game.tables
    n = tables.states
    arcs = np.diff(tables.option_arc)
    source = np.concatenate([np.repeat(tables.option_state, arcs), tables.event_state])
    target = np.concatenate([tables.arc_target, tables.event_target])
    rate = np.concatenate([np.repeat(option_rates(game, choice), arcs) * tables.arc_chance, tables.event_rate])
    live = (source != target) & (rate > 0)
    found = sp.csr_array((rate[live], (source[live], target[live])), shape=(n, n))
    found.sum_duplicates()
    return found
