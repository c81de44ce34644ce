"""Every code that a scenario can trip: the whole message of a wrong scenario, with its place.

``wrong/CODE-what.yaml`` is the scenario, and ``wrong/CODE-what.txt`` what a reader is told about it.
"""

from pathlib import Path

import pytest

from detente.errors import CODES, Diagnostic, ScenarioError
from detente.scenario import load, loads

WRONG = Path(__file__).parent / "wrong"
CASES = sorted(one.stem for one in WRONG.glob("*.yaml"))

TRIPPED_ELSEWHERE = {
    "S002": "test_a_large_file_is_refused_unread",
    "S026": "test_too_many_states_names_the_factors",
    "S038": "test_bytes_that_are_no_text",
    "S039": "test_no_such_file",
}
NOT_IN_THE_LANGUAGE = {"S037"}  # a payoff function can only be given in Python


def found_in(text: str) -> list[Diagnostic]:
    try:
        return loads(text, "wrong.yaml").check()
    except ScenarioError as error:
        return list(error.diagnostics)


@pytest.mark.parametrize("case", CASES)
def test_the_whole_message(case: str) -> None:
    text = (WRONG / f"{case}.yaml").read_text(encoding="utf-8")
    found = found_in(text)
    told = "\n\n".join(one.render(text) for one in found) + "\n"
    assert told == (WRONG / f"{case}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_every_message_has_a_place_and_its_code(case: str) -> None:
    text = (WRONG / f"{case}.yaml").read_text(encoding="utf-8")
    found = found_in(text)
    rows = text.split("\n")
    assert found
    for one in found:
        assert one.place is not None
        assert one.place.file == "wrong.yaml"
        assert 1 <= one.place.line <= len(rows)
        assert 1 <= one.place.column <= len(rows[one.place.line - 1]) + 1
        assert not {"str", "dict", "int", "None", "NoneType", "pydantic", "Input"} & set(one.render().split())
    if case[1:4].isdigit():
        assert case[:4] in {one.code for one in found}
    assert [(one.place.line, one.place.column) for one in found if one.place] == sorted(
        (one.place.line, one.place.column) for one in found if one.place
    )


def test_every_code_of_the_language_is_tripped() -> None:
    tripped = {case[:4] for case in CASES if case[1:4].isdigit()}
    of_scenarios = {code for code in CODES if code.startswith("S")}
    assert tripped | TRIPPED_ELSEWHERE.keys() | NOT_IN_THE_LANGUAGE == of_scenarios
    assert not tripped & NOT_IN_THE_LANGUAGE
    assert all(name in globals() for name in TRIPPED_ELSEWHERE.values())


def test_every_message_file_has_its_scenario() -> None:
    assert sorted(one.stem for one in WRONG.glob("*.txt")) == CASES


def told(error: pytest.ExceptionInfo[ScenarioError]) -> str:
    return str(error.value)


def test_no_such_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("border-crisis.yaml").write_text("detente: 1\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load("border-crysis.yaml")
    assert told(error) == (
        "error[S039 no-such-file]: there is no file `border-crysis.yaml`\nhint: did you mean `border-crisis.yaml`?"
    )
    with pytest.raises(ScenarioError) as error:
        load("elsewhere/nothing.yaml")
    assert told(error) == "error[S039 no-such-file]: there is no file `elsewhere/nothing.yaml`"


def test_a_folder_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cases").mkdir()
    Path("cases/one.yaml").write_text("detente: 1\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load("cases")
    assert told(error) == "error[S039 no-such-file]: `cases` is a folder\nhint: name a file in it: `cases/one.yaml`"


def test_bytes_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("latin.yaml").write_bytes("detente: 1\ntitle: Genève\n".encode("latin-1"))
    with pytest.raises(ScenarioError) as error:
        load("latin.yaml")
    assert told(error) == (
        "error[S038 not-text]: the file is not UTF-8 text\n"
        "  --> latin.yaml:2:11\n"
        "found: the byte 0xe8\n"
        "hint: save it as UTF-8 in your editor"
    )


def test_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("large.yaml").write_bytes(b"# nothing\n" * 110_000)
    with pytest.raises(ScenarioError) as error:
        load("large.yaml")
    assert told(error) == (
        "error[S002 too-large]: `large.yaml` has more than 1,000,000 bytes, which is more than a scenario may have\n"
        "  --> large.yaml:1:1\n"
        "hint: leave out what is not the scenario; evidence and data stand in files of their own"
    )


def test_too_many_states_names_the_factors() -> None:
    text = (
        "detente: 1\nstate:\n"
        "  near: {values: [a, b, c, d, e, f, g], start: a}\n"
        "  far: {values: [a, b, c, d, e], start: a}\n"
        "nature:\n"
        "  approach: {rate: 0.3, when: near != g, then: {near: level(near) + 1}}\n"
        "  drift: {rate: 0.7, when: far != e, then: {far: level(far) + 1}}\n"
    )
    (one,) = loads(text, "wrong.yaml").check(max_states=34)
    assert one.code == "S026"
    assert one.place is not None
    assert (one.place.line, one.place.column, one.place.length) == (2, 1, 5)
    assert one.message.startswith("more than 34 states can be reached")
    assert one.found == "the largest factors are `near` (7 values), `far` (5 values)"
    assert loads(text).check(max_states=35) == []
