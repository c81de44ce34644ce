"""Where the names on a map stand, so that they do not lie over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH, GAP = 6.6, 15.0, 11.0
"""Pixels of a letter, of a line, and between a symbol and its name."""


@dataclass(frozen=True)
class Label:
    """Lines of text at a place: left, top, right and bottom in pixels, and on which side of its point it stands."""

    lines: tuple[str, ...]
    box: tuple[float, float, float, float]
    side: str

    @property
    def at(self) -> tuple[float, float]:
        """Where the first line begins, in its middle height."""
        return self.box[0], self.box[1] + HIGH / 2


def placed_labels(
    points: Sequence[tuple[float, float]], texts: Sequence[tuple[str, ...]], size: tuple[float, float]
) -> list[Label]:
    """A label for each point, right of it where there is room, else left, above or below.

    Parameters
    ----------
    points
        In pixels from the left and from the top.
    size
        Of the picture.

    Examples
    --------
    >>> one, other = placed_labels([(100, 50), (150, 50)], [("Hmeimim",), ("Aleppo",)], (400, 100))
    >>> one.side, other.side
    ('left', 'right')
    """
    symbols = [(x - 8, y - 8, x + 8, y + 8) for x, y in points]
    found: list[Label] = []
    for (x, y), lines in zip(points, texts, strict=True):
        options = _options(x, y, lines)
        taken = [*(one.box for one in found), *symbols]
        best = min(options, key=lambda one: (_cost(one, taken, size), options.index(one)))
        found.append(best)
    return found


def _options(x: float, y: float, lines: tuple[str, ...]) -> list[Label]:
    wide, high = WIDE * max(map(len, lines)), HIGH * len(lines)
    corners = {
        "right": (x + GAP, y - HIGH / 2),
        "left": (x - GAP - wide, y - HIGH / 2),
        "above": (x - wide / 2, y - GAP - high),
        "below": (x - wide / 2, y + GAP),
        "right above": (x + GAP, y - high),
        "left above": (x - GAP - wide, y - high),
    }
    return [Label(lines, (left, top, left + wide, top + high), side) for side, (left, top) in corners.items()]


def _cost(one: Label, taken: Sequence[tuple[float, ...]], size: tuple[float, float]) -> float:
    left, top, right, bottom = one.box
    outside = max(0.0, -left) + max(0.0, right - size[0]) + max(0.0, -top) + max(0.0, bottom - size[1])
    over = sum(
        max(0.0, min(right, each[2]) - max(left, each[0])) * max(0.0, min(bottom, each[3]) - max(top, each[1]))
        for each in taken
    )
    return 100.0 * outside + over
