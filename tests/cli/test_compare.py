"""``compare`` as a user runs it, with wrong words too."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from detente.cli import SHAPES

CASE = "two-parties-and-a-guarantor"
ASKED = "P(truce == broken, at=45)"


def test_the_changes_of_a_case(run) -> None:
    done = run("compare", CASE, ASKED, "E(time_to(force == base))")
    assert (done.code, done.err) == (0, "")
    assert "no_return: What has gone does not come back" in done.out
    assert "An intervention on 2024-06-03" in done.out
    assert "without the records" in done.out
    assert ASKED in done.out


def test_as_json_with_draws_and_again_from_the_checkpoint(run, tmp_path: Path) -> None:
    words = (
        "compare",
        CASE,
        ASKED,
        "E(time_to(force == base))",
        "--do",
        "no_return",
        "--do",
        "forbid: guarantor.draw_down",
    )
    words = (*words, "--draws", "12", "--on", "1", "--checkpoint", str(tmp_path / "kept"), "--json")
    first, second = run(*words), run(*words)
    assert first.code == second.code == 0
    jsonschema.validate(first.record, SHAPES["compare"], cls=jsonschema.Draft202012Validator)
    assert first.record == second.record
    assert [one["name"] for one in first.record["changes"]] == ["no_return", "do"]
    assert first.record["draws"] > 1
    answer = first.record["changes"][1]["answers"][0]
    assert answer["interval"]["low"] <= answer["interval"]["mean"] <= answer["interval"]["high"]
    assert answer["difference"] == answer["changed"] - answer["base"] != 0


def test_a_change_from_a_file_under_the_record(run, tmp_path: Path) -> None:
    file = tmp_path / "changes.yaml"
    file.write_text("do:\n  one: {forbid: guarantor.restrain}\n  two: {parameters: {upkeep: 0.2}}\n", encoding="utf-8")
    words = ("compare", CASE, ASKED, "--do", str(file), "--from", "record", "--until", "2024-05-20", "--json")
    done = run(*words)
    assert done.code == 0, done.err
    assert [(one["name"], one["since"]) for one in done.record["changes"]] == [("one", "record"), ("two", "record")]
    assert done.record["date"] == "2024-05-20"
    for one in done.record["changes"]:
        assert one["fault"] or sum(one["posterior"].values()) == pytest.approx(1)


WRONG = [
    (("--do", "no_retrn"), "did you mean `no_return`?"),
    (("--do", "forbid: guarantor.retrn"), "`guarantor.retrn` is no move or event of this scenario"),
    (("--do", "nowhere.yaml"), "cannot be read"),
    (("--do", "forbid: [a"), "is not closed"),
    (("P(trce == broken, at=3)",), "did you mean `truce`?"),
    (("--set", "upkeep=0.2", "--draws", "20"), "`--set` does not go with `--draws`"),
    (("--on", "2"), "is about draws"),
    (("--explanation", "committed"), "does not go with `compare`"),
]


@pytest.mark.parametrize(("words", "told"), WRONG, ids=[" ".join(one[0]) for one in WRONG])
def test_what_is_wrong_is_told(run, words: tuple[str, ...], told: str) -> None:
    done = run("compare", CASE, *words)
    assert done.code != 0
    assert told in done.err
    assert "Traceback" not in done.err
    assert done.out == ""
