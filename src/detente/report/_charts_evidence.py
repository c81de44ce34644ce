"""Charts of what the evidence says: the posterior over time, the matrix, the scores."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import altair as alt

from detente.charts import INK, LINES, SOFT, WIDTH, Chart
from detente.report._charts import beside, moment_text, time_axis
from detente.report._words import percent, plain

if TYPE_CHECKING:
    from detente.evidence.scores import Skill
    from detente.report._briefing import Briefing, View


def trail(briefing: Briefing) -> Chart | None:
    """The posterior over explanations as the record grew."""
    found = briefing.evidence
    if found is None or not found.contested or not found.trail:
        return None
    place, kind, axis = time_axis(briefing)
    names = [plain(one) for one in found.explanations]
    data = [
        {"time": place(point.time), "what": name, "chance": chance, "order": at}
        for at, point in enumerate(found.trail)
        for name, chance in zip(names, point.chances, strict=True)
    ]
    shares = alt.Y(
        "chance",
        type="quantitative",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", title=None, tickCount=4),
    )
    lines = (
        alt.Chart(alt.Data(values=data))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("time", type=kind, axis=axis),
            y=shares,
            order=alt.Order("order", type="quantitative"),
            color=alt.Color(
                "what",
                type="nominal",
                sort=names,
                title=None,
                scale=alt.Scale(domain=names, range=list(LINES[: len(names)])),
                legend=alt.Legend(orient="right", symbolType="stroke", symbolStrokeWidth=3),
            ),
        )
    )
    dated = [{"time": place(point.time)} for point in found.trail if point.record is not None]
    ticks = (
        alt.Chart(alt.Data(values=dated))
        .mark_rule(color=SOFT, opacity=0.5)
        .encode(x=alt.X("time", type=kind), y=alt.value(252), y2=alt.value(260))
    )
    last = found.trail[-1].time
    rules = [_mark_of(view, place(view.at), kind, view.at < last / 3) for view in briefing.views[1:]]
    chart = alt.layer(*rules, ticks, lines).properties(width=WIDTH - 220, height=260)
    rows = [
        (
            moment_text(briefing, point.time),
            _what(found.tellings[point.record - 1].what if point.record else "", at, len(found.trail)),
            *map(percent, point.chances),
        )
        for at, point in enumerate(found.trail)
        if point.record is not None or at in (0, len(found.trail) - 1)
    ]
    ends = ", ".join(
        f"{name} from {percent(one)} to {percent(other)}"
        for name, one, other in zip(names, found.trail[0].chances, found.trail[-1].chances, strict=True)
    )
    text = f"Lines: the probability of each explanation as the record grew: {ends}. Ticks below mark the records."
    return Chart("The explanations as the record grew", text, chart, ("on", "after", *names), tuple(rows), "trail")


def _mark_of(view: View, time: Any, kind: Any, early: bool) -> Any:
    """A dashed line at a view, its name on the side where there is room."""
    base = alt.Chart(alt.Data(values=[{"time": time, "name": view.title or view.name}])).encode(
        x=alt.X("time", type=kind)
    )
    align, dx = ("left", 4) if early else ("right", -4)
    name = base.mark_text(align=align, dx=dx, dy=4, baseline="top", color=SOFT, fontSize=11)
    said = name.encode(y=alt.value(0), text=alt.Text("name", type="nominal"))
    return base.mark_rule(color=SOFT, strokeDash=[3, 3]) + said


def _what(what: str, at: int, count: int) -> str:
    return what or ("the start" if at == 0 else "the end" if at == count - 1 else "")


def matrix(briefing: Briefing) -> Chart | None:
    """The matrix of competing hypotheses: explanations in rows, records in columns, decibans in the cells."""
    found = briefing.evidence
    return None if found is None or found.matrix is None else found.matrix.plot()


def reliability(briefing: Briefing) -> Chart | None:
    """How often what had some chance happened."""
    scores = briefing.evidence.scores if briefing.evidence else None
    return None if scores is None or not scores.reliability() else scores.plot()


def skill(briefing: Briefing) -> Chart | None:
    """The share of each rival's loss that the model saved, by question and over all."""
    scores = briefing.evidence.scores if briefing.evidence else None
    if scores is None:
        return None
    asked = [("", "all questions"), *((one, scores.title(one)) for one in scores.questions)]
    found = [
        (title, plain(rival.name), one)
        for question, title in asked
        for rival in scores.rivals[1:]
        if math.isfinite((one := scores.skill(rival.name, "brier", question)).value)
    ]
    if not found:
        return None
    rivals = [plain(one.name) for one in scores.rivals[1:]]
    panels = [_panel(title, rivals, [(rival, one) for of, rival, one in found if of == title]) for _, title in asked]
    chart = beside(panels, 24, 2)
    rows = [
        (
            title,
            rival,
            _skill(one.value),
            "too few dates" if one.low is None or one.high is None else f"{_skill(one.low)} to {_skill(one.high)}",
            str(one.count),
        )
        for title, rival, one in found
    ]
    said = "; ".join(f"{row[0]} against {row[1]} {row[2]}" for row in rows)
    text = (
        f"Dots: share of the rival's Brier score that the model saved; below zero it lost: {said}. Bars: 90% intervals."
    )
    columns = ("question", "against", "saved", "90% interval", "forecasts")
    title = (
        "Share of a rival's Brier score that the model saved (left of the line it did worse; below -100%, at the edge)"
    )
    return Chart(title, text, chart, columns, tuple(rows), "skill")


def _panel(title: str, rivals: list[str], found: list[tuple[str, Skill]]) -> Any:
    """The skill against each rival on one question; what is below -100% stands at the edge."""
    data = [
        {
            "rival": rival,
            "value": max(-1.0, one.value),
            "low": max(-1.0, one.value if one.low is None else one.low),
            "high": max(-1.0, one.value if one.high is None else one.high),
        }
        for rival, one in found
    ]
    names = alt.Axis(title=None, ticks=False, domain=False, labelColor=INK, labelPadding=8)
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("rival", type="nominal", sort=rivals, scale=alt.Scale(domain=rivals), axis=names),
        color=alt.Color(
            "rival", type="nominal", scale=alt.Scale(domain=rivals, range=list(LINES[: len(rivals)])), legend=None
        ),
    )
    scale, axis = alt.Scale(domain=[-1, 1]), alt.Axis(format=".0%", values=[-1, -0.5, 0, 0.5, 1], title=None)
    bars = base.mark_rule(strokeWidth=3, opacity=0.45).encode(
        x=alt.X("low", type="quantitative", scale=scale, axis=axis), x2="high"
    )
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(x=alt.X("value", type="quantitative", scale=scale))
    zero = alt.Chart(alt.Data(values=[{"value": 0}])).mark_rule(color=INK).encode(x=alt.X("value", type="quantitative"))
    heading = alt.Title(title, fontSize=12, color=INK, anchor="start")
    return alt.layer(zero, bars, dots).properties(title=heading, width=280, height=20 * len(rivals))


def _skill(value: float) -> str:
    return f"{value:+.0%}"
