"""The site in a browser: pages fit their window, are accessible, and ask for nothing from elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from docs_tools.hooks import ROOT

pytestmark = pytest.mark.slow

PAGES = ("index.html", "gallery.html", "notebooks/analysts.html", "tutorial/from-events-to-belief.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=True, timeout=240)
    return folder


@pytest.mark.parametrize("width", [1300, 420])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_site(site: Path, new_page, serious, name: str, width: int) -> None:
    page = new_page(width, 900)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto((site / name).as_uri())
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []
    assert [one for one in asked if not one.startswith(("file:", "data:", "blob:"))] == []
