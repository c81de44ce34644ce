"""What is measured, in which order, each in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._line import Line

ROOT = Path(__file__).parents[1]
ITEMS = {
    "solve": "solving games of 10^3 to 10^6 states, with full and partial sight",
    "small": "solving the teaching case of 54 states once loaded",
    "law": "the law of motion and a time-bounded question, against Storm",
    "filter": "a year of daily records on 20,000 states, against scipy's expm_multiply",
    "map": "a million events mapped to records, against a loop over rows",
    "draws": "500 draws of the parameters of a game of 1,080 states, weighed by 40 records",
    "live": "the workbench: from a change of a parameter to the new answers",
    "process": "whole processes: check, ask, analyse",
}
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LONGEST = 1500.0
"""Seconds after which a process is ended."""


@dataclass(frozen=True)
class Task:
    """The words for one worker process."""

    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """For messages."""
        return " ".join(self.words)


def plan(only: Sequence[str], largest: int, seconds: float) -> list[Task]:
    """The tasks, small ones first within an item.

    Parameters
    ----------
    largest
        The largest number of states.
    seconds
        How long a baseline may take before it is stopped.
    """
    sizes = [str(size) for size in SIZES if size <= largest]
    tasks: list[Task] = []
    for item in only or ITEMS:
        if item == "solve":
            tasks += [Task((item, size, sight, str(seconds))) for size in sizes for sight in ("full", "partial")]
        elif item == "small":
            tasks.append(Task((item, str(seconds))))
        elif item == "law":
            tasks += [Task((item, size)) for size in sizes[1:] or sizes]  # tiny chains say little about engines
        elif item in ("filter", "map", "draws"):
            tasks.append(Task((item,)))
        elif item == "live":
            tasks += [Task((item, name)) for name in ("two-fronts", "syria-2016")]
        else:
            tasks += [Task((item, command)) for command in ("check", "ask", "analyse")]
    return tasks


def lines_of(task: Task) -> Iterator[Line]:
    """Run a task and yield its lines as they come; a failure is a line too."""
    command = [sys.executable, "-m", "benchmarks._worker", *task.words]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    worker = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        _end(worker)

    timer = threading.Timer(LONGEST, stop)
    timer.start()
    try:
        assert worker.stdout is not None
        for text in worker.stdout:
            yield Line(**json.loads(text))
        code = worker.wait()
        if code != 0:
            why = f"stopped after {LONGEST:g} s" if late.is_set() else f"ended with exit code {code}"
            yield Line(task.name, "", None, remarks=why)
    finally:
        timer.cancel()
        _end(worker)


def _end(worker: subprocess.Popen) -> None:
    """End a worker and the processes that it started."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGTERM)
        try:
            worker.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
