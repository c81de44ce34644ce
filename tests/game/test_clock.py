"""Durations and dates in clock units."""

import datetime as dt
import math

import pytest

from detente.game import Clock, ClockFault

DAYS = Clock("day", dt.date(2016, 2, 27))


@pytest.mark.parametrize(
    "clock, text, expected",
    [
        (DAYS, "5 days", 5.0),
        (DAYS, "1 day", 1.0),
        (DAYS, "36 hours", 1.5),
        (DAYS, "2 weeks", 14.0),
        (DAYS, "90 minutes", 0.0625),
        (DAYS, "43200 seconds", 0.5),
        (DAYS, "1 month", 30.436875),
        (DAYS, "2 years", 730.485),
        (DAYS, "1.5e1 days", 15.0),
        (DAYS, " 7.25 ", 7.25),
        (DAYS, 3, 3.0),
        (DAYS, "inf", math.inf),
        (Clock("week"), "10.5 days", 1.5),
        (Clock("year"), "1 month", 1 / 12),
        (Clock("round"), "4 rounds", 4.0),
        (Clock("round"), "4", 4.0),
        (Clock("hour"), "3 Days", 72.0),
    ],
)
def test_durations(clock, text, expected):
    assert math.isclose(clock.duration(text), expected, rel_tol=1e-12)


@pytest.mark.parametrize(
    "clock, text, fragment",
    [
        (DAYS, "soon", "`soon` is no duration"),
        (DAYS, "5 fortnights", "`fortnights` is no unit"),
        (DAYS, "3 rounds", "`rounds` is no unit that this clock (day) can count; write it in days"),
        (Clock("round"), "3 days", "write it in rounds"),
        (DAYS, "1.2.3 days", "`1.2.3` is no number"),
        (DAYS, "", "is no duration"),
        (DAYS, "-", "is no number"),
    ],
)
def test_durations_that_cannot_be_read(clock, text, fragment):
    with pytest.raises(ClockFault) as caught:
        clock.duration(text)
    assert fragment in str(caught.value)


def test_dates_count_from_the_start():
    assert DAYS.at("2016-03-15") == 17.0  # 2016 was a leap year
    assert DAYS.at(dt.date(2016, 2, 26)) == -1.0
    assert math.isclose(Clock("week", DAYS.start).at("2016-03-15"), 17 / 7)


@pytest.mark.parametrize("clock, text", [(Clock("day"), "2016-03-15"), (Clock("round", DAYS.start), "2016-03-15")])
def test_dates_need_a_start_and_a_calendar_unit(clock, text):
    with pytest.raises(ClockFault, match="dates need a clock with a start date"):
        clock.at(text)


@pytest.mark.parametrize("text", ["15 March 2016", "2016-02-30", "2016-3-5"])
def test_dates_that_cannot_be_read(text):
    with pytest.raises(ClockFault, match="is no date; write it like 2016-03-15"):
        DAYS.at(text)


def test_a_time_falls_on_a_date():
    assert DAYS.date(17.0) == dt.date(2016, 3, 15)
    assert DAYS.date(17.93) == dt.date(2016, 3, 15)
    assert DAYS.date(-0.5) == dt.date(2016, 2, 26)
    assert Clock("week", DAYS.start).date(17 / 7) == dt.date(2016, 3, 15)
    assert Clock("day").date(3.0) is None
    assert DAYS.date(math.inf) is None
    assert DAYS.date(1e12) is None
