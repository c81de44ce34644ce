"""How far the gains by a settlement depend on numbers that nobody knows: intervals over draws of the parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import DetenteError
from detente.evidence.filtering import Observed
from detente.evidence.uncertainty import (
    Ensemble,
    Executor,
    Interval,
    Ledger,
    Rounds,
    Weigher,
    digest,
    interval,
    one_thread,
    opened_executor,
)
from detente.game import Settlement
from detente.study.settlement._settle import request
from detente.study.settlement._stakes import cases_of, gains_of

if TYPE_CHECKING:
    import polars

Gains = dict[str, dict[str, float]]
"""By option and actor."""


@dataclass(frozen=True)
class Spread:
    """Gains over all draws.

    Attributes
    ----------
    gains
        By option and actor: mean and interval of the gain, in utility units.
    sure
        By option and actor: the weight of the draws in which the gain is above zero.
    possible
        By option: the weight of the draws in which all who must be passed gain.
    missing
        The share of the weight of draws under which there is no answer.
    draws, effective
        How many different draws were solved, and how many independent ones they are worth.
    """

    gains: Mapping[str, Mapping[str, Interval]]
    sure: Mapping[str, Mapping[str, float]]
    possible: Mapping[str, float]
    missing: float
    draws: int
    effective: float

    def to_frame(self) -> polars.DataFrame:
        """One row an option and actor: ``mean``, ``low``, ``high``, ``sure``."""
        import polars as pl

        rows = [
            (option, who, one.mean, one.low, one.high, self.sure[option][who])
            for option, by_actor in self.gains.items()
            for who, one in by_actor.items()
        ]
        numbers = dict.fromkeys(("mean", "low", "high", "sure"), pl.Float64)
        return pl.DataFrame(rows, schema={"option": pl.String, "actor": pl.String, **numbers}, orient="row")

    def to_text(self) -> str:
        """For a terminal."""
        lines = [f"gains over {self.draws} draws, worth {self.effective:.3g} independent ones; 90% intervals"]
        for option, by_actor in self.gains.items():
            lines.append(f"{option}: all who must be passed gain in {self.possible[option]:.0%} of the weight")
            wide = max(map(len, by_actor))
            for who, one in by_actor.items():
                span = f"{one.mean:+.2f}  ({one.low:+.2f} to {one.high:+.2f})"
                lines.append(f"  {who:<{wide}}  {span}  above zero in {self.sure[option][who]:.0%}")
        if self.missing:
            lines.append(f"no answer for {self.missing:.0%} of the weight of the draws")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html("Gains over draws of the parameters", self.to_frame(), self.to_text().splitlines()[0])

    def __str__(self) -> str:
        return self.to_text()


@dataclass(frozen=True)
class Gained:
    """What came of one draw; None where it has no answer."""

    gains: Gains | None

    def to_record(self) -> Gains | None:
        """For a file."""
        return self.gains

    @classmethod
    def from_record(cls, row: Gains | None) -> Gained:
        """From a file."""
        return cls(row)


@dataclass(frozen=True)
class Gainer:
    """Solves a draw again and takes the gains from the belief under it; it travels to other processes."""

    weigher: Weigher
    settlement: Settlement
    options: tuple[str, ...]

    def __call__(self, values: Mapping[str, float]) -> Gained:
        """The gains under one draw."""
        with one_thread():
            found = self.weigher.tried(values)
            if not isinstance(found, Observed):
                return Gained(None)
            try:
                return Gained({one: gains_of(cases_of(found, self.settlement, one)) for one in self.options})
            except DetenteError:
                return Gained(None)


def settle_spread(
    ensemble: Ensemble,
    settlement: Settlement | str | None = None,
    *,
    options: Sequence[str] | None = None,
    on: Executor | int | str | None = None,
    checkpoint: str | Path | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Spread:
    """Gains by a settlement under every draw of the parameters, each with its own equilibrium and belief.

    Parameters
    ----------
    ensemble
        What ``detente.sample`` gives. The same draws serve every option, so options can be compared draw by draw.
    on, checkpoint
        As in ``detente.sample``. A checkpoint of a run serves here too.

    Raises
    ------
    UsageError
        As :func:`settle`, for a settlement or an option that is not there.
    """
    from detente.study.settlement._terms import must_be_passed

    asked = request(ensemble.game, settlement, options)
    kept = np.flatnonzero(ensemble.weights > 0)
    rows, place = np.unique(ensemble.values[kept], axis=0, return_inverse=True)
    jobs = [dict(zip(ensemble.names, row, strict=True)) for row in rows.tolist()]
    ledger = Ledger(checkpoint, ensemble.settings)
    name = "settle-" + digest(repr((asked.settlement, asked.options, ensemble.until)))

    def tell(share: float) -> None:
        if progress is not None:
            progress(share, f"settling {len(jobs)} draws")

    with opened_executor(on) as executor:
        work = Gainer(ensemble.weigher, asked.settlement, asked.options)
        found = Rounds(executor, ledger).run(name, work, jobs, Gained.from_record, tell)
    by_draw = [found[at].gains for at in place.ravel()]
    known = np.array([one is not None for one in by_draw])
    weights = ensemble.weights[kept]
    missing = float(weights[~known].sum() / weights.sum())
    answers = [one for one in by_draw if one is not None]
    share = weights[known] / weights[known].sum() if known.any() else np.empty(0)
    gains: dict[str, dict[str, Interval]] = {}
    sure: dict[str, dict[str, float]] = {}
    possible: dict[str, float] = {}
    for option in asked.options if answers else ():
        columns = {who: np.array([one[option][who] for one in answers]) for who in ensemble.game.actor_names}
        gains[option] = {who: interval(who, column, share, ensemble.worth) for who, column in columns.items()}
        sure[option] = {who: float(share @ (column > 0)) for who, column in columns.items()}
        passed = must_be_passed(ensemble.game, asked.settlement, option)
        every = np.all([columns[who] > 0 for who in passed], axis=0) if passed else np.ones(len(answers), dtype=bool)
        possible[option] = float(share @ every)
    return Spread(gains, sure, possible, missing, len(jobs), ensemble.effective)
