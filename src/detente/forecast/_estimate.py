"""Questions answered from simulated paths, to lay beside the exact answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import UsageError
from detente.forecast import _questions as q
from detente.forecast._paths import Paths, Segments
from detente.forecast._reading import read_question
from detente.words import is_chance

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class Estimate:
    """A Monte Carlo answer.

    Attributes
    ----------
    value
        The mean over the paths.
    low, high
        Ends of the interval: Wilson's for probabilities, the normal one for means.
    paths
        How many went into it.
    """

    question: str
    value: float
    low: float
    high: float
    level: float
    paths: int = field(repr=False)

    def covers(self, value: float) -> bool:
        """Whether the interval contains a value."""
        return self.low <= value <= self.high

    def __str__(self) -> str:
        interval = f"[{self.low:.4g}, {self.high:.4g}]"
        return f"{self.question} = {self.value:.4g} {interval} ({100 * self.level:g}% of {self.paths:,} paths)"

    def to_frame(self) -> polars.DataFrame:
        """One row: ``question``, ``value``, ``low``, ``high``, ``level``, ``paths``."""
        import polars

        return polars.DataFrame({name: [value] for name, value in vars(self).items()})

    def plot(self) -> Chart:
        """The value with its interval."""
        from detente.charts import intervals

        columns = ("question", "value", "low", "high")
        found = [(self.question, self.value, self.low, self.high)]
        title = f"From {self.paths:,} simulated paths"
        return intervals(title, found, lambda one: f"{one:.4g}", columns, "estimate", is_chance(self.question))

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html("Estimated from paths", self.to_frame())


def estimate(paths: Paths, question: str, level: float = 0.95) -> Estimate:
    """Answer a question from simulated paths.

    Parameters
    ----------
    question
        One question, over a time that the paths cover.
    level
        Confidence of the interval, between 0 and 1.

    Raises
    ------
    UsageError
        For the long run, endless horizons, times beyond the paths' horizon, mean times that some paths did
        not live to see, ``move(actor)``, and arithmetic over several questions.
    """
    if not 0 < level < 1:
        raise UsageError(f"the level is between 0 and 1, not {level}")
    read = read_question(question, paths.now.game)
    values, chance = _Readings(paths, read).values(read.part)
    n, z = len(values), NormalDist().inv_cdf(0.5 + level / 2)
    mean = float(values.mean())
    if chance:
        centre, spread = (mean + z * z / (2 * n)) / (1 + z * z / n), z / (1 + z * z / n)
        spread *= math.sqrt(mean * (1 - mean) / n + z * z / (4 * n * n))
        return Estimate(question, mean, max(centre - spread, 0.0), min(centre + spread, 1.0), level, n)
    spread = z * float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    return Estimate(question, mean, mean - spread, mean + spread, level, n)


class _Readings:
    """What each path says to one question."""

    def __init__(self, paths: Paths, question: q.Question) -> None:
        self.paths, self.question = paths, question
        self.segments: Segments = paths.segments
        self.levels = paths.now.game.space.levels

    def values(self, part: q.Part) -> tuple[np.ndarray, bool]:
        """float64 (paths,), and whether they are 0 or 1."""
        match part:
            case q.At():
                amount = part.amount(self.levels) if part.numeric else part.amount.holds(self.levels)
                return self.at(amount.astype(float), self.time(part.at)), not part.numeric
            case q.Until():
                return self.until(part), True
            case q.Share():
                return self.share(part), False
            case q.TimeTo():
                return self.time_to(part), False
            case q.Count():
                return self.count(part), False
            case q.Payoff():
                return self.payoff(part), False
        hint = "paths answer one question at a time, over a finite horizon"
        raise UsageError(f"`{self.question.text}` cannot be estimated from paths", hint)

    def time(self, moment: q.Moment) -> float:
        time = moment.after(self.paths.now.time, self.question.path)
        if time > self.paths.horizon:
            hint = f"simulate with `horizon={time:g}`" if math.isfinite(time) else "ask over a finite horizon"
            raise UsageError(f"the paths end {self.paths.horizon:g} clock units from now", hint)
        return time

    def window(self, window: q.Window | None) -> tuple[float, float]:
        if window is None:
            raise UsageError(f"`{self.question.text}`: `until=` cannot be estimated from paths", "ask with `within=`")
        low, high = self.time(window.low), self.time(window.high)
        if low > high:
            raise UsageError("the window ends before it begins", "write the earlier time first")
        return low, high

    def inside(self, low: float, high: float) -> np.ndarray:
        """Bool (segments,): the state holds at some time of the closed window."""
        seg = self.segments
        lasts = (seg.end > low) | (seg.end == self.paths.horizon)
        return (seg.start <= high) & lasts & (seg.end >= low)

    def per_path(self, amount: np.ndarray) -> np.ndarray:
        return np.bincount(self.segments.path, amount, minlength=len(self.paths))

    def at(self, amount: np.ndarray, time: float) -> np.ndarray:
        seg = self.segments
        last = np.append(seg.path[1:] != seg.path[:-1], True)
        here = (seg.start <= time) & ((time < seg.end) | last)
        return self.per_path(here * amount[seg.state])

    def until(self, part: q.Until) -> np.ndarray:
        low, high = self.window(part.within)
        seg, goal = self.segments, part.goal.holds(self.levels)[self.segments.state]
        if part.always:
            return 1.0 - (self.per_path(self.inside(low, high) & ~goal) > 0)
        fails = np.full(len(self.paths), math.inf)
        if part.hold is not None:
            hold = part.hold.holds(self.levels)[seg.state]
            np.minimum.at(fails, seg.path[~hold], seg.start[~hold])
        seen = self.inside(low, high) & goal & (np.maximum(seg.start, low) <= fails[seg.path])
        return (self.per_path(seen) > 0).astype(float)

    def overlap(self, low: float, high: float) -> np.ndarray:
        seg = self.segments
        return np.clip(np.minimum(seg.end, high) - np.maximum(seg.start, low), 0.0, None)

    def share(self, part: q.Share) -> np.ndarray:
        low, high = self.window(part.within)
        holds = part.condition.holds(self.levels).astype(float)
        if low == high:
            return self.at(holds, low)
        return self.per_path(self.overlap(low, high) * holds[self.segments.state]) / (high - low)

    def time_to(self, part: q.TimeTo) -> np.ndarray:
        seg, goal = self.segments, part.goal.holds(self.levels)[self.segments.state]
        first = np.full(len(self.paths), math.inf)
        np.minimum.at(first, seg.path[goal], seg.start[goal])
        missing = int(np.isinf(first).sum())
        if missing:
            raise UsageError(f"{missing:,} of {len(first):,} paths end before it", "simulate a longer horizon")
        return first

    def count(self, part: q.Count) -> np.ndarray:
        low, high = self.window(part.within)
        paths, number = self.paths, self.paths.events.labels.index(part.label)
        if part.label.endswith(".wait") and not (paths.events.label == number).any():
            raise UsageError("these paths keep no record of waiting", "simulate with `waits=True`")
        made = (paths.label == number) & (paths.time >= low) & (paths.time <= high)
        return np.bincount(paths.path[made], minlength=len(paths)).astype(float)

    def payoff(self, part: q.Payoff) -> np.ndarray:
        low, high = self.window(part.within)
        paths, actor = self.paths, self.paths.now.game.actor_names.index(part.actor)
        income = paths.now.game.tables.income[:, actor]
        flow = self.per_path(self.overlap(low, high) * income[self.segments.state])
        made = (paths.time >= low) & (paths.time <= high)
        gives = paths.events.gives[paths.row[made], actor]
        return flow + np.bincount(paths.path[made], gives, minlength=len(paths))
