"""What readers get: the page, the HTML and the record."""

import json
import math
import re
from html.parser import HTMLParser

import pytest

from detente.report import quantile
from detente.report._priors import described
from detente.report._table import table
from detente.report._words import answered, duration, number, percent


@pytest.fixture(scope="module")
def html(briefing) -> str:
    return briefing.to_html()


class Reader(HTMLParser):
    """Checks that elements nest, and gathers what points elsewhere."""

    EMPTY = frozenset({"meta", "br", "img", "link", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.labels: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in self.EMPTY:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action", "data", "srcset"):
                self.links.append(value)
            if name == "id":
                self.ids.append(value)
            if name == "aria-label":
                self.labels.append(value)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def read(html) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def test_it_is_self_contained(html, read) -> None:
    assert all(link.startswith("#") for link in read.links)
    assert not {"script", "link", "iframe", "img", "object"} & set(read.tags)
    assert "://" not in html
    assert "@import" not in html
    assert set(re.findall(r"url\(([^)]*)\)", html)) <= {f"#{one}" for one in read.ids}


def test_links_lead_somewhere_and_ids_are_unique(read) -> None:
    assert len(read.ids) == len(set(read.ids))
    assert {link[1:] for link in read.links} <= set(read.ids)


def test_every_chart_has_a_text_and_a_table(html, read) -> None:
    figures = re.findall(r"<figure>.*?</figure>", html, re.S)
    assert len(figures) >= 5
    for one in figures:
        assert re.search(r'role="img" aria-label="[^"]{40,}"', one)
        assert one.count("<svg") == 1
        assert "<details>" in one
        assert "<tbody>" in one


def test_what_the_author_wrote_is_escaped(html) -> None:
    assert "A truce &amp; its &lt;breakers&gt;" in html
    assert "<breakers>" not in html
    assert "<truce>" not in html
    assert "<source>" not in html


@pytest.mark.parametrize(
    "words",
    ["Who wants what", "What each is likely to do next", "How long things stay as they are", "Which settlement",
     "Which explanation", "How sure", "What it rests on", "later (15 March 2024)", "0123456789abcdef", "plain = 2.5"],
)  # fmt: skip
def test_page_and_html_have_every_part(briefing, html, words) -> None:
    assert words in html
    assert words.lower() in briefing.to_text().lower()


@pytest.mark.parametrize("width", [80, 92, 140])
def test_the_page_keeps_its_width(briefing, width) -> None:
    text = briefing.to_text(width)
    assert max(len(line) for line in text.splitlines()) <= width


def test_the_record_is_plain(briefing) -> None:
    record = briefing.to_record()
    assert json.loads(json.dumps(record)) == record
    assert record["views"][1]["date"] == "2024-03-15"
    assert record["answers"][1]["values"][1] is None


@pytest.mark.parametrize(
    ("chance", "text"),
    [(0, "0%"), (1e-9, "<1%"), (0.005, "<1%"), (0.0051, "1%"), (0.374, "37%"), (0.9951, ">99%"), (1, "100%")],
)
def test_percent(chance, text) -> None:
    assert percent(chance) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.01234, "0.0123"), (2.345, "2.35"), (123.4, "123"), (4321.7, "4,322"), (float("inf"), "never ends")],
)
def test_number(value, text) -> None:
    assert number(value) == text


def test_answers_in_words() -> None:
    assert answered("P(a == b, at=3)", 0.374, "day") == "37%"
    assert answered("E(time_to(a == b))", float("inf"), "day") == "unbounded"
    assert answered("E( share_of_time(a == b), within=3)", 0.25, "day") == "25%"
    assert answered("E(count(a.b), within=3)", 2.5, "day") == "2.5"
    assert answered("move(a)", {"go_on": 0.3, "wait": 0.7, "never": 0.001}, "day") == "wait 70%, go on 30%"
    assert answered("P(a == b, at=3)", None, "day") == "past"
    assert duration(1, "day") == "1 day"


@pytest.mark.parametrize("share", [0.1, 0.37, 0.9])
def test_quantiles_are_those_of_scipy(share) -> None:
    from scipy import stats

    from detente.game import Prior

    for kind, arguments, law in [
        ("normal", (2.0, 0.5), stats.norm(2.0, 0.5)),
        ("lognormal", (-1.0, 0.3), stats.lognorm(0.3, scale=math.exp(-1.0))),
        ("uniform", (1.0, 5.0), stats.uniform(1.0, 4.0)),
        ("triangular", (0.5, 1.0, 4.0), stats.triang(1 / 7, 0.5, 3.5)),
        ("beta", (2.0, 3.0), stats.beta(2.0, 3.0)),
        ("gamma", (3.0, 0.5), stats.gamma(3.0, scale=0.5)),
    ]:
        prior = Prior(kind, arguments)
        assert quantile(prior, share) == pytest.approx(law.ppf(share), rel=1e-9)
        assert kind in described(prior)


def test_a_table_wraps_and_aligns() -> None:
    lines = table(["a long first column", "n"], [["some words that do not fit", "3%"], ["x", "12%"]], 30)
    assert max(map(len, lines)) <= 30
    assert lines[-1].startswith("x")
    assert lines[-1].endswith("12%")
    assert table(["a"], [], 30) == []
