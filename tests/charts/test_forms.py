"""The forms that results are drawn in, each with its edge cases."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from detente.charts import bars, cells, courses, dots, frame_html, intervals, list_html, parts, spans, table_html
from detente.charts._table import cell
from detente.charts._theme import INK, ink_on
from detente.words import percent

DAYS = ("day", dt.date(2016, 2, 27))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), (True, "yes"), (False, "no"), (0.123456, "0.1235"), (math.nan, ""), (math.inf, "inf"),
        (12345, "12,345"), (dt.date(2016, 3, 4), "2016-03-04"), (("a", 1.5), "a, 1.5"), ("x", "x"),
    ],
)  # fmt: skip
def test_a_cell(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_numbers_stand_right_and_empty_columns_left() -> None:
    page = table_html("T", ("what", "n", "nothing"), [("a", "-1.5", ""), ("b", "<1%", "")])
    heads = page.split("<tbody>")[0]
    assert heads.count("text-align:right") == 1
    assert 'text-align:right">n<' in heads


def test_rows_left_out_are_counted() -> None:
    rows = [(at,) for at in range(7)]
    assert "<p>4 more of 7 rows.</p>" in table_html("T", ("n",), rows, most=3)
    assert "<p>5 more of 8 rows.</p>" in table_html("T", ("n",), rows[:3], count=8)
    assert "more of" not in table_html("T", ("n",), rows)
    assert "<p>1,000 more" not in table_html("T", ("n",), iter(rows))


def test_a_frame_shows_its_first_rows() -> None:
    import polars as pl

    page = frame_html("T", pl.DataFrame({"a": range(40), "b": ["<b>"] * 40}), note="N & M", most=6)
    assert page.count("<tr>") == 7
    assert "34 more of 40 rows" in page
    assert "&lt;b&gt;" in page
    assert "<p>N &amp; M</p>" in page


def test_a_list_is_escaped() -> None:
    assert "<li>a &lt; b</li>" in list_html("T", ["a < b"])


def test_bars_below_zero_have_another_colour_and_their_number_beside_zero() -> None:
    chart = bars("T", ["a", "a"], [-2.5, 1.5], lambda one: f"{one:+.1f}", ("what", "much"), "n")
    data = chart.to_dict()["layer"][0].get("data") or chart.to_dict()["data"]
    assert [(one["what"], one["end"], one["group"]) for one in data["values"]] == [
        ("a", 0.0, True),
        ("a (2)", 1.5, False),
    ]
    assert chart.rows == (("a", "-2.5"), ("a (2)", "+1.5"))


def test_bars_of_nothing_are_said_to_be_none() -> None:
    assert bars("T", [], [], str, ("what", "much"), "n").alt == "Bars: none."


def test_parts_name_what_has_room_in_ink_that_can_be_read() -> None:
    chart = parts("T", [("x", [("low", 0.02), ("middling", 0.38), ("high", 0.6)])], "n")
    values = chart.to_dict()["data"]["values"]
    assert [one["said"] for one in values] == ["", "middling", "high"]
    assert values[2]["ink"] == "#ffffff"
    assert values[2]["from"] == pytest.approx(0.4)
    assert "x high 60%" in chart.alt


@pytest.mark.parametrize(("colour", "ink"), [("#ffffff", INK), ("#c9dcec", INK), ("#0b2c52", "#ffffff")])
def test_ink_on_colours(colour: str, ink: str) -> None:
    assert ink_on(colour) == ink


def test_courses_of_many_times_have_a_short_table() -> None:
    times = [float(one) for one in range(101)]
    chart = courses("T", DAYS, times, [("a", [0.3] * 101), ("b", [0.7] * 101)], "n", marks=[50.0])
    assert [row[0] for row in chart.rows] == [
        "2016-02-27", "2016-03-02", "2016-03-15", "2016-03-31", "2016-05-04", "2016-06-06",
    ]  # fmt: skip
    assert chart.alt.startswith("Stacked areas")
    assert "Ticks below mark the records" in chart.alt


def test_what_does_not_add_up_is_drawn_as_lines() -> None:
    assert courses("T", DAYS, [0, 1], [("a", [0.3, 0.3]), ("b", [0.7, 0.6])], "n").alt.startswith("Lines")
    assert courses("T", DAYS, [0, 1], [("a", [0.3, 0.3]), ("b", [0.7, 0.7])], "n", alike=False).alt.startswith("Lines")


def test_intervals_keep_their_ends() -> None:
    chart = intervals("T", [("a", 0.2, 0.105, 0.4)], percent, ("what", "mean", "low", "high"), "n", share=True)
    assert chart.rows == (("a", "20%", "10%", "40%"),)
    assert chart.to_svg().startswith("<svg")


def test_spans_say_from_when_to_when() -> None:
    chart = spans("T", ("round", None), [("a", 0.0, 2.5, "low", 0, 2), ("a", 2.5, 4.0, "high", 1, 2)], "n")
    assert chart.rows == (("a", "0 rounds", "2.5 rounds", "low"), ("a", "2.5 rounds", "4 rounds", "high"))


def test_dots_say_what_they_are() -> None:
    chart = dots("T", DAYS, [("truce", 3.0, "change", "broken")], ("when", "about", "kind", "what"), "n")
    assert chart.rows == (("2016-03-01", "truce", "change", "broken"),)


def test_cells_are_white_for_nothing_and_full_from_ten() -> None:
    values = cells(["h"], ["a", "b", "c"], [[0.0, 12.0, -math.inf]]).to_dict()["data"]["values"]
    assert [one["colour"] for one in values] == ["#ffffff", "#2c6da3", "#c2571a"]
    assert [one["text"] for one in values] == ["", "+12", "never"]
