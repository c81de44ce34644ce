"""Why a record counts: under which explanations it was likelier, by what factor, and through which move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.evidence.explanations._course import Course
from detente.evidence.filtering import FALSE

if TYPE_CHECKING:
    from detente.evidence.filtering import Observed, Step
    from detente.evidence.records import Record

WORTH_NAMING = 0.01
"""Explanations below this chance are left out of a comparison where two others are above it."""

HARDLY = 1.1
"""A factor up to this one hardly counts."""


@dataclass(frozen=True)
class Comparison:
    """Two explanations between which something speaks most clearly.

    Attributes
    ----------
    more, less
        Positions of the explanations under which it was most and least likely.
    factor
        How many times as likely it was under ``more``; at least 1.
    """

    more: int
    less: int
    factor: float

    @property
    def counts(self) -> bool:
        """Whether it is more than hardly a difference."""
        return self.factor > HARDLY


@dataclass(frozen=True)
class Mover:
    """The move, or event of nature, that makes most of the difference between two explanations.

    Attributes
    ----------
    label
        ``actor.move`` or ``nature.event``.
    more, less
        Its share in the likelihood of the record under the one and the other explanation.
    of_difference
        Its part in the difference of the two likelihoods; above 1 where other moves differ the other way.
    others
        How many other moves could have made it.
    """

    label: str
    more: float
    less: float
    of_difference: float
    others: int


@dataclass(frozen=True)
class Doubt:
    """A report that may be false.

    Attributes
    ----------
    more, less
        The chance that it is false under each of the two explanations compared.
    factor
        How many times as likely it would be under ``more`` if it were certain; infinite where it would be impossible
        under ``less``.
    """

    more: float
    less: float
    factor: float


@dataclass(frozen=True)
class Reason:
    """What one record did, and why.

    Attributes
    ----------
    likelihood
        float64 (explanations,): of the record given all before it, per clock unit for a change or a move; ``nan`` for
        explanations that were ruled out before.
    among
        Positions of the explanations compared.
    left_out
        How many more are possible still, with a chance below 1% each.
    impossible
        Positions of the explanations that it rules out.
    record_says, silence_says
        The clearest comparison by the record itself, and by the silence before it; None with fewer than two to compare.
    silence_factor
        What the silence before the record says of the two explanations in ``record_says``: above 1 for ``more``.
    silence
        float64 (explanations,): log-likelihood of the silence before the record.
    quiet
        Clock units from the record before (or the start) to this one.
    mover, doubt
        Of a change or a move.
    before, after
        float64 (explanations,): probabilities before the silence and after the record.
    """

    record: Record
    likelihood: np.ndarray = field(repr=False)
    among: tuple[int, ...]
    left_out: int
    impossible: tuple[int, ...]
    record_says: Comparison | None
    silence_says: Comparison | None
    silence_factor: float
    silence: np.ndarray = field(repr=False)
    quiet: float
    mover: Mover | None
    doubt: Doubt | None
    before: np.ndarray = field(repr=False)
    after: np.ndarray = field(repr=False)


def reasons(observed: Observed) -> tuple[Reason, ...]:
    """The reason of each record, in numbers; :func:`sentences` puts them in words."""
    course, time = Course.of(observed), 0.0
    found = []
    for at, step in enumerate(observed.steps):
        alive = np.isfinite(course.log[2 * at])
        found.append(_reason(step, alive, course.posterior(2 * at), course.posterior(2 * at + 2), step.time - time))
        time = step.time
    return tuple(found)


def _reason(step: Step, alive: np.ndarray, before: np.ndarray, after: np.ndarray, quiet: float) -> Reason:
    among = alive & (before >= WORTH_NAMING)
    if among.sum() < 2:
        among = alive
    event = np.where(alive, step.event, np.nan)
    possible = among & np.isfinite(step.event)
    says = _clearest(step.event, possible)
    silence = _clearest(step.silence, among & np.isfinite(step.silence))
    same = math.exp(step.silence[says.more] - step.silence[says.less]) if says else 1.0
    return Reason(
        record=step.record,
        likelihood=np.exp(event),
        among=tuple(np.flatnonzero(among).tolist()),
        left_out=int((alive & ~among).sum()),
        impossible=tuple(np.flatnonzero(alive & np.isneginf(step.event)).tolist()),
        record_says=says,
        silence_says=silence,
        silence_factor=same,
        silence=step.silence,
        quiet=quiet,
        mover=_mover(step.by_move, says, among) if says else None,
        doubt=_doubt(step.by_move, says) if says else None,
        before=before,
        after=after,
    )


def _clearest(log: np.ndarray, among: np.ndarray) -> Comparison | None:
    """The two explanations that a log-likelihood sets furthest apart."""
    rows = np.flatnonzero(among)
    if len(rows) < 2:
        return None
    more, less = int(rows[np.argmax(log[rows])]), int(rows[np.argmin(log[rows])])
    if more == less:  # all alike: any two will do
        less = int(rows[rows != more][0])
    return Comparison(more, less, math.exp(min(log[more] - log[less], 700.0)))


def _mover(by_move: Mapping[str, np.ndarray], says: Comparison, among: np.ndarray) -> Mover | None:
    parts = {label: part for label, part in by_move.items() if label != FALSE and (part[among] > 0).any()}
    if not parts:
        return None
    gain = {label: float(part[says.more] - part[says.less]) for label, part in parts.items()}
    label = max(gain, key=lambda one: gain[one])
    total = np.sum(list(by_move.values()), axis=0)
    share = [float(parts[label][at] / total[at]) for at in (says.more, says.less)]
    difference = float(total[says.more] - total[says.less])
    return Mover(label, share[0], share[1], gain[label] / difference if difference > 0 else math.nan, len(parts) - 1)


def _doubt(by_move: Mapping[str, np.ndarray], says: Comparison) -> Doubt | None:
    false = by_move.get(FALSE)
    if false is None:
        return None
    total = np.sum(list(by_move.values()), axis=0)
    true = total - false
    more, less = (float(false[at] / total[at]) for at in (says.more, says.less))
    factor = float(true[says.more] / true[says.less]) if true[says.less] > 0 else math.inf
    return Doubt(more, less, factor)
