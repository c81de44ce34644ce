"""The logit branch from uniform choice, followed by small steps along its arc."""

from dataclasses import dataclass

import numpy as np
from tests.oracle.dense import Answer, System, newton
from tests.oracle.model import Dense, lay_out


@dataclass(frozen=True)
class Track:
    """Where the branch led.

    Attributes
    ----------
    answer
        The fixed point at full precision, or None.
    clean
        True if no step hinted at a bifurcation, where the way on is not defined.
    turns
        How often the branch turned back in precision.
    """

    answer: Answer | None
    clean: bool
    turns: int
    steps: int


def follow(game, longest=0.12, limit=3000):
    """Follow the branch from precision 0 to 1 by a predictor along the tangent and a Newton corrector."""
    dense = game if isinstance(game, Dense) else lay_out(game)
    system = System(dense)
    if system.unknowns == 0:
        return Track(system.answer(np.zeros(0)), True, 0, 0)
    y = newton(system, np.zeros(system.unknowns), 0.0)
    scale = 1.0 + np.abs(y).max()
    point = np.append(y / scale, 0.0)
    tangent, sign, _ = _tangent(system, point, scale, None)
    step, clean, turns = 0.02, True, 0
    for count in range(limit):
        ahead = _corrected(system, point + step * tangent, tangent, scale)
        moved = None if ahead is None else _tangent(system, ahead, scale, tangent)
        if ahead is None or moved[0] @ tangent < 0.97 or np.linalg.norm(ahead - point) > 2 * step:
            step /= 2
            if step < 1e-6:
                return Track(None, False, turns, count)
            continue
        if ahead[-1] >= 1:
            share = (1 - point[-1]) / (ahead[-1] - point[-1])
            y = newton(system, (point + share * (ahead - point))[:-1] * scale)
            reached = None if y is None else np.abs(y / scale - ahead[:-1]).max() < 3 * step
            return Track(system.answer(y) if reached else None, clean and bool(reached), turns, count)
        turns += moved[0][-1] * tangent[-1] < 0
        clean = clean and moved[1] == sign and ahead[-1] > -0.01
        point, tangent, sign = ahead, moved[0], moved[1]
        step = min(longest, step * 1.4)
    return Track(None, False, turns, limit)


def _matrix(system, point, scale):
    residual, by_y, by_l = system.derivatives(point[:-1] * scale, point[-1])
    return residual / scale, np.column_stack([by_y, by_l / scale])


def _tangent(system, point, scale, before):
    """The unit tangent, and the sign of the bordered determinant (it flips at a bifurcation)."""
    _, matrix = _matrix(system, point, scale)
    tangent = np.linalg.svd(matrix)[2][-1]
    if (tangent[-1] if before is None else tangent @ before) < 0:
        tangent = -tangent
    sign, size = np.linalg.slogdet(np.vstack([matrix, tangent]))
    return tangent, sign, size


def _corrected(system, guess, tangent, scale):
    point, last = guess, np.inf
    for _ in range(8):
        if abs(point[-1]) > 3:
            return None
        residual, matrix = _matrix(system, point, scale)
        right = np.append(residual, tangent @ (point - guess))
        try:
            step = np.linalg.solve(np.vstack([matrix, tangent]), right)
        except np.linalg.LinAlgError:
            return None
        size = np.abs(step).max()
        if not size < 2 * last:
            return None
        point, last = point - step, size
        if size < 1e-10:
            return point
    return None
