"""One forecast that was made, by everybody who made it, and how it came out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """One question, at one horizon, from one date.

    Attributes
    ----------
    time, date
        When the forecast was made: clock units from the start, and the date where the clock has one.
    horizon
        Clock units ahead.
    values
        What the answer could be.
    ranked
        Whether the values are in order.
    outcome
        Which it was, None where the record cannot tell.
    contested
        Whether that rests on a graded record.
    why
        Why the record cannot tell.
    chances
        By forecaster: the chance given to each value; None where it had no answer.
    late
        Parameters of the scenario that could not be known on that date.
    """

    time: float
    date: dt.date | None
    question: str
    horizon: float
    values: tuple[str, ...]
    ranked: bool
    outcome: str | None
    contested: bool
    why: str
    chances: Mapping[str, tuple[float, ...] | None] = field(repr=False)
    late: tuple[str, ...] = ()

    @property
    def resolved(self) -> bool:
        """Whether the record can tell how it came out."""
        return self.outcome is not None

    def chance(self, forecaster: str) -> float | None:
        """The chance that a forecaster gave to what happened; None without an answer or an outcome."""
        given = self.chances.get(forecaster)
        return None if given is None or self.outcome is None else given[self.values.index(self.outcome)]
