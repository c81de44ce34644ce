"""Weighing one draw: solve its games, take the records in."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from detente.equilibrium import Equilibrium, solve
from detente.errors import NotConverged, Outcome, ScenarioError
from detente.evidence.filtering import Grades, Hypothesis, Impossible, Observed, hypotheses_of, observe
from detente.evidence.records import Records
from detente.evidence.uncertainty._crisis import Shipped
from detente.evidence.uncertainty._weighed import Weighed
from detente.forecast import ask
from detente.game import Game

BASE_TOLERANCE = 1e-9

SMALL = 500
"""Up to this many unknowns the solver's own choice of kernel is left; above, loops are compiled once for many draws."""

_ALONE = threading.Lock()
"""One draw at a time in a process: the compiled loops may not be entered by two threads at once."""


@dataclass(frozen=True)
class Warm:
    """What another solution starts from: values (states, actors), and visits (states,) where beliefs matter."""

    values: np.ndarray = field(repr=False)
    visits: np.ndarray | None = field(repr=False)

    def equilibrium(self, game: Game) -> Equilibrium:
        """As the solver takes it."""
        return Equilibrium(
            game, np.empty(0), self.values, self.visits, Outcome(True, "converged", ""), residual=0.0, regret={},
            iterations=0, seconds=0.0,
        )  # fmt: skip


@dataclass(frozen=True)
class Weigher:
    """Weighs draws of a crisis by its records.

    Every solution starts from that of the scenario as it stands, never from that of another draw, so that a draw
    comes out the same wherever, and after whatever, it is weighed. ``patience`` is the most seconds for a solution.
    """

    crisis: Shipped
    records: Records | None
    tables: tuple[dict[str, float], dict[str, float], float | None]
    until: str | float | dt.date | None
    tolerance: float
    patience: float | None = None
    warm: tuple[Warm, ...] = ()

    def __call__(self, values: Mapping[str, float]) -> Weighed:
        """Weigh one draw."""
        with one_thread():
            found = self.tried(values)
        return found if isinstance(found, Weighed) else weight_of(found)

    def tried(self, values: Mapping[str, float], until: str | float | dt.date | None = None) -> Observed | Weighed:
        """The belief under a draw, or why there is none."""
        try:
            hypotheses = self.hypotheses(values)
        except ScenarioError as error:
            return Weighed(-np.inf, fault="impossible game", note=error.diagnostics[0].message)
        except NotConverged as error:
            return Weighed(-np.inf, fault="not converged", note=str(error))
        try:
            return self.observed(hypotheses, until)
        except Impossible:
            return Weighed(-np.inf, (0.0,) * len(hypotheses))
        except NotConverged as error:
            return Weighed(-np.inf, fault="too hard", note=str(error))

    def hypotheses(
        self, values: Mapping[str, float] | None = None, progress: Callable[[float, str], None] | None = None
    ) -> tuple[Hypothesis, ...]:
        """The explanations under a draw, solved; None for the scenario as it stands, solved from nothing."""
        waiting = iter(self.warm if values is not None else ())

        def solved(game: Game, **more: Any) -> Equilibrium:
            warm = next(waiting, None)
            return solve(game, warm=None if warm is None else warm.equilibrium(game), kernel=kernel_of(game), **more)

        if values is None:
            solving = {"tolerance": min(self.tolerance, BASE_TOLERANCE)}
        else:
            solving = {"tolerance": self.tolerance, "max_seconds": self.patience}
        return hypotheses_of(self.crisis, parameters=values, solve=solved, progress=progress, **solving)

    def observed(self, hypotheses: tuple[Hypothesis, ...], until: str | float | dt.date | None = None) -> Observed:
        """The records taken in, until the date of the ensemble or a later one."""
        until = self.until if until is None else until
        return observe(hypotheses, self.records, until=until, grades=Grades(*self.tables))


def weight_of(observed: Observed) -> Weighed:
    """How likely a draw makes the records, and its posterior over the explanations."""
    if np.isnan(observed.log_likelihood):
        return Weighed(-np.inf, fault="too hard", note="the likelihood is no number")
    return Weighed(observed.log_likelihood, tuple(observed.posterior.values()))


@dataclass(frozen=True)
class Answered:
    """A draw's weight, and its answers: by question a number, or a number by move; None where there is none."""

    weighed: Weighed
    answers: tuple[dict[str, float] | float | None, ...] = ()

    def to_record(self) -> list[object]:
        """For a file."""
        return [self.weighed.to_record(), list(self.answers)]

    @classmethod
    def from_record(cls, row: list) -> Answered:
        """From a file."""
        return cls(Weighed.from_record(row[0]), tuple(row[1]))


@dataclass(frozen=True)
class Asker:
    """Solves a draw again and answers questions from the belief under it."""

    weigher: Weigher
    questions: tuple[str, ...]
    until: str | float | dt.date | None = None

    def __call__(self, values: Mapping[str, float]) -> Answered:
        """Answer under one draw."""
        with one_thread():
            found = self.weigher.tried(values, self.until)
            if isinstance(found, Weighed):
                return Answered(found, (None,) * len(self.questions))
            answers = ask(found, *self.questions) if self.questions else []
        return Answered(weight_of(found), tuple(_plain(one) for one in answers))


def _plain(answer: Any) -> dict[str, float] | float | None:
    if not answer.outcome.converged:
        return None
    return dict(answer.value) if isinstance(answer.value, Mapping) else float(answer.value)


def kernel_of(game: Game) -> str | None:
    """The solver's kernel for many solutions of one game's size."""
    return "compiled" if len(game.space) * len(game.actors) > SMALL else None


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def one_blas_thread():
    """Sums of linear algebra on one thread: on several they would depend on how many there are."""
    return _pools().limit(limits=1, user_api="blas")


@contextmanager
def one_thread() -> Iterator[None]:
    """One draw at a time, on one thread, the compiled loops too."""
    with _ALONE, one_blas_thread():
        # As in equilibrium/_kernels.py: setting a number of threads starts them, and after that it is too late.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import numba

        before = numba.get_num_threads()
        numba.set_num_threads(1)
        try:
            yield
        finally:
            numba.set_num_threads(before)
