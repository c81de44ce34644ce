"""The page on the workbench says which limits there are, and what they are."""

import re
from dataclasses import fields
from pathlib import Path

from detente.web import Limits

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "workbench.md"


def told() -> dict[str, list[float]]:
    """By name, the numbers of the page, in the order in which they stand in their row."""
    found: dict[str, list[float]] = {}
    for row in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [one.strip() for one in row.strip("|").split("|")]
        names = [one for one in re.findall(r"`(\w+)`", cells[0]) if one in {one.name for one in fields(Limits)}]
        if row.startswith("|") and names:
            numbers = [float(one.replace(",", "")) for one in re.findall(r"\d[\d,.]*", cells[1].replace(", ", " "))]
            if len(names) == len(numbers) > 1:
                found |= {name: [number] for name, number in zip(names, numbers, strict=True)}
            else:
                found[names[0]] = numbers
    return found


def test_every_limit_is_on_the_page_with_its_number():
    limits, page = Limits(), told()
    for one in fields(Limits):
        if one.name == "workers":
            assert "one for each core (`--workers`)" in PAGE.read_text(encoding="utf-8")
            continue
        value = getattr(limits, one.name)
        expected = [float(part) for part in (value if isinstance(value, tuple) else (value,))]
        assert page.get(one.name) == expected, one.name


def test_the_page_names_no_limit_that_there_is_not():
    rows = re.findall(r"^\| `(\w+)`", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(rows) > 10
    assert set(rows) <= {one.name for one in fields(Limits)}
