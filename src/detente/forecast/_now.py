"""The present: what is believed about the state, and when."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from detente.equilibrium import Equilibrium, visits
from detente.errors import Diagnostic, Path, ScenarioError, UsageError
from detente.forecast._law import Law
from detente.forecast._uniformisation import Progress
from detente.game import ClockFault, Game

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class Now:
    """A belief at a time, under an equilibrium.

    Attributes
    ----------
    belief
        float64 (states,): sums to 1.
    time
        Clock units after the clock's start.
    how
        How the belief came about, in words.
    """

    equilibrium: Equilibrium = field(repr=False)
    belief: np.ndarray = field(repr=False)
    time: float = 0.0
    how: str = "the start"

    @property
    def game(self) -> Game:
        """The game."""
        return self.equilibrium.game

    @property
    def date(self) -> dt.date | None:
        """The date, where the clock has dates."""
        return self.game.clock.date(self.time)

    @cached_property
    def law(self) -> Law:
        """The law of motion under the equilibrium."""
        return Law.of(self.equilibrium)

    def to_frame(self) -> polars.DataFrame:
        """One row a value of a factor: ``factor``, ``value``, ``chance`` now."""
        from detente.forecast._marginals import marginals_frame

        return marginals_frame([self], [1.0])

    def plot(self) -> Chart:
        """The chance of each value of each factor now."""
        from detente.forecast._marginals import marginals_chart

        return marginals_chart([self], [1.0])

    def _repr_html_(self) -> str:
        from detente.forecast._marginals import marginals_html

        return marginals_html([self], [1.0], self.how)

    def replace(self, **changes: object) -> Now:
        """The same with some fields exchanged."""
        return replace(self, **changes)  # pyright: ignore[reportArgumentType]


def now(
    subject: Equilibrium | Now,
    *,
    at: float | str | dt.date | None = None,
    given: str | None = None,
    progress: Progress | None = None,
    path: Path = (),
) -> Now:
    """The present without evidence: the start, carried forward and conditioned.

    Parameters
    ----------
    subject
        An equilibrium, which begins at its start, or an earlier present to go on from.
    at
        Clock units after the clock's start, a date, or a duration such as ``"6 weeks"``. The law of motion
        runs until then.
    given
        A condition that is known to hold. The belief is conditioned on it. Where the belief gives it no
        chance (a fixed start, say), the discounted visits of the equilibrium are taken instead, restricted to
        the condition.
    path
        Where ``given`` stands in a scenario, for messages.

    Raises
    ------
    UsageError
        For a time that has passed, or that the clock cannot tell.
    ScenarioError
        For a condition that cannot be read, or that holds in no reachable state (S036).

    Examples
    --------
    >>> import numpy as np
    >>> from detente.forecast import now
    >>> from detente.game import Event, Factor, Game
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate=0.25, when="truce == holding", then={"truce": "broken"})
    >>> game = Game([truce], nature=[breach])
    >>> from detente.equilibrium import solve
    >>> now(solve(game), given="truce == broken").belief.tolist()
    [1.0, 0.0]
    """
    if not isinstance(subject, Now | Equilibrium):
        raise UsageError("ask about an equilibrium, as `solve(game)` gives it, or about `now(equilibrium)`")
    present = subject if isinstance(subject, Now) else None
    equilibrium = subject.equilibrium if isinstance(subject, Now) else subject
    law = present.law if present else Law.of(equilibrium)
    time, how = (present.time, present.how) if present else (0.0, "the start")
    belief = present.belief if present else law.start
    if at is not None:
        ahead = _time(equilibrium.game, at) - time
        if ahead < 0:
            raise UsageError(f"{at} is {-ahead:g} clock units before the present to go on from")
        found = law.transient(belief, ahead, progress)
        if not found.outcome.converged:
            raise UsageError(f"the law at {at} cannot be computed: {found.outcome}")
        belief, time = found.law / found.law.sum(), time + ahead
        how = f"{how}, carried by the law of motion to {at}"
    if given is not None:
        belief, reason = _conditioned(equilibrium, law, belief, given, path)
        how = f"{how}, {reason}"
    return Now(equilibrium, belief, time, how)


def _time(game: Game, at: float | str | dt.date) -> float:
    try:
        if isinstance(at, dt.date) or (isinstance(at, str) and at[:4].isdigit() and at[4:5] == "-"):
            time = game.clock.at(at)
        else:
            time = game.clock.duration(at)
    except ClockFault as fault:
        raise UsageError(str(fault)) from None
    if not 0 <= time < math.inf:
        hint = "take a later time" if time < 0 else "ask with `at=inf` or `S(...)` for the long run"
        raise UsageError(f"`{at}` is no time that the clock reaches after its start", hint)
    return time


def _conditioned(
    equilibrium: Equilibrium, law: Law, belief: np.ndarray, given: str, path: Path
) -> tuple[np.ndarray, str]:
    try:
        holds = equilibrium.game.space.holds(given)
    except ScenarioError as error:
        raise error.moved(path) from None
    if not holds.any():
        message = f"`{given}` holds in no state that can be reached"
        raise ScenarioError([Diagnostic("S036", message, path, (0, len(given)))], given)
    chance = float(belief[holds].sum())
    if chance > 0:
        return np.where(holds, belief, 0.0) / chance, f"given `{given}` (which had chance {chance:.4g})"
    weight = equilibrium.visits if equilibrium.visits is not None else discounted_visits(law)
    chance = float(weight[holds].sum())
    if not chance > 0:
        message = f"`{given}` has no chance under this equilibrium"
        raise ScenarioError([Diagnostic("S036", message, path, (0, len(given)))], given)
    how = f"given `{given}`, which had no chance: states are weighted by the discounted time spent in them"
    return np.where(holds, weight, 0.0) / chance, how


def discounted_visits(law: Law) -> np.ndarray:
    """float64 (states,): share of discounted time in each state, from the start, sums to 1.

    ``kappa p0 (kappa I - Q)^-1``, with ``kappa`` the rate at which the actors' memory fades.
    """
    found, outcome = visits(law.game, law.chain.rates)
    if not outcome.converged:
        raise UsageError(f"the discounted visits cannot be computed: {outcome}")
    return found
