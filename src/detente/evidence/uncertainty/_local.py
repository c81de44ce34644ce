"""Work on this machine: in this process, or in processes of its own."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from detente.errors import UsageError
from detente.evidence.uncertainty._parcel import Reply, Work, opened, packed

DEATHS = 5
"""So many workers may die in one run before it is given up."""

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def cores() -> int:
    """How many cores this process may use."""
    some = getattr(os, "sched_getaffinity", None)
    return len(some(0)) if some is not None else os.cpu_count() or 1


class Here:
    """Everything in this process, one job after the other."""

    name = "this process"

    def run(self, work: Work, jobs: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """The number and the result of each job, in order."""
        for at, job in enumerate(jobs):
            yield at, work(job)

    def close(self) -> None:
        """Nothing to close."""


class Processes:
    """Processes on this machine, each with one thread.

    They are started as programs of their own and not forked, so no lock or thread is inherited, and a script needs no
    guard around its main part. One that dies (for want of memory, say) is replaced and its job done again.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = cores() if workers is None else workers
        self.name = f"{self.workers} processes"
        self._running: list[_Process] = []
        self._shift: _Shift | None = None

    def run(self, work: Work, jobs: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """The number and the result of each job, as they come."""
        parcel = packed(work)
        waiting: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        for one in enumerate(jobs):
            waiting.put(one)
        wanted = min(self.workers, len(jobs))
        while len(self._running) < wanted:
            self._running.append(_Process())
        shift = self._shift = _Shift(parcel, waiting)
        threads = [threading.Thread(target=shift.serve, args=(one,), daemon=True) for one in self._running[:wanted]]
        for one in threads:
            one.start()
        left = len(jobs)
        try:
            while left:
                try:
                    at, reply = shift.done.get(timeout=1.0)
                except queue.Empty:
                    if shift.over:  # closed meanwhile
                        return
                    continue
                yield at, opened(reply)
                left -= 1
        finally:
            if left and not shift.over:  # what was closed already may have new processes by now
                shift.over = True
                self.close()
            for one in threads:
                one.join()

    def close(self) -> None:
        """End the processes, whatever they are at, and the run that they are in; a later run starts new ones."""
        if self._shift is not None:
            self._shift.over = True
        for one in self._running:
            one.end()
        self._running = []


class _Process:
    """One worker process."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
        environment["PYTHONPATH"] = os.pathsep.join(one or os.getcwd() for one in sys.path)
        self.child = subprocess.Popen(
            [sys.executable, "-m", "detente.evidence.uncertainty._worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self.parcel: bytes | None = None

    @property
    def pid(self) -> int:
        return self.child.pid

    def renew(self) -> None:
        """A fresh process in the place of one that died."""
        self.end()
        self._start()

    def ask(self, parcel: bytes, job: Any) -> Reply:
        """Have one job done; EOFError, OSError or UnpicklingError where the process died over it."""
        into, out = self.child.stdin, self.child.stdout
        assert into is not None
        assert out is not None
        if self.parcel is not parcel:
            pickle.dump(("work", parcel), into)
            self.parcel = parcel
        pickle.dump(("job", job), into)
        into.flush()
        return pickle.load(out)

    def end(self) -> None:
        """End the process at once."""
        self.child.kill()
        self.child.wait()
        for one in (self.child.stdin, self.child.stdout):
            if one is not None:
                with contextlib.suppress(OSError):  # what was still to be written to a process that is gone
                    one.close()


class _Shift:
    """The jobs of one run, shared by the threads that speak to the workers."""

    def __init__(self, parcel: bytes, waiting: queue.SimpleQueue[tuple[int, Any]]) -> None:
        self.parcel = parcel
        self.waiting = waiting
        self.done: queue.SimpleQueue[tuple[int, Reply]] = queue.SimpleQueue()
        self.over = False
        self.deaths = 0

    def serve(self, process: _Process) -> None:
        """Hand jobs to one worker until none are left."""
        while not self.over:
            try:
                at, job = self.waiting.get_nowait()
            except queue.Empty:
                return
            self.done.put((at, self._asked(process, job)))

    def _asked(self, process: _Process, job: Any) -> Reply:
        while True:
            try:
                return process.ask(self.parcel, job)
            except (pickle.PicklingError, AttributeError, TypeError) as error:
                return Reply(failure=f"{type(error).__name__}: {error}")
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                if self.over:
                    return Reply(failure="the run was stopped")
                self.deaths += 1
                if self.deaths > DEATHS:
                    hint = "hint: watch the memory; fewer workers (on=1, say) need less"
                    return Reply(failure=f"worker processes keep dying ({self.deaths} by now)\n{hint}", usage=True)
                process.renew()


def processes(workers: int) -> Here | Processes:
    """So many workers on this machine."""
    if workers < 1:
        raise UsageError(f"{workers} workers can do no work", "give at least 1")
    return Here() if workers == 1 else Processes(workers)
