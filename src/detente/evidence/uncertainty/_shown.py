"""Draws and what they answer, as frames, as pictures, and as a notebook shows them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from detente.charts import Chart, intervals, table_html
from detente.errors import UsageError
from detente.words import is_chance, percent, plain

if TYPE_CHECKING:
    import polars

    from detente.evidence.uncertainty._ensemble import Ensemble
    from detente.evidence.uncertainty._intervals import Forecast, Interval

COLUMNS = ("what", "mean", "5%", "95%")


def ensemble_chart(found: Ensemble) -> Chart:
    """The explanations, or the parameters where there is only one."""
    if len(found.explanations) > 1:
        rows = [(plain(one.name), one.mean, one.low, one.high) for one in found.posterior]
        return intervals(f"Explanations over {_draws(found)}", rows, percent, COLUMNS, "draws", share=True)
    return _panels(f"Parameters over {_draws(found)}", found.parameters)


def ensemble_html(found: Ensemble) -> str:
    """Means and intervals."""
    rows = [(f"P({one.name})", one.mean, one.low, one.high) for one in found.posterior]
    rows += [(one.name, one.mean, one.low, one.high) for one in found.parameters]
    return table_html(_draws(found), COLUMNS, rows, " ".join(found.warnings), most=60)


def forecasts_frame(found: Sequence[Forecast]) -> polars.DataFrame:
    """One row a question or option."""
    import polars

    rows = [
        (
            one.question,
            part.name,
            *(_known(value) for value in (part.mean, part.low, part.high, part.error)),
            one.missing,
        )
        for one in found
        for part in one.parts
    ]
    texts = {"question": polars.String, "option": polars.String}
    numbers = dict.fromkeys(("mean", "low", "high", "error", "missing"), polars.Float64)
    return polars.DataFrame(rows, schema=texts | numbers, orient="row")


def forecasts_chart(found: Sequence[Forecast]) -> Chart:
    """The chances among the answers, each with its interval."""
    rows = [
        (f"{one.question}: {plain(part.name)}" if part.name else one.question, part.mean, part.low, part.high)
        for one in found
        for part in one.parts
        if (part.name or is_chance(one.question)) and math.isfinite(part.mean)
    ]
    if not rows:
        raise UsageError("none of these answers is a chance, so there is nothing to draw", "see `to_frame()`")
    columns = ("question", *COLUMNS[1:])
    return intervals("Chances, and how far they depend on the parameters", rows, percent, columns, "forecasts", True)


def forecasts_html(found: Sequence[Forecast]) -> str:
    """A row for each question or option."""
    frame = forecasts_frame(found)
    keep = ["question", *(["option"] if any(frame["option"]) else []), "mean", "low", "high"]
    missing = max((one.missing for one in found), default=0.0)
    note = "Low and high: 5% and 95% of the draws' weight lie below."
    if missing > 0:
        note += f" Draws without an answer have up to {missing:.0%} of the weight."
    shown = frame.select(keep)
    return table_html("Answers over the draws", shown.columns, shown.rows(), note, most=60)


def _panels(title: str, found: Sequence[Interval]) -> Chart:
    """One panel a parameter, since each has its own unit."""
    rows = [(one.name, one.mean, one.low, one.high) for one in found]
    each = [intervals(title, [row], _number, COLUMNS, "draws") for row in rows]
    spec: dict[str, Any] = {"concat": [_bare(one) for one in each], "columns": 1, "spacing": 4}
    table = tuple(one.rows[0] for one in each)
    text = "; ".join(f"{what} {mean} ({low} to {high})" for what, mean, low, high in table)
    return Chart(title, f"Dots with intervals, one panel each: {text}.", spec, COLUMNS, table, "draws")


def _bare(chart: Chart) -> dict[str, Any]:
    return {key: value for key, value in chart.to_dict().items() if key not in ("$schema", "config")}


def _draws(found: Ensemble) -> str:
    return f"{len(found):,} draws, worth {found.effective:.0f} independent ones"


def _number(value: float) -> str:
    return f"{value:.4g}"


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
