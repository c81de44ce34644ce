"""One worker process as the server sees it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable
from typing import Any

from detente.web._wire import packed, receive

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
"""Each process has one thread: there is a process for each core."""


class Process:
    """A worker process.

    Parameters
    ----------
    on_message
        Called in the server's loop with each message of the worker.
    on_end
        Called once, when the process is gone.
    memory_bytes
        That it may use.
    """

    def __init__(self, on_message: Callable[[Any], None], on_end: Callable[[], None], memory_bytes: int | None) -> None:
        self.on_message, self.on_end, self.memory_bytes = on_message, on_end, memory_bytes
        self._child: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it."""
        environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
        environment["PYTHONPATH"] = os.pathsep.join(one or os.getcwd() for one in sys.path)
        bound = [] if self.memory_bytes is None else [str(self.memory_bytes)]
        self._child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "detente.web.worker", *bound),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
        )
        self._reader = asyncio.create_task(self._read())

    @property
    def pid(self) -> int | None:
        """Its number; None before it was started."""
        return None if self._child is None else self._child.pid

    async def _read(self) -> None:
        assert self._child is not None
        assert self._child.stdout is not None
        try:
            while True:
                self.on_message(await receive(self._child.stdout))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.on_end()

    def send(self, message: object) -> None:
        """Send a message; one to a process that is gone is lost, and its end is told by ``on_end``."""
        assert self._child is not None
        assert self._child.stdin is not None
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._child.stdin.write(packed(message))

    def kill(self) -> None:
        """End it at once; ``on_end`` follows."""
        if self._child is not None and self._child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()

    async def close(self) -> None:
        """End it and wait until it is gone."""
        self.kill()
        if self._child is not None:
            await self._child.wait()
        if self._reader is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
