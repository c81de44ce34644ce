"""Every kind of wrong input, with its exit code and what is said about it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from detente.cli import COMMANDS, reference
from detente.cli._failures import FAILED, report_failure
from detente.cli._shapes import ERROR


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches(refused, command) -> None:
    code, out, err = refused(command, "--help")
    assert (code, err) == (0, "")
    assert "examples:" in out
    assert "exit codes:" in out
    assert f"detente {command}" in out.split("examples:")[1]


def test_the_top_lists_the_commands(refused) -> None:
    code, out, _ = refused("--help")
    assert code == 0
    assert all(f"\n  {name} " in out for name in COMMANDS)
    code, out, err = refused()
    assert (code, out) == (2, "")
    assert "commands:" in err


def test_the_version(refused) -> None:
    from detente import __version__

    assert refused("--version")[:2] == (0, f"detente {__version__}\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["slove", "x.yaml"], "error: there is no command `slove`\nhint: did you mean `solve`?"),
        (["solve"], "error: the following arguments are required: FILE"),
        (["solve", "{small}", "--jsno"], "hint: did you mean `--json`?"),
        (["check", "{small}", "--max-states", "0"], "`0` is not above 0"),
        (["check", "{small}", "--max-states", "1e6"], "`1e6` is no whole number"),
        (["solve", "{small}", "--tolerance", "nan"], "`nan` is not a finite number above 0"),
        (["check", "no-such.yaml"], "error: there is no file and no case `no-such.yaml`"),
        (["check", "syria-2015"], "hint: did you mean `syria-2016`?"),
        (["check", "{folder}"], "is a folder"),
        (["check", "{small}", "--set", "calmin=3"], "hint: did you mean `calming`?"),
        (["check", "{small}", "--set", "calming"], "hint: write `--set name=value`"),
        (["check", "{small}", "--set", "calming="], "hint: write `--set name=value`"),
        (["check", "{small}", "--set", "calming=2*spoil"], "error[S011 unknown-name]"),
        (["check", "{small}", "--set", "calming=2*"], "--> --set calming:1:3"),
        (["check", "{small}", "--explanation", "drak"], "hint: did you mean `dark`?"),
        (["ask", "{small}", "P(truse == broken, at=3)"], "error[S012 unknown-factor]"),
        (["ask", "{small}", "P(truse == broken, at=3)"], "--> QUESTION:1:3"),
        (["ask", "{small}", "P(truce == broken, at="], "error[S010 expression-syntax]"),
        (["ask", "{small}", "truce == broken"], "error[S036 bad-question]"),
        (["ask", "{small}", "P(truce == broken, at=2024-01-01)"], "clock units before now"),
        (["ask", "{small}", "move(armee)"], "did you mean `army`?"),
        (["ask", "{small}", "P(truce == broken, at=3)", "--given", "truce == lost"], "--> --given:1:10"),
        (["ask", "{small}", "P(truce == broken, at=3)", "--given", "truce =="], "error[S010"),
        (["ask", "{small}", "P(truce == broken, at=3)", "--given", "truce < broken"], "holds in no state"),
        (["ask", "{small}", "--moment", "after_a_wek"], "hint: did you mean `after_a_week`?"),
        (["ask", "{small}", "--at", "2023-01-01"], "at or after the start"),
        (["ask", "{small}", "--at", "soon"], "is no duration"),
        (["ask", "{small}", "--at", "3", "--moment", "after_a_week"], "not allowed with argument"),
        (["ask", "{small}", "move(army)", "--expect"], "leave out the QUESTION"),
        (["simulate", "{small}", "--out", "paths.txt"], "end it in .csv or .parquet"),
        (["simulate", "{small}", "--json"], "add `--out paths.csv`"),
        (["simulate", "{small}", "--out", "{small}/in/paths.csv"], "is no folder"),
        (["analyse", "{small}", "--out", "{small}"], "is no folder"),
        (["analyse", "{small}", "--check-seconds", "-1"], "is not a finite number above 0"),
        (["new", "{small}"], "exists already and is left as it is"),
        (["new", ".."], "needs a file name"),
        (["schema", "--command", "sovle"], "hint: did you mean `solve`?"),
    ],
)
def test_misuse_is_2(refused, small, tmp_path, words, message) -> None:
    before = Path(small).read_text()
    filled = [word.replace("{small}", small).replace("{folder}", str(tmp_path)) for word in words]
    code, out, err = refused(*filled)
    assert message in err
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert Path(small).read_text() == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"detente: 1\nstate: [", "error[S001 yaml-syntax]"),
        (b"\x00\xff\xfe\x80binary", "error[S038 not-text]"),
        (b"", "error["),
        (b"detente: 2\nstate: {a: {values: [x], start: x}}\n", "error[S004 unsupported-version]"),
        (b"detente: 1\nstate: {a: {values: [x, y], start: z}}\n", "error[S018 start-not-listed]"),
    ],
)
def test_a_wrong_scenario_is_1(refused, tmp_path, text, message) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_bytes(text)
    code, out, err = refused("solve", str(path))
    assert (code, out) == (1, "")
    assert message in err
    assert "Traceback" not in err


def test_what_is_wrong_in_a_reachable_state_has_its_place(refused, small, tmp_path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(Path(small).read_text().replace("rate: calming", "rate: calming / (level(truce) - 1)"))
    code, _, err = refused("ask", str(path))
    assert code == 1
    assert "error[S028 division-by-zero]" in err
    assert f"--> {path}:" in err
    assert "^" in err


def test_a_setting_that_breaks_the_scenario_is_1(refused, small) -> None:
    code, _, err = refused("check", small, "--set", "calming=-0.5")
    assert code == 1
    assert "S020" in err


def test_too_many_states_is_1(refused, small) -> None:
    code, _, err = refused("check", small, "--max-states", "5")
    assert code == 1
    assert "S026" in err


def test_errors_as_objects(refused, small) -> None:
    for words, code, kind in [
        (("ask", small, "P(truse == broken, at=3)", "--json"), 2, "usage"),
        (("solve", "no-such.yaml", "--json"), 2, "usage"),
        (("solve", "--json"), 2, "usage"),
        (("solve", small, "--json", "--sed", "3"), 2, "usage"),
        (("slove", small, "--json"), 2, "usage"),
        (("check", small, "--set", "calming=-0.5", "--json"), 1, None),
        (("solve", small, "--set", "calming=-0.5", "--json"), 1, "scenario"),
    ]:
        found, out, err = refused(*words)
        assert found == code
        if kind is None:
            assert json.loads(out)["ok"] is False
        else:
            assert out == ""
            jsonschema.validate(json.loads(err), ERROR)
            assert json.loads(err)["error"]["kind"] == kind


def test_what_did_not_converge_is_3(refused, small) -> None:
    code, out, _ = refused("solve", small, "--json", "--max-seconds", "1e-9")
    assert code == 3
    found = json.loads(out)
    assert found["outcome"] != "converged"
    assert found["remedy"]


def test_no_number_is_shown_where_the_solution_did_not_converge(refused, monkeypatch, small) -> None:
    from dataclasses import replace

    import detente.equilibrium
    from detente.errors import Outcome

    solve = detente.equilibrium.solve
    failed = Outcome(False, "stalled", "It stalled.", "Raise the noise.")
    monkeypatch.setattr(detente.equilibrium, "solve", lambda *a, **k: replace(solve(*a, **k), outcome=failed))
    for words in (["ask", small], ["trace", small], ["simulate", small], ["ask", small, "--expect"]):
        code, out, err = refused(*words)
        assert (code, out) == (3, "")
        assert err == "error: not solved (stalled): It stalled.\nhint: Raise the noise.\n"
    code, out, err = refused("ask", small, "--json")
    assert (code, out) == (3, "")
    assert json.loads(err)["error"] == {
        "kind": "outcome",
        "outcome": "stalled",
        "message": "It stalled.",
        "remedy": "Raise the noise.",
    }


def test_a_fault_of_ours_has_no_traceback(capsys) -> None:
    assert report_failure(KeyError("lost"), as_json=False) == FAILED
    err = capsys.readouterr().err
    assert err.startswith("internal error: KeyError: 'lost'\nhint: ")


def test_a_fault_of_ours_shows_where_if_asked(refused, monkeypatch, small) -> None:
    import detente.casebook

    monkeypatch.setattr(detente.casebook, "load", lambda _: 1 / 0)
    assert "Traceback" not in refused("check", small)[2]
    monkeypatch.setenv("DETENTE_DEBUG", "1")
    code, _, err = refused("check", small)
    assert code == FAILED
    assert "ZeroDivisionError" in err
    assert "Traceback" in err


def test_the_codes_hold_for_the_process(run, small, tmp_path) -> None:
    (tmp_path / "bad.yaml").write_text("detente: 1\n")
    assert run("check", small).code == 0
    assert run("check", str(tmp_path / "bad.yaml")).code == 1
    assert run("check", "--nothing").code == 2
    done = run("solve", small, "--max-seconds", "1e-9")
    assert done.code == 3
    assert "remedy" in done.out


def test_ctrl_c_leaves_nothing_behind(small, tmp_path) -> None:
    out = tmp_path / "out"
    words = ["simulate", small, "--paths", "60000", "--horizon", "2000", "--out", str(out / "paths.csv")]
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(3)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr == "stopped; nothing was written\n"
    assert not out.exists() or list(out.iterdir()) == []


def test_a_closed_pipe_is_no_fault(small) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "detente", "expand", small]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writer)
    assert done.returncode == 141
    assert "Traceback" not in done.stderr


def test_the_reference_page_is_of_these_commands() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
    made_by = "python -c 'from detente.cli import reference; print(reference(), end=\"\")' > docs/reference/cli.md"
    assert page.read_text(encoding="utf-8") == reference(), f"out of date: {made_by}"
