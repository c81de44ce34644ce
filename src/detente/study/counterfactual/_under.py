"""The belief under changes, from the belief in the scenario as it stands: one date, without draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.equilibrium import Equilibrium
from detente.errors import UsageError
from detente.evidence.filtering import Grades, Hypothesis, Observed, hypotheses_of, observe
from detente.evidence.records import Records
from detente.forecast import Mixture
from detente.game import Game
from detente.study.counterfactual._carry import carried
from detente.study.counterfactual._crisis import Changeable, Plan, plans_of
from detente.study.counterfactual._sentences import stated

Solve = Callable[[Game], Equilibrium]


@dataclass(frozen=True)
class Under:
    """What is believed under some changes made together.

    Attributes
    ----------
    since
        How they meet the records: ``start``, ``now`` or ``record``; ``stated`` says it in words.
    belief
        To be asked as any other; an ``Observed`` where the changed game met records, or began anew.
    warnings
        What is worth a look in the changes.
    """

    since: str
    stated: str
    belief: Mixture = field(repr=False)
    warnings: tuple[str, ...] = ()


def belief_under(
    crisis: Changeable,
    do: Sequence[Any],
    observed: Observed,
    solve: Solve,
    *,
    records: Records | None = None,
    grades: Grades | None = None,
    until: str | float | dt.date | None = None,
    set: Mapping[str, float | str] | None = None,
) -> Under:
    """The belief under changes made together.

    Parameters
    ----------
    do
        As :func:`compare` takes them; all are made at once.
    observed
        The belief in the scenario as it stands, with the same ``set``, on the date ``until``.
    solve
        What solves a game; a caller may keep solutions.
    records, grades, until
        What a change that held all along meets.
    set
        Other values of parameters, where the changes do not set them.

    Raises
    ------
    UsageError
        As :func:`compare`.
    ScenarioError, Impossible, NotConverged
        Where the changed game cannot be made, cannot have led to the records, or has no solution.
    """
    (plan,) = plans_of(crisis, [list(do)], None, set or {})
    said = stated(plan, records is not None, str(observed.date or f"{observed.time:g}"))
    if plan.since == "now":
        belief = carried_under(plan, observed, solve)
    else:
        hypotheses = hypotheses_of(plan.crisis, solve=lambda game, **more: solve(game))
        met = records if plan.since == "record" else None
        belief = observe(hypotheses, met, until=until if met is not None else None, grades=grades)
    return Under(plan.since, said, belief, plan.warnings)


def carried_under(
    plan: Plan, observed: Observed, solve: Solve, values: Mapping[str, float | str] | None = None
) -> Mixture:
    """The belief carried into the changed games, under other values of some parameters."""
    overlays = {id(one.equilibrium): _overlay(plan, one) for one in observed.hypotheses}
    nows = []
    for one in observed.nows:
        overlay = overlays[id(one.equilibrium)]
        if overlay not in plan.crisis.games:
            raise UsageError(f"the changed scenario has no explanation `{overlay}`", "let the change say `from: start`")
        game = plan.crisis.game(overlay, values)
        nows.append(carried(one, game, plan.sets, lambda game: solve(game).raise_unless_converged()))
    return Mixture(tuple(nows), observed.weights)


def _overlay(plan: Plan, one: Hypothesis) -> str | None:
    """The overlay that a hypothesis is, a game of its own; None for the scenario's game."""
    told = plan.crisis.explanations.get(one.name)
    return one.name if one.holds is None and told is not None and told.factor is None else None
