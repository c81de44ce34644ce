"""The words that shapes of JSON output are written in."""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]

NUMBER: Shape = {
    "description": 'a number; infinite ones are the texts "inf" and "-inf", undefined ones "nan"',
    "anyOf": [{"type": "number"}, {"enum": ["inf", "-inf", "nan"]}],
}
TEXT: Shape = {"type": "string"}
MAYBE_TEXT: Shape = {"type": ["string", "null"]}
COUNT: Shape = {"type": "integer", "minimum": 0}


def record(**fields: Shape) -> Shape:
    """An object that has at least these fields."""
    return {"type": "object", "required": list(fields), "properties": fields}


def several(item: Shape) -> Shape:
    """A list."""
    return {"type": "array", "items": item}


def by_name(item: Shape) -> Shape:
    """A mapping."""
    return {"type": "object", "additionalProperties": item}


VALUE: Shape = {
    "description": "a number; for move(actor) a probability by move, `wait` among them",
    "anyOf": [NUMBER, by_name(NUMBER)],
}
MAYBE_VALUE: Shape = {
    "description": "null where the question's date has passed",
    "anyOf": [VALUE, {"type": "null"}],
}

MAYBE_NUMBER: Shape = {"type": ["number", "null"]}


def maybe(shape: Shape, description: str = "") -> Shape:
    """The shape, or null."""
    said = {"description": description} if description else {}
    return {**said, "anyOf": [shape, {"type": "null"}]}
