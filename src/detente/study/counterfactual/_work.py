"""One setting of the parameters: the scenario and its changes solved, and the questions answered under each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.equilibrium import Equilibrium, solve
from detente.errors import DetenteError, NotConverged, ScenarioError, UsageError
from detente.evidence.filtering import Hypothesis, Impossible, Observed, hypotheses_of, observe
from detente.evidence.uncertainty import Warm, Weigher, one_thread
from detente.forecast import Mixture, ask
from detente.game import Game
from detente.study.counterfactual._crisis import Plan
from detente.study.counterfactual._under import carried_under

Value = dict[str, float] | float | None
Solver = Callable[..., Equilibrium]


@dataclass(frozen=True)
class Seen:
    """What one change, or the scenario as it stands, answers.

    Attributes
    ----------
    answers
        By question: a number, or chances by move; None where there is none.
    posterior
        The chance of each explanation where the records were taken in.
    fault
        Why there are no answers; empty where there are.
    states
        How many states the largest game has.
    """

    answers: tuple[Value, ...]
    posterior: tuple[float, ...] = ()
    fault: str = ""
    states: int = 0


@dataclass(frozen=True)
class Row:
    """What one setting of the parameters gives: the scenario from its start and after the records, and the changes."""

    start: Seen
    now: Seen
    changes: tuple[Seen, ...]

    def to_record(self) -> list[Any]:
        """For a file."""
        every = (self.start, self.now, *self.changes)
        return [[list(one.answers), list(one.posterior), one.fault, one.states] for one in every]

    @classmethod
    def from_record(cls, row: list[Any]) -> Row:
        """From a file."""
        start, now, *rest = (Seen(tuple(one[0]), tuple(one[1]), one[2], one[3]) for one in row)
        return cls(start, now, tuple(rest))


@dataclass(frozen=True)
class Work:
    """Solves and answers; goes to other processes.

    Attributes
    ----------
    base
        The scenario as it stands, with the records.
    warm
        For each change, the solutions that a draw starts from, by position of the game.
    """

    base: Weigher
    plans: tuple[Plan, ...]
    questions: tuple[str, ...]
    warm: tuple[tuple[Warm, ...], ...] = ()

    def __call__(self, values: Mapping[str, float]) -> Row:
        """Answer under one draw."""
        with one_thread():
            return self.row(values)[0]

    def row(
        self,
        values: Mapping[str, float] | None,
        tell: Callable[[float, str], None] = lambda share, words: None,
        solved: Sequence[Hypothesis] | None = None,
    ) -> tuple[Row, tuple[tuple[Equilibrium, ...], ...]]:
        """The answers and the solutions behind them; None for the parameters as they stand, solved from nothing.

        With ``solved``, the scenario as it stands is not solved again, and changed games of its shape start from it.
        """
        count = len(self.plans) + 1
        nothing = (None,) * len(self.questions)
        try:
            hypotheses = solved or self.base.hypotheses(values, lambda share, words: tell(share / count, words))
            hypotheses = tuple(hypotheses)
            start = observe(hypotheses, None)
            observed = self.base.observed(hypotheses)
        except (ScenarioError, NotConverged, Impossible) as error:
            if values is None:
                raise
            lost = Seen(nothing, fault=_first_line(error))
            return Row(lost, lost, (lost,) * len(self.plans)), ()
        seen, found = [], []
        for at, plan in enumerate(self.plans):
            tell((at + 1) / count, f"solving {plan.name}")
            solver = _Solver(self, at, hypotheses, values, solved is not None)
            try:
                belief = self._belief(plan, values, observed, solver)
            except DetenteError as error:
                seen.append(Seen(nothing, fault=_first_line(error)))
            else:
                seen.append(self._seen(belief))
            found.append(tuple(solver.found))
        return Row(self._seen(start), self._seen(observed), tuple(seen)), tuple(found)

    def _belief(self, plan: Plan, values: Mapping[str, float] | None, observed: Observed, solver: _Solver) -> Mixture:
        if plan.since != "now":
            hypotheses = hypotheses_of(plan.crisis, parameters=values, solve=solver, tolerance=solver.tolerance)
            return self.base.observed(hypotheses) if plan.since == "record" else observe(hypotheses, None)
        return carried_under(plan, observed, solver, values)

    def _seen(self, belief: Mixture) -> Seen:
        posterior = tuple(belief.posterior.values()) if isinstance(belief, Observed) else ()
        answers: list[Value] = []
        for question in self.questions:
            try:
                (answer,) = ask(belief, question)
            except (ScenarioError, UsageError):
                answers.append(None)  # the changed game has no such name
                continue
            if not answer.outcome.converged:
                answers.append(None)
            else:
                value = answer.value
                answers.append(dict(value) if isinstance(value, Mapping) else float(value))
        return Seen(tuple(answers), posterior, "", max(len(one.game.space) for one in belief.nows))


class _Solver:
    """Solves the games of one change: one that is the scenario's own is not solved again."""

    def __init__(
        self,
        work: Work,
        at: int,
        hypotheses: Sequence[Hypothesis],
        values: Mapping[str, float] | None,
        near: bool = False,
    ) -> None:
        self.near = near
        self.known = list({id(one.equilibrium): one.equilibrium for one in hypotheses}.values())
        self.warm = iter(work.warm[at] if values is not None and work.warm else ())
        self.patience = work.base.patience
        self.tolerance = min(work.base.tolerance, 1e-9) if values is None else work.base.tolerance
        self.found: list[Equilibrium] = []

    def __call__(self, game: Game, **more: Any) -> Equilibrium:
        warm = next(self.warm, None)
        found = next((one for one in self.known if one.game == game), None)
        if found is None:
            if warm is None and self.near:
                warm = next((Warm(one.values, one.visits) for one in self.known if _alike(one.game, game)), None)
            fits = warm is not None and warm.values.shape == (len(game.space), len(game.actors))
            found = solve(
                game,
                tolerance=self.tolerance,
                search=0,
                max_seconds=self.patience,
                warm=warm.equilibrium(game) if warm is not None and fits else None,
            )
        self.found.append(found)
        return found


def _alike(one: Game, other: Game) -> bool:
    """Whether a solution of one can be a start for the other: the same states in the same order, the same actors."""
    return one.actor_names == other.actor_names and np.array_equal(one.space.codes, other.space.codes)


def _first_line(error: Exception) -> str:
    if isinstance(error, ScenarioError):
        return error.diagnostics[0].message
    return str(error).splitlines()[0]


def warm_of(found: Sequence[Sequence[Equilibrium]]) -> tuple[tuple[Warm, ...], ...]:
    """What draws start from."""
    return tuple(tuple(Warm(np.asarray(one.values), one.visits) for one in each) for each in found)
