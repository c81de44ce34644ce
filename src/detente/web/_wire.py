"""Messages between the server and its worker processes: a length, then a pickle.

Both ends are this package, started by each other; nothing that came from a browser is ever unpickled.
"""

from __future__ import annotations

import asyncio
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

_HEAD = struct.Struct(">Q")


@dataclass(frozen=True)
class Call:
    """Something to be done by a worker: the name of one of its tasks, with arguments."""

    task: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Do:
    """To a worker: do this."""

    number: int
    call: Call


@dataclass(frozen=True)
class Stop:
    """To a worker: let go of this job, whether begun or not."""

    number: int


@dataclass(frozen=True)
class Said:
    """From a worker: how far it is."""

    number: int
    share: float
    what: str


@dataclass(frozen=True)
class Row:
    """One diagnostic as a page shows it; ``elsewhere`` names the file where it is not the scenario's own."""

    code: str
    name: str
    severity: str
    message: str
    line: int | None = None
    column: int | None = None
    length: int = 1
    excerpt: str = ""
    expected: str | None = None
    found: str | None = None
    hint: str | None = None
    elsewhere: str = ""


@dataclass(frozen=True)
class Trouble:
    """Why there is no result.

    Attributes
    ----------
    kind
        ``scenario``, ``usage``, ``numbers`` (not converged), ``memory``, ``time``, ``stopped``, ``newer`` (a newer
        change took its place), ``lost`` (the process died) or ``internal``.
    """

    kind: str
    message: str
    hint: str | None = None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class File:
    """A file to take away: its name, its kind, what is in it."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Done:
    """From a worker: the result, or why there is none."""

    number: int
    result: Any = None
    trouble: Trouble | None = None


def packed(message: object) -> bytes:
    """A message as it is written to a pipe."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return _HEAD.pack(len(body)) + body


def take(stream: BinaryIO) -> Any:
    """The next message of a pipe; EOFError where the other end is gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    body = stream.read(_HEAD.unpack(head)[0])
    return pickle.loads(body)


async def receive(stream: asyncio.StreamReader) -> Any:
    """The next message; IncompleteReadError where the other end is gone."""
    head = await stream.readexactly(_HEAD.size)
    return pickle.loads(await stream.readexactly(_HEAD.unpack(head)[0]))
