"""Tables and lists as a notebook shows them: small pieces of HTML that need nothing from elsewhere."""

from __future__ import annotations

import datetime as dt
import html
import math
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars

MOST_ROWS = 30
"""Rows of a result that a notebook shows; the others are counted."""

LEFT, RIGHT = ' style="text-align:left"', ' style="text-align:right"'


def cell(value: object) -> str:
    """A value as a cell shows it: four digits, dates as ISO has them, nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.4g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(cell(one) for one in value)
    return str(value)


def table_html(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    note: str = "",
    count: int | None = None,
    most: int = MOST_ROWS,
) -> str:
    """A table with its caption, every text escaped.

    Parameters
    ----------
    title
        The caption.
    rows
        Texts stand left; numbers, and texts that are numbers, stand right.
    note
        A sentence below it.
    count
        How many rows there are, where ``rows`` does not have them all.
    most
        Rows that are shown; a line says how many are left out.

    Examples
    --------
    >>> page = table_html("Chances", ("what", "chance"), [("<war>", 0.25)], note="Made up.")
    >>> "&lt;war&gt;" in page and "0.25" in page and "<war>" not in page
    True
    """
    every = rows if isinstance(rows, Sequence) else list(rows)
    total = len(every) if count is None else count
    shown = [[cell(one) for one in row] for row in islice(every, most)]
    right = [_numbers([row[at] for row in shown]) for at in range(len(columns))]
    label = html.escape(title, quote=True)
    parts = [
        f'<div role="region" aria-label="{label}" tabindex="0" style="overflow-x:auto"><table>'
        f'<caption style="text-align:left"><strong>{html.escape(title)}</strong></caption>'
        f"{grid_html(columns, shown, [RIGHT if one else LEFT for one in right])}</table></div>"
    ]
    if total > len(shown):
        parts.append(f"<p>{total - len(shown):,} more of {total:,} rows.</p>")
    if note:
        parts.append(f"<p>{html.escape(note)}</p>")
    return "<div>" + "".join(parts) + "</div>"


def grid_html(columns: Sequence[str], rows: Sequence[Sequence[str]], sides: Sequence[str] | None = None) -> str:
    """The head and the body of a table, every text escaped; ``sides`` has an attribute for the cells of each column."""
    marks = sides or [""] * len(columns)

    def row(cells: Sequence[str], tag: str) -> str:
        kind = tag.partition(" ")[0]
        inside = (f"<{tag}{side}>{html.escape(one)}</{kind}>" for one, side in zip(cells, marks, strict=True))
        return f"<tr>{''.join(inside)}</tr>"

    body = "".join(row(one, "td") for one in rows)
    head = row(columns, 'th scope="col"')
    return f"<thead>{head}</thead><tbody>{body}</tbody>"


def frame_html(title: str, frame: polars.DataFrame, note: str = "", most: int = MOST_ROWS) -> str:
    """The first rows of a frame as a table; what a result's ``_repr_html_`` needs where its frame says it all."""
    return table_html(title, frame.columns, frame.head(most).rows(), note, len(frame), most)


def list_html(title: str, items: Sequence[str], note: str = "") -> str:
    """Sentences one below the other, every text escaped."""
    body = "".join(f"<li>{html.escape(one)}</li>" for one in items)
    end = f"<p>{html.escape(note)}</p>" if note else ""
    return f"<div><p><strong>{html.escape(title)}</strong></p><ol>{body}</ol>{end}</div>"


def _numbers(column: Sequence[str]) -> bool:
    """Whether a column has numbers, and nothing else."""
    return any(column) and all(one in ("inf", "-inf") or one.strip("<>%-+.,0123456789 e") == "" for one in column)
