"""Every code of records: the whole message of a wrong file, with its place.

``wrong/CODE-what.csv`` is the file, and ``wrong/CODE-what.txt`` what a reader is told about it.
"""

import os
import re
from pathlib import Path

import polars as pl
import pytest
from tests.evidence.records.game import two_parties

from detente.errors import CODES
from detente.evidence.records import RecordError, Records, check_records, read_records

WRONG = Path(__file__).parent / "wrong"
CASES = sorted(one.stem for one in WRONG.glob("*.csv"))
TRIPPED_ELSEWHERE = {"R001": "test_no_such_file", "R021": "tests/evidence/filtering"}


def error_of(path: str | Path, **more) -> RecordError:
    with pytest.raises(RecordError) as error:
        read_records(path, game=two_parties(), **more)
    return error.value


def told(path: str | Path) -> str:
    return str(error_of(path))


@pytest.mark.parametrize("case", CASES)
def test_the_whole_message(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)
    error = error_of(f"{case}.csv")
    assert str(error) + "\n" == (WRONG / f"{case}.txt").read_text(encoding="utf-8")
    assert case[:4] in {one.code for one in error.diagnostics}
    rows = (WRONG / f"{case}.csv").read_text(encoding="utf-8").split("\n")
    for one in error.diagnostics:
        assert one.place is not None or one.code in ("R004", "R099")
        if one.place is not None:
            assert one.place.file == f"{case}.csv"
            assert 1 <= one.place.column <= len(rows[one.place.line - 1]) + 1


def test_every_code_is_tripped() -> None:
    of_records = {code for code in CODES if code.startswith("R")}
    assert {case[:4] for case in CASES} | TRIPPED_ELSEWHERE.keys() == of_records
    assert sorted(one.stem for one in WRONG.glob("*.txt")) == CASES
    assert "test_no_such_file" in globals()


def test_the_page_has_every_code() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "records.md"
    told_of = re.findall(r"^\| `(R\d{3})` \|", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert told_of == [code for code in CODES if code.startswith("R")]


def test_no_such_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("records.csv").write_text("date,kind\n", encoding="utf-8")
    said = "error[R001 no-such-records]: there is no file `record.csv`\nhint: did you mean `records.csv`?"
    assert told("record.csv") == said
    assert told("nowhere/x.csv") == "error[R001 no-such-records]: there is no file `nowhere/x.csv`"
    Path("in").mkdir()
    Path("in/one.csv").write_text("date,kind\n", encoding="utf-8")
    assert told("in") == ("error[R001 no-such-records]: `in` is a folder\nhint: name a file in it: `in/one.csv`")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("locked.csv").write_text("date,kind\n", encoding="utf-8")
    Path("locked.csv").chmod(0)
    assert told("locked.csv") == (
        "error[R001 no-such-records]: the file `locked.csv` cannot be read: Permission denied"
    )


def test_a_file_larger_than_memory_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Path("large.csv").open("wb") as file:
        file.truncate(1_000_000_001)
    assert told("large.csv") == (
        "error[R001 no-such-records]: `large.csv` has more than 1,000,000,000 bytes\n"
        "hint: keep the events in a Parquet or DuckDB file and the records that you need in another"
    )


def test_bytes_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("latin.csv").write_bytes("date,kind,note\r\n2016-03-04,gap,Genève\r\n".encode("latin-1"))
    assert told("latin.csv") == (
        "error[R002 records-not-text]: `latin.csv` is not UTF-8 text\n"
        "  --> latin.csv:2:19\n"
        "found: the byte 0xe8\n"
        "hint: save it as UTF-8 in your editor"
    )


def test_a_cell_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wide.csv").write_text(f"date,kind,note\n2016-03-04,gap,{'x' * 140_000}\n", encoding="utf-8")
    said = told("wide.csv").splitlines()
    assert said[0] == ("error[R003 not-a-table]: a cell in the row that begins here has more than 131,072 characters")
    assert max(len(line) for line in said) < 200


@pytest.mark.parametrize("suffix", [".parquet", ".duckdb"])
def test_a_damaged_table(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(f"damaged{suffix}").write_bytes(b"PAR1 or something else" * 9)
    first, *_ = told(f"damaged{suffix}").splitlines()
    kind = "Parquet" if suffix == ".parquet" else "a DuckDB file"
    assert first.startswith(f"error[R003 not-a-table]: `damaged{suffix}` cannot be read as {kind}: ")


def test_tables_with_other_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pl.DataFrame({"date": ["2016-03-04"], "kind": ["gap"], "wert": ["x"]}).write_parquet("other.parquet")
    assert told("other.parquet").splitlines()[:2] == [
        "error[R005 bad-column]: records have no column `wert`",
        "  --> other.parquet:1:1",
    ]
    pl.DataFrame({"kind": ["gap"]}).write_parquet("undated.parquet")
    assert told("undated.parquet").splitlines()[0] == "error[R005 bad-column]: there is no column `date`"
    pl.DataFrame({"date": [], "kind": []}).write_parquet("empty.parquet")
    assert told("empty.parquet") == "error[R004 no-records]: there are no records in `empty.parquet`"
    pl.DataFrame({"date": [["2016-03-04"]], "kind": ["gap"]}).write_parquet("nested.parquet")
    assert told("nested.parquet") == (
        "error[R003 not-a-table]: the column `date` of `nested.parquet` holds no texts, numbers or dates"
    )


def test_a_database_without_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.chdir(tmp_path)
    with duckdb.connect("base.duckdb") as base:
        base.execute("create table record (date varchar)").fetchall()
    with duckdb.connect("view.duckdb") as base:
        base.execute("create table seen (date date, kind varchar, value varchar)").fetchall()
        base.execute("insert into seen values ('2016-03-04', 'gap', '3 days')").fetchall()
        base.execute("create view records as select * from seen").fetchall()
    assert read_records("view.duckdb", game=two_parties())[0].until == "3 days"
    assert told("base.duckdb") == (
        "error[R003 not-a-table]: there is no table `records` in `base.duckdb`\nhint: did you mean `record`?"
    )


def test_records_made_in_python_are_told_by_their_number() -> None:
    records = Records(
        [
            {"date": "2016-03-04", "kind": "change", "factor": "truce", "value": "strained"},
            {"date": "2016-03-03", "kind": "move", "actor": "russia", "move": "retrun"},
        ]
    )
    order, move = check_records(records, two_parties())
    assert order.render() == (
        "error[R008 out-of-order]: 2016-03-03 stands after 2016-03-04 (record 1)\n"
        "  --> <records>:2:1\n"
        "hint: records stand in the order in which things happened: move it up, or sort the file by date"
    )
    assert move.render().startswith("error[R013 unknown-move]: `retrun` is no move of `russia`\n  --> <records>:2:1")
    with pytest.raises(RecordError) as error:
        records.checked(two_parties())
    assert error.value.diagnostics == (order, move)
    assert error.value.counts == {"R008": 1, "R013": 1}


def test_without_a_game_form_alone_is_checked() -> None:
    text = "date,kind,factor,value\n2016-03-04,change,weather,dry\n2016-03-03,change,truse,wet\n"
    assert [one.code for one in check_records(read_unchecked(text))] == ["R008"]
    both = "date,kind,factor,value\n12.5,change,weather,dry\n2016-03-03,change,weather,wet\n"
    with pytest.raises(RecordError, match="no number of days"):
        read_records(both)


def read_unchecked(text: str) -> Records:
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return Records([dict(zip(("date", "kind", "factor", "value"), row, strict=True)) for row in rows])


def test_all_diagnostics_on_request() -> None:
    records = Records([{"date": f"2016-03-{day:02}", "kind": "changed"} for day in range(1, 31)])
    assert [one.code for one in check_records(records)] == ["R009"] * 10 + ["R099"]
    assert len(check_records(records, shown=None)) == 30
