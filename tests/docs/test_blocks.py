"""Every block of the documentation does what it shows."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.docs import session
from tests.docs.pages import ROOT, Block, blocks, name_of, pages

from detente.cli._main import parser_of
from detente.scenario import loads

KINDS = {"python", "yaml", "csv", "console", "sh", "text", "toml", "json", "mermaid"}
RUN_ELSEWHERE = {"src/detente/casebook/syria-2016/README.md"}
"""Pages whose commands take a minute in all; they show no output, and the case has tests of its own."""

PLAIN = {"git", "cd", "make", "pip", "python"}
"""Commands that a page may show and that are not run here; of `make` the recipe must exist."""

LASTING = {"serve"}
"""Commands that end when they are stopped: their words are read, and `tests/web` starts them."""

with_python = [one for one in pages() if blocks(one, "python")]
with_yaml = [one for one in pages() if blocks(one, "yaml")]
with_commands = [one for one in pages() if blocks(one, "console", "sh") and name_of(one) not in RUN_ELSEWHERE]


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_block_says_what_it_is(page: Path) -> None:
    assert {one.kind for one in blocks(page)} <= KINDS


def keep_files(page: Path, folder: Path) -> None:
    for one in blocks(page, "yaml", "csv", "python"):
        if one.file:
            (folder / one.file).write_text(one.text, encoding="utf-8")


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "100"}


@pytest.mark.parametrize("page", with_python, ids=name_of)
def test_python_runs(page: Path, tmp_path: Path) -> None:
    """The blocks of a page are one program, read from top to bottom."""
    keep_files(page, tmp_path)
    program = "\n".join(one.text for one in blocks(page, "python"))
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    shown_lines_appear(blocks(page, "python", "text"), done.stdout)


def shown_lines_appear(found: list[Block], printed: str) -> None:
    """A text block right after a Python block is what the program has printed."""
    lines = [squeezed(one) for one in printed.splitlines()]
    for before, one in pairwise(found):
        if before.kind == "python" and one.kind == "text":
            for shown in one.text.splitlines():
                assert shown.strip() in ("", "...") or squeezed(shown) in lines, shown


def laid_over(base: Any, change: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    return base | {key: laid_over(base.get(key), one) for key, one in change.items()}


@pytest.mark.parametrize("page", with_yaml, ids=name_of)
def test_scenarios_are_good(page: Path, tmp_path: Path) -> None:
    """A whole scenario has nothing wrong with it; a part is laid over the last whole one of its page.

    Files that a scenario names stand beside it. What is kept as a file and is no scenario (rules, claims) is read by
    the commands of its page. Only `explanations` are exchanged as a whole: there are two kinds, and they do not mix.
    """
    whole: object = None
    for one in blocks(page, "yaml"):
        tree = yaml.load(one.text, Loader=yaml.BaseLoader)
        text = one.text
        if "detente" in tree:
            whole = tree
        elif one.file:
            continue
        else:
            assert whole is not None, f"no whole scenario before this part:\n{one.text}"
            merged = laid_over(whole, tree)
            text = yaml.safe_dump(merged | {key: one for key, one in tree.items() if key == "explanations"})
        keep_files(page, tmp_path)
        found = loads(text, str(tmp_path / page.name)).check()
        assert [fault.render(text) for fault in found] == []


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """Each command of a block with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ ") or block.kind == "sh":
            if line.strip() and not line.startswith("#"):
                found.append((line.removeprefix("$ ").split("  #")[0].strip(), []))
        elif found:
            found[-1][1].append(line)
    return found


def squeezed(line: str) -> str:
    return " ".join(line.split())


@pytest.mark.parametrize("page", with_commands, ids=name_of)
def test_commands_run(page: Path, tmp_path: Path) -> None:
    """Commands end as they should, and every line shown below one is among what it writes, in that order."""
    keep_files(page, tmp_path)
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    shown: list[tuple[Block, str, list[str]]] = []
    for block in blocks(page, "console", "sh"):
        for command, lines in commands(block):
            words = command.split()
            assert words[0] == "detente" or words[0] in PLAIN, command
            if words[:1] == ["make"]:
                assert f"\n{words[1]}:" in recipes, command
            if words[0] == "detente" and words[1] in LASTING:
                parser_of(words[1]).parse_intermixed_args(words[2:])
            elif words[0] == "detente":
                shown.append((block, command, lines))
    done = session.run([shlex.split(command)[1:] for _, command, _ in shown], tmp_path, environment())
    for (block, command, lines), one in zip(shown, done, strict=True):
        assert one.code == block.exit, f"{command}\n{one.out}\n{one.err}"
        written = [squeezed(line) for line in (one.out + one.err).splitlines()]
        at = 0
        for line in (squeezed(line) for line in lines):
            if line in ("", "..."):
                continue
            assert line in written[at:], f"{command}\nshows: {line}\nwrites:\n" + "\n".join(written)
            at += written[at:].index(line) + 1


def test_a_wrong_block_is_noticed(tmp_path: Path) -> None:
    """The tests above can fail: the parts that they are made of see what is wrong."""
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- file: a.yaml -->\n```yaml\ndetente: 1\n```\n\n<!-- exit: 2 -->\n```console\n$ detente x\ny\n```\n"
    )
    first, second = blocks(page)
    assert (first.kind, first.file, second.exit) == ("yaml", "a.yaml", 2)
    assert commands(second) == [("detente x", ["y"])]
    with pytest.raises(AssertionError):
        shown_lines_appear([Block("python", ""), Block("text", "no such line\n")], "another line\n")
