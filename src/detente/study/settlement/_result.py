"""What the analysis of a settlement says: actors, options, and the whole."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente import __version__
from detente.errors import Outcome
from detente.game import Settlement

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart
    from detente.study.settlement._reduced import Reduced
    from detente.study.settlement._remedy import Remedy

UNDECIDED = 0.2
"""A gain of less than this share of the actor's noise is undecided: it would take the agreement with a chance
between 45% and 55%."""


def verdict_of(gain: float, noise: float, error: float) -> str:
    """``gains``, ``loses``, or ``undecided`` for a gain that noise or the solution's own error could turn."""
    if abs(gain) <= max(UNDECIDED * noise, error):
        return "undecided"
    return "gains" if gain > 0 else "loses"


@dataclass(frozen=True)
class Stake:
    """What one option is worth to one actor.

    Attributes
    ----------
    gain
        Expected value after agreeing now less that of carrying on, in utility units. Under the present belief, which is
        also the mean of what the actor itself would reckon from what it sees.
    noise
        The actor's noise: the size of a gain that matters.
    error
        How far the solution's residual may put the gain off (an estimate).
    verdict
        ``gains``, ``loses`` or ``undecided``.
    accepts
        The chance that it would take the agreement over carrying on, in one logit choice at its noise.
    sure
        The chance, by the present belief, that on what it sees its gain is above zero.
    low, high
        The least and the greatest gain that it may be reckoning with, over what it may be seeing.
    under
        The gain under each explanation.
    """

    actor: str
    gain: float
    noise: float
    error: float
    verdict: str
    accepts: float
    sure: float
    low: float
    high: float
    under: Mapping[str, float] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Kept:
    """How an agreement made now would last.

    Attributes
    ----------
    chances
        By horizon, in clock units: the chance that it stands throughout.
    mean_time
        Clock units until it ends; infinite if it may never.
    broken_by
        The chance that it ends by each move or event, the likeliest first; ``stays`` that it never ends.
    """

    chances: Mapping[float, float]
    mean_time: float
    broken_by: Mapping[str, float]
    stays: float


@dataclass(frozen=True)
class Terms:
    """One option: who wants it, who stops it, whether it comes and lasts.

    Attributes
    ----------
    passed
        Those who must be passed: they hold a veto over it (where nobody does, those who alone can table it).
    vetoed
        The chance that each holder of a veto takes it off the table, once it is tabled; ``passes`` that it is agreed;
        ``lapses`` that neither comes before it lapses.
    reached
        By horizon: the chance that it is agreed by then. ``median`` is the time by which that is as likely as
        not, infinite if it never is within the longest horizon.
    brought
        The share of the belief in states from which the parties must first be brought to the table.
    """

    option: str
    stakes: Mapping[str, Stake]
    passed: tuple[str, ...]
    vetoed: Mapping[str, float]
    passes: float
    lapses: float
    reached: Mapping[float, float]
    median: float
    kept: Kept
    brought: float

    @property
    def blockers(self) -> tuple[str, ...]:
        """Those who must be passed and lose by it."""
        return tuple(one for one in self.passed if self.stakes[one].gain <= 0)

    @property
    def acceptable(self) -> bool:
        """Whether all who must be passed gain by it."""
        return not self.blockers

    @property
    def undecided(self) -> tuple[str, ...]:
        """Those who must be passed whose gain could turn."""
        return tuple(one for one in self.passed if self.stakes[one].verdict == "undecided")

    @property
    def total(self) -> float:
        """The sum of the gains of all actors, in utility units."""
        return math.fsum(one.gain for one in self.stakes.values())

    @property
    def total_passed(self) -> float:
        """The sum of the gains of those who must be passed."""
        return math.fsum(self.stakes[one].gain for one in self.passed)

    @property
    def shortfall(self) -> float:
        """What those who block would have to be given together so that none of them loses."""
        return math.fsum(max(0.0, -self.stakes[one].gain) for one in self.passed)


@dataclass(frozen=True)
class SettlementAnalysis:
    """Which settlement all could live with, who blocks which, and what would change that.

    Attributes
    ----------
    options
        In the order of the settlement.
    already
        The chance that a settlement is in force now; gains are from where none is.
    settled
        By horizon, in clock units: the chance that any option is agreed by then.
    horizons
        As a reader says them, by clock units.
    reduced
        What the classic reduced forms say on the same positions; None where there are no positions.
    remedies
        What would unblock an option, where that was looked for.
    how
        How the present came about.
    """

    settlement: Settlement
    options: tuple[Terms, ...]
    already: float
    settled: Mapping[float, float]
    horizons: Mapping[float, str]
    unit: str
    time: float
    date: dt.date | None
    how: str
    explanations: Mapping[str, float]
    outcome: Outcome
    residual: float
    regret: Mapping[str, float]
    reduced: Reduced | None = None
    remedies: tuple[Remedy, ...] = ()
    version: str = __version__

    def __getitem__(self, option: str) -> Terms:
        from detente.errors import UsageError, did_you_mean

        known = {one.option: one for one in self.options}
        if option not in known:
            raise UsageError(f"there is no option `{option}` here", did_you_mean(option, known))
        return known[option]

    @property
    def zone(self) -> tuple[str, ...]:
        """The zone of possible agreement: the options that all who must be passed prefer to carrying on."""
        return tuple(one.option for one in self.options if one.acceptable)

    @property
    def zone_with_transfers(self) -> tuple[str, ...]:
        """The options whose gains, added over those who must be passed, are above zero: side payments could do it."""
        return tuple(one.option for one in self.options if one.total_passed > 0)

    @property
    def nearest(self) -> Terms:
        """The option with the smallest shortfall."""
        return min(self.options, key=lambda one: one.shortfall)

    @property
    def actors(self) -> tuple[str, ...]:
        """In the order of the game."""
        return tuple(self.options[0].stakes)

    def to_text(self) -> str:
        """For a terminal."""
        from detente.study.settlement._text import text_of

        return text_of(self)

    def __str__(self) -> str:
        return self.to_text()

    def sentences(self) -> tuple[str, ...]:
        """The conclusions, each with how sure it is."""
        from detente.study.settlement._sentences import sentences_of

        return sentences_of(self)

    def to_frame(self) -> polars.DataFrame:
        """One row an option and actor.

        ``option``, ``actor``, ``gain``, ``verdict``, ``accepts``, ``sure``, ``low``, ``high``, ``must_be_passed``,
        ``vetoes``.
        """
        from detente.study.settlement._record import frame_of

        return frame_of(self)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html(f"{self.settlement.name}: gains over carrying on", self.to_frame(), self.sentences()[0])

    def to_record(self) -> dict[str, Any]:
        """For JSON."""
        from detente.study.settlement._record import record_of

        return record_of(self)

    def plot(self) -> Chart:
        """The gains of every actor under every option."""
        from detente.study.settlement._chart import chart_of

        return chart_of(self)
