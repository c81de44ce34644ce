"""Forecasters cannot see what came later, and those that do are caught."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from tests.evidence.scores import small

from detente.errors import UsageError
from detente.evidence.filtering import DEFAULT_GRADES
from detente.evidence.records import Record, Records
from detente.evidence.scores import (
    BaseRate,
    Model,
    Persistence,
    docket,
    futures,
    late_parameters,
    leak_check,
    read_plan,
    refuse_fitted,
    uniform,
)
from detente.game import Parameter

GAME = small.game()
TIMES = (1.0, 18.0, 25.0, 40.0)


@cache
def forecasters() -> tuple:
    plan = read_plan(small.PLAN, name="plan")
    schedule = plan.checked(GAME)
    items = docket(plan, schedule, GAME)
    model = Model(small.hypotheses(), DEFAULT_GRADES, items)
    return (
        model,
        uniform(model),
        BaseRate.of(GAME, schedule.baselines[0], items),
        Persistence(GAME, items, schedule.dates),
        Persistence(GAME, items, schedule.dates, 6.0, "smoothed"),
    )


@pytest.mark.parametrize("which", range(5))
def test_no_forecaster_of_ours_looks_ahead(which: int) -> None:
    assert leak_check(forecasters()[which], small.RECORDS, TIMES, GAME) == ()


def test_the_futures_differ_and_agree_on_the_past() -> None:
    clock = GAME.clock
    for time in TIMES:
        seen = dict(futures(small.RECORDS, time, GAME))
        assert len(seen) >= 5
        for change, other in seen.items():
            assert other.until(time, clock) == replace(small.RECORDS.until(time, clock)), change
            if change != "open gaps lasted longer" and "were there" not in change:
                assert other.rows != small.RECORDS.rows, (time, change)


def test_a_report_that_came_out_later_is_not_known_before() -> None:
    model = forecasters()[0]
    late = next(one for one in small.RECORDS if one.reported)
    without = Records(tuple(one for one in small.RECORDS if one is not late))
    for time, same in ((17.0, True), (21.0, True), (22.0, False)):
        one, two = model(small.RECORDS, time), model(without, time)
        equal = all(x.tobytes() == y.tobytes() for x, y in zip(one, two, strict=True))
        assert equal is same, time


def test_a_record_added_later_changes_nothing_before() -> None:
    for one in forecasters():
        before = one(small.RECORDS.until(25.0, GAME.clock), 25.0)
        more = Records(
            (*small.RECORDS, small.change(46, "truce", "broken"), Record(small.day(47), "gap", until="9 days"))
        )
        for x, y in zip(before, one(more, 25.0), strict=True):
            assert (x is None and y is None) or x.tobytes() == y.tobytes()


@dataclass(frozen=True)
class Leaky:
    """A forecaster that looks at the record in a way that it should not."""

    how: str
    name: str = "leaky"
    title: str = "leaky"

    @property
    def items(self):
        return forecasters()[0].items

    def __call__(self, records: Records, time: float) -> list[np.ndarray]:
        clock = GAME.clock
        if self.how == "counts them all":
            hint = len(records) / 100
        elif self.how == "reads the last":
            hint = 0.3 if records.rows and records[-1].values == ("strained",) else 0.1
        elif self.how == "takes the event's date for the report's":
            hint = sum(one.at(clock) <= time for one in records) / 100
        elif self.how == "knows when a gap will end":
            hint = sum(one.ends(clock) for one in records if one.kind == "gap" and one.at(clock) <= time) / 1000
        else:
            later = [one for one in records if one.at(clock) > time and not one.grade]
            hint = 0.01 * len(later) + 0.1
        return [np.full(len(one.values), hint) for one in self.items]


@pytest.mark.parametrize(
    ("how", "time"),
    [
        ("counts them all", 10.0),
        ("reads the last", 18.0),
        ("takes the event's date for the report's", 18.0),
        ("knows when a gap will end", 25.0),
        ("counts what is certain later", 29.0),
    ],
)
def test_a_leaky_forecaster_is_caught(how: str, time: float) -> None:
    leaks = leak_check(Leaky(how), small.RECORDS, [time], GAME)
    assert leaks
    assert leaks[0].time == time
    assert "leaky leaks" in str(leaks[0])


def test_a_model_that_does_not_wait_for_reports_is_caught() -> None:
    from detente.evidence.filtering import observe
    from detente.evidence.scores import answered

    @dataclass(frozen=True)
    class Impatient(Leaky):
        def __call__(self, records: Records, time: float):
            known = Records(tuple(replace(one, reported="") for one in records))
            return answered(observe(small.hypotheses(), known, until=time), self.items, time)

    assert leak_check(Impatient("impatient"), small.RECORDS, [18.0], GAME)
    assert not leak_check(Impatient("impatient"), small.RECORDS, [10.0], GAME)


def test_a_forecaster_that_answers_only_with_hindsight_is_caught() -> None:
    @dataclass(frozen=True)
    class Coy(Leaky):
        def __call__(self, records: Records, time: float):
            return [None if len(records) < 8 else np.ones(1) for _ in self.items]

    (first, *_) = leak_check(Coy("coy"), small.RECORDS, [10.0], GAME)
    assert np.isnan(first.difference)


def test_parameters_that_were_known_later_are_named_with_their_dates() -> None:
    parameters = (
        Parameter("spoils", 1.0, known=small.day(10)),
        Parameter("old", 1.0, known=small.day(0)),
        Parameter("plain", 1.0),
    )
    (late,) = late_parameters(parameters, (1.0, 8.0, 15.0), GAME.clock)
    assert (late.name, late.time, late.dates) == ("spoils", 10.0, 2)


def test_parameters_fitted_to_later_records_are_refused() -> None:
    refuse_fitted(None, 3.0, GAME.clock)
    refuse_fitted(3.0, 3.0, GAME.clock)
    refuse_fitted(small.day(3), 3.0, GAME.clock)
    refuse_fitted(SimpleNamespace(time=2.5), 3.0, GAME.clock)
    with pytest.raises(UsageError, match="an `until` no later"):
        refuse_fitted(SimpleNamespace(time=3.5), 3.0, GAME.clock)
    with pytest.raises(UsageError, match="fitted to records until 2024-03-05"):
        refuse_fitted(4.0, 3.0, GAME.clock)
