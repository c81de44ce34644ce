"""The page that a terminal shows."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from detente.report._table import table
from detente.report._text import heading, section
from detente.report.page._blocks import Block, blocks_of
from detente.report.page._registry import sections
from detente.report.page._render import rendered

if TYPE_CHECKING:
    from detente.report._briefing import Briefing
    from detente.report.page._section import Section


def text(briefing: Briefing, width: int = 92) -> str:
    """The whole briefing as plain text at most ``width`` wide."""
    parts = [heading(briefing, width)]
    parts += [section(one.title, _lines(one, briefing, width)) for one in sections(briefing)]
    return "\n\n".join(part for part in parts if part)


def _lines(one: Section, briefing: Briefing, width: int) -> list[str]:
    if one.text is not None:
        return one.text(briefing, width)
    return plain_lines(blocks_of(rendered(one, briefing, live=True))[1:], width)


def plain_lines(blocks: list[Block], width: int) -> list[str]:
    """Blocks as lines; a picture is its text alternative only where no table has its numbers."""
    lines: list[str] = []
    for at, one in enumerate(blocks):
        if one.kind == "picture" and any(each.kind == "table" for each in blocks[at + 1 : at + 3]):
            continue
        if lines and not (one.kind == "item" and blocks[at - 1].kind == "item"):
            lines.append("")
        if one.kind == "table":
            wide = max(map(len, one.rows))
            rows = [row + [""] * (wide - len(row)) for row in one.rows]
            lines += table(rows[0], rows[1:], width)
        elif one.kind == "pre":
            lines += [part for row in one.text.splitlines() for part in textwrap.wrap(row, width) or [""]]
        else:
            mark = {"item": "- ", "number": f"{one.name}. "}.get(one.kind, "")
            shown = mark + (one.text.upper() if one.kind == "heading" else one.text)
            lines += textwrap.wrap(shown, width, subsequent_indent="  " if mark else "")
    return lines
