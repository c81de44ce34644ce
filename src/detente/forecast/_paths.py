"""Simulated histories as columns."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import UsageError
from detente.forecast._events import Events
from detente.forecast._now import Now

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart
    from detente.forecast._estimate import Estimate


@dataclass(frozen=True)
class Segments:
    """Stretches during which a path's state stays the same.

    Attributes
    ----------
    path, state
        int32 (segments,): by path and time.
    start, end
        float64 (segments,): clock units after "now".
    """

    path: np.ndarray
    state: np.ndarray
    start: np.ndarray
    end: np.ndarray


@dataclass(frozen=True)
class Paths:
    """Histories simulated from a present.

    Attributes
    ----------
    start
        int32 (paths,): each path's state at "now".
    path, time, row, before
        (events,): whose event, when (clock units after "now"), which row of ``events``, and the state before
        it; sorted by path and time.
    """

    now: Now = field(repr=False)
    events: Events = field(repr=False)
    seed: int
    horizon: float
    start: np.ndarray = field(repr=False)
    path: np.ndarray = field(repr=False)
    time: np.ndarray = field(repr=False)
    row: np.ndarray = field(repr=False)
    before: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.start)

    def __repr__(self) -> str:
        return f"Paths({len(self):,} paths, {len(self.path):,} events, horizon {self.horizon:g}, seed {self.seed})"

    @property
    def after(self) -> np.ndarray:
        """int32 (events,): the state after each event."""
        return self.events.target[self.row]

    @property
    def label(self) -> np.ndarray:
        """int32 (events,): what happened, as a position in ``events.labels``."""
        return self.events.label[self.row]

    @cached_property
    def segments(self) -> Segments:
        """The stretches between events."""
        n, m = len(self.start), len(self.path)
        count = np.bincount(self.path, minlength=n)
        first = np.concatenate([[0], np.cumsum(count + 1)])
        state, begin = np.empty(n + m, np.int32), np.zeros(n + m)
        later = np.ones(n + m, dtype=bool)
        later[first[:-1]] = False
        state[first[:-1]], state[later] = self.start, self.after
        begin[later] = self.time
        end = np.append(begin[1:], self.horizon)
        end[first[1:] - 1] = self.horizon
        return Segments(np.repeat(np.arange(n, dtype=np.int32), count + 1), state, begin, end)

    def estimate(self, question: str, level: float = 0.95) -> Estimate:
        """Answer a question from these paths, with an interval for the Monte Carlo error.

        See :func:`~detente.forecast.estimate`.
        """
        from detente.forecast._estimate import estimate

        return estimate(self, question, level)

    def to_frame(self) -> polars.DataFrame:
        """One row a step, the first of each path its start.

        Columns: ``path``; ``time`` in clock units after the clock's start; ``date`` where the clock has
        dates; ``actor`` and ``move`` (empty in the first row); then each factor's value after the step. A
        factor of the name of another column gets ``state_`` in front.
        """
        import polars

        segments, space, clock = self.segments, self.now.game.space, self.now.game.clock
        time = self.now.time + segments.start
        names = [one.split(".") for one in self.events.labels]
        what = np.full(len(segments.path), -1)
        what[np.append(False, segments.path[1:] == segments.path[:-1])] = self.label
        columns: dict[str, object] = {"path": segments.path, "time": time}
        if clock.date(0.0) is not None:
            days, place = np.unique(np.floor(time), return_inverse=True)
            known = np.array([clock.date(float(one)) for one in days], dtype="datetime64[D]")
            columns["date"] = known[place] if clock.unit == "day" else [clock.date(float(one)) for one in time]
        columns["actor"] = _words([one[0] for one in names], what)
        columns["move"] = _words([one[1] for one in names], what)
        for name, values in space.vocabulary.values.items():
            column = f"state_{name}" if name in columns else name
            columns[column] = _words(list(values), space[name][segments.state])
        return polars.DataFrame(columns)

    def plot(self, factor: str | None = None) -> Chart:
        """The share of the paths that have each value of a factor, over time.

        Parameters
        ----------
        factor
            Its name; unless given, the first that changes on any path.

        Raises
        ------
        UsageError
            For a factor that the game does not have.
        """
        from detente.forecast._shares import shares_chart

        return shares_chart([self], factor)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html(f"{len(self):,} simulated paths", self.to_frame(), f"Seed {self.seed}.", most=12)

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the frame to ``NAME.csv`` or ``NAME.parquet``: whole, or not at all.

        Raises
        ------
        UsageError
            For another ending, or a folder that does not exist.
        """
        return write_frame(path, self.to_frame)


def write_frame(path: str | os.PathLike[str], make: Callable[[], polars.DataFrame]) -> Path:
    """Write what ``make`` gives to ``NAME.csv`` or ``NAME.parquet``: whole, or not at all."""
    path = Path(path)
    if path.suffix not in (".csv", ".parquet"):
        raise UsageError(f"`{path.name}` names no known kind of table", "end it in .csv or .parquet")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder `{path.parent}` to write to")
    frame = make()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        frame.write_csv(name) if path.suffix == ".csv" else frame.write_parquet(name)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return path


def _words(words: list[str], at: np.ndarray) -> polars.Series:
    """Words by position; -1 is none."""
    import polars

    kind = polars.Enum(list(dict.fromkeys(words)))
    position = polars.DataFrame({"at": at}).select(polars.when(polars.col("at") >= 0).then("at")).to_series()
    return polars.Series(words, dtype=kind).gather(position.cast(polars.UInt32))
