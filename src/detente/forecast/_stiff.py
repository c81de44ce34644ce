"""Implicit steps for chains whose rates differ by many orders of magnitude, with a bound on the error.

On each step the law is a polynomial that satisfies the forward equation at the Radau points. What it leaves
over elsewhere, its defect, is a known polynomial, and since laws only come closer as time goes on, the
defects add up to a bound on the error (Radau IIA collocation: Hairer and Wanner 1996, IV.5).
"""

from __future__ import annotations

import time as clock
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp
import scipy.sparse.linalg as spl
from numpy.polynomial import Polynomial

from detente.errors import Outcome
from detente.forecast._chain import ROUND, Chain
from detente.forecast._uniformisation import CONVERGED, Carried, Progress, Reading, distinct_amounts

STAGES = 5
TOLERANCE = 1e-12
"""Bound on the error that one step may add, relative to the mass; rounding alone makes 1e-14 of it."""

PATIENCE = 20
"""Steps to take after a refusal before the size is doubled again."""

WANTED = 1e-6
"""A bound above this is not called converged."""

MOST_STEPS = 20_000
SECONDS = 120.0
DENSE = 60
LARGEST = 30_000


@dataclass(frozen=True)
class _Method:
    """The constants of the method on the step [0, 1]; ``nodes`` begin with 0."""

    nodes: np.ndarray
    share: np.ndarray
    to_stages: np.ndarray
    eigenvalues: np.ndarray
    leading: np.ndarray
    quadrature: np.ndarray
    defect: float
    smooth: float


@cache
def _method() -> _Method:
    s = STAGES
    legendre = np.polynomial.legendre.Legendre.basis
    roots = (legendre(s, domain=[0, 1]) - legendre(s - 1, domain=[0, 1])).roots()
    stages = np.sort(np.real(roots))
    stages[-1] = 1.0
    nodes = np.concatenate([[0.0], stages])
    butcher = np.array([[one.integ()(at) - one.integ()(0.0) for one in _lagrange(stages)] for at in stages])
    eigenvalues, vectors = map(np.asarray, np.linalg.eig(butcher))
    off_line = np.imag(eigenvalues)
    upper = off_line >= -1e-12
    share = np.linalg.solve(vectors, np.ones(s))
    # Each eigenvalue off the real line stands for itself and its conjugate.
    twice = np.where(np.abs(off_line) > 1e-12, 2.0, 1.0)
    leading = np.array([1 / np.prod(np.delete(at - nodes, i)) for i, at in enumerate(nodes)])
    quadrature = np.array([one.integ()(1.0) - one.integ()(0.0) for one in _lagrange(nodes)])
    # The defect is proportional to the polynomial that vanishes at the stages.
    zero = np.abs(Polynomial.fromroots(stages)(np.linspace(0, 1, 20_001)))
    return _Method(
        nodes,
        share[upper],
        (vectors * twice)[:, upper],
        eigenvalues[upper],
        leading,
        quadrature,
        float(zero.mean()) * 1.001,
        float(zero.max() + zero[0] + np.abs(np.diff(zero)).sum()) * 1.001,
    )


def _lagrange(nodes: np.ndarray) -> list[Polynomial]:
    return [Polynomial.fromroots(np.delete(nodes, i)) / np.prod(at - np.delete(nodes, i)) for i, at in enumerate(nodes)]


def carry_stiff(
    chain: Chain,
    start: np.ndarray,
    readings: Sequence[Reading] = (),
    law_at: float | None = None,
    progress: Progress | None = None,
) -> Carried:
    """Carry a law forward by implicit steps; arguments and result are those of ``carry``.

    Notes
    -----
    Each change of the step size costs three sparse factorisations; chains of more than some 30,000 states are
    refused with an outcome that says so.
    """
    n, mass = len(chain), float(start.sum())
    stops = sorted({t for one in readings for t in (one.until, one.since or 0.0)} | {law_at or 0.0})
    values, law = np.zeros(len(readings)), np.zeros(n if law_at is not None else 0)
    gained = np.zeros(len(readings))
    if n > LARGEST:
        return Carried(values, np.full(len(readings), np.inf), law, np.inf, 0, _unfinished(0))
    walk = _Walk(chain, start, stops[-1])
    amounts, which = distinct_amounts(readings, n)
    for stop in stops:
        for share in walk.to(stop):
            gained += (amounts @ share)[which]
            if progress is not None and stops[-1] > 0:
                progress(walk.time / stops[-1], "carrying the law forward by implicit steps")
        for at, one in enumerate(readings):
            if one.since is None:
                values[at] = amounts[which[at]] @ walk.law if one.until == stop else values[at]
            else:
                # From the first stop to the second: what was gained by then, less what was gained before.
                values[at] -= gained[at] if one.since == stop else 0.0
                values[at] += gained[at] if one.until == stop else 0.0
        if law_at == stop:
            law = walk.law.copy()
    scale = np.abs(amounts).max(axis=1, initial=0.0)[which]
    lengths = np.array([1.0 if one.since is None else one.until for one in readings])
    # Rounding acts as a change of the rates by their last digit.
    error = walk.error + (walk.steps * 20 + 4 * chain.fastest * walk.time) * ROUND * mass
    outcome = _unfinished(walk.steps) if walk.late else CONVERGED
    if not walk.late and error > WANTED * mass:
        outcome = _imprecise(error)
    bad = np.inf if walk.late else 1.0
    return Carried(values, scale * lengths * error * bad, law, error * bad, walk.steps, outcome)


class _Walk:
    """A law on its way; steps double where the bound allows and halve where it does not."""

    def __init__(self, chain: Chain, start: np.ndarray, longest: float) -> None:
        self.chain = chain
        self.law = np.array(start, dtype=np.float64)
        self.mass = float(start.sum())
        self.time, self.error, self.steps, self.late = 0.0, 0.0, 0, False
        self.size = min(0.05 / chain.fastest if chain.fastest > 0 else longest, longest)
        self.wait = 0
        self.deadline = clock.monotonic() + SECONDS
        self.solvers: dict[float, Callable[[np.ndarray], np.ndarray]] = {}

    def to(self, stop: float):
        """Step until ``stop``; yields what each step adds to the time spent in each state."""
        while self.time < stop and not self.late:
            rest = stop - self.time
            size = rest if self.size >= rest else self.size
            law, spent, bound = self.step(size)
            wanted = max(TOLERANCE, 40 * ROUND * self.chain.fastest * size) * self.mass
            if bound > wanted and size > 1e-3 / max(self.chain.fastest, 1e-300):
                self.size, self.wait = size / 2, PATIENCE
                continue
            self.law, self.time = law, stop if size == rest else self.time + size
            self.error += bound
            self.steps += 1
            self.wait -= 1
            if bound < wanted / 16 and size == self.size and self.wait < 0:
                self.size = 2 * size
            self.late = self.steps > MOST_STEPS or clock.monotonic() > self.deadline
            yield spent

    def step(self, size: float) -> tuple[np.ndarray, np.ndarray, float]:
        method, transposed, exit = _method(), self.chain.transposed, self.chain.exit
        if size not in self.solvers:
            recent = list(self.solvers.items())[-2:]
            self.solvers = {**dict(recent), size: _solver(self.chain, size)}
        inner = self.solvers[size](self.law)
        # Rounding of rates far above 1/size would make mass; what each solution must sum to is known.
        lost = (inner * (size * self.chain.leave)).sum(axis=1) * method.eigenvalues
        inner *= (self.law.sum() / (inner.sum(axis=1) + lost))[:, None]
        stages = np.real(method.to_stages @ (method.share[:, None] * inner))
        path = np.vstack([self.law, stages])
        lead = method.leading @ path
        drift = transposed @ lead - exit * lead
        bound = min(size * float(np.abs(drift).sum()) * method.defect, float(np.abs(lead).sum()) * method.smooth)
        return stages[-1], size * (method.quadrature @ path), bound


def _solver(chain: Chain, size: float) -> Callable[[np.ndarray], np.ndarray]:
    """Solve ``x (I - size * eigenvalue * Q) = law`` for every eigenvalue; (eigenvalues, states)."""
    n = len(chain)
    drift = sp.csc_array(chain.rates.T - sp.diags_array(chain.exit))
    if n <= DENSE:
        whole = drift.toarray()
        factors = [la.lu_factor(np.eye(n) - size * one * whole, check_finite=False) for one in _method().eigenvalues]
        return lambda law: np.array([la.lu_solve(one, law, check_finite=False) for one in factors])
    unit = sp.eye_array(n, format="csc")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        solvers = [
            spl.splu(sp.csc_array(unit - (size * one) * drift), permc_spec="MMD_AT_PLUS_A")
            for one in _method().eigenvalues
        ]
    return lambda law: np.array([one.solve(law.astype(complex)) for one in solvers])


def _unfinished(steps: int) -> Outcome:
    return Outcome(
        False,
        "step-limit",
        f"Stopped after {steps} steps: some rates are very much larger than others, over a long time.",
        "Ask over a shorter time, or lower the largest rates.",
    )


def _imprecise(error: float) -> Outcome:
    return Outcome(
        False,
        "stalled",
        f"The error may be as large as {error:.0e}: some rates are very much larger than others, over a long time.",
        "Ask over a shorter time, or lower the largest rates.",
    )
