"""The example notebooks are those of their cells, and show what the code gives now."""

from __future__ import annotations

import re

import nbformat
import pytest
from docs_tools import notebooks
from tests.docs.pages import ROOT

LARGEST = 200_000
"""Bytes of a notebook."""

every = pytest.mark.parametrize("name", notebooks.names())


def saved(name: str):
    return nbformat.read(notebooks.NOTEBOOKS / f"{name}.ipynb", as_version=4)


def test_every_page_of_cells_has_a_notebook_and_every_tutorial_in_python_too() -> None:
    assert [one.stem for one in sorted(notebooks.NOTEBOOKS.glob("*.ipynb"))] == notebooks.names()
    assert {"analysts", "programmers", "from-events-to-belief"} <= set(notebooks.names())


@every
def test_the_cells_are_those_of_the_page(name: str) -> None:
    current = [cell.source for cell in notebooks.written(name).cells]
    assert [cell.source for cell in saved(name).cells] == current, f"out of date: {notebooks.COMMAND}"


@every
def test_nothing_of_the_machine_is_in_it(name: str) -> None:
    path = notebooks.NOTEBOOKS / f"{name}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert "/tmp/" not in text
    assert not re.search(r'"iopub|"execution"|\d\d:\d\d:\d\d', text)
    assert path.stat().st_size < LARGEST
    shown = [output for cell in saved(name).cells for output in cell.get("outputs", ())]
    assert shown
    assert all(one.output_type != "error" for one in shown)


@every
def test_links_of_a_notebook_lead_somewhere(name: str) -> None:
    for cell in saved(name).cells:
        if cell.cell_type == "markdown":
            for link in re.findall(r"\]\(([^)\s]+)\)", cell.source):
                assert (notebooks.NOTEBOOKS / link.partition("#")[0]).exists(), link


@pytest.mark.slow
@every
def test_it_shows_what_the_code_gives(name: str) -> None:
    for before, now in zip(notebooks.said(saved(name)), notebooks.said(notebooks.run(name)), strict=True):
        assert notebooks.same(before, now), f"out of date: {notebooks.COMMAND}\n{before[:400]}\n---\n{now[:400]}"


def test_another_number_is_noticed() -> None:
    assert notebooks.same("<td>0.8686</td> 12,312", "<td>0.8689</td> 12,312")
    assert not notebooks.same("<td>0.8686</td>", "<td>0.88</td>")
    assert not notebooks.same("<td>0.8686</td>", "<th>0.8686</th>")
    assert notebooks.same("residual 6.0e-12.", "residual 3.1e-13.")
    assert not notebooks.same("1,200 of them", "1,300 of them")
