"""What a piece of our own HTML says, as blocks: the other forms of the page are written from these."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import ClassVar


@dataclass
class Block:
    """A heading, a paragraph, an item, preformatted lines, a picture or a table.

    Attributes
    ----------
    kind
        ``heading``, ``text``, ``item``, ``number``, ``term``, ``pre``, ``picture``, ``caption`` or ``table``.
    text
        What it says; of a picture, its text alternative; of an item with a number, the number is in ``name``.
    name
        Of a picture, its name.
    level
        Of a heading.
    rows
        Of a table: the head first.
    """

    kind: str
    text: str = ""
    name: str = ""
    level: int = 0
    rows: list[list[str]] = field(default_factory=list)


class Blocks(HTMLParser):
    """Reads pieces of HTML as the templates make them.

    Parameters
    ----------
    strong, code
        What stands around such words.
    """

    KINDS: ClassVar = {"p": "text", "figcaption": "caption", "summary": "caption", "dt": "term", "pre": "pre"}
    SILENT = ("svg", "script", "style", "caption")

    def __init__(self, strong: str = "", code: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.marks = {"strong": strong, "code": code}
        self.found: list[Block] = []
        self._now: Block | None = None
        self._row: list[str] | None = None
        self._silent: list[str] = []
        self._table: Block | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or a cell."""
        given = {name: value or "" for name, value in attrs}
        if self._silent or given.get("aria-hidden") == "true" or tag in self.SILENT:
            if tag not in ("br", "path"):
                self._silent.append(tag)
            return
        if tag in self.marks and self._now is not None:
            self._now.text += self.marks[tag]
        elif tag == "br":
            self._add(" ")
        elif given.get("role") == "img":
            self.found.append(Block("picture", given.get("aria-label", ""), given.get("data-name", "")))
        elif tag in ("h1", "h2", "h3", "h4"):
            self._begin(Block("heading", level=int(tag[1])))
        elif tag in self.KINDS:
            self._begin(Block(self.KINDS[tag]))
        elif tag == "li":
            self._begin(Block("number", name=given["value"]) if "value" in given else Block("item"))
        elif tag == "table":
            self._table = Block("table")
        elif tag == "tr":
            self._row = []
        elif tag in ("th", "td"):
            self._now = Block("cell")
        elif tag == "span" and self._now is not None and self._now.text and not self._now.text.endswith((" ", "\n")):
            self._now.text += " "

    def _begin(self, block: Block) -> None:
        self._now = block
        self.found.append(block)

    def _add(self, text: str) -> None:
        if self._now is not None:
            self._now.text += text

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self._add(data)

    def handle_endtag(self, tag: str) -> None:
        """End a block, a cell, a row or a table."""
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag in self.marks:
            self._add(self.marks[tag])
        elif tag in ("th", "td") and self._row is not None and self._now is not None:
            self._row.append(" ".join(self._now.text.split()))
            self._now = None
        elif tag == "tr" and self._table is not None and self._row is not None:
            self._table.rows.append(self._row)
            self._row = None
        elif tag == "table" and self._table is not None:
            self.found.append(self._table)
            self._table = None
        elif tag in self.KINDS or tag in ("li", "h1", "h2", "h3", "h4"):
            self._now = None


def blocks_of(piece: str, strong: str = "", code: str = "") -> list[Block]:
    """The blocks of a piece of HTML, those without a word left out."""
    reader = Blocks(strong, code)
    reader.feed(piece)
    reader.close()
    for one in reader.found:
        one.text = one.text.strip("\n") if one.kind == "pre" else " ".join(one.text.split())
    return [one for one in reader.found if (one.text and one.text != "The numbers") or one.rows]
