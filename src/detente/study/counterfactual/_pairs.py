"""Answers side by side, and the paired differences of the draws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.evidence.uncertainty import Interval, interval
from detente.study.counterfactual._work import Seen, Value


@dataclass(frozen=True)
class Difference:
    """One number side by side.

    Attributes
    ----------
    option
        The move where the question is ``move(actor)``; else empty.
    base, changed
        Not a number where there is no answer.
    interval
        Of the paired differences over the draws; None without draws, or where fewer than two gave a pair.
        Its ``error`` is the Monte Carlo error of the mean difference.
    same_sign
        The share of the draws' weight in which the difference has the sign of its mean.
    missing
        The share of the draws' weight that gave no pair.
    """

    question: str
    option: str
    base: float
    changed: float
    interval: Interval | None = None
    same_sign: float | None = None
    missing: float = 0.0

    @property
    def difference(self) -> float:
        """Changed less base; 0 where both are infinite."""
        return 0.0 if self.base == self.changed else self.changed - self.base

    @property
    def sure(self) -> str:
        """How sure the direction is, in words."""
        if math.isnan(self.base) or math.isnan(self.changed):
            return "no answer on one of the two sides"
        if self.interval is None or self.same_sign is None:
            return "for the parameters as they stand; how far it depends on them was not tried"
        if self.interval.low == self.interval.high == 0:
            return "no draw moves it"
        return f"the same direction in {self.same_sign:.0%} of the weight of the draws"

    def to_record(self) -> dict[str, Any]:
        """For JSON."""
        found: dict[str, Any] = {"question": self.question, "option": self.option}
        for name in ("base", "changed", "difference"):
            value = getattr(self, name)
            found[name] = None if math.isnan(value) else value
        found["interval"] = (
            None
            if self.interval is None
            else {
                "mean": self.interval.mean,
                "low": self.interval.low,
                "high": self.interval.high,
                "error": self.interval.error,
            }
        )
        return {**found, "same_sign": self.same_sign, "missing": self.missing, "sure": self.sure}


def answers_of(
    questions: Sequence[str],
    base: Seen,
    changed: Seen,
    pairs: Sequence[tuple[Seen, Seen]],
    weights: np.ndarray,
    worth: float,
) -> tuple[Difference, ...]:
    """One difference a question, or one an option of ``move(actor)``."""
    found = []
    for at, question in enumerate(questions):
        one, other = base.answers[at], changed.answers[at]
        for option in _options(one, other):
            columns = [(_number(a.answers[at], option), _number(b.answers[at], option)) for a, b in pairs]
            found.append(
                _difference(question, option, _number(one, option), _number(other, option), columns, weights, worth)
            )
    return tuple(found)


def _options(*values: Value) -> list[str]:
    named = [one for one in values if isinstance(one, Mapping)]
    return list(dict.fromkeys(name for one in named for name in one)) if named else [""]


def _number(value: Value, option: str) -> float:
    if value is None:
        return math.nan
    return value.get(option, 0.0) if isinstance(value, Mapping) else float(value)


def _difference(
    question: str,
    option: str,
    base: float,
    changed: float,
    columns: Sequence[tuple[float, float]],
    weights: np.ndarray,
    worth: float,
) -> Difference:
    if not columns:
        return Difference(question, option, base, changed)
    moved = np.array([0.0 if a == b else b - a for a, b in columns])
    known = np.isfinite(moved)
    missing = float(weights[~known].sum() / weights.sum())
    if known.sum() < 2:
        return Difference(question, option, base, changed, missing=missing)
    found = interval("", moved[known], weights[known], worth)
    sign = np.sign(found.mean)
    share = float(weights[known][np.sign(moved[known]) == sign].sum() / weights[known].sum())
    return Difference(question, option, base, changed, found, share, missing)
