"""A scenario as a tree of texts, lists and mappings, each with its place in the file.

Scalars stay the text that the author wrote: the language does its own typing, so ``no`` is
a value's name and ``2016-02-27`` a date, whatever YAML makes of them elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from detente.errors import Path, nearest


class Spot(NamedTuple):
    """Where something stands: line and column from 1, and how many characters to mark."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Node:
    """One text, list or mapping of a scenario.

    Attributes
    ----------
    value
        ``str``, ``list`` of nodes, or ``dict`` of nodes by key.
    spot
        Where it begins.
    keys
        For a mapping, where each key stands.
    start, end
        Character offsets of a text in the file; equal where it does not stand there.
    plain
        False for a quoted or block text.
    flow
        True for a mapping in curly brackets.
    origin
        The block that made this node, as in ``forces.russia``; empty for what the author wrote.
    source
        The text in which it stands, where that is not the scenario's (a change from outside, say).
    """

    value: Any
    spot: Spot
    keys: Mapping[str, Spot] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    plain: bool = True
    flow: bool = False
    origin: str = ""
    source: Source | None = None

    @property
    def is_text(self) -> bool:
        """Whether this is a scalar."""
        return isinstance(self.value, str)

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self.value, list)

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self.value, dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written where a value could stand."""
        return self.value == "" and self.plain

    def get(self, key: str) -> Node | None:
        """The node under a key of a mapping; None where there is none."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """Keys and nodes of a mapping; nothing for anything else."""
        return iter(self.value.items()) if isinstance(self.value, dict) else iter(())

    def at(self, path: Path) -> Node | None:
        """The node at a path of keys and positions; None where there is none."""
        node: Node | None = self
        for part in path:
            if node is None:
                return None
            if isinstance(part, int):
                inside = isinstance(node.value, list) and 0 <= part < len(node.value)
                node = node.value[part] if inside else None
            else:
                node = node.get(part)
        return node

    def with_item(self, key: str, child: Node) -> Node:
        """The same mapping with one item set."""
        keys = self.keys if key in self.keys else {**self.keys, key: child.spot}
        return replace(self, value={**self.value, key: child}, keys=keys)

    def without(self, key: str) -> Node:
        """The same mapping without one item."""
        return replace(self, value={one: node for one, node in self.value.items() if one != key})

    def put(self, path: Path, child: Node) -> Node:
        """The same tree with the node at a path exchanged or added; mappings on the way are made."""
        if not path:
            return child
        head, rest = path[0], path[1:]
        if isinstance(head, int):
            items = list(self.value)
            items[head] = items[head].put(rest, child)
            return replace(self, value=items)
        below = self.get(head) or replace(child, value={}, keys={}, start=0, end=0)
        return self.with_item(head, below.put(rest, child))


def to_plain(node: Node) -> Any:
    """The tree without places: dicts, lists and texts."""
    if isinstance(node.value, dict):
        return {key: to_plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [to_plain(child) for child in node.value]
    return node.value


def made(document: Any, spot: Spot, origin: str = "") -> Node:
    """A tree for something that the author did not write, placed at ``spot``."""
    if isinstance(document, Mapping):
        children = {str(key): made(child, spot, origin) for key, child in document.items()}
        return Node(children, spot, dict.fromkeys(children, spot), origin=origin)
    if isinstance(document, list | tuple):
        return Node([made(child, spot, origin) for child in document], spot, origin=origin)
    if isinstance(document, bool):
        document = "true" if document else "false"
    return Node(document if isinstance(document, str) else repr(document), spot, origin=origin)


def merged(base: Node, over: Node) -> Node:
    """One tree laid over another: mappings merge, all else replaces, and nothing written removes."""
    if not (base.is_mapping and over.is_mapping):
        return over
    result = dict(base.value)
    keys = dict(base.keys)
    for key, child in over.items():
        if child.is_empty:
            result.pop(key, None)
            continue
        keys[key] = over.keys.get(key, child.spot)
        result[key] = merged(result[key], child) if key in result else child
    return replace(base, value=result, keys=keys)


def difference(base: Node, over: Node) -> Node | None:
    """What must be laid over ``base`` to get ``over``; None where they say the same."""
    if not (base.is_mapping and over.is_mapping):
        return None if to_plain(base) == to_plain(over) else over
    children: dict[str, Node] = {}
    for key, child in over.items():
        below = base.get(key)
        change = child if below is None else difference(below, child)
        if change is not None:
            children[key] = change
    for key, _ in base.items():
        if key not in over.value:
            children[key] = Node("", over.spot)
    return replace(over, value=children) if children else None


@dataclass(frozen=True)
class Source:
    """The text of a scenario and the name to show for it."""

    file: str
    text: str = field(repr=False)

    def spot_of(self, node: Node, span: tuple[int, int] | None) -> Spot:
        """Where characters ``span`` of a text stand in the file; the whole text without a span.

        In a text over several lines the same word is looked for, as often as it came before.
        """
        if span is None or node.start == node.end:
            return node.spot
        raw, value = self.text[node.start : node.end], node.value
        length = max(1, span[1] - span[0])
        shift = 0 if node.plain else 1
        if "\n" not in raw and len(raw) == len(value) + 2 * shift:
            return Spot(node.spot.line, node.spot.column + shift + span[0], length)
        word = value[span[0] : span[1]].split()
        if not word:
            return node.spot
        at = -1
        for _ in range(value[: span[0]].count(word[0]) + 1):
            found = raw.find(word[0], at + 1)
            if found < 0:
                break
            at = found
        if at < 0:
            return node.spot
        rows = raw[:at].split("\n")
        line = node.spot.line + len(rows) - 1
        column = len(rows[-1]) + (node.spot.column if len(rows) == 1 else 1)
        return Spot(line, column, len(word[0]))


def standing_in(node: Node, source: Source) -> Node:
    """The same tree, each node with the text in which it stands."""
    value = node.value
    if node.is_mapping:
        value = {key: standing_in(child, source) for key, child in node.items()}
    elif node.is_list:
        value = [standing_in(child, source) for child in value]
    return replace(node, value=value, source=source)


def nearest_item(node: Node, name: str) -> Node | None:
    """The text of a list that reads ``name``, the last one where it stands twice."""
    if not node.is_list:
        return None
    found = [child for child in node.value if child.value == name]
    return found[-1] if found else None


def known_nearest(name: str, known: list[str]) -> str | None:
    """The nearest of the known names, ignoring case and the two kinds of dash."""
    folded = {one.lower().replace("-", "_"): one for one in known}
    return folded.get(name.lower().replace("-", "_")) or nearest(name, known)
