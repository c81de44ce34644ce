"""What a change does to a scenario in primitives: starts, guards, payoffs, and what is taken out.

What is taken out stays as a name. A move of an actor, a channel or a guarantor that is removed is never open, so a
question or a record that names it can still be read; the law of motion is the one without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detente.errors import Diagnostic, Place, did_you_mean
from detente.scenario._do import Do
from detente.scenario._tree import Node, Source, nearest_item

Route = tuple[str, ...]


class Change:
    """One change on its way into a tree in primitives.

    Attributes
    ----------
    gone
        The bases that this and the other changes remove.
    sets
        The factors whose start it gave.
    """

    def __init__(
        self, one: Do, written: Node, tree: Node, source: Source, gone: set[str], into: list[Diagnostic]
    ) -> None:
        self.one = one
        self.gone = gone
        self.written = written
        self.tree = tree
        self.source = source
        self.into = into
        self.sets: list[str] = []

    def made(self) -> Node:
        """The changed tree."""
        part, node = self.one.part, self.one.node
        remove = node.get("remove")
        if part.remove is not None and remove is not None:
            from detente.scenario._do_removed import Removal

            Removal(self).made()
        for factor in part.start:
            self.start(factor, self.at("start", factor))
        for label in part.guards:
            path = self.path_of(label, self.at("guards", label), key=True)
            if path is not None:
                self.put((*path, "when"), self.at("guards", label))
        for label in part.forbid:
            path = self.path_of(label, self.at("forbid", label))
            if path is not None:
                self.close(path, self.at("forbid", label))
        self.force()
        for actor in part.pays:
            self.pay(actor, self.at("pays", actor))
        return self.tree

    # -- names and places -------------------------------------------------------------------------

    def at(self, *path: str) -> Node:
        """What was written at a key, or at an item of a list."""
        node = self.one.node
        for part in path:
            below = node.get(part)
            if below is None:
                below = nearest_item(node, part) or node
            node = below
        return node

    def fault(self, code: str, message: str, node: Node, hint: str | None = None, name: str = "") -> None:
        """Tell what is wrong, at a node; at the key ``name`` of the mapping that holds it."""
        spot = node.spot
        if name:
            spot = next((one.keys[name] for one in self._mappings() if one.get(name) is node), spot)
        place = Place((node.source or self.source).file, *spot)
        self.into.append(Diagnostic(code, message, ("do", self.one.name), place=place, hint=hint))

    def _mappings(self) -> Iterable[Node]:
        return [one for _, one in self.one.node.items() if one.is_mapping]

    def keys(self, *path: str) -> list[str]:
        """The names below a path of the tree."""
        node = self.tree.at(path)
        return [name for name, _ in node.items()] if node is not None else []

    def actor(self, name: str, node: Node, key: str = "") -> bool:
        """Whether there is such an actor; told where there is none."""
        known = self.keys("actors")
        if name not in known:
            self.fault("S014", f"`{name}` is no actor of this scenario", node, did_you_mean(name, known), key)
        return name in known

    def path_of(self, label: str, node: Node, key: bool = False) -> Route | None:
        """Where a move or an event stands; told where there is none."""
        who, dot, name = label.partition(".")
        at = label if key else ""
        known = [f"{actor}.{one}" for actor in self.keys("moves") for one in self.keys("moves", actor)]
        known += [f"nature.{one}" for one in self.keys("nature")]
        if label in known:
            return ("nature", name) if who == "nature" else ("moves", who, name)
        hint = did_you_mean(label, known)
        if name == "wait" and who in self.keys("actors"):
            hint = f"to wait is no move: `force` a move of `{who}`, or lay `actors: {{{who}: {{waits: never}}}}` over"
        elif dot and who != "nature" and who not in self.keys("actors"):
            self.fault(
                "S014", f"`{who}` is no actor of this scenario", node, did_you_mean(who, self.keys("actors")), at
            )
            return None
        elif who in self.keys("actors"):
            own = did_you_mean(name, self.keys("moves", who))
            hint = hint if hint and hint.startswith("did") else own or f"`{who}` has no moves"
        self.fault("S011", f"`{label}` is no move or event of this scenario", node, hint, at)
        return None

    # -- changes ------------------------------------------------------------------------------------

    def put(self, path: Route, node: Node) -> None:
        self.tree = self.tree.put(path, node)

    def text(self, value: str, node: Node) -> Node:
        """A text that stands where ``node`` does."""
        return Node(value, node.spot, source=node.source)

    def start(self, factor: str, chances: Node) -> None:
        """Begin with a value or with chances, independently of all else."""
        own = self.tree.at(("state", factor))
        if own is None:
            known = self.keys("state")
            message = f"`{factor}` is no factor of this scenario"
            self.fault("S012", message, chances, did_you_mean(factor, known), factor)
            return
        self.sets.append(factor)
        self.put(("state", factor, "start"), chances)
        rows = self.tree.get("start")
        if rows is not None and rows.is_list:
            self._without_column(rows, factor)

    def _without_column(self, rows: Node, factor: str) -> None:
        """The joint start of the other factors: rows that now say the same are one."""
        merged: dict[tuple[tuple[str, str], ...], Node] = {}
        for row in rows.value:
            inside = row.get("set")
            left = inside.without(factor) if inside is not None else inside
            key = tuple(sorted((name, one.value) for name, one in left.items())) if left is not None else ()
            if not key:
                continue
            chance = row.get("chance")
            if key in merged and chance is not None:
                before = merged[key].get("chance")
                assert before is not None
                both = replace(chance, value=f"({before.value}) + ({chance.value})", start=0, end=0)
                merged[key] = merged[key].with_item("chance", both)
            else:
                merged[key] = row.with_item("set", left)
        if merged:
            self.put(("start",), replace(rows, value=list(merged.values())))
        else:
            self.tree = self.tree.without("start")

    def close(self, path: Route, at: Node) -> None:
        """A move or an event that is never open."""
        self.put((*path, "when"), self.text("never", at))

    def and_only(self, path: Route, condition: str, at: Node) -> None:
        """Open only where this holds too."""
        when = self.tree.at((*path, "when"))
        whole = condition if when is None else f"({when.value}) and ({condition})"
        self.put((*path, "when"), self.text(whole, at))

    def force(self) -> None:
        """Wherever a forced move is open, all other moves of its actor are closed, and so is waiting."""
        forced: dict[str, list[str]] = {}
        for label in self.one.part.force:
            node = self.at("force", label)
            if label.startswith("nature."):
                self.fault("S042", f"`{label}` happens by itself, and cannot be forced", node, "give it another rate")
                continue
            path = self.path_of(label, node)
            if path is not None:
                forced.setdefault(path[1], []).append(path[2])
        for actor, names in forced.items():
            guards = [self.tree.at(("moves", actor, name, "when")) for name in names]
            where = " or ".join(f"({'always' if one is None else one.value})" for one in guards)
            at = self.at("force", f"{actor}.{names[0]}")
            for name in self.keys("moves", actor):
                if name not in names:
                    self.and_only(("moves", actor, name), f"not ({where})", at)
            waits = self.tree.at(("actors", actor, "waits"))
            whole = f"not ({where})" if waits is None else f"({waits.value}) and not ({where})"
            self.put(("actors", actor, "waits"), self.text(whole, at))

    def pay(self, actor: str, flows: Node) -> None:
        """Further flows of an actor, besides those that it has."""
        if not self.actor(actor, flows, actor):
            return
        new, old = _as_list(flows), self.tree.at(("payoffs", actor))
        items = [*(_as_list(old) if old is not None else []), *new]
        self.put(("payoffs", actor), replace(flows, value=items, keys={}, start=0, end=0))


def _as_list(flows: Node) -> list[Node]:
    """Payoffs as a list of mappings."""
    rows = flows.value if flows.is_list else [flows]
    return [replace(one, value={"flow": one}, keys={"flow": one.spot}) if one.is_text else one for one in rows]
