"""The overlays of a scenario, each laid over what was written."""

from __future__ import annotations

from detente.errors import Diagnostic, did_you_mean
from detente.scenario._build import NOT_GAME
from detente.scenario._do_written import long_parameters
from detente.scenario._explained import overlays_home
from detente.scenario._tree import Node, merged

SAID_OF_OVERLAY = ("prior", "title", "about")


def overlaid(tree: Node) -> list[tuple[str, Node]]:
    """Each overlay laid over the scenario."""
    written = tree.at(overlays_home(tree))
    if written is None or not written.is_mapping:
        return []
    base = long_parameters(tree)
    for key in NOT_GAME:
        base = base.without(key)
    found = []
    for name, one in written.items():
        if one.is_mapping:
            over = one
            for key in (*SAID_OF_OVERLAY, *NOT_GAME, "detente"):
                over = over.without(key)
            found.append((name, merged(base, long_parameters(over))))
    return found


def unknown_parameters(name: str, tree: Node) -> list[Diagnostic]:
    """An overlay gives parameters other values; it does not declare new ones."""
    home = (*overlays_home(tree), name, "parameters")
    new, own = tree.at(home), tree.get("parameters")
    known = [one for one, _ in own.items()] if own is not None else []
    return [
        Diagnostic(
            "S015",
            f"`{one}` is no parameter of this scenario",
            (*home, one),
            hint=did_you_mean(one, known),
        )
        for one, _ in (new.items() if new is not None else ())
        if one not in known
    ]
