"""The explanations with their games solved, and solved again where a parameter is another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.equilibrium import Equilibrium, solve
from detente.evidence import Hypothesis, hypotheses_of
from detente.game import Game
from detente.report._briefing import Quality
from detente.report._rivals import OneGame, Rivals
from detente.report._subject import Subject


@dataclass(frozen=True)
class Contest:
    """What the scenario says may be the case, each with its solution.

    Without records, overlays have nothing to be weighed by, and the scenario stands for itself.
    """

    rivals: Rivals = field(repr=False)
    hypotheses: tuple[Hypothesis, ...]

    @classmethod
    def of(
        cls,
        subject: Subject,
        weighed: bool,
        max_seconds: float | None,
        tell: Callable[[str], None],
        solved: Sequence[Hypothesis] | None = None,
    ) -> Contest:
        """Solve every game, unless that was done.

        Parameters
        ----------
        solved
            The explanations with their solutions.

        Raises
        ------
        NotConverged
            Where one of them has no converged solution.
        """
        rivals = subject.contest if weighed else OneGame.of(subject.game, subject.hidden, subject.explanations)
        if solved is not None:
            return cls(rivals, tuple(solved))
        alone = all(one.factor is not None for one in rivals.explanations.values())
        found = hypotheses_of(
            rivals,
            max_seconds=max_seconds,
            search=None if alone else 0,
            progress=lambda share, what: tell(f"{what}, {share:.0%}"),
        )
        return cls(rivals, found)

    @property
    def equilibria(self) -> tuple[Equilibrium, ...]:
        """Each solution once."""
        return tuple({id(one.equilibrium): one.equilibrium for one in self.hypotheses}.values())

    @property
    def games(self) -> tuple[Game, ...]:
        """Each game once."""
        return tuple(one.game for one in self.equilibria)

    @property
    def counts(self) -> tuple[float, ...]:
        """The prior of each solution: of all explanations that share it."""
        return tuple(sum(one.prior for one in self.hypotheses if one.equilibrium is found) for found in self.equilibria)

    def again(self, parameters: Mapping[str, float]) -> tuple[Hypothesis, ...]:
        """All games with other values of some parameters, solved from the solutions there are."""
        ready = iter(self._in_order_of_solution())
        return hypotheses_of(self.rivals, parameters=parameters, solve=_warm(ready), search=0, tolerance=1e-7)

    def _in_order_of_solution(self) -> Sequence[Equilibrium]:
        shared = [one.equilibrium for one in self.hypotheses if one.holds is not None][:1]
        return [*shared, *(one.equilibrium for one in self.hypotheses if one.holds is None)]


def _warm(ready: Iterator[Equilibrium]) -> Callable[..., Equilibrium]:
    def solved(game: Game, **options: Any) -> Equilibrium:
        return solve(game, **{**options, "warm": next(ready)})

    return solved


def quality(equilibria: Sequence[Equilibrium]) -> Quality:
    """How well the solutions were found: of several, the worst of each number."""
    worst = max(equilibria, key=lambda one: one.residual)
    regret: dict[str, float] = {}
    for one in equilibria:
        for name, gain in one.regret.items():
            regret[name] = max(gain, regret.get(name, 0.0))
    return Quality(
        states=max(len(one.game.space) for one in equilibria),
        outcome=worst.outcome.code,
        message=worst.outcome.message,
        residual=worst.residual,
        regret=regret,
        iterations=sum(one.iterations for one in equilibria),
        seconds=sum(one.seconds for one in equilibria),
        others_found=max(one.others_found for one in equilibria),
        starts_searched=min(one.starts_searched for one in equilibria),
        games=len(equilibria),
    )
