"""A workbench for all tests of a file that change nothing about it, and more of them with other limits."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.web.serving import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One for all tests of a module."""
    one = Server()
    yield one
    code, _, err = one.ended()
    assert (code, err) == (0, "")


@pytest.fixture(scope="module")
def single() -> Iterator[Server]:
    """One with a single process that solves: a seat that is not free is noticed."""
    one = Server(workers=1)
    yield one
    code, _, err = one.ended()
    assert (code, err) == (0, "")


@pytest.fixture
def started() -> Iterator[Callable[..., Server]]:
    """``started(place, **limits)``: a workbench of the test's own."""
    some: list[Server] = []

    def start(place: str | None = None, cwd: Path | None = None, **limits: object) -> Server:
        some.append(Server(place, cwd, **limits))
        return some[-1]

    yield start
    said = [one.ended()[2] for one in some]
    assert not [one for one in said if "Traceback" in one]
