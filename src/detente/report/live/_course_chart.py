"""The explanations over time, as they stand and as a change would have them."""

from __future__ import annotations

from collections.abc import Sequence

from detente.charts import INK, LINES, SOFT, WIDTH, Chart, time_axis
from detente.game import Clock
from detente.report._findings import Point
from detente.report._words import moment_said, percent, plain
from detente.report.live._standing import Standing


def course_chart(
    base: Standing, changed: Standing | None, clock: Clock, heads: tuple[str, str] = ("as it stands", "as changed")
) -> Chart | None:
    """The posterior over explanations as the records came in, with a line at the date that is looked from.

    Parameters
    ----------
    base
        The scenario as it stands, with the trail of the whole record.
    changed
        The same with changes; None where nothing is changed. The scenario as it stands is then drawn thinly beside it.
    heads
        What the two are called.
    """
    import altair as alt

    shown = changed or base
    names = list(shown.explanations)
    if len(names) < 2 or not shown.trail:
        return None
    end = max(point.time for one in (base, shown) for point in one.trail)
    place, kind, axis = time_axis(clock.unit, clock.start)
    said = [plain(one) for one in names]
    colour = alt.Color(
        "what",
        type="nominal",
        sort=said,
        title=None,
        scale=alt.Scale(domain=said, range=[LINES[at % len(LINES)] for at in range(len(said))]),
        legend=alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3, columns=2),
    )
    across = alt.X("time", type=kind, axis=axis, scale=alt.Scale(domain=[place(0.0), place(end)]))
    up = alt.Y(
        "chance",
        type="quantitative",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", title=None, tickCount=4),
    )

    def lines(points: Sequence[Point], **look: object) -> alt.Chart:
        rows = [
            {"time": place(point.time), "what": name, "chance": chance, "order": at}
            for at, point in enumerate(points)
            for name, chance in zip(said, point.chances, strict=True)
        ]
        drawn = alt.Chart(alt.Data(values=rows)).mark_line(**look)  # pyright: ignore[reportArgumentType]
        return drawn.encode(x=across, y=up, color=colour, order=alt.Order("order", type="quantitative"))

    layers = [lines(shown.trail, strokeWidth=2.2)]
    if changed is not None and base.trail and list(base.explanations) == names:
        layers.insert(0, lines(base.trail, strokeWidth=1.2, strokeDash=[4, 3], opacity=0.7))
    times = {shown.time, base.time if changed is not None else shown.time}
    here = alt.Chart(alt.Data(values=[{"time": place(one)} for one in sorted(times)])).mark_rule(
        color=INK, strokeWidth=1.4
    )
    layers.append(here.encode(x=alt.X("time", type=kind)))
    dated = [{"time": place(point.time)} for point in shown.trail if point.record is not None]
    ticks = alt.Chart(alt.Data(values=dated)).mark_rule(color=SOFT, opacity=0.6)
    layers.append(ticks.encode(x=alt.X("time", type=kind), y=alt.value(232), y2=alt.value(240)))
    chart = alt.layer(*layers).properties(width=WIDTH - 240, height=240)
    when = moment_said(shown.time, clock)
    # Each once: a record on the last day is the end of the trail too.
    rows = tuple(
        dict.fromkeys(
            (moment_said(point.time, clock), *map(percent, point.chances))
            for at, point in enumerate(shown.trail)
            if point.record is not None or at in (0, len(shown.trail) - 1)
        )
    )
    alt_text = f"At {when}: " + ", ".join(
        f"{name} {percent(shown.explanations[one])}" for one, name in zip(names, said, strict=True)
    )
    title = "The explanations as the record grew"
    if changed is not None:
        title += f" (whole line: {heads[1]}; dashed: {heads[0]})"
    return Chart(title, alt_text + ".", chart, ("Date", *said), rows, name="course")
