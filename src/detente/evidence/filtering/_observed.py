"""What the evidence leads to: a belief, and how it came about record by record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.evidence.filtering._grades import DEFAULT_GRADES, Grades
from detente.evidence.filtering._hypotheses import Hypothesis
from detente.evidence.records import Record, Records
from detente.forecast import Mixture, Now

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart

Marginals = Mapping[str, Mapping[str, float]]
"""Factor, value, probability."""


@dataclass(frozen=True)
class Step:
    """What one record did, the silence before it included.

    Attributes
    ----------
    time
        Clock units after the start.
    silence
        float64 (hypotheses,): log-likelihood of nothing seen since the record before.
    event
        float64 (hypotheses,): log-likelihood of the record itself; of a change or a move, its density per clock unit.
    before, after
        float64 (hypotheses,): the posterior before the silence and after the record.
    weights
        float64 (hypotheses,): weight of evidence in decibans, ten times the base-10 logarithm of the factor by
        which the odds of each hypothesis against all others changed.
    surprise
        Minus the log-likelihood (nats) of silence and record, given all that went before.
    by_move
        The part of the record's likelihood that comes from each move or event, float64 (hypotheses,); empty for
        readings and gaps, and where the order of several records is not known.
    """

    record: Record
    time: float
    silence: np.ndarray = field(repr=False)
    event: np.ndarray = field(repr=False)
    before: np.ndarray = field(repr=False)
    after: np.ndarray = field(repr=False)
    weights: np.ndarray = field(repr=False)
    surprise: float
    by_move: Mapping[str, np.ndarray] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Tail:
    """The silence from the last record to the date of the belief; the fields are those of :class:`Step`."""

    silence: np.ndarray = field(repr=False)
    before: np.ndarray = field(repr=False)
    after: np.ndarray = field(repr=False)
    weights: np.ndarray = field(repr=False)
    surprise: float


@dataclass(frozen=True)
class Observed(Mixture):
    """The belief that the evidence leads to; questions can be asked of it as of any "now".

    Attributes
    ----------
    records
        Those taken in.
    prior, posterior
        Chance of each explanation before the evidence and after it.
    log_likelihood
        Of all the evidence, over all explanations; densities per clock unit.
    evidence_for
        float64 (hypotheses,): the log-likelihood under each.
    by_hypothesis
        The belief under each, in their order; None for one that the evidence, or its prior, excludes.
    smoothed
        The chance of each value of each factor at each record's date, seen from the end; None unless asked for.
    grades
        What the Admiralty grades were taken to be worth.
    """

    hypotheses: tuple[Hypothesis, ...] = field(repr=False)
    records: Records = field(repr=False)
    steps: tuple[Step, ...] = field(repr=False)
    tail: Tail = field(repr=False)
    prior: Mapping[str, float]
    posterior: Mapping[str, float]
    log_likelihood: float
    evidence_for: np.ndarray = field(repr=False)
    by_hypothesis: tuple[Now | None, ...] = field(repr=False)
    smoothed: tuple[Marginals, ...] | None = field(default=None, repr=False)
    grades: Grades = field(default=DEFAULT_GRADES, repr=False)

    def to_text(self) -> str:
        """For a terminal: what was taken in, and the chance of each explanation before and after."""
        when = self.date or f"{self.time:g}"
        count = len(self.records)
        lines = [f"{count} record{'' if count == 1 else 's'}, as of {when}; log-likelihood {self.log_likelihood:.6g}"]
        width = max(len(name) for name in self.prior)
        for name, before in self.prior.items():
            lines.append(f"{name:<{width}}  {before:7.2%} before  {self.posterior[name]:7.2%} after")
        return "\n".join(lines)

    def to_frame(self) -> polars.DataFrame:
        """One row a record and explanation.

        ``date``, ``kind``, ``what``, ``source``, ``explanation``, ``surprise`` (nats), ``weight`` (decibans) and the
        ``posterior`` after it.
        """
        import polars

        names = [one.name for one in self.hypotheses]
        rows = [
            (one.record.date, one.record.kind, _said(one.record), one.record.source, name, one.surprise, weight, chance)
            for one in self.steps
            for name, weight, chance in zip(names, one.weights.tolist(), one.after.tolist(), strict=True)
        ]
        columns = ["date", "kind", "what", "source", "explanation", "surprise", "weight", "posterior"]
        return polars.DataFrame(rows, schema=columns, orient="row")

    def __str__(self) -> str:
        return self.to_text()

    def plot(self) -> Chart:
        """The chance of each explanation over time; ticks mark the records."""
        from detente.evidence.filtering._shown import chart_of

        return chart_of(self)

    def _repr_html_(self) -> str:
        from detente.evidence.filtering._shown import html_of

        return html_of(self)

    def marginals(self) -> Marginals:
        """The chance of each value of each factor now."""
        return marginals_of(
            [(one.game.space, weight * one.belief) for one, weight in zip(self.nows, self.weights, strict=True)]
        )


def _said(record: Record) -> str:
    """A record in a few words."""
    what = ", ".join(f"{name} = {value}" for name, value in zip(record.factors, record.values, strict=False))
    who = ".".join(one for one in (record.actor, record.move) if one)
    return " ".join(one for one in (who, what) if one)


def marginals_of(parts) -> Marginals:
    """Chances by factor and value, from state spaces with weights on their states; they are scaled to sum to 1."""
    total = sum(float(weight.sum()) for _, weight in parts)
    found: dict[str, dict[str, float]] = {}
    for space, weight in parts:
        for factor, values in space.vocabulary.values.items():
            chances = np.bincount(space[factor], weight, minlength=len(values)) / total
            into = found.setdefault(factor, {})
            for value, chance in zip(values, chances.tolist(), strict=True):
                into[value] = into.get(value, 0.0) + chance
    return found


def posterior(log_weights: np.ndarray) -> np.ndarray:
    """float64 (hypotheses,): weights whose logs are given, scaled to sum to 1."""
    found = np.exp(log_weights - log_weights.max())
    return found / found.sum()


def log_sum(log_weights: np.ndarray) -> float:
    """The log of the sum."""
    most = float(log_weights.max(initial=-np.inf))
    return most if np.isinf(most) else most + float(np.log(np.exp(log_weights - most).sum()))


def decibans(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The change of the log-odds of each hypothesis against all others, in decibans, from unscaled log weights.

    0 for a hypothesis that was excluded before, and where there is only one.
    """
    found = np.zeros(len(before))
    if len(before) == 1:
        return found
    for at in range(len(before)):
        if np.isneginf(before[at]):
            continue
        old = before[at] - log_sum(np.delete(before, at))
        new = after[at] - log_sum(np.delete(after, at))
        found[at] = 0.0 if old == new else (new - old) * 10.0 / np.log(10.0)
    return found
