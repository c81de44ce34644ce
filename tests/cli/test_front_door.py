"""``import detente``: the public names, each loaded when it is first used."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import detente

HEAVY = ("numpy", "scipy", "numba", "polars", "altair", "pydantic", "yaml")


ITSELF = "report"
"""The room that is called itself."""


@pytest.mark.parametrize("name", [one for one in detente.__all__ if not one.startswith("__") and one != ITSELF])
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(detente, name) is getattr(import_module(detente._WHERE[name]), name)


def test_type_checkers_and_readers_are_told_the_same() -> None:
    tree = ast.parse(Path(detente.__file__).read_text(encoding="utf-8"))
    (block,) = [one for one in tree.body if isinstance(one, ast.If)]
    told = {
        alias.asname or alias.name: one.module
        for one in block.body
        if isinstance(one, ast.ImportFrom)
        for alias in one.names
    }
    assert told == {**detente._WHERE, ITSELF: f"detente.{ITSELF}"}
    assert set(detente.__all__) == {*told, "__version__"}
    assert len(detente.__all__) == len(set(detente.__all__))


def test_a_room_that_is_called_itself() -> None:
    """`report` is the room and what it is for: it is callable before and after the room is loaded."""
    code = (
        "import detente; first = detente.report; import detente.report as room; "
        "print(first is room is detente.report, callable(room), room.analyse.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "True True analyse\n"


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute `solv`"):
        detente.solv


def test_a_name_loads_only_its_room() -> None:
    code = (
        "import sys, detente; before = set(sys.modules); detente.UsageError; "
        f"print([one for one in {HEAVY!r} if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_the_whole_way_in_python() -> None:
    game = detente.load("two-parties-and-a-guarantor").game()
    equilibrium = detente.solve(game, search=0)
    (answer,) = detente.ask(detente.now(equilibrium, given="truce == strained"), "P(truce == strained, at=0)")
    assert answer.value == pytest.approx(1)


def test_a_briefing_in_python() -> None:
    crisis = detente.load("two-parties-and-a-guarantor")
    briefing = detente.analyse(crisis, check_seconds=0)
    assert briefing.name == "two-parties-and-a-guarantor"
    assert briefing.title == crisis.title
    assert [one.question for one in briefing.answers] == [one.text for one in crisis.questions]
    assert briefing.provenance.scenario_hash == crisis.sha256[:16]
