"""A YAML text as a tree of nodes that know where they stand, and a reader that collects what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml

from detente.errors import Diagnostic, Place, ScenarioError, did_you_mean

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_NODES = 50_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Node:
    """A text, a list or a mapping; ``keys`` has the places of a mapping's keys."""

    value: str | list[Node] | dict[str, Node]
    place: Place
    plain: bool = False
    keys: dict[str, Place] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the node is, in the author's words."""
        return "a list" if isinstance(self.value, list) else "a mapping" if isinstance(self.value, dict) else "a text"

    @property
    def empty(self) -> bool:
        """Whether nothing is written here."""
        return self.plain and self.value in ("", "~", "null")


class Faults:
    """What is wrong with a file of rules."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.found: list[Diagnostic] = []

    def add(
        self,
        code: str,
        message: str,
        place: Place,
        *,
        expected: str | None = None,
        found: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Collect a diagnostic."""
        self.found.append(Diagnostic(code, message, place=place, expected=expected, found=found, hint=hint))

    def raise_any(self) -> None:
        """Raise what was found, in the order of the file, if anything was."""
        if self.found:
            key = lambda one: (one.place.line, one.place.column)  # noqa: E731
            raise ScenarioError(sorted(self.found, key=key), self.text)

    # -- typed access ----------------------------------------------------------------------

    def mapping(self, node: Node, known: Iterable[str], what: str) -> dict[str, Node]:
        """The entries of a mapping with known keys; what else there is, is collected."""
        if not isinstance(node.value, dict):
            self.add("S007", f"{what} is a mapping", node.place, expected="a mapping", found=node.kind)
            return {}
        known = tuple(known)
        for key, place in node.keys.items():
            if key not in known:
                self.add("S005", f"{what} has no key `{key}`", place, hint=did_you_mean(key, known))
        return {key: one for key, one in node.value.items() if key in known}

    def free(self, node: Node, what: str) -> dict[str, Node]:
        """The entries of a mapping whose keys are the author's own."""
        if isinstance(node.value, dict):
            return node.value
        self.add("S007", f"{what} is a mapping", node.place, expected="a mapping", found=node.kind)
        return {}

    def word(self, node: Node, what: str) -> str:
        """A text, empty where nothing is written."""
        if isinstance(node.value, str):
            return "" if node.empty else node.value
        self.add("S007", f"{what} is a text", node.place, expected="a text", found=node.kind)
        return ""

    def words(self, node: Node, what: str) -> list[str]:
        """A text or a list of texts, as a list."""
        return [self.word(one, what) for one in node.value] if isinstance(node.value, list) else [self.word(node, what)]

    def number(self, node: Node, what: str) -> float | None:
        """A finite number."""
        text = self.word(node, what)
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if number - number == 0 and "_" not in text:
            return number
        self.add("S007", f"{what} is a number", node.place, expected="a number", found=f"`{text[:60]}`")
        return None


def read_tree(text: str, file: str) -> tuple[Node, Faults]:
    """Read a text as YAML, without aliases and tags.

    Raises
    ------
    ScenarioError
        S001 where it is no YAML, S003 where it is nested too deeply or too long, S006 where it is empty.
    """
    faults = Faults(file, text)
    try:
        root = _built(yaml.parse(text, Loader=_LOADER), faults)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1, mark.column + 1) if mark is not None else Place(file, 1, 1)
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise _refused(faults, "S001", f"the rules cannot be read as YAML: {why}", place) from None
    if root is None or root.empty:
        raise _refused(faults, "S006", "there are no rules here", Place(file, 1, 1))
    return root, faults


def _refused(faults: Faults, code: str, message: str, place: Place) -> ScenarioError:
    faults.add(code, message, place)
    return ScenarioError(faults.found, faults.text)


@dataclass
class _Open:
    node: Node
    key: str | None = None


def _built(events: Iterator[yaml.Event], faults: Faults) -> Node | None:
    stack: list[_Open] = []
    root: Node | None = None
    documents = 0
    for count, event in enumerate(events, 1):
        start, end = event.start_mark, event.end_mark
        length = max(1, end.index - start.index) if end.line == start.line else 1
        place = Place(faults.file, start.line + 1, start.column + 1, length)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refused(faults, "S001", "a second document begins here", place)
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) not in (None, "!"):
            what = "an alias" if isinstance(event, yaml.AliasEvent) else "a tag"
            raise _refused(
                faults, "S001", f"{what} has no meaning in rules; put a text that begins so in quotes", place
            )
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise _refused(faults, "S003", f"nested more than {MAX_DEPTH} deep", place)
            stack.append(_Open(Node({} if isinstance(event, yaml.MappingStartEvent) else [], place)))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            root = _put(stack, stack.pop().node, faults)
        elif isinstance(event, yaml.ScalarEvent):
            root = _put(stack, Node(event.value, place, plain=event.style in (None, "")), faults)
        if count > MAX_NODES:
            raise _refused(faults, "S003", f"more than {MAX_NODES:,} texts, lists and mappings", place)
    return root


def _put(stack: list[_Open], node: Node, faults: Faults) -> Node:
    if not stack:
        return node
    top = stack[-1]
    holder = top.node.value
    if isinstance(holder, list):
        holder.append(node)
    elif isinstance(holder, dict) and top.key is None:
        if not isinstance(node.value, str):
            raise _refused(faults, "S001", f"{node.kind} stands where a key should", node.place)
        top.key = node.value
        if top.key in holder:
            faults.add("S008", f"the key `{top.key}` stands twice in this mapping", node.place, hint="keep one of them")
        top.node.keys[top.key] = node.place
    elif isinstance(holder, dict) and top.key is not None:
        holder.setdefault(top.key, node)
        top.key = None
    return node
