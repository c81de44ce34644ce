"""Chances over time: areas that add up to one, or lines."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from detente.charts._chart import Chart
from detente.charts._theme import INK, LINES, SOFT, WIDTH, ramp, time_axis
from detente.words import number, percent

SHARES = (0.0, 1 / 24, 1 / 6, 1 / 3, 2 / 3, 1.0)
"""Of the time shown: where the table reads the chances off, where there are more times than :data:`FEW`."""

FEW = 40

WHOLE = 1e-6
"""How far chances may be from adding up to one, and be drawn as parts of one."""


def courses(
    title: str,
    clock: tuple[str, dt.date | None],
    times: Sequence[float],
    chances: Sequence[tuple[str, Sequence[float]]],
    name: str,
    marks: Sequence[float] = (),
    alike: bool = True,
    what: Sequence[str] | None = None,
) -> Chart:
    """The chances of several things at the same times.

    Parameters
    ----------
    clock
        The unit, and the date of time 0 where there is one.
    times
        Clock units after the start of the clock, rising; a time may come twice where chances jump.
    chances
        By thing, one for each time.
    marks
        Times of the records, shown as ticks below.
    alike
        Whether the things are values of one thing in their order: areas from light to dark where they add up to one.
    what
        What happened at each time, for a column of the table.
    """
    import altair as alt

    place, kind, axis = time_axis(*clock)
    names = [one for one, _ in chances]
    data = [
        {"time": place(time), "what": label, "chance": found[at], "order": order, "step": at}
        for order, (label, found) in enumerate(chances)
        for at, time in enumerate(times)
        if math.isfinite(found[at])
    ]
    stacked = alike and _whole(chances, len(times))
    colours = ramp(len(names)) if stacked else [LINES[at % len(LINES)] for at in range(len(names))]
    base = alt.Chart(alt.Data(values=data)).encode(
        x=alt.X("time", type=kind, axis=axis),
        color=alt.Color(
            "what",
            type="nominal",
            sort=names,
            title=None,
            scale=alt.Scale(domain=names, range=colours),
            legend=alt.Legend(orient="top", columns=3, symbolType="square" if stacked else "stroke", labelColor=INK),
        ),
    )
    shares = alt.Y(
        "chance",
        type="quantitative",
        stack="zero" if stacked else None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", title=None, tickCount=4),
    )
    drawn: Any = (
        base.mark_area().encode(y=shares, order=alt.Order("order", type="quantitative"))
        if stacked
        else base.mark_line(strokeWidth=2).encode(y=shares, order=alt.Order("step", type="quantitative"))
    )
    if marks:
        ticks = alt.Chart(alt.Data(values=[{"time": place(one)} for one in marks]))
        ticks = ticks.mark_rule(color=SOFT, opacity=0.6).encode(
            x=alt.X("time", type=kind), y=alt.value(212), y2=alt.value(220)
        )
        drawn = alt.layer(ticks, drawn)
    picture = drawn.properties(width=WIDTH - 200, height=220)
    picked = sorted(set(_picked(times)))
    rows = tuple(
        (
            said_time(times[at], clock),
            *([what[at]] if what else []),
            *(percent(found[at]) for _, found in chances),
        )
        for at in picked
    )
    columns = ("time", *(["after"] if what else []), *names)
    ends = "; ".join(f"{label} from {percent(found[0])} to {percent(found[-1])}" for label, found in chances)
    form = "Stacked areas" if stacked else "Lines"
    below = " Ticks below mark the records." if marks else ""
    span = f"between {said_time(times[0], clock)} and {said_time(times[-1], clock)}"
    return Chart(title, f"{form}: chances {span}: {ends}.{below}", picture, columns, rows, name)


def said_time(time: float, clock: tuple[str, dt.date | None]) -> str:
    """A time after the start of a clock as a date, or as a number of units."""
    place, kind, _ = time_axis(*clock)
    return str(place(time))[:10] if kind == "temporal" else f"{number(time)} {clock[0]}s"


def _whole(chances: Sequence[tuple[str, Sequence[float]]], count: int) -> bool:
    return all(abs(sum(found[at] for _, found in chances) - 1) < WHOLE for at in range(count))


def _picked(times: Sequence[float]) -> list[int]:
    if len(times) <= FEW:
        return list(range(len(times)))
    first, last = times[0], times[-1]
    return [
        min(range(len(times)), key=lambda at, share=share: abs(times[at] - first - share * (last - first)))
        for share in SHARES
    ]
