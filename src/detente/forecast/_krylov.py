"""Iterative solution of the sparse systems of large chains: as it is first, then with incomplete factors."""

from __future__ import annotations

import time as clock
import warnings
from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from detente.forecast._chain import Chain

PLAIN_STEPS = 250
FACTORED_STEPS = 2_000
ACCURACY = 1e-13
DROP, FILL = 1e-2, 6

Apply = Callable[[np.ndarray], np.ndarray]


class Krylov:
    """Solves with ``-H``, the matrix of exit rates less the rates, from either side.

    How far a solution got is for the caller to check: after the deadline it is only a first guess, or 0.
    """

    def __init__(self, chain: Chain, seconds: float) -> None:
        self.chain = chain
        self.deadline = clock.monotonic() + seconds
        self.scale = 1.0 / chain.exit
        self.hard = False
        self.factors: spl.SuperLU | None = None

    def __call__(self, right: np.ndarray, forward: bool) -> np.ndarray:
        """Solve ``x (-H) = right`` if ``forward``, else ``(-H) x = right``."""
        # Unknowns are expected jumps (forward) or times left (backward): the matrix is I minus jump chances.
        rates, inflow, scale = self.chain.rates, self.chain.transposed, self.scale
        if forward:
            found = self.solve(lambda y: y - inflow @ (scale * y), right, self.nearly_forward)
            return scale * found
        return self.solve(lambda y: y - scale * (rates @ y), scale * right, self.nearly_backward)

    def solve(self, apply: Apply, right: np.ndarray, nearly: Apply) -> np.ndarray:
        if self.late() or not right.any():
            return np.zeros_like(right)
        if not self.hard:
            found, good = self.steps(apply, right, None, PLAIN_STEPS)
            if good:
                return found
            self.hard = True
        return self.steps(apply, right, nearly, FACTORED_STEPS)[0]

    def steps(self, apply: Apply, right: np.ndarray, nearly: Apply | None, most: int) -> tuple[np.ndarray, bool]:
        """Stabilised biconjugate gradients (van der Vorst 1992), stopped at the deadline."""
        shape = (len(right), len(right))
        operator = spl.LinearOperator(shape=shape, matvec=apply, dtype=np.dtype(np.float64))  # pyright: ignore
        inverse = None if nearly is None else spl.LinearOperator(shape, matvec=nearly, dtype=np.float64)  # pyright: ignore
        try:
            with np.errstate(all="ignore"):
                found, _ = spl.bicgstab(
                    operator, right, M=inverse, rtol=ACCURACY, atol=0.0, maxiter=most, callback=self.check
                )
        except TimeoutError:
            return np.zeros_like(right), False
        if not np.isfinite(found).all():
            return np.zeros_like(right), False
        gap = float(np.linalg.norm(right - apply(found)))
        size = float(np.linalg.norm(right))
        return (found if gap < size else np.zeros_like(right)), gap <= 1e-10 * size

    def check(self, _: np.ndarray) -> None:
        if self.late():
            raise TimeoutError

    def late(self) -> bool:
        return clock.monotonic() > self.deadline

    def nearly_forward(self, y: np.ndarray) -> np.ndarray:
        return self.chain.exit * self.incomplete().solve(y, "T")

    def nearly_backward(self, y: np.ndarray) -> np.ndarray:
        return self.incomplete().solve(self.chain.exit * y, "N")

    def incomplete(self) -> spl.SuperLU:
        if self.factors is None:
            matrix = sp.csc_array(sp.diags_array(self.chain.exit) - self.chain.rates)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.factors = spl.spilu(
                    matrix, drop_tol=DROP, fill_factor=FILL, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0
                )
        return self.factors
