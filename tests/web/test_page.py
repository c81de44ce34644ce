"""The page of limits says what they are."""

import dataclasses
import re
from pathlib import Path

from detente.web import Limits

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "workbench.md"
OF_THE_COMPUTER = {"workers"}


def written() -> dict[str, list[float]]:
    """The numbers of each row of a table, by the first limit that it names."""
    found = {}
    for row in re.findall(r"^\| `.*\|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        said, numbers = row.strip("|").split("|")[:2]
        names = [one for one in re.findall(r"`(\w+)`", said) if not one.startswith("--")]
        found[",".join(names)] = [float(one.replace(",", "")) for one in re.split(r", (?=\d)", numbers.strip())]
    return found


def test_every_limit_is_on_the_page_with_its_number() -> None:
    limits = Limits()
    rows = written()
    named = {name for key in rows for name in key.split(",")}
    assert named == {one.name for one in dataclasses.fields(Limits)} - OF_THE_COMPUTER
    for key, numbers in rows.items():
        values = [getattr(limits, name) for name in key.split(",")]
        flat = [float(one) for value in values for one in (value if isinstance(value, tuple) else (value,))]
        assert numbers == flat, key
