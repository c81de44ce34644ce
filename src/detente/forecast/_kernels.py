"""Compiled loops over large chains; imported only when a chain is large enough to wait for it."""

from __future__ import annotations

import numba
import numpy as np

BLOCKS = 64
"""Rows are cut in a fixed number of blocks, so that sums do not depend on the number of threads."""

FLUSH = 1e-280
"""Smaller probabilities are set to 0: arithmetic on denormal numbers is a hundred times slower."""


@numba.njit(nogil=True, cache=True)
def _block(indptr, indices, data, stay, x, y, acc, weight, readings, part, low, high):  # pragma: no cover - compiled
    """One step for the rows from ``low`` to ``high``."""
    for row in range(low, high):
        total = stay[row] * x[row]
        for entry in range(indptr[row], indptr[row + 1]):
            total += data[entry] * x[indices[entry]]
        y[row] = total if total > FLUSH else 0.0
    if len(acc) > 0 and weight > 0.0:
        for row in range(low, high):
            acc[row] += weight * x[row]
    for one in range(len(readings)):
        total = 0.0
        for row in range(low, high):
            total += readings[one, row] * x[row]
        part[one] = total


@numba.njit(parallel=True, nogil=True, cache=True)
def advance(indptr, indices, data, stay, x, y, acc, weights, readings, out):  # pragma: no cover - compiled
    """Take ``len(weights)`` steps of the uniformised chain.

    Before each step, ``weights[k] * x`` is added to ``acc`` (unless that is empty) and ``readings @ x`` goes to
    ``out[k]``. Returns the array, ``x`` or ``y``, that holds the last vector. Indices are unsigned: signed ones cost
    a test for each, since they may count from the end.
    """
    n, m = len(x), len(readings)
    size = (n + BLOCKS - 1) // BLOCKS
    partial = np.zeros((BLOCKS, m + 8))
    for k in range(len(weights)):
        for at in numba.prange(BLOCKS):
            low, high = min(at * size, n), min((at + 1) * size, n)
            _block(indptr, indices, data, stay, x, y, acc, weights[k], readings, partial[at], low, high)
        for one in range(m):
            total = 0.0
            for at in range(BLOCKS):
                total += partial[at, one]
            out[k, one] = total
        x, y = y, x
    return x
