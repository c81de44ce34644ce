"""Tables of plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int, first: int = 40) -> list[str]:
    """Lines of an aligned table; the first column wraps, at most ``first`` wide, and takes what room is left.

    Columns whose cells all look like numbers stand right.
    """
    if not rows:
        return []
    others = len(header) - 1
    most = max((width - min(first, width // 2)) // max(1, others) - 2, 8)
    sizes = [min(most, max(len(str(row[at])) for row in [header, *rows])) for at in range(1, len(header))]
    lead = max(10, min(max(len(row[0]) for row in [header, *rows]), width - sum(sizes) - 2 * others))
    right = [all(_numeric(row[at]) for row in rows) for at in range(1, len(header))]
    lines = _row(header, lead, sizes, right)
    lines.append("  ".join("-" * size for size in [lead, *sizes]))
    for row in rows:
        lines += _row(row, lead, sizes, right)
    return lines


def _row(cells: Sequence[str], lead: int, sizes: list[int], right: list[bool]) -> list[str]:
    columns = [_wrapped(cells[0], lead)] + [_wrapped(cell, size) for cell, size in zip(cells[1:], sizes, strict=True)]
    height = max(len(column) for column in columns)
    lines = []
    for at in range(height):
        parts = [column[at] if at < len(column) else "" for column in columns]
        shown = [parts[0].ljust(lead)]
        for part, size, to_right in zip(parts[1:], sizes, right, strict=True):
            shown.append(part.rjust(size) if to_right else part.ljust(size))
        lines.append("  ".join(shown).rstrip())
    return lines


def _wrapped(text: str, size: int) -> list[str]:
    return textwrap.wrap(text, size, break_long_words=True) or [""]


def _numeric(text: str) -> bool:
    return not text or text.strip("<>%-+.,0123456789 e") == "" or text in ("unbounded", "never ends")
