"""The pages, and parts of pages, that are made from the code. ``python -m tests.docs.generated`` writes them anew."""

from __future__ import annotations

import importlib
import inspect
import os
import re
from pathlib import Path

from tests.docs.pages import ROOT

import detente
from detente.casebook import cases
from detente.errors import CODES, WARNINGS

REFERENCE = ROOT / "docs" / "reference"
EVIDENCE = ("records", "mapping", "filtering", "explanations", "indicators", "uncertainty", "claims", "scores")
ROOMS = (
    *("errors", "words", "charts", "game", "scenario", "casebook", "equilibrium", "forecast"),
    *(f"evidence.{one}" for one in EVIDENCE),
    *("study.counterfactual", "study.sensitivity", "study.settlement", "study.signals"),
    "report",
)
_MARKED = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", flags=re.DOTALL)


def error_table() -> str:
    """Every code with its kind and meaning."""
    rows = [
        f"| `{code}` | `{name}` | {'warning' if code in WARNINGS else 'error'} | {meaning} |"
        for code, (name, meaning) in CODES.items()
    ]
    return "\n".join(["| code | name | kind | meaning |", "|---|---|---|---|", *rows])


def first_line(thing: object) -> str:
    """The first line of a docstring, fit for a table."""
    text = (inspect.getdoc(thing) or "").split("\n\n")[0]
    text = re.sub(r":\w+:`~?(?:\.?[\w.]*\.)?(\w+)`", r"`\1`", " ".join(text.split()))
    return text.replace("``", "`").replace("|", "\\|")


def signature(name: str, thing: object) -> str:
    """The call as a reader would write it: arguments without their types."""
    if inspect.isclass(thing) or not callable(thing):
        return f"`{name}`"
    shown = []
    for one in inspect.signature(thing).parameters.values():
        star = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
        if one.kind == one.KEYWORD_ONLY and "*" not in "".join(shown):
            shown.append("*")
        default = "" if one.default is one.empty else f"={getattr(one.default, '__name__', repr(one.default))}"
        shown.append(f"{star}{one.name}{default}")
    return f"`{name}({', '.join(shown)})`"


def front_table() -> str:
    """The names of ``import detente``."""
    homes = {name: home for home, names in detente._HOMES.items() for name in names}
    rows = [
        f"| {signature(name, getattr(detente, name))} | `{homes[name]}` | {first_line(getattr(detente, name))} |"
        for name in detente.__all__
        if name in homes
    ]
    return "\n".join(["| name | from | what it is |", "|---|---|---|", *rows])


def room_tables() -> str:
    """The names that each subpackage exports."""
    parts = []
    for room in ROOMS:
        module = importlib.import_module(f"detente.{room}")
        parts += [f"## detente.{room}", "", first_line(module), "", "| name | what it is |", "|---|---|"]
        for name, one in exported(room):
            parts.append(f"| {signature(name, one)} | {first_line(one)} |")
        parts.append("")
    return "\n".join(parts).rstrip()


def exported(room: str) -> list[tuple[str, object]]:
    """Public classes and functions of a subpackage that come from it, by name."""
    module = importlib.import_module(f"detente.{room}")
    public = [(name, one) for name, one in vars(module).items() if not name.startswith("_")]
    return [
        (name, one)
        for name, one in public
        if (inspect.isclass(one) or inspect.isfunction(one)) and one.__module__.startswith(module.__name__)
    ]


def case_table() -> str:
    """The cases with links to their pages and scenarios."""
    rows = []
    for one in cases():
        page, scenario = (Path(os.path.relpath(file, REFERENCE)).as_posix() for file in (one.page, one.scenario))
        rows.append(f"| [{one.title}]({page}) | `{one.name}` | {one.abstract} | [scenario]({scenario}) |")
    return "\n".join(["| case | name | what it is about | text |", "|---|---|---|---|", *rows])


MADE = {"errors": error_table, "front": front_table, "rooms": room_tables, "cases": case_table}
PAGES = tuple(REFERENCE / name for name in ("errors.md", "api.md", "casebook.md"))


def rewritten(text: str) -> str:
    """A page with its made parts as the code has them now."""
    return _MARKED.sub(lambda one: f"{one[1]}{MADE[one[2]]()}\n{one[3]}", text)


def parts(text: str) -> list[str]:
    """The names of the made parts of a page."""
    return [one[2] for one in _MARKED.finditer(text)]


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(rewritten(page.read_text(encoding="utf-8")), encoding="utf-8")
