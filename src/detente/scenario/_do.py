"""A change that could be made to a scenario: a block of ``do:``, a text or a mapping, read and typed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from detente.errors import Diagnostic, Path, ScenarioError, UsageError, did_you_mean
from detente.scenario._build import in_order
from detente.scenario._faults import shape_faults
from detente.scenario._model import DoPart
from detente.scenario._places import Places
from detente.scenario._tree import Node, Source, Spot, made, standing_in, to_plain
from detente.scenario._write import to_yaml
from detente.scenario._yaml import Refused, read_tree

Since = Literal["start", "now", "record"]
"""How a changed game meets the records."""

SAID = ("title", "about", "from")
"""Keys of a change that do not change the game."""


@dataclass(frozen=True, eq=False)
class Do:
    """A named change.

    Attributes
    ----------
    since
        ``start``: the changed game from its start, without the records. ``now``: an intervention on the date to
        which the records lead; the belief that they led to in the scenario as it stands is carried over.
        ``record``: an assumption about the world that always held; the changed game meets the records itself.
    """

    name: str
    title: str
    about: str
    since: Since
    part: DoPart = field(repr=False)
    node: Node = field(repr=False)

    @property
    def text(self) -> str:
        """What is changed, as YAML, the same however it was written."""
        return to_yaml(self.changes)

    @property
    def changes(self) -> Node:
        """The entries that change the game."""
        node = self.node
        for key in SAID:
            node = node.without(key)
        return node

    @property
    def changes_nothing(self) -> bool:
        """Whether nothing of the game is changed."""
        return not self.changes.value

    @property
    def digest(self) -> str:
        """A hash of what is changed and of how it meets the records, in hexadecimal."""
        return hashlib.sha256(f"{self.since}\n{self.text}".encode()).hexdigest()


def written(tree: Node, parts: Mapping[str, DoPart]) -> dict[str, Do]:
    """The changes of a scenario, by name."""
    found = {}
    for name, part in parts.items():
        node = tree.at(("do", name))
        assert node is not None
        found[name] = _do(name, part, node)
    return found


def read(what: str | Mapping[str, Any] | Do, known: Mapping[str, Do], name: str = "do") -> tuple[Do, ...]:
    """Changes from the name of one, a text of YAML, or a mapping; several where there is a key ``do``.

    Raises
    ------
    UsageError
        No such name, or nothing that could be a change.
    ScenarioError
        What is wrong with the shape, with places in the text.
    """
    if isinstance(what, Do):
        return (what,)
    if isinstance(what, Mapping):
        what = to_yaml(made(what, Spot(1, 1)))
    elif not isinstance(what, str):
        raise UsageError(f"{type(what).__name__} is no change", "give the name of one, a text of YAML, or a mapping")
    elif what in known:
        return (known[what],)
    elif ":" not in what and what.strip() not in ("", "{}"):
        hint = did_you_mean(what, known) or ("the scenario has no `do:`" if not known else None)
        raise UsageError(f"there is no change `{what}`", hint)
    return _read_text(what, name)


def _read_text(text: str, name: str) -> tuple[Do, ...]:
    source = Source(f"<{name}>", text)
    try:
        tree, faults = read_tree(source)
    except Refused as refused:
        raise ScenarioError([refused.diagnostic], text) from None
    if not tree.is_mapping:
        raise UsageError("a change is a mapping", "write `forbid: [actor.move]`, say")
    tree = standing_in(tree, source)
    several = tree.get("do")
    alone = several is not None and several.is_mapping and all(key in ("do", "detente") for key, _ in tree.items())
    blocks = list(several.items()) if alone and several is not None else [(name, tree)]
    homes: list[Path] = [("do", key) if alone else () for key, _ in blocks]
    found: list[Do] = []
    for (key, node), home in zip(blocks, homes, strict=True):
        try:
            found.append(_do(key, DoPart.model_validate(to_plain(node)), node))
        except ValidationError as error:
            faults += _placed(shape_faults(error, tree, DoPart, home), tree, source)
    if faults:
        raise ScenarioError(in_order(faults), text)
    return tuple(found)


def _placed(faults: list[Diagnostic], tree: Node, source: Source) -> list[Diagnostic]:
    return [one for one in map(Places(source, tree, tree).placed, faults) if one is not None]


def _do(name: str, part: DoPart, node: Node) -> Do:
    return Do(name, part.title, part.about, part.from_, part, node)
