"""The expression language: text to a small syntax tree, with the place of every part.

Parsed by hand and never evaluated by Python. The same grammar serves guards, rates,
payoffs and questions; what a name or a call means is decided later, by whoever
resolves the tree (:mod:`detente.game._meaning` for states, the forecast for questions).

Grammar, loosest first::

    or  >  and  >  not  >  comparison (== != < <= > >= in, not in)  >  + -  >  * /  >  unary -  >  **
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.errors import Diagnostic

MAX_LENGTH = 10_000
MAX_DEPTH = 100

Span = tuple[int, int]


@dataclass(frozen=True)
class Number:
    """A number; ``text`` keeps how it was written, so that it can name a value such as ``0``."""

    value: float
    text: str
    span: Span


@dataclass(frozen=True)
class Name:
    """A name, dotted names such as ``russia.return`` included."""

    name: str
    span: Span


@dataclass(frozen=True)
class Text:
    """A quoted value name."""

    text: str
    span: Span


@dataclass(frozen=True)
class Date:
    """A calendar date written as 2016-03-15; only questions give it a meaning."""

    text: str
    span: Span


@dataclass(frozen=True)
class Unary:
    """``-x``, ``+x`` or ``not x``."""

    operator: str
    operand: Node
    span: Span


@dataclass(frozen=True)
class Binary:
    """Arithmetic, a comparison, ``and``, ``or``, ``in`` or ``not in``."""

    operator: str
    left: Node
    right: Node
    span: Span


@dataclass(frozen=True)
class Several:
    """A list in square brackets."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True)
class Call:
    """A function with arguments in order and by name."""

    function: str
    arguments: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]
    span: Span


Node = Number | Name | Text | Date | Unary | Binary | Several | Call

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
_BINDING = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6, "**": 8} | dict.fromkeys(COMPARISONS, 4)
_NOT_BINDING = 3
_SIGN_BINDING = 7


def chain(node: Binary) -> tuple[Node, list[tuple[str, Node]]]:
    """The left-leaning chain of arithmetic, `and` and `or` that ends in ``node``.

    Its first operand, then each operator with its right operand. A long sum is deep in the tree, but not in meaning.
    """
    first: Node = node
    rest: list[tuple[str, Node]] = []
    while isinstance(first, Binary) and first.operator not in COMPARISONS:
        rest.append((first.operator, first.right))
        first = first.left
    return first, rest[::-1]


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<date>\d{4}-\d{2}-\d{2}(?![\w.]))
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w]))
    | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<operator>\*\*|==|!=|<=|>=|<|>|\+|-|\*|/|\(|\)|\[|\]|,|=)
    )""",
    re.VERBOSE,
)


class SyntaxFault(Exception):
    """An expression that cannot be read; carries the diagnostic without its path."""

    def __init__(self, message: str, span: Span, hint: str | None = None, expected: str | None = None) -> None:
        self.diagnostic = Diagnostic("S010", message, span=span, hint=hint, expected=expected)
        super().__init__(message)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    span: Span


_HINTS = {
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not` or `!=`",
    "^": "write `**` for a power",
    "%": "write a share as a number, 0.2 for 20 %",
    "{": "a list of values stands in square brackets",
}


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            sign = text[at]
            raise SyntaxFault(f"`{sign}` has no place in an expression", (at, at + 1), _HINTS.get(sign))
        kind = match.lastgroup or ""
        span = match.span(kind)
        word = match.group(kind)
        found.append(_Token("operator" if word in ("and", "or", "not", "in") else kind, word, span))
        at = match.end()
    found.append(_Token("end", "", (len(text), len(text))))
    return found


class _Parser:
    """Precedence climbing over the tokens, with a bound on nesting."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def here(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.here
        self.at += 1
        return token

    def takes(self, *texts: str) -> bool:
        if self.here.kind == "operator" and self.here.text in texts:
            self.at += 1
            return True
        return False

    def need(self, text: str, opened: Span) -> _Token:
        if self.here.kind == "operator" and self.here.text == text:
            return self.take()
        found = self.here.text or "the end of the expression"
        raise SyntaxFault(
            f"`{text}` was expected here, found {_quoted(found)}",
            self.here.span,
            hint=f"the bracket opened at character {opened[0] + 1} is not closed",
        )

    def operator(self) -> str | None:
        """The binary operator that stands here, `not in` as one word."""
        if self.here.kind != "operator":
            return None
        if self.here.text == "not":
            ahead = self.tokens[self.at + 1]
            return "not in" if ahead.kind == "operator" and ahead.text == "in" else None
        return self.here.text if self.here.text in _BINDING else None

    def expression(self, binding: int = 0) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SyntaxFault(f"nested more than {MAX_DEPTH} deep", self.here.span, hint="split it in parameters")
        left = self.operand()
        compared = False
        while (operator := self.operator()) is not None and _BINDING[operator] > binding:
            token = self.take()
            if operator == "not in":
                self.take()
            if operator in COMPARISONS:
                if compared:
                    hint = "write `a < b and b < c`"
                    raise SyntaxFault("comparisons cannot be chained", token.span, hint)
                compared = True
            power = operator == "**"
            right = self.expression(_BINDING[operator] - 1 if power else _BINDING[operator])
            left = Binary(operator, left, right, (left.span[0], right.span[1]))
        self.depth -= 1
        return left

    def operand(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return Number(float(token.text), token.text, token.span)
        if token.kind == "date":
            return Date(token.text, token.span)
        if token.kind == "text":
            return Text(token.text[1:-1], token.span)
        if token.kind == "name":
            return self.call(token) if self.takes("(") else Name(token.text, token.span)
        if token.text in ("-", "+", "not"):
            inner = self.expression(_NOT_BINDING - 1 if token.text == "not" else _SIGN_BINDING)
            return Unary(token.text, inner, (token.span[0], inner.span[1]))
        if token.text == "(":
            inner = self.expression()
            self.need(")", token.span)
            return inner
        if token.text == "[":
            return self.several(token)
        if token.kind == "end":
            raise SyntaxFault("the expression ends too early", token.span, expected="a name, a number or `(`")
        hint = "write `==` to compare" if token.text == "=" else None
        raise SyntaxFault(f"`{token.text}` was not expected here", token.span, hint, "a name, a number or `(`")

    def several(self, opened: _Token) -> Several:
        items: list[Node] = []
        while not (self.here.kind == "operator" and self.here.text == "]"):
            items.append(self.expression())
            if not self.takes(","):
                break
        closed = self.need("]", opened.span)
        return Several(tuple(items), (opened.span[0], closed.span[1]))

    def call(self, name: _Token) -> Call:
        opened = self.tokens[self.at - 1]
        items: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not (self.here.kind == "operator" and self.here.text == ")"):
            ahead = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
            if self.here.kind == "name" and ahead.kind == "operator" and ahead.text == "=":
                key = self.take()
                self.take()
                named.append((key.text, self.expression()))
            else:
                items.append(self.expression())
            if not self.takes(","):
                break
        closed = self.need(")", opened.span)
        return Call(name.text, tuple(items), tuple(named), (name.span[0], closed.span[1]))


def _quoted(text: str) -> str:
    return text if text.startswith("the end") else f"`{text}`"


def parse(text: str) -> Node:
    """Read an expression.

    Parameters
    ----------
    text
        At most 10,000 characters, nested at most 100 deep.

    Raises
    ------
    SyntaxFault
        With the span of the characters that could not be read (code S010).
    """
    if len(text) > MAX_LENGTH:
        raise SyntaxFault(f"longer than {MAX_LENGTH:,} characters", (0, 1), hint="split it in parameters")
    parser = _Parser(text)
    tree = parser.expression()
    token = parser.here
    if token.kind != "end":
        hint = "write `==` to compare" if token.text == "=" else None
        raise SyntaxFault(f"`{token.text}` was not expected here", token.span, hint, "an operator or the end")
    return tree


def names_in(tree: Node) -> Iterator[str]:
    """The names that an expression uses, in no order, each as often as it stands there."""
    waiting = [tree]
    while waiting:
        match waiting.pop():
            case Name(name=name):
                yield name
            case Unary(operand=operand):
                waiting.append(operand)
            case Binary(left=left, right=right):
                waiting += (left, right)
            case Several(items=items) | Call(arguments=items):
                waiting += items
            case _:
                pass
