"""Texts with columns in them: `{column}`, and `{column|table}` for a column put into other words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.errors import Place, did_you_mean
from detente.evidence.mapping._tree import Faults, Node

if TYPE_CHECKING:
    import polars as pl

_PART = re.compile(r"\{\{|\}\}|\{([^{}|]*)(?:\|([^{}|]*))?\}|[{}]")

Tables = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Slot:
    """A place in a template for a column, put into other words by a table if one is named."""

    column: str
    table: str = ""


@dataclass(frozen=True)
class Template:
    """Texts and slots in turn."""

    parts: tuple[str | Slot, ...]
    place: Place

    @property
    def constant(self) -> str | None:
        """The text, where it has no slots."""
        return None if self.slots else "".join(str(one) for one in self.parts).strip()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots in order."""
        return tuple(one for one in self.parts if isinstance(one, Slot))

    def expression(self, tables: Tables) -> pl.Expr:
        """The text for each event; null where a table has no entry."""
        import polars as pl

        if self.constant is not None:
            return pl.lit(self.constant)
        found = [pl.lit(one) if isinstance(one, str) else _slot(one, tables) for one in self.parts]
        return pl.concat_str(found).str.strip_chars()

    def missing(self, tables: Tables) -> list[tuple[pl.Expr, Slot]]:
        """For each slot with a table: where the table has no entry."""
        return [(_slot(one, tables).is_null(), one) for one in self.slots if one.table]

    def filled(self, entries: Mapping[str, str]) -> str:
        """The text with these entries in its slots."""
        return "".join(one if isinstance(one, str) else entries[one.column] for one in self.parts).strip()


def _slot(slot: Slot, tables: Tables) -> pl.Expr:
    import polars as pl

    column = pl.col(slot.column)
    if not slot.table:
        return column
    table = tables[slot.table]
    if not table:
        return pl.lit(None, pl.String)
    return column.replace_strict(list(table), list(table.values()), default=None, return_dtype=pl.String)


def read_template(node: Node, what: str, tables: Tables, faults: Faults) -> Template:
    """A template; M005 where it cannot be read or names a table that there is not."""
    text = faults.word(node, what)
    parts: list[str | Slot] = []
    last = 0
    for found in _PART.finditer(text):
        parts.append(text[last : found.start()])
        last = found.end()
        if found[0] in ("{{", "}}"):
            parts.append(found[0][0])
        elif found[1] is None:
            message = f"`{found[0]}` in `{text[:60]}` is not closed" if found[0] == "{" else "`}` opens nowhere"
            faults.add("M005", message, node.place, hint="write `{column}`; a brace itself is written twice")
        elif not found[1].strip():
            faults.add("M005", f"`{found[0]}` names no column", node.place, hint="write `{column}`")
        else:
            parts.append(_read_slot(found[1].strip(), found[2], node.place, tables, faults))
    parts.append(text[last:])
    return Template(_joined(parts), node.place)


def _read_slot(column: str, table: str | None, place: Place, tables: Tables, faults: Faults) -> Slot:
    if table is None:
        return Slot(column)
    table = table.strip()
    if table not in tables:
        faults.add("M005", f"there is no table `{table}`", place, hint=did_you_mean(table, tables))
        return Slot(column)
    return Slot(column, table)


def _joined(parts: list[str | Slot]) -> tuple[str | Slot, ...]:
    """The parts without empty texts, neighbouring texts as one."""
    found: list[str | Slot] = []
    for one in parts:
        if isinstance(one, str) and found and isinstance(found[-1], str):
            found[-1] += one
        elif one != "":
            found.append(one)
    return tuple(found)
