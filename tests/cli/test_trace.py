"""Golden traces: who sees what, in every case of the casebook."""

from pathlib import Path

import pytest

from detente.casebook import names

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("case", names())
def test_the_trace_is_as_before(run, case: str) -> None:
    """After a meant change: ``detente trace CASE --seed 1 --horizon 30 > tests/cli/golden/CASE.txt``."""
    done = run("trace", case, "--seed", "1", "--horizon", "30")
    assert done.code == 0, done.err
    assert done.out == (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")


def test_every_golden_trace_has_a_case() -> None:
    assert {one.stem for one in GOLDEN.glob("*.txt")} == set(names())
