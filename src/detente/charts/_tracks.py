"""What stood when: a line for each thing, with stretches of time or dots on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from detente.charts._chart import Chart
from detente.charts._courses import said_time
from detente.charts._theme import INK, LINES, SOFT, WIDTH, ink_on, ramp, time_axis

ROW = 24


def spans(
    title: str,
    clock: tuple[str, dt.date | None],
    found: Sequence[tuple[str, float, float, str, int, int]],
    name: str,
) -> Chart:
    """Stretches of time in which a thing kept a value.

    Parameters
    ----------
    found
        The thing, from when, until when (clock units after the start), the value, its level, and how many levels
        the thing has.
    """
    import altair as alt

    place, kind, axis = time_axis(*clock)
    names = list(dict.fromkeys(one[0] for one in found))
    length = max((end for _, _, end, *_ in found), default=1.0) - min((one[1] for one in found), default=0.0)
    data = [
        {"what": what, "from": place(begin), "to": place(end), "colour": ramp(count)[level],
         "said": value if end - begin > 0.011 * len(value) * length else "",
         "ink": ink_on(ramp(count)[level])}
        for what, begin, end, value, level, count in found
    ]  # fmt: skip
    base = alt.Chart(alt.Data(values=data)).encode(y=_things(names), x=alt.X("from", type=kind, axis=axis))
    drawn = base.mark_bar(height=17, stroke="white").encode(x2="to", color=alt.Color("colour:N", scale=None))
    text = base.mark_text(fontSize=10, align="left", dx=4).encode(
        text=alt.Text("said:N"), color=alt.Color("ink:N", scale=None)
    )
    picture = (drawn + text).properties(width=WIDTH - 230, height=ROW * max(len(names), 1))
    rows = tuple((what, said_time(begin, clock), said_time(end, clock), value) for what, begin, end, value, *_ in found)
    said = "; ".join(f"{what} {value} from {begin}" for what, begin, _, value in rows)
    return Chart(title, f"Bars over time: {said}.", picture, ("what", "from", "until", "value"), rows, name)


def dots(
    title: str,
    clock: tuple[str, dt.date | None],
    found: Sequence[tuple[str, float, str, str]],
    columns: tuple[str, str, str, str],
    name: str,
) -> Chart:
    """What was seen when.

    Parameters
    ----------
    found
        The line it stands on, when (clock units after the start), its kind, and what it says.
    """
    import altair as alt

    place, kind, axis = time_axis(*clock)
    names = list(dict.fromkeys(one[0] for one in found))
    kinds = list(dict.fromkeys(one[2] for one in found))
    data = [{"what": what, "time": place(time), "kind": sort} for what, time, sort, _ in found]
    colours = alt.Scale(domain=kinds, range=[LINES[at % len(LINES)] for at in range(len(kinds))])
    room = alt.Scale(padding=9, nice=False)
    base = alt.Chart(alt.Data(values=data)).encode(y=_things(names), x=alt.X("time", type=kind, scale=room, axis=axis))
    drawn = base.mark_point(filled=True, size=90, opacity=0.9).encode(
        color=alt.Color("kind:N", sort=kinds, scale=colours, title=None, legend=alt.Legend(orient="top")),
        shape=alt.Shape("kind:N", sort=kinds, legend=None),
    )
    picture = drawn.properties(width=WIDTH - 230, height=ROW * max(len(names), 1))
    rows = tuple((said_time(time, clock), what, sort, text) for what, time, sort, text in found)
    said = "; ".join(f"{when} {what}: {text}" for when, what, _, text in rows)
    return Chart(title, f"Dots over time: {said or 'none'}.", picture, columns, rows, name)


def _things(names: Sequence[str]):
    import altair as alt

    axis = alt.Axis(
        title=None, labelColor=INK, labelFontSize=12, labelLimit=210, grid=True, ticks=False, domainColor=SOFT
    )
    return alt.Y("what", type="nominal", sort=list(names), axis=axis)
