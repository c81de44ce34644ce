"""The workbench as an analyst uses it: in a browser, by keyboard and by mouse, in large windows and small ones."""

import re
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect
from tests.web.scenarios import QUICK, SLOW
from tests.web.serving import Server

CASE = "two-parties-and-a-guarantor"
PAGES = ("", "compare", "views", "scenario")


@pytest.fixture(scope="module")
def server(browser) -> Iterator[Server]:
    """A workbench, where there is a browser for it."""
    one = Server()
    yield one
    code, _, err = one.ended()
    assert (code, err) == (0, "")


def without_aborts(complaints: list[str]) -> list[str]:
    """Without the two words of htmx that a request was let go because a newer one took its place."""
    aborted = {at for at, one in enumerate(complaints) if one.startswith("htmx:sendAbort")}
    ends = {at - 1 for at in aborted if complaints[at - 1].startswith("htmx:afterRequest")}
    return [one for at, one in enumerate(complaints) if at not in aborted | ends]


@pytest.fixture
def visit(server, new_page) -> Iterator[Callable]:
    """``visit(path, width)`` opens a page; no page may complain, or ask anyone but the server."""
    pages = []

    def make(path: str = "/", width: int = 1400, height: int = 1000, **options):
        page = new_page(width, height, **options)
        page.asked = []
        page.on("request", lambda one: page.asked.append(one.url))
        page.goto(server.address + path)
        pages.append(page)
        return page

    yield make
    for page in pages:
        assert without_aborts(page.complaints) == []
        own = (server.address + "/", "data:", "blob:" + server.address)
        assert [url for url in page.asked if not url.startswith(own)] == []


@pytest.fixture
def explored(server, visit) -> Callable:
    """``explored(text or case)``: the page of a scenario, once it shows answers."""

    def make(text: str | None = None, case: str = CASE, width: int = 1400, height: int = 1000, **options):
        room = server.opened(text=text, name="line.yaml") if text else server.opened(case=case)
        page = visit(room + "/", width, height, **options)
        page.wait_for_selector("#answers-head")
        return page

    return make


def answer(page, question: str) -> list[str]:
    """The cells beside a question."""
    row = page.locator("table.answers tr", has=page.locator(f"code:text-is({question!r})"))
    return [one.strip() for one in row.locator("td").all_inner_texts()]


def until_new(page, question: str, before: list[str]) -> list[str]:
    """The cells, once they are no longer these."""
    until = time.monotonic() + 20
    while (now := answer(page, question)) == before or not now:
        assert time.monotonic() < until, f"still {before}"
        time.sleep(0.02)
    return now


def focused(page) -> str:
    """What has the focus, as a reader of screens might say it."""
    said = "e => e.getAttribute('aria-label') || e.innerText || e.id || ''"
    return page.evaluate_handle("document.activeElement").evaluate(said).strip()


def tab_to(page, wanted: Callable[[], bool], most: int = 200) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted():
            return
    raise AssertionError("Tab never leads there")


def is_at(page, selector: str) -> Callable[[], bool]:
    """Whether an element has the focus."""
    return lambda: page.evaluate("s => document.activeElement.matches(s)", selector)


BREAKS = "E(time_to(line == broken))"


# --- by keyboard alone --------------------------------------------------------------------------


def test_a_case_is_opened_by_keyboard_alone(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    tab_to(page, lambda: "Two parties and a guarantor" in focused(page))
    page.keyboard.press("Enter")
    page.wait_for_selector("#answers-head")
    assert page.title().startswith("Two parties and a guarantor")
    assert answer(page, "P(eventually(truce == broken), within=60)") == ["87%"]
    # The focus can be seen wherever it is.
    for _ in range(8):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.boxShadow] }"
        )
        assert seen[0] != "none" or seen[1] != "none", focused(page)


def test_a_slider_moves_by_keyboard_and_answers_follow(explored):
    page = explored(QUICK)
    before = answer(page, BREAKS)
    slider = "[data-dial=spoils] input[type=range]"
    tab_to(page, is_at(page, slider))
    for _ in range(5):
        page.keyboard.press("PageUp")
    after = until_new(page, BREAKS, before)
    assert len(after) == 3
    assert after[0] == before[0]
    assert after[1] != before[0]
    field = page.locator("[data-dial=spoils] input[type=number]")
    assert float(field.input_value()) > 0.3
    assert page.locator(slider).get_attribute("aria-valuetext") == field.input_value()
    page.wait_for_url(re.compile(r"p\.spoils="))
    expect(page.locator("#live-status").first).to_contain_text("Ready", timeout=20_000)
    shown = answer(page, BREAKS)
    page.reload()
    page.wait_for_selector("#answers-head")
    assert answer(page, BREAKS) == shown  # what is looked at is in the address


def test_a_slider_moves_by_mouse_and_a_reset_brings_it_back(explored):
    page = explored(QUICK)
    before = answer(page, BREAKS)
    box = page.locator("[data-dial=calming] input[type=range]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2, steps=12)
    page.mouse.up()
    after = until_new(page, BREAKS, before)
    assert after[0] == before[0] != after[1]
    page.get_by_role("button", name=re.compile("^Reset calming")).click()
    assert until_new(page, BREAKS, after)[-1] == before[0]
    assert page.evaluate("document.activeElement.name") == "p.calming"
    assert "p.calming" not in page.url


def test_a_number_may_be_typed_even_beyond_the_slider_and_all_are_reset_at_once(explored):
    page = explored(QUICK)
    before = answer(page, BREAKS)
    page.get_by_label("spoils", exact=True).fill("0.9")
    one = until_new(page, BREAKS, before)
    page.get_by_label("calming", exact=True).fill("0.31")
    two = until_new(page, BREAKS, one)
    page.get_by_role("button", name="reset all").click()
    assert until_new(page, BREAKS, two) == before


def test_a_number_that_is_none_is_told(explored):
    page = explored(QUICK)
    before = answer(page, BREAKS)
    page.get_by_label("calming", exact=True).fill("-0.4")
    page.wait_for_selector("#live-status .trouble, #live .trouble")
    assert "Traceback" not in page.content()
    page.get_by_label("calming", exact=True).fill("0.2")
    after = until_new(page, BREAKS, before)
    assert after[1] != before[0]
    assert page.locator(".trouble").count() == 0


def test_a_parameter_is_found_by_its_name(explored):
    page = explored()
    shown = page.locator(".dial:visible")
    every = shown.count()
    page.get_by_label("Find a parameter").fill("peace")
    assert 1 <= shown.count() < every
    page.get_by_label("Find a parameter").fill("")
    assert shown.count() == every


# --- the line of time -----------------------------------------------------------------------------


def test_the_date_moves_by_slider_by_record_and_by_field_and_beliefs_follow(explored):
    page = explored()
    lead = page.locator("#live .lead")
    assert "3 June 2024" in lead.first.inner_text()
    page.get_by_role("button", name="earlier record").click()
    expect(page.locator("#live .lead").first).to_contain_text("25 May 2024", timeout=20_000)
    page.get_by_role("button", name="later record").click()
    expect(page.locator("#live .lead").first).to_contain_text("3 June 2024", timeout=20_000)
    page.get_by_label("Date, as a slider").focus()
    page.keyboard.press("Home")
    expect(page.locator("#live .lead").first).to_contain_text("1 March 2024", timeout=20_000)
    assert "before the first of 15 records" in page.locator("#at-said").inner_text()
    beliefs = page.locator("table.moves tbody tr").all_inner_texts()
    assert "60%" in beliefs[0]
    page.get_by_label("Date", exact=True).fill("2024-04-10")
    expect(page.locator("#live .lead").first).to_contain_text("10 April 2024", timeout=20_000)
    assert "6 of 15 records" in page.locator("#at-said").inner_text()
    assert "84%" in page.locator("table.moves tbody tr").first.inner_text()


# --- questions ---------------------------------------------------------------------------------------


def test_a_question_is_completed_and_asked_by_keyboard(explored):
    page = explored(QUICK)
    field = page.get_by_label("A question of your own")
    assert field.get_attribute("role") == "combobox"
    field.focus()
    page.keyboard.type("P(li")
    options = page.get_by_role("option")
    assert field.get_attribute("aria-expanded") == "true"
    assert options.first.inner_text().startswith("line")
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert field.input_value() == "P(line"
    page.keyboard.type(" == br")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert field.input_value() == "P(line == broken"
    page.keyboard.type(", at=11)")
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_selector("code:text-is('P(line == broken, at=11)') >> nth=1")
    assert answer(page, "P(line == broken, at=11)")[-1].endswith("%")
    assert field.input_value() == ""
    page.get_by_role("button", name="Drop the question P(line == broken, at=11)").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live").first).not_to_contain_text("at=11", timeout=20_000)


def test_a_wrong_question_shows_its_place(explored):
    page = explored(QUICK)
    page.get_by_label("A question of your own").fill("P(line == brokn, at=5)")
    page.keyboard.press("Enter")
    page.wait_for_selector(".diagnostics .excerpt")
    shown = page.locator(".diagnostics").inner_text()
    assert "did you mean broken" in shown.replace("`", "")
    lines = page.locator(".excerpt").inner_text().rstrip().splitlines()
    assert lines[-2].index("brokn") == lines[-1].index("^^^^^")
    assert answer(page, BREAKS)[-1].endswith("days")


# --- two variants, and the scenario ------------------------------------------------------------------------


def test_two_variants_stand_side_by_side(server, visit):
    room = server.opened(text=QUICK, name="line.yaml")
    page = visit(room + "/compare")
    page.wait_for_selector("#answers-head")
    before = answer(page, BREAKS)
    assert before[0] == before[1]
    page.get_by_label("Another parameter").select_option("spoils")
    page.get_by_label("spoils in B").fill("0.58")
    after = until_new(page, BREAKS, before)
    assert after[0] == before[0] != after[1]
    assert page.locator("table.answers thead").inner_text().split() == ["Question", "A", "B", "difference"]
    page.wait_for_url(re.compile(r"b\.p\.spoils=0\.58"))
    page.reload()
    page.wait_for_selector("#answers-head")
    assert answer(page, BREAKS) == after


def test_a_mistake_in_the_text_is_shown_as_one_types_and_gone_when_it_is_mended(explored):
    page = explored(QUICK)
    room = page.url.rstrip("/")
    before = answer(page, BREAKS)
    page.get_by_role("link", name="Scenario").click()
    area = page.get_by_label("The text of the scenario")
    page.wait_for_selector("#diagnostics .good")
    wrong = QUICK.replace("rate: calming", "rate: clming")
    area.fill(wrong)
    page.wait_for_selector("#diagnostics .bad")
    assert "did you mean calming" in page.locator("#diagnostics").inner_text().replace("`", "")
    page.get_by_role("button", name=re.compile("^Go to line")).click()
    assert area.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == "clming"
    page.get_by_role("button", name="Work with this text").click()
    page.wait_for_selector("[role=alert] .diagnostics")
    assert area.input_value() == wrong
    page.complaints[:] = [one for one in page.complaints if "422" not in one]  # the browser's own word for a refusal
    area.fill(QUICK.replace("0.07,", "0.35,"))
    page.wait_for_selector("#diagnostics .good")
    page.get_by_role("button", name="Work with this text").click()
    page.wait_for_selector("#answers-head")
    assert page.url.rstrip("/") != room
    assert answer(page, BREAKS) != before


def test_a_slow_solve_shows_how_far_it_is_and_can_be_cancelled(server, visit):
    room = server.opened(text=SLOW, name="slow.yaml")
    page = visit(room + "/")
    cancel = page.get_by_role("button", name="Cancel")
    cancel.wait_for()
    assert page.locator("#live-status progress").count() == 1
    cancel.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#live-status .trouble")
    assert "was stopped" in page.locator("#live-status").inner_text()
    assert page.locator("progress").count() == 0


def test_a_workbench_that_has_ended_is_told(browser, new_page):
    server = Server()
    page = new_page()
    page.goto(server.address + server.opened(text=QUICK, name="line.yaml") + "/")
    page.wait_for_selector("#answers-head")
    server.ended()
    page.get_by_label("spoils", exact=True).fill("0.5")
    page.wait_for_selector("#trouble:not(:empty)")
    assert "does not answer" in page.locator("#trouble").inner_text()


# --- how it looks, and for whom ------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [380, 1400])
@pytest.mark.parametrize("where", ["/", *PAGES])
def test_no_page_is_wider_than_the_window(server, visit, where, width):
    page = visit("/" if where == "/" else f"{server.opened(case=CASE)}/{where}", width, 800)
    if where in ("", "compare"):
        page.wait_for_selector("#answers-head")
        page.wait_for_selector("#live svg, #live canvas")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [380, 1400])
@pytest.mark.parametrize("where", ["/", *PAGES])
def test_nothing_serious_stands_in_the_way_of_anyone(server, visit, serious, where, width):
    page = visit("/" if where == "/" else f"{server.opened(case=CASE)}/{where}", width, 800)
    if where in ("", "compare"):
        page.wait_for_selector("#live svg, #live canvas")
    elif where == "scenario":
        page.wait_for_selector("#diagnostics .good")
    assert serious(page) == []


def test_troubles_are_for_everyone_too(explored, serious):
    page = explored(QUICK)
    page.get_by_label("A question of your own").fill("P(line == brokn, at=5)")
    page.keyboard.press("Enter")
    page.wait_for_selector(".diagnostics .excerpt")
    page.get_by_label("A question of your own").fill("P(")
    page.keyboard.press("ArrowDown")
    assert serious(page) == []


def test_without_scripts_the_same_is_said(server, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(server.address + "/")
    page.get_by_role("button", name="Two parties and a guarantor").click()
    page.get_by_role("button", name="Show what follows").click()
    assert answer(page, "P(eventually(truce == broken), within=60)") == ["87%"]


@pytest.mark.slow
def test_answers_follow_a_change_soon(explored):
    page = explored(QUICK)
    field = page.get_by_label("spoils", exact=True)
    seconds, before = [], answer(page, BREAKS)
    for number in range(12):
        began = time.perf_counter()
        field.fill(f"0.{21 + 3 * number}")
        before = until_new(page, BREAKS, before)
        seconds.append(time.perf_counter() - began)
    # The page waits for 0.12 s after the last key, so that it does not ask at every one of them.
    assert statistics.median(seconds) < 0.6


# --- the report, and files ---------------------------------------------------------------------------------------


def test_sections_of_the_report_open_by_keyboard_and_stand_in_nobodys_way(server, visit, serious):
    page = visit(f"{server.opened(text=QUICK, name='line.yaml')}/views", 1200)
    titles = ("What each is likely to do next", "Who wants what", "What moves would tell", "Where things go")
    for title in titles:
        head = page.locator("summary", has_text=re.compile(f"^{re.escape(title)}$"))
        head.first.focus()
        page.keyboard.press("Enter")
        view = page.locator("details.view[open]", has=head)
        expect(view.locator("h2").first).to_contain_text(re.compile(r"\w{4,}"), timeout=30_000)
        expect(view.locator("progress")).to_have_count(0, timeout=30_000)
        assert view.locator(".trouble").count() == 0
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1200
    page.set_viewport_size({"width": 380, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_a_report_is_made_and_saved(server, visit, tmp_path):
    page = visit(f"{server.opened(text=QUICK, name='line.yaml')}/views")
    page.get_by_role("button", name="Make report.html").click()
    link = page.locator("a[href*='/taken/']")
    link.wait_for(timeout=60_000)
    with page.expect_download() as started:
        link.click()
    started.value.save_as(tmp_path / "report.html")
    assert started.value.suggested_filename == "line-report.html"
    assert "A line in the sand" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_file_of_ones_own_is_opened(visit, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(QUICK, encoding="utf-8")
    page = visit("/")
    page.get_by_label("A file from this computer").set_input_files(file)
    expect(page.locator("#own-file-said")).to_contain_text("mine.yaml is in the field below")
    page.get_by_role("button", name="Open the text").click()
    page.wait_for_selector("#answers-head")
    assert page.title().startswith("A line in the sand")
    large = tmp_path / "large.yaml"
    large.write_text("x" * 1_000_001, encoding="utf-8")
    page = visit("/")
    page.get_by_label("A file from this computer").set_input_files(large)
    expect(page.locator("#own-file-said")).to_contain_text("more than a scenario may have")


def test_do_blocks_are_switched_by_keyboard(explored):
    page = explored()
    broken = "P(eventually(truce == broken), within=60)"
    before = answer(page, broken)
    page.get_by_label("stays").focus()
    page.keyboard.press("Space")
    after = until_new(page, broken, before)
    assert len(after) == 3
    assert after[0] != after[1]
    assert "with stays" in page.locator("#live .lead").first.inner_text()
    page.keyboard.press("Space")
    assert until_new(page, broken, after) == before


def test_two_tabs_on_one_scenario_do_not_disturb_each_other(server, visit):
    room = server.opened(text=QUICK, name="line.yaml")
    one, two = visit(room + "/"), visit(room + "/")
    for page in (one, two):
        page.wait_for_selector("#answers-head")
    before = answer(one, BREAKS)
    one.get_by_label("spoils", exact=True).fill("0.52")
    two.get_by_label("calming", exact=True).fill("0.52")
    first, second = until_new(one, BREAKS, before), until_new(two, BREAKS, before)
    assert first[0] == second[0] == before[0]
    assert len({before[0], first[1], second[1]}) == 3
