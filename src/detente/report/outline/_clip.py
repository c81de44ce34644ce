"""A ring cut to a rectangle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east, north."""


def clipped(ring: Sequence[Point], box: Box) -> list[Point]:
    """The part of a ring inside a rectangle, as one ring (Sutherland and Hodgman 1974); empty where there is none.

    Parameters
    ----------
    ring
        Its corners; the last need not repeat the first.

    Notes
    -----
    A ring that leaves and comes back runs along the edge in between.

    Examples
    --------
    >>> clipped([(-2, -1), (1, -1), (1, 3), (-2, 3)], (-1, 0, 5, 5))
    [(-1.0, 0.0), (1.0, 0.0), (1, 3), (-1.0, 3.0)]
    """
    west, south, east, north = box
    found = list(ring)
    for axis, edge, inside in (
        (0, west, lambda one: one[0] >= west),
        (0, east, lambda one: one[0] <= east),
        (1, south, lambda one: one[1] >= south),
        (1, north, lambda one: one[1] <= north),
    ):
        found = _cut(found, axis, edge, inside)
    return found


def _cut(ring: list[Point], axis: int, edge: float, inside: Callable[[Point], bool]) -> list[Point]:
    found: list[Point] = []
    for at, one in enumerate(ring):
        before = ring[at - 1]
        if inside(one) != inside(before):
            share = (edge - before[axis]) / (one[axis] - before[axis])
            other = before[1 - axis] + share * (one[1 - axis] - before[1 - axis])
            found.append((float(edge), float(other)) if axis == 0 else (float(other), float(edge)))
        if inside(one):
            found.append(one)
    return found
