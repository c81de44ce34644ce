"""Rival explanations as hypotheses: each a game, its equilibrium, and a condition on how it began."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from detente.equilibrium import Equilibrium, solve
from detente.errors import UsageError
from detente.game import Game

ALONE = "scenario"
"""The name of the one hypothesis where there are no explanations."""

TOLERANCE = 1e-10
"""On the residual of each solution: a log-likelihood of many records sums errors a few times as large."""


@dataclass(frozen=True)
class Hypothesis:
    """One explanation, ready to meet the evidence.

    Attributes
    ----------
    prior
        Its chance before the evidence; priors need not sum to 1.
    holds
        A condition on the state at the start, such as ``plan == weakness``; None where the game itself is the
        explanation.
    """

    name: str
    equilibrium: Equilibrium = field(repr=False)
    prior: float
    holds: str | None = None
    about: str = ""
    title: str = ""


class Explained(Protocol):
    """What is read of a scenario (a ``detente.scenario.Scenario`` is one); nothing is imported from there."""

    @property
    def explanations(self) -> Mapping[str, Any]: ...

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game: ...


def hypotheses_of(
    crisis: Explained,
    *,
    parameters: Mapping[str, float | str] | None = None,
    solve: Callable[..., Equilibrium] = solve,
    progress: Callable[[float, str], None] | None = None,
    **solving: Any,
) -> tuple[Hypothesis, ...]:
    """The explanations of a scenario, each with its game solved.

    Values of a hidden factor share one equilibrium: the game in which the parties do not know either (or do, as its
    sight says). Their priors are the chances of the start. Overlays are games of their own, with priors as given;
    values share what the overlays leave. Without explanations there is one hypothesis, called ``scenario``.

    Parameters
    ----------
    parameters
        Other values for some parameters, under every explanation.
    solve
        What solves a game; ``detente.solve`` unless a caller keeps solutions.
    solving
        Passed on to ``solve``: ``max_seconds``, ``warm``, ``tolerance`` (1e-10 unless given).

    Raises
    ------
    NotConverged
        Where a game has no converged solution: evidence is then not weighed at all.
    """
    named = list(crisis.explanations.values())
    overlays = [one for one in named if one.factor is None]
    values = [one for one in named if one.factor is not None]
    solving = {"tolerance": TOLERANCE, "search": 0, **solving}
    games: list[str | None] = [None] if values or not named else []
    games += [one.name for one in overlays]
    found: dict[str | None, Equilibrium] = {}
    for at, name in enumerate(games):

        def tell(stage: str, share: float, residual: float, at: int = at, name: str | None = name) -> None:
            if progress is not None:
                what = "solving" if name is None else f"solving {name}"
                progress((at + share) / len(games), f"{what}: {stage}, residual {residual:.1e}")

        game = crisis.game(explanation=name, set=parameters)
        found[name] = solve(game, progress=tell, **solving).raise_unless_converged()
    if not named:
        return (Hypothesis(ALONE, found[None], 1.0),)
    left = 1.0 - sum(one.prior for one in overlays)
    return tuple(
        Hypothesis(one.name, found[one.name], one.prior, None, one.about, one.title)
        if one.factor is None
        else _value(one, found[None], left)
        for one in named
    )


def _value(one: Any, equilibrium: Equilibrium, left: float) -> Hypothesis:
    holds = f"{one.factor} == {one.name}"
    space = equilibrium.game.space
    prior = float(space.start[space.holds(holds)].sum())
    return Hypothesis(one.name, equilibrium, left * prior, holds, one.about, one.title)


def as_hypotheses(subject: Equilibrium | Hypothesis | tuple | list) -> tuple[Hypothesis, ...]:
    """Hypotheses from what a caller may give: one equilibrium stands for itself alone.

    Raises
    ------
    UsageError
        For anything else, for two of one name, and where no hypothesis has a prior above 0.
    """
    if isinstance(subject, Equilibrium):
        subject = (Hypothesis(ALONE, subject, 1.0),)
    if isinstance(subject, Hypothesis):
        subject = (subject,)
    given = tuple(subject) if isinstance(subject, tuple | list) else ()
    if not given or not all(isinstance(one, Hypothesis) for one in given):
        raise UsageError(
            "observe needs an equilibrium, or hypotheses", "give it `solve(game)`, or `hypotheses_of(load(...))`"
        )
    names = [one.name for one in given]
    if len(set(names)) < len(names):
        raise UsageError("two hypotheses have the same name", "each explanation needs a name of its own")
    for one in given:
        if not 0 <= one.prior < math.inf:
            raise UsageError(f"the prior of `{one.name}` is {one.prior:g}", "a prior is a finite number, 0 or more")
    if not any(one.prior > 0 for one in given):
        raise UsageError("every explanation has a prior of 0", "give at least one of them a chance")
    clocks = {one.equilibrium.game.clock for one in given}
    if len(clocks) > 1:
        raise UsageError("the hypotheses do not share one clock", "overlays must keep `clock:` as it is")
    return given
