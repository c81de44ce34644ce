"""The pictures of the documentation, taken in a headless Chromium: ``python -m docs_tools.screenshots [NAME...]``."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs_tools.hooks import ROOT

IMAGES = ROOT / "docs" / "images"

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Names by which it may be on the path."""

LARGEST = 250_000
"""Bytes of a picture."""

CASE, SMALL = "syria-2016", "two-parties-and-a-guarantor"

WIDTH, HEIGHT = 1200, 860


@dataclass(frozen=True)
class Shot:
    """A picture: what it is called, what it is taken of, and how."""

    name: str
    place: str
    take: Callable[[Any, Path], None]


def top(page: Any, path: Path) -> None:
    """What stands in the window."""
    page.screenshot(path=path)


def part(selector: str, most: int = 1100) -> Callable[[Any, Path], None]:
    """One element, cut off where it is longer than this."""

    def take(page: Any, path: Path) -> None:
        box = page.locator(selector).first
        box.scroll_into_view_if_needed()
        at = box.bounding_box()
        down = page.evaluate("scrollY")
        clip = {"x": 0, "y": at["y"] + down - 8, "width": WIDTH, "height": min(at["height"] + 16, most)}
        page.screenshot(path=path, full_page=True, clip=clip)

    return take


def ready(page: Any, path: Path) -> None:
    """The workbench, once it shows an answer."""
    page.wait_for_selector("#answers-head", timeout=120_000)
    page.wait_for_timeout(1500)
    page.screenshot(path=path)


def edited(page: Any, path: Path) -> None:
    """The editor, with a slip that it points at."""
    page.get_by_role("link", name="Scenario").first.click()
    area = page.locator("textarea").first
    area.wait_for()
    area.fill(area.input_value().replace("when: truce", "when: truse", 1))
    page.wait_for_selector("#diagnostics .error", timeout=30_000)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=path)


def compared(page: Any, path: Path) -> None:
    """Two variants beside each other."""
    page.goto(f"{page.url.partition('?')[0]}compare?b.set=1&b.p.peace=0.2")
    page.wait_for_selector("#answers-head", timeout=120_000)
    page.wait_for_timeout(1500)
    page.screenshot(path=path)


REPORT, BENCH, NOTEBOOK = "report", "workbench", "notebook"

SHOTS = (
    Shot("analyse", REPORT, top),
    Shot("map", REPORT, part("#map")),
    Shot("timeline", REPORT, part("#timeline")),
    Shot("weights", REPORT, part("#weights", 900)),
    Shot("settlement", REPORT, part("#settlement", 1000)),
    Shot("changes", REPORT, part("#changes", 1000)),
    Shot("workbench", BENCH, ready),
    Shot("workbench-scenario", BENCH, edited),
    Shot("workbench-compare", BENCH, compared),
    Shot("notebook", NOTEBOOK, top),
)


def chromium() -> str | None:
    """The first Chromium on the path."""
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


@contextmanager
def report() -> Iterator[str]:
    """The address of the report of the large case, written for this."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "detente", "analyse", CASE, "--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield next(iter(sorted(Path(folder).glob("*.html")))).as_uri()


@contextmanager
def workbench() -> Iterator[str]:
    """The address of a workbench with the small case, started for this."""
    command = [sys.executable, "-m", "detente", "serve", SMALL, "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as serving:
        try:
            yield _address(serving)
        finally:
            serving.terminate()


def _address(serving: Any) -> str:
    text = ""
    for line in serving.stdout:
        text += line
        try:
            return json.loads(text)["address"]
        except (json.JSONDecodeError, KeyError):
            continue
    raise SystemExit("the workbench did not start")


@contextmanager
def notebook() -> Iterator[str]:
    """The address of a notebook on the site, built for this."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--no-strict", "--site-dir", folder]
        subprocess.run(command, check=True, cwd=ROOT, stderr=subprocess.DEVNULL)
        yield f"{(Path(folder) / 'notebooks' / 'analysts.html').as_uri()}#what-the-record-says"


PLACES: dict[str, Callable[[], Any]] = {REPORT: report, BENCH: workbench, NOTEBOOK: notebook}


def opened(page: Any, place: str, address: str) -> None:
    """Go there; in the workbench, open the case that it was started with."""
    page.goto(address)
    if place == BENCH:
        page.get_by_role("button", name=f"Open {SMALL}").first.click()
        page.wait_for_load_state()
    page.wait_for_timeout(500)


def shrunk(path: Path) -> None:
    """Fewer colours, where ImageMagick is there to see to it."""
    convert = shutil.which("convert")
    if convert:
        subprocess.run([convert, path, "-strip", "-colors", "96", f"PNG8:{path}"], check=True)


def main(wanted: list[str]) -> None:
    """Take the pictures, or those that are named."""
    unknown = set(wanted) - {one.name for one in SHOTS}
    if unknown:
        raise SystemExit(f"no picture is called {', '.join(sorted(unknown))}")
    browser_at = chromium()
    if browser_at is None:
        print(f"no picture was taken: no browser is installed (looked for {', '.join(CHROMIUMS)})")
        return
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_at, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for place, start in PLACES.items():
            some = [one for one in SHOTS if one.place == place and (not wanted or one.name in wanted)]
            if not some:
                continue
            with start() as address:
                for one in some:
                    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                    opened(page, place, address)
                    path = IMAGES / f"{one.name}.png"
                    one.take(page, path)
                    page.close()
                    shrunk(path)
                    print(f"wrote {path.relative_to(ROOT)} ({path.stat().st_size // 1000} kB)")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
