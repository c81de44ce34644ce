"""The page of measured numbers: the part between two marks is replaced, the rest stays as it is written."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import tempfile
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks._line import Line, table

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LIBRARIES = ("numpy", "scipy", "numba", "pydantic", "stormpy")


def measured(lines: Iterable[Line], arguments: Sequence[str], load: str) -> str:
    """The numbers with all that is needed to judge them."""
    command = " ".join(["python -m benchmarks", *arguments])
    return f"Measured on {dt.date.today()} with `{command}`. {machine()} {load}\n\n{table(lines)}"


def machine() -> str:
    """Processor, cores, memory and versions, in one or two sentences."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = [f"{cores} cores ({processor()})"]
    if "SC_PHYS_PAGES" in os.sysconf_names:
        parts.append(f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.0f} GB of memory")
    parts.append(f"{platform.system()}, Python {platform.python_version()}")
    return ", ".join(parts) + "; " + ", ".join(filter(None, map(_version, LIBRARIES))) + "."


def processor() -> str:
    """The processor's name, as far as the system tells."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def load_now() -> str:
    """How busy the machine is before anything is measured: numbers from a busy one are too large."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f"Load average before the run: {os.getloadavg()[0]:.1f}."


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return ""


def write(path: Path, text: str, marks: tuple[str, str] = (BEGIN, END)) -> None:
    """Put the text between the marks of a page, whole or not at all.

    Raises
    ------
    ValueError
        Where the page has not exactly one pair of marks.
    """
    page, (begin, end) = path.read_text(encoding="utf-8"), marks
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise ValueError(f"{path} must have the marks `{begin}` and `{end}`, once each and in this order")
    before, after = page[: page.index(begin)], page[page.index(end) :]
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{before}{begin}\n\n{text}\n\n{after}")
        os.chmod(name, path.stat().st_mode & 0o777)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
