"""Work done in other processes while this one goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from detente.evidence.uncertainty import Executor, cores, executor

Job = Callable[[], Any]


class Late(Exception):
    """A job was not done when its time was over."""


class Beside:
    """Jobs by name, done in other processes; where that is not worth it, in this one, each when its result is wanted.

    Parameters
    ----------
    on
        The executor; None for this process.
    """

    def __init__(self, on: Executor | None) -> None:
        self.on = on
        self._jobs: dict[str, Job] = {}
        self._done: dict[str, Any] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self, jobs: Mapping[str, Job]) -> None:
        """Begin the jobs, in their order; once."""
        self._jobs = dict(jobs)
        if self.on is not None and self._jobs:
            self._thread = threading.Thread(target=self._watch, args=(self.on,), daemon=True)
            self._thread.start()

    def _watch(self, on: Executor) -> None:
        names = list(self._jobs)
        try:
            for at, found in on.run(done, list(self._jobs.values())):
                with self._changed:
                    self._done[names[at]] = found
                    self._changed.notify_all()
        except Exception as error:  # told to whoever waits
            with self._changed:
                self._done = {**dict.fromkeys(names, error), **self._done}
                self._changed.notify_all()

    def result(self, name: str, until: float | None = None) -> Any:
        """What a job gave.

        Parameters
        ----------
        until
            On the clock of ``time.monotonic``; None to wait for it.

        Raises
        ------
        Late
            Where it is not done by then.
        """
        if self._thread is None:
            if until is not None and time.monotonic() >= until:
                raise Late(name)
            found = done(self._jobs[name])
        else:
            with self._changed:
                while name not in self._done:
                    left = None if until is None else until - time.monotonic()
                    if left is not None and left <= 0:
                        raise Late(name)
                    self._changed.wait(min(left or 1.0, 1.0))  # so that an interruption is heard
                found = self._done[name]
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def free(self) -> Executor | int:
        """The executor for other work, once all jobs are done or given up; 1 for this process."""
        if self.on is None:
            return 1
        if self._thread is not None and self._thread.is_alive():
            self.end()
        return self.on

    def end(self) -> None:
        """Give up what is not done."""
        if self.on is not None:
            self.on.close()
        if self._thread is not None:
            self._thread.join(3.0)


def done(job: Job) -> Any:
    """What a job gives, or the error that it raises."""
    try:
        return job()
    except Exception as error:
        return error


@contextmanager
def beside(worth: bool) -> Iterator[Beside]:
    """For the time of a block.

    Parameters
    ----------
    worth
        Whether the work is worth the start of other processes.
    """
    found = Beside(executor(None) if worth and cores() > 1 else None)
    try:
        yield found
    finally:
        found.end()
