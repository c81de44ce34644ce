"""Scores as a picture and as a notebook shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from detente.charts import LINES, SOFT, Chart, table_html
from detente.errors import UsageError
from detente.evidence.scores._words import loss, percent, plain

if TYPE_CHECKING:
    from detente.evidence.scores._reliability import Bin
    from detente.evidence.scores._scores import Scores


def chart_of(found: Scores) -> Chart:
    """The reliability of the model."""
    bins = found.reliability()
    if not bins:
        raise UsageError("the record resolves none of the forecasts, so there is no reliability to draw")
    return reliability_chart(bins, plain(found.model))


def reliability_chart(bins: Sequence[Bin], forecaster: str) -> Chart:
    """How often what had some chance happened."""
    import altair as alt

    data = [
        {"mean": one.mean, "share": one.share, "low": one.band[0], "high": one.band[1], "count": one.count}
        for one in bins
    ]
    axis, unit = alt.Axis(format="%", tickCount=5), alt.Scale(domain=[0, 1])
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
    picture = (ideal + bands + dots).properties(width=420, height=360)
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
    title = f"Did chances mean what they said ({forecaster}; larger dots are more events)"
    return Chart(title, text, picture, columns, tuple(rows), "reliability")


def html_of(found: Scores) -> str:
    """The means of every forecaster; the first sentence says who won."""
    rows = []
    for rival in found.rivals:
        one = found.mark(rival.name)
        rows.append((plain(rival.name), one.count, loss(one.brier), loss(one.log), loss(one.rps)))
    note = " ".join(found.sentences()[:2])
    return table_html("Scores of the forecasts", ("forecaster", "forecasts", "Brier", "log", "RPS"), rows, note)
