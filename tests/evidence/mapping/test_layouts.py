"""The four layouts, each on a small made list: what is mapped, what is skipped, and where it stands."""

from pathlib import Path

import pytest
from tests.evidence.records.game import two_parties

from detente.errors import ScenarioError
from detente.evidence.mapping import LAYOUTS, Mapped, map_events
from detente.evidence.records import check_records

LISTS = Path(__file__).parent / "lists"


def mapped(name: str, rules: str) -> Mapped:
    """The list mapped with a game; whatever comes of it fits the game and accounts for every event."""
    game = two_parties()
    found = map_events(LISTS / name, rules, game)
    assert check_records(found.records, game) == []
    assert found.used + sum(one.events for one in found.skipped) == found.events
    assert sum(one.events for one in found.made) >= found.used
    assert sum(one.records for one in found.made) == len(found.records)
    return found


def reasons(found: Mapped) -> dict[str, list[int]]:
    """Why events were skipped, with the lines of the examples."""
    return {one.reason: [other.line for other in one.examples] for one in found.skipped}


CHRONOLOGY = """
events: {layout: chronology}
between: [2016-02-01, 2016-10-31]
tables:
  actors: {Russia: russia, Syrian government: government}
  moves: {draw_down: draw_down, redeploy: return}
defaults:
  grade: "{source_grade}{info_grade}"
  source: "{source}"
  note: "{event}"
rules:
  - name: graver breaches
    match: {kind: violation_major, magnitude: {at_least: 10}}
    record: {kind: change, factor: truce, value: strained, actor: "{actor|actors}", move: violate}
  - name: calm
    match: {kind: ceasefire_start}
    record: {kind: change, factor: truce, value: holding}
  - name: Russian draw-down
    match: {kind: draw_down, actor: {has: Russia}}
    record: {kind: move, actor: russia, move: "{kind|moves}", note: "{event} ({magnitude} {unit})"}
  - name: others who leave
    match: {kind: draw_down}
    record: {kind: move, actor: "{actor|actors}", move: "{kind|moves}"}
  - match: {kind: [announce, meeting]}
    skip: words, not deeds
"""


def test_a_chronology() -> None:
    found = mapped("chronology.csv", CHRONOLOGY)
    assert [one.cells[:9] for one in found.records] == [
        ("2016-03-04", "change", "truce", "strained", "government", "violate", "A2", "Reuters",
         "Shells fell on a market, 12 killed"),
        ("2016-03-09", "change", "truce", "holding", "", "", "A1", "UN", "Calm agreed for Idlib"),
        ("2016-03-15", "move", "", "", "russia", "draw_down", "B1", "Jane's", "First jets left (8 aircraft)"),
    ]  # fmt: skip
    # The note of the second event goes over two lines.
    assert reasons(found) == {
        "`actor` is not in the table `actors`": [11, 12],
        "no rule": [2],
        "words, not deeds": [5],
        "no change: the factor has this value already": [7],
        "the same record twice": [9],
        "the date cannot be read": [10],
    }
    assert (found.events, found.used) == (10, 3)
    assert [(one.rule, one.line, one.events, one.records) for one in found.made] == [
        ("graver breaches", 12, 1, 1), ("calm", 15, 2, 1), ("Russian draw-down", 18, 2, 1),
        ("others who leave", 21, 2, 0),
    ]  # fmt: skip


def test_ucdp_ged() -> None:
    found = mapped(
        "ucdp_ged.csv",
        """
events: {layout: ucdp_ged}
rules:
  - match: {date_prec: {above: 2}}
    skip: the day is not known
  - match: {type_of_violence: 1, country: Syria, adm_1: {contains: aleppo}, best: {at_least: 2, at_most: 20}}
    record: {kind: change, factor: truce, value: strained, grade: B2, source: "{source_office}",
             note: "{side_a} against {side_b}: {best} killed ({low} to {high})"}
  - match: [{type_of_violence: 3}, {best: {below: 2}}]
    record: {kind: reading, factor: truce, value: broken, grade: C3, source: "{source_office} {id}"}
""",
    )
    assert [one.cells[:9] for one in found.records] == [
        ("2016-03-01", "change", "truce", "strained", "", "", "B2", "SOHR",
         "Government of Syria against Syrian insurgents: 3 killed (2 to 5)"),
        ("2016-03-03", "reading", "truce", "broken", "", "", "C3", "SOHR 105", ""),
        ("2016-03-07", "reading", "truce", "broken", "", "", "C3", "AP 106", ""),
    ]  # fmt: skip
    assert reasons(found) == {
        "no change: the factor has this value already": [3],
        "no rule": [4],
        "the day is not known": [5],
    }


ACLED = """
events: {layout: acled}
tables: {who: {Military Forces of Russia: russia, Government of Syria: government}}
rules:
  - match: {event_type: Protests}
    skip: protests are not in this scenario
  - match: {event_type: Explosions/Remote violence, fatalities: {above: 10}}
    record: {kind: change, factor: truce, value: strained, source: "{source}", grade: B2}
  - match: {event_type: Battles, notes: {matches: "(?i)four killed"}}
    record: {kind: reading, factor: truce, value: holding, grade: D4, source: "{source}", note: "{notes}"}
  - match: {sub_event_type: Agreement, notes: {contains: [LOCAL TRUCE, ceasefire]}, tags: {empty: true}}
    record: {kind: change, factor: truce, value: holding, grade: C3, note: "{event_id_cnty}"}
"""


def test_acled() -> None:
    found = mapped("acled.csv", ACLED)
    assert [one.cells[:9] for one in found.records] == [
        ("2016-03-01", "reading", "truce", "holding", "", "", "D4", "SOHR; Local Source",
         'Clashes near the "ring road", four killed.'),
        ("2016-03-04", "change", "truce", "strained", "", "", "B2", "AFP", ""),
        ("2016-03-07", "change", "truce", "holding", "", "", "C3", "", "SYR4"),
    ]  # fmt: skip
    assert reasons(found) == {"protests are not in this scenario": [3], "no rule": [6]}


def test_acled_as_it_was_once_exported() -> None:
    """Other columns, in capitals, with dates such as `01-March-2016`."""
    rules = ACLED.replace(", tags: {empty: true}", "")
    assert mapped("acled-older.csv", rules).records.rows == mapped("acled.csv", ACLED).records.rows
    with pytest.raises(ScenarioError, match="has no column `tags`"):
        mapped("acled-older.csv", ACLED)


GDELT = """
events: {layout: gdelt}
rules:
  - match: {EventRootCode: "19", Actor1CountryCode: RUS, NumMentions: {at_least: 10}}
    record: {kind: change, factor: truce, value: strained, grade: D3, source: "{SOURCEURL}"}
  - match: {EventCode: {matches: "^195"}}
    record: {kind: reading, factor: truce, value: strained, grade: D4, source: "{SOURCEURL}"}
  - match: {EventBaseCode: "087", QuadClass: {not: [3, 4]}, GoldsteinScale: {above: 8}}
    record: {kind: move, actor: russia, move: draw_down, grade: D3, source: "{SOURCEURL}", note: "{ActionGeo_FullName}"}
"""


@pytest.mark.parametrize("name", ["gdelt.export.CSV", "gdelt-1.csv"])
def test_gdelt(name: str) -> None:
    """With 61 columns and with 58. What was added to the list on a later day was not known before."""
    found = mapped(name, GDELT)
    assert [one.cells for one in found.records] == [
        ("2016-03-04", "change", "truce", "strained", "", "", "D3", "http://example.org/a", "", "", ""),
        ("2016-03-04", "reading", "truce", "strained", "", "", "D4", "http://example.org/b", "", "", "2016-03-06"),
        ("2016-03-14", "move", "", "", "russia", "draw_down", "D3", "http://example.org/d",
         'Aleppo, "Halab", Syria', "", "2016-03-15"),
    ]  # fmt: skip
    assert reasons(found) == {"no rule": [3, 5]}


def test_gdelt_without_addresses() -> None:
    rules = GDELT.replace(', source: "{SOURCEURL}"', "")
    assert [one.date for one in mapped("gdelt-reduced.csv", rules).records] == [
        "2016-03-04",
        "2016-03-04",
        "2016-03-14",
    ]
    with pytest.raises(ScenarioError, match="has no column `SOURCEURL`"):
        mapped("gdelt-reduced.csv", GDELT)


def test_gdelt_with_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("1\t20160304\tx\n")
    with pytest.raises(ScenarioError) as error:
        map_events(path, GDELT)
    assert error.value.diagnostics[0].message == (
        f"`{path}` has 3 columns, and a list of the layout `gdelt` has 61 or 58 or 57"
    )


def test_several_files_are_one_list() -> None:
    both = [LISTS / "gdelt.export.CSV", LISTS / "gdelt-1.csv"]
    found = map_events(both, GDELT, two_parties())
    assert found.events == 10
    alone = mapped("gdelt-1.csv", GDELT)
    assert found.records.rows == alone.records.rows
    assert {one.reason: one.events for one in found.skipped} == {
        "no rule": 4, "the same record twice": 2, "no change: the factor has this value already": 1,
    }  # fmt: skip
    again = next(one for one in found.skipped if one.reason == "the same record twice")
    assert [(Path(one.file).name, one.line) for one in again.examples] == [("gdelt-1.csv", 2), ("gdelt-1.csv", 4)]
    assert f"{both[1]}:2: 20160304, 19, RUS, 3" in found.to_text()


def test_the_columns_of_layouts_are_those_of_their_codebooks() -> None:
    """Numbers of columns, and those in the places that codebooks give them."""
    widths = {name: len(one.columns) for name, one in LAYOUTS.items()}
    assert widths == {"chronology": 11, "ucdp_ged": 49, "acled": 31, "gdelt": 61}
    gdelt = LAYOUTS["gdelt"].columns
    places = {"Actor2Code": 15, "EventCode": 26, "AvgTone": 34, "ActionGeo_Lat": 56, "SOURCEURL": 60}
    assert {name: gdelt.index(name) for name in places} == places
    for one in LAYOUTS.values():
        assert len(set(one.columns)) == len(one.columns)
        assert {one.date, one.reported or one.date} <= set(one.columns)
