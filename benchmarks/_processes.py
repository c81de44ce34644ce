"""Whole processes, from the start of the interpreter to its end.

They run a copy of the package that nobody has run before, with caches of its own, so that a first run is
a first run: no bytecode of Detente and no machine code of its loops. The bytecode of the libraries is there, as
``make setup`` leaves it. What the operating system keeps of files in memory is not emptied.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks._line import Line, duration

SOURCE = Path(__file__).parents[1] / "src" / "detente"
CASE = "two-parties-and-a-guarantor"
QUESTION = "P(eventually(truce == broken), within=60)"
BASELINE = "importing numpy, pydantic and yaml"
BASE = ("-c", "import numpy, pydantic, yaml")
RUNS = 5


class Copy:
    """A copy of the package in a folder of its own, as it is before its first run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(SOURCE, folder / "lib" / "detente", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "cache").mkdir()
        (folder / "work").mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NUMBA_"))}
        self.environment = {
            **kept,
            "PYTHONPATH": str(folder / "lib"),
            "NUMBA_CACHE_DIR": str(folder / "cache"),
        }

    def run(self, *words: str) -> float:
        """Seconds that ``python WORDS`` takes.

        Raises
        ------
        RuntimeError
            Where it ends with an exit code other than 0.
        """
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder / "work",
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            raise RuntimeError(f"`{' '.join(words)}` ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        return seconds


def processes(only: Sequence[str] = ("check", "ask", "analyse"), runs: int = RUNS) -> Iterator[Line]:
    """First and later runs of the commands with a target; later ones ``runs`` times, the longest fewer."""
    with tempfile.TemporaryDirectory(prefix="detente-bench-") as name:
        spare = Copy(Path(name) / "base")
        spare.run(*BASE)
        base = statistics.median(spare.run(*BASE) for _ in range(runs))
        commands = {
            "check": ("detente check syria-2016", ("check", "syria-2016"), None, 0.5, runs),
            "ask": (f"detente ask {CASE}", ("ask", CASE, QUESTION), 10.0, 1.5, runs),
            "analyse": ("detente analyse syria-2016", ("analyse", "syria-2016"), 60.0, 15.0, min(runs, 2)),
        }
        for key in only:
            title, words, first, later, times = commands[key]
            copy = Copy(Path(name) / key)
            yield _line(f"{title}, very first run", [_said(copy, title, words)], base, first)
            seconds = [_said(copy, title, words) for _ in range(times)]
            yield _line(f"{title}, later runs", seconds, base, later)


def _said(copy: Copy, title: str, words: tuple[str, ...]) -> float:
    seconds = copy.run("-m", "detente", *words)
    print(f"{title}: {duration(seconds)}", file=sys.stderr, flush=True)
    return seconds


def _line(item: str, times: list[float], base: float, target: float | None) -> Line:
    seconds = statistics.median(times)
    remarks = f"median of {len(times)}, least {duration(min(times))}" if len(times) > 1 else ""
    reached = None if target is None else seconds <= target
    return Line(
        item,
        "whole process",
        seconds,
        BASELINE,
        base,
        target="" if target is None else f"{target:g} s",
        reached=reached,
        remarks=remarks,
    )
