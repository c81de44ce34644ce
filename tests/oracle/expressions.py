"""Expressions read by Python's own parser and walked one state at a time.

The language's arithmetic is a subset of Python's, so `ast.parse` is an independent reader
of it. Nothing here uses the package's parser, resolver or array functions.
"""

import ast
import math
import operator

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
CONSTANTS = {"true": 1.0, "false": 0.0, "always": 1.0, "never": 0.0, "inf": math.inf}
FUNCTIONS = {"min": min, "max": max, "exp": math.exp, "log": math.log}


def evaluate(source, levels, values, parameters):
    """The number that an expression gives in one state.

    ``levels`` maps factors to levels, ``values`` factors to listings, ``parameters`` names to numbers.
    """
    if not isinstance(source, str):
        return float(source)
    return float(_Walk(source.strip(), levels, values, parameters).result())


class _Walk:
    def __init__(self, source, levels, values, parameters):
        self.source, self.levels, self.values, self.parameters = source, levels, values, parameters

    def result(self):
        return self.number(ast.parse(self.source, mode="eval").body)

    def number(self, node):
        match node:
            case ast.Constant(value=int() | float()):
                return float(node.value)
            case ast.Name(id=name):
                return float(self.parameters[name] if name in self.parameters else CONSTANTS[name])
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return float(self.number(inner) == 0)
            case ast.UnaryOp(op=sign, operand=inner):
                return -self.number(inner) if isinstance(sign, ast.USub) else self.number(inner)
            case ast.BoolOp(op=ast.And(), values=parts):
                return float(all(self.number(one) != 0 for one in parts))
            case ast.BoolOp(op=ast.Or(), values=parts):
                return float(any(self.number(one) != 0 for one in parts))
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATORS[type(op)](self.number(left), self.number(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return float(self.compare(left, op, right))
            case ast.Call(func=ast.Name(id="level"), args=[ast.Name(id=name)]):
                return float(self.levels[name])
            case ast.Call(func=ast.Name(id=name), args=args):
                numbers = [self.number(one) for one in args]
                return numbers[0] if name in ("min", "max") and len(numbers) == 1 else FUNCTIONS[name](*numbers)
        raise ValueError(f"cannot read {self.source!r}")

    def compare(self, left, op, right):
        factor = self.factor(left)
        if isinstance(op, ast.In | ast.NotIn):
            inside = self.levels[factor] in [self.level(factor, one) for one in right.elts]
            return inside == isinstance(op, ast.In)
        if factor is not None:
            return OPERATORS[type(op)](self.levels[factor], self.level(factor, right))
        factor = self.factor(right)
        if factor is not None:
            return OPERATORS[type(op)](self.level(factor, left), self.levels[factor])
        return OPERATORS[type(op)](self.number(left), self.number(right))

    def factor(self, node):
        return node.id if isinstance(node, ast.Name) and node.id in self.values else None

    def level(self, factor, node):
        """The level that stands beside a factor: one of its values, or another factor's present level."""
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
        text = text or ast.get_source_segment(self.source, node)
        return self.values[factor].index(text) if text in self.values[factor] else self.levels[text]
