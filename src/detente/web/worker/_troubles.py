"""From whatever a job raised to what a page says of it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from pathlib import Path

from detente.errors import Diagnostic, InternalError, NotConverged, ScenarioError, UsageError, dotted
from detente.web._wire import Row, Trouble

SHOWN = 50
"""So many diagnostics go onto one page."""


def trouble_of(error: Exception, home: str = "") -> Trouble:
    """What a page says of an error in a scenario called ``home``; of a fault of ours only that there is one.

    Where it happened goes to the error stream.
    """
    if isinstance(error, ScenarioError):
        return Trouble("scenario", _counted(error.diagnostics), rows=rows_of(error.diagnostics, error.text, home))
    if isinstance(error, NotConverged):
        return Trouble("numbers", f"No solution was found: {error.outcome.message}", error.outcome.remedy)
    if isinstance(error, UsageError):
        return Trouble("usage", error.message, error.hint)
    if isinstance(error, MemoryError | SystemError):  # compiled code that gets no memory may only say that it failed
        hint = "make the game smaller: fewer factors, or fewer values of each"
        return Trouble("memory", "This needs more memory than one job may have here.", hint)
    if not isinstance(error, InternalError) or error.__traceback__ is not None:
        traceback.print_exception(error, file=sys.stderr)
    return Trouble("internal", "Something went wrong that should not have. The workbench goes on; where it happened "
                   "is written in the terminal it was started from.")  # fmt: skip


def _counted(diagnostics: Iterable[Diagnostic]) -> str:
    errors = sum(one.severity == "error" for one in diagnostics)
    return f"{errors} error{'s' * (errors != 1)}"


def rows_of(diagnostics: Iterable[Diagnostic], text: str | None, home: str = "") -> tuple[Row, ...]:
    """Diagnostics as a page shows them, the first ones where there are very many."""
    return tuple(_row(one, text, home) for one in list(diagnostics)[:SHOWN])


def _row(one: Diagnostic, text: str | None, home: str) -> Row:
    place = one.place
    start, end = one.span or (0, 0)
    if place is None and text is not None and one.span is not None and "\n" not in text:
        line, column, length = 1, start + 1, max(1, end - start)  # of a question, say, which has no file
        excerpt = f"{text}\n{' ' * start}{'^' * length}"
    elif place is None:
        return Row(
            one.code, one.name, one.severity, one.message, excerpt=dotted(one.path),
            expected=one.expected, found=one.found, hint=one.hint,
        )  # fmt: skip
    else:
        line, column, length = place.line, place.column, place.length
        excerpt = _excerpt(one, text)
    # Of a file beside the scenario (records, say) the name is told; that of the scenario goes without saying.
    name = "" if place is None else Path(place.file).name
    elsewhere = name if home and name != Path(home).name else ""
    return Row(
        one.code, one.name, one.severity, one.message, line, column, length, excerpt,
        one.expected, one.found, one.hint, elsewhere,
    )  # fmt: skip


def _excerpt(one: Diagnostic, text: str | None) -> str:
    """The lines that the terminal shows between the place and what was expected."""
    return "\n".join(line for line in one.render(text).splitlines() if line.startswith("  ") and " --> " not in line)
