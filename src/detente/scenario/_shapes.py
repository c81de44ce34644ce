"""The kinds of text that a scenario is made of, for the model and for the domain blocks.

A scenario is read with every scalar as the text that the author wrote. The types here say
what a text must look like, and what an editor may be told about it in the JSON Schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Union

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

YES = frozenset({"true", "yes", "on"})
NO = frozenset({"false", "no", "off"})


class Part(BaseModel):
    """A mapping of the language: unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def fault(expected: str, message: str = "", hint: str = "") -> PydanticCustomError:
    """What a validator raises: ``expected`` completes "expected: ..." for the author."""
    about = {"expected": expected, "message": message, "hint": hint}
    return PydanticCustomError("shape", "expected {expected}", about)


def by_shape(*, text: Any = None, listed: Any = None, mapping: Any = None) -> Any:
    """A type that is one thing where a text stands, another where a list or a mapping does.

    Errors then come from the one that was meant.
    """
    tagged = {"<text>": text, "<list>": listed, "<mapping>": mapping}
    members = tuple(Annotated[one, Tag(tag)] for tag, one in tagged.items() if one is not None)
    return Annotated[Union[members], Discriminator(_shape)]  # noqa: UP007


def _shape(value: Any) -> str:
    if isinstance(value, dict | BaseModel):
        return "<mapping>"
    return "<list>" if isinstance(value, list | tuple) else "<text>"


def _word(value: Any, expected: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    raise fault(expected)


def _text(value: Any) -> str:
    return _word(value, "a text")


def _name(value: Any) -> str:
    text = _word(value, "a name")
    if not text:
        raise fault("a name")
    return text


def _expression(value: Any) -> str:
    text = _word(value, "a number or an expression")
    if not text.strip():
        raise fault("a number or an expression")
    return text


def _flag(value: Any) -> bool:
    text = _word(value, "`true` or `false`").lower()
    if text not in YES | NO:
        raise fault("`true` or `false`")
    return text in YES


def _number(value: Any) -> float:
    text = _word(value, "a number")
    try:
        return float(text.replace("_", "x"))
    except ValueError:
        raise fault("a number") from None


def _whole(value: Any) -> int:
    text = _word(value, "a whole number")
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10):
        raise fault("a whole number")
    return int(text)


def _duration(value: Any) -> str:
    text = _word(value, "a duration such as `5 days`")
    if not text.strip():
        raise fault("a duration such as `5 days`")
    return text


def _listed(value: Any) -> Any:
    """One name may stand for a list of one."""
    return [value] if isinstance(value, str | int | float) and value != "" else value


NAME_SCHEMA = {"type": ["string", "number", "boolean"]}
"""What an editor may take for a name: YAML reads `no` and `0` as something else than text."""

Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(NAME_SCHEMA)]
"""Prose: a title, an explanation, a source."""

Name = Annotated[str, BeforeValidator(_name), WithJsonSchema(NAME_SCHEMA)]
"""The name of an actor, factor, value, move or parameter."""

Expression = Annotated[str, BeforeValidator(_expression), WithJsonSchema(NAME_SCHEMA)]
"""A number, or an expression that gives one or a condition; kept as text."""

Duration = Annotated[str, BeforeValidator(_duration), WithJsonSchema({"type": ["string", "number"]})]
"""A number of clock units, or with a unit as in ``5 days``; kept as text (``Clock.duration`` reads it)."""

Number = Annotated[float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
"""A plain number."""

Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer"})]
"""A whole number."""

Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
"""``true`` or ``false`` (``yes``, ``no``, ``on`` and ``off`` too)."""

Names = Annotated[
    list[Name],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [NAME_SCHEMA, {"type": "array", "items": NAME_SCHEMA}]}),
]
"""A list of names; one name may stand alone."""
