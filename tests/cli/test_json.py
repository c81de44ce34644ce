"""What ``--json`` writes is as documented, and right."""

import csv
import math
from pathlib import Path

import jsonschema
import pytest

from detente.cli import COMMANDS, SHAPES


def conforms(command: str, record: object) -> None:
    jsonschema.validate(record, SHAPES[command], cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_sound_shape(command: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SHAPES[command])


def test_a_shape_can_refuse() -> None:
    with pytest.raises(jsonschema.ValidationError):
        conforms("ask", [{"question": "P(a == b, at=1)", "value": "many"}])


def test_check(run, small) -> None:
    done = run("check", small, "--json")
    assert (done.code, done.err) == (0, "")
    conforms("check", done.record)
    assert done.record["ok"] is True
    assert (done.record["states"], done.record["actors"], done.record["moves"], done.record["events"]) == (6, 2, 2, 1)


def test_check_of_a_wrong_file_lists_all_that_is_wrong(run, small, tmp_path) -> None:
    text = (
        Path(small).read_text().replace("truce == strained, then", "truse == strained, then").replace("0.25", "-0.25")
    )
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    done = run("check", str(path), "--json")
    assert (done.code, done.err) == (1, "")
    conforms("check", done.record)
    found = {one["code"]: one for one in done.record["diagnostics"]}
    assert set(found) == {"S012", "S021"}
    assert done.record["ok"] is False
    line = text.splitlines()[found["S012"]["line"] - 1]
    at = found["S012"]["column"] - 1
    assert line[at : at + found["S012"]["length"]] == "truse"
    assert found["S012"]["hint"] == "did you mean `truce`?"


def test_solve(run, small) -> None:
    done = run("solve", small, "--json")
    assert done.code == 0
    conforms("solve", done.record)
    assert done.record["outcome"] == "converged"
    assert done.record["states"] == 6
    assert set(done.record["regret"]) == {"army", "rebels"}
    assert all(0 <= one < 1e-6 for one in done.record["regret"].values())
    assert done.record["residual"] < 1e-8


def test_ask(run, small) -> None:
    move = "move(army)"
    done = run("ask", small, "P(mood == dark, at=3)", move, "--given", "truce == strained", "--json")
    assert done.code == 0
    conforms("ask", done.record)
    chance, options = done.record
    assert chance["question"] == "P(mood == dark, at=3)"
    assert chance["value"] != pytest.approx(0.35, abs=1e-3) or chance["value"] == pytest.approx(0.35)
    assert options["question"] == move
    assert set(options["value"]) == {"attack", "wait"}
    assert sum(options["value"].values()) == pytest.approx(1)
    assert 0 < options["value"]["attack"] < 1


def test_questions_may_follow_the_options(run, small) -> None:
    one = run("ask", small, "P(truce == broken, at=9)", "--json").record
    two = run("ask", "--json", small, "--given", "truce != broken", "P(truce == broken, at=9)").record
    assert two[0]["question"] == one[0]["question"]
    assert two[0]["value"] == pytest.approx(one[0]["value"], rel=1e-9)


def test_a_condition_changes_now(run, small) -> None:
    plain = run("ask", small, "P(truce == strained, at=0)", "P(truce == broken, at=2)", "--json").record
    given = run("ask", small, "P(truce == strained, at=0)", "P(truce == broken, at=2)", "--json",
                "--given", "truce == strained").record  # fmt: skip
    assert [one["value"] for one in (plain[0], given[0])] == [0, 1]
    assert given[1]["value"] > plain[1]["value"] + 0.1


def test_now_may_be_later(run, small) -> None:
    question = "P(truce == broken, at=4)"
    by_date = run("ask", small, question, "--at", "2024-03-06", "--json").record[0]["value"]
    by_time = run("ask", small, question, "--at", "5", "--json").record[0]["value"]
    at_nine = run("ask", small, "P(truce == broken, at=9)", "--json").record[0]["value"]
    assert by_date == by_time == pytest.approx(at_nine, rel=1e-9)


def test_a_moment_of_the_scenario(run, small) -> None:
    (found,) = run("ask", small, "P(truce == strained, at=0)", "--moment", "after_a_week", "--json").record
    assert found["value"] == pytest.approx(1)


def test_infinity_is_a_text(run, tmp_path) -> None:
    path = tmp_path / "chain.yaml"
    path.write_text(
        "detente: 1\nstate: {a: {values: [x, y, z], start: x}}\n"
        "nature: {up: {when: a == x, rate: 0.3, then: [{chance: 0.7, set: {a: y}}, {chance: 0.3, set: {a: z}}]}}\n"
    )
    done = run("ask", str(path), "E(time_to(a == y))", "P(eventually(a == y), within=inf)", "--json")
    conforms("ask", done.record)
    assert done.record[0]["value"] == "inf"
    assert done.record[1]["value"] == pytest.approx(0.7)


def test_set_reaches_the_game(run, tmp_path) -> None:
    path = tmp_path / "decay.yaml"
    path.write_text(
        "detente: 1\nparameters: {k: 0.2, twice: 2 * k}\nstate: {a: {values: [x, y], start: x}}\n"
        "nature: {fall: {when: a == x, rate: twice, then: {a: y}}}\n"
    )
    for words, rate in [((), 0.4), (("--set", "k=0.35"), 0.7), (("--set", "twice=3*k"), 0.6)]:
        (found,) = run("ask", str(path), "P(a == x, at=1.7)", "--json", *words).record
        assert found["value"] == pytest.approx(math.exp(-rate * 1.7), rel=1e-9)


def test_expected_answers(run, small, tmp_path) -> None:
    done = run("ask", small, "--expect", "--json")
    assert done.code == 0
    conforms("ask", done.record)
    assert [one["holds"] for one in done.record] == [True]
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(Path(small).read_text().replace("7/20", "8/20"))
    done = run("ask", str(wrong), "--expect", "--json")
    assert done.code == 1
    assert [one["holds"] for one in done.record] == [False]
    text = run("ask", str(wrong), "--expect")
    assert text.code == 1
    assert text.out.startswith("FAILED  P(mood == dark, at=17) = 0.35  (expected 0.4)")


def test_expand_loads_and_answers_alike(run, small, tmp_path) -> None:
    done = run("expand", small)
    assert done.code == 0
    expanded = tmp_path / "expanded.yaml"
    expanded.write_text(done.out)
    question = "P(truce == broken, at=11)"
    one, two = (run("ask", file, question, "--json").record for file in (small, str(expanded)))
    assert one[0]["value"] == pytest.approx(two[0]["value"], rel=1e-9)


def test_expand_as_json_is_a_scenario_too(run, small, tmp_path) -> None:
    done = run("expand", small, "--json", "--set", "calming=0.21")
    conforms("expand", done.record)
    assert float(done.record["parameters"]["calming"]["value"]) == 0.21
    path = tmp_path / "expanded.json"
    path.write_text(done.out)
    question = "P(truce == broken, at=11)"
    (one,) = run("ask", small, question, "--json", "--set", "calming=0.21").record
    (two,) = run("ask", str(path), question, "--json").record
    assert one["value"] == pytest.approx(two["value"], rel=1e-9)


def test_simulate_writes_what_it_says(run, small, tmp_path) -> None:
    out = tmp_path / "new" / "paths.csv"
    words = ("simulate", small, "--paths", "7", "--horizon", "40", "--seed", "5")
    done = run(*words, "--out", str(out), "--json")
    assert done.code == 0
    conforms("simulate", done.record)
    rows = list(csv.DictReader(out.open()))
    assert len(rows) == done.record["rows"]
    assert {row["path"] for row in rows} == {str(at) for at in range(7)}
    assert all(0 <= float(row["time"]) <= 40 for row in rows)
    assert run(*words).out == out.read_text()


def test_simulate_parquet(run, small, tmp_path) -> None:
    import polars

    out = tmp_path / "paths.parquet"
    assert run("simulate", small, "--paths", "3", "--horizon", "40", "--out", str(out)).code == 0
    assert polars.read_parquet(out)["path"].n_unique() == 3
    assert list(tmp_path.iterdir()) == [out]


def test_trace(run, small) -> None:
    done = run("trace", small, "--seed", "3", "--horizon", "60", "--json")
    assert done.code == 0
    conforms("trace", done.record)
    assert done.record["observers"]["rebels"] == ["truce"]
    assert set(done.record["observers"]["army"]) == {"truce", "mood"}
    for step in done.record["steps"]:
        assert "mood" not in step["sees"]["rebels"]
        assert "mood" not in step["sees"]["analyst"]


def test_cases(run) -> None:
    done = run("cases", "--json")
    assert done.code == 0
    conforms("cases", done.record)
    assert {"syria-2016", "two-parties-and-a-guarantor"} <= {one["name"] for one in done.record}
    assert all(one["states"] > 1 and one["abstract"] for one in done.record)


def test_schema(run, small) -> None:
    import yaml

    done = run("schema")
    conforms("schema", done.record)
    jsonschema.validate(
        yaml.safe_load(Path(small).read_text()) | {"clock": {"unit": "day"}, "moments": {}}, done.record
    )
    assert run("schema", "--command", "solve").record == SHAPES["solve"]


def test_new(run, tmp_path) -> None:
    done = run("new", "mine", "--title", 'A "new" crisis', "--json", cwd=tmp_path)
    assert done.code == 0
    conforms("new", done.record)
    assert done.record == {"file": "mine.yaml", "title": 'A "new" crisis'}
    assert run("check", "mine.yaml", cwd=tmp_path).code == 0
    assert "#" in (tmp_path / "mine.yaml").read_text()


OVERLAID = """
detente: 1
parameters: {pace: 0.2}
state: {a: {values: [x, y], start: x}}
nature: {fall: {when: a == x, rate: pace, then: {a: y}}}
explanations:
  slow: {prior: 0.3, about: as it was}
  fast: {prior: 0.7, about: faster, parameters: {pace: 0.6}}
"""


def test_an_overlay_is_chosen_by_name(run, tmp_path) -> None:
    path = tmp_path / "overlaid.yaml"
    path.write_text(OVERLAID)
    for words, pace in [((), 0.2), (("--explanation", "fast"), 0.6), (("--explanation", "slow"), 0.2)]:
        (found,) = run("ask", str(path), "P(a == x, at=1.7)", "--json", *words).record
        assert found["value"] == pytest.approx(math.exp(-pace * 1.7), rel=1e-9)
    assert "fast" in run("check", str(path), "--explanation", "fsat").err


def test_check_looks_under_every_overlay(run, tmp_path) -> None:
    path = tmp_path / "overlaid.yaml"
    path.write_text(OVERLAID.replace("{pace: 0.6}", "{pace: 1 / (pace - pace)}").replace("rate: pace", "rate: -pace"))
    done = run("check", str(path), "--json")
    assert done.code == 1
    assert done.record["ok"] is False


def test_a_hidden_value_is_chosen_by_name(run, small) -> None:
    (found,) = run("ask", small, "P(mood == dark, at=0)", "--explanation", "dark", "--json").record
    assert found["value"] == 1


def test_warnings_do_not_fail(run, tmp_path) -> None:
    path = tmp_path / "still.yaml"
    path.write_text(OVERLAID.replace("when: a == x, rate", "when: a == y, rate"))
    done = run("check", str(path), "--json")
    assert done.code == 0
    assert {one["severity"] for one in done.record["diagnostics"]} == {"warning"}
    text = run("check", str(path))
    assert text.code == 0
    assert text.err.startswith("warning[S02")
    assert "good." in text.out
