"""What a YAML error most likely means for someone who writes a scenario."""

from __future__ import annotations

import re
from typing import Any

from detente.errors import Diagnostic, Place
from detente.scenario._tree import Source

QUOTES = 'inside { } an expression with a comma or a bracket stands in quotes: {when: "truce in [broken, strained]"}'
_CLOSE = "close it with the same sign"
COLON = "a text that contains `: ` stands in quotes; otherwise look at the indentation of this line"

_PLAIN_WORDS: tuple[tuple[str, str, str | None], ...] = (
    ("mapping values are not allowed", "a second `:` on this line", COLON),
    ("could not find expected ':'", "a line without its `:`", "write `key: value`"),
    (
        "did not find expected key",
        "this line does not belong to the mapping around it",
        "the keys of a mapping begin in the same column",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not belong to the list around it",
        "the `-` of a list begin in the same column",
    ),
    (
        "found unknown escape character",
        "a backslash that means nothing here",
        "use single quotes: nothing is special in them",
    ),
    (
        "block sequence entries are not allowed",
        "a list begins where a text stands",
        "begin the list on a line of its own",
    ),
    (
        "did not find expected <document start>",
        "this line stands outside the scenario's mapping",
        "top-level keys begin in the first column",
    ),
    (
        "found unexpected ':'",
        "a `:` inside a text",
        "a space must follow the colon of a key; a text with a `:` stands in quotes",
    ),
    (
        "did not find expected node content",
        "this cannot begin a text",
        "a bracket closes that was not opened; put an expression in quotes",
    ),
    (
        "expected comment or line break",
        "`|` and `>` begin a text on the next line",
        "write the text on the lines below, further in",
    ),
    (
        "found undefined tag handle",
        "`!` at the beginning of a text is a YAML tag",
        "put the text in quotes, or write `not`",
    ),
)


def syntax_fault(error: Any, source: Source) -> Diagnostic:
    """The diagnostic (S001) for an error of the YAML library."""
    if not hasattr(error, "problem"):
        return _bad_character(error, source)
    mark = error.problem_mark or error.context_mark
    context = error.context_mark or mark
    problem, around = error.problem or "", error.context or ""
    rows = source.text.split("\n")
    unclosed = _unclosed_quote(rows, context.line, mark.line) if "flow" in around else None
    if unclosed is not None:
        place = Place(source.file, *unclosed)
        return Diagnostic("S001", "a quote is opened here and never closed", place=place, hint=_CLOSE)
    if "simple key" in around:
        mark = context
    line, column = min(mark.line, len(rows) - 1), mark.column
    row = rows[line]
    message, hint = _meaning(problem, around, row, column, context.line + 1)
    if "end of stream" in problem or mark.line >= len(rows):
        line, column = context.line, context.column
    return Diagnostic("S001", message, place=Place(source.file, line + 1, column + 1), hint=hint)


def _meaning(problem: str, around: str, row: str, column: int, opened: int) -> tuple[str, str | None]:
    if "\t" in row[: column + 1] and "\t" in row[: len(row) - len(row.lstrip())] + row[column : column + 1]:
        return "a tab stands here", "YAML is indented with spaces"
    if "quoted scalar" in around and "end of" in problem:
        return "a quote is opened here and never closed", _CLOSE
    if "flow" in around:
        hint = QUOTES if re.search(r"\bin\s*\[|\w\(", row) else "separate items by commas, and close what is open"
        bracket = "{" if "mapping" in around else "["
        return f"the `{bracket}` opened on line {opened} is not closed before this", hint
    if "cannot start any token" in problem:
        sign = row[column : column + 1]
        return f"`{sign}` cannot begin a text", "put the text in quotes"
    if "alias" in around or "anchor" in around:
        return "`*` or `&` at the beginning of a text means something else in YAML", "put the text in quotes"
    for sign, message, hint in _PLAIN_WORDS:
        if sign in problem:
            return message, hint
    return problem or "this is not YAML", None


def _unclosed_quote(rows: list[str], first: int, last: int) -> tuple[int, int] | None:
    """The first line of a bracket with an odd number of double quotes: line and column of the last of them."""
    for at in range(first, min(last + 1, len(rows))):
        if rows[at].count('"') % 2 and "'" not in rows[at]:
            return at + 1, rows[at].rindex('"') + 1
    return None


def _bad_character(error: Any, source: Source) -> Diagnostic:
    at = getattr(error, "position", 0) or 0
    sign = getattr(error, "character", None)
    text = source.text
    if isinstance(sign, int):
        at = next((i for i, one in enumerate(text) if ord(one) == sign), at)
    before = text[:at]
    place = Place(source.file, before.count("\n") + 1, at - before.rfind("\n"))
    message = "a character that no text file should hold"
    found = f"U+{ord(text[at]):04X}" if at < len(text) else None
    return Diagnostic("S001", message, place=place, found=found, hint="delete it; it may be invisible in your editor")
