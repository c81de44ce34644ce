"""Joins pages that live outside `docs/` to the site, so that a link works there and in the repository alike.

mkdocs loads this file and calls the functions by their names.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
CASEBOOK = "src/detente/casebook"

TOP = {"README.md": "readme.md", "ARCHITECTURE.md": "architecture.md", "CONTRIBUTING.md": "contributing.md"}
TOP |= {"CHANGELOG.md": "changelog.md", "LICENSE": "license.txt"}

DECISIONS = "decisions/"
"""In the navigation it stands for every decision."""

_MERMAID = re.compile(r'<script type="module">(?:(?!</script>).)*mermaid.*?</script>', flags=re.DOTALL)
"""Which notebooks bring along, to be loaded from elsewhere; no page has such a diagram."""

_PAGE = re.compile(r'(<a [^>]*href="(?![a-z]+:)[^"#]+)\.(?:md|ipynb)(#[^"]*)?(?=")')
"""A link to a source, as notebooks keep them."""

_PART = re.compile(r"(^```.*?^```$)", flags=re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s]+)(\))")


def places() -> dict[str, str]:
    """Files of the repository outside `docs/`, and where the site has them."""
    cases = sorted(one.parent.name for one in (ROOT / CASEBOOK).glob("*/scenario.yaml"))
    pages = {f"{CASEBOOK}/{one}/README.md": f"casebook/{one}.md" for one in cases}
    scenarios = {f"{CASEBOOK}/{one}/scenario.yaml": f"casebook/{one}.yaml" for one in cases}
    return TOP | pages | scenarios


def on_config(config: Any) -> Any:
    """Put every decision where the navigation says so."""
    config.nav = _filled(config.nav)
    return config


def _filled(nav: Any) -> Any:
    if isinstance(nav, dict):
        return {title: _filled(one) for title, one in nav.items()}
    if isinstance(nav, list):
        return [_filled(one) for one in nav]
    return decisions() if nav == DECISIONS else nav


def decisions() -> list[str]:
    """The pages of decisions by their numbers, those without one last."""
    found = [one.name for one in (ROOT / "docs" / DECISIONS).glob("*.md") if one.name != "index.md"]

    def order(name: str) -> tuple[float, str]:
        number = name.partition("-")[0]
        return (float(number) if number.isdigit() else float("inf"), name)

    return [DECISIONS + name for name in sorted(found, key=order)]


def on_files(files: Files, config: Any) -> Files:
    """Add the files from outside."""
    for source, uri in places().items():
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Turn links between files of the repository into links between pages of the site."""
    return rewritten(markdown, page.file.src_uri)


def on_post_page(output: str, **_: Any) -> str:
    """Nothing that would be loaded from elsewhere; cells that scroll take the keyboard; links of notebooks lead on."""
    output = _MERMAID.sub("", output).replace('<div class="highlight-ipynb', '<div tabindex="0" class="highlight-ipynb')
    return _PAGE.sub(r"\1.html\2", output)


def rewritten(markdown: str, uri: str) -> str:
    """A page with its links as the site needs them; ``uri`` is where the site has it."""
    source = next((one for one, there in places().items() if there == uri), f"docs/{uri}")
    return "".join(
        part if at % 2 else _LINK.sub(lambda one: one[1] + _target(one[2], source, uri) + one[3], part)
        for at, part in enumerate(_PART.split(markdown))
    )


def _target(link: str, source: str, uri: str) -> str:
    name, mark, fragment = link.partition("#")
    if not name or re.match(r"[a-z]+:", name):
        return link
    there = os.path.normpath(os.path.join(os.path.dirname(source), name))
    found = places().get(there) or (there.removeprefix("docs/") if there.startswith("docs/") else None)
    if found is None:
        return link
    return os.path.relpath(found, os.path.dirname(uri) or ".") + mark + fragment
