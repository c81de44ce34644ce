"""Which part of an expression is to blame where it is not finite."""

from __future__ import annotations

import numpy as np

from detente.game._meaning import Expression, Levels, Vocabulary, compile_tree
from detente.game._syntax import COMPARISONS, Binary, Call, Node, Span, Unary, chain


def culprit(expression: Expression, vocabulary: Vocabulary, levels: Levels) -> tuple[str, Span]:
    """Why an expression is not finite in one state: the code (S028 or S029) and the part to blame.

    ``levels`` has shape (factors, 1).
    """

    def value(node: Node) -> float:
        return float(compile_tree(node, expression.text, vocabulary, (), [])(levels)[0])

    def blame(node: Node) -> tuple[str, Span] | None:
        parts: tuple[Node, ...] = ()
        divisors: list[Node] = []
        match node:
            case Unary(operand=operand):
                parts = (operand,)
            case Binary(operator=operator) if operator not in COMPARISONS:
                first, rest = chain(node)
                parts = (first, *(right for _, right in rest))
                divisors = [right for operator, right in rest if operator == "/"]
            case Call(function=name, arguments=arguments) if name != "level":
                parts = arguments
        for part in parts:
            found = blame(part)
            if found is not None:
                return found
        for one in divisors:
            if value(one) == 0:
                return "S028", one.span
        if parts and not np.isfinite(value(node)):
            return "S029", node.span
        return None

    return blame(expression.tree) or ("S029", (0, max(1, len(expression.text))))
