"""Where arithmetic fails: which part of an expression, and in which state.

``and`` and ``or`` are read from the left, and a part that cannot change the answer is not looked at: in
``level(x) > 0 and 1 / level(x) > 0.5`` nothing is wrong.
"""

from __future__ import annotations

import re

import numpy as np

from detente.game._meaning import ARITHMETIC, Expression, Levels, Vocabulary, compile_tree
from detente.game._syntax import COMPARISONS, Binary, Call, Node, Span, Unary, chain

Trouble = tuple[str, Span, int]
"""The code (S028 or S029), the part to blame, and the position of the first state where it happens."""

_RISKY = re.compile(r"/|\*\*|\b(exp|log)\b")


def can_fail(expression: Expression) -> bool:
    """Whether there is any arithmetic that could give something that is not finite."""
    return _RISKY.search(expression.text) is not None


def trouble(expression: Expression, vocabulary: Vocabulary, levels: Levels) -> Trouble | None:
    """The first failure of arithmetic in some states; None if there is none.

    ``levels`` has shape (factors, states).
    """
    if expression.constant is not None:
        levels = levels[:, :1]
    with np.errstate(all="ignore"):
        return _Search(expression.text, vocabulary, levels).walk(expression.tree, np.ones(levels.shape[1], dtype=bool))


def culprit(expression: Expression, vocabulary: Vocabulary, levels: Levels) -> tuple[str, Span]:
    """Why an expression is not finite in one state, ``levels`` (factors, 1): the code and the part to blame."""
    found = trouble(expression, vocabulary, levels)
    return found[:2] if found is not None else ("S029", (0, max(1, len(expression.text))))


class _Search:
    """One search through a tree; ``active`` marks the states in which a part is looked at."""

    def __init__(self, text: str, vocabulary: Vocabulary, levels: Levels) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.levels = levels

    def value(self, node: Node) -> np.ndarray:
        return compile_tree(node, self.text, self.vocabulary, (), [])(self.levels)

    def walk(self, node: Node, active: np.ndarray) -> Trouble | None:
        match node:
            case Unary(operand=operand):
                return self.walk(operand, active)
            case Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
                return self.walk(left, active) or self.walk(right, active)
            case Binary():
                return self.sequence(node, active)
            case Call(function=name, arguments=arguments) if name != "level":
                for one in arguments:
                    found = self.walk(one, active)
                    if found is not None:
                        return found
                return self.failed(self.value(node), active, "S029", node.span)
        return None

    def sequence(self, node: Binary, active: np.ndarray) -> Trouble | None:
        """A chain of operators, from the left."""
        first, rest = chain(node)
        found = self.walk(first, active)
        if found is not None or not rest:
            return found
        so_far = self.value(first)
        for operator, right in rest:
            if operator in ("and", "or"):
                holds = so_far != 0
                found = self.walk(right, active & (holds if operator == "and" else ~holds))
                join = np.logical_and if operator == "and" else np.logical_or
                so_far = join(holds, self.value(right) != 0).astype(float)
            else:
                found = self.walk(right, active)
                other = self.value(right)
                if found is None and operator == "/":
                    found = self.failed(np.where(other == 0, np.nan, 0.0), active, "S028", right.span)
                so_far = ARITHMETIC[operator](so_far, other)
                if found is None:
                    found = self.failed(so_far, active, "S029", (node.span[0], right.span[1]))
            if found is not None:
                return found
        return None

    def failed(self, value: np.ndarray, active: np.ndarray, code: str, span: Span) -> Trouble | None:
        bad = np.flatnonzero(active & ~np.isfinite(value))
        return (code, span, int(bad[0])) if len(bad) else None
