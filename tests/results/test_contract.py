"""Every result shows itself: a table or a picture that is safe, small and says what it shows."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from tests.results.registry import HOSTILE, RESULTS, Shown

from detente.charts import Chart

EMPTY = {"br", "hr", "img", "path", "rect", "circle", "line", "use", "image", "stop"}
LARGEST = 40_000
"""Characters of HTML that a table may take in a notebook."""


class Page(HTMLParser):
    """Counts what is in a page, and notices what does not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.faults: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        self.faults += [f"<{one}> is never closed" for one in self.open]

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        if tag in EMPTY:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text += data

    def count(self, tag: str) -> int:
        return sum(one == tag for one, _ in self.tags)


every = pytest.mark.parametrize("shown", RESULTS, ids=lambda one: one.name)


def safe(page: str) -> Page:
    found = Page(page)
    assert found.faults == []
    assert not found.count("script")
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page), "something from elsewhere"
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    return found


@every
def test_it_shows_itself_as_html(shown: Shown) -> None:
    page = safe(shown.make()._repr_html_())
    tables, lists = page.count("table"), page.count("ol") + page.count("p")
    assert tables or lists
    if tables:
        assert page.count("caption") == tables
        assert all(attributes.get("scope") in ("col", "row") for tag, attributes in page.tags if tag == "th")
        assert page.count("tr") >= 2 * tables
    regions = [attributes for tag, attributes in page.tags if attributes.get("role") == "region"]
    assert all(one["aria-label"] and one["tabindex"] == "0" for one in regions)
    assert len(shown.make()._repr_html_()) < LARGEST


@every
def test_its_frame_has_the_columns_that_it_says(shown: Shown) -> None:
    made = shown.make()
    if shown.columns is None:
        assert not hasattr(made, "to_frame")
        return
    frame = made.to_frame()
    assert frame.columns == shown.columns.split()
    assert len(frame) > 0


@every
def test_its_picture_says_what_it_shows(shown: Shown) -> None:
    made = shown.make()
    if not shown.picture:
        assert not hasattr(made, "plot")
        return
    chart = made.plot()
    assert isinstance(chart, Chart)
    assert len(chart.alt) > 20
    assert chart.title
    assert chart.rows
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    page = safe(chart.to_html())
    drawn = [attributes for _, attributes in page.tags if attributes.get("role") == "img"]
    assert drawn[0]["aria-label"] == chart.alt
    assert page.count("svg") == 1


def test_hostile_texts_are_in_it() -> None:
    """The promises above are about something: the texts are shown, and shown as texts."""
    showing = {one.name for one in RESULTS if HOSTILE in Page(one.make()._repr_html_()).text}
    assert {
        "Game",
        "Records",
        "Observed",
        "Sentences",
        "Summary",
        "LeftOut",
        "Watch",
        "Verdicts",
        "Mapped",
        "Briefing",
    } <= showing


def test_an_unsafe_page_is_noticed() -> None:
    with pytest.raises(AssertionError):
        safe("<table><tr><td>x</tr></table>")
    with pytest.raises(AssertionError):
        safe('<p><img src="https://example.org/x.png"></p>')
    with pytest.raises(AssertionError):
        safe("<p><script>1</script></p>")
