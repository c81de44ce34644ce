"""The records on a line of time, a row for each factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import altair as alt

from detente.charts import INK, LINES, SOFT, WIDTH, Chart
from detente.report._charts import moment_text, time_axis

if TYPE_CHECKING:
    from detente.report._briefing import Briefing

ROW = 27
KINDS = ("change", "move", "reading", "gap in reports")
LOOKS = {
    "change": ("circle", LINES[0]),
    "move": ("diamond", LINES[1]),
    "reading": ("triangle-up", LINES[3]),
    "gap in reports": ("square", "#8a949c"),
}


def timeline(briefing: Briefing) -> Chart | None:
    """What was seen when; None without records."""
    found = briefing.evidence
    if found is None or not found.entries:
        return None
    place, kind, axis = time_axis(briefing)
    rows = list(dict.fromkeys(name for one in found.entries for name in _rows(one.factors)))
    end = max([view.at for view in briefing.views] + [one.until for one in found.entries])
    scale = alt.Scale(domain=[place(0.0), place(end)])
    across = alt.X("time", type=kind, axis=axis, scale=scale)
    down = alt.Y(
        "row:N",
        sort=rows,
        scale=alt.Scale(domain=rows),
        axis=alt.Axis(
            title=None, labelColor=INK, labelFontSize=12, ticks=False, domain=False, grid=True, labelPadding=8
        ),
    )
    seen, gaps = [], []
    for one in found.entries:
        for row in _rows(one.factors):
            if one.kind == "gap":
                gaps.append({"time": place(one.time), "until": place(one.until), "row": row, "kind": KINDS[3]})
            else:
                seen.append({"at": one.time, "time": place(one.time), "row": row, "kind": one.kind, "grade": one.grade})
    kinds = [one for one in KINDS if any(row["kind"] == one for row in (*seen, *gaps))]
    colours = alt.Scale(domain=kinds, range=[LOOKS[one][1] for one in kinds])
    shapes = alt.Scale(domain=kinds, range=[LOOKS[one][0] for one in kinds])
    legend = alt.Legend(orient="top", title=None)
    base = alt.Chart(alt.Data(values=seen)).encode(x=across, y=down)
    marks = base.mark_point(filled=True, size=95, opacity=0.9).encode(
        shape=alt.Shape("kind:N", scale=shapes, legend=legend),
        color=alt.Color("kind:N", scale=colours, legend=legend),
    )
    said = alt.Chart(alt.Data(values=_grades(seen, place, end))).encode(x=across, y=down, text="grade:N")
    grades = said.mark_text(dy=-11, dx=-5, align="left", fontSize=9, color=SOFT)
    silent = (
        alt.Chart(alt.Data(values=gaps))
        .mark_bar(height=9, opacity=0.5)
        .encode(x=across, x2="until", y=down, color=alt.Color("kind:N", scale=colours, legend=legend))
    )
    views = [
        {"time": place(one.at), "name": one.title or one.name, "align": "left" if one.at < end / 2 else "right"}
        for one in briefing.views[1:]
    ]
    rules = alt.Chart(alt.Data(values=views)).mark_rule(color=SOFT, strokeDash=[3, 3]).encode(x=across)
    layers = [*([silent] if gaps else []), rules, marks, grades]
    for side, dx in (("left", 4), ("right", -4)):
        mine = [one for one in views if one["align"] == side]
        if mine:
            named = alt.Chart(alt.Data(values=mine)).mark_text(
                align=cast("Any", side), dx=dx, dy=-8, color=SOFT, fontSize=11
            )
            layers.append(named.encode(x=across, y=alt.value(0), text="name:N"))
    chart = alt.layer(*layers).properties(width=WIDTH - 250, height=ROW * len(rows))
    table = [
        (
            str(at),
            moment_text(briefing, one.time) + (f" to {moment_text(briefing, one.until)}" if one.kind == "gap" else ""),
            one.kind,
            ", ".join(one.factors),
            one.what,
            one.grade or "certain",
            one.source,
            one.note,
        )
        for at, one in enumerate(found.entries, 1)
    ]
    counts = [
        f"{sum(one.kind == kind for one in found.entries)} of kind {kind}"
        for kind in ("change", "move", "reading", "gap")
    ]
    first, last = moment_text(briefing, found.entries[0].time), moment_text(briefing, found.entries[-1].time)
    text = (
        f"{len(found.entries)} records from {first} to {last} by factor: {', '.join(counts)}. Dashed lines: the dates "
        "that this page looks from. Letters and digits: the grade of a doubtful record."
    )
    columns = ("no.", "on", "kind", "about", "what", "grade", "source", "note")
    return Chart("The record", text, chart, columns, tuple(table), "timeline")


def _grades(seen: list[dict[str, Any]], place: Callable[[float], Any], end: float) -> list[dict[str, Any]]:
    """The grades of a row, those of marks that all but touch told together."""
    found: list[dict[str, Any]] = []
    for one in sorted((one for one in seen if one["grade"]), key=lambda one: one["at"]):
        near = [each for each in found if each["row"] == one["row"] and one["at"] - each["last"] < end / 45]
        if near:
            near[0].update(grade=f"{near[0]['grade']} {one['grade']}", last=one["at"])
        else:
            found.append({**one, "time": place(one["at"]), "last": one["at"]})
    return found


def _rows(factors: tuple[str, ...]) -> tuple[str, ...]:
    return factors or ("anything",)
