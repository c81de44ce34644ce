"""Pictures of the studies of sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.charts import GRID, INK, LINES, WIDTH, Chart, intervals
from detente.study.sensitivity._words import is_share, said
from detente.words import number, plain

if TYPE_CHECKING:
    from detente.study.sensitivity._break_even import BreakEven
    from detente.study.sensitivity._indices import Indices
    from detente.study.sensitivity._tornado import Tornado

LOW, HIGH = "#5b95c1", "#c2571a"
"""Of the way to the low point of a prior, and to the high one."""


def tornado_chart(found: Tornado, line: str, most: int) -> Chart:
    """Two bars a parameter, from the answer as it is to those at the two points."""
    import altair as alt

    swings = found.of(line)
    shown = [one for one in swings if one.size == one.size][:most]
    names = [plain(one.parameter) for one in shown]
    data = [
        {"what": name, "from": one.base, "to": to, "end": end}
        for name, one in zip(names, shown, strict=True)
        for end, to in (("low end of the prior", one.at_low), ("high end of the prior", one.at_high))
        if to == to
    ]
    ends = ["low end of the prior", "high end of the prior"]
    axis = alt.Axis(format="%", title=None) if is_share(line) else alt.Axis(title=line)
    drawn = (
        alt.Chart(alt.Data(values=data))
        .mark_bar(height=12)
        .encode(
            y=alt.Y("what", type="nominal", sort=names, axis=alt.Axis(title=None, labelColor=INK, labelLimit=260)),
            x=alt.X("from", type="quantitative", axis=axis, scale=alt.Scale(zero=False)),
            x2="to",
            color=alt.Color(
                "end", type="nominal", title=None, sort=ends, scale=alt.Scale(domain=ends, range=[LOW, HIGH]),
                legend=alt.Legend(orient="top"),
            ),
        )
    )  # fmt: skip
    base = found.base[line]
    rule = alt.Chart(alt.Data(values=[{"from": base}])).mark_rule(color=INK).encode(x=alt.X("from:Q"))
    picture = (drawn + rule).properties(width=WIDTH - 320, height=max(60, 22 * len(shown)))
    rows = tuple(
        (plain(one.parameter), number(one.low), number(one.high),
         *(said(line, value) for value in (one.at_low, one.base, one.at_high)))
        for one in swings
    )  # fmt: skip
    told = "; ".join(f"{row[0]} from {row[3]} to {row[5]}" for row in rows[:most])
    title = f"What moves {line}"
    columns = ("parameter", "low", "high", "at low", "as it is", "at high")
    return Chart(title, f"Bars around {said(line, base)}: {told}.", picture, columns, rows, "tornado")


def indices_chart(found: Indices, line: str, most: int) -> Chart:
    """Each parameter's index with its interval."""
    rows = found.of(line)[:most]
    return intervals(
        f"{found.names[0]}: what {line} turns on",
        [(plain(one.parameter), one.main, one.main - one.error, one.main + one.error) for one in rows],
        number,
        ("parameter", found.names[0], "low", "high"),
        "indices",
    )


def break_even_chart(found: BreakEven) -> Chart:
    """The answer along the parameter, with the threshold and where it is crossed."""
    import altair as alt

    data = [
        {"x": value, "y": level, "what": what} for value, levels in found.curves() for what, level in levels.items()
    ]
    names = list(dict.fromkeys(row["what"] for row in data))
    share = found.is_share
    axis = alt.Axis(format="%", title=None) if share else alt.Axis(title=None)
    scale = alt.Scale(domain=[0, 1]) if share else alt.Scale(zero=False)
    legend = alt.Legend(orient="top") if len(names) > 1 else None
    lines: Any = (
        alt.Chart(alt.Data(values=data))
        .mark_line(point=True)
        .encode(
            x=alt.X("x", type="quantitative", title=plain(found.parameter), scale=alt.Scale(zero=False)),
            y=alt.Y("y", type="quantitative", axis=axis, scale=scale),
            color=alt.Color(
                "what", type="nominal", sort=names, title=None, legend=legend,
                scale=alt.Scale(domain=names, range=[LINES[at % len(LINES)] for at in range(len(names))]),
            ),
        )
    )  # fmt: skip
    layers = [lines]
    if found.threshold is not None:
        level = alt.Chart(alt.Data(values=[{"y": found.threshold}])).mark_rule(color=INK, strokeDash=[4, 3])
        layers.append(level.encode(y=alt.Y("y:Q")))
    marks = [{"x": one.value} for one in found.crossings]
    if marks:
        layers.append(alt.Chart(alt.Data(values=marks)).mark_rule(color=GRID, strokeWidth=2).encode(x=alt.X("x:Q")))
    picture = alt.layer(*layers).properties(width=WIDTH - 240, height=280)
    rows = tuple((number(value), *cells) for value, cells in found.scan_rows())
    columns = (plain(found.parameter), *found.heads)
    return Chart(found.title, " ".join(found.sentences()), picture, columns, rows, "break-even")
