"""Beliefs before and after each move as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.charts import LINES, Chart
from detente.errors import UsageError, did_you_mean
from detente.study.signals._sentences import sentence
from detente.words import percent, plain

if TYPE_CHECKING:
    from detente.study.signals._result import Signals

MOST = 12
"""Moves in one picture."""


def chart_of(found: Signals, observer: str | None = None) -> Chart:
    """A line from the belief before to the belief after, for each move and type, as one observer has them."""
    import altair as alt

    pairs = [(one, each) for one in found.signals for each in one.lessons if each.verdict != "not seen"]
    if not pairs:
        raise UsageError("there is nothing to draw: no observer sees a move that could tell it anything")
    known = dict.fromkeys(each.observer for _, each in pairs)
    who = max(pairs, key=lambda pair: pair[1].learned)[1].observer if observer is None else observer
    if who not in known:
        raise UsageError(f"`{who}` has nothing to learn here", did_you_mean(who, known))
    mine = sorted((pair for pair in pairs if pair[1].observer == who), key=lambda pair: -pair[1].learned)
    about = mine[0][1].about
    mine = [pair for pair in mine if pair[1].about == about][:MOST]
    names = [plain(one.move.replace(".", ": ")) for one, _ in mine]
    rows = [
        {"move": name, "type": plain(kind), "before": each.before[kind], "after": each.after[kind]}
        for name, (_, each) in zip(names, mine, strict=True)
        for kind in each.before
    ]
    kinds = list(dict.fromkeys(row["type"] for row in rows))
    colour = alt.Color("type:N", title=None, scale=alt.Scale(domain=kinds, range=list(LINES[: len(kinds)])))
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("move:N", sort=names, title=None), yOffset="type:N")
    x = alt.X(
        "before:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title="belief before (hollow) and after")
    )
    lines = base.mark_rule(strokeWidth=2).encode(x=x, x2="after:Q", color=colour)
    old = base.mark_point(filled=False, size=45).encode(x=x, color=colour)
    new = base.mark_point(filled=True, size=55, opacity=1).encode(x="after:Q", color=colour)
    spec = (lines + old + new).properties(width=560, height=max(60, 16 * len(rows)))
    table = tuple((row["move"], row["type"], percent(row["before"]), percent(row["after"])) for row in rows)
    title = f"What moves would tell {plain(who)} about {plain(about)}"
    text = "Points joined by a line: belief before and after each move. " + sentence(*mine[0])
    return Chart(title, text, spec, ("move", "type", "before", "after"), table, f"signals-{who}")
