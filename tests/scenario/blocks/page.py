"""The reference page of the blocks: its examples, and the parts of it that are written by the code.

``python -m tests.scenario.blocks.page`` writes the tables of keys and the expansions anew.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from detente.scenario import loads
from detente.scenario.blocks import BLOCKS, module

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "blocks.md"

PLACEHOLDERS = {"spoilers": "GROUP", "guarantors": "ACTOR"}
"""How a name that the author chooses is shown in the path of a key."""


def sections() -> dict[str, str]:
    """The part of the page about each block."""
    parts = re.split(r"^## (\w+)$", PAGE.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def fences(section: str) -> list[str]:
    """The YAML blocks of a section: the example, then its expansion."""
    return re.findall(r"^```yaml\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)


def example(kind: str) -> str:
    """The example of a block, a whole scenario."""
    return fences(sections()[kind])[0]


def keys(model: type[BaseModel], prefix: str = "") -> list[tuple[str, str, str]]:
    """Every key of a model: its path, its default, and what it means."""
    found = []
    for name, one in model.model_fields.items():
        key = prefix + (one.alias or name)
        found.append((key, default(one), one.description or ""))
        below = inner(one.annotation)
        if below is not None:
            step = f".{PLACEHOLDERS[name]}" if name in PLACEHOLDERS else ""
            found += keys(below, f"{key}{step}.")
    return found


def inner(annotation: Any) -> type[BaseModel] | None:
    """The model that stands under a key, if one does."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is list:
        return None
    return next((found for one in get_args(annotation) if (found := inner(one)) is not None), None)


def default(field: Any) -> str:
    """A default as an author would write it."""
    if field.is_required():
        return "required"
    value = field.default
    if value is None or (not isinstance(value, BaseModel) and value in ("", {}, [])):
        return "-"
    if isinstance(value, BaseModel):
        return "`{}`"
    if isinstance(value, dict):
        return f"`{value['<all>']}`" if "<all>" in value else f"`{next(iter(value))}`"
    if isinstance(value, list):
        return f"`[{', '.join(value)}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def table(kind: str) -> str:
    """The table of a block's keys."""
    rows = [f"| `{key}` | {start} | {meaning} |" for key, start, meaning in keys(module(kind).Spec)]
    return "\n".join(["| key | default | meaning |", "|---|---|---|", *rows])


def rewritten(text: str) -> str:
    """The page with its tables and expansions as the code has them now."""
    for kind in BLOCKS:
        pattern = rf"<!-- keys: {kind} -->\n.*?<!-- end -->"
        text = re.sub(
            pattern, lambda _, kind=kind: f"<!-- keys: {kind} -->\n{table(kind)}\n<!-- end -->", text, flags=re.DOTALL
        )
        head, mark, rest = text.partition(f"\n## {kind}\n")
        written = loads(fences(rest)[0]).expanded()
        pattern = r"<!-- expands -->\n```yaml\n.*?```"
        rest = re.sub(pattern, lambda _: f"<!-- expands -->\n```yaml\n{written}```", rest, count=1, flags=re.DOTALL)  # noqa: B023
        text = head + mark + rest
    return text


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text()))
