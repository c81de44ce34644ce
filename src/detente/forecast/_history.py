"""One simulated history as a frame, as a picture, and as a notebook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.charts import Chart, frame_html, spans
from detente.words import plain

if TYPE_CHECKING:
    import polars

    from detente.forecast._trace import Trace


def history_frame(found: Trace) -> polars.DataFrame:
    """One row a factor that changed."""
    import polars

    rows = [
        (
            number,
            step.time,
            step.date,
            step.what or "start",
            factor,
            before,
            after,
            ", ".join(who for who, seen in step.sees.items() if factor in seen),
        )
        for number, step in enumerate(found.steps)
        for factor, (before, after) in step.changes.items()
    ]
    kinds = {"step": polars.Int64, "time": polars.Float64, "date": polars.Date}
    texts = dict.fromkeys(("what", "factor", "before", "after", "seen_by"), polars.String)
    return polars.DataFrame(rows, schema=kinds | texts, orient="row")


def history_chart(found: Trace) -> Chart:
    """A line a factor."""
    begin = found.steps[0].time
    last = begin + found.horizon
    stretches = []
    for factor, (_, value) in found.steps[0].changes.items():
        since, held = begin, value
        for step in found.steps[1:]:
            if factor in step.changes:
                stretches.append((factor, since, step.time, held))
                since, held = step.time, step.changes[factor][1]
        stretches.append((factor, since, last, held))
    levels = found.levels
    return spans(
        f"One history, {found.horizon:g} {found.unit}s, seed {found.seed}",
        (found.unit, found.began),
        [
            (plain(factor), since, until, plain(value), levels[factor].index(value), len(levels[factor]))
            for factor, since, until, value in stretches
        ],
        "history",
    )


def history_html(found: Trace) -> str:
    """What changed, step by step, and who saw it."""
    frame = history_frame(found)
    if frame["date"].null_count() == len(frame):
        frame = frame.drop("date")
    note = f"From {found.begin}, {found.horizon:g} {found.unit}s, seed {found.seed}."
    return frame_html(f"Trace of {found.title or 'a game'}", frame, note, most=60)
