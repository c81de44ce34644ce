"""The chances that the scenario's own changes move most."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import altair as alt

from detente.charts import INK, LINES, WIDTH, Chart
from detente.report._differences import asked, moved, weight
from detente.report._words import is_chance, percent, plain

if TYPE_CHECKING:
    from detente.report._briefing import Briefing

EACH = 4
"""Answers of each change that are drawn."""


def changes_chart(briefing: Briefing) -> Chart | None:
    """For each change the chances that it moves most: as it is and as changed; None where none moves."""
    found = briefing.counterfactuals
    if found is None:
        return None
    rows, data = [], []
    for one in found.variants:
        known = [each for each in one.answers if is_chance(each.question) and math.isfinite(each.difference)]
        name = one.title or plain(one.name)
        for each in sorted((each for each in known if weight(each) >= 0.005), key=weight, reverse=True)[:EACH]:
            what = asked(briefing, each)
            rows.append((name, what, percent(each.base), percent(each.changed), moved(each)))
            data.append({"row": f"{name}: {what}", "from": each.base, "to": each.changed})
    if not rows:
        return None
    order = [one["row"] for one in data]
    unit = alt.Scale(domain=[0, 1])
    axis = alt.Axis(title=None, labelColor=INK, labelLimit=470, labelPadding=10, ticks=False, domain=False, grid=True)
    base = alt.Chart(alt.Data(values=data)).encode(y=alt.Y("row:N", sort=order, axis=axis))
    across = alt.X("from:Q", scale=unit, axis=alt.Axis(format="%", title=None))
    lines = base.mark_rule(strokeWidth=3, color="#b5c2cc").encode(x=across, x2="to:Q")
    before = base.mark_point(size=70, color=INK, strokeWidth=1.5, fill="white", opacity=1).encode(x=across)
    after = base.mark_point(filled=True, size=90, color=LINES[1], opacity=1).encode(x=alt.X("to:Q", scale=unit))
    chart = alt.layer(lines, before, after).properties(width=WIDTH - 480, height=24 * len(order))
    said = "; ".join(f"{row[0]}: {row[1]} from {row[2]} to {row[3]}" for row in rows)
    text = f"Open dots: chances as the scenario stands; filled dots: as changed. {said}."
    columns = ("change", "question", "as it is", "changed", "difference")
    title = "The chances that each change moves most (open: as it is, filled: as changed)"
    return Chart(title, text, chart, columns, tuple(rows), "changes")
