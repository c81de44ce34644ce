"""The smallest change that unblocks an option: sought by solving the changed game again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from detente.equilibrium import Equilibrium, solve
from detente.errors import NotConverged, Outcome, ScenarioError, UsageError
from detente.forecast import Mixture, Now
from detente.game import Game, Settlement
from detente.study.settlement._instruments import Instrument, paying, paying_for_standing
from detente.study.settlement._result import Terms
from detente.study.settlement._stakes import cases_of, gains_of, nows_of

TOLERANCE = 1e-8
"""On the residual of each solution."""

NEAR = 2e-3
"""A payment is small enough when the gain that it leaves is less than this share of the actor's noise."""

ROUNDS = 14
"""Solutions of one search for payments."""

STEPS = (1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
"""Shares of the way at which one size is tried, before the first that works is narrowed."""

HALVINGS = 8
"""Times that the interval is halved."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Remedy:
    """What one instrument does for one option.

    Attributes
    ----------
    works
        Whether it was found to leave every one who must be passed with a gain above zero.
    size
        The smallest size found that works, in ``unit``; where none does, the size that came nearest. For payments the
        sum over those paid.
    sizes
        By actor, for payments.
    gains
        Of those who must be passed, in the game with the change in it, solved again.
    worst
        The smallest of these gains.
    solved
        How many games were solved.
    why
        Where it could not be tried, or does not work: why.
    """

    option: str
    instrument: str
    about: str
    works: bool
    size: float
    unit: str
    level: str
    sizes: Mapping[str, float]
    gains: Mapping[str, float]
    worst: float
    solved: int
    why: str = ""
    outcome: Outcome = field(default=Outcome(True, "converged", ""), repr=False)


def unblocked(
    present: Now | Mixture, settlement: Settlement, terms: Terms, instrument: Instrument, tell: Tell
) -> Remedy:
    """The smallest size of an instrument at which all who must be passed gain by an option.

    The present belief stays as it is: what was learned was learned under the game as it was. With the change in it the
    game is solved again, from the solution before, and the gains are taken anew.
    """
    trial = _Trial(present, settlement, terms, instrument, tell)
    try:
        return trial.payments() if instrument.kind in ("payment", "flow") else trial.scale()
    except NotConverged as error:
        return trial.given_up(str(error.outcome.message), error.outcome)
    except ScenarioError as error:
        return trial.given_up(error.diagnostics[0].message, Outcome(False, "impossible", "The change makes no game."))
    except UsageError as error:
        return trial.given_up(error.message, Outcome(False, "impossible", error.message))


class _Trial:
    """One search; keeps the last solutions, and the best that was met."""

    def __init__(
        self, present: Now | Mixture, settlement: Settlement, terms: Terms, instrument: Instrument, tell: Tell
    ) -> None:
        self.nows, self.weights = nows_of(present)
        self.settlement = settlement
        self.terms = terms
        self.instrument = instrument
        self.tell = tell
        self.last = [one.equilibrium for one in self.nows]
        self.solved = 0
        self.best: tuple[float, float, dict[str, float], dict[str, float]] | None = None

    def gains(self, change: Callable[[Game], Game], size: float, sizes: dict[str, float]) -> dict[str, float]:
        """Of those who must be passed, with a change in every game."""
        moved = []
        for at, one in enumerate(self.nows):
            game = change(one.game)
            warm = carried(self.last[at], game)
            self.tell(f"{self.terms.option}: {self.instrument.name} {size:.4g}, game {self.solved + 1}")
            eq = solve(game, tolerance=TOLERANCE, search=0, warm=warm).raise_unless_converged()
            self.last[at] = eq
            self.solved += 1
            moved.append(replace(one, equilibrium=eq, belief=_moved(one, game)))
        present = Mixture(tuple(moved), self.weights)
        every = gains_of(cases_of(present, self.settlement, self.terms.option))
        found = {who: every[who] for who in self.terms.passed}
        worst = min(found.values())
        if self.best is None or (worst > 0, -abs(size) if worst > 0 else worst) > (
            self.best[0] > 0,
            -abs(self.best[1]) if self.best[0] > 0 else self.best[0],
        ):
            self.best = (worst, size, found, sizes)
        return found

    # -- one size --------------------------------------------------------------------------

    def scale(self) -> Remedy:
        one = self.instrument
        span = one.most - one.start

        def worst(size: float) -> float:
            return min(self.gains(lambda game: one.change(game, size), size, {}).values())

        if one.whole:
            sizes = [one.start + at * np.sign(span) for at in range(1, round(abs(span)) + 1)]
            for size in sizes:
                if worst(float(size)) > 0:
                    break
            return self.result()
        low = 0.0
        for share in STEPS:
            if worst(one.start + share * span) > 0:
                self.narrow(worst, low, share)
                break
            low = share
        return self.result()

    def narrow(self, worst: Callable[[float], float], low: float, high: float) -> None:
        """Halve between a share that does not work and one that does; what works best is kept as it is met."""
        one = self.instrument
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if worst(one.start + middle * (one.most - one.start)) > 0:
                high = middle
            else:
                low = middle

    # -- a size for each -------------------------------------------------------------------

    def payments(self) -> Remedy:
        stakes, standing = self.terms.stakes, self.instrument.kind == "flow"
        make = paying_for_standing if standing else paying
        noise = {who: stakes[who].noise for who in self.terms.passed}
        gain = {who: stakes[who].gain for who in self.terms.passed}
        slope = {who: self.standing(who) if standing else 1.0 for who in gain}
        sizes = dict.fromkeys(gain, 0.0)
        for _ in range(ROUNDS):
            before, old = dict(sizes), dict(gain)
            aim = {who: NEAR / 2 * noise[who] for who in gain}
            sizes = {who: max(0.0, sizes[who] + (aim[who] - gain[who]) / slope[who]) for who in gain}
            given = {who: size for who, size in sizes.items() if size > 0}
            total = float(sum(given.values()))
            gain = self.gains(
                lambda game, given=given: make(game, self.settlement, self.terms.option, given), total, given
            )
            if all(gain[who] > 0 and (gain[who] <= NEAR * noise[who] or sizes[who] == 0) for who in gain):
                self.best = (min(gain.values()), total, gain, given)
                return self.result()
            for who in gain:
                step = sizes[who] - before[who]
                if abs(step) > 1e-9:
                    slope[who] = float(np.clip((gain[who] - old[who]) / step, 0.2 * slope[who], 3 * slope[who]))
        self.shrink(make)
        return self.result()

    def shrink(self, make: Callable[[Game, Settlement, str, dict[str, float]], Game]) -> None:
        """Where gains jump, so that no payment leaves just a little: the best payments made smaller together."""
        assert self.best is not None
        worst, _, _, sizes = self.best
        low, high = 0.0, 1.0
        for _ in range(HALVINGS if worst > 0 else 0):
            middle = (low + high) / 2
            given = {who: middle * size for who, size in sizes.items()}
            found = self.gains(
                lambda game, given=given: make(game, self.settlement, self.terms.option, given),
                sum(given.values()),
                given,
            )
            if min(found.values()) > 0:
                high = middle
            else:
                low = middle

    def standing(self, who: str) -> float:
        """About how much discounted time an agreement stands, for the first step."""
        at = self.nows[0].game.actor_names.index(who)
        rho = float(self.nows[0].game.lowered.discount[at])
        mean = self.terms.kept.mean_time
        return 1.0 / (rho + (1.0 / mean if mean > 0 else rho))

    # -- what came of it -------------------------------------------------------------------

    def result(self) -> Remedy:
        assert self.best is not None
        worst, size, gains, sizes = self.best
        one = self.instrument
        why = ""
        if worst <= 0:
            who = min(gains, key=lambda name: gains[name])
            before = min(self.terms.stakes[name].gain for name in self.terms.passed)
            why = f"{who} loses even so" if worst > before else f"{who} loses more with it"
        return Remedy(
            self.terms.option, one.name, one.about, worst > 0, size, one.unit,
            one.levels[round(size)] if one.levels else "", sizes, gains, worst, self.solved, why,
        )  # fmt: skip

    def given_up(self, why: str, outcome: Outcome) -> Remedy:
        """Where the search had to end: the best so far, or nothing."""
        if self.best is not None:
            return replace(self.result(), why=why, outcome=outcome)
        one = self.instrument
        nothing = float("nan")
        return Remedy(
            self.terms.option,
            one.name,
            one.about,
            False,
            nothing,
            one.unit,
            "",
            {},
            {},
            nothing,
            self.solved,
            why,
            outcome,
        )


def carried(warm: Equilibrium, game: Game) -> Equilibrium | None:
    """An equilibrium as a start for a game with the same states or with some of them; None for others."""
    old, new = warm.game.space, game.space
    if old.sizes != new.sizes or old.factors != new.factors:
        return None
    if len(old) == len(new) and np.array_equal(old.codes, new.codes):
        return warm
    at = np.searchsorted(old.codes, new.codes)
    if at.max(initial=0) >= len(old) or not np.array_equal(old.codes[at], new.codes):
        return None
    visits = None if warm.visits is None else warm.visits[at] / warm.visits[at].sum()
    return replace(warm, values=warm.values[at], visits=visits)


def _moved(present: Now, game: Game) -> np.ndarray:
    """The present belief on the states of a changed game."""
    old, new = present.game.space, game.space
    some = np.flatnonzero(present.belief > 0)
    at = np.minimum(np.searchsorted(new.codes, old.codes[some]), len(new) - 1)
    if not np.array_equal(new.codes[at], old.codes[some]):
        raise UsageError("states that are believed possible now cannot be reached in the changed game")
    found = np.zeros(len(new))
    found[at] = present.belief[some]
    return found
