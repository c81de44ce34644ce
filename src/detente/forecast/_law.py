"""The law of motion that an equilibrium implies."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from detente.equilibrium import Equilibrium, generator, option_rates
from detente.errors import Outcome, UsageError
from detente.forecast._chain import Chain
from detente.forecast._longrun import LongRun, long_run
from detente.forecast._transient import carry_forward
from detente.forecast._uniformisation import CONVERGED, Progress
from detente.game import WAIT, Game

_KEPT = "_law"
"""Where an equilibrium keeps its law, as a cached property would."""


@dataclass(frozen=True)
class Transient:
    """The law at a time.

    Attributes
    ----------
    law
        float64 (states,).
    bound
        Bound on the sum of the errors of all states.
    steps
        Steps taken.
    """

    law: np.ndarray = field(repr=False)
    bound: float
    steps: int
    outcome: Outcome = CONVERGED


@dataclass(frozen=True)
class Law:
    """A Markov jump process on the states of a game.

    Attributes
    ----------
    choice
        float64 (options,): the probability of each option row of ``game.tables``.
    chain
        Rates between states.

    Examples
    --------
    >>> import numpy as np
    >>> from detente.forecast import Law
    >>> from detente.game import Event, Factor, Game
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate=0.25, when="truce == holding", then={"truce": "broken"})
    >>> law = Law.of_choice(Game([truce], nature=[breach]), np.empty(0))
    >>> found = law.transient(law.start, 4.0)
    >>> bool(abs(found.law[1] - np.exp(-1)) < 1e-12 and abs(found.law.sum() - 1) < 1e-12)
    True
    """

    game: Game
    choice: np.ndarray = field(repr=False)
    chain: Chain = field(repr=False)

    @classmethod
    def of(cls, equilibrium: Equilibrium) -> Law:
        """The law under an equilibrium; made once for each, and kept with it."""
        made = vars(equilibrium).get(_KEPT)
        if made is None:
            made = vars(equilibrium)[_KEPT] = cls.of_choice(equilibrium.game, equilibrium.choice)
        return made

    @classmethod
    def of_choice(cls, game: Game, choice: np.ndarray) -> Law:
        """The law under any strategies, float64 (options,)."""
        rates = generator(game, choice)
        return cls(game, choice, Chain(rates, np.zeros(len(rates.indptr) - 1)))

    @property
    def start(self) -> np.ndarray:
        """float64 (states,): the start distribution."""
        return self.game.space.start

    @cached_property
    def option_rates(self) -> np.ndarray:
        """float64 (options,): how often per clock unit each option is taken in its state."""
        return option_rates(self.game, self.choice)

    def transient(self, start: np.ndarray, time: float, progress: Progress | None = None) -> Transient:
        """The law ``time`` clock units after ``start``.

        Parameters
        ----------
        start
            float64 (states,): a law, or any weights that are not negative.
        time
            At least 0; may be infinite.

        Raises
        ------
        UsageError
            For a negative time, or weights of the wrong shape or sign.
        """
        start = np.asarray(start, dtype=np.float64)
        if start.shape != (len(self.chain),) or not (start >= 0).all() or not np.isfinite(start).all():
            raise UsageError(f"a law on this game is {len(self.chain)} finite numbers that are not negative")
        if not time >= 0:
            raise UsageError(f"the time must be 0 or more, not {time}")
        if math.isinf(time):
            limit = self.long_run(start)
            return Transient(limit.law, limit.bound, 0, limit.outcome)
        if time == 0:
            return Transient(start.copy(), 0.0, 0)
        found = carry_forward(self.chain, start, law_at=time, progress=progress)
        return Transient(found.law, found.law_bound, found.steps, found.outcome)

    def long_run(self, start: np.ndarray) -> LongRun:
        """The law after endless time."""
        return long_run(self.chain, start)

    def count_rate(self, label: str) -> np.ndarray:
        """float64 (states,): how often per clock unit a move or event is made, those that change nothing too.

        ``label`` is ``actor.move``, ``actor.wait`` or ``nature.event``.
        """
        tables, (who, what) = self.game.tables, label.split(".")
        if who == "nature":
            number = [one.label for one in self.game.lowered.events].index(label)
            rows = tables.event_number == number
            return np.bincount(tables.event_state[rows], tables.event_rate[rows], minlength=tables.states)
        actor = self.game.actor_names.index(who)
        if what == "wait":
            return self._waits(actor)
        rows = tables.option_move == [one.label for one in self.game.lowered.moves].index(label)
        return np.bincount(tables.option_state[rows], self.option_rates[rows], minlength=tables.states)

    def _waits(self, actor: int) -> np.ndarray:
        tables = self.game.tables
        mine = tables.option_actor == actor
        rows = mine & (tables.option_move == WAIT)
        found = np.full(tables.states, float(self.game.lowered.attention[actor]))
        found[tables.option_state[mine]] = 0.0
        return found + np.bincount(tables.option_state[rows], self.option_rates[rows], minlength=tables.states)

    def payoff_rate(self, actor: str) -> np.ndarray:
        """float64 (states,): expected payoff per clock unit, flows and one-offs."""
        tables, number = self.game.tables, self.game.actor_names.index(actor)
        rows = tables.give_actor == number
        option = tables.give_option[rows]
        oneoff = self.option_rates[option] * tables.give_value[rows]
        income = tables.income[:, number]
        return income + np.bincount(tables.option_state[option], oneoff, minlength=tables.states)
