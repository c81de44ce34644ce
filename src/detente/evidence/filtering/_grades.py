"""How far a source and what it says are to be trusted: NATO Admiralty grades as likelihoods."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from detente.errors import UsageError

RELIABILITY = MappingProxyType({"A": 0.95, "B": 0.85, "C": 0.7, "D": 0.5, "E": 0.2, "F": 0.5})
"""Chance that a source of this letter has anything to say; F, which cannot be judged, counts as D."""

CREDIBILITY = MappingProxyType({"1": 0.98, "2": 0.85, "3": 0.7, "4": 0.55, "5": 0.5, "6": 0.6})
"""Chance that what an informed source says with this digit is right.

None is below a half: that a report is doubtful is no reason to believe the opposite. 6, which cannot be judged, lies
between 3 and 4.
"""


@dataclass(frozen=True)
class Grades:
    """The tables that turn a grade such as ``B2`` into a likelihood.

    A source's letter is the chance ``a`` that the source is informed; if it is not, what it says is noise, each of
    the ``K`` values as likely as the next. The digit is the chance ``c`` that an informed report is right; a wrong
    one names each other value alike. So a report of ``v`` has the likelihood ``a c + (1 - a) / K`` where ``v`` is
    true, and ``a (1 - c) / (K - 1) + (1 - a) / K`` elsewhere.

    The default numbers are judgement. The grades themselves are those of NATO's AJP-2.1; experiments find that
    analysts read them very differently (Irwin and Mandel 2019), so a scenario may give its own.

    Attributes
    ----------
    reliability
        By letter, A to F.
    credibility
        By digit, ``"1"`` to ``"6"``.
    false_reports
        How many false reports of a given change or move there are per clock unit; None for one in the length of the
        actors' memory.

    Examples
    --------
    >>> DEFAULT_GRADES.likelihood("B2", 0, 2).round(4).tolist()
    [0.7975, 0.2025]
    >>> DEFAULT_GRADES.likelihood("", 0, 2).tolist()
    [1.0, 0.0]
    """

    reliability: Mapping[str, float] = field(default_factory=lambda: RELIABILITY)
    credibility: Mapping[str, float] = field(default_factory=lambda: CREDIBILITY)
    false_reports: float | None = None

    def __post_init__(self) -> None:
        for table, default, what in (
            ("reliability", RELIABILITY, "a letter from A to F"),
            ("credibility", CREDIBILITY, "a digit from 1 to 6"),
        ):
            given = {str(key).upper(): float(chance) for key, chance in getattr(self, table).items()}
            for key, chance in given.items():
                if key not in default:
                    raise UsageError(f"`{key}` in the table of {table} is no grade", f"a grade there is {what}")
                if not 0 <= chance <= 1:
                    raise UsageError(f"the {table} of `{key}` is {chance:g}", "it is a chance, from 0 to 1")
            object.__setattr__(self, table, MappingProxyType({**default, **given}))
        rate = self.false_reports
        if rate is not None and not 0 <= rate < math.inf:
            raise UsageError(
                f"the rate of false reports is {rate:g}", "it is a finite number per clock unit, 0 or more"
            )

    def __reduce__(self) -> tuple[type[Grades], tuple[object, ...]]:
        # Read-only views of tables do not pickle; the tables do.
        return Grades, (dict(self.reliability), dict(self.credibility), self.false_reports)

    def read(self, grade: str) -> tuple[float, float] | None:
        """The two chances of a grade, None where it is no grade; a letter alone is taken at its word (digit 1.0)."""
        text = grade.strip().upper()
        if (
            len(text) not in (1, 2)
            or text[0] not in self.reliability
            or (text[1:] and text[1:] not in self.credibility)
        ):
            return None
        return self.reliability[text[0]], self.credibility[text[1:]] if text[1:] else 1.0

    def likelihood(self, grade: str, level: int, size: int) -> np.ndarray:
        """float64 (size,): how likely the report of value ``level`` is under each value of a factor."""
        found = np.zeros(size)
        if not grade.strip() or size == 1:
            found[level] = 1.0
            return found
        informed, right = self._known(grade)
        found[:] = informed * (1 - right) / (size - 1) + (1 - informed) / size
        found[level] = informed * right + (1 - informed) / size
        return found

    def right(self, grade: str) -> float:
        """Chance that a change or move so graded did happen as reported; 1 without a grade."""
        if not grade.strip():
            return 1.0
        informed, right = self._known(grade)
        return informed * right

    def _known(self, grade: str) -> tuple[float, float]:
        found = self.read(grade)
        if found is None:
            raise UsageError(f"`{grade}` is no Admiralty grade", "write a letter A to F and a digit 1 to 6, as in B2")
        return found


DEFAULT_GRADES = Grades()
