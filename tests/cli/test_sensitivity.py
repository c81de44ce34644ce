"""``sensitivity`` and ``breakeven`` as a user runs them, with wrong words too."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from detente.cli import SHAPES

ASKED = "P(eventually(truce == broken), within=30)"


def conforms(command: str, record: object) -> None:
    jsonschema.validate(record, SHAPES[command], cls=jsonschema.Draft202012Validator)


def test_tornado_of_the_scenarios_own_questions(run, small) -> None:
    done = run("sensitivity", small, "--on", "1", "--json")
    assert (done.code, done.err) == (0, "")
    conforms("sensitivity", done.record)
    assert set(done.record["base"]) == {
        "P(mood == dark, at=17)",
        "E(time_to(truce == broken))",
        "P(eventually(truce == broken), within=2024-03-10)",
    }
    assert {one["parameter"] for one in done.record["swings"]} == {"calming", "spoils"}


@pytest.mark.parametrize(("method", "runs", "measure"), [("morris", "3", "mu_star"), ("sobol", "4", "total_error")])
def test_all_together(run, small, method: str, runs: str, measure: str) -> None:
    done = run("sensitivity", small, ASKED, "--method", method, "--runs", runs, "--on", "1", "--json")
    assert (done.code, done.err) == (0, "")
    conforms("sensitivity", done.record)
    assert all(measure in one for one in done.record["indices"])


def test_as_text_and_kept(run, small, tmp_path: Path) -> None:
    words = ("sensitivity", small, ASKED, "--on", "1", "--checkpoint", str(tmp_path / "kept"))
    first, second = run(*words), run(*words)
    assert first.code == second.code == 0
    assert first.out.splitlines()[1:] == second.out.splitlines()[1:]
    assert f"{ASKED} is " in first.out


def test_break_even(run, small) -> None:
    words = ("breakeven", small, "calming", "E(time_to(truce == broken))", "60", "--low", "0.01", "--high", "2")
    done = run(*words, "--on", "1", "--json")
    assert (done.code, done.err) == (0, "")
    conforms("breakeven", done.record)
    found = done.record["crossings"]
    assert [one["after"] for one in found] == ["under", "over"], "the time first falls with calming, then rises"
    for one in found:
        at = run("ask", small, "E(time_to(truce == broken))", "--set", f"calming={one['value']}", "--json")
        assert at.record[0]["value"] == pytest.approx(60, rel=1e-2)


def test_the_verdict(run, small, tmp_path: Path) -> None:
    records = tmp_path / "records.csv"
    records.write_text("date,kind,factor,value\n2024-03-04,change,truce,strained\n2024-03-05,change,truce,broken\n")
    done = run("breakeven", small, "spoils", "--verdict", "--evidence", str(records), "--on", "1", "--json")
    assert (done.code, done.err) == (0, "")
    conforms("breakeven", done.record)
    assert done.record["question"] == ""
    assert done.record["threshold"] is None
    assert set(done.record["scan"][0]["answers"]) == {"P(dark | record)", "P(bright | record)"}


REFUSED = [
    (("sensitivity", "--runs", "5"), "`--runs` is for morris and sobol"),
    (("sensitivity", "--method", "sobol", "--max-seconds", "5"), "`--max-seconds` is for the tornado"),
    (("sensitivity", "--method", "sobol", "--runs", "6"), "a power of 2"),
    (("sensitivity", "--parameters", "spoilz"), "did you mean `spoils`?"),
    (("sensitivity", "P(eventually(trce == broken), within=3)"), "did you mean `truce`?"),
    (("sensitivity", "--on", "nowhere"), "there is nowhere to run"),
    (("breakeven", "spoils"), "a QUESTION and a THRESHOLD are needed"),
    (("breakeven", "spoils", ASKED), "a QUESTION and a THRESHOLD are needed"),
    (("breakeven", "spoils", ASKED, "half"), "`half` is no number"),
    *(
        (("breakeven", "spoils", ASKED, wrong), f"`{wrong}` is no number")
        for wrong in ("1/0", "nan", "inf", "1e400", "1e999999999", "1e999999999/3")
    ),
    (("breakeven", "spoils", ASKED, "0.5", "--verdict"), "leave one of them out"),
    (("breakeven", "spoils", "--verdict"), "there is no evidence to take in"),
    (("breakeven", "spoils", "move(army)", "0.5"), "is not answered by one number"),
    (("breakeven", "spoils", ASKED, "0.5", "--low", "1", "--high", "0.2"), "is no range"),
    (("breakeven", "spoils", ASKED, "0.5", "--scan", "2"), "are too few"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED, ids=[" ".join(one) for one, _ in REFUSED])
def test_refusals(run, small, words: tuple[str, ...], said: str) -> None:
    done = run(words[0], small, *words[1:])
    assert done.code == 2
    assert done.out == ""
    assert said in done.err
    assert "Traceback" not in done.err
