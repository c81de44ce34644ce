"""A job: something that a worker is to do for a tab, and how far it is."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from detente.web._wire import Call, Trouble

State = Literal["waiting", "running", "over"]


@dataclass(eq=False)
class Job:
    """One job.

    Attributes
    ----------
    number
        Its own.
    key
        What a browser knows it by; it cannot be guessed.
    place
        The workspace that it is for.
    lane
        Of one tab and one part of its page: a newer job takes the place of an older one in the same lane.
    rank
        Lower ranks go first.
    seconds
        How long it may run.
    """

    number: int
    key: str
    place: str
    lane: str
    call: Call
    rank: int
    seconds: float
    state: State = "waiting"
    share: float = 0.0
    what: str = ""
    result: Any = None
    trouble: Trouble | None = None
    made: float = field(default_factory=time.monotonic)
    begun: float | None = None
    asked: float = field(default_factory=time.monotonic)
    watched: int = 0
    gone: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def over(self) -> bool:
        """Whether it has a result, or never will."""
        return self.state == "over"

    def tell(self, share: float, what: str) -> None:
        """Note how far it is."""
        if not self.over:
            self.share, self.what = share, what
            self._wake()

    def end(self, result: Any = None, trouble: Trouble | None = None) -> None:
        """Give it its result; only the first one counts."""
        if not self.over:
            self.state, self.result, self.trouble = "over", result, trouble
            self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self, seconds: float) -> None:
        """Wait until something about it is new, at most so long."""
        if self.over:
            return
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    async def finished(self, seconds: float) -> bool:
        """Wait until it is over, at most so long; whether it is."""
        until = time.monotonic() + seconds
        while not self.over and (left := until - time.monotonic()) > 0:
            await self.changed(left)
        return self.over

    def deserted(self, lease: float, gone: float) -> bool:
        """Whether nobody has asked about it for too long."""
        idle = time.monotonic() - self.asked
        return not self.watched and idle > (gone if self.gone else lease)
