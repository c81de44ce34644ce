"""What is believed now, factor by factor: as a frame, as a picture, and as a notebook shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.charts import Chart, frame_html, parts
from detente.words import plain

if TYPE_CHECKING:
    import polars

    from detente.forecast._now import Now


def chances_now(nows: Sequence[Now], weights: Sequence[float]) -> dict[str, dict[str, float]]:
    """By factor and value: the chance now. A factor that some games lack has the chances of the others, scaled to 1."""
    found: dict[str, dict[str, float]] = {}
    for weight, now in zip(weights, nows, strict=True):
        space = now.game.space
        for factor, values in space.vocabulary.values.items():
            into = found.setdefault(factor, {})
            chances = np.bincount(space[factor], weight * now.belief, minlength=len(values))
            for value, chance in zip(values, chances.tolist(), strict=True):
                into[value] = into.get(value, 0.0) + chance
    return {
        factor: {value: chance / sum(chances.values()) for value, chance in chances.items()}
        for factor, chances in found.items()
    }


def marginals_frame(nows: Sequence[Now], weights: Sequence[float]) -> polars.DataFrame:
    """One row a value of a factor."""
    import polars

    found = chances_now(nows, weights)
    rows = [(factor, value, chance) for factor, values in found.items() for value, chance in values.items()]
    kinds = {"factor": polars.String, "value": polars.String, "chance": polars.Float64}
    return polars.DataFrame(rows, schema=kinds, orient="row")


def marginals_chart(nows: Sequence[Now], weights: Sequence[float]) -> Chart:
    """One bar a factor, cut into the chances of its values."""
    found = chances_now(nows, weights)
    wholes = [
        (plain(factor), [(plain(value), chance) for value, chance in values.items()])
        for factor, values in found.items()
    ]
    return parts(f"What is believed, {_when(nows)}", wholes, "belief")


def marginals_html(nows: Sequence[Now], weights: Sequence[float], how: str) -> str:
    """The marginals as a table."""
    return frame_html(f"What is believed, {_when(nows)}", marginals_frame(nows, weights), f"It rests on: {how}.", 100)


def _when(nows: Sequence[Now]) -> str:
    first = nows[0]
    return str(first.date or f"{first.game.clock.unit} {first.time:g}")
