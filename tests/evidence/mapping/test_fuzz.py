"""Whatever rules and lists hold, a reader gets diagnostics with places, never a traceback."""

import random
from pathlib import Path

import pytest
from tests.evidence.mapping.test_layouts import ACLED, CHRONOLOGY, GDELT
from tests.evidence.records.game import two_parties

from detente.errors import CODES, ScenarioError, UsageError
from detente.evidence.mapping import map_events
from detente.evidence.records import check_records

LISTS = Path(__file__).parent / "lists"
BASES = {"chronology.csv": CHRONOLOGY, "acled.csv": ACLED, "gdelt-1.csv": GDELT}
PIECES = [
    "{", "}", "[", "]", ":", ",", "'", '"', "\n", "  ", "- ", "~", "null", "true", "7", "-1", "1e999", "nan", "&a ",
    "*a ", "!x ", "|", ">", "%", "#", "is", "not", "has: ", "matches: '('", "count: {levels: {0: x}}", "days: 0",
    "{kind|actors}", "skip: ", "record: ", "value: ", "gap", "between: [~, ~]", "dates: number", "repeats: keep",
    "\t", "\x85", "é", "\ufeff",
]  # fmt: skip


def mutated(text: str, rng: random.Random) -> str:
    """Some characters taken out, some pieces put in, some lines exchanged."""
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(text))
        kind = rng.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + rng.randint(1, 12) :] + "\n"
        elif kind == 1:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif kind == 2:
            lines = text.split("\n")
            one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[one], lines[two] = lines[two], lines[one]
            text = "\n".join(lines)
        else:
            text = text[:at] + text[at : at + 20] + text[at:]
    return text + "\n"


def must_be_told(error: ScenarioError, rules: str) -> None:
    """Each diagnostic can be shown, and those about the rules have a line of them."""
    assert str(error)
    for one in error.diagnostics:
        assert one.code in CODES
        if one.place is not None and one.place.file == "<rules>":
            assert 1 <= one.place.line <= rules.replace("\r", "\n").count("\n") + 1


@pytest.mark.parametrize("seed", range(60))
def test_rules_with_something_wrong(seed: int) -> None:
    rng = random.Random(seed)
    game = two_parties() if seed % 2 else None
    for _ in range(5):
        name = rng.choice(list(BASES))
        rules = mutated(BASES[name], rng)
        try:
            found = map_events(LISTS / name, rules, game)
        except UsageError:
            assert "dates: number" in rules
        except ScenarioError as error:
            must_be_told(error, rules)
        else:
            assert check_records(found.records, game) == []
            assert found.used + sum(one.events for one in found.skipped) == found.events
            assert found.to_text()


@pytest.mark.parametrize("seed", range(40))
def test_lists_with_something_wrong(seed: int, tmp_path: Path) -> None:
    rng = random.Random(1000 + seed)
    name = rng.choice(list(BASES))
    content = bytearray((LISTS / name).read_bytes())
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(content))
        junk = rng.choice([b'"', b"\n", b",", b"\t", b";", b"\xff", b"\0", b"\r", b"=1+1", b"x" * 50])
        content[at : at + rng.randint(0, 3)] = junk
    path = tmp_path / name
    path.write_bytes(bytes(content))
    try:
        found = map_events(path, BASES[name], two_parties())
    except ScenarioError as error:
        must_be_told(error, BASES[name])
    else:
        assert found.used + sum(one.events for one in found.skipped) == found.events
        assert check_records(found.records, two_parties()) == []
