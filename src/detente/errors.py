"""The four kinds of error, never mixed.

* :class:`Diagnostic` speaks to the author of a scenario: what was expected, what was
  found, where, and the likely fix. They are collected and raised together as a
  :class:`ScenarioError`.
* :class:`UsageError` speaks to the caller of a function or a command.
* :class:`Outcome` says how a numerical method ended. It travels in the result; a
  caller who wants an exception instead gets :class:`NotConverged`.
* :class:`InternalError` is a fault of ours.

The registry :data:`CODES` names every code once; the reference page is made from it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

CODES: dict[str, tuple[str, str]] = {
    "S001": ("yaml-syntax", "The text is not YAML."),
    "S002": ("too-large", "The file is larger than a scenario may be."),
    "S003": ("too-deep", "Nesting or repetition by aliases goes beyond what a scenario needs."),
    "S004": ("unsupported-version", "The `detente:` key names a version this program does not read."),
    "S005": ("unknown-key", "A key that the language does not have."),
    "S006": ("missing-key", "A key that must be there is not."),
    "S007": ("wrong-type", "A text stands where a mapping should, or the like."),
    "S008": ("duplicate", "The same name or key twice."),
    "S009": ("bad-name", "A name that expressions could not refer to."),
    "S010": ("expression-syntax", "An expression that cannot be read."),
    "S011": ("unknown-name", "A name that is no factor, value or parameter."),
    "S012": ("unknown-factor", "A factor that the scenario does not declare."),
    "S013": ("unknown-value", "A value that the factor does not have."),
    "S014": ("unknown-actor", "An actor that the scenario does not declare."),
    "S015": ("unknown-parameter", "A parameter that the scenario does not declare."),
    "S016": ("unknown-function", "A function that expressions do not have."),
    "S017": ("value-of-another-factor", "A value that belongs to a different factor."),
    "S018": ("start-not-listed", "The start names a value that the factor does not list."),
    "S019": ("chances-do-not-sum", "The chances of the branches, or of a start, do not sum to 1."),
    "S020": ("negative-rate", "A rate or a chance below zero."),
    "S021": ("not-positive", "A discount, attention, noise, memory or duration that is not above zero."),
    "S022": ("unseen-factor", "A guard uses a factor that its actor does not see."),
    "S023": ("factor-never-changes", "A factor keeps its one start value for ever (a warning)."),
    "S024": ("move-never-made", "A move or an event is open in no reachable state (a warning)."),
    "S025": ("no-reachable-state", "The start gives no state a chance above zero."),
    "S026": ("too-many-states", "More reachable states than the limit allows."),
    "S027": ("unordered-comparison", "`<` or `>` between things that have no order."),
    "S028": ("division-by-zero", "A division by zero in a reachable state."),
    "S029": ("not-finite", "A number that is infinite or not a number in a reachable state."),
    "S030": ("level-out-of-range", "A change leads to a level that the factor does not have."),
    "S031": ("wrong-kind", "A number where a condition should be, a bare factor in arithmetic, or the like."),
    "S032": ("circular-parameter", "Parameters that are defined through each other."),
    "S033": ("bad-prior", "A prior with the wrong arguments."),
    "S034": ("bad-clock", "A unit, date or duration that cannot be read."),
    "S035": ("bad-block", "A domain block that contradicts itself or the rest of the scenario."),
    "S036": ("bad-question", "A question that cannot be read or answered."),
    "S037": ("payoff-function", "A payoff function that failed, or gave the wrong shape."),
    "S038": ("not-text", "The file is not UTF-8 text."),
    "S039": ("no-such-file", "No scenario of this name or path."),
    "S040": ("no-evidence-file", "A file that `evidence:` names is not there."),
    "S041": ("bad-grade", "A grade that the Admiralty scale does not have, or a chance outside 0 to 1."),
    "S042": ("bad-change", "A change under `do:` that the scenario gives no hold for, or that contradicts itself."),
    "S043": ("change-of-words", "A change under `do:` that leaves the game as it is (a warning)."),
    "S044": ("bad-place", "A place whose position is off the map, or told more finely than a city."),
    "R001": ("no-such-records", "A file of records that is not there or cannot be opened."),
    "R002": ("records-not-text", "A file of records that is not UTF-8 text."),
    "R003": ("not-a-table", "A file of records that is no table: another separator, an open quotation, a short row."),
    "R004": ("no-records", "A file without records."),
    "R005": ("bad-column", "A column that records do not have, one twice, or one that is missing."),
    "R006": ("bad-date", "A date, number of clock units or duration that cannot be read."),
    "R007": ("before-start", "A record from before the start of the scenario."),
    "R008": ("out-of-order", "A record that stands after a later one."),
    "R009": ("unknown-kind", "A kind that records do not have."),
    "R010": ("unknown-record-factor", "A record of a factor that the scenario does not declare."),
    "R011": ("unknown-record-value", "A record of a value that the factor does not have."),
    "R012": ("unknown-record-actor", "A record of an actor that the scenario does not declare."),
    "R013": ("unknown-move", "A record of a move or event that the scenario does not declare."),
    "R014": ("missing-entry", "An entry that a record of this kind needs is not there."),
    "R015": ("entry-not-used", "An entry that a record of this kind does not have."),
    "R016": ("unknown-grade", "A grade that the Admiralty scale does not have."),
    "R017": ("duplicate-record", "The same record twice."),
    "R018": ("gap-ends-early", "A gap that ends before it begins."),
    "R019": ("reported-early", "A record that became public before its own date."),
    "R020": ("unknown-order", "An entry under `order` that means nothing."),
    "R021": ("impossible-record", "A certain record that no path of the scenario can produce."),
    "R099": ("more-records", "How many more diagnostics there are than are shown, by code."),
    "C001": ("unreadable-sheet", "A file of claims or scores that is not there, is not text, or is not YAML."),
    "C002": ("unknown-entry", "An entry that such a file does not have."),
    "C003": ("entry-missing", "An entry that must be there is not."),
    "C004": ("wrong-entry", "An entry of the wrong shape, or a word that means nothing there."),
    "C005": ("long-quote", "A quotation of more than twelve words."),
    "C006": ("bad-test", "A test of a claim that this scenario cannot carry out."),
    "C007": ("bad-forecast", "A question of a plan of scores that cannot be asked or resolved."),
    "C008": ("bad-baseline", "A baseline that does not fit the factors of the scenario."),
    "C009": ("bad-time", "A date or a length of time in such a file that the clock of the scenario cannot tell."),
    "M001": ("no-such-events", "A list of events, or a file of rules for it, that is not there or cannot be opened."),
    "M002": ("events-not-a-table", "A list of events that is no table: another separator, an uneven row."),
    "M003": ("unknown-event-column", "A column that the list of events does not have."),
    "M004": ("bad-condition", "A condition of a rule that could never be used, such as a pattern that cannot be read."),
    "M005": ("bad-template", "A template with a brace that is not closed, or with a name that is not known there."),
    "M006": ("no-dates", "A list of events in which no date can be read."),
    "M007": ("bad-choice", "A choice in a file of rules that there is not, or that contradicts itself."),
}
"""Every code of a diagnostic: its name and one line on what it means."""

WARNINGS = frozenset({"S023", "S024", "S043"})
"""Codes that are reported but do not stop a scenario from being used."""

Path = tuple[str | int, ...]
"""Where in a game or scenario something stands, as in ``("moves", "russia", "return", "when")``."""


@dataclass(frozen=True)
class Place:
    """A stretch of a text file; ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True)
class Diagnostic:
    """One thing that the author of a scenario should know.

    ``path`` says where in the game it stands, and ``span`` which characters of the
    expression at that path; whoever knows the file turns both into a :class:`Place`.
    """

    code: str
    message: str
    path: Path = ()
    span: tuple[int, int] | None = None
    expected: str | None = None
    found: str | None = None
    hint: str | None = None
    place: Place | None = None

    @property
    def name(self) -> str:
        """The code's name, as in ``unknown-factor``."""
        return CODES[self.code][0]

    @property
    def severity(self) -> Literal["error", "warning"]:
        """``warning`` for what is only worth a look, else ``error``."""
        return "warning" if self.code in WARNINGS else "error"

    def render(self, text: str | None = None) -> str:
        """Write the diagnostic for a terminal, with the line of ``text`` that it is about."""
        lines = [f"{self.severity}[{self.code} {self.name}]: {self.message}"]
        if self.place is not None:
            lines.append(f"  --> {self.place.file}:{self.place.line}:{self.place.column}")
            lines += self._excerpt(text)
        elif self.path:
            lines.append(f"  --> {dotted(self.path)}")
        if self.expected is not None:
            lines.append(f"expected: {self.expected}")
        if self.found is not None:
            lines.append(f"found: {self.found}")
        if self.hint is not None:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    def _excerpt(self, text: str | None) -> list[str]:
        place = self.place
        if text is None or place is None:
            return []
        rows = text.splitlines()
        if not 1 <= place.line <= len(rows):
            return []
        row = rows[place.line - 1]
        start = max(0, place.column - 1 - 60) if len(row) > 160 else 0
        shown = row[start : start + 160]
        room = max(1, min(place.length, len(shown) - (place.column - 1 - start)))
        mark = " " * (place.column - 1 - start) + "^" * room
        return [f"  {place.line:>4} | {shown}", f"       | {mark}"]


def dotted(path: Path) -> str:
    """Write a path as a reader says it: ``moves.russia.return.when``, ``then[2]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``name``, if one is close enough to suggest."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A hint with the nearest known name, or with all of them where they are few."""
    known = list(known)
    close = nearest(name, known)
    if close is not None:
        return f"did you mean `{close}`?"
    if 0 < len(known) <= 12:
        return "known here: " + ", ".join(f"`{one}`" for one in known)
    return None


class DetenteError(Exception):
    """The root of all errors that this package raises on purpose."""


class ScenarioError(DetenteError):
    """A scenario or a game that does not hold together, with everything found wrong.

    Parameters
    ----------
    diagnostics
        What was found; at least one is an error.
    text
        The source text, so that the message can show the lines.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], text: str | None = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.text = text
        super().__init__("\n\n".join(one.render(text) for one in self.diagnostics))

    def moved(self, prefix: Path) -> ScenarioError:
        """The same error with every path below ``prefix``."""
        return ScenarioError((replace(one, path=prefix + one.path) for one in self.diagnostics), self.text)


class UsageError(DetenteError):
    """A call that cannot be carried out as it stands; ``hint`` says what to write instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message if hint is None else f"{message}\nhint: {hint}")


class InternalError(DetenteError):
    """A fault of this program; please report it with the scenario that led to it."""


@dataclass(frozen=True)
class Outcome:
    """How a numerical method ended, and what to do if that was not well.

    Parameters
    ----------
    converged
        True only if the stated tolerance was reached.
    code
        A short stable word: ``converged``, ``stalled``, ``step-limit``, ``time-limit``, ``diverged``.
    message
        One sentence for a reader.
    remedy
        What to try, where it did not end well.
    """

    converged: bool
    code: str
    message: str
    remedy: str | None = None

    def __str__(self) -> str:
        return self.message if self.remedy is None else f"{self.message} {self.remedy}"


class NotConverged(DetenteError):
    """Raised on request where an :class:`Outcome` is not a good one."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(str(outcome))
