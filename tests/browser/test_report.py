"""The page of a report in a browser: accessible, offline, whole at every width, on paper."""

import itertools

import pytest

import detente as dt


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    found = {}
    for case in ("two-parties-and-a-guarantor", "crisis-bargaining-ladder"):
        briefing = dt.analyse(dt.load(case), check_seconds=1)
        briefing.save(folder / f"{case}.html")
        found[case] = folder / f"{case}.html"
    return found


CASES = ["two-parties-and-a-guarantor", "crisis-bargaining-ladder"]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [1200, 420])
def test_a_referee_finds_nothing_serious(case, width, pages, opened_file, serious) -> None:
    page = opened_file(pages[case], width)
    for one in page.query_selector_all("details"):
        one.evaluate("each => each.open = true")
    assert serious(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("width", [1200, 420])
def test_nothing_sticks_out(case, width, pages, opened_file) -> None:
    page = opened_file(pages[case], width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_asks_for_nothing_and_runs_nothing(pages, new_page) -> None:
    page = new_page(java_script_enabled=False)
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(pages[CASES[0]].as_uri())
    assert asked == [pages[CASES[0]].as_uri()]
    assert page.locator("figure svg").count() > 5
    assert page.locator("h1").count() == 1


def test_headings_are_in_order(pages, opened_file) -> None:
    page = opened_file(pages[CASES[0]])
    levels = [int(one) for one in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => e.tagName[1])")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_keyboard_reaches_the_content(pages, opened_file) -> None:
    page = opened_file(pages[CASES[0]])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.evaluate("(({left, width}) => [left, width])(document.activeElement.getBoundingClientRect())")
    assert box[0] >= 0
    assert box[1] > 40
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_on_paper_nothing_is_hidden_or_cut(pages, opened_file) -> None:
    page = opened_file(pages[CASES[0]])
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("#situation table").is_visible()
    wide = page.evaluate("[...document.querySelectorAll('.wide')].map(e => getComputedStyle(e).overflowX)")
    assert set(wide) == {"visible"}
