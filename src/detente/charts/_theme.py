"""The look of every chart: colours, type, axes of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

FONT = "Helvetica, Arial, sans-serif"
INK, SOFT, GRID = "#22303c", "#5b6b78", "#e3e8ec"
RAMP = ("#c9dcec", "#93bbd9", "#5b95c1", "#2c6da3", "#174a7c", "#0b2c52")
"""Light to dark, for the values of a factor in their order."""
LINES = ("#174a7c", "#c2571a", "#3b8554", "#8a4f9e", "#a8871b", "#4c9bb0", "#b23a55", "#6b6b6b")
"""For things without order; neighbours differ in lightness too."""
WIDTH = 900
"""Of a page, in pixels."""

CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "white",
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "gridColor": GRID,
        "domainColor": GRID,
        "tickColor": GRID,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelLimit": 320,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": SOFT,
        "labelFontSize": 11,
        "labelLimit": 260,
        "symbolType": "square",
    },
}
"""Of every chart. Put into the specification at the end: each of Altair's own ``configure`` copies all the data."""

_DAYS = {"day": 1.0, "week": 7.0, "hour": 1 / 24, "month": 30.436875, "year": 365.2425}


def ramp(count: int) -> list[str]:
    """``count`` shades from light to dark."""
    if count == 1:
        return [RAMP[2]]
    return (
        [RAMP[round(at * (len(RAMP) - 1) / (count - 1))] for at in range(count)]
        if count <= 6
        else [RAMP[at % len(RAMP)] for at in range(count)]
    )


def ink_on(colour: str) -> str:
    """The colour of letters that can be read on a colour (written ``#rrggbb``)."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else INK


def time_axis(unit: str, start: dt.date | None) -> tuple[Callable[[float], Any], Any, Any]:
    """How times after the start become positions on an axis, of which kind, and the axis for them.

    Parameters
    ----------
    unit
        Of the clock.
    start
        The date of time 0; None where the clock has no dates.
    """
    import altair as alt

    scale = None if start is None else _DAYS.get(unit)
    if start is None or scale is None:
        return (lambda time: time), "quantitative", alt.Axis(title=f"{unit}s", grid=False)
    origin = dt.datetime.combine(start, dt.time())
    axis = alt.Axis(title=None, grid=False, tickCount=6, format="%-d %b %y", labelOverlap=True)
    return (lambda time: (origin + dt.timedelta(days=time * scale)).isoformat()), "temporal", axis
