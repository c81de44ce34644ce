"""A worker: takes jobs from its standard input, one after the other, and writes what came of them to its output."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from _thread import interrupt_main
from types import FrameType
from typing import Any, BinaryIO

from detente.web._wire import Do, Done, Said, Stop, Trouble, packed, take
from detente.web.worker._bounds import bound_this_process
from detente.web.worker._troubles import trouble_of

AGAIN_SECONDS = 0.1
"""Between two attempts to stop a job: one may be lost inside a library."""
SAY_SECONDS = 0.15
"""Between two words on how far a job is."""


class Stopped(BaseException):
    """Raised inside a job that is to be let go; not an Exception, so nothing on the way takes it for a failure."""


class Worker:
    """One process's work. The main thread does the jobs; another one listens."""

    def __init__(self, into: BinaryIO, out: BinaryIO) -> None:
        self.into, self.out = into, out
        self.waiting: queue.SimpleQueue[Do] = queue.SimpleQueue()
        self.dropped: set[int] = set()
        self.running: int | None = None
        self.said = 0.0

    def listen(self) -> None:
        """Take messages until the server is gone, and end with it."""
        while True:
            try:
                message = take(self.into)
            except (EOFError, OSError):
                os._exit(0)
            if isinstance(message, Do):
                self.waiting.put(message)
            elif isinstance(message, Stop):
                self.dropped.add(message.number)
                threading.Thread(target=self.interrupt, args=(message.number,), daemon=True).start()

    def interrupt(self, number: int) -> None:
        """Interrupt the job, again and again until it is no longer the one that runs."""
        while self.running == number:
            interrupt_main(signal.SIGINT)
            time.sleep(AGAIN_SECONDS)

    def on_interrupt(self, number: int, frame: FrameType | None) -> None:
        """Runs in the main thread; Ctrl-C in a terminal comes here too, and is the server's business."""
        if self.running is not None and self.running in self.dropped:
            raise Stopped

    def say(self, share: float, what: str) -> None:
        """Tell how far the job is, not too often."""
        now = time.monotonic()
        if self.running is not None and now - self.said >= SAY_SECONDS:
            self.said = now
            self.write(Said(self.running, share, what))

    def write(self, message: object) -> None:
        """Send to the server; the end of a server is the end of its worker."""
        try:
            self.out.write(packed(message))
            self.out.flush()
        except OSError:
            os._exit(0)

    def work(self) -> None:
        """Do jobs for ever."""
        # Loaded before there is anything to do: the first job need not wait for libraries.
        from detente.web.worker import _tasks as _tasks
        from detente.web.worker._bench import Bench

        bench = Bench(self.say)
        while True:
            job = self.waiting.get()
            try:
                done = self.one(job, bench)
            except Stopped:  # in the instant in which the job had just ended
                done = Done(job.number, trouble=_stopped())
            self.running = None
            self.dropped.discard(job.number)
            self.write(done)

    def one(self, job: Do, bench: Any) -> Done:
        """One job, whatever becomes of it."""
        self.running, self.said = job.number, time.monotonic()
        try:
            if job.number in self.dropped:
                raise Stopped
            result = bench.do(job.call)
            self.running = None
            return Done(job.number, result)
        except Stopped:
            self.running = None
            return Done(job.number, trouble=_stopped())
        except Exception as error:
            self.running = None
            home = getattr(job.call.arguments.get("source"), "name", "")
            return Done(job.number, trouble=trouble_of(error, home))


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    """An interruption that fell into a callback of a library is lost without a word: the next one follows soon."""
    if not issubclass(args.exc_type, Stopped):
        sys.__unraisablehook__(args)


def _stopped() -> Trouble:
    return Trouble("stopped", "This was stopped before it was finished.")


def main() -> None:
    """Run a worker on this process's standard streams; what libraries print goes to the error stream."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    into = os.fdopen(os.dup(0), "rb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    bound_this_process(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    sys.unraisablehook = _unraisable
    worker = Worker(into, out)
    signal.signal(signal.SIGINT, worker.on_interrupt)
    threading.Thread(target=worker.listen, daemon=True).start()
    worker.work()


if __name__ == "__main__":
    main()
