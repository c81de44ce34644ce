"""The reference page of the command line, made from the commands themselves."""

from __future__ import annotations

import os

from detente.cli._shape import MAYBE_VALUE, NUMBER, VALUE, Shape
from detente.cli._shapes import ERROR, SHAPES

HEAD = """\
# The command line

This page is made from the commands by `detente.cli.reference()`; a test compares the two.

`detente COMMAND [arguments]`. FILE is the path of a scenario or the name of a case. Results go to stdout;
errors, warnings and signs of progress go to stderr (progress only where it is a terminal).

| exit code | meaning |
|---|---|
| 0 | good |
| 1 | the scenario or its evidence is wrong, or an answer is not the one that it expects |
| 2 | the command was misused: an unknown option, file, case or parameter, an expression that cannot be read |
| 3 | the solution did not converge: no number is shown as if it had |
| 70 | a fault of the program (`DETENTE_DEBUG=1` shows where) |
| 130 | stopped with Ctrl-C; nothing half-written stays behind |

JSON is strict: an infinite number is the text `"inf"` or `"-inf"`, an undefined one `"nan"`. Keys may be
added to a shape; none is removed or changes its meaning. `detente schema --command NAME` prints the shape of
what a command writes.
"""


def reference() -> str:
    """The whole page, in Markdown."""
    from unittest.mock import patch  # slow to load, and only this page needs it

    from detente.cli._main import COMMANDS, parser_of

    parts = [HEAD]
    with patch.dict(os.environ, {"COLUMNS": "96", "NO_COLOR": "1"}):
        for name in COMMANDS:
            text = "\n".join(line.rstrip() for line in parser_of(name).format_help().splitlines())
            parts.append(
                f"## {name}\n\n```text\n{text}\n```\n\nWith `--json`:\n\n```text\n{written(SHAPES[name])}\n```\n"
            )
    errors = "With `--json`, a command that fails writes this to stderr."
    parts.append(f"## errors\n\n{errors}\n\n```text\n{written(ERROR)}\n```\n")
    return "\n".join(parts)


def written(shape: Shape, depth: int = 0) -> str:
    """A shape in a notation for readers: ``{"name": text, "values": [number]}``."""
    note = f"  # {shape['description']}" if "description" in shape and shape not in (NUMBER, VALUE, MAYBE_VALUE) else ""
    return _kind(shape, depth) + note


def _kind(shape: Shape, depth: int) -> str:
    for known, word in ((NUMBER, "number"), (VALUE, "number or {option: number}")):
        if shape == known:
            return word
    if "anyOf" in shape:
        return " or ".join(_kind(one, depth) for one in shape["anyOf"])
    if "enum" in shape:
        return " or ".join(f'"{one}"' for one in shape["enum"])
    kinds = shape.get("type", "anything")
    if kinds == "array":
        return f"[{_kind(shape['items'], depth)}]"
    if kinds == "object" and "properties" in shape:
        inside = " " * (2 * depth + 2)
        fields = [f'{inside}"{name}": {written(one, depth + 1)}' for name, one in shape["properties"].items()]
        return "{\n" + "\n".join(fields) + "\n" + " " * (2 * depth) + "}"
    if kinds == "object":
        return "{name: " + _kind(shape.get("additionalProperties", {}), depth) + "}"
    return " or ".join(WORDS.get(one, one) for one in ([kinds] if isinstance(kinds, str) else kinds))


WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false"}
