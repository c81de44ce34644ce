"""Which entries a record of each kind needs, and which it does not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from detente.errors import did_you_mean
from detente.evidence.records._record import KINDS, Record

Lazy = str | None | Callable[[], str | None]
"""A text, or what makes it if it is needed."""

LONG = 60
"""Characters of an entry that a message shows."""

_GRADE = re.compile("[A-F][1-6]?")


class Tell(Protocol):
    """Takes what is wrong with the entry of a column."""

    def __call__(
        self, code: str, column: str, message: str, *, expected: str | None = None, found: str | None = None,
        hint: Lazy = None,
    ) -> None: ...  # fmt: skip


def look_at_shape(one: Record, tell: Tell) -> None:
    """Tell of a kind, an entry, a grade or an order that cannot stand as it is."""
    if one.kind in KINDS:
        _LOOKS[one.kind](one, tell)
        _factors(one, tell)
    else:
        _kind(one.kind, tell)
    if one.grade and one.kind != "gap" and _GRADE.fullmatch(one.grade) is None:
        _grade(one.grade, tell)
    if one.order not in ("", "any"):
        message = f"`{short(one.order)}` means nothing under `order`"
        tell("R020", "order", message, expected="`any`, or nothing")


def _kind(kind: str, tell: Tell) -> None:
    if kind:
        tell("R009", "kind", f"`{short(kind)}` is no kind of record", hint=lambda: did_you_mean(kind, KINDS))
    else:
        tell("R014", "kind", "the record has no kind", expected=listed(KINDS))


def _change(one: Record, tell: Tell) -> None:
    if not one.factors:
        tell("R014", "factor", "a change names no factor", hint="say in `factor` what changed")
    _values(one, tell)
    _mover(one, tell)


def _move(one: Record, tell: Tell) -> None:
    if not one.move:
        tell("R014", "move", "a record of a move names no move", hint="say in `move` which it was")
    if one.values and not one.factors:
        tell("R014", "factor", "there is a value and no factor", hint="say in `factor` what took it")
    _values(one, tell)
    _mover(one, tell)


def _reading(one: Record, tell: Tell) -> None:
    if not one.factors:
        tell("R014", "factor", "a reading names no factor", hint="say in `factor` what was read")
    elif len(one.factors) > 1:
        tell("R015", "factor", "a reading is about one factor", hint="write a reading for each factor")
    _values(one, tell)
    _unused(one, tell, "actor", "move")


def _gap(one: Record, tell: Tell) -> None:
    _unused(one, tell, "actor", "move", "grade", "order")
    if one.values:
        tell("R015", "value", "a gap has no values; `value` is the date on which reports resume")
    if not one.until:
        tell(
            "R014",
            "value",
            "a gap needs an end",
            hint="write in `value` the date on which reports resume, or its length as in `5 days`",
        )


_LOOKS: dict[str, Callable[[Record, Tell], None]] = {
    "change": _change,
    "move": _move,
    "reading": _reading,
    "gap": _gap,
}


def _unused(one: Record, tell: Tell, *columns: str) -> None:
    for column in columns:
        entry = getattr(one, column)
        if entry:
            tell("R015", column, f"a {one.kind} has no `{column}`", found=f"`{short(entry)}`", hint="leave it empty")


def _values(one: Record, tell: Tell) -> None:
    factors, values = len(one.factors), len(one.values)
    if factors == values:
        if "" in one.values:
            tell("R014", "value", "a value is missing beside `;`")
    elif factors and not values:
        tell("R014", "value", f"a {one.kind} of a factor needs its value", hint="say in `value` which it took")
    elif factors:
        hint = "give a value for each factor, separated by `;`"
        message = f"`factor` names {factors} and `value` names {values}"
        tell("R014" if values < factors else "R015", "value", message, hint=hint)


def _mover(one: Record, tell: Tell) -> None:
    if one.move and not one.actor:
        tell("R014", "actor", "a move needs its actor", hint="say in `actor` whose move it was, or `nature`")


def _factors(one: Record, tell: Tell) -> None:
    if "" in one.factors:
        tell("R014", "factor", "a name is missing beside `;`")
    elif len(set(one.factors)) < len(one.factors):
        twice = next(name for name in one.factors if one.factors.count(name) > 1)
        tell("R015", "factor", f"the record names `{short(twice)}` twice")


def _grade(grade: str, tell: Tell) -> None:
    upper = grade.upper()
    expected = "a letter A to F and a digit 1 to 6, such as B2, or a letter alone"
    hint = f"write `{upper}`" if _GRADE.fullmatch(upper) else None
    tell("R016", "grade", f"`{short(grade)}` is no grade", expected=expected, hint=hint)


def short(text: str) -> str:
    """A text as a message shows it."""
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def listed(names: Sequence[str]) -> str:
    """Names in a message."""
    return ", ".join(f"`{one}`" for one in names)
