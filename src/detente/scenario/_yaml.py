"""From the text of a file to a tree: YAML events, counted while they come.

The events are read one by one, so that a file that unfolds to something huge is refused
before it is unfolded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from detente.errors import Diagnostic, Place
from detente.scenario._slips import syntax_fault
from detente.scenario._tree import Node, Source, Spot

MAX_NODES = 50_000
"""Texts, lists and mappings in a scenario, each alias counted as what it stands for."""

MAX_DEPTH = 40
"""Lists and mappings inside each other."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Refused(Exception):
    """A text that cannot be read as a tree at all; carries why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass
class _Open:
    """A list or mapping whose end has not come yet."""

    node: Node
    anchor: str | None
    before: int
    height: int = 1
    key: tuple[str, Spot] | None = None
    defaults: list[Node] = field(default_factory=list)


class _Reader:
    """Builds the tree from events, without recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[Diagnostic] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int, int] | None] = {}
        self.count = 0
        self.root: Node | None = None

    def place(self, spot: Spot) -> Place:
        return Place(self.source.file, *spot)

    def refuse(self, code: str, message: str, spot: Spot, hint: str | None = None) -> Refused:
        return Refused(Diagnostic(code, message, place=self.place(spot), hint=hint))

    def read(self) -> Node | None:
        documents = 0
        for event in yaml.parse(self.source.text, Loader=LOADER):
            spot = Spot(event.start_mark.line + 1, event.start_mark.column + 1)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    hint = "write each scenario in a file of its own, without `---`"
                    raise self.refuse("S001", "a second document begins here", spot, hint=hint)
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event.anchor, spot)
            elif isinstance(event, yaml.ScalarEvent):
                self.tag(event, spot)
                self.add(self.text(event, spot), event.anchor, 1, 1)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self.tag(event, spot)
                self.begin(event, spot)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self.finish()
        return self.root

    def tag(self, event: Any, spot: Spot) -> None:
        if event.tag is not None and event.tag != "!":
            hint = "leave it out, or put the whole text in quotes"
            raise self.refuse("S001", f"`{event.tag}` has no meaning in a scenario", spot, hint=hint)

    def text(self, event: Any, spot: Spot) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None:
            start, spot = self.after_anchor(start, end, spot)
        row = self.source.text.find("\n", start, end)
        length = max(1, (end if row < 0 else row) - start)
        plain = event.style in (None, "")
        value = "" if plain and event.value == "~" else event.value
        return Node(value, Spot(spot.line, spot.column, length), start=start, end=end, plain=plain)

    def after_anchor(self, start: int, end: int, spot: Spot) -> tuple[int, Spot]:
        """Where the text itself begins after its `&name`."""
        skipped = re.match(r"&\S+\s*", self.source.text[start:end])
        if skipped is None:
            return start, spot
        rows = skipped.group().split("\n")
        column = len(rows[-1]) + (spot.column if len(rows) == 1 else 1)
        return start + skipped.end(), Spot(spot.line + len(rows) - 1, column)

    def begin(self, event: Any, spot: Spot) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self.refuse("S003", f"nested more than {MAX_DEPTH} deep", spot)
        mapping = isinstance(event, yaml.MappingStartEvent)
        node = Node({} if mapping else [], spot, {}, flow=bool(event.flow_style))
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(node, event.anchor, self.count))

    def finish(self) -> None:
        top = self.stack.pop()
        node = top.node
        if node.is_mapping:
            for default in top.defaults:
                for key, child in default.items():
                    if key not in node.value:
                        node.value[key] = child
                        node.keys[key] = default.keys[key]  # pyright: ignore[reportIndexIssue]
        self.add(node, top.anchor, 1 + self.count - top.before, top.height)

    def alias(self, name: str, spot: Spot) -> None:
        spot = spot._replace(length=len(name) + 1)
        if name not in self.anchors:
            hint = f"`*` at the beginning of a text is a YAML alias; put the text in quotes, or define `&{name}` before"
            raise self.refuse("S001", f"`*{name}` refers to nothing", spot, hint=hint)
        known = self.anchors[name]
        if known is None:
            raise self.refuse("S003", f"`*{name}` stands inside what it refers to", spot)
        node, size, height = known
        if len(self.stack) + height > MAX_DEPTH:
            raise self.refuse("S003", f"nested more than {MAX_DEPTH} deep by aliases", spot)
        self.count += size - 1
        self.add(node, None, size, height, spot)

    def add(self, node: Node, anchor: str | None, size: int, height: int, spot: Spot | None = None) -> None:
        spot = spot or node.spot
        self.count += 1
        if self.count > MAX_NODES:
            message = f"more than {MAX_NODES:,} texts, lists and mappings"
            raise self.refuse("S003", message, spot, hint="aliases count as what they stand for")
        if anchor is not None:
            self.anchors[anchor] = (node, size, height)
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.height = max(top.height, height + 1)
        if top.node.is_list:
            top.node.value.append(node)
        elif top.key is None:
            top.key = (self.key(node, spot), spot)
        else:
            (name, where), top.key = top.key, None
            self.item(top, name, where, node)

    def key(self, node: Node, spot: Spot) -> str:
        if not node.is_text:
            hint = "a `{` or `[` stands where a key should; put an expression in quotes"
            raise self.refuse("S001", "a key must be a text", spot, hint=hint)
        return node.value

    def item(self, top: _Open, name: str, where: Spot, node: Node) -> None:
        mapping = top.node
        if name == "<<":
            several = node.value if node.is_list else [node]
            top.defaults += [one for one in several if one.is_mapping]
        elif name in mapping.value:
            first = mapping.keys[name].line
            message = f"the key `{name}` stands twice in this mapping"
            hint = f"it stands first on line {first}; keep one of them"
            self.faults.append(Diagnostic("S008", message, place=self.place(where), hint=hint))
        else:
            mapping.value[name] = node
            mapping.keys[name] = where  # pyright: ignore[reportIndexIssue]


def read_tree(source: Source) -> tuple[Node, list[Diagnostic]]:
    """Read a text as YAML.

    Returns
    -------
    tree, faults
        The tree, and duplicate keys (S008), of which the first is kept.

    Raises
    ------
    Refused
        S001 where the text is no YAML, S003 where it nests or repeats too much.
    """
    reader = _Reader(source)
    try:
        root = reader.read()
    except yaml.YAMLError as error:
        raise Refused(syntax_fault(error, source)) from None
    if root is None or root.is_empty:
        hint = "`detente new` writes a scenario to start from"
        raise Refused(
            Diagnostic("S006", "there is nothing in this scenario", place=Place(source.file, 1, 1), hint=hint)
        )
    if not root.is_mapping:
        found = "a list" if root.is_list else "a text"
        message = "a scenario is a mapping of keys such as `detente:`, `state:` and `moves:`"
        place = Place(source.file, *root.spot)
        raise Refused(Diagnostic("S007", message, place=place, expected="a mapping", found=found))
    return replace(root, spot=Spot(1, 1)), reader.faults
