"""Questions asked of a law of motion; questions about the same process share one pass over it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from detente.errors import Diagnostic, ScenarioError
from detente.forecast import _questions as q
from detente.forecast._chain import Chain
from detente.forecast._endless import chance_of, chance_of_staying, time_to, total_of
from detente.forecast._figure import Figure, combine
from detente.forecast._longrun import LongRun
from detente.forecast._now import Now
from detente.forecast._transient import carry_forward
from detente.forecast._uniformisation import CONVERGED, Progress, Reading

Later = Callable[[], Figure]
"""A figure that is there once all passes have run."""


def evaluate(now: Now, questions: Sequence[q.Question], progress: Progress | None = None) -> list[Figure]:
    """The figure for each question (those of the form ``move(actor)`` left out)."""
    desk = _Desk(now, progress)
    waiting = [desk.part(one.part, one.path) for one in questions]
    desk.run()
    return [one() for one in waiting]


class _Desk:
    """Gathers what is to be read off, runs each process once, hands out the figures."""

    def __init__(self, now: Now, progress: Progress | None) -> None:
        self.now, self.progress = now, progress
        self.law, self.levels = now.law, now.game.space.levels
        self.passes: dict[object, _Pass] = {}
        self.limit: LongRun | None = None
        self.laws: dict[object, tuple[np.ndarray, Figure]] = {}

    def run(self) -> None:
        for one in self.passes.values():
            one.run(self.progress)

    def part(self, part: q.Part, path: tuple) -> Later:
        match part:
            case q.Constant(value=value):
                return lambda: Figure(value)
            case q.Operation(operator=operator, parts=parts):
                waiting = [self.part(one, path) for one in parts]
                return lambda: combine(operator, [one() for one in waiting])
            case q.At():
                return self.at(part, path)
            case q.Until():
                return self.until(part, path)
            case q.TimeTo(goal=goal):
                return _ready(time_to(self.law.chain, self.now.belief, goal.holds(self.levels)))
            case q.Share():
                return self.share(part, path)
            case q.LongRunShare(condition=condition):
                return self.in_the_limit(condition.holds(self.levels).astype(float))
            case q.Count(label=label):
                return self.total(self.law.count_rate(label), part, path)
            case q.Payoff(actor=actor):
                return self.total(self.law.payoff_rate(actor), part, path)
        raise TypeError(f"{part} is answered elsewhere")

    # -- the forms ---------------------------------------------------------------------------

    def at(self, part: q.At, path: tuple) -> Later:
        amount = part.amount(self.levels) if part.numeric else part.amount.holds(self.levels).astype(float)
        return self.at_time(amount, part.at.after(self.now.time, path))

    def at_time(self, amount: np.ndarray, time: float) -> Later:
        if math.isinf(time):
            return self.in_the_limit(amount)
        return self.read("whole", self.law.chain, self.now.belief, Reading(amount, time))

    def in_the_limit(self, amount: np.ndarray) -> Later:
        if self.limit is None:
            self.limit = self.law.long_run(self.now.belief)
        limit, scale = self.limit, float(np.abs(amount).max(initial=0.0))
        return _ready(Figure(float(limit.law @ amount), limit.bound * scale, limit.outcome))

    def share(self, part: q.Share, path: tuple) -> Later:
        low, high = self.window(part.within, path)
        amount = part.condition.holds(self.levels).astype(float)
        if math.isinf(high):
            return self.in_the_limit(amount)
        if high == low:
            return self.at_time(amount, low)
        whole = self.read("whole", self.law.chain, self.now.belief, Reading(amount, high, low))
        return lambda: whole().scaled(1 / (high - low))

    def total(self, gain: np.ndarray, part: q.Count | q.Payoff, path: tuple) -> Later:
        if part.until is not None:
            goal = part.until.holds(self.levels)
            return _ready(total_of(self.law.chain, self.now.belief, gain, goal))
        assert part.within is not None
        low, high = self.window(part.within, path)
        if math.isinf(high):
            law, error = self.law_at("whole", self.law.chain, self.now.belief, low)
            found = total_of(self.law.chain, law, gain, np.zeros(len(law), dtype=bool))
            return _ready(_widened(replace(found, bound=None) if error.bound else found, error))
        return self.read("whole", self.law.chain, self.now.belief, Reading(gain, high, low))

    def until(self, part: q.Until, path: tuple) -> Later:
        low, high = self.window(part.within, path)
        goal = part.goal.holds(self.levels)
        if part.always:
            hold, goal, first = goal, ~goal, None
        else:
            hold = np.ones_like(goal) if part.hold is None else part.hold.holds(self.levels)
            first = None if part.hold is None else hold
        start, error = self.until_window_opens(first, low)
        if part.always:
            return self.stays(hold, start, low, high, error)
        since = (low, b"" if first is None else _key(first))
        return self.reaches(hold & ~goal, goal, since, start, high - low, error)

    def until_window_opens(self, hold: np.ndarray | None, low: float) -> tuple[np.ndarray, Figure]:
        """The law when the window opens, of the paths on which ``hold`` held so far."""
        if low == 0:
            return self.now.belief, Figure(0.0)
        if hold is None:
            return self.law_at("whole", self.law.chain, self.now.belief, low)
        law, error = self.law_at(_key(hold), self.law.chain.within(hold), self.now.belief[hold], low)
        whole = np.zeros(len(hold))
        whole[hold] = law
        return whole, error

    def reaches(
        self, via: np.ndarray, goal: np.ndarray, since: object, start: np.ndarray, time: float, error: Figure
    ) -> Later:
        """The chance of reaching ``goal`` through ``via`` within a time."""
        already = float(start[goal].sum())
        if math.isinf(time):
            found = chance_of(self.law.chain, start, via, goal)
            return _ready(_widened(found, error))
        inflow = self.law.chain.flow_into(goal)[via]
        key = ("reach", _key(via), _key(goal), since)
        some = self.read(key, lambda: self.law.chain.within(via), start[via], Reading(inflow, time, 0.0))
        return lambda: _widened(_probability(some().scaled(1.0, already)), error)

    def stays(self, hold: np.ndarray, start: np.ndarray, low: float, high: float, error: Figure) -> Later:
        """The chance of staying in ``hold`` from when the window opens until it closes."""
        if math.isinf(high):
            return _ready(_widened(chance_of_staying(self.law.chain, start, hold), error))
        key = ("stay", _key(hold), low)
        ones = np.ones(int(hold.sum()))
        some = self.read(key, lambda: self.law.chain.within(hold), start[hold], Reading(ones, high - low))
        return lambda: _widened(_probability(some()), error)

    # -- passes --------------------------------------------------------------------------------

    def window(self, window: q.Window, path: tuple) -> tuple[float, float]:
        low, high = (one.after(self.now.time, path) for one in (window.low, window.high))
        if low > high:
            span = (window.low.span[0], window.high.span[1])
            message = f"the window ends {low - high:g} clock units before it begins"
            raise ScenarioError([Diagnostic("S036", message, path, span, hint="write the earlier time first")])
        return low, high

    def law_at(self, key: object, chain: Chain, start: np.ndarray, time: float) -> tuple[np.ndarray, Figure]:
        if time == 0:
            return start, Figure(0.0)
        if (key, time) not in self.laws:
            found = carry_forward(chain, start, law_at=time, progress=self.progress)
            self.laws[key, time] = found.law, Figure(0.0, found.law_bound, found.outcome)
        return self.laws[key, time]

    def read(self, key: object, chain: Chain | Callable[[], Chain], start: np.ndarray, reading: Reading) -> Later:
        if key not in self.passes:
            self.passes[key] = _Pass(chain if isinstance(chain, Chain) else chain(), start)
        return self.passes[key].add(reading)


class _Pass:
    """One process from one start, with all that is read off it."""

    def __init__(self, chain: Chain, start: np.ndarray) -> None:
        self.chain, self.start = chain, start
        self.readings: list[Reading] = []
        self.amounts: dict[bytes, np.ndarray] = {}
        self.figures: list[Figure] = []

    def add(self, reading: Reading) -> Later:
        at = len(self.readings)
        amount = self.amounts.setdefault(reading.amount.tobytes(), reading.amount)
        self.readings.append(replace(reading, amount=amount))
        return lambda: self.figures[at]

    def run(self, progress: Progress | None) -> None:
        found = carry_forward(self.chain, self.start, self.readings, progress=progress)
        self.figures = [
            Figure(float(value), float(bound), found.outcome)
            for value, bound in zip(found.values, found.bounds, strict=True)
        ]


def _ready(figure: Figure) -> Later:
    return lambda: figure


def _key(mask: np.ndarray) -> bytes:
    return np.packbits(mask).tobytes()


def _widened(figure: Figure, error: Figure) -> Figure:
    """With the error of the law that it started from, which a probability passes on at most whole."""
    if not error.outcome.converged:
        return Figure(math.nan, None, error.outcome)
    bound = None if figure.bound is None or error.bound is None else figure.bound + error.bound
    return replace(figure, bound=bound)


def _probability(figure: Figure) -> Figure:
    """Rounding must not make a chance of more than 1."""
    return replace(figure, value=min(max(figure.value, 0.0), 1.0)) if figure.outcome == CONVERGED else figure
