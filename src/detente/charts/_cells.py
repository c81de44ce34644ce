"""A table of weights with a colour for each: for, against, or neither."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.charts._bars import AGAINST, FOR
from detente.charts._theme import INK, WIDTH

STRONG = 10.0
"""The weight from which a cell has its full colour."""


def cells(heads: Sequence[str], names: Sequence[str], weights: Sequence[Sequence[float]]):
    """Cells by name (rows) and head (columns); ``weights`` has a row for each head."""
    import altair as alt

    data = [
        {
            "head": head,
            "name": name,
            "colour": _shade(weight),
            "text": written(weight),
            "loud": abs(weight) >= 0.6 * STRONG,
        }
        for head, row in zip(heads, weights, strict=True)
        for name, weight in zip(names, row, strict=True)
    ]
    across = alt.Axis(title=None, orient="top", labelAngle=-60, labelColor=INK, ticks=False, domain=False)
    down = alt.Axis(title=None, labelColor=INK, labelFontSize=12, labelPadding=8, ticks=False, domain=False)
    base = alt.Chart(alt.Data(values=data)).encode(
        x=alt.X("head", type="nominal", sort=list(heads), axis=across),
        y=alt.Y("name", type="nominal", sort=list(names), axis=down),
    )
    drawn = base.mark_rect(stroke="#e3e8ec").encode(color=alt.Color("colour", type="nominal", scale=None))
    text = base.mark_text(fontSize=9).encode(
        text=alt.Text("text", type="nominal"), color=alt.condition("datum.loud", alt.value("#ffffff"), alt.value(INK))
    )
    return (drawn + text).properties(width=WIDTH - 130, height=34 * len(names))


def written(weight: float) -> str:
    """A weight in a narrow cell: whole from 10 on, nothing where it rounds to nothing."""
    if math.isnan(weight) or abs(weight) < 0.05:
        return ""
    if math.isinf(weight):
        return "only" if weight > 0 else "never"
    return f"{weight:+.0f}" if abs(weight) >= 9.95 else f"{weight:+.1f}"


def _shade(weight: float) -> str:
    """White for nothing, towards one colour for what speaks for a thing, towards another for what speaks against."""
    share = 0.0 if math.isnan(weight) else min(abs(weight) / STRONG, 1.0)
    full = FOR if weight > 0 else AGAINST
    mixed = [round(255 + share * (int(full[at : at + 2], 16) - 255)) for at in (1, 3, 5)]
    return "#" + "".join(f"{one:02x}" for one in mixed)
