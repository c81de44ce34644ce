"""The example notebooks: made from `docs_tools/cells`, run, and written with what they show.

``python -m docs_tools.notebooks`` writes them anew. A page of cells is Markdown: each python block is a cell. A line
``<!-- file: NAME from PAGE -->`` becomes a cell that writes that file, as a page of the documentation has it.
"""

from __future__ import annotations

import math
import os
import re
import sys
import tempfile
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tests.docs.pages import ROOT, blocks

CELLS = ROOT / "docs_tools" / "cells"
NOTEBOOKS = ROOT / "docs" / "notebooks"
COMMAND = "python -m docs_tools.notebooks"

SECONDS = 300
"""That one cell may take."""

CLOSE = 1e-3
"""How far numbers of the same output may lie apart from machine to machine, as a share."""

SMALL = 1e-6
"""Numbers below this are the same: residuals differ with the libraries that add up."""

_BLOCK = re.compile(r"^```python\n(.*?)^```$|^<!-- file: (\S+) from (\S+) -->$", flags=re.MULTILINE | re.DOTALL)
_SVG = re.compile(r"<svg.*?</svg>", flags=re.DOTALL)
_NUMBER = re.compile(r"(?<![\w#])[-+]?\d[\d,]*\.?\d*(?:e[-+]?\d+)?")


def names() -> list[str]:
    """Of the notebooks."""
    return sorted(one.stem for one in CELLS.glob("*.md"))


def written(name: str) -> Any:
    """A notebook as its cells have it, before it is run."""
    text, cells, end = (CELLS / f"{name}.md").read_text(encoding="utf-8"), [], 0
    for one in _BLOCK.finditer(text):
        cells += [new_markdown_cell(prose)] if (prose := text[end : one.start()].strip()) else []
        cells.append(new_code_cell(one[1].rstrip() if one[1] is not None else _file(one[2], one[3])))
        end = one.end()
    cells += [new_markdown_cell(prose)] if (prose := text[end:].strip()) else []
    for at, cell in enumerate(cells):
        cell.id = f"cell-{at}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def _file(name: str, page: str) -> str:
    found = next(one for one in blocks(ROOT / "docs" / page) if one.file == name)
    return f"%%writefile {name}\n{found.text.rstrip()}"


def run(name: str) -> Any:
    """A notebook with its outputs, run in a folder of its own."""
    notebook = written(name)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=SECONDS,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": folder}},
        )
        client.execute(env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "COLUMNS": "100"})
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/html" in data:
                # The repr beside it says less, and some have the seconds that solving took.
                data.pop("text/plain", None)
                data["text/html"] = _tidied(data["text/html"])
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _tidied(page: str) -> str:
    """Without digits of a picture that nobody can see."""
    return _SVG.sub(lambda one: re.sub(r"(\d+\.\d\d)\d+", r"\1", one[0]), page)


def said(notebook: Any) -> list[str]:
    """What each cell shows, pictures left out: their letters are laid out with the fonts that are there."""
    found = []
    for cell in notebook.cells:
        parts = [cell.source]
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            parts.append(data.get("text/html") or data.get("text/plain") or output.get("text", ""))
        found.append(_SVG.sub("<svg/>", "\n".join(parts)))
    return found


def same(one: str, other: str) -> bool:
    """Whether two outputs say the same, their numbers to three digits."""
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(
        math.isclose(float(a.replace(",", "")), float(b.replace(",", "")), rel_tol=CLOSE, abs_tol=SMALL)
        for a, b in pairs
    )


def main(wanted: list[str]) -> None:
    """Write the notebooks, or those that are named."""
    NOTEBOOKS.mkdir(exist_ok=True)
    for name in wanted or names():
        path = NOTEBOOKS / f"{name}.ipynb"
        nbformat.write(run(name), path)
        print(f"wrote {path.relative_to(ROOT)} ({path.stat().st_size // 1024} kB)")


if __name__ == "__main__":
    main(sys.argv[1:])
