"""The matrix of competing hypotheses, computed: what each record weighs for and against each explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.evidence.explanations._course import DECIBANS, Course
from detente.evidence.explanations._describe import head
from detente.evidence.explanations._table import matrix_text
from detente.evidence.explanations._words import Names

if TYPE_CHECKING:
    import polars as pl

    from detente.charts import Chart
    from detente.evidence.filtering import Observed

AFTERWARDS = "nothing more seen"


@dataclass(frozen=True)
class Column:
    """What one record, with the silence before it, did to the odds of each explanation.

    Attributes
    ----------
    date, what
        The head of the column. The last column of a matrix is the silence after the last record.
    decibans
        float64 (explanations,): ten times the decimal logarithm of the change of the odds of each explanation
        against all others together. ``-inf``: impossible under it; ``inf``: impossible under all others; ``nan``: it
        was ruled out before, or all others were.
    silence
        float64 (explanations,): the part of ``decibans`` that is due to the silence before the record.
    spread
        Decibans between the explanations under which the record and its silence are most and least likely, among
        those still possible: 0 for a record that says nothing about which is true.
    """

    date: str
    what: str
    decibans: np.ndarray = field(repr=False)
    silence: np.ndarray = field(repr=False)
    spread: float


@dataclass(frozen=True)
class Matrix:
    """Explanations in rows, records in columns, weights of evidence in decibans.

    Each row sums to its total: log odds add up. (A sum over a column means nothing: what one explanation gains, the
    others lose.)

    Attributes
    ----------
    explanations
        Their names, in the order of the rows.
    columns
        One for each record, in order, and one for the silence after the last.
    total
        float64 (explanations,): the change of each one's odds from the prior to the posterior, in decibans.
    silence
        float64 (explanations,): the sum of the silences' parts.
    prior, posterior
        float64 (explanations,): probabilities.
    """

    explanations: tuple[str, ...]
    columns: tuple[Column, ...]
    total: np.ndarray = field(repr=False)
    silence: np.ndarray = field(repr=False)
    prior: np.ndarray = field(repr=False)
    posterior: np.ndarray = field(repr=False)

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, width: int = 120) -> str:
        """A table for a terminal, wrapped into blocks of columns; at least 60 characters wide."""
        return matrix_text(self, max(width, 60))

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with a row for each explanation and column of the matrix."""
        import polars as pl

        rows = [
            (at, column.date, column.what, name, float(column.decibans[row]), float(column.silence[row]))
            for at, column in enumerate(self.columns, 1)
            for row, name in enumerate(self.explanations)
        ]
        names = {"record": pl.Int64, "date": pl.String, "what": pl.String, "explanation": pl.String}
        return pl.DataFrame(rows, schema={**names, "decibans": pl.Float64, "of_silence": pl.Float64}, orient="row")

    def plot(self) -> Chart:
        """Explanations in rows, records in columns; blue speaks for, orange against."""
        from detente.evidence.explanations._shown import matrix_chart

        return matrix_chart(self)

    def _repr_html_(self) -> str:
        from detente.evidence.explanations._shown import matrix_html

        return matrix_html(self)

    def to_record(self) -> dict[str, Any]:
        """The matrix out of plain lists, texts and numbers (some of which may be infinite or ``nan``)."""
        return {
            "explanations": list(self.explanations),
            "columns": [
                {
                    "date": one.date,
                    "what": one.what,
                    "decibans": self._named(one.decibans),
                    "of_silence": self._named(one.silence),
                    "spread": one.spread,
                }
                for one in self.columns
            ],
            "total": self._named(self.total),
            "of_silence": self._named(self.silence),
            "prior": self._named(self.prior),
            "posterior": self._named(self.posterior),
        }

    def _named(self, values: np.ndarray) -> Mapping[str, float]:
        return dict(zip(self.explanations, values.tolist(), strict=True))


def matrix(observed: Observed) -> Matrix:
    """The weight of evidence of each record for each explanation, from the solved game.

    What an analyst scores by hand in a matrix of competing hypotheses is computed here: how likely the record was under
    each explanation, given all that was seen before it.

    Parameters
    ----------
    observed
        What :func:`detente.evidence.observe` gives.

    Notes
    -----
    Weight of evidence is I. J. Good's term (1950), the deciban A. M. Turing's unit of it: 10 decibans make odds ten
    times what they were, 3 about twice.

    Examples
    --------
    >>> from detente.equilibrium import solve
    >>> from detente.evidence import Hypothesis, Record, observe
    >>> from detente.game import Event, Factor, Game
    >>> plan = Factor("plan", ["bluff", "real"], start={"bluff": 0.5, "real": 0.5})
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate="0.1 + 0.3*(plan == real)", when="truce == holding", then={"truce": "broken"})
    >>> solved = solve(Game([plan, truce], nature=[breach], analyst_sees=("truce",)))
    >>> both = [Hypothesis(name, solved, 0.5, f"plan == {name}") for name in ("bluff", "real")]
    >>> found = matrix(observe(both, [Record("2", "change", ("truce",), ("broken",))]))
    >>> found.columns[0].decibans.round(2).tolist(), found.columns[0].silence.round(2).tolist()
    ([-3.41, 3.41], [2.61, -2.61])
    >>> bool(abs(sum(one.decibans for one in found.columns) - found.total).max() < 1e-12)
    True
    """
    course, names = Course.of(observed), Names.of(one.equilibrium.game for one in observed.hypotheses)
    columns = [
        _column(course, 2 * at, 2 * at + 1, 2 * at + 2, step.record.date, head(step.record, names))
        for at, step in enumerate(observed.steps)
    ]
    last = len(course.log) - 1
    columns.append(_column(course, last - 1, last, last, "afterwards", AFTERWARDS))
    total = course.decibans(0, last)
    return Matrix(
        course.explanations,
        tuple(columns),
        total,
        _sum([one.silence for one in columns], len(total)),
        course.posterior(0),
        course.posterior(last),
    )


def _column(course: Course, since: int, silent: int, until: int, date: str, what: str) -> Column:
    decibans = course.decibans(since, until)
    return Column(date, what, decibans, course.decibans(since, silent), _spread(course, since, until))


def _spread(course: Course, since: int, until: int) -> float:
    alive = np.isfinite(course.log[since])
    likely = course.log[until][alive] - course.log[since][alive]
    return float(DECIBANS * (likely.max() - likely.min()))


def _sum(parts: list[np.ndarray], size: int) -> np.ndarray:
    """The sum of what was weighed; ``nan`` where nothing ever was."""
    table = np.array(parts).reshape(-1, size)
    weighed = ~np.isnan(table)
    return np.where(weighed.any(axis=0), np.where(weighed, table, 0.0).sum(axis=0), np.nan)
