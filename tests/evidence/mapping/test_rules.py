"""What rules mean: conditions, templates, counting, repeats, and that every event is accounted for."""

import datetime as dt
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.records.game import two_parties

from detente.evidence.mapping import Mapped, map_events, read_rules
from detente.evidence.records import check_records, read_records
from detente.game import Clock


def events(*rows: tuple[str, ...], columns: str = "date kind actor size") -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict.fromkeys(columns.split(), pl.String), orient="row")


def reading(match: str) -> str:
    """Rules that make a reading of each event that matches, with its text as the note."""
    return f"""
rules:
  - match: {match}
    record: {{kind: reading, factor: truce, value: broken, note: "{{text}}", source: "{{text}}"}}
"""


TEXTS = ["", "7", "7.0", "-3", "1e2", "nan", "inf", "Russia", "russia", "Iran; Russia", "Russian", "a{b", "seven 7"]
LIST = pl.DataFrame({"date": ["2016-03-04"] * len(TEXTS), "text": TEXTS})


@pytest.mark.parametrize(
    ("match", "kept"),
    [
        ("{text: Russia}", ["Russia"]),
        ("{text: 7}", ["7"]),
        ("{text: [Russia, '7', x]}", ["7", "Russia"]),
        ("{text: {is: Russian}}", ["Russian"]),
        ("{text: {has: Russia}}", ["Russia", "Iran; Russia"]),
        ("{text: {contains: RUSSIA}}", ["Russia", "russia", "Iran; Russia", "Russian"]),
        ("{text: {contains: ['a{', seven]}}", ["a{b", "seven 7"]),
        ("{text: {contains: '.'}}", ["7.0"]),
        ("{text: {matches: '^[Rr]ussia$'}}", ["Russia", "russia"]),
        ("{text: {matches: ['^7', '^a']}}", ["7", "7.0", "a{b"]),
        ("{text: {at_least: 7}}", ["7", "7.0", "1e2", "inf"]),
        ("{text: {above: 7}}", ["1e2", "inf"]),
        ("{text: {at_most: 7}}", ["7", "7.0", "-3"]),
        ("{text: {below: 7, above: -10}}", ["-3"]),
        ("{text: {empty: true}}", [""]),
        ("{text: {not: {matches: '[a-zA-Z]'}}}", ["", "7", "7.0", "-3"]),
        ("{text: {not: [Russia, '7']}}", [one for one in TEXTS if one not in ("Russia", "7")]),
        ("{text: {not: {contains: a, matches: R}, empty: false}}",
         ["7", "7.0", "-3", "1e2", "nan", "inf", "russia", "a{b", "seven 7"]),
        ("[{text: Russia}, {text: {at_least: 50}}]", ["1e2", "inf", "Russia"]),
        ("{date: 2016-03-04, text: Russian}", ["Russian"]),
    ],
)  # fmt: skip
def test_conditions(match: str, kept: list[str]) -> None:
    found = map_events(LIST, reading(match))
    assert [one.note for one in found.records] == kept
    assert [(one.reason, one.events) for one in found.skipped] == [("no rule", len(TEXTS) - len(kept))]


def test_templates() -> None:
    rules = """
tables:
  to: {"Iran; Russia": both, Russia: "bro{ken"}
rules:
  - match: {text: {has: Russia}}
    record: {kind: reading, factor: truce, value: "{text|to}", note: "{{{text}}} {text} on {date} }}{{", source: " x "}
"""
    found = map_events(LIST, rules)
    assert [(one.values, one.note, one.source) for one in found.records] == [
        (("bro{ken",), "{Russia} Russia on 2016-03-04 }{", "x"),
        (("both",), "{Iran; Russia} Iran; Russia on 2016-03-04 }{", "x"),
    ]


def test_the_first_rule_that_matches_wins_and_may_make_several_records() -> None:
    rules = """
defaults: {grade: "{size}", source: AP}
rules:
  - name: both
    match: {kind: strike}
    record:
      - {kind: change, factor: truce; forces, value: "strained ;{actor}", grade: B2}
      - {kind: gap, factor: forces, value: 3 days}
      - {kind: reading, factor: truce, value: strained, source: ""}
  - name: never
    match: {kind: strike}
    record: {kind: move, actor: russia, move: return}
"""
    found = map_events(events(("2016-03-04", "strike", "full", "C3")), rules, two_parties())
    assert [one.cells for one in found.records] == [
        ("2016-03-04", "change", "truce;forces", "strained;full", "", "", "B2", "AP", "", "", ""),
        ("2016-03-04", "gap", "forces", "3 days", "", "", "", "AP", "", "", ""),
        ("2016-03-04", "reading", "truce", "strained", "", "", "C3", "", "", "", ""),
    ]
    assert [(one.rule, one.events, one.records) for one in found.made] == [("both", 1, 3), ("never", 0, 0)]


def test_records_are_sorted_by_date_and_then_stand_as_in_the_list() -> None:
    rules = reading("{kind: x}").replace("{text}", "{actor}")
    days = ["2016-03-09", "2016-03-04", "2016-03-09", "2016-03-04"]
    found = map_events(events(*((day, "x", str(at), "") for at, day in enumerate(days))), rules)
    assert [(one.date, one.note) for one in found.records] == [
        ("2016-03-04", "1"), ("2016-03-04", "3"), ("2016-03-09", "0"), ("2016-03-09", "2"),
    ]  # fmt: skip


def test_dates_of_rules_and_of_the_whole() -> None:
    rules = """
between: [~, 2016-03-10]
rules:
  - match: {kind: x}
    between: [2016-03-04, 2016-03-06]
    record: {kind: reading, factor: truce, value: broken, source: "{date}"}
  - match: {kind: x}
    between: [2016-03-09, ~]
    skip: late
"""
    days = ["2016-03-03", "2016-03-04", "2016-03-06", "2016-03-07", "2016-03-10", "2016-03-11", "05.03.2016"]
    found = map_events(events(*((day, "x", "", "") for day in days)), rules)
    assert [one.date for one in found.records] == ["2016-03-04", "2016-03-06"]
    assert {one.reason: one.events for one in found.skipped} == {
        "no rule": 2, "late": 1, "outside the dates of `between`": 1, "the date cannot be read": 1,
    }  # fmt: skip


def test_forms_of_dates() -> None:
    days = ["5.3.2016", "05.03.2016", "5 March 2016", "5 Mar 2016", "2016-03-05", "31.02.2016", "05.03.16", ""]
    frame = events(*((day, "x", str(at), "") for at, day in enumerate(days)))
    rules = 'events: {dates: ["%d.%m.%Y", "%d %B %Y"]}\n' + reading("{kind: x}").replace("{text}", "{actor}")
    found = map_events(frame, rules)
    assert [(one.date, one.note) for one in found.records] == [("2016-03-05", str(at)) for at in range(4)]
    (unread,) = found.skipped
    assert (unread.reason, unread.events) == ("the date cannot be read", 4)


def test_numbers_for_dates() -> None:
    frame = pl.DataFrame({"round": ["3", "2.5", "7", "x"], "reported": ["3", "9", "", "4"], "kind": ["x"] * 4})
    rules = """
events: {date: round, dates: number, reported: reported}
between: [2.5, 6]
rules:
  - match: {kind: x}
    record: {kind: reading, factor: truce, value: broken}
"""
    found = map_events(frame, rules, two_parties(Clock("round")))
    assert [(one.date, one.reported) for one in found.records] == [("2.5", "9"), ("3", "")]


def test_before_the_start_and_what_the_scenario_does_not_have() -> None:
    rules = """
defaults: {grade: "{size}"}
rules:
  - record: {kind: change, factor: truce, value: "{kind}", actor: "{actor}"}
"""
    frame = events(
        ("2016-02-26", "strained", "", ""),
        ("2016-03-01", "strained", "russia", "B2"),
        ("2016-03-02", "brokn", "", ""),
        ("2016-03-03", "broken", "Russia", ""),
        ("2016-03-04", "broken", "", "2"),
        ("2016-03-05", "", "", ""),
    )
    game = two_parties()
    found = map_events(frame, rules, game)
    assert [(one.date, one.values, one.grade) for one in found.records] == [("2016-03-01", ("strained",), "B2")]
    assert check_records(found.records, game) == []
    assert {one.reason for one in found.skipped} == {
        "before the start of the scenario",
        "`brokn` is no value of `truce`",
        "`Russia` is no actor of the scenario",
        "`2` is no grade",
        "a change of a factor needs its value",
    }


def test_very_many_different_words_are_looked_at_by_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same records are left out as where each combination is looked at, with fewer reasons."""
    kinds = ["change", "move", "reading", "gap", "chnge"]
    factors = ["truce", "forces", "plan", "truse", "", "truce;forces"]
    values = ["broken", "full", "weakness", "brokn", "", "broken;full", "2016-03-09", "3 days"]
    whose = [("", ""), ("russia", ""), ("russia", "return"), ("government", "return"), ("nature", "calm"), ("x", "y")]
    rows = [
        ("2016-03-04", kind, factor, value, *who, grade, f"{number}")
        for number, grade in enumerate(["", "B2", "Z9"])
        for kind in kinds
        for factor in factors
        for value in values
        for who in whose
    ]
    frame = events(*rows, columns="date kind factor value actor move grade number")
    rules = """
repeats: keep
rules:
  - record: {kind: "{kind}", factor: "{factor}", value: "{value}", actor: "{actor}", move: "{move}", grade: "{grade}",
             source: "{number}"}
"""
    one_by_one = map_events(frame, rules, two_parties())
    monkeypatch.setattr("detente.evidence.mapping._sieve.MOST_COMBINED", 10)
    by_column = map_events(frame, rules, two_parties())
    assert by_column.records == one_by_one.records
    assert len(by_column.records) > 50
    assert {"no kind of record", "no value of `plan`", "no move of `government`", "no grade"} < {
        one.reason for one in by_column.skipped
    }


REPEATS = """
repeats: CHOICE
rules:
  - match: {kind: move}
    record: {kind: move, actor: government, move: "{actor}"}
  - match: {kind: both}
    record: {kind: change, factor: truce; forces, value: "{actor}", source: "{size}"}
  - record: {kind: change, factor: "{kind}", value: "{actor}", source: "{size}", grade: C3}
"""
SAID = events(
    ("2016-03-01", "truce", "holding", "as at the start"),
    ("2016-03-02", "truce", "strained", "A"),
    ("2016-03-02", "truce", "strained", "B"),
    ("2016-03-03", "forces", "reduced", "A"),
    ("2016-03-04", "both", "strained;reduced", "A"),
    ("2016-03-05", "both", "strained;full", "A"),
    ("2016-03-06", "move", "offensive", ""),
    ("2016-03-07", "forces", "full", "A"),
    ("2016-03-08", "truce", "strained", "A"),
)


@pytest.mark.parametrize(
    ("choice", "days"),
    [("skip", [2, 3, 5, 6, 8]), ("keep", [1, 2, 2, 3, 4, 5, 6, 7, 8]), ("reading", [1, 2, 2, 3, 5, 6, 7, 8])],
)
def test_repeated_values(choice: str, days: list[int]) -> None:
    """After a move that may have changed the truce its value is not known; that of the forces is."""
    found = map_events(SAID, REPEATS.replace("CHOICE", choice), two_parties())
    assert [int(one.date[-1]) for one in found.records] == days
    readings = [(one.date, one.factors, one.values, one.grade) for one in found.records if one.kind == "reading"]
    if choice == "reading":
        assert readings == [
            ("2016-03-01", ("truce",), ("holding",), "C3"), ("2016-03-02", ("truce",), ("strained",), "C3"),
            ("2016-03-07", ("forces",), ("full",), "C3"),
        ]  # fmt: skip
        assert [(one.reason, one.events) for one in found.skipped] == [
            ("no change: the factors have these values already", 1)
        ]
    else:
        assert readings == []
        assert [(one.reason, one.events) for one in found.skipped] == (
            [("no change: the factor has this value already", 4)] if choice == "skip" else []
        )


def test_without_a_game_nothing_is_known_at_first() -> None:
    found = map_events(SAID, REPEATS.replace("CHOICE", "skip"))
    assert [int(one.date[-1]) for one in found.records] == [1, 2, 3, 5, 6, 7, 8]


def counted(frame: pl.DataFrame, days: int, extra: str = "", count: str = "") -> Mapped:
    rules = f"""
repeats: keep
{extra}
rules:
  - name: level
    match: {{kind: x}}
    count: {{days: {days}, levels: {{5: broken, 0: holding, 2: strained}}{count}}}
    record: {{kind: change, factor: truce, value: "{{level}}", note: "{{count}} in {{days}}"}}
  - match: {{kind: y}}
    skip: y
"""
    return map_events(frame, rules)


@given(
    st.lists(st.tuples(st.integers(0, 25), st.sampled_from("xxy")), min_size=1, max_size=40),
    st.integers(1, 6),
)
def test_counting_by_hand(rows: list[tuple[int, str]], days: int) -> None:
    start = dt.date(2016, 2, 20)
    frame = events(*(((start + dt.timedelta(days=day)).isoformat(), kind, "", "") for day, kind in rows))
    found = counted(frame, days)
    first, last = min(day for day, _ in rows), max(day for day, _ in rows)
    expected, before = [], None
    for day in range(first + days - 1, last + 1):
        number = sum(kind == "x" and day - days < other <= day for other, kind in rows)
        level = "broken" if number >= 5 else "strained" if number >= 2 else "holding"
        if level != before:
            expected.append(((start + dt.timedelta(days=day)).isoformat(), (level,), f"{number} in {days}"))
        before = level
    assert [(one.date, one.values, one.note) for one in found.records] == expected
    assert found.used == sum(kind == "x" for _, kind in rows)
    assert found.made[0].records == len(expected)


def test_counting_sums_and_thresholds() -> None:
    rows = [
        ("2016-03-01", "0.1"),
        ("2016-03-01", "0.2"),
        ("2016-03-02", "x"),
        ("2016-03-03", "-4"),
        ("2016-03-05", "2"),
    ]
    frame = events(*((day, "x", "", size) for day, size in rows))
    rules = """
rules:
  - match: {kind: x}
    count: {sum: size, levels: {0.3: strained, 2: broken}}
    record: {kind: change, factor: truce, value: "{level}", grade: C3}
"""
    found = map_events(frame, rules)
    # 0.1 and 0.2 are 0.3; below the first threshold there is no level, and so nothing is said.
    assert [(one.date, one.values, one.grade) for one in found.records] == [
        ("2016-03-01", ("strained",), "C3"), ("2016-03-05", ("broken",), "C3"),
    ]  # fmt: skip


def test_counting_between_dates_and_against_the_start() -> None:
    """Days of `between` without events count as days with none, and the level of the start is no news."""
    frame = events(("2016-03-05", "x", "", ""), ("2016-03-20", "y", "", ""))
    found = counted(frame, 1, "between: [2016-03-01, 2016-03-31]")
    assert [(one.date, one.values) for one in found.records] == [("2016-03-05", ("holding",))]
    frame = events(("2016-03-01", "y", "", ""), ("2016-03-05", "x", "", ""), ("2016-03-05", "x", "", ""))
    rules = read_rules("""
rules:
  - match: {kind: x}
    count: {levels: {0: holding, 2: strained}}
    record: {kind: change, factor: truce, value: "{level}"}
""")
    assert [(one.date, one.values) for one in map_events(frame, rules, two_parties()).records] == [
        ("2016-03-05", ("strained",))
    ]
    assert [one.date for one in map_events(frame, rules).records] == ["2016-03-01", "2016-03-05"]


def test_the_report() -> None:
    found = map_events(SAID, REPEATS.replace("CHOICE", "skip"), two_parties())
    assert (
        found.to_text()
        == """\
9 events: 5 used in 5 records, 4 skipped

rule    line  events  records
rule 1     4       1        1
rule 2     6       2        1
rule 3     8       6        3

skipped because                               events
no change: the factor has this value already       4

for example
  no change: the factor has this value already
    line 1: 2016-03-01, truce
    line 3: 2016-03-02, truce
    line 5: 2016-03-04, both"""
    )
    assert found.to_frame().rows()[0] == (
        "no change: the factor has this value already", 4, "<frame>", 1, "2016-03-01, truce",
    )  # fmt: skip


def test_what_is_written_is_read_back(tmp_path) -> None:
    game = two_parties()
    found = map_events(SAID, REPEATS.replace("CHOICE", "reading"), game)
    path = found.write(tmp_path / "records.csv")
    again = read_records(path, game=game)
    assert again.rows == found.records.rows
    assert again.sha256 == found.records.sha256


def test_progress_rises_and_can_interrupt() -> None:
    seen: list[tuple[float, str]] = []
    map_events(SAID, REPEATS.replace("CHOICE", "skip"), progress=lambda share, what: seen.append((share, what)))
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)
    assert seen[0] == (0.0, "reading <frame>")

    def stop(share: float, what: str) -> None:
        if re.search("checking", what):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        map_events(SAID, REPEATS.replace("CHOICE", "skip"), progress=stop)
