"""Numbers and conditions as text: what blocks build their expressions from.

Everything an author writes arrives as text. Where all parts are plain numbers the result is
a number, computed; otherwise it is an expression that says what is computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from detente.game import (
    Binary,
    Call,
    Clock,
    ClockFault,
    Name,
    Node,
    Number,
    Several,
    SyntaxFault,
    Text,
    Unary,
    parse,
)
from detente.scenario.blocks._fragment import BlockFault, Path

Scalar = str | int | float
"""A number, or an expression as text."""


def plain(source: Scalar) -> Decimal | None:
    """The number that a text is, or None for an expression."""
    try:
        found = Decimal(str(source).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def number(source: Scalar | Decimal) -> Scalar:
    """A plain number as such, any other text as it is; products are kept to 15 significant digits."""
    found = source if isinstance(source, Decimal) else plain(source)
    if found is None:
        return str(source)
    return int(found) if found == found.to_integral_value() and abs(found) < 10**15 else float(f"{found:.15g}")


def is_zero(source: Scalar) -> bool:
    """Whether this is plainly the number 0."""
    return plain(source) == 0


def is_one(source: Scalar) -> bool:
    """Whether this is plainly the number 1."""
    return plain(source) == 1


def negative(source: Scalar) -> Scalar:
    """Minus a number: ``-cost``."""
    found = plain(source)
    return number(-found) if found is not None else f"-{bracketed(source)}"


def product(*sources: Scalar) -> Scalar:
    """Numbers multiplied, plain ones together in front."""
    front = Decimal(1)
    rest: list[str] = []
    for one in sources:
        found = plain(one)
        if found is None:
            rest.append(bracketed(one))
        else:
            front *= found
    if front == 0 or not rest:
        return number(front)
    sign, front = ("-", -front) if front < 0 else ("", front)
    terms = rest if front == 1 else [str(number(front)), *rest]
    return sign + " * ".join(terms)


def total(*sources: Scalar) -> Scalar:
    """Numbers added, zeros left out."""
    terms = [one for one in sources if not is_zero(one)]
    values = [plain(one) for one in terms]
    if all(one is not None for one in values):
        return number(sum((one for one in values if one is not None), Decimal(0)))
    return " + ".join(_term(str(one)) for one in terms)


def complement(chance: Scalar) -> Scalar:
    """One minus a chance."""
    found = plain(chance)
    return number(1 - found) if found is not None else f"1 - {bracketed(chance)}"


def bracketed(source: Scalar) -> str:
    """The text, in brackets where it could not be multiplied as it stands."""
    text = str(source)
    return text if isinstance(_tree(text), Name | Number | Call) else f"({text})"


def _term(text: str) -> str:
    """The text, in brackets where it could not be added as it stands."""
    match _tree(text):
        case Name() | Number() | Call() | Unary(operator="-" | "+") | Binary(operator="+" | "-" | "*" | "/" | "**"):
            return text
        case _:
            return f"({text})"


def _tree(text: str) -> Node:
    try:
        return parse(text)
    except SyntaxFault as fault:
        one = fault.diagnostic
        message = f"`{text}` cannot be read: {one.message}"
        raise BlockFault(message, (), one.hint, expected=one.expected, code="S010") from None


def every(*conditions: str | None) -> str | None:
    """Conditions joined with ``and``; None where there is none."""
    terms: list[str] = []
    for one in conditions:
        if one is None or one.strip() in ("always", "true"):
            continue
        tree = _tree(one)
        loose = isinstance(tree, Binary) and tree.operator == "or"
        terms.append(f"({one})" if loose else one)
    if len(terms) == 1 and terms[0].startswith("(") and terms[0][1:-1] in conditions:
        return terms[0][1:-1]
    return " and ".join(dict.fromkeys(terms)) or None


def among(factor: str, values: list[str]) -> str:
    """That a factor has one of some values."""
    return f"{factor} == {values[0]}" if len(values) == 1 else f"{factor} in [{', '.join(values)}]"


def names_in(text: str) -> set[str]:
    """Every name that an expression contains."""
    return set(_walk(_tree(text)))


def _walk(node: Node) -> Iterator[str]:
    match node:
        case Name(name=name) | Text(text=name):
            yield name
        case Unary(operand=operand):
            yield from _walk(operand)
        case Binary(left=left, right=right):
            yield from _walk(left)
            yield from _walk(right)
        case Several(items=items) | Call(arguments=items):
            for one in items:
                yield from _walk(one)
        case _:
            return


def checked_chance(source: Scalar, path: Path) -> Scalar:
    """A chance: a plain one must lie between 0 and 1 (code S020)."""
    found = plain(source)
    if found is not None and not 0 <= found <= 1:
        what = ".".join(str(part) for part in path)
        expected = "a number from 0 to 1"
        raise BlockFault(f"`{what}` is a chance", path, expected=expected, found=f"{source}", code="S020")
    return source


def checked_range(source: Scalar, low: int, high: int, path: Path) -> Scalar:
    """A number on a scale: a plain one must lie on it."""
    found = plain(source)
    if found is not None and not low <= found <= high:
        what = ".".join(str(part) for part in path)
        expected = f"a number from {low} to {high}"
        raise BlockFault(f"`{what}` is off the scale", path, expected=expected, found=f"{source}")
    return source


def rate_of(duration: str, clock: Clock, path: Path) -> Scalar:
    """How often per clock unit something ends that lasts this long: ``1/12`` for ``12 days``.

    Raises
    ------
    BlockFault
        S034 for a unit that the clock does not have, S021 for a duration that is not above zero.
    """
    words = duration.split()
    with_unit = len(words) == 2 and plain(words[0]) is not None and words[1].isalpha()
    if plain(duration) is None and not with_unit:
        return f"1/{bracketed(duration)}"
    try:
        units = clock.duration(duration)
    except ClockFault as fault:
        raise BlockFault(str(fault), path, code="S034") from None
    if not units > 0:
        message = f"`{path[-1]}` must be above zero"
        raise BlockFault(message, path, expected="a duration above 0", found=duration, code="S021")
    return 1 if units == 1 else f"1/{number(repr(units))}"
