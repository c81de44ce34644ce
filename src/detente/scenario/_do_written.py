"""What a change does to a scenario as it was written, before its blocks are expanded."""

from __future__ import annotations

from dataclasses import replace

from detente.errors import Diagnostic, Place, did_you_mean
from detente.scenario._do import SAID, Do
from detente.scenario._tree import Node, Source, merged

EXPANDED = ("start", "guards", "forbid", "force", "pays", "remove")
"""Keys of a change that wait for the tree in primitives."""

_OF_VALUE = ("prior", "source", "judgement", "known")


def laid_over(tree: Node, one: Do) -> Node:
    """The scenario with the parts and parameters of a change laid over."""
    over = one.node
    for key in (*SAID, *EXPANDED):
        over = over.without(key)
    parameters = over.get("parameters")
    tree = long_parameters(tree)
    for name, node in parameters.items() if parameters is not None else ():
        if node.is_text and not node.is_empty:
            tree = without_prior(tree, name)
    return merged(tree, long_parameters(over))


def unknown_parameters(one: Do, tree: Node, source: Source) -> list[Diagnostic]:
    """A number alone sets a parameter that there is; a new one is declared as a mapping."""
    given, own = one.node.get("parameters"), tree.get("parameters")
    if given is None:
        return []
    known = [name for name, _ in own.items()] if own is not None else []
    found = []
    for name, node in given.items():
        if name not in known and not node.is_mapping:
            place = Place((node.source or source).file, *given.keys.get(name, node.spot))
            hint = did_you_mean(name, known) or f"declare a new one as `{name}: {{value: ...}}`"
            message = f"`{name}` is no parameter of this scenario"
            found.append(Diagnostic("S015", message, ("do", one.name), place=place, hint=hint))
    return found


def without_bases(tree: Node, gone: set[str]) -> Node:
    """The scenario with some bases off the lists of its forces: this changes their words only."""
    forces = tree.get("forces")
    for name, force in list(forces.items()) if gone and forces is not None else ():
        bases = force.get("bases")
        if bases is not None:
            listed = bases.value if bases.is_list else [bases]
            left = [node for node in listed if node.value not in gone]
            tree = tree.put(("forces", name, "bases"), replace(bases, value=left, keys={}))
    return tree


def long_parameters(tree: Node) -> Node:
    """Parameters given as a number written as `{value: ...}`, so that what is laid over keeps the rest."""
    parameters = tree.get("parameters")
    for name, one in list(parameters.items()) if parameters is not None else []:
        if one.is_text and not one.is_empty:
            long = replace(one, value={"value": one}, keys={"value": one.spot})
            tree = tree.put(("parameters", name), long)
    return tree


def without_prior(tree: Node, name: str) -> Node:
    """A parameter that is set is known: its prior, and where its value was from, no longer hold."""
    own = tree.at(("parameters", name))
    if own is None or not own.is_mapping:
        return tree
    for key in _OF_VALUE:
        own = own.without(key)
    return tree.put(("parameters", name), own)
