"""The map, the record on its line of time, the situation, the conclusions: what they show and how they look."""

import math
import re
from dataclasses import replace

import pytest

from detente import charts
from detente.report import analyse, render, sections
from detente.report._labels import HIGH, placed_labels
from detente.report._map_chart import Frame, map_chart
from detente.report._surety import surety
from detente.report._words import percent
from detente.report.outline import clipped, countries
from detente.scenario import Site

from .conftest import game, subject
from .recorded import made

SITES = (
    Site("fort", 46.55, 9.85, "base", "truce", "The <fort>", "on a hill", "an atlas"),
    Site("town", 47.05, 9.5, "city", "army", source="another atlas"),
    Site("pass", 46.9, 9.55, "crossing"),
)


@pytest.fixture(scope="module")
def mapped(seen):
    found = analyse(made(places=SITES), horizon=60.0, check_seconds=0, parts=[])
    return replace(seen, places=found.places)


def test_places_show_what_their_factor_is_at(mapped) -> None:
    fort, town, gate = mapped.places
    truce = next(one for one in mapped.situation if one.factor == "truce")
    assert fort.shows == "The <truce>"
    assert fort.values == tuple(truce.said(view) for view in range(len(mapped.views)))
    assert (fort.level, fort.levels) == (["broken", "strained", "holding"].index(truce.values[-1][0]), 3)
    assert set(town.values) == {"The army"}
    assert (town.levels, gate.values) == (0, ("",) * len(mapped.views))
    assert fort.position == "46.55 N, 9.85 E"
    assert replace(fort, latitude=-0.5, longitude=-70.25).position == "0.50 S, 70.25 W"


def test_the_map_is_a_section_with_its_numbers(mapped) -> None:
    assert "map" in {one.id for one in sections(mapped)}
    piece = render("map", mapped)
    assert "The &lt;fort&gt;" in piece
    assert "an atlas" in piece
    assert "takes no side" in piece
    chart = map_chart(mapped)
    assert chart is not None
    assert [row[0] for row in chart.rows] == ["The <fort>", "town", "pass"]
    assert chart.svg.count("Switzerland") >= 1
    assert chart.to_png()[1:4] == b"PNG"


def test_without_places_there_is_no_map(seen) -> None:
    assert map_chart(seen) is None
    assert render("map", seen) == ""


@pytest.mark.parametrize(
    "points",
    [
        [(9.85, 46.55), (9.5, 47.05)],
        [(36.3, 33.5)],
        [(179.5, -17.0), (-179.2, -16.5), (177.4, -18.0)],
        [(-70.0, 80.0), (25.0, -55.0)],
    ],
)
def test_the_frame_holds_every_place_with_a_margin(points) -> None:
    frame = Frame(points)
    west, south, east, north = frame.box
    for (_, latitude), longitude in zip(points, frame.across, strict=True):
        x, y = frame.pixel(longitude, latitude)
        assert 20 < x < charts.WIDTH - 20
        assert 10 < y < frame.height - 10
        assert west < longitude < east
        assert south < latitude < north
    assert 200 < frame.height <= 860
    assert east - west <= 360 + 1e-9
    # Mercator: a degree is as wide as it is high on the spot, divided by the cosine of the latitude.
    x, y = frame.pixel(frame.across[0], points[0][1])
    x2, y2 = frame.pixel(frame.across[0] + 0.5, points[0][1] + 0.5 * math.cos(math.radians(points[0][1])))
    assert x2 - x == pytest.approx(y - y2, rel=0.02, abs=0.2)


def test_beyond_the_date_line_places_are_neighbours() -> None:
    frame = Frame([(179.5, -17.0), (-179.2, -16.5)])
    assert frame.across == [179.5, pytest.approx(180.8)]
    assert "Fiji" in {one.name for one in countries(frame.box)}


def test_outlines_are_cut_to_the_frame() -> None:
    box = (5.3, 45.2, 11.9, 48.1)
    found = countries(box)
    assert {"Switzerland", "Austria", "France", "Italy", "Germany"} <= {one.name for one in found}
    assert "Spain" not in {one.name for one in found}
    for one in found:
        for rings in one.polygons:
            for x, y in rings[0]:
                assert box[0] - 1e-9 <= x <= box[2] + 1e-9
                assert box[1] - 1e-9 <= y <= box[3] + 1e-9
    swiss = next(one for one in found if one.name == "Switzerland")
    ring = swiss.polygons[0][0]
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)))
    # 41,285 square kilometres at 46.8 degrees north, within what an outline of this scale can be off.
    assert area / 2 * 111.19**2 * math.cos(math.radians(46.8)) == pytest.approx(41285, rel=0.05)


def test_a_ring_cut_at_a_corner() -> None:
    found = clipped([(-3, -2), (5, -2), (5, 7), (-3, 7)], (0, 1, 2, 4))
    assert {(float(x), float(y)) for x, y in found} == {(0, 1), (2, 1), (2, 4), (0, 4)}
    assert clipped([(5, 5), (6, 5), (6, 6)], (0, 1, 2, 4)) == []


def test_names_do_not_lie_over_each_other() -> None:
    points = [(300.0, 200.0), (310.0, 214.0), (318.0, 204.0), (890.0, 300.0), (8.0, 5.0)]
    texts = [("Hmeimim", "full (62%)"), ("Tartus", "full"), ("Latakia",), ("Deir ez-Zor", "besieged"), ("Ankara",)]
    labels = placed_labels(points, texts, (900, 600))
    for at, one in enumerate(labels):
        assert one.box[0] >= 0 or one.side == "left"
        assert one.box[2] <= 900
        assert one.box[3] - one.box[1] == HIGH * len(texts[at])
        for other in labels[:at]:
            wide = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
            high = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
            assert wide <= 0 or high <= 0, (one, other)


def test_the_timeline_has_every_record(seen) -> None:
    found = seen.evidence.entries
    assert len(found) == seen.evidence.records
    chart = seen.charts()["timeline"]
    assert len(chart.rows) == len(found)
    for row, one in zip(chart.rows, found, strict=True):
        assert row[2] == one.kind
        assert row[5] == (one.grade or "certain")
    assert str(len(found)) in chart.alt
    names = {each for one in found for each in one.factors}
    assert all(name.replace("<", "&lt;").replace(">", "&gt;") in chart.svg for name in names)


def test_who_sees_what(seen) -> None:
    assert seen.observers == ("The army", "rebels", "The analyst")
    mood = next(one for one in seen.situation if one.factor == "mood")
    assert (mood.seen, mood.fixed) == ((True, False, False), True)
    truce = next(one for one in seen.situation if one.factor == "truce")
    assert (truce.seen, truce.fixed) == ((True, True, True), False)
    piece = render("situation", seen)
    assert piece.count('<span class="hidden">no</span>') == 2
    assert piece.count('<span class="hidden">sees</span>') == 3 * len(seen.situation) - 2


def test_conclusions_say_how_sure_they_are(seen, briefing) -> None:
    texts = surety(seen)
    chance, lead = max(zip(seen.evidence.trail[-1].chances, seen.evidence.explanations, strict=True))
    odds = chance / (1 - chance)
    assert texts[0].startswith(f"That {lead} is the explanation has {round(100 * chance)}%, {odds:.3g} to 1 against")
    driven = [one for one in texts if "which moves it most" in one]
    assert driven
    widest = max(
        (one for one in seen.whatif.shifts if one.question.startswith("P(ev") and math.isfinite(one.base)),
        key=lambda one: one.size,
    )
    assert f"to {percent(max(widest.at_low, widest.base, widest.at_high))} as {widest.parameter} goes" in driven[0]
    (one,) = [text for text in texts if text.startswith("The game is solved")]
    assert "residual of" in one
    assert any("moves it most" in one for one in surety(briefing))
    bare = analyse(subject(game()), check_seconds=0)
    assert "How far the answers depend on the parameters was not checked." in surety(bare)
    assert all(text.replace("`", "") in " ".join(bare.to_text().split()) for text in surety(bare))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_words_stand_out() -> None:
    from importlib.resources import files

    style = (files("detente.report") / "templates" / "style.css").read_text()
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style))
    for name in ("ink", "soft", "accent"):
        for ground in ("#ffffff", colours["wash"]):
            assert contrast(colours[name], ground) >= 4.5, (name, ground)
    for colour in (charts.INK, charts.SOFT):
        assert contrast(colour, "#ffffff") >= 4.5
        assert contrast(colour, "#f1efe9") >= 4.5 or colour == charts.SOFT
    for colour in charts.LINES[:4]:
        assert contrast(colour, "#ffffff") >= 3
