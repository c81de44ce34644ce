"""The matrix as plain text: blocks of columns, none wider than the page."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.evidence.explanations._words import percent, plain, short_date, signed

if TYPE_CHECKING:
    from detente.evidence.explanations._matrix import Matrix

CELL = 13
"""Width of a column, the space before it left out."""

HEAD_LINES = 4
"""Lines of what a record says; the rest of a longer text is cut."""

SILENT = "  of it silence"


def matrix_text(matrix: Matrix, width: int) -> str:
    """The matrix in blocks, the totals in a block of their own."""
    lead = min(max(len(SILENT), *(len(plain(one)) for one in matrix.explanations)), 28)
    each = max((width - lead) // (CELL + 1), 1)
    blocks = [_block(matrix, matrix.columns[at : at + each], lead) for at in range(0, len(matrix.columns), each)]
    note = "Weights in decibans: +10 makes the odds of an explanation ten times what they were, +3 about twice."
    return "\n\n".join([textwrap.fill(note, width), *blocks, _totals(matrix, lead)])


def _block(matrix: Matrix, columns: Sequence, lead: int) -> str:
    heads = [_head(one.date, one.what) for one in columns]
    height = max(len(one) for one in heads)
    lines = [_line("", [one[at] if at < len(one) else "" for one in heads], lead) for at in range(height)]
    lines.append("-" * (lead + len(columns) * (CELL + 1)))
    for row, name in enumerate(matrix.explanations):
        lines += _rows(name, [one.decibans[row] for one in columns], [one.silence[row] for one in columns], lead)
    spreads = [f"{one.spread:.1f}" if np.isfinite(one.spread) else "decides" for one in columns]
    lines.append(_line("largest - least", spreads, lead))
    return "\n".join(lines)


def _rows(name: str, decibans: Sequence[float], silence: Sequence[float], lead: int) -> list[str]:
    """An explanation's line, and one for the silences where they weigh anything."""
    lines = [_line(plain(name), [signed(one) for one in decibans], lead)]
    parts = [signed(one) for one in silence]
    if any(one not in ("0.0", "-") for one in parts):
        lines.append(_line(SILENT, ["" if one == "-" else one for one in parts], lead))
    return lines


def _totals(matrix: Matrix, lead: int) -> str:
    lines = [_line("", ["prior", "all records", "of it silence", "posterior"], lead)]
    lines.append("-" * (lead + 4 * (CELL + 1)))
    for row, name in enumerate(matrix.explanations):
        weights = [signed(float(matrix.total[row])), signed(float(matrix.silence[row]))]
        cells = [percent(float(matrix.prior[row])), *weights, percent(float(matrix.posterior[row]))]
        lines.append(_line(plain(name), cells, lead))
    return "\n".join(lines)


def _head(date: str, what: str) -> list[str]:
    lines = textwrap.wrap(what, CELL)
    if len(lines) > HEAD_LINES:
        lines = [*lines[: HEAD_LINES - 1], lines[HEAD_LINES - 1][: CELL - 3] + "..."]
    return [short_date(date)[:CELL], *lines]


def _line(first: str, cells: Sequence[str], lead: int) -> str:
    return (first[:lead].ljust(lead) + "".join(f" {cell:>{CELL}}" for cell in cells)).rstrip()


def verdicts_text(first: str, rows: Sequence[tuple[str, Mapping[str, float] | None, str]], width: int = 120) -> str:
    """Verdicts one below the other.

    Parameters
    ----------
    first
        The head of the first column.
    rows
        What the verdict is of, the posterior (None where there is none), and a remark.
    """
    names = list(next(found for _, found, _ in rows if found is not None))
    cells = [max(len(plain(name)), 5) for name in names]
    room = max(width - sum(cells) - 2 * len(cells) - max(len(one) for *_, one in rows) - 2, 20)
    lead = min(max(len(first), *(len(what) for what, *_ in rows)), room)
    head = first.ljust(lead) + "".join(f"  {plain(name):>{size}}" for name, size in zip(names, cells, strict=True))
    lines = [head.rstrip(), "-" * len(head)]
    for what, found, remark in rows:
        shown = what if len(what) <= lead else what[: lead - 3] + "..."
        chances = [percent(found[name]) if found else "" for name in names]
        line = shown.ljust(lead) + "".join(f"  {one:>{size}}" for one, size in zip(chances, cells, strict=True))
        lines.append(f"{line}  {remark}".rstrip())
    return "\n".join(lines)
