"""Charts of a briefing, each with a text that says what it shows and a table of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from detente import charts
from detente.charts import INK, LINES, SOFT, WIDTH, Chart, ramp
from detente.report._sample import sampled_times
from detente.report._short import moving
from detente.report._text import about
from detente.report._whatif import telling
from detente.report._words import answered, is_chance, number, percent, plain

if TYPE_CHECKING:
    from detente.report._briefing import Briefing, Development


def beside(panels: Sequence[Any], spacing: int, columns: int) -> dict[str, Any]:
    """Charts in rows, as a specification; Altair's own way copies all their data several times."""
    each = [one.to_dict(validate=False) for one in panels]
    schema = each[0]["$schema"]
    parts = [{key: value for key, value in one.items() if key not in ("$schema", "config")} for one in each]
    return {"$schema": schema, "concat": parts, "columns": columns, "spacing": spacing}


def time_axis(briefing: Briefing) -> tuple[Callable[[float], Any], Any, Any]:
    """How times become positions, of which kind, and the axis for them."""
    return charts.time_axis(briefing.unit, briefing.start)


def course(briefing: Briefing, one: Development) -> Chart:
    """A factor's marginals over time, one panel a view."""
    place, kind, axis = time_axis(briefing)
    values = [plain(value) for value in one.values]
    panels = []
    for view, found in zip(briefing.views, one.courses, strict=True):
        data = [
            {"time": place(view.at + time), "value": values[at], "order": at, "chance": chance}
            for time, chances in zip(found.times, found.chances, strict=True)
            for at, chance in enumerate(chances)
        ]
        base = alt.Chart(alt.Data(values=data), title=alt.Title(f"from {view.label}", fontSize=12, color=SOFT))
        panels.append(
            base.mark_area()
            .encode(
                x=alt.X("time", type=kind, axis=axis),
                y=alt.Y(
                    "chance",
                    type="quantitative",
                    stack="zero",
                    scale=alt.Scale(domain=[0, 1]),
                    axis=alt.Axis(format="%", title=None, tickCount=4),
                ),
                color=alt.Color(
                    "value",
                    type="nominal",
                    sort=values,
                    title=None,
                    scale=alt.Scale(domain=values, range=ramp(len(values))),
                    legend=alt.Legend(orient="top", columns=4),
                ),
                order=alt.Order("order", type="quantitative"),
            )
            .properties(width=WIDTH // len(briefing.views) - 50, height=170)
        )
    chart = beside(panels, 24, len(panels))
    last = [
        f"from {view.label}, after {number(briefing.horizon)} {briefing.unit}s: "
        + ", ".join(f"{value} {percent(chance)}" for value, chance in zip(values, found.chances[-1], strict=True))
        for view, found in zip(briefing.views, one.courses, strict=True)
    ]
    rows = [
        (view.name, moment_text(briefing, view.at + found.times[at]), *map(percent, found.chances[at]))
        for view, found in zip(briefing.views, one.courses, strict=True)
        for at in [0, *sampled_times(found.times)]
    ]
    text = f"Stacked areas: probability of each value of {one.title} over time; " + "; ".join(last) + "."
    return Chart(one.title, text, chart, ("from", "on", *values), tuple(rows), f"course-{one.factor}")


def moment_text(briefing: Briefing, time: float) -> str:
    """A time after the start as a date, or as a number of units."""
    place, kind, _ = time_axis(briefing)
    return str(place(time))[:10] if kind == "temporal" else f"{number(time)} {briefing.unit}s"


def stays(briefing: Briefing, at: int) -> Chart | None:
    """How long each factor keeps its present value, in one view."""
    view = briefing.views[at]
    shown = moving(briefing, at)[: len(LINES)]
    if not shown:
        return None
    place, kind, axis = time_axis(briefing)
    names = [f"{one.title}: {one.courses[at].standing}" for one in shown]
    data = [
        {"time": place(view.at + time), "what": name, "chance": chance}
        for name, one in zip(names, shown, strict=True)
        for time, chance in zip(one.courses[at].times, one.courses[at].stays, strict=True)
    ]
    chart = (
        alt.Chart(alt.Data(values=data))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("time", type=kind, axis=axis),
            y=alt.Y(
                "chance",
                type="quantitative",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%", title=None, tickCount=4),
            ),
            color=alt.Color(
                "what",
                type="nominal",
                sort=names,
                title=None,
                scale=alt.Scale(domain=names, range=list(LINES[: len(names)])),
                legend=alt.Legend(orient="right", symbolType="stroke", symbolStrokeWidth=3),
            ),
        )
        .properties(width=WIDTH - 330, height=max(220, 20 * len(names)))
    )
    picked = sampled_times(shown[0].courses[at].times)
    times = shown[0].courses[at].times
    rows = [
        (name, *(percent(one.courses[at].stays[k]) for k in picked)) for name, one in zip(names, shown, strict=True)
    ]
    columns = ("as it is now", *(moment_text(briefing, view.at + times[k]) for k in picked))
    last = ", ".join(f"{name} {row[-1]}" for name, row in zip(names, rows, strict=True))
    text = f"Lines: probability that each thing stays as it is from {view.label} on; at the end: {last}."
    return Chart(f"Still as at {view.label}", text, chart, columns, tuple(rows), f"stays-{at}")


def answers(briefing: Briefing) -> Chart | None:
    """The probabilities asked for, one dot a view."""
    shown = [one for one in briefing.answers if is_chance(one.question)]
    if not shown:
        return None
    labels = [one.about or one.question for one in shown]
    views = [view.label for view in briefing.views]
    data = [
        {"question": label, "view": view, "chance": value}
        for label, one in zip(labels, shown, strict=True)
        for view, value in zip(views, one.values, strict=True)
    ]
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y(
            "question",
            type="nominal",
            sort=labels,
            axis=alt.Axis(
                title=None,
                labelPadding=9,
                labelFontSize=12,
                labelColor=INK,
                labelLimit=330,
                grid=True,
                ticks=False,
                domain=False,
            ),
        ),
    )
    span = base.mark_line(color="#b5c2cc", strokeWidth=3).encode(
        x=alt.X("chance", type="quantitative"), detail=alt.Detail("question", type="nominal")
    )
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X(
            "chance",
            type="quantitative",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format="%", title=None),
        ),
        color=alt.Color(
            "view",
            type="nominal",
            sort=views,
            title=None,
            scale=alt.Scale(domain=views, range=list(LINES[: len(views)])),
            legend=alt.Legend(orient="top", symbolType="circle"),
        ),
        shape=alt.Shape("view", type="nominal", sort=views, legend=None),
    )
    chart = (span + dots).properties(width=WIDTH - 340, height=max(60, 26 * len(shown)))
    rows = [
        (label, *(answered(one.question, value, briefing.unit) for value in one.values))
        for label, one in zip(labels, shown, strict=True)
    ]
    said = "; ".join(f"{row[0]} {' then '.join(row[1:])}" for row in rows)
    return Chart("Probabilities", f"Dots: {said}.", chart, ("question", *views), tuple(rows), "answers")


def shifts(briefing: Briefing) -> Chart | None:
    """How far the answers move when one parameter does: the widest movements."""
    found = telling([one for one in briefing.whatif.shifts if is_chance(one.question)])
    if not found:
        return None
    labels = [f"{about(briefing, one.question)} | {plain(one.parameter)}" for one in found]
    data = [
        {"label": label, "low": one.at_low, "high": one.at_high, "base": one.base}
        for label, one in zip(labels, found, strict=True)
    ]
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("label", type="nominal", sort=labels, axis=alt.Axis(title=None, labelColor=INK, labelLimit=380))
    )
    scale = alt.Scale(domain=[0, 1])
    bars = base.mark_bar(height=9, color="#93bbd9").encode(
        x=alt.X("low", type="quantitative", scale=scale, axis=alt.Axis(format="%", title=None)), x2="high"
    )
    ticks = base.mark_tick(thickness=2.5, size=15, color=INK).encode(x=alt.X("base", type="quantitative"))
    chart = (bars + ticks).properties(width=WIDTH - 390, height=max(60, 24 * len(found)))
    rows = [
        (label, *(percent(value) for value in (one.at_low, one.base, one.at_high)))
        for label, one in zip(labels, found, strict=True)
    ]
    said = "; ".join(f"{row[0]}: {row[1]} at the low point, {row[3]} at the high point" for row in rows)
    title = "What a change of one parameter does"
    text = f"Bars from the answer at the 10% point of a parameter's prior to that at its 90% point: {said}."
    columns = ("answer | parameter", "at 10%", "as it is", "at 90%")
    return Chart(title, text, chart, columns, tuple(rows), "shifts")
