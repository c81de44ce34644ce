"""The map: the places of a scenario on outlines of countries, each with what its factor is at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from detente.charts import INK, WIDTH, Chart, ramp
from detente.report._labels import HIGH, placed_labels
from detente.report._words import plain
from detente.report.outline import Country, countries

if TYPE_CHECKING:
    from detente.report._briefing import Briefing, Placed

SHAPES = {"base": "square", "front": "triangle-up", "city": "circle", "crossing": "cross", "place": "diamond"}
LAND, EDGE, SEA, NEUTRAL = "#f1efe9", "#b9b4a8", "#eaf1f5", "#8a949c"
LOW, HIGHEST, LEAST = 280, 620, 1.2
"""The least height in pixels, that from which the map is wider instead, and the least margin in degrees."""


def map_chart(briefing: Briefing) -> Chart | None:
    """The places where the last view has them; None where the scenario names none."""
    places = briefing.places
    if not places:
        return None
    frame = Frame([(one.longitude, one.latitude) for one in places])
    points = [frame.pixel(x, one.latitude) for x, one in zip(frame.across, places, strict=True)]
    labels = placed_labels(points, [_lines(one) for one in places], (WIDTH, frame.height))
    lands = countries(frame.box)
    shapes = [_feature(one, frame) for one in lands]
    land = alt.Chart(alt.Data(values=shapes)).mark_geoshape(fill=LAND, stroke=EDGE, strokeWidth=0.8)
    data = [
        {"x": x, "y": y, "kind": one.kind, "colour": _colour(one)} for (x, y), one in zip(points, places, strict=True)
    ]
    kinds = list(dict.fromkeys(one.kind for one in places))
    symbols = (
        alt.Chart(alt.Data(values=data))
        .mark_point(filled=True, size=150, opacity=1, stroke=INK, strokeWidth=1.2)
        .encode(
            longitude="x:Q",
            latitude="y:Q",
            shape=alt.Shape(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[SHAPES[one] for one in kinds]),
                legend=alt.Legend(orient="top", title=None, symbolFillColor=NEUTRAL),
            ),
            color=alt.Color("colour:N", scale=None),
        )
    )
    texts = [
        {"x": label.at[0], "y": label.at[1] + at * HIGH, "text": line, "first": at == 0}
        for label in labels
        for at, line in enumerate(label.lines)
    ]
    base = alt.Chart(alt.Data(values=texts)).encode(longitude="x:Q", latitude="y:Q")
    words = []
    for wanted, weight, colour in (("datum.first", "bold", INK), ("!datum.first", "normal", "#3c4a56")):
        mine = base.transform_filter(wanted)
        words.append(mine.mark_text(**_type(weight), color="white", stroke="white", strokeWidth=3.5, opacity=0.85))
        words.append(mine.mark_text(**_type(weight), color=colour))
    names = _names(lands, frame, [one.box for one in labels] + [(x - 9, y - 9, x + 9, y + 9) for x, y in points])
    words_of = alt.Chart(alt.Data(values=names)).mark_text(fontSize=12, color="#6a655a", fontStyle="italic")
    far = words_of.encode(longitude="x:Q", latitude="y:Q", text="text:N")
    chart = alt.layer(land, far, symbols, *(one.encode(text="text:N") for one in words))
    # A planar projection of pixels that were projected here: labels and outlines share one reckoning.
    chart = chart.project(type="identity", scale=1, translate=[0, 0], clipExtent=[[0, 0], [WIDTH, frame.height]])
    chart = chart.properties(width=WIDTH, height=frame.height, view=alt.ViewConfig(fill=SEA, stroke=EDGE))
    said = "; ".join(f"{one.name} ({one.kind}): {one.values[-1] or 'nothing shown'}" for one in places)
    rows = [(one.name, one.kind, one.shows, *one.values, one.position, one.about, one.source) for one in places]
    columns = ("place", "what", "shows", *(view.label for view in briefing.views), "position", "about", "source")
    title = f"Where it is, as of {briefing.views[-1].label}"
    return Chart(title, f"A map with {len(places)} places: {said}.", chart, columns, tuple(rows), "map")


def _type(weight: str) -> dict[str, Any]:
    return {"align": "left", "fontSize": 12, "fontWeight": weight}


class Frame:
    """A rectangle around places with a margin, and Mercator's projection of it to pixels.

    Parameters
    ----------
    points
        Longitude and latitude of each place.
    """

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        self.across = _unwrapped([x for x, _ in points])
        up = [y for _, y in points]
        left, right, low, high = min(self.across), max(self.across), min(up), max(up)
        margin = max(LEAST, 0.22 * max(right - left, high - low))
        low, high = max(low - margin, -84.0), min(high + margin, 84.0)
        left, right = left - 1.3 * margin, right + 1.6 * margin
        scale = WIDTH / math.radians(right - left)
        tall = scale * (_mercator(high) - _mercator(low))
        if tall > HIGHEST:  # wider, so that it is not higher than a page
            more = min((tall / HIGHEST - 1) * (right - left), 360.0 - (right - left)) / 2
            left, right = left - more, right + more
            scale = WIDTH / math.radians(right - left)
        height = max(scale * (_mercator(high) - _mercator(low)), LOW)
        middle = (_mercator(high) + _mercator(low)) / 2
        self.height = round(height)
        self._left, self._scale, self._top = left, scale, middle + height / scale / 2
        bottom = middle - height / scale / 2
        self.box = (left, _latitude(bottom), right, _latitude(self._top))

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """From the left and from the top."""
        x = self._scale * math.radians(longitude - self._left)
        return round(x, 1), round(self._scale * (self._top - _mercator(latitude)), 1)


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _latitude(height: float) -> float:
    return math.degrees(2 * math.atan(math.exp(height)) - math.pi / 2)


def _unwrapped(across: Sequence[float]) -> list[float]:
    """The same longitudes with no place farther from the others than it is on the globe: 181 for -179 beside 179."""
    ordered = sorted(across)
    gaps = [(ordered[(at + 1) % len(ordered)] - one) % 360.0 for at, one in enumerate(ordered)]
    first = ordered[(gaps.index(max(gaps)) + 1) % len(ordered)] if len(set(ordered)) > 1 else ordered[0]
    return [one if one >= first else one + 360.0 for one in across]


def _feature(one: Country, frame: Frame) -> dict[str, Any]:
    rings = [[[list(frame.pixel(x, y)) for x, y in (*ring, ring[0])] for ring in rings] for rings in one.polygons]
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": rings}}


def _lines(one: Placed) -> tuple[str, ...]:
    return (one.name, one.values[-1]) if one.values[-1] else (one.name,)


def _colour(one: Placed) -> str:
    return ramp(one.levels)[one.level] if one.levels else NEUTRAL


def _names(lands: Sequence[Country], frame: Frame, taken: Sequence[tuple[float, ...]]) -> list[dict[str, Any]]:
    """Names of countries in the middle of what is seen of them, where there is room."""
    found, boxes = [], list(taken)
    for one in lands:
        outer = max((rings[0] for rings in one.polygons), key=lambda ring: abs(_area([frame.pixel(*p) for p in ring])))
        ring = [frame.pixel(*point) for point in outer]
        if abs(_area(ring)) < 9000:
            continue
        x, y = sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
        half = 3.4 * len(one.name)
        box = (x - half, y - 8, x + half, y + 8)
        free = all(box[2] < b[0] or box[0] > b[2] or box[3] < b[1] or box[1] > b[3] for b in boxes)
        if free and box[0] > 0 and box[2] < WIDTH:
            boxes.append(box)
            found.append({"x": round(x, 1), "y": round(y, 1), "text": plain(one.name)})
    return found


def _area(ring: Sequence[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2
