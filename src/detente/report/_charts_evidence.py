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

FOR, AGAINST = "#2c6da3", "#c2571a"
"""Of a weight of evidence: for an explanation, and against it; each cell has its number too."""

STRONG = 10.0
"""Decibans from which a cell has its full colour."""


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
    if found is None or found.matrix is None:
        return None
    table = found.matrix
    names = [plain(one) for one in table.explanations]
    heads = [f"{at}. {_short(one.date)}" for at, one in enumerate(table.columns[:-1], 1)] + ["afterwards"]
    data = [
        {
            "head": head,
            "name": name,
            "colour": _shade(weight),
            "text": _cell(weight),
            "loud": abs(weight) >= 0.6 * STRONG,
        }
        for head, one in zip(heads, table.columns, strict=True)
        for name, weight in zip(names, one.decibans.tolist(), strict=True)
    ]
    base = alt.Chart(alt.Data(values=data)).encode(
        x=alt.X(
            "head",
            type="nominal",
            sort=heads,
            axis=alt.Axis(title=None, orient="top", labelAngle=-60, labelColor=INK, ticks=False, domain=False),
        ),
        y=alt.Y(
            "name",
            type="nominal",
            sort=names,
            axis=alt.Axis(title=None, labelColor=INK, labelFontSize=12, labelPadding=8, ticks=False, domain=False),
        ),
    )
    cells = base.mark_rect(stroke="#e3e8ec").encode(color=alt.Color("colour", type="nominal", scale=None))
    texts = base.mark_text(fontSize=9).encode(
        text=alt.Text("text", type="nominal"),
        color=alt.condition("datum.loud", alt.value("#ffffff"), alt.value(INK)),
    )
    chart = (cells + texts).properties(width=WIDTH - 130, height=34 * len(names))
    shown = [*(f"{at}. {one.date} {one.what}" for at, one in enumerate(table.columns[:-1], 1)), "afterwards"]
    rows = [
        (head, *(_weight(one) for one in column.decibans.tolist()))
        for head, column in zip(shown, table.columns, strict=True)
    ]
    totals = [_weight(one) for one in table.total.tolist()]
    rows.append(("all of them", *totals))
    text = (
        "Cells: what each record, with the silence before it, weighs for (blue) or against (orange) each explanation, "
        "in decibans; over all of them: "
        + ", ".join(f"{name} {one}" for name, one in zip(names, totals, strict=True))
        + "."
    )
    title = "What each record weighs, in decibans (10 make the odds ten times what they were, 3 about twice)"
    return Chart(title, text, chart, ("record", *names), tuple(rows), "matrix")


def _shade(weight: float) -> str:
    """White for nothing, towards blue for what speaks for an explanation, towards orange for what speaks against."""
    share = 0.0 if math.isnan(weight) else min(abs(weight) / STRONG, 1.0)
    full = FOR if weight > 0 else AGAINST
    mixed = [round(255 + share * (int(full[at : at + 2], 16) - 255)) for at in (1, 3, 5)]
    return "#" + "".join(f"{one:02x}" for one in mixed)


def _cell(weight: float) -> str:
    """A weight in a narrow cell: whole from 10 on, nothing where it rounds to nothing."""
    if math.isnan(weight) or abs(weight) < 0.05:
        return ""
    if math.isinf(weight):
        return "only" if weight > 0 else "never"
    return f"{weight:+.0f}" if abs(weight) >= 9.95 else f"{weight:+.1f}"


def _weight(weight: float) -> str:
    if math.isnan(weight):
        return "-"
    return _cell(weight) or "0.0"


def _short(date: str) -> str:
    """A date as a narrow column shows it."""
    import datetime as dt

    try:
        found = dt.date.fromisoformat(date)
    except ValueError:
        return date
    return f"{found.day} {found:%b}"


def reliability(briefing: Briefing) -> Chart | None:
    """How often what had some chance happened."""
    scores = briefing.evidence.scores if briefing.evidence else None
    bins = scores.reliability() if scores else ()
    if scores is None or not bins:
        return None
    data = [
        {"mean": one.mean, "share": one.share, "low": one.band[0], "high": one.band[1], "count": one.count}
        for one in bins
    ]
    axis = alt.Axis(format="%", tickCount=5)
    unit = alt.Scale(domain=[0, 1])
    base = alt.Chart(alt.Data(values=data)).encode(
        x=alt.X("mean", type="quantitative", scale=unit, axis=axis, title="chance given")
    )
    bands = base.mark_rule(color="#b5c2cc", strokeWidth=7).encode(
        y=alt.Y("low", type="quantitative", scale=unit, axis=axis, title="share that happened"), y2="high"
    )
    dots = base.mark_point(filled=True, color=LINES[0], opacity=1).encode(
        y=alt.Y("share", type="quantitative"),
        size=alt.Size("count", type="quantitative", scale=alt.Scale(range=[40, 360]), legend=None),
    )
    ideal: Any = alt.Chart(alt.Data(values=[{"mean": 0, "share": 0}, {"mean": 1, "share": 1}]))
    ideal = ideal.mark_line(color=SOFT, strokeDash=[4, 4], strokeWidth=1).encode(
        x=alt.X("mean", type="quantitative"), y=alt.Y("share", type="quantitative")
    )
    chart = (ideal + bands + dots).properties(width=420, height=360)
    rows = [
        (
            f"{percent(one.low)} to {percent(one.high)}",
            str(one.count),
            percent(one.mean),
            percent(one.share),
            f"{percent(one.band[0])} to {percent(one.band[1])}",
        )
        for one in bins
    ]
    said = "; ".join(f"given {row[2]}, happened {row[3]}" for row in rows)
    text = (
        f"Dots: how often what had a chance happened, against the chance ({said}). Bars: where right chances would lie."
    )
    columns = ("chance given", "events", "mean chance", "happened", "where 90% of right chances would lie")
    title = f"Did chances mean what they said ({plain(scores.model)}; larger dots are more events)"
    return Chart(title, text, chart, columns, tuple(rows), "reliability")


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
