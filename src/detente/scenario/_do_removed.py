"""What a change takes out of a scenario in primitives: actors, bases, channels, guarantors, blocks, payoffs."""

from __future__ import annotations

from dataclasses import replace

from detente.errors import did_you_mean
from detente.scenario._blocks import is_direct
from detente.scenario._do_expanded import Change
from detente.scenario._tree import Node
from detente.scenario.blocks import BLOCKS


class Removal:
    """What a change takes out."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def made(self) -> None:
        """Take everything out that is named."""
        part = self.change.one.part.remove
        assert part is not None
        for kind, names, remove in (
            ("actors", part.actors, self.actor),
            ("bases", part.bases, self.base),
            ("channels", part.channels, self.channel),
            ("guarantors", part.guarantors, self.guarantor),
            ("blocks", part.blocks, self.block),
            ("payoffs", part.payoffs, self.payoffs),
        ):
            for name in names:
                remove(name, self.change.at("remove", kind, name))

    def actor(self, name: str, at: Node) -> None:
        """No moves, no payoffs, and nothing that others' moves give it; it waits."""
        change = self.change
        if not change.actor(name, at):
            return
        for move in change.keys("moves", name):
            change.close(("moves", name, move), at)
        change.put(("actors", name, "waits"), change.text("always", at))
        self.payoffs(name, at)
        for path in [("nature",), *(("moves", one) for one in change.keys("moves"))]:
            for event in change.keys(*path):
                node = change.tree.at((*path, event))
                if node is not None:
                    change.put((*path, event), _without_gives(node, name))

    def payoffs(self, name: str, at: Node) -> None:
        """Nothing per clock unit any more."""
        if self.change.actor(name, at):
            flows = self.change.tree.get("payoffs")
            if flows is not None:
                self.change.put(("payoffs",), flows.without(name))

    def base(self, name: str, at: Node) -> None:
        """Off the list of its force; a force with none left does not come back to its lowest level."""
        change = self.change
        forces = change.written.get("forces")
        listed = {one: _words(spec.get("bases")) for one, spec in (forces.items() if forces is not None else ())}
        owners = [force for force, bases in listed.items() if name in bases]
        if not owners:
            known = [one for bases in listed.values() for one in bases]
            hint = did_you_mean(name, known) or "a base stands in the list `bases:` of a force"
            change.fault("S042", f"`{name}` is no base of a force of this scenario", at, hint)
            return
        for force in owners:
            left = [one for one in listed[force] if one not in change.gone]
            if left:
                message = f"`{force}` still has {', '.join(f'`{one}`' for one in left)}, so the game stays as it is"
                hint = "name all of them: a force without bases does not come back to its lowest level"
                change.fault("S043", message, at, hint)
            else:
                self._no_way_back(force, at)

    def _no_way_back(self, force: str, at: Node) -> None:
        change = self.change
        spec = change.written.at(("forces", force))
        values = change.tree.at(("state", force, "values"))
        assert spec is not None
        owner, back = spec.get("of"), spec.at(("return", "move"))
        name = f"return_{force}" if back is None else back.value
        path = ("moves", owner.value if owner is not None else "", name)
        if change.tree.at(path) is not None and values is not None and values.is_list:
            change.and_only(path, f"{force} != {values.value[0].value}", at)

    def channel(self, name: str, at: Node) -> None:
        """Nothing passes: its factors are at rest for ever."""
        change = self.change
        channels = change.written.get("channels")
        known = [one for one, _ in channels.items()] if channels is not None else []
        if name not in known:
            hint = did_you_mean(name, known) or "the scenario has no `channels:`"
            change.fault("S042", f"`{name}` is no channel of this scenario", at, hint)
            return
        home = f"channels.{name}"
        self._silence(home, at)
        for factor in change.keys("state"):
            own = change.tree.at(("state", factor))
            values = own.get("values") if own is not None else None
            if own is not None and own.origin == home and values is not None:
                change.start(factor, change.text(values.value[0].value, at))

    def guarantor(self, name: str, at: Node) -> None:
        """It neither answers nor restrains; what it does as anything else stays."""
        change = self.change
        found = False
        known: list[str] = []
        for home, instance, spec in _instances(change.written, "ceasefire"):
            guarantors = spec.get("guarantors")
            names = [one for one, _ in guarantors.items()] if guarantors is not None else []
            known += names
            if name in names:
                found = True
                for verb in ("answer", "restrain"):
                    path = ("moves", name, f"{verb}_{instance}")
                    node = change.tree.at(path)
                    if node is not None and node.origin == home:
                        change.close(path, at)
        if not found:
            hint = did_you_mean(name, known) or "a guarantor stands under `guarantors:` of a ceasefire"
            change.fault("S042", f"`{name}` is no guarantor of a ceasefire of this scenario", at, hint)

    def block(self, name: str, at: Node) -> None:
        """No moves, events and payoffs of a block; its factors stay where they are."""
        change = self.change
        known = [home for kind in BLOCKS for home, _, _ in _instances(change.written, kind)]
        if name not in known:
            hint = did_you_mean(name, known) or "a block is named as in `talks.geneva`"
            change.fault("S042", f"`{name}` is no block of this scenario", at, hint)
            return
        self._silence(name, at)

    def _silence(self, home: str, at: Node) -> None:
        """Close the moves and events that a block made, and drop its payoffs."""
        change = self.change
        for path in [("nature",), *(("moves", one) for one in change.keys("moves"))]:
            for name in change.keys(*path):
                node = change.tree.at((*path, name))
                if node is not None and node.origin == home:
                    change.close((*path, name), at)
        for actor in change.keys("payoffs"):
            flows = change.tree.at(("payoffs", actor))
            if flows is not None and flows.is_list:
                left = [one for one in flows.value if one.origin != home]
                change.put(("payoffs", actor), replace(flows, value=left))


def _instances(tree: Node, kind: str) -> list[tuple[str, str, Node]]:
    """The blocks of a kind: where each stands, its name, and what is written there."""
    node = tree.get(kind)
    if node is None or not node.is_mapping:
        return []
    if is_direct(kind, node):
        return [(kind, kind, node)]
    return [(f"{kind}.{name}", name, one) for name, one in node.items()]


def _words(node: Node | None) -> list[str]:
    if node is None:
        return []
    return [one.value for one in (node.value if node.is_list else [node]) if one.is_text]


def _without_gives(node: Node, actor: str) -> Node:
    """A move or an event that gives an actor nothing."""
    gives, then = node.get("gives"), node.get("then")
    if gives is not None:
        node = node.with_item("gives", gives.without(actor))
    if then is not None and then.is_list:
        node = node.with_item("then", replace(then, value=[_without_gives(one, actor) for one in then.value]))
    return node
