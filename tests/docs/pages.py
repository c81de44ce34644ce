"""The pages of the documentation, taken apart: fenced blocks, links, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from detente.casebook import cases

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n)?(?:^<!-- exit: (?P<exit>\d+) -->\n)?"
    r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    flags=re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, its text, the file it is kept as, the exit code its commands end with."""

    kind: str
    text: str
    file: str | None = None
    exit: int = 0


def pages() -> list[Path]:
    """Every page of the documentation."""
    top = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, *sorted((ROOT / "docs").rglob("*.md")), *(one.page for one in cases())]


def name_of(page: Path) -> str:
    """The page as a test's name."""
    return str(page.relative_to(ROOT))


def blocks(page: Path, *kinds: str) -> list[Block]:
    """The fenced blocks of a page, in order; of all kinds if none is named."""
    found = [
        Block(one["kind"], one["text"], one["file"], int(one["exit"] or 0))
        for one in _FENCE.finditer(page.read_text(encoding="utf-8"))
    ]
    return [one for one in found if not kinds or one.kind in kinds]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> list[str]:
    """The targets of a page's links and images."""
    return _LINK.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """The fragments that links into a page may end with."""
    headings = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
