"""Steps of the uniformised chain: dense for tiny chains, sparse for small ones, compiled for large ones."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import scipy.sparse as sp

from detente.forecast._chain import Chain

DENSE = 200
"""Up to this many states a dense product is faster than a sparse one."""

COMPILED_STEP, COMPILED_WORK = 2e6, 1e9
"""Multiplications in a step, and in all, from which on it pays to load the compiler and to use every core."""

_one_at_a_time = threading.Lock()

Advance = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
"""From a vector, weights (steps,) and the sum so far: the vector after the steps and the readings (steps, m).

The sum, unless it is empty, grows in place by each weight times the vector before each step.
"""


def stepper(chain: Chain, rate: float, readings: np.ndarray, steps: int) -> Advance:
    """Choose how to step, from the size of the chain and the number of steps ahead.

    Parameters
    ----------
    rate
        Jumps per clock unit of the uniformised chain, at least the largest exit rate.
    readings
        float64 (m, states): what is read off before each step.
    """
    work = float(chain.rates.nnz + len(chain) * (1 + len(readings)))
    if work >= COMPILED_STEP and work * steps >= COMPILED_WORK:
        return _compiled(chain, rate, readings)
    return _plain(chain, rate, readings)


def _plain(chain: Chain, rate: float, readings: np.ndarray) -> Advance:
    stay = np.maximum(1.0 - chain.exit / rate, 0.0)
    matrix = chain.transposed * (1.0 / rate)
    matrix = sp.csr_array(matrix + sp.diags_array(stay))
    step = np.ascontiguousarray(matrix.toarray()) if len(chain) <= DENSE else matrix

    def advance(x: np.ndarray, weights: np.ndarray, total: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        out = np.empty((len(weights), len(readings)))
        summed, read = len(total) > 0, len(readings) > 0
        # For few and long readings the threads of a matrix product cost more than they save.
        alone = len(readings) <= 4 and len(x) > 1000
        for at, weight in enumerate(weights.tolist()):
            if read:
                out[at] = np.einsum("rn,n->r", readings, x) if alone else readings @ x
            if summed and weight > 0:
                total += weight * x
            x = step @ x
        return x, out

    return advance


def _compiled(chain: Chain, rate: float, readings: np.ndarray) -> Advance:
    from detente.forecast._kernels import advance as kernel

    matrix = chain.transposed
    stay = np.maximum(1.0 - chain.exit / rate, 0.0)
    data = matrix.data * (1.0 / rate)
    unsigned = np.uint32 if matrix.indptr.dtype == np.int32 else np.uint64
    indptr, indices = matrix.indptr.view(unsigned), matrix.indices.view(unsigned)
    spare = np.empty(len(chain))

    def advance(x: np.ndarray, weights: np.ndarray, total: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        nonlocal spare
        out = np.empty((len(weights), len(readings)))
        # Not every threading layer of the compiler may be entered twice at once.
        with _one_at_a_time:
            found = kernel(indptr, indices, data, stay, x, spare, total, weights, readings, out)
        if found is not x:
            spare = x
        return found, out

    return advance
