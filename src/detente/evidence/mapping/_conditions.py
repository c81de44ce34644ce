"""Conditions on a column of an event: read from the rules, and made into expressions over whole columns."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from detente.errors import Place
from detente.evidence.mapping._tree import Faults, Node

if TYPE_CHECKING:
    import polars as pl

LIMITS = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}
TESTS = ("is", "has", "contains", "matches", "empty", "not", *LIMITS)


@dataclass(frozen=True)
class Test:
    """One test of a column: its name, and the texts or the number that it takes."""

    name: str
    texts: tuple[str, ...] = ()
    number: float = 0.0
    inside: tuple[Test, ...] = ()

    def expression(self, column: pl.Expr) -> pl.Expr:
        """The test as an expression that is true or false."""
        import polars as pl

        if self.name in LIMITS:
            number = column.str.strip_chars().cast(pl.Float64, strict=False)
            compared = {"at_least": number.ge, "at_most": number.le, "above": number.gt, "below": number.lt}
            return (compared[self.name](self.number) & number.is_not_nan()).fill_null(False)
        if self.name == "not":
            return ~all_of(one.expression(column) for one in self.inside)
        if self.name == "empty":
            return (column == "") if self.number else (column != "")
        return any_of(_TEXTS[self.name](column, text) for text in self.texts)


def _has(column: pl.Expr, text: str) -> pl.Expr:
    import polars as pl

    return column.str.split(";").list.eval(pl.element().str.strip_chars() == text).list.any()


_TEXTS: dict[str, Callable[[pl.Expr, str], pl.Expr]] = {
    "is": lambda column, text: column == text,
    "has": _has,
    "contains": lambda column, text: column.str.to_lowercase().str.contains(text.lower(), literal=True),
    "matches": lambda column, text: column.str.contains(text),
}


@dataclass(frozen=True)
class Condition:
    """What must hold of one column."""

    column: str
    tests: tuple[Test, ...]
    place: Place

    def expression(self) -> pl.Expr:
        """The condition as an expression over the events."""
        import polars as pl

        return all_of(one.expression(pl.col(self.column)) for one in self.tests)


def all_of(parts: Iterator[pl.Expr]) -> pl.Expr:
    """True where every part is; of no parts, always."""
    import polars as pl

    return reduce(operator.and_, parts, pl.lit(True))


def any_of(parts: Iterator[pl.Expr]) -> pl.Expr:
    """True where one part is; of no parts, never."""
    import polars as pl

    return reduce(operator.or_, parts, pl.lit(False))


def read_conditions(node: Node, faults: Faults) -> tuple[tuple[Condition, ...], ...]:
    """The alternatives of a `match:`, each a group of conditions that hold together."""
    groups = node.value if isinstance(node.value, list) else [node]
    if not groups:
        faults.add(
            "S007", "`match` is empty, so nothing would match", node.place, hint="leave `match` out to match all"
        )
    return tuple(
        tuple(_condition(name, one, group.keys[name], faults) for name, one in faults.free(group, "`match`").items())
        for group in groups
    )


def _condition(column: str, node: Node, place: Place, faults: Faults) -> Condition:
    return Condition(column, _tests(node, faults), place)


def _tests(node: Node, faults: Faults) -> tuple[Test, ...]:
    if not isinstance(node.value, dict):
        return (Test("is", tuple(faults.words(node, "a value to match"))),)
    entries = faults.mapping(node, TESTS, "a condition")
    if not entries and not node.keys:
        faults.add("S006", "the condition is empty", node.place, expected="one of " + ", ".join(TESTS))
    return tuple(_test(name, one, faults) for name, one in entries.items())


def _test(name: str, node: Node, faults: Faults) -> Test:
    if name in LIMITS:
        return Test(name, number=faults.number(node, f"`{name}`") or 0.0)
    if name == "not":
        return Test(name, inside=_tests(node, faults))
    if name == "empty":
        word = faults.word(node, "`empty`")
        if word not in ("true", "false"):
            faults.add("S007", "`empty` is `true` or `false`", node.place)
        return Test(name, number=float(word == "true"))
    texts = tuple(faults.words(node, f"`{name}`"))
    if name == "matches":
        for text, one in zip(texts, node.value if isinstance(node.value, list) else [node], strict=True):
            _must_compile(text, one.place, faults)
    elif name == "contains" and "" in texts:
        faults.add("M004", "every text contains an empty one", node.place, hint="write the words to look for")
    return Test(name, texts)


def _must_compile(pattern: str, place: Place, faults: Faults) -> None:
    """M004 for a regular expression that cannot be used; those that can take time in proportion to the text."""
    import polars as pl

    try:
        pl.select(pl.lit("x").str.contains(pattern))
    except pl.exceptions.PolarsError as error:
        lines = [line for line in str(error).splitlines() if line.startswith("error: ") or "size limit" in line]
        why = lines[0].removeprefix("error: ") if lines else str(error).splitlines()[0]
        message = f"the pattern cannot be used: {why}"
        hint = (
            "only patterns that can be matched in one pass are known here" if "look" in why or "back" in why else None
        )
        faults.add("M004", message, place, hint=hint)
