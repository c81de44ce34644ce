"""Simulated paths as a picture: the share that has each value of a factor, over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.charts import Chart, courses
from detente.errors import UsageError, did_you_mean
from detente.words import plain

if TYPE_CHECKING:
    from detente.forecast._paths import Paths

TIMES = 61
"""At which the shares are read off."""


def shares_chart(parts: Sequence[Paths], factor: str | None) -> Chart:
    """The shares over the paths of all parts that have the factor."""
    known = dict.fromkeys(name for one in parts for name in one.now.game.space.factors)
    if factor is not None and factor not in known:
        raise UsageError(f"there is no factor `{factor}`", did_you_mean(factor, known))
    name = factor or _first_that_changes(parts)
    some = [one for one in parts if name in one.now.game.space.factors]
    times = np.linspace(0.0, some[0].horizon, TIMES)
    counts: dict[str, np.ndarray] = {}
    for one in some:
        values = one.now.game.space.vocabulary.values[name]
        for value, found in zip(values, _counted(one, name, times, len(values)), strict=True):
            counts[value] = counts.get(value, 0.0) + found
    total = sum(len(one) for one in some)
    clock, start = some[0].now.game.clock, some[0].now.time
    chances = [(plain(value), (found / total).tolist()) for value, found in counts.items()]
    title = f"{plain(name)}: share of {total:,} simulated paths"
    return courses(title, (clock.unit, clock.date(0.0)), (start + times).tolist(), chances, f"paths-{name}")


def _counted(paths: Paths, factor: str, times: np.ndarray, count: int) -> np.ndarray:
    """(values, times): how many paths have each value."""
    seg = paths.segments
    level = paths.now.game.space[factor][seg.state]
    last = np.append(seg.path[1:] != seg.path[:-1], True)
    found = np.zeros((count, len(times)))
    for at, time in enumerate(times.tolist()):
        here = (seg.start <= time) & ((time < seg.end) | last)
        found[:, at] = np.bincount(level[here], minlength=count)
    return found


def _first_that_changes(parts: Sequence[Paths]) -> str:
    for one in parts:
        space = one.now.game.space
        for at, name in enumerate(space.factors):
            if (space.levels[at, one.before] != space.levels[at, one.after]).any():
                return name
    return parts[0].now.game.space.factors[0]
