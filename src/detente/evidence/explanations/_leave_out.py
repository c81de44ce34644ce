"""What the verdict would be without each source, and without each record."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.equilibrium import Equilibrium
from detente.evidence.explanations._course import DECIBANS, log_odds
from detente.evidence.explanations._describe import dated, described
from detente.evidence.explanations._matrix import matrix
from detente.evidence.explanations._table import verdicts_text
from detente.evidence.explanations._without import without
from detente.evidence.explanations._words import Names, plain, signed
from detente.evidence.filtering import Grades, Hypothesis, Impossible, Observed, observe

if TYPE_CHECKING:
    import polars as pl

    from detente.charts import Chart

BY = ("source", "record")


@dataclass(frozen=True)
class Without:
    """The verdict without some records.

    Attributes
    ----------
    what
        The source, or the record in words.
    by
        ``source`` or ``record``.
    records
        Positions in the records observed.
    posterior
        By explanation; None where the other records are impossible without these.
    leader
        The explanation with the largest posterior; None without one.
    shift
        Decibans by which the odds of the leader of the whole record change when these are left out: negative where they
        speak for it; ``nan`` without a posterior.
    flips
        Whether another explanation leads.
    why_not
        Why there is no posterior; empty where there is one.
    """

    what: str
    by: str
    records: tuple[int, ...]
    posterior: Mapping[str, float] | None = field(repr=False)
    leader: str | None
    shift: float
    flips: bool
    why_not: str = ""


@dataclass(frozen=True)
class LeftOut:
    """How the verdict depends on each source and each record.

    Attributes
    ----------
    leader, posterior
        On the whole record.
    rows
        Those that change the odds of the leader most come first.
    unreached
        What time did not suffice for, in words.
    """

    leader: str
    posterior: Mapping[str, float]
    rows: tuple[Without, ...] = field(repr=False)
    unreached: tuple[str, ...] = ()

    @property
    def flips(self) -> tuple[Without, ...]:
        """Those without which another explanation leads."""
        return tuple(one for one in self.rows if one.flips)

    def by(self, kind: str) -> tuple[Without, ...]:
        """The rows of sources, or of records."""
        return tuple(one for one in self.rows if one.by == kind)

    def to_text(self) -> str:
        """A table for each kind."""
        parts = [f"Last column: the change of the odds of {plain(self.leader)} without it, in decibans."]
        for kind in BY:
            if mine := self.by(kind):
                rows = [("(none)", self.posterior, ""), *((one.what, one.posterior, self._remark(one)) for one in mine)]
                parts.append(verdicts_text(f"{kind} left out", rows))
        if self.unreached:
            parts.append(f"Time did not suffice to leave out {len(self.unreached)} more.")
        return "\n\n".join(parts)

    def _remark(self, one: Without) -> str:
        if one.posterior is None:
            return one.why_not
        leads = f", {plain(one.leader)} leads" if one.flips and one.leader else ""
        return f"{signed(one.shift)}{leads}"

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with a row for each thing left out and each explanation."""
        import polars as pl

        rows = [
            (one.by, one.what, name, None if one.posterior is None else one.posterior[name], one.shift, one.flips)
            for one in self.rows
            for name in self.posterior
        ]
        texts = {"by": pl.String, "what": pl.String, "explanation": pl.String}
        numbers = {"posterior": pl.Float64, "shift": pl.Float64, "flips": pl.Boolean}
        return pl.DataFrame(rows, schema={**texts, **numbers}, orient="row")

    def plot(self) -> Chart:
        """By how many decibans the odds of the leader change without each source and record."""
        from detente.evidence.explanations._shown import left_out_chart

        return left_out_chart(self)

    def _repr_html_(self) -> str:
        from detente.evidence.explanations._shown import left_out_html

        return left_out_html(self)

    def to_record(self) -> dict[str, Any]:
        """All of it out of plain texts and numbers."""
        rows = [
            {
                "what": one.what,
                "by": one.by,
                "records": list(one.records),
                "posterior": None if one.posterior is None else dict(one.posterior),
                "leader": one.leader,
                "shift": one.shift,
                "flips": one.flips,
                "why_not": one.why_not,
            }
            for one in self.rows
        ]
        found = {"leader": self.leader, "posterior": dict(self.posterior), "left_out": rows}
        return {**found, "unreached": list(self.unreached)}


def leave_one_out(
    subject: Observed | Equilibrium | Hypothesis | Sequence[Hypothesis],
    evidence: Any = None,
    *,
    until: str | float | dt.date | None = None,
    grades: Grades | None = None,
    by: Sequence[str] = BY,
    max_seconds: float | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> LeftOut:
    """The verdict without each source, and without each record.

    Leaving out the report of a change is more than deleting a line: silence where the line was would say that nothing
    happened. Who lacks that report does not know what the factor did, so a gap takes its place, from the record about
    that factor before to the one after. The silence about it in between goes with the report.

    Parameters
    ----------
    subject
        What was observed; or hypotheses, and then ``evidence``, ``until`` and ``grades`` as for
        :func:`detente.evidence.observe`.
    by
        ``source``, ``record``, or both. Records without a source are left out one by one only.
    max_seconds
        After this time no more is begun; sources come before records, and records that tell most before others.

    Raises
    ------
    As :func:`detente.evidence.observe` for the whole record.

    Notes
    -----
    The games are not solved again: each row costs one pass over the records.
    """
    whole = subject if isinstance(subject, Observed) else observe(subject, evidence, until=until, grades=grades)
    names = [one.name for one in whole.hypotheses]
    leader = max(names, key=lambda name: whole.posterior[name])
    tasks = _tasks(whole, by)
    rows, done, begun = [], dict[tuple[int, ...], Without](), monotonic()
    for at, (kind, what, some) in enumerate(tasks):
        if max_seconds is not None and monotonic() - begun > max_seconds:
            break
        if progress is not None:
            progress(at / len(tasks), f"leaving out {what}")
        known = done.get(some)
        done[some] = found = _row(whole, what, some, leader) if known is None else known
        rows.append(replace(found, what=what, by=kind))
    unreached = tuple(what for _, what, _ in tasks[len(rows) :])
    if progress is not None and not unreached:
        progress(1.0, "left out each in turn")
    rows.sort(key=lambda one: -math.inf if math.isnan(one.shift) else -abs(one.shift))
    return LeftOut(leader, dict(whole.posterior), tuple(rows), unreached)


def _tasks(whole: Observed, by: Sequence[str]) -> list[tuple[str, str, tuple[int, ...]]]:
    records = whole.records
    found = []
    if "source" in by:
        for source in records.sources:
            some = tuple(at for at, one in enumerate(records) if one.source == source and one.kind != "gap")
            if some:
                found.append(("source", source, some))
    if "record" in by:
        names = Names.of(one.equilibrium.game for one in whole.hypotheses)
        spread = [column.spread for column in matrix(whole).columns]
        for at in sorted(range(len(records)), key=lambda at: -spread[at]):
            one = records[at]
            if one.kind != "gap":
                found.append(("record", f"{dated(one, names)}, {described(one, names)}", (at,)))
    return found


def _row(whole: Observed, what: str, some: tuple[int, ...], leader: str) -> Without:
    games = [one.equilibrium.game for one in whole.hypotheses]
    rest = without(whole.records, some, games, whole.time)
    try:
        seen = observe(whole.hypotheses, rest, until=whole.time, grades=whole.grades)
    except Impossible as error:
        why = f"the record of {error.record.date} is impossible without it"
        return Without(what, "", some, None, None, math.nan, False, why)
    at = [one.name for one in whole.hypotheses].index(leader)
    before, after = (_leads(one, at) for one in (whole, seen))
    shift = 0.0 if before == after else DECIBANS * (after - before)
    best = max(seen.posterior, key=lambda name: seen.posterior[name])
    flips = best != leader and seen.posterior[best] > seen.posterior[leader]
    return Without(what, "", some, dict(seen.posterior), best, shift, flips)


def _leads(observed: Observed, at: int) -> float:
    """The log odds of one explanation."""
    with np.errstate(divide="ignore"):
        prior = np.log(np.array([observed.prior[one.name] for one in observed.hypotheses]))
    return float(log_odds(prior + observed.evidence_for)[at])
