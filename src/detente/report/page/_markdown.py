"""The page as Markdown: every section, charts as pictures beside it, their numbers as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.report.page._blocks import Block, blocks_of
from detente.report.page._registry import sections
from detente.report.page._render import engine, rendered

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def markdown(briefing: Briefing, charts: str | None = "charts") -> str:
    """The briefing as Markdown.

    Parameters
    ----------
    charts
        The folder in which the pictures stand, seen from the file; None for none: the text alternative of each
        stands in its place.
    """
    pieces = [engine().get_template("header.html").render(b=briefing)]
    pieces += [rendered(one, briefing, live=True) for one in sections(briefing)]
    lines: list[str] = []
    last = ""
    for piece in pieces:
        for one in blocks_of(piece, "**", "`"):
            if lines and not (one.kind == last and one.kind in ("item", "number")):
                lines.append("")
            lines += _written(one, charts)
            last = one.kind
    return "\n".join(lines) + "\n"


def _written(one: Block, charts: str | None) -> Iterator[str]:
    if one.kind == "pre":
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", one.text)), default=0))
        yield from (fence + "text", *one.text.splitlines(), fence)
    elif one.kind == "table":
        yield from _table(one.rows)
    elif one.kind == "picture":
        alt = re.sub(r"([\[\]\\])", r"\\\1", one.text)
        yield f"![{alt}]({charts}/{one.name}.png)" if charts else f"*{safe(one.text)}*"
    else:
        text = safe(one.text)
        first = {"heading": "#" * one.level + " ", "item": "- ", "number": f"{one.name}. "}.get(one.kind, "")
        yield f"**{text.replace('**', '')}**" if one.kind in ("caption", "term") else first + text


def _table(rows: list[list[str]]) -> Iterator[str]:
    wide = max(map(len, rows))
    for at, row in enumerate(rows):
        cells = [safe(cell).replace("|", "\\|") for cell in row] + [""] * (wide - len(row))
        yield "| " + " | ".join(cells) + " |"
        if at == 0:
            yield "|" + " --- |" * wide


def safe(text: str) -> str:
    """A text that Markdown shows as it is: no mark of ours is touched, none of the author's counts."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if at % 2 else re.sub(r"([<>\[\]_~#])", r"\\\1", part) for at, part in enumerate(parts))
