"""Discounted visits, found to a small relative error in every state, however rare."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spla

from detente.errors import Outcome
from detente.game import Game

DENSE_LIMIT = 600
TOLERANCE = 1e-12


def log_visits(rates: sp.csr_array, start: np.ndarray, kappa: float) -> np.ndarray:
    """Logarithm of ``nu = kappa * p0 (kappa I - Q)^-1``.

    Parameters
    ----------
    rates
        csr (states, states): off-diagonal rates of Q.
    start
        float64 (states,): p0.
    kappa
        Rate at which memory fades, per clock unit.

    Notes
    -----
    Beliefs are ratios of visits within an information set, so every state needs its own relative accuracy. Sweeps
    of nonnegative terms from the start give every state a first value; corrections then solve the
    system scaled by the present visits (the chain run backwards), whose unknowns are all near 1.
    """
    first = _first(rates, start, kappa)
    return corrected(rates, start, kappa, first)[0]


def _first(rates: sp.csr_array, start: np.ndarray, kappa: float) -> np.ndarray:
    """A first value for every state: exact for small chains, else by sweeps."""
    n = len(start)
    leave = kappa + rates.sum(axis=1)
    if n <= DENSE_LIMIT:
        full = np.diag(leave) - rates.toarray()
        found = np.linalg.solve(full.T, kappa * start)
        if (found > 0).all():
            return np.log(found)
    back = (rates.T).tocsr()
    visits = kappa * start / leave
    for sweep in range(20 * n + 100):
        visits = (kappa * start + back @ visits) / leave
        if sweep >= 60 and (visits > 0).all():
            break
        if sweep > 5000:
            break
    return np.log(np.maximum(visits, 1e-300))


def corrected(rates: sp.csr_array, start: np.ndarray, kappa: float, log: np.ndarray) -> tuple[np.ndarray, float]:
    """Log visits improved from a first value, and the largest relative violation that remains."""
    leave = kappa + rates.sum(axis=1)
    entries = rates.tocoo()
    source, target = entries.row, entries.col
    size = np.inf
    for _ in range(30):
        backward = entries.data * np.exp(np.minimum(log[source] - log[target], 690.0)) / leave[target]
        reverse = sp.csr_array((backward, (target, source)), shape=rates.shape)
        with np.errstate(divide="ignore"):
            new = np.exp(np.minimum(np.log(kappa * start) - log, 690.0)) / leave
        violation = new + reverse.sum(axis=1) - 1
        size = float(np.abs(violation).max())
        if size <= TOLERANCE:
            break
        system = sp.eye_array(len(log), format="csr") - reverse
        restart = 60 if len(log) < 200_000 else 20
        step, _ = spla.gmres(system, violation, rtol=1e-8 if size > 1e-6 else 1e-4, restart=restart, maxiter=20)
        gain = np.where(step > -0.5, np.log1p(np.maximum(step, -0.5)), 2 * (step + 0.5) + np.log(0.5))
        log = log + gain
    return log, size


def visits(game: Game, rates: sp.csr_array) -> tuple[np.ndarray, Outcome]:
    """Discounted visits float64 (states,), summing to 1, and how well they were found."""
    start = game.space.start / game.space.start.sum()
    first = _first(rates, start, game.lowered.kappa)
    log, size = corrected(rates, start, game.lowered.kappa, first)
    found = np.exp(log)
    good = size <= 1e-8
    text = f"Visits to a relative error of {size:.1e}."
    remedy = None if good else "Set `beliefs: memory` to a shorter time."
    return found / found.sum(), Outcome(good, "converged" if good else "stalled", text, remedy)
