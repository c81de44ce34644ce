"""From other values of some parameters to answers: solve, take the records in, ask."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from detente import __version__
from detente.errors import UsageError
from detente.evidence.filtering import ALONE, Hypothesis, gathered
from detente.evidence.uncertainty import (
    FAULTS,
    Answered,
    Asker,
    Executor,
    Ledger,
    Rounds,
    Warm,
    Weigher,
    digest,
    one_thread,
    opened_executor,
)
from detente.forecast import read_question
from detente.study.sensitivity._ground import Ground

TOLERANCE = 1e-6
"""On the residual of each solution of a study: answers are then right to about as much."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Point:
    """The answers at one setting of the parameters.

    Attributes
    ----------
    values
        By line; not a number where there is no answer.
    fault
        Why there is none: empty, or in words.
    """

    values: Mapping[str, float]
    fault: str = ""

    def __getitem__(self, line: str) -> float:
        return self.values.get(line, math.nan)


@dataclass(frozen=True)
class Present:
    """When the answers are given: clock units after the start, the date where there are dates, and the unit."""

    time: float
    date: dt.date | None
    unit: str


@dataclass(frozen=True)
class Evaluator:
    """Answers under other values of the parameters, from the belief to which the same record then leads.

    A *line* is one number: a question, one option of ``move(actor)``, or ``P(explanation | record)``. Every solution
    starts from that of the scenario as it stands, so that a setting has the same answers wherever and after whatever
    it is evaluated; where that leads nowhere the logit branch is followed.

    Attributes
    ----------
    base
        The answers of the scenario as it stands.
    explanations
        By name, in the order of the scenario; empty where it has fewer than two, or where there is no record.
    """

    ground: Ground = field(repr=False)
    questions: tuple[str, ...]
    base: Point
    explanations: tuple[str, ...]
    present: Present
    asker: Asker = field(repr=False)
    settings: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(
        cls,
        crisis: Any,
        questions: Sequence[str] = (),
        *,
        evidence: Any = None,
        until: str | float | dt.date | None = None,
        tolerance: float = TOLERANCE,
        patience: float | None = 120.0,
        solved: Sequence[Hypothesis] | None = None,
        progress: Progress | None = None,
    ) -> Evaluator:
        """Solve the scenario as it stands, and answer.

        Parameters
        ----------
        crisis
            A scenario, or a game.
        evidence
            As :func:`~detente.observe` takes it; None for none: the answers are then those from the start.
        until
            The date of the belief; with None that of the last record.
        patience
            The most seconds for one solution.
        solved
            The explanations with their games solved already, as the scenario has them; None to solve them.

        Raises
        ------
        UsageError
            For no scenario, and where there is nothing to look at.
        ScenarioError
            For a question that cannot be read (S036).
        RecordError, Impossible
            For records that cannot be used, or that the scenario as it stands cannot produce.
        NotConverged
            Where the scenario as it stands has no converged solution.
        """
        ground = Ground.of(crisis)
        asked = tuple(dict.fromkeys(questions))
        for one in asked:
            read_question(one, ground.any_game)
        records, grades = gathered(evidence, list(ground.games.values()))
        tables = (dict(grades.reliability), dict(grades.credibility), grades.false_reports)
        weigher = Weigher(ground, records, tables, until, tolerance, patience)  # pyright: ignore[reportArgumentType]
        with one_thread():
            hypotheses = weigher.hypotheses(progress=progress) if solved is None else tuple(solved)
            observed = weigher.observed(hypotheses)
        each = {id(one.equilibrium): one.equilibrium for one in hypotheses}.values()
        weigher = replace(weigher, warm=tuple(Warm(one.values, one.visits) for one in each))
        names = tuple(one.name for one in observed.hypotheses if one.name != ALONE)
        names = names if len(names) > 1 and len(records) else ()  # without a record nothing is weighed
        if not asked and not names:
            raise UsageError(
                "there is nothing to look at", "ask a question, or give evidence and a scenario with `explanations:`"
            )
        asker = Asker(weigher, asked)
        settings = {
            "scenario": ground.digest,
            "records": records.sha256[:16] if len(records) else "none",
            "grades": digest(repr(tables)),
            "until": str(until),
            "tolerance": f"{tolerance:g}",
            "seconds for a solution": f"{patience:g}" if patience else "no limit",
            "questions": digest(repr(asked)),
            "version": __version__,
        }
        present = Present(observed.time, observed.date, ground.any_game.clock.unit)
        found = cls(ground, asked, Point({}), names, present, asker, settings)
        return replace(found, base=found.point(asker({})))

    def __call__(self, values: Mapping[str, float]) -> Point:
        """The answers with other values of some parameters; the others are as the scenario has them."""
        return self.point(self.asker({self.ground.known(name): float(value) for name, value in values.items()}))

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is an answer to: the questions, then the explanations."""
        return tuple(self.base.values)

    def told(self, explanation: str) -> str:
        """The line of an explanation."""
        return f"P({explanation} | record)"

    def point(self, found: Answered) -> Point:
        """What one evaluation gave, by line."""
        fault = found.weighed.fault
        if fault or not np.isfinite(found.weighed.log_likelihood):
            why = FAULTS[fault] if fault else "the records are impossible there"
            return Point({}, f"{why}: {found.weighed.note}" if found.weighed.note else why)
        values: dict[str, float] = {}
        for question, answer in zip(self.questions, found.answers, strict=True):
            if isinstance(answer, dict):
                values |= {f"{question}: {option}": chance for option, chance in answer.items()}
            else:
                values[question] = math.nan if answer is None else answer
        for name, chance in zip(self.explanations, found.weighed.posterior, strict=False):
            values[self.told(name)] = chance
        return Point(values)


@dataclass(frozen=True)
class Bench:
    """Where settings are evaluated, many at a time, and kept."""

    evaluator: Evaluator
    rounds: Rounds

    def points(
        self, name: str, jobs: Sequence[Mapping[str, float]], tell: Callable[[float], None] = lambda share: None
    ) -> list[Point]:
        """The answers at all settings, in their order."""
        found = self.rounds.run(name, self.evaluator.asker, jobs, Answered.from_record, tell)
        return [self.evaluator.point(one) for one in found]


@contextmanager
def benched(
    evaluator: Evaluator, on: Executor | int | str | None, checkpoint: str | Path | None, settings: Mapping[str, str]
) -> Iterator[Bench]:
    """Processes, or a cluster, for a study; with a checkpoint, the same call goes on where it was interrupted."""
    ledger = Ledger(checkpoint, {**evaluator.settings, **settings})
    with opened_executor(on) as executor:
        yield Bench(evaluator, Rounds(executor, ledger))
