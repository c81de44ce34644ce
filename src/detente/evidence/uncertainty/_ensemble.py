"""What sampling gives: weighted draws of the parameters, and questions asked of all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente import __version__
from detente.errors import Outcome, UsageError
from detente.evidence.records import Records, moment
from detente.evidence.uncertainty._executor import Executor, opened_executor
from detente.evidence.uncertainty._intervals import Forecasts, Interval, forecast, interval
from detente.evidence.uncertainty._ledger import Ledger, digest
from detente.evidence.uncertainty._moves import renewed
from detente.evidence.uncertainty._priors import Unknown
from detente.evidence.uncertainty._round import Rounds
from detente.evidence.uncertainty._smc import Stage
from detente.evidence.uncertainty._tempering import effective, normalised
from detente.evidence.uncertainty._weigh import Answered, Asker, Weigher
from detente.forecast import read_question
from detente.game import ClockFault, Game

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Ensemble:
    """Weighted draws of the parameters, given the evidence.

    Attributes
    ----------
    values
        float64 (draws, parameters): in the parameters' own units.
    log_weights
        float64 (draws,): the weights sum to 1; minus infinity for a draw that counts for nothing.
    log_likelihood
        float64 (draws,): of the records under each draw.
    chances
        float64 (draws, explanations): the posterior over the explanations under each draw.
    log_evidence
        The log-likelihood of the records averaged over the priors, estimated; ``log_evidence_error`` is the
        standard error that it would have if the moves mixed perfectly.
    until
        As it was asked for.
    time
        Clock units from the start to the last thing that the draws were weighed by.
    weighings
        How many times games were solved and records taken in.
    faults, notes
        How often a draw could not be weighed, by why, and what was said the first time.
    """

    unknowns: tuple[Unknown, ...]
    explanations: tuple[str, ...]
    values: np.ndarray = field(repr=False)
    log_weights: np.ndarray = field(repr=False)
    log_likelihood: np.ndarray = field(repr=False)
    chances: np.ndarray = field(repr=False)
    stages: tuple[Stage, ...] = field(repr=False)
    log_evidence: float
    weighings: int
    faults: Mapping[str, int]
    notes: Mapping[str, str] = field(repr=False)
    outcome: Outcome
    seed: int
    until: str | float | dt.date | None
    time: float
    settings: Mapping[str, str] = field(repr=False)
    weigher: Weigher = field(repr=False, compare=False)
    version: str = __version__

    def __len__(self) -> int:
        return len(self.values)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parameters drawn."""
        return tuple(one.name for one in self.unknowns)

    @property
    def game(self) -> Game:
        """The game as the scenario has it."""
        return next(iter(self.weigher.crisis.games.values()))

    @property
    def records(self) -> Records:
        """Those that the draws were weighed by."""
        every = self.weigher.records or Records(())
        return every if self.until is None else every.until(self.until, self.game.clock)

    @property
    def date(self) -> dt.date | None:
        """The date of :attr:`time`, where the clock has dates."""
        return self.game.clock.date(self.time)

    @cached_property
    def weights(self) -> np.ndarray:
        """float64 (draws,): sum to 1."""
        return normalised(self.log_weights)

    @property
    def effective(self) -> float:
        """Effective sample size: how many independent draws these are worth.

        That of the weights, less what draws still share with the ancestors from which they were resampled last.
        """
        return self.worth * effective(self.weights)

    @property
    def worth(self) -> float:
        """What an equally weighted draw is worth, against an independent one: 1 unless they were resampled.

        The share of its ancestor's distance that a draw gained by moves counts whole, the rest as the ancestors did.
        """
        last = next((one for one in reversed(self.stages) if one.steps), None)
        if last is None:
            return 1.0
        gained = min(1.0, sum(map(renewed, last.steps, last.acceptance)))
        return gained + (1 - gained) * last.effective / len(self)

    @cached_property
    def distinct(self) -> int:
        """How many of the draws that count are different ones."""
        return len(np.unique(self.values[self.weights > 0], axis=0))

    @property
    def log_evidence_error(self) -> float:
        """See :attr:`log_evidence`."""
        return float(np.sqrt(sum(1 / one.effective - 1 / len(self) for one in self.stages[1:])))

    @property
    def parameters(self) -> tuple[Interval, ...]:
        """Mean and interval of each parameter."""
        return tuple(self._interval(name, self.values[:, at]) for at, name in enumerate(self.names))

    @property
    def posterior(self) -> tuple[Interval, ...]:
        """Mean and interval of the chance of each explanation; the means sum to 1."""
        return tuple(self._interval(name, self.chances[:, at]) for at, name in enumerate(self.explanations))

    def _interval(self, name: str, values: np.ndarray) -> Interval:
        return interval(name, values, self.weights, self.worth)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know before trusting the intervals."""
        from detente.evidence.uncertainty._words import warnings_of

        return warnings_of(self)

    def ask(
        self,
        *questions: str,
        on: Executor | int | str | None = None,
        checkpoint: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Forecasts:
        """Answer questions under every draw.

        The draws' games are solved again (from the same start, so to the same solutions): keeping the solutions of
        500 large games would take gigabytes. Ask all questions at once.

        Parameters
        ----------
        on, checkpoint
            As in :func:`sample`. A checkpoint of a run serves for its questions too.

        Raises
        ------
        ScenarioError
            For a question that cannot be read (S036).
        """
        for one in questions:
            read_question(one, self.game)
        weights, _, found = self._answered(tuple(questions), None, on, checkpoint, progress)
        columns = zip(*(one.answers for one in found), strict=True)
        return Forecasts(
            forecast(text, column, weights, self.worth) for text, column in zip(questions, columns, strict=True)
        )

    def as_of(
        self,
        date: str | float | dt.date,
        *,
        on: Executor | int | str | None = None,
        checkpoint: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Ensemble:
        """The same draws for forecasts as of a date.

        On a later date the draws are weighted anew by what was recorded since; the effective sample size falls.

        Raises
        ------
        UsageError
            For a date before the last thing that the draws were weighed by: forecasts from then must not know it.
        """
        clock = self.game.clock
        try:
            wanted = moment(date, clock)
        except ClockFault as fault:
            raise UsageError(str(fault)) from None
        if wanted < self.time:
            known = self.date or f"{self.time:g}"
            why = f"these draws were weighed by what was known until {known}, after {date}"
            raise UsageError(why, f"sample again with until={date!s}: a forecast must not know what came later")
        if wanted == self.time:
            return self
        _, kept, found = self._answered((), date, on, checkpoint, progress)
        likelihood = np.full(len(self), -np.inf)
        chances = np.zeros_like(self.chances)
        for at, one in zip(kept, found, strict=True):
            likelihood[at] = one.weighed.log_likelihood
            chances[at] = one.weighed.posterior or 0.0
        with np.errstate(divide="ignore"):
            log_weights = np.log(self.weights) + np.where(self.weights > 0, likelihood - self._finite, -np.inf)
        if not np.isfinite(log_weights).any():
            raise UsageError(f"none of the draws makes the records until {date} possible", "sample again")
        gain = float(log_weights.max() + np.log(np.exp(log_weights - log_weights.max()).sum()))
        return replace(
            self,
            log_weights=log_weights - gain,
            log_likelihood=likelihood,
            chances=chances,
            log_evidence=self.log_evidence + gain,
            stages=(*self.stages, Stage(1.0, effective(normalised(log_weights)))),
            until=date,
            time=wanted,
            weigher=replace(self.weigher, until=date),
        )

    @property
    def _finite(self) -> np.ndarray:
        return np.where(np.isfinite(self.log_likelihood), self.log_likelihood, 0.0)

    def _answered(
        self,
        questions: tuple[str, ...],
        until: str | float | dt.date | None,
        on: Executor | int | str | None,
        checkpoint: str | Path | None,
        progress: Progress | None,
    ) -> tuple[np.ndarray, np.ndarray, list[Answered]]:
        """Weights, numbers and answers of the draws that count; each different draw is solved once."""
        kept = np.flatnonzero(self.weights > 0)
        rows, place = np.unique(self.values[kept], axis=0, return_inverse=True)
        jobs = [dict(zip(self.names, row, strict=True)) for row in rows.tolist()]
        ledger = Ledger(checkpoint, self.settings)
        asker = Asker(self.weigher, questions, until)
        name = "ask-" + digest(repr((questions, until, self.until)))

        def tell(share: float) -> None:
            if progress is not None:
                progress(share, f"asking {len(jobs)} draws")

        with opened_executor(on) as executor:
            found = Rounds(executor, ledger).run(name, asker, jobs, Answered.from_record, tell)
        return self.weights[kept], kept, [found[at] for at in place.ravel()]

    def to_text(self) -> str:
        """For a terminal."""
        from detente.evidence.uncertainty._words import text_of

        return text_of(self)

    def __str__(self) -> str:
        return self.to_text()

    def to_frame(self) -> polars.DataFrame:
        """One row a draw: its parameters, ``weight``, ``log_likelihood``, and ``P(name)`` for each explanation."""
        import polars

        columns = dict(zip(self.names, self.values.T, strict=True))
        columns |= {"weight": self.weights, "log_likelihood": self.log_likelihood}
        columns |= {f"P({name})": self.chances[:, at] for at, name in enumerate(self.explanations)}
        return polars.DataFrame(columns)

    def plot(self) -> Chart:
        """Means and intervals: of the explanations where there are several, else of the parameters, one panel each."""
        from detente.evidence.uncertainty._shown import ensemble_chart

        return ensemble_chart(self)

    def _repr_html_(self) -> str:
        from detente.evidence.uncertainty._shown import ensemble_html

        return ensemble_html(self)

    def to_record(self) -> dict[str, object]:
        """For JSON: intervals and diagnostics, not the draws."""
        from detente.evidence.uncertainty._words import record_of

        return record_of(self)
