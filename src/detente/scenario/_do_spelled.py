"""A change that needs the blocks of a scenario, as one that is laid over primitives."""

from __future__ import annotations

from dataclasses import replace

from detente.scenario._build import NOT_GAME
from detente.scenario._do import SAID, Do
from detente.scenario._done import Done
from detente.scenario._tree import Node, difference
from detente.scenario.blocks import BLOCKS

_OF_BLOCKS = ("bases", "channels", "guarantors", "blocks")


def needs_blocks(one: Do) -> bool:
    """Whether a change is about blocks, or makes what is not a primitive."""
    remove = one.part.remove
    taken = remove is not None and any(getattr(remove, kind) for kind in _OF_BLOCKS)
    moves = one.node.get("moves")
    timed = any(move.get("takes") is not None for _, own in (moves.items() if moves else ()) for _, move in own.items())
    return taken or timed or any(one.node.get(kind) is not None for kind in BLOCKS)


def in_primitives(one: Do, base: Node, changed: Done) -> Node:
    """The change as what must be laid over the expanded scenario, and the starts that it gives."""
    said = {key: child for key, child in one.node.items() if key in SAID}
    change = difference(base, changed.built.tree)
    inside = {} if change is None else {key: child for key, child in change.items() if key not in NOT_GAME}
    inside.pop("start", None)
    starts = {}
    for factor in changed.sets:
        start = changed.built.tree.at(("state", factor, "start"))
        if start is not None:
            starts[factor] = start
    if starts:
        inside["start"] = replace(one.node, value=starts, keys={})
    return replace(one.node, value=said | inside)
