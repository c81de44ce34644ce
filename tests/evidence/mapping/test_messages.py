"""What is said of rules and lists that cannot be used: whole messages with their places.

``wrong/CODE-what.yaml`` are the rules, for the list ``wrong/events.csv``, and ``wrong/CODE-what.txt`` what is said.
"""

import datetime as dt
import os
import re
from pathlib import Path

import polars as pl
import pytest
from tests.evidence.records.game import two_parties

from detente.errors import CODES, ScenarioError, UsageError
from detente.evidence.mapping import map_events, read_rules
from detente.game import Clock

WRONG = Path(__file__).parent / "wrong"
CASES = sorted(one.stem for one in WRONG.glob("*.yaml"))
RULES = "rules: [{match: {kind: strike}, skip: strikes}]\n"


def error_of(events, rules, game=None) -> ScenarioError:
    with pytest.raises(ScenarioError) as error:
        map_events(events, rules, game)
    return error.value


@pytest.mark.parametrize("case", CASES)
def test_the_whole_message(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)
    error = error_of("events.csv", f"{case}.yaml", two_parties())
    assert str(error) + "\n" == Path(f"{case}.txt").read_text(encoding="utf-8")
    assert case[:4] in {one.code for one in error.diagnostics}
    rows = Path(f"{case}.yaml").read_text(encoding="utf-8").split("\n")
    for one in error.diagnostics:
        assert one.place is not None
        assert one.place.file == f"{case}.yaml"
        assert 1 <= one.place.column <= len(rows[one.place.line - 1]) + 1


def test_every_code_of_mapping_is_tripped() -> None:
    tripped = {case[:4] for case in CASES}
    here = {"M001": test_no_such_files, "M002": test_what_is_no_table}
    assert {code for code in CODES if code.startswith("M")} == {one for one in tripped if one[0] == "M"} | here.keys()
    assert sorted(one.stem for one in WRONG.glob("*.txt")) == CASES


def test_the_page_has_every_code() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "mapping.md"
    told_of = re.findall(r"^\| `(M\d{3})` \|", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert told_of == [code for code in CODES if code.startswith("M")]


def test_no_such_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("events.csv").write_text("date,kind\n2016-03-04,strike\n")
    Path("rules.yaml").write_text(RULES)
    assert str(error_of("event.csv", RULES)) == (
        "error[M001 no-such-events]: there is no file `event.csv`\nhint: did you mean `events.csv`?"
    )
    assert str(error_of("events.csv", "rule.yaml")) == (
        "error[M001 no-such-events]: there is no file `rule.yaml`\nhint: did you mean `rules.yaml`?"
    )
    assert str(error_of(tmp_path, RULES)) == (
        f"error[M001 no-such-events]: `{tmp_path}` is a folder\nhint: name the file of the events"
    )
    with pytest.raises(UsageError, match="no list of events"):
        map_events([], RULES)
    if os.geteuid() != 0:
        Path("events.csv").chmod(0)
        assert str(error_of("events.csv", RULES)).endswith("`events.csv` cannot be read: Permission denied")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "[M002 events-not-a-table]: there is nothing in `a.csv`"),
        ("a.csv", b"\n \n", "[M002 events-not-a-table]: there is nothing in `a.csv`"),
        ("a.csv", b"date;kind\n2016-03-04;strike\n",
         "[M002 events-not-a-table]: `a.csv` is separated by a semicolon\n  --> a.csv:1:5\n"
         "hint: say so in `events`: `separator: semicolon`"),
        ("a.csv", b'"date"\t"kind"\n2016-03-04\tstrike\n',
         "[M002 events-not-a-table]: `a.csv` is separated by a tab\n  --> a.csv:1:7\n"
         "hint: say so in `events`: `separator: tab`"),
        ("a.csv", b"date,kind,note\n2016-03-04,strike,\n2016-03-05,strike,near Homs, twice\n",
         "[M002 events-not-a-table]: the row has 4 cells, and there are 3 columns\n  --> a.csv:3:1\n"
         "hint: put a text in which the separator stands in quotation marks"),
        ("a.csv", b'date,kind,note\n2016-03-04,strike,"near Homs\n2016-03-05,strike,\n',
         "[M002 events-not-a-table]: the row after line 1 cannot be read\n  --> a.csv:2:1\n"
         "hint: a quotation mark that opens a cell must be closed; inside a cell it is written twice"),
        ("a.csv", "date,kind,note\n2016-03-04,strike,\n2016-03-05,strike,Genève\n".encode("latin-1"),
         "[S038 not-text]: the file is not UTF-8 text\n  --> a.csv:3:22\nfound: the byte 0xe8\nhint: save it as UTF-8"),
        ("a.csv", "date,kind\n".encode("utf-16"),
         "[S038 not-text]: the file is not UTF-8 text\n  --> a.csv:1:4\nfound: the byte 0x00\nhint: save it as UTF-8"),
        ("a.parquet", b"PAR1 and then nothing of the kind",
         "[M002 events-not-a-table]: `a.parquet` cannot be read as Parquet: "),
    ],
)  # fmt: skip
def test_what_is_no_table(
    name: str, content: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content)
    told = str(error_of(name, RULES))
    assert told.startswith("error" + said) if said.endswith(": ") else told == "error" + said


def test_columns_that_are_named_in_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("2016-03-04,strike\n2016-03-05,calm\n")
    found = map_events("a.csv", "events: {columns: [date, kind]}\n" + RULES)
    assert [(one.reason, one.examples[0].line) for one in found.skipped] == [("strikes", 1), ("no rule", 2)]
    assert str(error_of("a.csv", "events: {columns: [date, kind, note]}\n" + RULES)) == (
        "error[M002 events-not-a-table]: `a.csv` has 2 columns, and `columns` names 3\n  --> a.csv:1:1"
    )


def test_a_nested_column() -> None:
    frame = pl.DataFrame({"date": [dt.date(2016, 3, 4)], "kind": [["strike"]]})
    assert str(error_of(frame, RULES)) == (
        "error[M002 events-not-a-table]: the column `kind` holds no texts, numbers or dates"
    )


def test_rules_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules.yaml").write_bytes(b"rules: [{skip: \xff}]\n")
    with pytest.raises(ScenarioError) as error:
        read_rules("rules.yaml")
    assert [one.code for one in error.value.diagnostics] == ["S038"]
    Path("rules.yaml").write_bytes(b"# nothing\n" * 110_000)
    with pytest.raises(ScenarioError, match="more than 1,000,000 bytes"):
        read_rules("rules.yaml")
    with pytest.raises(ScenarioError, match="more than 50,000 texts"):
        read_rules("rules:\n" + "- {skip: x}\n" * 20_000)
    with pytest.raises(ScenarioError, match="cannot be read as YAML"):
        read_rules("rules:\n- {skip: \x07}\n")


def test_dates_against_numbers() -> None:
    frame = pl.DataFrame({"date": ["3"], "kind": ["strike"]})
    with pytest.raises(UsageError, match="the scenario has dates, and the rules read numbers"):
        map_events(frame, "events: {dates: number}\n" + RULES, two_parties())
    with pytest.raises(UsageError, match="the scenario has no dates, and the rules read dates"):
        map_events(frame, RULES, two_parties(Clock("round")))


def test_too_long_to_count() -> None:
    frame = pl.DataFrame({"date": ["1", "9e6"], "kind": ["strike", "strike"]})
    rules = (
        "events: {dates: number}\nrules:\n- count: {levels: {0: holding}}\n"
        "  record: {kind: change, factor: truce, value: '{level}'}\n"
    )
    error = error_of(frame, rules)
    assert error.diagnostics[0].render() == (
        "error[M007 bad-choice]: 9,000,000 days are too many to count\n  --> <rules>:3:10"
    )
