"""Elimination of states one by one without a subtraction (Grassmann, Taksar and Heyman 1985).

Rates of 1e-12 beside rates of 1e6 keep all their digits, which no general linear solver promises.
Cost grows with the cube of the states, so this is for small chains.
"""

from __future__ import annotations

import numpy as np


def time_spent(
    rates: np.ndarray, leave: np.ndarray, start: np.ndarray, gain: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Expected time in each state before a process leaves, and what it expects to gain from each state.

    Parameters
    ----------
    rates
        float64 (n, n): off-diagonal rates; overwritten.
    leave
        float64 (n,): rates of leaving for good; from every state it must be possible.
    start
        float64 (n,): the law at the start.
    gain
        float64 (n,): gain per clock unit, at least 0.

    Returns
    -------
    time, expected
        float64 (n,) each.
    """
    n = len(leave)
    leave, start, gain = leave.copy(), start.copy(), gain.copy()
    out = np.empty(n)
    for k in range(n - 1, -1, -1):
        out[k] = leave[k] + rates[k, :k].sum()
        share = rates[k, :k] / out[k]
        into = np.flatnonzero(rates[:k, k])
        start[:k] += start[k] * share
        inflow = rates[into, k]
        leave[into] += inflow * (leave[k] / out[k])
        gain[into] += inflow * (gain[k] / out[k])
        rates[into, :k] += inflow[:, None] * share
    time, expected = np.empty(n), np.empty(n)
    for k in range(n):
        time[k] = (start[k] + time[:k] @ rates[:k, k]) / out[k]
        expected[k] = (gain[k] + rates[k, :k] @ expected[:k]) / out[k]
    return time, expected
