"""Mutilated scenarios raise a ScenarioError with places, or load; never anything else."""

import random
import re
from importlib.resources import files

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.errors import CODES, Diagnostic, ScenarioError
from detente.scenario import load, loads, template

BLOCKS = """
forces:
  bases: {of: north, levels: [few, some, many], upkeep: 0.05, withdraw: {takes: 4 days, cost: 0.7}}
channels:
  line: {between: [north, south], secret: true}
moments: {soon: {date: 2025-02-01, given: truce == holding}}
"""
TEXTS = (
    template(),
    template().replace("sees: [truce]", "sees: [truce, line]") + BLOCKS,
    files("detente.casebook").joinpath("crisis-bargaining-ladder", "scenario.yaml").read_text(encoding="utf-8"),
)

PIECES = (
    "",
    " ",
    "\n",
    "\t",
    ":",
    ": ",
    ",",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "#",
    "&a ",
    "*a",
    "!x ",
    "~",
    "<<: ",
    "|",
    ">",
    "---\n",
    "?",
    "@",
    "`",
    "%",
    "\x00",
    "é",
    "\u2028",
    "\U0001f54a",
    "0",
    "-1",
    "1e999",
    "nan",
    "inf",
    "true",
    "no",
    "level(",
    "==",
    "and ",
    "in [",
    "takes: 3 days",
    "takes: {mean: x, phases: 9}",
    "start: {}",
    "values: []",
    "hidden_from: [analyst]",
    "explanations:",
    "forces:",
    "(" * 120,
    "9**" * 50 + "9",
    "detente: 2",
    "truce",
    "north",
    "a" * 5000,
    "of: [x]",
    "[[]]",
    "{a: {b: {}}}",
    "-",
    "2025-02-30",
    "3 moons",
)


BLOCKS_IN_NO_PLACE = """
detente: 1
actors: {north: {discount: 1, attention: 1, noise: 1}}
state: {truce: {values: [a, b], start: a}}
SECTION
forces: {bases: {of: north, upkeep: 0.05}}
"""


@pytest.mark.parametrize(
    "value",
    ["", "x", "[x]", "{north: x}", "{north: [x]}", "{bases: x, withdraw_bases: 3}", "{north: {withdraw_bases: 3}}"],
)
@pytest.mark.parametrize("section", ["payoffs", "moves", "nature", "parameters", "state", "actors", "clock"])
def test_blocks_beside_what_is_no_mapping(section: str, value: str) -> None:
    text = BLOCKS_IN_NO_PLACE.replace(f"{section}: {{", f"# {section}: {{").replace("SECTION", f"{section}: {value}")
    assert outcome(text)


def outcome(text: str) -> list[Diagnostic]:
    try:
        scenario = loads(text, "fuzz.yaml")
        found = scenario.check(max_states=20_000)
        scenario.expanded()
    except ScenarioError as error:
        found = list(error.diagnostics)
        assert found
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for one in found:
        assert one.code in CODES
        assert one.place is not None
        assert 1 <= one.place.line <= len(rows) + 1
        assert one.place.column >= 1
        one.render(text)
    return found


cuts = st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES))


@given(st.sampled_from(TEXTS), st.lists(cuts, min_size=1, max_size=4))
@settings(max_examples=150)
def test_texts_with_pieces_exchanged(text: str, changes: list) -> None:
    for share, length, piece in changes:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + length :]
    outcome(text)


@pytest.mark.parametrize("seed", range(120))
def test_scenarios_with_words_exchanged(seed: int) -> None:
    """Words and signs of the scenario, and others, in each other's places."""
    dice = random.Random(seed)
    text = TEXTS[seed % len(TEXTS)]
    words = list(re.finditer(r"[\w.]+|[^\s\w]+", text))
    edits = sorted((dice.choice(words) for _ in range(dice.randint(1, 3))), key=lambda one: one.start(), reverse=True)
    for one in edits:
        text = text[: one.start()] + dice.choice([dice.choice(words).group(), dice.choice(PIECES)]) + text[one.end() :]
    outcome(text)


@pytest.mark.parametrize("seed", range(90))
def test_scenarios_with_lines_lost_or_moved(seed: int) -> None:
    dice = random.Random(seed)
    rows = TEXTS[seed % len(TEXTS)].split("\n")
    for _ in range(dice.randint(1, 3)):
        row = rows.pop(dice.randrange(len(rows)))
        if dice.random() < 0.5:
            rows.insert(dice.randrange(len(rows)), dice.choice(["", "  ", "    "]) + row.strip())
    outcome("\n".join(rows))


@given(st.text(max_size=200))
@example("\ud800")
@example("a: \ufffe")
@settings(max_examples=60)
def test_any_text(text: str) -> None:
    outcome(text)


@given(st.binary(max_size=100))
@settings(max_examples=40)
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, found: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(found)
    with pytest.raises(ScenarioError):
        load(path)
