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

_PART = re.compile(r"(^```.*?^```$)", flags=re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s]+)(\))")


def places() -> dict[str, str]:
    """Files of the repository outside `docs/`, and where the site has them."""
    cases = sorted(one.parent.name for one in (ROOT / CASEBOOK).glob("*/scenario.yaml"))
    pages = {f"{CASEBOOK}/{one}/README.md": f"casebook/{one}.md" for one in cases}
    scenarios = {f"{CASEBOOK}/{one}/scenario.yaml": f"casebook/{one}.yaml" for one in cases}
    return TOP | pages | scenarios


def on_files(files: Files, config: Any) -> Files:
    """Add the files from outside."""
    for source, uri in places().items():
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Turn links between files of the repository into links between pages of the site."""
    return rewritten(markdown, page.file.src_uri)


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
