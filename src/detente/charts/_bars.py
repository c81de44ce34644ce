"""Bars, one below the other: each with its number, cut into parts of a whole, or from a low to a high end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from detente.charts._chart import Chart
from detente.charts._theme import INK, LINES, SOFT, WIDTH, ink_on, ramp
from detente.words import percent

FOR, AGAINST = "#2c6da3", "#c2571a"
"""Of what is above zero, and below."""

ROW = 22
"""Pixels from bar to bar."""

LABEL = 300
"""Pixels that the names beside the bars may take."""

ROOM = 0.06
"""The least share of a whole bar into which the name of a part is written, for each eight letters."""


def bars(
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    said: Callable[[float], str],
    columns: tuple[str, str],
    name: str,
    groups: Sequence[str] | None = None,
    share: bool = False,
) -> Chart:
    """One bar a label, from zero to its value; below zero in another colour.

    Parameters
    ----------
    said
        How a value is written beside its bar and in the table.
    columns
        Heads of the table.
    groups
        What each bar belongs to, which gives its colour then.
    share
        Whether the values are chances, and the axis goes from 0 to 1.
    """
    import altair as alt

    shown = _distinct(labels)
    data = [
        {"what": label, "value": value, "end": max(value, 0.0), "said": said(value),
         "group": groups[at] if groups else value < 0}
        for at, (label, value) in enumerate(zip(shown, values, strict=True))
    ]  # fmt: skip
    kinds = list(dict.fromkeys(groups)) if groups else [False, True]
    colours = [LINES[at % len(LINES)] for at in range(len(kinds))] if groups else [FOR, AGAINST]
    axis = alt.Axis(format="%", title=None) if share else alt.Axis(title=columns[1], tickCount=5)
    scale = alt.Scale(domain=[0, 1]) if share else alt.Scale()
    base = alt.Chart(alt.Data(values=data)).encode(y=alt.Y("what", type="nominal", sort=shown, axis=_names()))
    colour = alt.Color("group", type="nominal", scale=alt.Scale(domain=kinds, range=colours), legend=None)
    drawn = base.mark_bar(height=13).encode(x=alt.X("value", type="quantitative", scale=scale, axis=axis), color=colour)
    text = base.mark_text(align="left", dx=5, color=INK, fontSize=11).encode(
        x=alt.X("end", type="quantitative", scale=scale), text=alt.Text("said", type="nominal")
    )
    picture = (drawn + text).properties(width=WIDTH - LABEL - 100, height=ROW * max(len(shown), 1))
    rows = tuple((label, said(value)) for label, value in zip(shown, values, strict=True))
    return Chart(title, f"Bars: {_listed(rows)}.", picture, columns, rows, name)


def parts(title: str, wholes: Sequence[tuple[str, Sequence[tuple[str, float]]]], name: str) -> Chart:
    """One bar a thing, cut into the chances of its values, the first the lightest."""
    import altair as alt

    names = [what for what, _ in wholes]
    data = []
    for what, values in wholes:
        left, shades = 0.0, ramp(len(values))
        for at, (value, chance) in enumerate(values):
            if chance > 0:
                room = chance >= ROOM * (1 + len(value) / 8)
                data.append(
                    {"what": what, "from": left, "to": left + chance, "mid": left + chance / 2, "colour": shades[at],
                     "said": value if room else "", "ink": ink_on(shades[at])}
                )  # fmt: skip
            left += chance
    base = alt.Chart(alt.Data(values=data)).encode(y=alt.Y("what", type="nominal", sort=names, axis=_names()))
    unit = alt.Scale(domain=[0, 1])
    drawn = base.mark_bar(height=17, stroke="white").encode(
        x=alt.X("from", type="quantitative", scale=unit, axis=alt.Axis(format="%", title=None)),
        x2="to",
        color=alt.Color("colour", type="nominal", scale=None),
    )
    letters = base.mark_text(fontSize=10).encode(
        x=alt.X("mid", type="quantitative"),
        text=alt.Text("said", type="nominal"),
        color=alt.Color("ink", type="nominal", scale=None),
    )
    picture = (drawn + letters).properties(width=WIDTH - LABEL, height=ROW * max(len(names), 1))
    rows = tuple((what, value, percent(chance)) for what, values in wholes for value, chance in values)
    likeliest = [max(values, key=lambda one: one[1]) for _, values in wholes]
    said = "; ".join(
        f"{what} {value} {percent(chance)}" for what, (value, chance) in zip(names, likeliest, strict=True)
    )
    text_alternative = f"Bars cut into the chances of the values; the likeliest of each: {said}."
    return Chart(title, text_alternative, picture, ("what", "value", "chance"), rows, name)


def intervals(
    title: str,
    found: Sequence[tuple[str, float, float, float]],
    said: Callable[[float], str],
    columns: tuple[str, str, str, str],
    name: str,
    share: bool = False,
) -> Chart:
    """A dot and a bar for each thing: its name, the value, the low and the high end.

    Parameters
    ----------
    share
        Whether the values are chances, and the axis goes from 0 to 1.
    """
    import altair as alt

    names = _distinct([one[0] for one in found])
    data = [
        {"what": what, "value": value, "low": low, "high": high}
        for what, (_, value, low, high) in zip(names, found, strict=True)
    ]
    scale = alt.Scale(domain=[0, 1]) if share else alt.Scale(zero=False)
    axis = alt.Axis(format="%", title=None) if share else alt.Axis(title=None, tickCount=5)
    base = alt.Chart(alt.Data(values=data)).encode(y=alt.Y("what", type="nominal", sort=names, axis=_names()))
    spans = base.mark_rule(strokeWidth=5, color="#93bbd9").encode(
        x=alt.X("low", type="quantitative", scale=scale, axis=axis), x2="high"
    )
    dots = base.mark_point(filled=True, size=80, opacity=1, color=LINES[0]).encode(
        x=alt.X("value", type="quantitative", scale=scale)
    )
    picture = (spans + dots).properties(width=WIDTH - LABEL, height=ROW * max(len(names), 2))
    rows = tuple(
        (what, said(value), said(low), said(high)) for what, (_, value, low, high) in zip(names, found, strict=True)
    )
    text = "; ".join(f"{what} {value} ({low} to {high})" for what, value, low, high in rows)
    return Chart(title, f"Dots with intervals: {text}.", picture, columns, rows, name)


def _names() -> Any:
    import altair as alt

    return alt.Axis(
        title=None, labelColor=INK, labelFontSize=12, labelLimit=LABEL, labelPadding=8, ticks=False, domainColor=SOFT
    )


def _distinct(labels: Sequence[str]) -> list[str]:
    """The labels, later ones of the same text with a number: two bars never share a line."""
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


def _listed(rows: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{what} {value}" for what, value in rows) or "none"
