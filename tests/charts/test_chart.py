"""A chart draws itself in every form, and writes whole files or none."""

from __future__ import annotations

import json
import os
import re
import stat
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import altair as alt
import pytest

from detente.charts import CONFIG, RAMP, Chart, ramp, time_axis
from detente.errors import UsageError


@pytest.fixture
def chart() -> Chart:
    data = alt.Data(values=[{"x": 1.5, "y": 2.25}, {"x": 3.5, "y": 0.75}])
    drawing = alt.Chart(data).mark_line(clip=True).encode(x="x:Q", y="y:Q").properties(width=321, height=87)
    return Chart(
        'A "line" & more',
        "From 2.25 <down> to 0.75.",
        drawing,
        ("x", "y"),
        (("1.5", "2.25"), ("3.5", "0.75")),
        "falling",
    )


def test_a_picture_that_stands_alone_is_xml(chart: Chart) -> None:
    assert ElementTree.fromstring(chart.to_svg()).tag == "{http://www.w3.org/2000/svg}svg"


def test_in_a_page_ids_carry_the_name(chart: Chart) -> None:
    assert "xmlns" not in chart.svg
    assert 'id="falling-clip' in chart.svg
    assert 'id="clip' not in chart.svg


def test_parts_of_the_picture_have_no_roles(chart: Chart) -> None:
    assert 'role="graphics-symbol"' in chart.to_svg()
    assert "role" not in chart.svg


def test_the_specification_has_the_look_of_all(chart: Chart) -> None:
    assert chart.to_dict()["config"]["axis"] == CONFIG["axis"]
    again = Chart(chart.title, chart.alt, chart.to_dict(), chart.columns, chart.rows, chart.name)
    assert re.sub(r"clip\d+", "clip", again.to_svg()) == re.sub(r"clip\d+", "clip", chart.to_svg())


def test_the_figure_escapes_what_it_says(chart: Chart) -> None:
    page = chart.to_html()
    assert "A &quot;line&quot; &amp; more" in page
    assert 'aria-label="From 2.25 &lt;down&gt; to 0.75."' in page
    assert page.count("<tr>") == 3
    assert chart._repr_html_() == page


def test_its_numbers_as_a_frame(chart: Chart) -> None:
    assert chart.to_frame().rows() == [("1.5", "2.25"), ("3.5", "0.75")]


@pytest.mark.parametrize(
    ("ending", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("html", b"<figure")]
)
def test_saved_by_the_ending(chart: Chart, tmp_path: Path, ending: str, begins: bytes) -> None:
    path = chart.save(tmp_path / f"one.{ending}")
    assert path.read_bytes().startswith(begins)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~_umask()


def test_saved_as_its_specification(chart: Chart, tmp_path: Path) -> None:
    assert json.loads(chart.save(tmp_path / "one.json").read_text())["width"] == 321


def test_twice_as_many_pixels(chart: Chart) -> None:
    def width(picture: bytes) -> int:
        return int.from_bytes(picture[16:20], "big")

    assert width(chart.to_png(3.0)) == pytest.approx(3 * width(chart.to_png(1.0)), abs=3)


def test_another_ending_is_refused(chart: Chart, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"`one\.bmp`") as found:
        chart.save(tmp_path / "one.bmp")
    assert found.value.hint == "end the name with one of .svg, .png, .pdf, .html, .json"
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_refused(chart: Chart, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        chart.save(tmp_path / "nowhere" / "one.svg")


def test_shades_go_from_light_to_dark() -> None:
    assert ramp(1) == [RAMP[2]]
    assert ramp(3) == [RAMP[0], RAMP[2], RAMP[5]]
    assert len(ramp(8)) == 8


def test_times_are_dates_where_the_clock_has_dates() -> None:
    import datetime as dt

    place, kind, _ = time_axis("week", dt.date(2016, 2, 27))
    assert kind == "temporal"
    assert place(1.5) == "2016-03-08T12:00:00"
    for unit, start in (("day", None), ("round", dt.date(2016, 2, 27))):
        place, kind, _ = time_axis(unit, start)
        assert kind == "quantitative"
        assert place(1.5) == 1.5


def _umask() -> int:
    mask = os.umask(0o22)
    os.umask(mask)
    return mask
