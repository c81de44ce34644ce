"""What the user sees when something is wrong, and the exit code that goes with it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from detente.cli._json import dumped
from detente.cli._parser import colours
from detente.errors import Diagnostic, NotConverged, Place, ScenarioError, UsageError

GOOD, SCENARIO_WRONG, MISUSED, NOT_CONVERGED = 0, 1, 2, 3
FAILED = 70
"""An internal error (EX_SOFTWARE of sysexits)."""
NO_SUCH_FILE = frozenset({"S039", "R001"})
"""Codes of a file that the command names and that is not there: misuse, and nothing is wrong with a scenario."""
INTERRUPTED, PIPE_CLOSED = 130, 141
"""As a shell reports SIGINT and SIGPIPE."""


class BadArgument(UsageError):
    """An expression on the command line that cannot be read or answered, with its diagnostics."""

    def __init__(self, error: ScenarioError) -> None:
        self.error = error
        super().__init__(str(error))


@contextmanager
def blaming(argument: str, text: str) -> Iterator[None]:
    """Turn a ScenarioError about an expression of the command line into a :class:`BadArgument`.

    The diagnostics point into ``text``, the words after ``argument``.
    """
    try:
        yield
    except ScenarioError as error:
        raise BadArgument(ScenarioError(placed(error, argument), text)) from None


def placed(error: ScenarioError, file: str) -> list[Diagnostic]:
    """Diagnostics about an expression, with places as if ``file`` held that expression alone."""
    found = []
    for one in error.diagnostics:
        start, end = one.span if one.span is not None else (0, 1)
        place = Place(file, 1, start + 1, max(1, end - start))
        found.append(replace(one, place=place if one.span is not None else None, path=()))
    return found


def report_failure(error: Exception, *, as_json: bool) -> int:
    """Write an error to stderr, as text or as an object, and return the exit code."""
    code, fields, text = _explained(error)
    print(dumped({"error": fields}) if as_json else text, file=sys.stderr)
    return code


def _explained(error: Exception) -> tuple[int, dict[str, Any], str]:
    if isinstance(error, BadArgument):
        fields = {"kind": "usage", "message": error.message, "diagnostics": listed(error.error.diagnostics)}
        return MISUSED, fields, rendered(error.error.diagnostics, error.error.text)
    if isinstance(error, UsageError):
        text = f"error: {error.message}" + (f"\nhint: {error.hint}" if error.hint else "")
        return MISUSED, {"kind": "usage", "message": error.message, "hint": error.hint}, painted(text)
    if isinstance(error, ScenarioError):
        missing = all(one.code in NO_SUCH_FILE for one in error.diagnostics)
        message = "; ".join(one.message for one in error.diagnostics)
        fields = {"kind": "scenario", "message": message, "diagnostics": listed(error.diagnostics)}
        return MISUSED if missing else SCENARIO_WRONG, fields, rendered(error.diagnostics, error.text)
    if isinstance(error, NotConverged):
        found = error.outcome
        fields = {"kind": "outcome", "outcome": found.code, "message": found.message, "remedy": found.remedy}
        text = f"error: not solved ({found.code}): {found.message}"
        return NOT_CONVERGED, fields, painted(text + (f"\nhint: {found.remedy}" if found.remedy else ""))
    if isinstance(error, MemoryError):
        message = "there is not enough memory for this scenario"
        hint = "look at the number of states with `detente check`, and bound it with `--max-states`"
        return (
            MISUSED,
            {"kind": "usage", "message": message, "hint": hint},
            painted(f"error: {message}\nhint: {hint}"),
        )
    message = f"{type(error).__name__}: {error}".strip().splitlines()[0]
    fields = {"kind": "internal", "message": message}
    hint = "this is a fault of the program; please report it (DETENTE_DEBUG=1 shows where it happened)"
    return FAILED, fields, painted(f"internal error: {message}\nhint: {hint}")


def listed(diagnostics: tuple[Diagnostic, ...]) -> list[dict[str, Any]]:
    """Diagnostics as JSON objects."""
    found = []
    for one in diagnostics:
        place = one.place
        found.append(
            {
                "code": one.code,
                "name": one.name,
                "severity": one.severity,
                "message": one.message,
                "file": place.file if place else None,
                "line": place.line if place else None,
                "column": place.column if place else None,
                "length": place.length if place else None,
                "expected": one.expected,
                "found": one.found,
                "hint": one.hint,
            }
        )
    return found


def rendered(diagnostics: tuple[Diagnostic, ...], text: str | None) -> str:
    """Diagnostics for a reader, with the number of errors and warnings where there are several."""
    blocks = [painted(one.render(text)) for one in diagnostics]
    if len(blocks) > 1 and diagnostics[-1].code != "R099":  # which counts them all
        errors = sum(one.severity == "error" for one in diagnostics)
        blocks.append(
            f"{errors} error{'s' * (errors != 1)}, {len(blocks) - errors} warnings".replace(", 0 warnings", "")
        )
    return "\n\n".join(blocks)


_PAINT = [
    (re.compile(r"^(internal error|error(?:\[[^\]]*\])?)(:)", re.M), "\x1b[1;31m\\1\x1b[0m\\2"),
    (re.compile(r"^(warning(?:\[[^\]]*\])?)(:)", re.M), "\x1b[1;33m\\1\x1b[0m\\2"),
    (re.compile(r"^(  --> .*)$", re.M), "\x1b[34m\\1\x1b[0m"),
    (re.compile(r"^(       \| )( *)(\^+)$", re.M), "\\1\\2\x1b[1;31m\\3\x1b[0m"),
    (re.compile(r"^(hint|expected|found)(:)", re.M), "\x1b[1;36m\\1\x1b[0m\\2"),
]


def painted(text: str) -> str:
    """The text with colours where stderr is a terminal."""
    if colours(sys.stderr):
        for pattern, paint in _PAINT:
            text = pattern.sub(paint, text)
    return text
