"""The course of the log odds: what each record and each silence did to each explanation."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from detente.evidence.filtering import Observed

DECIBANS = 10.0 / math.log(10.0)
"""Decibans in one nat."""


@dataclass(frozen=True)
class Course:
    """Log weights of the explanations, from the prior through each silence and record to the end.

    Worked in logarithms throughout, so that a posterior next to 1 loses no digits of its odds.

    Attributes
    ----------
    explanations
        Their names.
    log
        float64 (2 * records + 2, explanations): row 0 is the prior; rows ``2 n + 1`` and ``2 n + 2`` are after the
        silence before record ``n`` and after the record; the last row is after the silence that follows all.
        Not scaled; ``-inf`` for an explanation that is ruled out.
    """

    explanations: tuple[str, ...]
    log: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, observed: Observed) -> Course:
        """The course of an observation."""
        names = tuple(one.name for one in observed.hypotheses)
        with np.errstate(divide="ignore"):
            rows = [np.log(np.array([observed.prior[name] for name in names], dtype=np.float64))]
        parts = [part for step in observed.steps for part in (step.silence, step.event)]
        for part in (*parts, observed.tail.silence):
            rows.append(_added(rows[-1], np.asarray(part, dtype=np.float64)))
        return cls(names, np.array(rows))

    @property
    def records(self) -> int:
        """How many records there are."""
        return len(self.log) // 2 - 1

    def posterior(self, row: int) -> np.ndarray:
        """float64 (explanations,): probabilities after a row of :attr:`log`."""
        weight = np.exp(self.log[row] - self.log[row].max())
        return weight / weight.sum()

    def odds(self, row: int) -> np.ndarray:
        """float64 (explanations,): log odds of each against all others together."""
        return log_odds(self.log[row])

    def decibans(self, since: int, until: int) -> np.ndarray:
        """float64 (explanations,): what happened between two rows to the odds of each, in decibans.

        ``-inf`` where an explanation is ruled out, ``inf`` where it is the only one left from then on, ``nan``
        where there was nothing to weigh any more.
        """
        before, after = self.odds(since), self.odds(until)
        found = np.full(len(before), np.nan)
        some = np.isfinite(before)
        found[some] = DECIBANS * (after[some] - before[some])
        return found


def log_odds(log: np.ndarray) -> np.ndarray:
    """float64 (explanations,): log odds of each against the others, from log weights that are not scaled."""
    found = np.empty(len(log))
    for at, own in enumerate(log):
        rest = np.delete(log, at)
        most = rest.max(initial=-np.inf)
        if own == -np.inf:
            found[at] = -np.inf
        elif most == -np.inf:
            found[at] = np.inf
        else:
            found[at] = own - most - math.log(float(np.exp(rest - most).sum()))
    return found


def _added(log: np.ndarray, part: np.ndarray) -> np.ndarray:
    """What was ruled out stays so, whatever is said of it later."""
    alive = np.isfinite(log)
    found = np.full(len(log), -np.inf)
    found[alive] = log[alive] + part[alive]
    return found
