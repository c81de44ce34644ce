"""``python -m benchmarks``: ratios against a baseline measured in the same run."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path

from benchmarks._line import Line, duration, table
from benchmarks._page import load_now, machine, measured, write
from benchmarks._plan import ITEMS, lines_of, plan


def parsed(words: Sequence[str]) -> Namespace:
    """Read the command line."""
    items = "\n".join(f"  {name:9} {text}" for name, text in ITEMS.items())
    parser = ArgumentParser(
        prog="python -m benchmarks",
        description=f"{__doc__}\n\nitems:\n{items}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=tuple(ITEMS), default=[], metavar="NAME", help="these items alone")
    parser.add_argument(
        "--largest", type=int, default=100_000, metavar="N", help="up to so many states (default 100000)"
    )
    parser.add_argument(
        "--seconds", type=float, default=240.0, metavar="LIMIT", help="stop a baseline after this (default 240)"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table between the marks of this page")
    found = parser.parse_args(words)
    if found.seconds <= 0 or found.largest < 1000:
        parser.error("--seconds must be above 0 and --largest at least 1000")
    if found.write is not None and not found.write.is_file():
        parser.error(f"there is no page `{found.write}`")
    return found


def main(words: Sequence[str]) -> int:
    """Measure, print, and write the page if asked; a missed target never fails."""
    arguments = parsed(words)
    load, began = load_now(), time.monotonic()
    print(f"{machine()} {load}", file=sys.stderr)
    lines: dict[tuple[str, str], Line] = {}
    stopped = False
    tasks = plan(arguments.only, arguments.largest, arguments.seconds)
    try:
        for at, task in enumerate(tasks):
            passed = duration(time.monotonic() - began)
            print(f"[{at + 1}/{len(tasks)}, after {passed}] {task.name}", file=sys.stderr, flush=True)
            for line in lines_of(task):
                lines[line.key] = line
    except KeyboardInterrupt:
        stopped = True
        print("stopped; what was measured follows", file=sys.stderr)
    print(table(lines.values()))
    if arguments.write is not None and lines:
        note = f"{load} The run was stopped before its end." if stopped else load
        page = str(arguments.write)
        shown = [word for word in words if word not in ("--write", page, f"--write={page}")]
        write(arguments.write, measured(lines.values(), shown, note))
        print(f"written: {arguments.write}", file=sys.stderr)
    return 130 if stopped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
