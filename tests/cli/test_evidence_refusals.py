"""What a user is told about evidence that cannot be used: code, place, fix; nothing written, no traceback."""

import json
from pathlib import Path

import pytest
from tests.cli.test_evidence import BROKEN, CHAIN, HEAD

PLAN = """\
from: 2024-03-02
to: 2024-03-08
every: 2 days
horizons: [3 days]
questions: {truce: {factor: truce}}
until: 2024-03-20
"""


@pytest.fixture
def case(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("chain.yaml").write_text(CHAIN + "evidence: {records: records.csv}\n", encoding="utf-8")
    Path("records.csv").write_text(HEAD + BROKEN, encoding="utf-8")
    Path("plan.yaml").write_text(PLAN, encoding="utf-8")
    bare = CHAIN.replace("explanations: {of: plan, about: {bluff: it only threatens, real: it means it}}", "")
    Path("bare.yaml").write_text(bare, encoding="utf-8")
    return tmp_path


def left(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.mark.parametrize("command", ["observe", "ask", "simulate", "analyse", "explain", "watch", "score"])
@pytest.mark.parametrize(
    ("rows", "code", "message"),
    [
        ("2024-02-20,change,truce,broken,,,,,\n", "R007", "2024-02-20 is before the start of the scenario, 2024-03-01"),
        ("2024-03-09,change,truce,broken,,,,,\n2024-03-05,change,truce,holding,,,,,\n", "R008", "--> wrong.csv:3:1"),
        ("2024-03-09,change,truse,broken,,,,,\n", "R010", "hint: did you mean `truce`?"),
        ("2024-03-09,change,truce,brokn,,,,,\n", "R011", "hint: did you mean `broken`?"),
        (BROKEN + BROKEN, "R017", "the same record stands on line 2"),
        ("2024-03-09,change,truce,broken,,,H1,,\n", "R016", "`H1` is no grade"),
        ("2024-03-03,change,truce,holding,,,,,\n", "R021", "no path leads to this record of 2024-03-03"),
        ("", "R004", "there are no records in `wrong.csv`"),
    ],
)
def test_wrong_records_are_1(refused, case, command, rows, code, message) -> None:
    Path("wrong.csv").write_text(HEAD + rows, encoding="utf-8")
    before = left(case)
    plan = ["--plan", "plan.yaml"] if command == "score" else []
    if command == "analyse":
        plan = ["--check-seconds", "0", "--out", "out"]
        if code == "R021":
            pytest.skip("a briefing is written whole: it says there which record is impossible")
    found, out, err = refused(command, "chain.yaml", "--evidence", "wrong.csv", *plan)
    assert f"error[{code} " in err
    assert message in err
    assert (found, out) == (1, "")
    assert "Traceback" not in err
    assert left(case) == before


def test_the_impossible_record_says_from_which_belief_and_how_near_it_is(refused, case) -> None:
    text = CHAIN.replace("[broken, holding]", "[gone, broken, holding]").replace(
        "mend:", "fall: {when: truce == broken, rate: 0.05, then: {truce: gone}}\n  mend:"
    )
    Path("deep.yaml").write_text(text, encoding="utf-8")
    Path("wrong.csv").write_text(HEAD + "2024-03-01,change,truce,gone,,,,,\n", encoding="utf-8")
    code, out, err = refused("observe", "deep.yaml", "--evidence", "wrong.csv")
    assert (code, out) == (1, "")
    assert "found: believed before it: plan real (0.65) or bluff (0.35), truce == holding" in err
    assert "hint: the nearest path is nature.breach" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["observe", "bare.yaml"], "error: there is no evidence to take in\nhint: give a file of records"),
        (["ask", "bare.yaml", "--until", "2024-03-04"], "error: there is no evidence to take in"),
        (["observe", "chain.yaml", "--evidence", "record.csv"], "hint: did you mean `records.csv`?"),
        (
            ["observe", "chain.yaml", "--until", "2024-02-20"],
            "error: `--until`: `2024-02-20` is not a time at or after",
        ),
        (["observe", "chain.yaml", "--until", "March"], "error: `--until`: `March` is no duration"),
        (["observe", "chain.yaml", "--explanation", "rael"], "hint: did you mean `real`?"),
        (["observe", "chain.yaml", "--set", "slo=2"], "hint: did you mean `slow`?"),
        (["ask", "chain.yaml", "--until", "2024-03-04", "--at", "2"], 'the evidence both say when "now" is'),
        (["ask", "chain.yaml", "--evidence", "records.csv", "--moment", "later"], "leave `--moment` out"),
        (["ask", "chain.yaml", "--until", "2024-03-04", "--given", "truce == holding"], "has no chance now"),
        (["ask", "chain.yaml", "--until", "2024-03-04", "--given", "truce == held"], "--> --given:1:10"),
        (["ask", "chain.yaml", "P(truse == held, at=2)", "--until", "2024-03-04"], "--> QUESTION:1:3"),
        (["explain", "bare.yaml", "--evidence", "records.csv"], "this scenario has no `explanations:` to compare"),
        (["watch", "bare.yaml", "--evidence", "records.csv"], "this scenario has no `explanations:` to compare"),
        (["watch", "chain.yaml", "--ahead", "2024-03-01"], "error: `--ahead`: `2024-03-01` is no date or time ahead"),
        (["watch", "chain.yaml", "--ahead", "soon"], "error: `--ahead`: `soon` is no duration"),
        (["watch", "chain.yaml", "--top", "0"], "`0` is not above 0"),
        (["score", "chain.yaml"], "error: there is no plan of what to forecast\nhint: give one, `--plan scores.yaml`"),
        (["score", "chain.yaml", "--plan", "plam.yaml"], "hint: did you mean `plan.yaml`?"),
        (["score", "chain.yaml", "--plan", "."], "is a folder"),
        (["analyse", "bare.yaml", "--until", "2024-03-04"], "evidence"),
    ],
)
def test_misuse_is_2(refused, case, words, message) -> None:
    before = left(case)
    code, out, err = refused(*words)
    assert message in err
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert left(case) == before


@pytest.mark.parametrize("command", ["observe", "ask", "explain", "watch", "score", "check", "analyse"])
def test_a_file_that_the_scenario_names_and_that_is_not_there(refused, case, command) -> None:
    Path("records.csv").unlink()
    words = {"ask": ["--until", "2024-03-04"], "score": ["--plan", "plan.yaml"]}.get(command, [])
    code, out, err = refused(command, "chain.yaml", *words)
    assert (code, out) == (1, "")
    assert "error[S040 no-evidence-file]: there is no file `records.csv`\n  --> chain.yaml:14:21" in err


def test_what_needs_no_evidence_runs_without_its_files(refused, case) -> None:
    Path("records.csv").unlink()
    assert refused("ask", "chain.yaml")[0] == 0
    assert refused("solve", "chain.yaml")[0] == 0


def test_errors_as_json(refused, case) -> None:
    Path("wrong.csv").write_text(HEAD + "2024-03-09,change,truse,broken,,,,,\n", encoding="utf-8")
    code, out, err = refused("observe", "chain.yaml", "--evidence", "wrong.csv", "--json")
    assert (code, out) == (1, "")
    (found,) = json.loads(err)["error"]["diagnostics"]
    assert (found["code"], found["file"], found["line"], found["column"]) == ("R010", "wrong.csv", 2, 19)


def test_of_very_many_faults_the_first_ten_and_the_count(refused, case) -> None:
    rows = "".join(f"2024-03-04,change,truse,broken,,,,,{at}\n" for at in range(40_000))
    Path("wrong.csv").write_text(HEAD + rows, encoding="utf-8")
    code, out, err = refused("observe", "chain.yaml", "--evidence", "wrong.csv")
    assert (code, out) == (1, "")
    assert err.count("error[") == 11
    assert "40,000 R010 unknown-record-factor" in err
    assert "39,999 R017 duplicate-record" in err
    assert "11 errors" not in err


def test_a_likelihood_far_below_the_smallest_number(refused, case) -> None:
    """Six hundred breaches, each about as likely as a thunderbolt."""
    rows = "".join(
        f"2024-{month:02}-{day:02},change,truce,{'broken' if day % 2 else 'holding'},,,,,\n"
        for month in range(3, 13)
        for day in range(1, 29)
    ).replace("2024-03-01,change,truce,broken,,,,,\n", BROKEN.replace("03-03", "03-01"), 1)
    Path("many.csv").write_text(HEAD + rows, encoding="utf-8")
    slow = ("--set", "slow=1e-6", "--set", "mends=1e-6", "--set", "more=1e-6")
    code, out, _ = refused("observe", "chain.yaml", "--evidence", "many.csv", *slow, "--json")
    assert code == 0
    found = json.loads(out)
    assert found["log_likelihood"] < -3000
    assert sum(found["explanations"].values()) == pytest.approx(1)
    assert found["explanations"]["real"] == pytest.approx(1, abs=1e-12)


def test_all_priors_are_nothing(refused, case) -> None:
    text = CHAIN.replace(
        "{of: plan, about: {bluff: it only threatens, real: it means it}}", "{a: {prior: 0}, b: {prior: 0}}"
    )
    Path("none.yaml").write_text(text, encoding="utf-8")
    code, out, err = refused("observe", "none.yaml", "--evidence", "records.csv")
    assert (code, out) == (1, "")
    assert "S019" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["observe", "chain.yaml", "--draws", "20"], "has a prior"),
        (["observe", "chain.yaml", "--draws", "0"], "`0` is not above 0"),
        (["observe", "chain.yaml", "--on", "2"], "error: `--on` is about draws of the parameters"),
        (["ask", "chain.yaml", "--checkpoint", "kept"], "error: `--checkpoint` is about draws of the parameters"),
        (
            ["ask", "chain.yaml", "--draws", "20", "--given", "plan == real"],
            "error: `--given` does not go with `--draws`",
        ),
        (["ask", "chain.yaml", "--draws", "20", "--at", "2"], 'the evidence both say when "now" is'),
        (["ask", "bare.yaml", "P(truce == broken, at=3)", "--draws", "20"], "there is no evidence to take in"),
    ],
)
def test_draws_that_cannot_be(refused, case, words, message) -> None:
    code, out, err = refused(*words)
    assert message in err
    assert (code, out) == (2, "")
    assert not Path("kept").exists()


def test_nowhere_to_draw(refused, case) -> None:
    text = Path("chain.yaml").read_text().replace("slow: 0.1", "slow: {value: 0.1, prior: {uniform: [0.02, 0.3]}}")
    Path("chain.yaml").write_text(text, encoding="utf-8")
    code, out, err = refused("observe", "chain.yaml", "--draws", "20", "--on", "everywhere")
    assert (code, out) == (2, "")
    assert "there is nowhere to run called `everywhere`" in err
