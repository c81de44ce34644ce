"""Mapping event lists and testing claims, from the command line."""

import csv
from pathlib import Path

import polars
import pytest
from tests.cli.test_evidence import CHAIN, REAL, WHOLE
from tests.cli.test_json import conforms

EVENTS = """\
day;what;who
2 March 2024;The truce goes on;Wire
3 March 2024;The truce is broken;Wire
4 March 2024;The truce is broken, says another;Herald
5 March 2024;A cat show;Herald
31 February 2024;The truce is broken;Herald
"""

RULES = """\
events: {date: day, dates: "%d %B %Y", separator: semicolon}
defaults: {source: "{who}", note: "{what}"}
rules:
  - match: {what: {contains: is broken}}
    record: {kind: change, factor: truce, value: broken}
  - match: {what: {contains: cat}}
    skip: about cats
"""

CLAIMS = """\
written: 2024-03-01
text: An invented commentary
claims:
  C1:
    quote: the truce will be gone within the week
    claim: The truce breaks within five days.
    kind: forecast
    test: {ask: "P(eventually(truce == broken), within=5)"}
    by: 2024-03-06
    record: {resolved: true, on: 2024-03-03, what: It broke., source: Wire}
  C2:
    quote: they mean it
    claim: It is no bluff.
    kind: motive
    test: {explanation: real}
    record: {resolved: contested}
  C3:
    quote: that would be wrong
    claim: Breaking it would be wrong.
    kind: norm
    test: {none: "What is right is no matter of record."}
    record: {resolved: not checkable}
"""


@pytest.fixture
def case(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("chain.yaml", CHAIN), ("events.csv", EVENTS), ("rules.yaml", RULES), ("claims.yaml", CLAIMS)):
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


MAP = ("map", "events.csv", "--rules", "rules.yaml", "--scenario", "chain.yaml")


def test_map_writes_records_that_observe_reads(run, case) -> None:
    done = run(*MAP, "--out", "new/records.csv", "--json", cwd=case)
    assert (done.code, done.err) == (0, "")
    conforms("map", done.record)
    assert (done.record["events"], done.record["used"], done.record["records"]) == (5, 1, 1)
    reasons = {one["reason"]: one["events"] for one in done.record["skipped"]}
    assert reasons["about cats"] == 1
    assert reasons["no rule"] == 1
    assert sum(reasons.values()) == 4
    (row,) = csv.DictReader(Path("new/records.csv").read_text().splitlines())
    assert (row["date"], row["kind"], row["factor"], row["value"]) == ("2024-03-03", "change", "truce", "broken")
    assert (row["source"], row["note"]) == ("Wire", "The truce is broken")
    found = run("observe", "chain.yaml", "--evidence", "new/records.csv", "--json", cwd=case).record
    assert found["explanations"]["real"] == pytest.approx(0.65 * REAL / WHOLE, abs=1e-10)


def test_map_without_a_file_writes_to_stdout(run, case) -> None:
    done = run(*MAP, cwd=case)
    assert done.code == 0
    assert run(*MAP, "--out", "records.csv", cwd=case).code == 0
    assert done.out == Path("records.csv").read_text()
    assert "5 events: 1 used in 1 record, 4 skipped" in done.err


def test_map_writes_parquet_and_duckdb(run, case) -> None:
    assert run(*MAP, "--out", "records.parquet", cwd=case).code == 0
    assert polars.read_parquet("records.parquet")["value"].to_list() == ["broken"]
    done = run(*MAP, "--out", "records.duckdb", cwd=case)
    assert (done.code, done.err) == (0, "")
    found = run("observe", "chain.yaml", "--evidence", "records.duckdb", "--json", cwd=case).record
    assert len(found["records"]) == 1


def test_a_map_without_a_record_leaves_the_old_file(run, case) -> None:
    Path("records.csv").write_text("kept\n", encoding="utf-8")
    rule = "rules: [{match: {what: elsewhere}, record: {kind: change, factor: truce, value: broken}}]\n"
    Path("none.yaml").write_text(RULES.split("defaults")[0] + rule, encoding="utf-8")
    words = ("map", "events.csv", "--rules", "none.yaml", "--out", "records.csv")
    done = run(*words, cwd=case)
    assert done.code == 1
    assert "no event became a record, so `records.csv` was not written" in done.out
    told = run(*words, "--json", cwd=case)
    conforms("map", told.record)
    assert (told.code, told.record["file"], told.record["records"]) == (1, None, 0)
    assert Path("records.csv").read_text(encoding="utf-8") == "kept\n"


def test_the_layout_may_come_from_the_command_line(run, case) -> None:
    rules = (
        'rules: [{match: {actor: Rebels}, record: {kind: change, factor: truce, value: broken, source: "{source}"}}]\n'
    )
    Path("bare.yaml").write_text(rules, encoding="utf-8")
    Path("acled.csv").write_text("event_date,actor1,actor,source\n03 March 2024,R,Rebels,Wire\n", encoding="utf-8")
    done = run("map", "acled.csv", "--rules", "bare.yaml", "--layout", "acled", cwd=case)
    assert done.code == 0
    assert done.out.splitlines()[1].startswith("2024-03-03,change,truce,broken")
    Path("gdelt.yaml").write_text("events: {layout: gdelt}\n" + rules, encoding="utf-8")
    refused = run("map", "acled.csv", "--rules", "gdelt.yaml", "--layout", "acled", cwd=case)
    assert (refused.code, refused.out) == (2, "")
    assert "the rules are for the layout `gdelt`" in refused.err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["events.csv"], 2, "the following arguments are required: --rules"),
        (["evens.csv", "--rules", "rules.yaml"], 2, "hint: did you mean `events.csv`?"),
        (["events.csv", "--rules", "rule.yaml"], 2, "hint: did you mean `rules.yaml`?"),
        (["events.csv", "--rules", "rules.yaml", "--layout", "acleed"], 2, "hint: did you mean `acled`?"),
        (["events.csv", "--rules", "rules.yaml", "--scenario", "chian.yaml"], 2, "no file and no case `chian.yaml`"),
        (["events.csv", "--rules", "rules.yaml", "--out", "out.txt"], 2, "end it in .csv, .parquet, .duckdb"),
        (["events.csv", "--rules", "rules.yaml", "--out", "events.csv"], 2, "is read here too"),
        (["events.csv", "--rules", "rules.yaml", "--out", "./rules.csv/../events.csv"], 2, "is read here too"),
        (["events.csv", "--rules", "rules.yaml", "--out", "events.csv/out.csv"], 2, "is no folder"),
        (["events.csv", "--rules", "rules.yaml", "--json"], 2, "add `--out records.csv`"),
        (["events.csv", "--rules", "wrong.yaml", "--scenario", "chain.yaml"], 1, "hint: did you mean `truce`?"),
        (["events.csv", "--rules", "wrong.yaml", "--scenario", "chain.yaml"], 1, "--> wrong.yaml:5:36"),
        (["empty.csv", "--rules", "rules.yaml"], 1, "there is nothing in `empty.csv`"),
        (["events.csv", "--rules", "empty.csv"], 1, "error["),
    ],
)
def test_what_cannot_be_mapped(refused, case, words, code, message) -> None:
    Path("wrong.yaml").write_text(RULES.replace("factor: truce", "factor: truse"), encoding="utf-8")
    Path("empty.csv").touch()
    before = {one.name: one.read_bytes() for one in case.iterdir()}
    found, out, err = refused("map", *words)
    assert message in err
    assert (found, out) == (code, "")
    assert "Traceback" not in err
    assert {one.name: one.read_bytes() for one in case.iterdir()} == before


def test_an_old_file_stays_where_mapping_fails(refused, case) -> None:
    Path("records.csv").write_text("precious", encoding="utf-8")
    Path("wrong.yaml").write_text(RULES.replace("value: broken", "value: brokn"), encoding="utf-8")
    code, _, err = refused(
        "map", "events.csv", "--rules", "wrong.yaml", "--scenario", "chain.yaml", "--out", "records.csv"
    )
    assert code == 1
    assert "did you mean `broken`?" in err
    assert Path("records.csv").read_text() == "precious"


def test_claims(run, case) -> None:
    run(*MAP, "--out", "records.csv", cwd=case)
    words = ("claims", "chain.yaml", "--claims", "claims.yaml", "--evidence", "records.csv")
    done = run(*words, "--until", "2024-03-10", "--json", cwd=case)
    assert (done.code, done.err) == (0, "")
    conforms("claims", done.record)
    found = {one["claim"]: one for one in done.record["claims"]}
    assert found["C1"]["status"] == "supported"
    assert found["C2"]["before"] == pytest.approx(0.65)
    assert found["C2"]["now"] == pytest.approx(0.65 * REAL / WHOLE, abs=1e-9)
    assert (found["C3"]["status"], found["C3"]["now"]) == ("not testable", None)
    assert sum(done.record["counts"].values()) == 3
    page = run(*words, cwd=case).out
    assert "C2  It is no bluff." in page
    assert max(map(len, page.splitlines())) <= 96
    Path("chain.yaml").write_text(CHAIN + "evidence: {records: records.csv, claims: claims.yaml}\n", encoding="utf-8")
    assert run("claims", "chain.yaml", "--until", "2024-03-10", "--json", cwd=case).record == done.record


@pytest.mark.parametrize(
    ("claims", "code", "message"),
    [
        (None, 2, "there are no claims to test\nhint: give one, `--claims claims.yaml`"),
        (CLAIMS.replace("explanation: real", "explanation: rael"), 1, "hint: did you mean `real`?"),
        (CLAIMS.replace("truce == broken", "truse == broken"), 1, "truse"),
        (CLAIMS.replace("kind: norm", "kind: nrom"), 1, "nrom"),
        (CLAIMS.replace("written: 2024-03-01", "written: 2023-03-01"), 1, "before the start of the scenario"),
        ("", 1, "error["),
    ],
)
def test_claims_that_cannot_be_tested(refused, case, claims, code, message) -> None:
    Path("records.csv").write_text("date,kind,factor,value\n2024-03-03,change,truce,broken\n", encoding="utf-8")
    words = []
    if claims is not None:
        Path("wrong.yaml").write_text(claims, encoding="utf-8")
        words = ["--claims", "wrong.yaml"]
    found, out, err = refused("claims", "chain.yaml", "--evidence", "records.csv", *words)
    assert message in err
    assert (found, out) == (code, "")
    assert "Traceback" not in err
