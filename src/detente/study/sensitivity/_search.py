"""Narrowing what a scan has bracketed: where an answer crosses a threshold, or the lead changes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from detente.study.sensitivity._evaluator import Bench, Point, Progress

JUMP = 0.05
"""A crossing is a jump if the answer changes over that distance by more than this share of its whole change."""


@dataclass(frozen=True)
class Crossing:
    """Where the answer crosses, or the lead changes.

    Attributes
    ----------
    value
        Of the parameter.
    below, above
        The answer (or the lead over the next explanation) a little below and a little above it: computed, as a check.
    before, after
        Which explanation leads on either side, where that was asked; ``over`` and ``under`` the threshold otherwise.
    jump
        Whether the answer jumps there, as where the logit branch folds, instead of passing through.
    within
        How far below and above was looked.
    """

    value: float
    below: float
    above: float
    before: str
    after: str
    jump: bool
    within: float


class Search:
    """Narrows what the scan has bracketed.

    Attributes
    ----------
    solved
        How many settings that took, beside the scan.
    unplaced
        Between which settings something changes that could not be placed, for want of an answer on the way.
    """

    def __init__(
        self, bench: Bench, parameter: str, question: str | None, threshold: float | None, step: float,
        progress: Progress | None,
    ) -> None:  # fmt: skip
        self.bench, self.evaluator, self.parameter = bench, bench.evaluator, parameter
        self.question, self.threshold, self.step = question, threshold, step
        self.progress = progress
        self.solved = 0
        self.kept: dict[float, Point] = {}
        self.unplaced: list[tuple[float, float]] = []

    def point(self, value: float) -> Point:
        if value not in self.kept:
            self.solved += 1
            if self.progress is not None:
                self.progress(0.6 + 0.4 * (1 - 0.9**self.solved), f"narrowing {self.parameter} at {value:.4g}")
            (self.kept[value],) = self.bench.points(f"at{value!r}", [{self.parameter: value}])
        return self.kept[value]

    def side(self, one: Point) -> str:
        """What holds at a setting; empty where there is no answer."""
        if self.question is None or self.threshold is None:
            return leader(one, self.evaluator.explanations)
        level = one[self.question]
        return "" if math.isnan(level) else "over" if level > self.threshold else "under"

    def level(self, one: Point, before: str, after: str) -> float:
        """Negative on the one side and positive on the other."""
        if self.question is None or self.threshold is None:
            told = self.evaluator.told
            return one[told(after)] - one[told(before)]
        # An infinite time is over any threshold; half a range beyond is enough to point the search the right way.
        return float(np.clip(one[self.question] - self.threshold, -1e9, 1e9)) * (1 if after == "over" else -1)

    def between(self, values: Sequence[float], points: Sequence[Point]) -> list[Crossing]:
        self.kept |= dict(zip(values, points, strict=True))
        whole = self._change(points)
        found: list[Crossing] = []
        for left, right in itertools.pairwise(values):
            found += self.crossed(left, right, whole)
        known = [value for value in values if self.side(self.point(value))]
        neighbours = set(itertools.pairwise(values))
        self.unplaced += [
            pair
            for pair in itertools.pairwise(known)
            if pair not in neighbours and self.side(self.point(pair[0])) != self.side(self.point(pair[1]))
        ]
        self.unplaced.sort()
        return found

    def crossed(self, left: float, right: float, whole: float) -> list[Crossing]:
        """What is crossed between two settings; where that cannot be placed, they are noted as open."""
        before, after = self.side(self.point(left)), self.side(self.point(right))
        if not before or not after or before == after:
            return []
        root = self.root(left, right, lambda value: self.level(self.point(value), before, after))
        if root is None:
            self.unplaced.append((left, right))
            return []
        low, high = max(left, root - self.step), min(right, root + self.step)
        one, other = self.side(self.point(low)), self.side(self.point(high))
        if not one or not other:
            self.unplaced.append((left, right))
            return []
        if (one, other) != (before, after):  # a third explanation leads in between: look on either side of it
            parts = self.crossed(left, low, whole) if low > left else []
            parts += self._pair(low, high, whole) if one != other else []
            return parts + (self.crossed(high, right, whole) if high < right else [])
        return self._pair(low, high, whole)

    def _pair(self, low: float, high: float, whole: float) -> list[Crossing]:
        one, other = self.point(low), self.point(high)
        before, after = self.side(one), self.side(other)
        below, above = self._shown(one, before), self._shown(other, after)
        gap = abs(self.level(other, before, after) - self.level(one, before, after))
        return [Crossing(0.5 * (low + high), below, above, before, after, gap > JUMP * whole, 0.5 * (high - low))]

    def _shown(self, one: Point, leader: str) -> float:
        return one[self.evaluator.told(leader)] if self.question is None else one[self.question]

    def _change(self, points: Sequence[Point]) -> float:
        """How far what is looked at goes over the whole scan."""
        lines = [self.question] if self.question else [self.evaluator.told(one) for one in self.evaluator.explanations]
        levels = np.array([[one[line] for line in lines] for one in points])
        known = levels[np.isfinite(levels).all(axis=1)]
        return float(np.ptp(known, axis=0).max()) if len(known) else math.inf

    def root(self, left: float, right: float, level: Callable[[float], float]) -> float | None:
        """Where a level changes its sign; None where there is a setting without an answer on the way."""
        from scipy.optimize import brentq

        def finite(value: float) -> float:
            found = level(value)
            if not math.isfinite(found):
                raise _NoAnswerError
            return found

        try:
            found = brentq(finite, left, right, xtol=self.step / 2, maxiter=60)
            return float(found)  # pyright: ignore[reportArgumentType]
        except _NoAnswerError:
            return None


class _NoAnswerError(Exception):
    """There is no answer at a setting that the search needs."""


def leader(one: Point, explanations: Sequence[str]) -> str:
    """The likeliest explanation; empty where there is no answer."""
    chances = [one[f"P({name} | record)"] for name in explanations]
    if not chances or any(math.isnan(chance) for chance in chances):
        return ""
    return explanations[int(np.argmax(chances))]
