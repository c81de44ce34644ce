"""Linear solves with the Jacobian at a point: by factors where it is dense, else by a Krylov method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import scipy.linalg as la
import scipy.sparse.linalg as spla

Apply = Callable[[np.ndarray], np.ndarray]


class Point(Protocol):
    """What every kernel says of a point (see :class:`~detente.equilibrium._assembled.AssembledPoint`)."""

    residual: np.ndarray
    sigma: np.ndarray
    value_count: int

    @property
    def row_scale(self) -> np.ndarray: ...

    def apply(self, direction: np.ndarray, *, joint: bool = True) -> np.ndarray: ...

    def preconditioner(self, *, joint: bool = True) -> Apply: ...

    def visits_product(self, direction: np.ndarray) -> np.ndarray: ...

    def visits_preconditioner(self) -> Apply: ...

    def visits_held(self) -> np.ndarray: ...


class System(Protocol):
    """A kernel: the equilibrium conditions as a function of the unknowns and the precision."""

    dense: bool
    size: int

    def at(self, x: np.ndarray, precision: float) -> Point: ...


class Factors:
    """Dense LU factors of the Jacobian at one point; cheap to use again near by."""

    exact = True

    def __init__(self, point) -> None:
        self.factors = la.lu_factor(point.jacobian(), check_finite=False)
        self.scale = point.row_scale

    def solve(self, residual: np.ndarray, accuracy: float) -> np.ndarray:
        """The change of the unknowns that takes off ``residual`` (accuracy is not needed here)."""
        return la.lu_solve(self.factors, self.scale * residual, check_finite=False)


class Krylov:
    """Solves by restarted GMRES with Jacobian-vector products.

    With ``joint`` False only the value rows are solved, visits held; whoever asks then brings
    the visits into line (:func:`~detente.equilibrium._settle.settle`).
    """

    exact = False

    def __init__(self, point: Point, *, joint: bool) -> None:
        self.point = point
        self.scale = point.row_scale
        self.joint = joint
        self.ahead = point.preconditioner(joint=joint)

    def solve(self, residual: np.ndarray, accuracy: float) -> np.ndarray:
        """The change of the unknowns that takes off ``residual`` up to a relative ``accuracy``."""
        point, ahead = self.point, self.ahead
        size = len(residual) if self.joint else point.value_count

        def product(direction: np.ndarray) -> np.ndarray:
            return point.apply(ahead(np.ascontiguousarray(direction)), joint=self.joint)

        operator = operator_of(size, product)
        right = (self.scale * residual)[:size]
        found, _ = spla.gmres(
            operator,
            right,
            rtol=accuracy,
            atol=0.0,
            restart=40 if size < 1_000_000 else 20,
            maxiter=6 if accuracy > 1e-2 else 20,
        )
        change = np.zeros_like(residual)
        change[:size] = ahead(found)
        return change


def operator_of(size: int, product: Apply) -> spla.LinearOperator:
    """A square linear operator from its product with a vector."""
    return spla.LinearOperator((size, size), matvec=product, dtype=np.float64)  # pyright: ignore[reportCallIssue]


def solver_at(system: System, point: Point, *, joint: bool = False) -> Factors | Krylov:
    """The way to solve with the Jacobian at ``point``; ``joint`` has visits solved with the values."""
    return Factors(point) if system.dense else Krylov(point, joint=joint)
