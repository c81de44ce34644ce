"""Records as a sequence: made in Python, cut at a date, without a source, with a digest."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.records.game import two_parties

from detente.errors import UsageError
from detente.evidence.records import Record, Records, check_records
from detente.game import Clock

CLOCK = Clock("day", dt.date(2016, 2, 27))
ROWS = [
    {"date": "2016-03-04", "kind": "change", "factor": "truce", "value": "strained", "source": "AP"},
    {"date": dt.date(2016, 3, 9), "kind": "gap", "value": dt.date(2016, 3, 14), "factor": "truce;forces"},
    {"date": "2016-03-10", "kind": "gap", "value": "36 hours"},
    {"date": "2016-03-11", "kind": "change", "factors": ("truce", "forces"), "values": ["broken", "full"]},
    {"date": "2016-03-12", "kind": "reading", "factor": "plan", "value": "weakness", "grade": "B2",
     "source": "Reuters", "reported": "2016-04-02", "note": None},
]  # fmt: skip


def test_made_of_mappings_and_records() -> None:
    records = Records([*ROWS, Record("2016-03-20", "move", actor="russia", move="draw_down")])
    assert check_records(records, two_parties()) == []
    assert records.checked(two_parties()) is records
    assert len(records) == 6
    assert records[1] == Record("2016-03-09", "gap", ("truce", "forces"), until="2016-03-14")
    assert records[3].cells == ("2016-03-11", "change", "truce;forces", "broken;full", *[""] * 7)
    assert isinstance(records[1:3], Records)
    assert [one.kind for one in records[1:3]] == ["gap", "gap"]
    assert records.sources == ("AP", "Reuters")


def test_shown_short_however_many_there_are() -> None:
    rows = [{"date": f"{day}.5", "kind": "reading", "factor": "plan", "value": "weakness"} for day in range(1234)]
    assert repr(Records(rows, "long.csv")) == "<Records: 1,234 of long.csv, 0.5 to 1233.5>"
    assert repr(Records([])) == "<Records: 0 of <records>>"


def test_numbers_become_texts() -> None:
    (one,) = Records([{"date": 12, "kind": "change", "factor": "queue", "value": 3}])
    assert (one.date, one.values) == ("12", ("3",))
    (one,) = Records([{"date": 0.1 + 0.2, "kind": "change", "factor": "queue", "value": 2.0}])
    assert (one.date, one.values) == ("0.3", ("2",))
    assert one.at(Clock("round")) == 0.3


@pytest.mark.parametrize(
    ("rows", "message", "hint"),
    [
        ("2016-03-04,change", "`Records` is made of a sequence of records", "read a file with `read_records`"),
        ({"date": "2016-03-04"}, "`Records` is made of a sequence of records", "give a list"),
        (7, "`Records` is made of a sequence of records", "give a list"),
        (["2016-03-04"], "record 1 is neither a Record nor a mapping", '"kind": "change"'),
        ([ROWS[0], {**ROWS[0], "vlaue": 1}], "record 2 has an entry `vlaue`", "did you mean `value`?"),
        ([{**ROWS[0], "values": ("broken",)}], "record 1 has both `value` and `values`", "leave `value` out"),
        ([{"kind": "gap"}], "record 1 has no `date`", None),
        ([{"date": "2016-03-04", "kind": ""}], "record 1 has no `kind`", None),
        ([{**ROWS[0], "source": ["AP"]}], "`source` of record 1 is no text, number or date", "['AP']"),
        ([{**ROWS[0], "value": True}], "`value` of record 1 is no text, number or date", "True"),
        ([{**ROWS[0], "date": dt.datetime(2016, 3, 4, 9)}], "`date` of record 1 has a time of day", "give a date"),
        ([{**ROWS[1], "until": "2016-03-15"}], "record 1 is a gap with both `value` and `until`", "leave `value`"),
        ([{**ROWS[0], "line": "x"}], "`line` of record 1 is no whole number", None),
    ],
)
def test_what_is_no_record(rows, message: str, hint: str | None) -> None:
    with pytest.raises(UsageError) as error:
        Records(rows)
    assert error.value.message.startswith(message)
    assert (error.value.hint is None) == (hint is None)
    assert hint is None or hint in (error.value.hint or "")


def test_until_a_date() -> None:
    records = Records(ROWS)
    seen = records.until("2016-03-10", CLOCK)
    assert [(one.date, one.until) for one in seen] == [
        ("2016-03-04", ""), ("2016-03-09", "2016-03-10"), ("2016-03-10", "2016-03-10"),
    ]  # fmt: skip
    assert seen.name == records.name
    later = records.until(dt.date(2016, 3, 14), CLOCK)
    assert [one.until for one in later] == ["", "2016-03-14", "36 hours", ""]  # what was reported later is not there
    assert records.until("2016-04-01", CLOCK).rows == records[:4].rows
    assert records.until("2016-04-02", CLOCK).rows == records.rows
    assert len(records.until("2016-03-03", CLOCK)) == 0


def test_until_a_number_of_clock_units() -> None:
    seen = Records(ROWS).until(12.75, CLOCK)  # 18:00 on 10 March
    assert [(one.date, one.until) for one in seen][1:] == [("2016-03-09", "1.75 days"), ("2016-03-10", "0.75 days")]
    assert [one.ends(CLOCK) for one in seen][1:] == [12.75, 12.75]
    weeks = Clock("week", dt.date(2016, 2, 27))
    seen = Records(ROWS).until("2016-03-10", weeks)
    assert [one.until for one in seen][1:] == ["2016-03-10", "2016-03-10"]


days = st.integers(0, 60).map(lambda n: dt.date(2016, 2, 27) + dt.timedelta(days=n))


@given(
    st.lists(st.tuples(days, days, st.integers(0, 20)), max_size=12),
    st.one_of(days, st.floats(0, 70, width=16)),
    st.one_of(days, st.floats(0, 70, width=16)),
    st.sampled_from([CLOCK, Clock("week", CLOCK.start), Clock("hour", CLOCK.start)]),
)
def test_nothing_of_later_is_left(rows, one, two, clock: Clock) -> None:
    """What was public by a date holds nothing of later, and is the same by way of any later date."""
    rows.sort()
    made = []
    for at, (day, public, length) in enumerate(rows):
        reported = "" if public <= day else public
        if length:
            last = day + dt.timedelta(days=length)
            made.append({"date": day, "kind": "gap", "value": last, "reported": reported, "source": str(at)})
        else:
            made.append(
                {"date": day, "kind": "move", "actor": "a", "move": "m", "reported": reported, "source": str(at)}
            )
    records = Records(made)
    early, late = sorted((one, two), key=lambda date: date if isinstance(date, float) else clock.at(date))
    found = records.until(early, clock)
    limit = early if isinstance(early, float) else clock.at(early)
    assert all(one.public(clock) <= limit and one.ends(clock) <= limit + 1e-9 for one in found)
    assert [one.source for one in found] == [one.source for one in records if one.public(clock) <= limit]
    again = records.until(late, clock).until(early, clock)
    assert [(one.source, one.date) for one in again] == [(one.source, one.date) for one in found]
    assert [one.ends(clock) for one in again] == pytest.approx([one.ends(clock) for one in found])


def test_a_date_that_cannot_be_read() -> None:
    with pytest.raises(UsageError, match=r"`10\.03\.2016` is no date; write it like 2016-03-15"):
        Records(ROWS).until("10.03.2016", CLOCK)
    with pytest.raises(UsageError, match="`5 March` is no date"):
        Records([{**ROWS[0], "date": "5 March"}]).until("2016-03-10", CLOCK)
    with pytest.raises(UsageError, match="nan"):
        Records(ROWS).until(float("nan"), CLOCK)
    with pytest.raises(UsageError, match="time of day"):
        Records(ROWS).until(dt.datetime(2016, 3, 10, 12), CLOCK)
    with pytest.raises(UsageError, match="dates need a clock"):
        Records([{"date": "3", "kind": "gap", "value": "4"}]).until(dt.date(2016, 3, 10), Clock("round"))


def test_without_a_source() -> None:
    records = Records(ROWS)
    assert [one.date for one in records.without("Reuters")] == ["2016-03-04", "2016-03-09", "2016-03-10", "2016-03-11"]
    with pytest.raises(UsageError) as error:
        records.without("Reuter")
    assert error.value.hint == "did you mean `Reuters`?"


def test_the_digest_is_of_what_the_records_say() -> None:
    records = Records(ROWS)
    assert Records([Record(**{**vars_of(one), "line": 7, "file": "x"}) for one in records]).sha256 == records.sha256
    assert Records(ROWS, "other name").sha256 == records.sha256
    assert records[:4].sha256 != records.sha256
    for key, entry in {"note": "x", "order": "any", "reported": "2016-04-03", "grade": "B3", "actor": "russia"}.items():
        assert Records([*ROWS[:4], {**ROWS[4], key: entry}]).sha256 != records.sha256
    # Entries do not run into each other.
    one = Records([{**ROWS[0], "source": "AP", "note": "x"}]).sha256
    assert one != Records([{**ROWS[0], "source": "APx", "note": ""}]).sha256


def vars_of(one: Record) -> dict:
    return {name: getattr(one, name) for name in one.__slots__}
