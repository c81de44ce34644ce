"""Small YAML files about evidence (claims, plans of scores), read with the place of every entry.

They need no anchors and no tags, so a text that unfolds to something huge cannot be written in them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from detente.errors import Diagnostic, Place, ScenarioError, did_you_mean
from detente.game import Vocabulary, compile_expression

MAX_BYTES = 1_000_000
"""The largest file that is read."""

MAX_ENTRIES = 50_000
MAX_DEPTH = 12
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Cell:
    """A text, a list or a mapping, and where it stands."""

    value: Any
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What it is, in a reader's words."""
        return {str: "a text", list: "a list"}.get(type(self.value), "a mapping")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return self.value == ""


class Sheet:
    """A file as cells; what is wrong with it is gathered in ``faults``.

    Parameters
    ----------
    source
        A path, or the text itself where ``name`` is given.
    what
        What the file is called in messages, as in ``a claims file``.

    Raises
    ------
    ScenarioError
        C001 where there is no such file, or it is no text or no YAML.
    """

    def __init__(self, source: str | Path, what: str, name: str | None = None) -> None:
        self.file = name if name is not None else str(source)
        self.what = what
        self.text = str(source) if name is not None else self._read(Path(source))
        self.faults: list[Diagnostic] = []
        self.root = self._tree()

    def _read(self, path: Path) -> str:
        try:
            with path.open("rb") as stream:
                found = stream.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise ScenarioError([Diagnostic("C001", f"`{path}` cannot be read: {why}")]) from None
        if len(found) > MAX_BYTES:
            raise self._refusal(f"more than {MAX_BYTES:,} bytes, which is more than {self.what} may have")
        try:
            return found.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = found[: error.start].count(b"\n") + 1
            raise self._refusal("the file is not UTF-8 text", Place(self.file, line, 1)) from None

    def _refusal(self, message: str, place: Place | None = None, hint: str | None = None) -> ScenarioError:
        one = Diagnostic("C001", message, place=place or Place(self.file, 1, 1), hint=hint)
        return ScenarioError([one], getattr(self, "text", None))

    def _tree(self) -> Cell:
        try:
            self._scan()
            node = yaml.compose(self.text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.file, mark.line + 1, mark.column + 1) if mark else None
            raise self._refusal(f"this is not YAML: {error.problem or error.context}", place) from None
        except yaml.YAMLError as error:
            raise self._refusal(f"this is not YAML: {str(error).splitlines()[0]}") from None
        root = self._cell(node) if node is not None else None
        if root is None or root.is_empty:
            raise self._refusal("there is nothing in this file")
        if not isinstance(root.value, dict):
            raise self._refusal(f"{self.what} is a mapping of keys, not {root.kind}", root.place)
        return root

    def _scan(self) -> None:
        """Refuse what could unfold or nest without end, before anything is built."""
        depth = 0
        for count, event in enumerate(yaml.parse(self.text, Loader=LOADER)):
            place = Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise self._refusal("`&` and `*` mean nothing here", place, "put the text in quotes")
            if getattr(event, "tag", None) not in (None, "!"):
                raise self._refusal(f"`{event.tag}` means nothing here", place, "put the text in quotes")
            depth += isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent)
            depth -= isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent)
            if depth > MAX_DEPTH or count > 3 * MAX_ENTRIES:
                limit = (
                    f"nested more than {MAX_DEPTH} deep" if depth > MAX_DEPTH else f"more than {MAX_ENTRIES:,} entries"
                )
                raise self._refusal(limit, place)

    def _cell(self, node: yaml.Node) -> Cell:
        place = self._place(node)
        if isinstance(node, yaml.ScalarNode):
            plain = node.style in (None, "")
            return Cell("" if plain and node.value in ("~", "null") else node.value, place)
        if isinstance(node, yaml.SequenceNode):
            return Cell([self._cell(one) for one in node.value], place)
        children: dict[str, Cell] = {}
        keys: dict[str, Place] = {}
        for key, child in node.value:  # pyright: ignore[reportAttributeAccessIssue]
            where = self._place(key)
            if not isinstance(key, yaml.ScalarNode):
                self.fault("C004", "a key must be a text", where, hint="put an expression in quotes")
            elif key.value in children:
                hint = f"it stands first on line {keys[key.value].line}; keep one of them"
                self.fault("C004", f"the key `{key.value}` stands twice in this mapping", where, hint=hint)
            else:
                children[key.value], keys[key.value] = self._cell(child), where
        return Cell(children, place, keys)

    def _place(self, node: yaml.Node) -> Place:
        start, end = node.start_mark, node.end_mark
        length = max(1, end.column - start.column) if end.line == start.line else 1
        return Place(self.file, start.line + 1, start.column + 1, length)

    # -- for readers ---------------------------------------------------------------------------

    def fault(self, code: str, message: str, place: Place | None, **more: str | None) -> None:
        """Note something that is wrong."""
        self.faults.append(Diagnostic(code, message, place=place, **more))  # pyright: ignore[reportArgumentType]

    def finish(self) -> None:
        """Raise what was found wrong, in order of place, if anything was."""
        if self.faults:
            order = sorted(self.faults, key=lambda one: (one.place.line, one.place.column) if one.place else (0, 0))
            raise ScenarioError(order, self.text)

    def entries(self, cell: Cell, where: str, known: Iterable[str], needed: Iterable[str] = ()) -> Mapping[str, Cell]:
        """The entries of a mapping; unknown ones and missing ones are faults."""
        known = tuple(known)
        if not isinstance(cell.value, dict):
            self.fault("C004", f"{where} is a mapping", cell.place, expected=_listed(known), found=cell.kind)
            return {}
        for key, place in cell.keys.items():
            if key not in known:
                self.fault("C002", f"{where} has no entry `{key}`", place, hint=did_you_mean(key, known))
        for key in needed:
            if key not in cell.value or cell.value[key].is_empty:
                self.fault("C003", f"{where} needs an entry `{key}`", cell.keys.get(key, cell.place))
        return {key: child for key, child in cell.value.items() if key in known and not child.is_empty}

    def named(self, cell: Cell | None, where: str) -> Iterator[tuple[str, Cell]]:
        """The entries of a mapping whose keys are names of the author's own."""
        if cell is None:
            return
        if not isinstance(cell.value, dict):
            self.fault("C004", f"{where} is a mapping from names", cell.place, expected="a mapping", found=cell.kind)
            return
        yield from cell.value.items()

    def items(self, cell: Cell, where: str) -> list[Cell]:
        """The items of a list."""
        if isinstance(cell.value, list):
            return cell.value
        self.fault("C004", f"{where} is a list", cell.place, expected="a list", found=cell.kind)
        return []

    def plain(self, cell: Cell | None, where: str) -> str:
        """A text, with its white space made single; empty where there is none."""
        if cell is None:
            return ""
        if isinstance(cell.value, str):
            return " ".join(cell.value.split())
        self.fault("C004", f"{where} is a text", cell.place, expected="a text", found=cell.kind)
        return ""

    def choice(self, cell: Cell | None, where: str, known: Iterable[str]) -> str:
        """One of several words; empty where there is none."""
        known, found = tuple(known), self.plain(cell, where)
        if found and found not in known and cell is not None:
            hint = did_you_mean(found, known)
            self.fault("C004", f"{where} cannot be `{found}`", cell.place, expected=_listed(known), hint=hint)
            return ""
        return found

    def number(self, cell: Cell | None, where: str) -> float | None:
        """A number, or arithmetic such as ``1/51``."""
        text = self.plain(cell, where)
        if cell is None or not text:
            return None
        wrong: list[Diagnostic] = []
        found = compile_expression(text, Vocabulary({}), (), wrong).constant
        if wrong or found is None or not math.isfinite(found):
            self.fault("C004", f"{where} is a number", cell.place, expected="a number such as 0.02 or 1/51", found=text)
            return None
        return found


def _listed(known: Iterable[str]) -> str:
    return "one of " + ", ".join(f"`{one}`" for one in known)
