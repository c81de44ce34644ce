"""Tables of plain text for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

WIDE = 96


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]], prose: int | None = None) -> list[str]:
    """Lines of a table, each column as wide as its widest cell; numbers stand right.

    Parameters
    ----------
    prose
        The column that is wrapped where the terminal is too narrow for the whole.
    """
    sizes = [max(len(row[at]) for row in [header, *rows]) for at in range(len(header))]
    if prose is not None:
        others = sum(sizes) - sizes[prose] + 2 * len(sizes)
        sizes[prose] = min(sizes[prose], max(24, min(WIDE, shutil.get_terminal_size().columns) - others))
    right = [bool(rows) and all(is_number(row[at]) for row in rows) for at in range(len(header))]
    lines = [_line(header, sizes, right)]
    for row in rows:
        cells = [textwrap.wrap(row[at], sizes[at]) or [""] if at == prose else [row[at]] for at in range(len(row))]
        for part in range(max(map(len, cells))):
            lines.append(_line([one[part] if part < len(one) else "" for one in cells], sizes, right))
    return lines


def _line(cells: Sequence[str], sizes: Sequence[int], right: Sequence[bool]) -> str:
    parts = [one.rjust(size) if at else one.ljust(size) for one, size, at in zip(cells, sizes, right, strict=True)]
    return ("  " + "  ".join(parts)).rstrip()


WORDS = frozenset({"", "-", "impossible", "decides", "inf", "nan"})
"""What stands where a number has no place."""


def is_number(text: str) -> bool:
    """Whether a cell holds a number or a share, or what stands for one."""
    if text in WORDS:
        return True
    try:
        float(text.removesuffix("%").replace(",", ""))
    except ValueError:
        return False
    return True


def decibans(weight: float) -> str:
    """A weight of evidence with its sign; words where it settles the matter."""
    if weight != weight:
        return "-"
    if weight in (float("inf"), float("-inf")):
        return "decides" if weight > 0 else "impossible"
    shown = f"{weight:+.1f}"
    return "0.0" if shown in ("+0.0", "-0.0") else shown


def probability(chance: float) -> str:
    """A probability for a table; very small ones keep their size."""
    return f"{chance:.3f}" if chance == 0 or chance >= 0.001 else f"{chance:.1e}"


def width() -> int:
    """How wide a page of text may be."""
    return max(60, min(WIDE, shutil.get_terminal_size().columns))
