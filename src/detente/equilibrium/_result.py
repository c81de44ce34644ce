"""What solving a game gives: strategies, values and how well they were found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import NotConverged, Outcome
from detente.game import WAIT, Game

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class BranchPoint:
    """One point of the logit branch: ``precision`` 0 is uniform choice, 1 the actors' own noise."""

    precision: float
    residual: float
    iterations: int


@dataclass(frozen=True)
class Other:
    """Another fixed point that the search found.

    ``distance`` is the largest difference of any choice probability from the one returned.
    """

    distance: float
    residual: float
    choice: np.ndarray = field(repr=False)
    values: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class Equilibrium:
    """A memoryless logit equilibrium with Bayes-consistent beliefs.

    Attributes
    ----------
    choice
        float64 (options,): the probability of each option row of ``game.tables``.
    values
        float64 (states, actors): expected discounted payoffs, in utility units.
    visits
        float64 (states,): discounted share of time in each state, sums to 1; None where every actor sees all.
    residual
        Largest violation of the equilibrium conditions: of the value equations, as the change that one more
        update would make to a value divided by the actor's noise (or by the largest value where that is larger),
        and of the visit equations, relative to each state's visits.
    regret
        By actor: the most it could gain at any one moment by choosing otherwise, in utility units,
        at its own noise, computed apart from the solver.
    """

    game: Game = field(repr=False)
    choice: np.ndarray = field(repr=False)
    values: np.ndarray = field(repr=False)
    visits: np.ndarray | None = field(repr=False)
    outcome: Outcome
    residual: float
    regret: Mapping[str, float]
    iterations: int
    seconds: float
    branch: tuple[BranchPoint, ...] = field(default=(), repr=False)
    others: tuple[Other, ...] = ()
    starts_searched: int = 0

    def __getstate__(self) -> dict[str, object]:
        """What is pickled: the fields, and nothing that was worked out from them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def others_found(self) -> int:
        """How many other fixed points the search found."""
        return len(self.others)

    def raise_unless_converged(self) -> Equilibrium:
        """Itself, or :class:`~detente.errors.NotConverged`."""
        if not self.outcome.converged:
            raise NotConverged(self.outcome)
        return self

    def choices(self, actor: str, state: int) -> dict[str, float]:
        """What ``actor`` does at a moment in ``state``: probability by move, ``wait`` included.

        Where no move is open the actor waits for sure.
        """
        tables, who = self.game.tables, self.game.actor_names.index(actor)
        low, high = np.searchsorted(tables.decision_state, [state, state + 1])
        for decision in range(low, high):
            if tables.decision_actor[decision] == who:
                rows = slice(*tables.decision_option[decision : decision + 2])
                names = [self.option_name(move) for move in tables.option_move[rows]]
                return dict(zip(names, self.choice[rows].tolist(), strict=True))
        return {"wait": 1.0}

    def option_name(self, move: int) -> str:
        """The name of a move by its number in ``game.moves``; ``wait`` for -1."""
        return "wait" if move == WAIT else self.game.moves[move].name

    def to_frame(self) -> polars.DataFrame:
        """One row an option: ``state`` (its position in ``game.space``), ``actor``, ``move``, ``chance``.

        The values of the factors are in ``game.space.to_frame()``; join on ``state``.

        Raises
        ------
        NotConverged
            Where there is no equilibrium to show.
        """
        from detente.equilibrium._shown import frame_of

        return frame_of(self.raise_unless_converged())

    def plot(self, state: int | None = None) -> Chart:
        """What each actor would do at a moment in a state; unless told otherwise in the likeliest at the start.

        Raises
        ------
        NotConverged
            Where there is no equilibrium to show.
        UsageError
            For a position that is no state's.
        """
        from detente.equilibrium._shown import chart_of

        return chart_of(self.raise_unless_converged(), state)

    def _repr_html_(self) -> str:
        from detente.equilibrium._shown import html_of

        return html_of(self)
