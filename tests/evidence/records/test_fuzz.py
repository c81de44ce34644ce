"""Whatever a file of records holds, a reader gets diagnostics with places, never a traceback."""

import random
from pathlib import Path

import pytest
from tests.evidence.records.game import two_parties
from tests.evidence.records.test_reading import TEXT

from detente.errors import CODES
from detente.evidence.records import RecordError as RecordFault
from detente.evidence.records import Records, check_records, read_records, write_records

PIECES = [
    '"', ",", ";", "\n", "\r", "\t", "\0", "\ufeff", "\u2028", "\x85", "é", "date", "gap", "move", "nature",
    "2016-03-09", "2016-13-01", "0000-00-00", "9999-12-31", "-", "1e999", "nan", "A1", "any",
    "5 days", "1e308 days", "  ", "x" * 99,
]  # fmt: skip


def must_be_told(error: RecordFault) -> None:
    assert str(error)
    assert all(one.code in CODES and one.code.startswith("R") for one in error.diagnostics)


@pytest.mark.parametrize("seed", range(80))
def test_files_with_something_wrong(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    game = two_parties()
    for number in range(6):
        text = TEXT
        for _ in range(rng.randint(1, 5)):
            at = rng.randrange(len(text))
            text = text[:at] + rng.choice([*PIECES, ""]) + text[at + rng.randint(0, 9) :]
        path = tmp_path / f"{number}.csv"
        content = text.encode()
        if rng.random() < 0.2:
            at = rng.randrange(len(content))
            content = content[:at] + bytes([rng.randrange(256)]) + content[at:]
        path.write_bytes(content)
        try:
            found = read_records(path, game=game)
        except RecordFault as error:
            must_be_told(error)
            continue
        assert isinstance(found, Records)
        assert check_records(found, game) == []
        assert found.until("2016-03-15", game.clock).checked(game)
        assert read_records(write_records(found, tmp_path / "again.csv"), game=game).rows == found.rows
