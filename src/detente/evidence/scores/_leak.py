"""Whether a forecaster looks ahead: what it says of a date must not change with what came after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detente.errors import UsageError
from detente.evidence.records import Record, Records, moment
from detente.evidence.scores._docket import Chances
from detente.evidence.scores._forecasters import Forecaster
from detente.game import Clock, Game, Parameter


@dataclass(frozen=True)
class Leak:
    """A forecast that changed with something that could not be known.

    Attributes
    ----------
    time
        The date of the forecast, clock units from the start.
    change
        What was done to the later records.
    question, horizon
        The first item whose chances changed; by how much at most is ``difference``.
    """

    forecaster: str
    time: float
    change: str
    question: str
    horizon: float
    difference: float

    def __str__(self) -> str:
        return (
            f"{self.forecaster} leaks: its forecast as of {self.time:g} of {self.question} after {self.horizon:g} "
            f"changed by {self.difference:.2g} when {self.change}"
        )


def leak_check(forecaster: Forecaster, records: Records, times: Sequence[float], game: Game) -> tuple[Leak, ...]:
    """Give a forecaster the whole record and changed futures, and compare its forecasts bit by bit.

    Parameters
    ----------
    times
        Dates to try, clock units from the start.
    game
        Whose values the made-up later records take.

    Returns
    -------
    leaks
        Empty where no forecast depends on anything later than its date.
    """
    found = []
    for time in times:
        known = forecaster(records.until(time, game.clock), time)
        for change, other in futures(records, time, game):
            leak = _difference(forecaster, time, change, known, forecaster(other, time))
            if leak is not None:
                found.append(leak)
    return tuple(found)


def futures(records: Records, time: float, game: Game) -> Iterator[tuple[str, Records]]:
    """Records that agree on all that was public by a time, and differ after it."""
    clock = game.clock
    yield "the later records were there", records
    later = [one for one in records if one.public(clock) > time]
    kept = [one for one in records if one.public(clock) <= time]
    # A gap that is still open may last longer or shorter than it turned out.
    longer = [
        replace(one, until=_written(one, clock)) if one.until and one.ends(clock) > time else one for one in records
    ]
    yield "open gaps lasted longer", Records(tuple(longer), records.name)
    if not later:
        return
    dates = [*later[1:], later[0]]
    swapped = [one if one.until else _dated(one, other, clock) for one, other in zip(later, dates, strict=True)]
    yield "the later records came on other days", _together([*kept, *swapped], clock, records.name)
    changed = [_changed(one, game) for one in later]
    yield "the later records said something else", _together([*kept, *changed], clock, records.name)
    doubtful = [
        one if one.public(clock) <= time or one.kind == "gap" else replace(one, grade="F6", note="") for one in records
    ]
    yield "the later records were doubtful", Records(tuple(doubtful), records.name)


def _together(rows: Sequence[Record], clock: Clock, name: str) -> Records:
    """Records in order of date, those of one day as given."""
    return Records(tuple(sorted(rows, key=lambda one: one.at(clock))), name)


def _dated(one: Record, other: Record, clock: Clock) -> Record:
    """A record on the day on which another came out."""
    when = other.reported if other.public(clock) > other.at(clock) else other.date
    return replace(one, date=when, reported="")


def _changed(one: Record, game: Game) -> Record:
    """The same record with other values."""
    known = game.space.vocabulary.values
    values = []
    for factor, value in zip(one.factors, one.values, strict=False):
        others = [other for other in known[factor] if other != value]
        values.append(others[-1] if others else value)
    return replace(one, values=tuple(values)) if one.kind in ("change", "reading") else one


def _written(one: Record, clock: Clock) -> str:
    """A week and a bit more than a gap turned out to last."""
    return f"{one.ends(clock) + 7.25 - one.at(clock)!r} {clock.unit}"


def _difference(
    forecaster: Forecaster, time: float, change: str, known: Sequence[Chances], other: Sequence[Chances]
) -> Leak | None:
    for item, one, two in zip(forecaster.items, known, other, strict=True):
        if (one is None) != (two is None):
            return Leak(forecaster.name, time, change, item.target.name, item.horizon, float("nan"))
        if one is not None and two is not None and one.tobytes() != two.tobytes():
            gap = float(np.abs(one - two).max())
            return Leak(forecaster.name, time, change, item.target.name, item.horizon, gap)
    return None


@dataclass(frozen=True)
class Late:
    """A parameter whose value could be known only from some date on.

    Attributes
    ----------
    known
        The date, as written; ``time`` in clock units from the start.
    dates
        How many of the forecasts' dates lie before it.
    """

    name: str
    known: str
    time: float
    dates: int
    about: str = ""


def late_parameters(parameters: Sequence[Parameter], dates: Sequence[float], clock: Clock) -> tuple[Late, ...]:
    """The parameters that were known only after some of the dates."""
    found = []
    for one in parameters:
        if not one.known:
            continue
        time = moment(one.known, clock)
        early = sum(date < time for date in dates)
        if early:
            found.append(Late(one.name, one.known, time, early, one.about))
    return tuple(found)


def refuse_fitted(fitted: Any, first: float, clock: Clock) -> None:
    """Refuse parameters that were fitted to records later than the first forecast.

    Parameters
    ----------
    fitted
        An ensemble of draws (anything with a ``time``, in clock units from the start), or the date of the last record
        that the parameters were fitted to; None for parameters that were not fitted.

    Raises
    ------
    UsageError
        Where they were.
    """
    if fitted is None:
        return
    until = float(fitted.time) if hasattr(fitted, "time") else moment(fitted, clock)
    if until > first:
        when = clock.date(until) or f"{until:g}"
        raise UsageError(
            f"these parameters were fitted to records until {when}, which is after the first forecast",
            "fit them with an `until` no later than the plan's `from`, or score the scenario's own numbers",
        )
