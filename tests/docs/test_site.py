"""The site: it builds strictly, needs nothing from elsewhere, and joins the pages of the repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docs_tools import hooks, screenshots
from tests.docs.pages import ROOT

CASE = "src/detente/casebook/syria-2016"


def built(folder: Path, *more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder), *more],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = built(folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_every_page_is_there(site: Path) -> None:
    pages = {one.relative_to(ROOT / "docs").with_suffix(".html") for one in (ROOT / "docs").rglob("*.md")}
    pages |= {one.relative_to(ROOT / "docs").with_suffix(".html") for one in (ROOT / "docs").rglob("*.ipynb")}
    pages |= {Path(one).with_suffix(".html") for one in hooks.places().values() if one.endswith(".md")}
    assert [str(one) for one in sorted(pages) if not (site / one).exists()] == []


@pytest.mark.slow
def test_nothing_comes_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"""<(script|img|iframe|source)[^>]+src=["']?(https?:)?//""", text), page
        assert not re.search(r"""<link[^>]+href=["']?(https?:)?//(?![^>]*rel=["']?canonical)""", text), page
        assert not re.search(r"""import[^;]{0,80}https?://""", text), page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet


@pytest.mark.slow
def test_a_page_left_out_of_the_navigation_fails_the_build(tmp_path: Path) -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    line = "      - Errors: reference/errors.md\n"
    assert line in text
    text = text.replace(line, "").replace("docs_dir: docs", f"docs_dir: {ROOT / 'docs'}")
    text = text.replace("hooks: [docs_tools/hooks.py]", f"hooks: [{ROOT / 'docs_tools' / 'hooks.py'}]")
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    done = built(tmp_path / "site", "--config-file", str(tmp_path / "mkdocs.yml"))
    assert done.returncode == 1
    assert "reference/errors.md" in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("uri", "link", "there"),
    [
        ("tutorial/analysts.md", "../../README.md#install", "../readme.md#install"),
        ("tutorial/analysts.md", f"../../{CASE}/scenario.yaml", "../casebook/syria-2016.yaml"),
        ("reference/casebook.md", f"../../{CASE}/README.md", "../casebook/syria-2016.md"),
        ("casebook/syria-2016.md", "../../../../docs/explanation/filter.md", "../explanation/filter.md"),
        ("readme.md", "docs/index.md", "index.md"),
        ("readme.md", "docs/images/analyse.png", "images/analyse.png"),
        ("readme.md", "CHANGELOG.md", "changelog.md"),
        ("index.md", "how-to/records.md", "how-to/records.md"),
        ("index.md", "https://example.org/README.md", "https://example.org/README.md"),
        ("index.md", "#here", "#here"),
        ("index.md", "../nowhere.md", "../nowhere.md"),
    ],
)
def test_links_of_the_repository_become_links_of_the_site(uri: str, link: str, there: str) -> None:
    assert hooks.rewritten(f"See [it]({link}).", uri) == f"See [it]({there})."
    block = f"```text\n[it]({link})\n```\n"
    assert hooks.rewritten(block, uri) == block


def test_decisions_stand_in_the_order_of_their_numbers() -> None:
    found = hooks.decisions()
    numbers = [int(one.split("/")[1].split("-")[0]) for one in found if one.split("/")[1][0].isdigit()]
    assert numbers == sorted(numbers)
    assert len(numbers) > 9
    assert "decisions/index.md" not in found


def test_what_would_be_loaded_from_elsewhere_is_taken_out() -> None:
    page = '<p>a</p><script type="module">\nimport m from "https://x/mermaid.mjs";</script><script>1</script>'
    assert hooks.on_post_page(page) == "<p>a</p><script>1</script>"


def test_links_of_notebooks_lead_to_pages() -> None:
    page = '<a class="x" href="../tutorial/analysts.md#2-ask">a</a> <a href="https://x.org/a.md">b</a>'
    expected = '<a class="x" href="../tutorial/analysts.html#2-ask">a</a> <a href="https://x.org/a.md">b</a>'
    assert hooks.on_post_page(page) == expected


@pytest.mark.slow
def test_links_between_pages_of_the_site_lead_somewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for link in set(re.findall(r"""<(?:a|img)[^>]+(?:href|src)="([^"#?]+)""", page.read_text(encoding="utf-8"))):
            if not re.match(r"[a-z]+:", link):
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_gallery_shows_every_picture_and_each_is_small() -> None:
    gallery = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    for one in screenshots.SHOTS:
        path = screenshots.IMAGES / f"{one.name}.png"
        assert f"(images/{path.name})" in gallery
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size < screenshots.LARGEST
    assert all(len(text) > 40 for text in re.findall(r"!\[([^\]]*)\]", gallery))


def test_without_a_browser_no_picture_is_taken(monkeypatch, capsys) -> None:
    monkeypatch.setattr(screenshots, "chromium", lambda: None)
    screenshots.main([])
    assert "no picture was taken: no browser is installed (looked for chromium," in capsys.readouterr().out


def test_an_unknown_picture_is_refused() -> None:
    with pytest.raises(SystemExit, match="no picture is called mpa"):
        screenshots.main(["mpa"])
