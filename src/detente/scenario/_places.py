"""From a path in a game, and characters of an expression, to a place in the file.

A game knows nothing of files: what it finds wrong carries a path such as
``("moves", "russia", "return", "then", "forces")``. This is the one resolver that turns such a path into
a line and a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from detente.errors import Diagnostic, Path, Place
from detente.scenario._faults import PLACEHOLDER
from detente.scenario._lower import scalar
from detente.scenario._tree import Node, Source, Spot, nearest_item

_ABOUT_A_KEY = frozenset({"S005", "S006", "S008", "S009", "S012", "S014", "S015"})


@dataclass(frozen=True)
class Places:
    """The places of one scenario.

    Parameters
    ----------
    tree
        The scenario in primitives, from which the game was made.
    written
        The scenario as the author wrote it, blocks included.
    flows
        For each payoff of the game, its path in the tree.
    """

    source: Source
    tree: Node
    written: Node
    flows: tuple[Path, ...] = ()

    def placed(self, one: Diagnostic) -> Diagnostic | None:
        """The diagnostic with its place; None where it is about a number that we put there ourselves."""
        if one.place is not None:
            return one
        tree = self.tree if self._is_below(self.tree, one.path) else self.written
        path, span = self.path_and_span(tree, one)
        node, spot, deep = _walk(tree, path)
        if node.origin == PLACEHOLDER:
            return None
        if node.origin:
            return self._generated(one, node, span)
        last = path[-1] if path else None
        named = _named_part(one, node) if span is None else None
        if named is not None:
            spot = named
        elif span is None and isinstance(last, str) and deep == len(path) and _is_about_key(one, last):
            parent = tree.at(path[:-1])
            spot = parent.keys.get(last, spot) if parent is not None else spot
        elif span is not None and node.is_text:
            spot = self.source_of(node).spot_of(node, span)
        return replace(one, place=Place(self.source_of(node).file, *spot))

    def source_of(self, node: Node) -> Source:
        """The text in which a node stands."""
        return node.source or self.source

    def _is_below(self, tree: Node, path: Path) -> bool:
        """Whether a path leads into ``tree`` rather than into what is only in the file, a block say."""
        return not path or path[0] in ("payoffs", "beliefs") or tree.at(path[:1]) is not None

    # -- the game's paths, in the tree's terms --------------------------------------------------

    def path_and_span(self, tree: Node, one: Diagnostic) -> tuple[Path, tuple[int, int] | None]:
        path, span = one.path, one.span
        if len(path) > 1 and path[0] == "payoffs" and isinstance(path[1], int):
            home = self.flows[path[1]] if path[1] < len(self.flows) else ("payoffs",)
            rest = path[2:]
            return (*home, *rest) if rest else home[:2], span
        if path and "then" in path and ("gives" in path or tree.at(path) is None):
            at = path.index("then")
            if path[0] in ("moves", "nature") and at in (2, 3):
                return _then(tree, path[:at], path[at + 1 :], span)
        return path, span

    # -- what a block made ---------------------------------------------------------------------------

    def _generated(self, one: Diagnostic, node: Node, span: tuple[int, int] | None) -> Diagnostic:
        path: Path = tuple(node.origin.split("."))
        block = self.written.at(path)
        word: str | None = node.value[span[0] : span[1]] if span is not None and node.is_text else None
        if word is None:
            word = next(iter(re.findall("`([^`]+)`", one.message)), None)
        authors = _texts_with(word, block) if word and block is not None else []
        if word and len(authors) == 1:
            at = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", authors[0].value)
            home = self.source_of(authors[0])
            spot = home.spot_of(authors[0], at.span() if at else None)
        else:
            home, spot = self.source_of(node), node.spot
        message = f"{one.message} (in what the block `{node.origin}` expands to)"
        found = one.found
        if found is None and node.is_text and span is not None and len(authors) != 1:
            found = f"`{node.value}`"
        return replace(one, message=message, found=found, place=Place(home.file, *spot))


def _is_about_key(one: Diagnostic, key: str) -> bool:
    """Whether a diagnostic is about a key rather than about what stands under it."""
    if one.code in ("S013", "S018", "S041"):
        return f"`{key}` is no " in one.message or f"`{key}` is not " in one.message
    return one.code in _ABOUT_A_KEY


def _walk(tree: Node, path: Path) -> tuple[Node, Spot, int]:
    """As far along a path as the tree goes: the node, where to point, and how many steps were made."""
    node, spot = tree, Spot(1, 1)
    for deep, part in enumerate(path):
        below = node.at((part,))
        if below is None:
            return node, spot, deep
        spot = below.spot
        if not below.is_text and isinstance(part, str) and part in node.keys:
            spot = node.keys[part]
        node = below
    return node, spot, len(path)


def _then(tree: Node, home: Path, rest: Path, span: tuple[int, int] | None) -> tuple[Path, tuple[int, int] | None]:
    """Where something of a branch stands: ``then`` may be a mapping, or a list with ``set`` and ``gives``."""
    then = tree.at((*home, "then"))
    if then is not None and then.is_list:
        number = rest[0] if rest and isinstance(rest[0], int) else None
        inside = rest[1:] if number is not None else rest
        if not inside:
            return (*home, "then", number) if number is not None else (*home, "then"), span
        branch: Path = (*home, "then", number or 0)
        if inside[0] == "chance":
            return (*branch, "chance"), span
        if inside[0] != "gives":
            return (*branch, "set", *inside), span
        own, shared = tree.at((*branch, *inside)), tree.at((*home, *inside))
        if own is None:
            return (*home, *inside), span
        if shared is None:
            return (*branch, *inside), span
        return _summand(own, shared, (*branch, *inside), (*home, *inside), span)
    if rest and rest[0] == "gives":
        return (*home, *rest), span
    return (*home, "then", *rest), span


def _summand(
    own: Node, shared: Node, one: Path, two: Path, span: tuple[int, int] | None
) -> tuple[Path, tuple[int, int] | None]:
    """Both `gives` were added to ``(own) + (shared)``: which of the two is meant."""
    length = len(str(scalar(own.value)))
    if span is None or span[1] <= length + 1:
        return one, span and (span[0] - 1, span[1] - 1)
    shift = length + len("() + (")
    return two, (max(0, span[0] - shift), max(1, span[1] - shift))


def _named_part(one: Diagnostic, node: Node) -> Spot | None:
    """The item of a list, or the key of a mapping, that the message is about."""
    for text in (one.found, one.message):
        for name in re.findall("`([^`]+)`", text or ""):
            if node.is_mapping and name in node.keys and one.code in ("S013", "S018", "S033"):
                return node.keys[name]
            item = node if node.value == name else nearest_item(node, name)
            if item is not None:
                return item.spot
    return None


def _texts_with(word: str, node: Node) -> list[Node]:
    """The author's texts in which a word stands."""
    if node.is_text:
        return [node] if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", node.value) else []
    children = node.value if node.is_list else node.value.values()
    return [found for child in children for found in _texts_with(word, child)]
