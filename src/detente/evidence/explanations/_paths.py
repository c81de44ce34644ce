"""The posterior over explanations as the record grew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.evidence.explanations._course import Course
from detente.evidence.explanations._describe import head
from detente.evidence.explanations._words import Names

if TYPE_CHECKING:
    import polars as pl

    from detente.charts import Chart
    from detente.evidence.filtering import Observed


@dataclass(frozen=True)
class Point:
    """The posterior at one time.

    Attributes
    ----------
    time
        Clock units after the start.
    date
        As the record has it; for the start and the end as the clock has it.
    what
        ``the start``, what the record says, or ``the end``.
    posterior
        By explanation: its probability.
    """

    time: float
    date: str
    what: str
    posterior: dict[str, float]


@dataclass(frozen=True)
class Paths:
    """The posterior at the start, after each record, and at the end.

    Attributes
    ----------
    explanations
        Their names.
    points
        In order of time. Between two records the posterior moves too: silence is evidence. What it was just before
        a record is in ``observed.steps``.
    """

    explanations: tuple[str, ...]
    points: tuple[Point, ...] = field(repr=False)

    def of(self, explanation: str) -> np.ndarray:
        """float64 (points,): the probability of one explanation."""
        return np.array([one.posterior[explanation] for one in self.points])

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with a row for each point and explanation."""
        import polars as pl

        rows = [
            (one.time, one.date, one.what, name, one.posterior[name])
            for one in self.points
            for name in self.explanations
        ]
        names = {"time": pl.Float64, "date": pl.String, "what": pl.String, "explanation": pl.String}
        return pl.DataFrame(rows, schema={**names, "probability": pl.Float64}, orient="row")

    def plot(self) -> Chart:
        """The posterior over time."""
        from detente.evidence.explanations._shown import paths_chart

        return paths_chart(self)

    def _repr_html_(self) -> str:
        from detente.evidence.explanations._shown import paths_html

        return paths_html(self)

    def to_record(self) -> list[dict[str, Any]]:
        """The points out of plain texts and numbers."""
        return [
            {"time": one.time, "date": one.date, "what": one.what, "posterior": one.posterior} for one in self.points
        ]


def paths(observed: Observed) -> Paths:
    """The posterior over explanations at the start, after each record, and at the end."""
    course, clock = Course.of(observed), observed.hypotheses[0].equilibrium.game.clock
    names = Names.of(one.equilibrium.game for one in observed.hypotheses)

    def point(row: int, time: float, date: str, what: str) -> Point:
        return Point(time, date, what, dict(zip(course.explanations, course.posterior(row).tolist(), strict=True)))

    def dated(time: float) -> str:
        date = clock.date(time)
        return f"{time:g}" if date is None else date.isoformat()

    points = [point(0, 0.0, dated(0.0), "the start")]
    for at, step in enumerate(observed.steps):
        points.append(point(2 * at + 2, step.time, step.record.date, head(step.record, names)))
    points.append(point(len(course.log) - 1, observed.time, dated(observed.time), "the end"))
    return Paths(course.explanations, tuple(points))
