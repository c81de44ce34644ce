"""Rules from events to records: their parts, and how they are read from a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detente.errors import Place, did_you_mean, nearest
from detente.evidence.mapping._conditions import Condition, read_conditions
from detente.evidence.mapping._files import read_text
from detente.evidence.mapping._layouts import ISO, LAYOUTS, DateForm, Layout
from detente.evidence.mapping._levels import COUNT_SLOTS, Count, read_count
from detente.evidence.mapping._periods import Period, read_period
from detente.evidence.mapping._templates import Template, read_template
from detente.evidence.mapping._tree import MAX_BYTES, Faults, Node, read_tree

ENTRIES = ("kind", "factor", "value", "actor", "move", "grade", "source", "note", "order")
REPEATS = ("skip", "keep", "reading")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_UNUSED = {"gap": ("actor", "move", "grade", "order"), "reading": ("actor", "move")}
"""Entries that a record of a kind does not have, and that it therefore does not take from `defaults`."""

_READING = ("layout", "date", "dates", "reported", "separator", "columns")


@dataclass(frozen=True)
class Listing:
    """How the list of events is to be read."""

    layout: Layout | None = None
    date: str = "date"
    dates: tuple[DateForm, ...] | None = (ISO,)
    reported: str | None = None
    separator: str | None = None
    columns: tuple[str, ...] | None = None
    place: Place = field(default_factory=lambda: Place("", 1, 1))

    @property
    def numbers(self) -> bool:
        """Whether dates are plain numbers of clock units."""
        return self.dates is None


@dataclass(frozen=True)
class Spec:
    """A record to be made: a template for each entry."""

    entries: Mapping[str, Template]
    place: Place


@dataclass(frozen=True)
class Rule:
    """What becomes of the events that match."""

    name: str
    place: Place
    match: tuple[tuple[Condition, ...], ...]
    between: Period | None
    specs: tuple[Spec, ...]
    skip: str
    count: Count | None


@dataclass(frozen=True)
class Rules:
    """A file of rules."""

    file: str
    text: str
    listing: Listing
    between: Period | None
    repeats: str
    tables: Mapping[str, Mapping[str, str]]
    rules: tuple[Rule, ...]


def read_rules(source: str | Path) -> Rules:
    """Read rules from a file, or from a text of several lines.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with its place: codes S001 to S008, S038, M001, M004, M005, M007.
    """
    if isinstance(source, str) and "\n" in source:
        text, file = source, "<rules>"
    else:
        text, file = read_text(Path(source), "the rules", MAX_BYTES), str(source)
    root, faults = read_tree(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    found = _Reader(faults).rules(root)
    faults.raise_any()
    return found


class _Reader:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.tables: dict[str, dict[str, str]] = {}
        self.defaults: dict[str, Template] = {}

    def rules(self, root: Node) -> Rules:
        known = ("events", "between", "repeats", "tables", "defaults", "rules")
        entries = self.faults.mapping(root, known, "a file of rules")
        listing = self.listing(entries.get("events"))
        for name, node in self.faults.free(entries["tables"], "`tables`").items() if "tables" in entries else ():
            rows = self.faults.free(node, f"the table `{name}`")
            self.tables[name] = {key: self.faults.word(one, f"an entry of `{name}`") for key, one in rows.items()}
        if "defaults" in entries:
            self.defaults = self.templates(entries["defaults"], "`defaults`")
        between = read_period(entries["between"], self.faults, listing.numbers) if "between" in entries else None
        return Rules(
            self.faults.file, self.faults.text, listing, between, self.repeats(entries.get("repeats")), self.tables,
            self.all_rules(root, entries.get("rules"), listing.numbers),
        )  # fmt: skip

    def repeats(self, node: Node | None) -> str:
        word = self.faults.word(node, "`repeats`") if node is not None else "skip"
        if node is not None and word not in REPEATS:
            self.option("repeats", word, node, REPEATS)
        return word

    def option(self, key: str, word: str, node: Node, known: tuple[str, ...]) -> None:
        expected = "one of " + ", ".join(f"`{one}`" for one in known)
        message = f"`{word[:60]}` is no choice for `{key}`"
        close = nearest(word, known)
        hint = f"did you mean `{close}`?" if close else None
        self.faults.add("M007", message, node.place, expected=expected, hint=hint)

    # -- the list of events -------------------------------------------------------------------

    def listing(self, node: Node | None) -> Listing:
        if node is None:
            return Listing()
        entries = self.faults.mapping(node, _READING, "`events`")
        word = {key: self.faults.word(entries[key], f"`{key}`") for key in ("layout", "date", "reported", "separator")
                if key in entries}  # fmt: skip
        layout = LAYOUTS.get(word.get("layout", ""))
        if "layout" in word and layout is None:
            self.option("layout", word["layout"], entries["layout"], tuple(LAYOUTS))
        separator = word.get("separator")
        if separator is not None and separator not in SEPARATORS:
            self.option("separator", separator, entries["separator"], tuple(SEPARATORS))
        dates = self.dates(entries["dates"]) if "dates" in entries else layout.dates if layout else (ISO,)
        columns = entries.get("columns")
        return Listing(
            layout,
            word.get("date") or (layout.date if layout else "date"),
            dates,
            word.get("reported") or (layout.reported if layout and "reported" not in word else None),
            SEPARATORS.get(separator) if separator else layout.separator if layout else None,
            tuple(self.faults.words(columns, "a column")) if columns is not None else None,
            node.place,
        )

    def dates(self, node: Node) -> tuple[DateForm, ...] | None:
        words = self.faults.words(node, "`dates`")
        if words == ["number"]:
            return None
        for word in words:
            if "%" not in word:
                hint = "`%Y-%m-%d`, `%d.%m.%Y`, `%d %B %Y`, or `number` for plain numbers of clock units"
                self.faults.add("M007", f"`{word[:60]}` is no form of a date", node.place, hint=f"write it like {hint}")
        return tuple(DateForm(word, 10 if word == ISO.pattern else None) for word in words)

    # -- rules -----------------------------------------------------------------------------------

    def all_rules(self, root: Node, node: Node | None, numbers: bool) -> tuple[Rule, ...]:
        if node is None:
            self.faults.add("S006", "there is no `rules:`", root.place, hint="write a list of rules under `rules:`")
            return ()
        if not isinstance(node.value, list) or not node.value:
            self.faults.add("S007", "`rules` is a list of rules", node.place, expected="a list with `-` before each")
            return ()
        return tuple(self.rule(one, at, numbers) for at, one in enumerate(node.value, 1))

    def rule(self, node: Node, number: int, numbers: bool) -> Rule:
        known = ("name", "match", "between", "record", "skip", "count")
        entries = self.faults.mapping(node, known, "a rule")
        name = self.faults.word(entries["name"], "`name`") if "name" in entries else f"rule {number}"
        match = read_conditions(entries["match"], self.faults) if "match" in entries else ((),)
        between = read_period(entries["between"], self.faults, numbers) if "between" in entries else None
        skip = self.faults.word(entries["skip"], "`skip`") if "skip" in entries else ""
        count = read_count(entries["count"], self.faults) if "count" in entries else None
        if isinstance(node.value, dict) and "record" not in entries and not skip and "skip" not in entries:
            hint = "say what to make of the event, or why it is left out"
            self.faults.add("S006", "a rule has neither `record` nor `skip`", node.place, hint=hint)
        if skip and ("record" in entries or count):
            other = "record" if "record" in entries else "count"
            self.faults.add("S007", f"a rule has `skip` and `{other}`", node.keys["skip"], hint="leave one out")
        return Rule(name, node.place, match, between, self.specs(entries.get("record"), count), skip, count)

    def specs(self, node: Node | None, count: Count | None) -> tuple[Spec, ...]:
        if node is None:
            return ()
        return tuple(self.spec(one, count) for one in (node.value if isinstance(node.value, list) else [node]))

    def spec(self, node: Node, count: Count | None) -> Spec:
        own = self.templates(node, "`record`")
        kind = own["kind"].constant if "kind" in own else None
        shared = {key: one for key, one in self.defaults.items() if key not in _UNUSED.get(kind or "", ())}
        if count is None:
            return Spec(shared | own, node.place)
        for one in own.values():
            for slot in one.slots:
                if slot.column not in COUNT_SLOTS or slot.table:
                    hint = did_you_mean(slot.column, COUNT_SLOTS)
                    message = f"`{{{slot.column}}}` is not known where events are counted"
                    self.faults.add("M005", message, one.place, hint=hint)
        return Spec({key: one for key, one in shared.items() if one.constant is not None} | own, node.place)

    def templates(self, node: Node, what: str) -> dict[str, Template]:
        entries = self.faults.mapping(node, ENTRIES, what)
        return {key: read_template(one, f"`{key}`", self.tables, self.faults) for key, one in entries.items()}
