"""The worker processes and their jobs: who does what, what is superseded, and what takes too long."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections import OrderedDict

from detente.web._jobs import Job
from detente.web._limits import Limits
from detente.web._process import Process
from detente.web._wire import Call, Do, Done, Said, Stop, Trouble

GRACE_SECONDS = 3.0
"""A process that does not let go of a job for so long is ended, and another is started in its place."""
KEPT = 200
"""Jobs that are over and may still be asked about."""
LIGHT = ("sheet", "check")
"""Tasks that solve nothing: they have a process of their own and never wait for a solution."""

STOPPED = Trouble("stopped", "This was stopped before it was finished.")
NEWER = Trouble("newer", "A newer change took its place.")
SLOW = Trouble("time", "This took longer than one job may take here, and was stopped.", "make the game smaller")
LOST = Trouble("lost", "The process that worked on this ended before it was finished (it may have needed more memory "
               "than there is). Another one has been started.", "try again, or make the game smaller")  # fmt: skip


class Busy(Exception):
    """More jobs wait than may wait."""


class Seat:
    """A place for a process: whichever sits there does one job at a time."""

    def __init__(self, crew: Crew, light: bool) -> None:
        self.crew, self.light = crew, light
        self.process: Process | None = None
        self.job: Job | None = None
        self.stopping: float | None = None

    async def give(self, job: Job) -> None:
        """Have it do a job."""
        self.job, self.stopping = job, None
        job.state, job.begun = "running", time.monotonic()
        try:
            if self.process is None:
                await self.start()
        except OSError:
            self.process = self.job = None
            job.end(trouble=LOST)
            return
        assert self.process is not None
        self.process.send(Do(job.number, job.call))

    async def start(self) -> None:
        """Start a process here."""
        process = Process(self.take, lambda: self.ended(process), self.crew.limits.memory_bytes)
        self.process = process
        await process.start()

    def take(self, message: Said | Done) -> None:
        """A message of the process."""
        job = self.job
        if job is None or message.number != job.number:
            return
        if isinstance(message, Said):
            job.tell(message.share, message.what)
            return
        self.job = self.stopping = None
        job.end(message.result, message.trouble)
        self.crew.look()

    def ended(self, process: Process) -> None:
        """The process is gone."""
        if self.process is process:
            self.process = None
            job, self.job, self.stopping = self.job, None, None
            if job is not None:
                job.end(trouble=LOST)
            if not self.crew.closed:
                self.crew.look()

    def stop(self, trouble: Trouble) -> None:
        """Have it let go of its job; the job is over at once, the seat free when the process says so."""
        if self.job is None or self.stopping is not None:
            return
        self.job.end(trouble=trouble)
        self.stopping = time.monotonic()
        if self.process is not None:
            self.process.send(Stop(self.job.number))


class Crew:
    """All processes of a workbench.

    Jobs of one workspace go to one process, which keeps its solutions; studies of a workspace go to another one, where
    there is more than one.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.closed = False
        self.clerk = Seat(self, light=True)
        self.seats = [Seat(self, light=False) for _ in range(limits.workers)]
        self.jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: list[Job] = []
        self._homes: dict[str, Seat] = {}
        self._knows: dict[tuple[str, bool], Seat] = {}
        self._numbers = itertools.count(1)
        self._rounds: asyncio.Task[None] | None = None
        self._handing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the first processes, and look after jobs from now on."""
        self._rounds = asyncio.create_task(self._look_after())
        await asyncio.gather(self.clerk.start(), self.seats[0].start())

    async def close(self) -> None:
        """End every process; jobs that are not over never will be."""
        self.closed = True
        if self._rounds is not None:
            self._rounds.cancel()
        for job in self.jobs.values():
            job.end(trouble=STOPPED)
        processes = [seat.process for seat in (self.clerk, *self.seats) if seat.process is not None]
        await asyncio.gather(*(one.close() for one in processes))

    def submit(self, place: str, lane: str, call: Call, *, rank: int = 1, seconds: float | None = None) -> Job:
        """Have something done; what is older in the same lane is let go, unless it is the very same.

        Raises
        ------
        Busy
            Where too many jobs wait already.
        """
        for job in self.active():
            if job.place == place and job.lane == lane:
                if job.call == call:
                    return job
                self.cancel(job, NEWER)
        mine = sum(job.place == place for job in self.active())
        if (place and mine >= self.limits.waiting[0]) or len(self.active()) >= self.limits.waiting[1]:
            raise Busy
        seconds = self.limits.solve_seconds if seconds is None else seconds
        job = Job(next(self._numbers), secrets.token_urlsafe(12), place, lane, call, rank, seconds)
        self.jobs[job.key] = job
        self._waiting.append(job)
        while len(self.jobs) > KEPT + self.limits.waiting[1]:
            self.jobs.popitem(last=False)
        self.look()
        return job

    def active(self) -> list[Job]:
        """Jobs that wait or run."""
        return [job for job in self.jobs.values() if not job.over]

    def find(self, place: str, key: str) -> Job | None:
        """A job of a workspace; None where it has none of this key."""
        job = self.jobs.get(key)
        return job if job is not None and job.place == place else None

    def cancel(self, job: Job, trouble: Trouble = STOPPED) -> None:
        """Let go of a job, whether begun or not."""
        for seat in (self.clerk, *self.seats):
            if seat.job is job:
                seat.stop(trouble)
        job.end(trouble=trouble)
        self.look()

    def forget(self, place: str) -> None:
        """A workspace was closed."""
        for job in self.active():
            if job.place == place:
                self.cancel(job)
        for home in (place, f"{place} study"):
            self._homes.pop(home, None)

    def look(self) -> None:
        """Hand out what can be handed out, soon."""
        if self._handing is None or self._handing.done():
            self._handing = asyncio.get_running_loop().create_task(self._hand_out())

    async def _hand_out(self) -> None:
        while not self.closed:
            self._waiting = [job for job in self._waiting if not job.over]
            for job in sorted(self._waiting, key=lambda one: (one.rank, one.number)):
                seat = self._seat(job)
                if seat.job is None:
                    self._waiting.remove(job)
                    await seat.give(job)
                    break
            else:
                return

    def _seat(self, job: Job) -> Seat:
        if job.call.task in LIGHT:
            return self.clerk
        home = job.place if job.rank < 2 else f"{job.place} study"
        if home not in self._homes:
            other = self._homes.get(job.place if job.rank >= 2 else f"{job.place} study")
            source = getattr(job.call.arguments.get("source"), "key", "")
            known = (source, job.rank < 2)  # who solved the same scenario before need not solve it again

            def load(seat: Seat) -> tuple[bool, bool, int]:
                return (
                    seat is other,
                    seat is not self._knows.get(known),
                    sum(one is seat for one in self._homes.values()),
                )

            self._homes[home] = min(self.seats, key=load)
            self._knows[known] = self._homes[home]
        return self._homes[home]

    async def _look_after(self) -> None:
        """Again and again: stop what nobody waits for, what takes too long, and who does not let go."""
        limits = self.limits
        while True:
            await asyncio.sleep(0.25)
            now = time.monotonic()
            for job in self.active():
                if job.deserted(limits.lease_seconds, limits.gone_seconds):
                    self.cancel(job)
                elif job.begun is not None and now - job.begun > job.seconds:
                    self.cancel(job, SLOW)
            for seat in (self.clerk, *self.seats):
                if seat.stopping is not None and now - seat.stopping > GRACE_SECONDS and seat.process is not None:
                    seat.process.kill()
