"""What moves tell whom about what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente import __version__
from detente.errors import Outcome

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart

ANALYST = "analyst"
"""The observer outside the game."""

EXPLANATION = "explanation"
"""What the analyst may learn about, where the explanations are games of their own."""


@dataclass(frozen=True)
class Thresholds:
    """Where one verdict ends and the next begins, on the least rate of a sighting by type over the greatest.

    Attributes
    ----------
    separates
        At most this: some type would almost never do it.
    pools
        At least this: all types do it alike.
    """

    separates: float = 0.1
    pools: float = 0.9


@dataclass(frozen=True)
class Lesson:
    """What one observer learns about one hidden thing when a move is made.

    Attributes
    ----------
    about
        The hidden factor, or ``explanation``.
    before, after
        The observer's belief over its values; means over what it may be seeing, given that the move is made.
    choice
        By type: the chance that the actor makes the move at its next moment.
    rate
        By type: how often per clock unit the observer would see what it sees when the move is made, whoever
        or whatever brings that about.
    ratio
        The least of these rates over the greatest.
    alone
        The chance that it was this move, given what is seen.
    seen
        The chance that the observer sees anything when the move is made.
    learned
        Kullback-Leibler divergence of the belief after from the belief before, in bits.
    bits
        Mutual information between the type and whether the actor makes the move at its next moment, in bits.
    verdict
        ``separates``, ``partly separates``, ``pools``; for cheap talk ``informative cheap talk`` or ``babbling``; and
        ``not seen``.
    """

    observer: str
    about: str
    before: Mapping[str, float]
    after: Mapping[str, float]
    choice: Mapping[str, float]
    rate: Mapping[str, float]
    ratio: float
    alone: float
    seen: float
    learned: float
    bits: float
    verdict: str

    @property
    def shift(self) -> float:
        """Total variation distance between the beliefs before and after."""
        return sum(abs(self.after[name] - chance) for name, chance in self.before.items()) / 2


@dataclass(frozen=True)
class Signal:
    """A move, what it costs and changes, and what it tells.

    Attributes
    ----------
    chance
        That the actor makes it at its next moment, by the present belief.
    gives
        Expected one-off payoffs, in utility units; those of zero left out.
    changes
        The factors that it can change, by the present belief.
    announcement
        Whether none of these is in anybody's payoffs.
    cheap
        Whether it costs and gives nothing and changes nothing on which payoffs ever depend.
    """

    move: str
    actor: str
    chance: float
    gives: Mapping[str, float]
    changes: tuple[str, ...]
    announcement: bool
    cheap: bool
    lessons: tuple[Lesson, ...] = field(repr=False)

    def lesson(self, observer: str, about: str | None = None) -> Lesson:
        """The lesson of an observer, about the one thing that it has to learn unless named."""
        from detente.errors import UsageError, did_you_mean

        mine = [one for one in self.lessons if one.observer == observer]
        if not mine:
            known = dict.fromkeys(one.observer for one in self.lessons)
            raise UsageError(f"`{observer}` has nothing to learn from `{self.move}`", did_you_mean(observer, known))
        found = mine if about is None else [one for one in mine if one.about == about]
        if len(found) != 1:
            raise UsageError(
                f"`{observer}` has several things to learn, and `{about}` is none of them"
                if about
                else f"`{observer}` has several things to learn",
                did_you_mean(about or "", [one.about for one in mine]),
            )
        return found[0]


@dataclass(frozen=True)
class Signals:
    """What the moves that are open now would tell the observers.

    Attributes
    ----------
    signals
        The most telling first: by what any observer learns about anything.
    named
        Whether observers were taken to see which move was made, and not only what it changes.
    """

    signals: tuple[Signal, ...]
    thresholds: Thresholds
    named: bool
    unit: str
    time: float
    date: dt.date | None
    how: str
    outcome: Outcome
    residual: float
    version: str = __version__

    def __getitem__(self, move: str) -> Signal:
        from detente.errors import UsageError, did_you_mean

        known = {one.move: one for one in self.signals}
        if move not in known:
            raise UsageError(f"there is no signal `{move}` here", did_you_mean(move, known))
        return known[move]

    def sentences(self, top: int | None = None) -> tuple[str, ...]:
        """What each move tells, a sentence a lesson, the most telling first."""
        from detente.study.signals._sentences import sentences_of

        return sentences_of(self)[:top]

    def to_text(self) -> str:
        """For a terminal."""
        from detente.study.signals._text import text_of

        return text_of(self)

    def __str__(self) -> str:
        return self.to_text()

    def to_frame(self) -> polars.DataFrame:
        """One row a move, observer, hidden thing and type."""
        from detente.study.signals._record import frame_of

        return frame_of(self)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        said = self.sentences(1)
        return frame_html("What moves would tell", self.to_frame(), said[0] if said else "")

    def to_record(self) -> dict[str, Any]:
        """For JSON."""
        from detente.study.signals._record import record_of

        return record_of(self)

    def plot(self, observer: str | None = None) -> Chart:
        """Beliefs before and after each move, as one observer has them (the one that learns most unless named)."""
        from detente.study.signals._chart import chart_of

        return chart_of(self, observer)
