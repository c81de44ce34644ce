"""Domain blocks put in place: each one read, expanded, and merged with the rest of the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from detente.errors import Diagnostic, Path, did_you_mean
from detente.game import Clock
from detente.scenario._faults import describe, fields_of, shape_faults
from detente.scenario._sight import observers, seen_by_exactly, sees
from detente.scenario._tree import Node, made, to_plain
from detente.scenario.blocks import BLOCKS, SINGLE, BlockFault, Fragment, Outline, module


def has_blocks(tree: Node) -> bool:
    """Whether a scenario uses any block."""
    return any(tree.get(kind) is not None for kind in BLOCKS)


def without_blocks(tree: Node, clock: Clock, into: list[Diagnostic]) -> Node:
    """The same scenario with every block replaced by what it stands for."""
    specs: dict[str, dict[str, tuple[Any, Path]]] = {}
    for kind in BLOCKS:
        if tree.get(kind) is not None:
            specs[kind] = _specs(tree, kind, into)
    read = {kind: {name: spec for name, (spec, _) in some.items()} for kind, some in specs.items()}
    written = tree
    for kind in specs:
        tree = tree.without(kind)
    for kind, some in specs.items():
        for name, (spec, path) in some.items():
            home = f"{kind}.{name}" if len(path) > 1 else kind
            try:
                fragment = module(kind).expand(name, spec, _outline(tree, clock, read))
            except BlockFault as fault:
                into.append(_block_fault(fault, path, home))
                continue
            tree = _Merge(tree, written, path, home, into).result(fragment)
    return tree


def specs_of(tree: Node, kind: str) -> dict[str, Any]:
    """The specs of one kind of block by name, of a scenario in which nothing was found wrong."""
    return {} if tree.get(kind) is None else {name: spec for name, (spec, _) in _specs(tree, kind, []).items()}


def _block_fault(fault: BlockFault, path: Path, home: str) -> Diagnostic:
    message = f"in the block `{home}`: {fault.message}"
    return Diagnostic(
        fault.code, message, (*path, *fault.path), expected=fault.expected, found=fault.found, hint=fault.hint
    )


def _specs(tree: Node, kind: str, into: list[Diagnostic]) -> dict[str, tuple[Any, Path]]:
    """The instances of a kind of block, each with its path; those of the wrong shape are reported."""
    node = tree.get(kind)
    assert node is not None
    spec = module(kind).Spec
    if not node.is_mapping:
        into.append(
            Diagnostic(
                "S007", f"`{kind}` is not what should stand here", (kind,), expected="a mapping", found=describe(node)
            )
        )
        return {}
    if is_direct(kind, node):
        instances: dict[str, tuple[Node, Path]] = {kind: (node, (kind,))}
    else:
        instances = {name: (child, (kind, name)) for name, child in node.items()}
    found: dict[str, tuple[Any, Path]] = {}
    for name, (child, path) in instances.items():
        if not name.isidentifier():
            hint = "use letters, digits and `_`, and begin with a letter"
            into.append(Diagnostic("S009", f"`{name}` is not a plain name", path, hint=hint))
            continue
        try:
            found[name] = (spec.model_validate(to_plain(child)), path)
        except ValidationError as error:
            into += shape_faults(error, tree, spec, path)
    return found


def is_direct(kind: str, node: Node) -> bool:
    """Whether what stands under the key of a kind is one block, and not blocks by name."""
    return kind in SINGLE and _is_direct(node, module(kind).Spec)


def _is_direct(node: Node, spec: Any) -> bool:
    """Whether a mapping is one spec rather than specs by name."""
    known = fields_of(spec)
    return any(key in known for key, _ in node.items()) or not all(one.is_mapping for _, one in node.items())


def _outline(tree: Node, clock: Clock, specs: Mapping[str, Mapping[str, Any]]) -> Outline:
    def section(name: str) -> list[tuple[str, Node]]:
        node = tree.get(name)
        return list(node.items()) if node is not None else []

    factors = {}
    for name, factor in section("state"):
        values = factor.get("values")
        listed = values.value if values is not None and values.is_list else [values] if values is not None else []
        factors[name] = tuple(one.value for one in listed if one.is_text)
    moves = {name: tuple(move for move, _ in own.items()) for name, own in section("moves")}
    parameters = frozenset(name for name, _ in section("parameters"))
    actors = tuple(name for name, _ in section("actors"))
    sight = {name: _names(actor.get("sees")) for name, actor in section("actors")}
    lists = {name: frozenset(some) for name, some in sight.items() if some is not None and some != ["all"]}
    hidden = {name: frozenset(_names(factor.get("hidden_from")) or ()) for name, factor in section("state")}
    return Outline(actors, factors, parameters, moves, clock, specs, lists, hidden)


def _names(node: Node | None) -> list[str] | None:
    """The names in a list, or one that stands alone; None where nothing is said."""
    if node is None:
        return None
    return [one.value for one in (node.value if node.is_list else [node]) if one.is_text]


class _Merge:
    """Puts one fragment into a scenario."""

    def __init__(self, tree: Node, written: Node, path: Path, home: str, into: list[Diagnostic]) -> None:
        self.tree = tree
        self.path = path
        self.home = home
        self.into = into
        parent = written.at(path[:-1])
        assert parent is not None
        self.spot = parent.keys[str(path[-1])]

    def result(self, fragment: Fragment) -> Node:
        for section in ("parameters", "state", "nature"):
            for name, document in getattr(fragment, section).items():
                self.add((section, name), document)
        for actor, own in fragment.moves.items():
            for name, document in own.items():
                self.add(("moves", actor, name), document)
        for actor, flows in fragment.payoffs.items():
            self.pay(actor, flows)
        for label, condition in fragment.guards.items():
            self.guard(label, condition)
        for new, old in fragment.seen_with.items():
            self.show(new, [old] if isinstance(old, str) else list(old))
        return self.tree

    def made(self, document: Any) -> Node:
        return made(document, self.spot, self.home)

    def put(self, path: tuple[str, ...], node: Node) -> None:
        """Set a node; where the author wrote something else than a mapping on the way, that is told later."""
        above = [self.tree.at(path[:depth]) for depth in range(len(path))]
        if all(one is None or one.is_mapping for one in above):
            self.tree = self.tree.put(path, node)

    def add(self, path: tuple[str, ...], document: Any) -> None:
        if self.tree.at(path) is not None:
            message = f"the block `{self.home}` makes `{'.'.join(path)}`, which is declared already"
            hint = f"give one of the two another name, or leave your own `{path[-1]}` out"
            self.into.append(Diagnostic("S008", message, self.path, hint=hint))
            return
        self.put(path, self.made(document))

    def pay(self, actor: str, flows: list[Any]) -> None:
        path = ("payoffs", actor)
        old = self.tree.at(path)
        new = [self.made(flow) for flow in flows]
        if old is None:
            self.put(path, replace(self.made([]), value=new))
            return
        if old.is_text:
            old = replace(old, value=[replace(old, value={"flow": old}, keys={"flow": old.spot})])
        elif old.is_mapping:
            old = replace(old, value=[old], keys={})
        self.put(path, replace(old, value=[*old.value, *new]))

    def guard(self, label: str, condition: str) -> None:
        actor, _, name = label.partition(".")
        path = ("nature", name) if actor == "nature" else ("moves", actor, name)
        change = self.tree.at(path)
        if change is None or not change.is_mapping:
            known = [f"{actor}.{one}" for one, _ in (self.tree.at(path[:-1]) or self.made({})).items()]
            message = f"the block `{self.home}` is about `{label}`, which the scenario does not have"
            self.into.append(Diagnostic("S035", message, self.path, hint=did_you_mean(label, known)))
            return
        when = change.get("when")
        if when is None or when.value in ("", "always", "true"):
            both = self.made(condition)
        else:
            both = replace(when, value=f"({when.value}) and ({condition})")
        self.put((*path, "when"), both)

    def show(self, new: str, old: list[str]) -> None:
        made_of = self.tree.at(("state", new))
        if made_of is None or not made_of.is_mapping:
            return
        seers = [
            one
            for one in observers(self.tree)
            if any(sees(self.tree, one, factor) for factor in old) and not self.hidden(new, one)
        ]
        self.tree = seen_by_exactly(self.tree, new, seers)

    def hidden(self, factor: str, observer: str) -> bool:
        listed = self.tree.at(("state", factor, "hidden_from"))
        return listed is not None and listed.is_list and any(one.value == observer for one in listed.value)
