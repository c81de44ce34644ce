"""A browser for the tests of pages: whatever Chromium is installed, headless, without a network of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def executable() -> str | None:
    """The first Chromium on the path."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A headless Chromium, one for all tests of a process."""
    path = executable()
    if path is None:
        pytest.skip(f"no browser is installed (looked for {', '.join(NAMES)})")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser) -> Iterator[Callable]:
    """``new_page(width, height)`` opens a page; what it complains of is in ``page.complaints``."""
    contexts = []

    def make(width: int = 1400, height: int = 1000, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda one: page.complaints.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda one: page.complaints.append(str(one)))
        page.set_default_timeout(20_000)
        return page

    yield make
    for one in contexts:
        one.close()


def _serious(page, **options) -> list[str]:
    """What axe-core finds that is serious or critical, each with where and why."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, **options).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.fixture
def serious() -> Callable[..., list[str]]:
    """``serious(page)``: what axe-core finds that is serious or critical on a page."""
    return _serious


@pytest.fixture
def opened_file(new_page) -> Callable:
    """``opened_file(path, width)``: a page with a file of this computer."""

    def make(path: Path, width: int = 1200, height: int = 900, **options):
        page = new_page(width, height, **options)
        page.goto(path.resolve().as_uri())
        return page

    return make
