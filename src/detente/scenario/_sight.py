"""Who sees what, on the tree of a scenario: for factors that are made while lowering."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detente.scenario._tree import Node, made

ANALYST = "analyst"


def observers(tree: Node) -> list[str]:
    """The actors and the analyst."""
    actors = tree.get("actors")
    return [*(name for name, _ in (actors.items() if actors else ())), ANALYST]


def sees(tree: Node, observer: str, factor: str) -> bool:
    """Whether an observer sees a factor."""
    hidden = _listed(tree.at(("state", factor, "hidden_from")))
    if hidden is not None and observer in hidden:
        return False
    listed = _listed(tree.at(_sees_path(observer)))
    return listed is None or factor in listed


def seen_by_exactly(tree: Node, factor: str, seers: Iterable[str]) -> Node:
    """The same scenario with a new factor seen by ``seers`` and hidden from all others."""
    seers = set(seers)
    home = tree.at(("state", factor))
    assert home is not None
    hidden = _listed(home.get("hidden_from")) or []
    for observer in observers(tree):
        path = _sees_path(observer)
        node = tree.at(path)
        listed = _listed(node)
        if listed is None:
            if observer not in seers and observer not in hidden:
                hidden.append(observer)
        elif node is not None and observer in seers and factor not in listed:
            items = node.value if node.is_list else [node]
            more = [*items, made(factor, home.spot, home.origin)]
            tree = tree.put(path, replace(node, value=more, keys={}))
    if hidden:
        names = made(hidden, home.spot, home.origin)
        tree = tree.put(("state", factor, "hidden_from"), names)
    return tree


def _sees_path(observer: str) -> tuple[str, ...]:
    return (ANALYST, "sees") if observer == ANALYST else ("actors", observer, "sees")


def _listed(node: Node | None) -> list[str] | None:
    """The names in a list, or None where everything is meant."""
    if node is None or node.value == "all":
        return None
    if node.is_text:
        return [node.value] if node.value else []
    return [child.value for child in node.value if child.is_text] if node.is_list else []
