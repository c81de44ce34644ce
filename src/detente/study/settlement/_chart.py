"""The gains of every actor under every option as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.charts import LINES, SOFT, Chart
from detente.words import plain

if TYPE_CHECKING:
    from detente.study.settlement._result import SettlementAnalysis

ROW = 22
"""Pixels of a bar."""


def chart_of(found: SettlementAnalysis) -> Chart:
    """Bars by actor, a panel an option; those who must be passed are marked, gains within noise are pale."""
    import altair as alt

    rows = [
        {
            "option": plain(one.option),
            "actor": plain(stake.actor) + (" *" if stake.actor in one.passed else ""),
            "gain": stake.gain,
            "verdict": stake.verdict,
        }
        for one in found.options
        for stake in one.stakes.values()
    ]
    order = [plain(who) + (" *" if any(who in one.passed for one in found.options) else "") for who in found.actors]
    verdicts = alt.Scale(domain=["gains", "undecided", "loses"], range=[LINES[0], "#b9c2ca", LINES[1]])
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(height=12)
        .encode(
            x=alt.X("gain:Q", title="gain over carrying on, units of utility"),
            y=alt.Y("actor:N", sort=order, title=None),
            color=alt.Color("verdict:N", scale=verdicts, title=None),
        )
        .properties(width=max(140, 620 // len(found.options)), height=ROW * len(order))
    )
    spec = bars.facet(
        column=alt.Column("option:N", title=None, sort=[plain(one.option) for one in found.options],
                          header=alt.Header(labelColor=SOFT)),
    )  # fmt: skip
    table = tuple(
        (
            plain(one.option),
            stake.actor,
            f"{stake.gain:+.3f}",
            stake.verdict,
            "yes" if stake.actor in one.passed else "no",
        )
        for one in found.options
        for stake in one.stakes.values()
    )
    alt_text = "Bars of what each actor would gain by each option over carrying on. " + found.sentences()[0]
    columns = ("option", "actor", "gain", "verdict", "must be passed")
    return Chart(
        f"{found.settlement.name}: who gains, who loses (* must be passed)",
        alt_text,
        spec,
        columns,
        table,
        "settlement",
    )
