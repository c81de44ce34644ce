"""Many commands in one interpreter, which is much quicker than one for each: JSON in, JSON out.

Run as a program in the folder in which the commands are to run. Input: a list of lists of words. Output: for
each its exit code and what it wrote. That the installed command does the same is tested with the command line.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple


class Done(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def run(commands: list[list[str]], folder: Path, environment: dict[str, str]) -> list[Done]:
    """The commands one after the other, in a process of their own."""
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(commands),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return [Done(*one) for one in json.loads(done.stdout)]


def _ran(words: list[str]) -> Done:
    from detente.cli import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(words)
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def _all(commands: list[list[str]]) -> list[Done]:
    found = []
    for words in commands:
        target = None
        if ">" in words:
            at = words.index(">")
            words, target = words[:at], words[at + 1]
        found.append(_ran(words))
        if target is not None:
            Path(target).write_text(found[-1].out, encoding="utf-8")
    return found


if __name__ == "__main__":
    print(json.dumps(_all(json.load(sys.stdin))))
