"""What an expression means on states: names resolved, kinds checked, compiled to array functions.

A compiled :class:`Expression` is a function of the levels of many states at once
(``levels[factor, state]``, positions in the listing from 0). Conditions are 0 or 1 in
arithmetic, and any number other than 0 holds as a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detente.errors import Diagnostic, Path, did_you_mean, nearest
from detente.game._syntax import (
    COMPARISONS,
    Binary,
    Call,
    Date,
    Name,
    Node,
    Number,
    Several,
    Span,
    SyntaxFault,
    Text,
    Unary,
    chain,
    parse,
)

Levels = np.ndarray
"""Integer array of shape (factors, states): the position of each factor's value."""

Function = Callable[[Levels], "np.ndarray | float"]

FUNCTIONS = ("level", "min", "max", "exp", "log")
CONSTANTS = {"true": 1.0, "false": 0.0, "always": 1.0, "never": 0.0, "inf": np.inf}


@dataclass(frozen=True)
class Vocabulary:
    """The names that expressions may use.

    Parameters
    ----------
    values
        Each factor's values in the listed order.
    unordered
        Factors whose listing is no order, so that ``<`` means nothing on them.
    parameters
        Each parameter's number.
    """

    values: Mapping[str, tuple[str, ...]]
    unordered: frozenset[str] = frozenset()
    parameters: Mapping[str, float] = field(default_factory=dict)
    position: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "position", {name: at for at, name in enumerate(self.values)})

    def homes(self, value: str) -> list[str]:
        """The factors that list this value."""
        return [name for name, values in self.values.items() if value in values]


@dataclass(frozen=True)
class Expression:
    """An expression that can be evaluated on states.

    Attributes
    ----------
    text
        As the author wrote it.
    uses
        The factors that the value depends on.
    constant
        The number, where no factor is used.
    """

    text: str
    tree: Node
    uses: frozenset[str]
    constant: float | None
    function: Function

    def __call__(self, levels: Levels) -> np.ndarray:
        """Evaluate on all states at once; float64 of shape (states,), not finite where arithmetic fails."""
        with np.errstate(all="ignore"):
            found = np.asarray(self.function(levels), dtype=np.float64)
        return np.broadcast_to(found, levels.shape[1:])

    def holds(self, levels: Levels) -> np.ndarray:
        """Evaluate as a condition; bool of shape (states,), False where arithmetic fails."""
        with np.errstate(all="ignore"):
            found = np.asarray(self.function(levels))
            if found.dtype != np.bool_:
                found = (found != 0) & ~np.isnan(found)
        return np.broadcast_to(found, levels.shape[1:])


def compile_expression(source: str | float, vocabulary: Vocabulary, path: Path, into: list[Diagnostic]) -> Expression:
    """Read and resolve an expression; what is wrong with it goes ``into`` the list.

    A plain number is an expression too. After an error the expression is the constant 0,
    so that one run can collect the errors of all expressions.
    """
    if isinstance(source, bool | int | float | np.number):
        value = float(source)
        if not np.isfinite(value):
            into.append(Diagnostic("S029", f"{source} is not a finite number", path))
        return Expression(str(source), Number(value, str(source), (0, 0)), frozenset(), value, lambda _: value)
    try:
        tree = parse(source)
    except SyntaxFault as fault:
        one = fault.diagnostic
        into.append(Diagnostic(one.code, one.message, path, one.span, one.expected, hint=one.hint))
        return Expression(source, Number(0.0, "0", (0, 0)), frozenset(), 0.0, lambda _: 0.0)
    return compile_tree(tree, source, vocabulary, path, into)


def compile_tree(tree: Node, text: str, vocabulary: Vocabulary, path: Path, into: list[Diagnostic]) -> Expression:
    """Resolve a tree that was read before (a part of a question, say)."""
    before = len(into)
    resolver = _Resolver(vocabulary, path, into)
    function = resolver.number(tree)
    if len(into) > before:
        return Expression(text, tree, frozenset(), 0.0, lambda _: 0.0)
    constant = None
    if not resolver.uses:
        with np.errstate(all="ignore"):
            constant = float(function(np.zeros((len(vocabulary.values), 1), np.int16)))
        function = _constant(constant)
    return Expression(text, tree, frozenset(resolver.uses), constant, function)


def _constant(value: float) -> Function:
    return lambda _: value


ARITHMETIC: dict[str, Callable[..., np.ndarray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "and": np.logical_and,
    "or": np.logical_or,
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


class _Resolver:
    """Walks one tree; `uses` gathers the factors met on the way."""

    def __init__(self, vocabulary: Vocabulary, path: Path, into: list[Diagnostic]) -> None:
        self.vocabulary = vocabulary
        self.path = path
        self.into = into
        self.uses: set[str] = set()

    def fault(self, code: str, message: str, span: Span, hint: str | None = None, **more: Any) -> Function:
        self.into.append(Diagnostic(code, message, self.path, span, hint=hint, **more))
        return _constant(0.0)

    def column(self, name: str) -> Function:
        self.uses.add(name)
        row = self.vocabulary.position[name]
        return lambda levels: levels[row]

    def number(self, node: Node) -> Function:
        """The node as a number or a condition."""
        match node:
            case Number(value=value):
                return _constant(value)
            case Name():
                return self.name(node)
            case Unary(operator=operator, operand=operand):
                inner = self.number(operand)
                if operator == "not":
                    return lambda levels: np.equal(_as_float(inner(levels)), 0)
                sign = -1.0 if operator == "-" else 1.0
                return lambda levels: sign * _as_float(inner(levels))
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)
            case Text(text=text):
                return self.fault("S031", f"the value `{text}` stands where a number should", node.span)
            case Date(text=text):
                return self.fault("S031", f"a date ({text}) has no meaning in the states of a game", node.span)
            case Several():
                return self.fault("S031", "a list stands where a number should", node.span, "use it after `in`")

    def name(self, node: Name) -> Function:
        known = self.vocabulary
        if node.name in known.parameters:
            return _constant(float(known.parameters[node.name]))
        if node.name in known.values:
            hint = f"write `level({node.name})`, or compare it with one of its values"
            return self.fault("S031", f"the factor `{node.name}` stands where a number should", node.span, hint)
        if node.name in CONSTANTS:
            return _constant(CONSTANTS[node.name])
        homes = known.homes(node.name)
        if homes:
            hint = f"write `{homes[0]} == {node.name}`"
            return self.fault("S031", f"the value `{node.name}` stands alone", node.span, hint)
        names = [*known.parameters, *known.values]
        message = f"`{node.name}` is no factor, value or parameter of this scenario"
        return self.fault("S011", message, node.span, did_you_mean(node.name, names))

    def binary(self, node: Binary) -> Function:
        """Arithmetic, `and`, `or`: a chain that leans left is folded in a loop, so that long sums need no recursion."""
        if node.operator in COMPARISONS:
            return self.comparison(node)
        first, rest = chain(node)
        start = self.number(first)
        steps = [(ARITHMETIC[operator], self.number(right)) for operator, right in rest]

        def fold(levels: Levels) -> np.ndarray:
            found = np.asarray(start(levels))
            for operation, right in steps:
                found = operation(_as_float(found), _as_float(right(levels)))
            return found

        return fold

    def call(self, node: Call) -> Function:
        if node.function not in FUNCTIONS:
            hint = did_you_mean(node.function, FUNCTIONS)
            span = (node.span[0], node.span[0] + len(node.function))
            return self.fault("S016", f"there is no function `{node.function}`", span, hint)
        if node.named:
            key, value = node.named[0]
            return self.fault("S010", f"`{node.function}` takes no `{key}=`", value.span)
        if node.function == "level":
            return self.level(node)
        inner = [self.number(one) for one in node.arguments]
        if node.function in ("exp", "log"):
            if len(inner) != 1:
                return self.fault("S010", f"`{node.function}` takes one argument, not {len(inner)}", node.span)
            only, operation = inner[0], np.exp if node.function == "exp" else np.log
            return lambda levels: operation(_as_float(only(levels)))
        if not inner:
            return self.fault("S010", f"`{node.function}` takes at least one argument", node.span)
        least = np.minimum if node.function == "min" else np.maximum

        def fold(levels: Levels) -> np.ndarray:
            found = _as_float(inner[0](levels))
            for one in inner[1:]:
                found = least(found, _as_float(one(levels)))
            return found

        return fold

    def level(self, node: Call) -> Function:
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Name | Text):
            return self.fault("S010", "`level` takes the name of one factor", node.span)
        only = node.arguments[0]
        name = only.name if isinstance(only, Name) else only.text
        if name not in self.vocabulary.values:
            return self.unknown_factor(name, only.span)
        column = self.column(name)
        return lambda levels: _as_float(column(levels))

    def unknown_factor(self, name: str, span: Span) -> Function:
        hint = did_you_mean(name, self.vocabulary.values)
        return self.fault("S012", f"`{name}` is no factor of this scenario", span, hint)

    # -- comparisons: the one place where factors and values may stand ----------------

    def factor_of(self, node: Node) -> str | None:
        if isinstance(node, Name) and node.name in self.vocabulary.values:
            return node.name
        return None

    def comparison(self, node: Binary) -> Function:
        left, right = self.factor_of(node.left), self.factor_of(node.right)
        if node.operator in ("in", "not in"):
            return self.membership(node, left)
        if left is not None:
            return self.against(node, left, node.right, flipped=False)
        if right is not None:
            return self.against(node, right, node.left, flipped=True)
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, Name) and self._is_valueish(other) and self._is_unknown(side):
                return self.unknown_factor(side.name, side.span)
        one, two = self.number(node.left), self.number(node.right)
        operation = ARITHMETIC[node.operator]
        return lambda levels: operation(_as_float(one(levels)), _as_float(two(levels)))

    def _is_unknown(self, node: Name) -> bool:
        known = self.vocabulary
        named = node.name in known.parameters or node.name in CONSTANTS
        return not named and not known.homes(node.name)

    def _is_valueish(self, node: Node) -> bool:
        if isinstance(node, Name):
            return node.name not in self.vocabulary.parameters and node.name not in CONSTANTS
        return isinstance(node, Text)

    def against(self, node: Binary, factor: str, other: Node, *, flipped: bool) -> Function:
        """A factor compared with one of its values, or with a factor of the same values."""
        operator = node.operator
        ordering = operator not in ("==", "!=")
        if ordering and factor in self.vocabulary.unordered:
            hint = "compare with `==` or `in`, or drop `ordered: false` from the factor"
            return self.fault("S027", f"the values of `{factor}` have no order", node.span, hint)
        second = self.factor_of(other)
        column = self.column(factor)
        operation = ARITHMETIC[operator]
        values = self.vocabulary.values[factor]
        if second is not None and second not in values:
            if self.vocabulary.values[second] != values:
                code = "S027" if ordering else "S031"
                message = f"`{factor}` and `{second}` have different values and cannot be compared"
                return self.fault(code, message, node.span, "compare each with a value of its own")
            across = self.column(second)
            one, two = (across, column) if flipped else (column, across)
            return lambda levels: operation(one(levels), two(levels))
        at = self.value(factor, other)
        if at is None:
            return _constant(0.0)
        if flipped:
            return lambda levels: operation(at, column(levels))
        return lambda levels: operation(column(levels), at)

    def membership(self, node: Binary, factor: str | None) -> Function:
        if factor is None:
            if isinstance(node.left, Name):
                return self.unknown_factor(node.left.name, node.left.span)
            return self.fault("S031", f"`{node.operator}` asks about a factor", node.left.span)
        if not isinstance(node.right, Several):
            hint = f"write `{factor} {node.operator} [{', '.join(self.vocabulary.values[factor][:2])}]`"
            return self.fault("S031", f"`{node.operator}` wants a list of values", node.right.span, hint)
        column = self.column(factor)
        found = [self.value(factor, one) for one in node.right.items]
        size = len(self.vocabulary.values[factor])
        inside = np.zeros(size, dtype=bool)
        inside[[at for at in found if at is not None]] = True
        if node.operator == "not in":
            inside = ~inside
        return lambda levels: inside[np.asarray(column(levels))]

    def value(self, factor: str, node: Node) -> int | None:
        """The position of a value of ``factor``, or None after saying what is wrong."""
        values = self.vocabulary.values[factor]
        match node:
            case Name(name=text) | Text(text=text) | Number(text=text) | Date(text=text):
                pass
            case Unary(operator="-", operand=Number(text=inner)):
                text = "-" + inner
            case _:
                hint = f"write `level({factor})` to compare its level with a number"
                self.fault("S031", f"`{factor}` is compared with something that is no value", node.span, hint)
                return None
        if text in values:
            return values.index(text)
        self.foreign_value(factor, text, node.span)
        return None

    def foreign_value(self, factor: str, text: str, span: Span) -> None:
        values = self.vocabulary.values[factor]
        expected = "one of " + ", ".join(f"`{one}`" for one in values[:12])
        close = nearest(text, values)
        hint = f"did you mean `{close}`?" if close else None
        homes = self.vocabulary.homes(text)
        if homes:
            message = f"`{text}` is a value of `{homes[0]}`, not of `{factor}`"
            self.fault("S017", message, span, hint, expected=expected, found=f"`{text}`")
        elif text in self.vocabulary.parameters:
            hint = f"write `level({factor})` to compare its level with a number"
            self.fault("S031", f"the factor `{factor}` is compared with the parameter `{text}`", span, hint)
        else:
            message = f"`{text}` is no value of `{factor}`"
            self.fault("S013", message, span, hint, expected=expected, found=f"`{text}`")


def _as_float(found: np.ndarray | float) -> np.ndarray:
    return np.asarray(found, dtype=np.float64)
