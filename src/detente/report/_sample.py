"""Which of many times to put in a table."""

from __future__ import annotations

from collections.abc import Sequence

SHARES = (1 / 24, 1 / 6, 1 / 3, 2 / 3, 1.0)
"""Of the horizon; of 180 days: 7.5, 30, 60, 120 and 180."""


def sampled_times(times: Sequence[float]) -> list[int]:
    """Positions of a few telling times, the last among them."""
    horizon = times[-1]
    return sorted({min(range(len(times)), key=lambda at: abs(times[at] - share * horizon)) for share in SHARES})
