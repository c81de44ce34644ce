"""What a comparison gives."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.errors import UsageError, did_you_mean
from detente.study.counterfactual._pairs import Difference

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class Variant:
    """One change against the scenario as it stands.

    Attributes
    ----------
    since
        ``start``, ``now`` or ``record``; ``stated`` says it in words.
    answers
        Side by side, one a question or an option of ``move(actor)``.
    fault
        Why there is no answer: no solution, or a record that the changed game cannot produce.
    states
        How many states the changed game has.
    base_posterior, posterior
        The chance of each explanation after the records, for ``record``; else empty.
    why
        The next move that differs most, as a sentence.
    failed
        How many draws gave no pair.
    """

    name: str
    title: str
    about: str
    since: str
    stated: str
    answers: tuple[Difference, ...]
    fault: str
    states: int
    base_posterior: Mapping[str, float]
    posterior: Mapping[str, float]
    why: str
    warnings: tuple[str, ...]
    failed: int

    def __getitem__(self, question: str) -> Difference:
        """The answer to a question; of ``move(actor)`` write ``move(actor): option``."""
        known = {f"{one.question}: {one.option}" if one.option else one.question: one for one in self.answers}
        if question not in known:
            raise UsageError(f"`{question}` was not asked", did_you_mean(question, known))
        return known[question]

    def to_record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "since": self.since,
            "stated": self.stated,
            "fault": self.fault,
            "states": self.states,
            "answers": [one.to_record() for one in self.answers],
            "base_posterior": dict(self.base_posterior),
            "posterior": dict(self.posterior),
            "why": self.why,
            "warnings": list(self.warnings),
            "failed": self.failed,
        }


@dataclass(frozen=True)
class Comparison:
    """Changes against the scenario as it stands.

    Attributes
    ----------
    variants
        One a change, in order.
    date, time
        Of the belief, for those that meet the records.
    records, draws
        How many; ``effective`` is what the draws are worth.
    sha256
        Of the scenario as it stands.
    """

    variants: tuple[Variant, ...]
    questions: tuple[str, ...]
    date: dt.date | None
    time: float
    records: int
    draws: int
    effective: float | None
    sha256: str = field(repr=False)
    title: str = field(repr=False)
    version: str = field(repr=False)
    seconds: float = field(repr=False, compare=False)

    def __getitem__(self, name: str) -> Variant:
        known = {one.name: one for one in self.variants}
        if name not in known:
            raise UsageError(f"`{name}` was not compared", did_you_mean(name, known))
        return known[name]

    def to_text(self) -> str:
        """For a terminal: each change, how it meets the records, and the answers side by side."""
        return "\n\n".join(_text(one) for one in self.variants)

    def __str__(self) -> str:
        return self.to_text()

    def to_frame(self) -> polars.DataFrame:
        """One row an answer.

        ``change``, ``since``, ``question``, ``option``, ``base``, ``changed``, ``difference``, and over the draws its
        ``mean``, ``low``, ``high`` and ``error``.
        """
        import polars

        rows = []
        for one in self.variants:
            for each in one.answers:
                over = each.interval
                spread = (None,) * 4 if over is None else (over.mean, over.low, over.high, over.error)
                start = (one.name, one.since, each.question, each.option, each.base, each.changed, each.difference)
                rows.append((*start, *spread))
        columns = [(name, polars.String) for name in ("change", "since", "question", "option")]
        columns += [
            (name, polars.Float64) for name in ("base", "changed", "difference", "mean", "low", "high", "error")
        ]
        return polars.DataFrame(rows, schema=columns, orient="row")

    def to_record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "title": self.title,
            "sha256": self.sha256,
            "version": self.version,
            "date": None if self.date is None else self.date.isoformat(),
            "time": self.time,
            "records": self.records,
            "draws": self.draws,
            "effective": self.effective,
            "changes": [one.to_record() for one in self.variants],
        }

    def plot(self) -> Chart:
        """The differences of the chances, by change.

        Raises
        ------
        UsageError
            Where no answer is a chance.
        """
        from detente.study.counterfactual._chart import chart_of

        return chart_of(self)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        frame = self.to_frame()
        said = [name for name in frame.columns if not set(frame[name]) <= {None, ""}]
        note = " ".join(f"{one.name}: {one.fault or one.stated}" for one in self.variants)
        return frame_html("What could be otherwise", frame.select(said or frame.columns), note)


def _text(one: Variant) -> str:
    lines = [f"{one.name}{': ' + one.title if one.title else ''}", f"  {one.stated}"]
    lines += [f"  note: {each}" for each in one.warnings]
    if one.fault:
        return "\n".join([*lines, f"  No answer: {one.fault}"])
    for each in one.answers:
        what = f"{each.question}: {each.option}" if each.option else each.question
        spread = ""
        if each.interval is not None:
            over = each.interval
            spread = f" (90%: {over.low:+.4g} to {over.high:+.4g}, mean {over.mean:+.4g} ± {over.error:.1g})"
        lines.append(f"  {what}: {_shown(each.base)} -> {_shown(each.changed)}, {_signed(each.difference)}{spread}")
    for name, chance in one.posterior.items():
        lines.append(f"  P({name} | records): {one.base_posterior.get(name, math.nan):.2%} -> {chance:.2%}")
    if one.why:
        lines.append(f"  {one.why}")
    if one.answers:
        lines.append(f"  How sure: {_surest(one)}.")
    if one.failed:
        lines.append(f"  {one.failed} draws gave no pair.")
    return "\n".join(lines)


def _surest(one: Variant) -> str:
    """How sure the largest difference is."""
    known = [each for each in one.answers if not math.isnan(each.difference)]
    if not known:
        return "no question has an answer on both sides"
    return max(known, key=lambda each: abs(each.difference)).sure


def _shown(value: float) -> str:
    return "no answer" if math.isnan(value) else f"{value:.4g}"


def _signed(value: float) -> str:
    return "no difference can be told" if math.isnan(value) else f"{value:+.4g}"
