"""Numbers that carry a bound on their error and say whether they can be trusted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from detente.errors import Outcome
from detente.forecast._uniformisation import CONVERGED


@dataclass(frozen=True)
class Figure:
    """A value, a bound on its error (None if unknown), and how it was come by."""

    value: float
    bound: float | None = 0.0
    outcome: Outcome = CONVERGED

    def scaled(self, factor: float, shift: float = 0.0) -> Figure:
        """``factor * self + shift``."""
        bound = None if self.bound is None else abs(factor) * self.bound
        return Figure(factor * self.value + shift, bound, self.outcome)


def undefined(message: str, remedy: str | None = None) -> Figure:
    """No number at all, and why."""
    return Figure(math.nan, None, Outcome(False, "undefined", message, remedy))


def combine(operator: str, parts: list[Figure]) -> Figure:
    """Arithmetic, with the bounds carried along."""
    for one in parts:
        if not one.outcome.converged:
            return Figure(math.nan, None, one.outcome)
    values = [one.value for one in parts]
    with np.errstate(all="ignore"):
        value = float(_VALUE[operator](*(np.float64(one) for one in values)))
    if math.isnan(value):
        text = f" {operator} ".join(f"{one:g}" for one in values)
        return undefined(f"The arithmetic has no result: {text}.")
    bounds = [one.bound for one in parts]
    if any(one is None for one in bounds):
        return Figure(value, None)
    return Figure(value, _bound(operator, values, [float(one or 0.0) for one in bounds], value))


def _less(one: float, other: float | None = None) -> float:
    return -one if other is None else one - other


_VALUE = {
    "+": lambda *x: sum(x),
    "-": _less,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "min": lambda *x: np.min(x),
    "max": lambda *x: np.max(x),
    "exp": np.exp,
    "log": np.log,
}


def _bound(operator: str, values: list[float], bounds: list[float], value: float) -> float | None:
    if not any(bounds):
        return 0.0
    if not math.isfinite(value):
        return None
    match operator:
        case "+" | "-":
            return sum(bounds)
        case "min" | "max":
            return max(bounds)
        case "*":
            (a, b), (x, y) = values, bounds
            return abs(a) * y + abs(b) * x + x * y
        case "/":
            (a, b), (x, y) = values, bounds
            low = abs(b) - y
            return (x + abs(value) * y) / low if low > 0 else None
        case "exp":
            return value * math.expm1(bounds[0])
        case "log":
            low = values[0] - bounds[0]
            return bounds[0] / low if low > 0 else None
    return None
