"""The countries of the bundled file, decoded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from detente.report.outline._clip import Box, Point, clipped

FILE = files("detente.report.outline") / "countries-50m.json"


@dataclass(frozen=True)
class Country:
    """A country as far as it lies in a rectangle.

    Attributes
    ----------
    polygons
        Each a list of rings of longitude and latitude, the outer ring first.
    """

    name: str
    polygons: tuple[tuple[tuple[Point, ...], ...], ...]


def countries(box: Box) -> tuple[Country, ...]:
    """The countries in a rectangle of degrees, cut at its edges.

    Parameters
    ----------
    box
        West, south, east and north; east may lie beyond 180, west before -180.

    Examples
    --------
    >>> sorted(one.name for one in countries((9.4, 47.0, 9.9, 47.4)))
    ['Austria', 'Liechtenstein', 'Switzerland']
    """
    found = []
    for name, shapes in _world():
        polygons = [cut for rings in shapes for shift in (-360.0, 0.0, 360.0) if (cut := _cut(rings, box, shift))]
        if polygons:
            found.append(Country(name, tuple(polygons)))
    return tuple(found)


def _cut(rings: Sequence[Sequence[Point]], box: Box, shift: float) -> tuple[tuple[Point, ...], ...]:
    west, south, east, north = box
    across, up = [x + shift for x, _ in rings[0]], [y for _, y in rings[0]]
    if max(across) < west or min(across) > east or max(up) < south or min(up) > north:
        return ()
    cut = [clipped([(x + shift, y) for x, y in ring], box) for ring in rings]
    return tuple(tuple(ring) for ring in cut if len(ring) > 2) if len(cut[0]) > 2 else ()


@cache
def _world() -> list[tuple[str, list[list[list[Point]]]]]:
    """Name and polygons of each country; TopoJSON, decoded."""
    topology = json.loads(FILE.read_text(encoding="utf-8"))
    arcs = [_arc(one, topology["transform"]) for one in topology["arcs"]]
    found = []
    for one in topology["objects"]["countries"]["geometries"]:
        polygons = {"Polygon": lambda arcs: [arcs], "MultiPolygon": list}.get(one["type"], lambda _: [])(
            one.get("arcs")
        )
        shapes = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
        found.append((one["properties"]["name"], shapes))
    return found


def _arc(steps: Sequence[Sequence[int]], transform: dict[str, Any]) -> list[Point]:
    """Points from steps on the file's grid."""
    (by_x, by_y), (from_x, from_y) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for right, up in steps:
        x, y = x + right, y + up
        found.append((x * by_x + from_x, y * by_y + from_y))
    return found


def _ring(numbers: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """Arcs joined; a negative number is an arc backwards."""
    found: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else list(reversed(arcs[~number]))
        found += arc[1:] if found else arc
    return found
