"""The main job as a command: its page and its files."""

import json
import os

import jsonschema
import pytest

from detente.cli import SHAPES, main


@pytest.fixture(scope="module")
def done(run, small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("analyse")
    found = run(
        "analyse", small, "--out", str(folder / "new" / "out"), "--set", "calming=0.09", "--check-seconds", "60"
    )
    assert found.code == 0, found.err
    return found, folder / "new" / "out"


def test_three_files_and_nothing_else(done) -> None:
    _, folder = done
    assert {one.name for one in folder.iterdir()} == {"small.html", "small.json", "small.txt"}
    umask = os.umask(0)
    os.umask(umask)
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o666 & ~umask}


def test_the_page_is_printed_and_kept(done) -> None:
    found, folder = done
    assert found.err == ""
    assert found.out.startswith((folder / "small.txt").read_text())
    assert found.out.splitlines()[-1].startswith("written: ")
    assert "calming = 0.09" in found.out
    assert "after_a_week (15 March 2024)" in found.out


def test_the_record_has_the_documented_shape(done) -> None:
    _, folder = done
    record = json.loads((folder / "small.json").read_text(), parse_constant=pytest.fail)
    jsonschema.validate(record, SHAPES["analyse"], cls=jsonschema.Draft202012Validator)
    assert [one["name"] for one in record["views"]] == ["start", "after_a_week"]
    assert record["answers"][0]["values"] == pytest.approx([0.35, record["explanations"][0]["chances"][1]])
    assert record["whatif"]["tried"] == 2


def test_the_answers_are_those_of_ask(done, run, small) -> None:
    _, folder = done
    record = json.loads((folder / "small.json").read_text())
    for at, words in enumerate([[], ["--moment", "after_a_week"]]):
        question = record["answers"][1]["question"]
        (found,) = run("ask", small, question, "--set", "calming=0.09", "--json", *words).record
        assert found["value"] == pytest.approx(record["answers"][1]["values"][at], rel=1e-7)


def test_the_default_folder(small, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["analyse", small, "--json", "--check-seconds", "0", "--horizon", "9"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["horizon"] == 9
    assert {one.name for one in (tmp_path / "detente-out" / "small").iterdir()} == {
        "small.html",
        "small.json",
        "small.txt",
    }


def test_a_failure_leaves_what_was_there(small, tmp_path, monkeypatch, capsys) -> None:
    """The HTML cannot be made: the old files stay, whole, and no new one appears."""
    import detente.report.page

    def fail(_):
        raise RuntimeError("no ink")

    (tmp_path / "small.json").write_text("old")
    monkeypatch.setattr(detente.report.page, "document", fail)
    assert main(["analyse", small, "--out", str(tmp_path), "--check-seconds", "0"]) == 70
    assert capsys.readouterr().out == ""
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("small.json", "old")]
