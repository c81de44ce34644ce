"""Break-even: where along a parameter an answer crosses a threshold, or another explanation takes the lead."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente import __version__
from detente.errors import UsageError
from detente.evidence.uncertainty import Executor
from detente.study.sensitivity._evaluator import TOLERANCE, Evaluator, Point, Progress, benched
from detente.study.sensitivity._search import Crossing, Search, leader
from detente.study.sensitivity._words import is_share, said
from detente.words import listed, number, percent, plain

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart

SCAN = 13
"""Settings at which the parameter is looked at first."""

SHARES = (0.01, 0.99)
"""Of the prior, between which it is looked at."""

FINE = 1e-4
"""How finely a crossing is placed, as a share of the range."""

FINEST = 1e-9
"""No finer: the answers themselves are not known better."""

_WHEREVER = "wherever there is an answer"


@dataclass(frozen=True)
class BreakEven:
    """What was found along one parameter.

    Attributes
    ----------
    line
        The question; empty where the lead among the explanations was asked about.
    threshold
        None for the lead among the explanations.
    scan
        The answers along the range, in order; those without an answer say why.
    crossings
        In order of the parameter. Two of them between neighbouring settings of the scan go unseen.
    unplaced
        Between which values something is crossed that could not be placed: there are settings without an answer there.
    """

    parameter: str
    line: str
    threshold: float | None
    value: float
    low: float
    high: float
    scan: tuple[tuple[float, Point], ...] = field(repr=False)
    crossings: tuple[Crossing, ...]
    unplaced: tuple[tuple[float, float], ...]
    explanations: tuple[str, ...]
    solved: int
    date: dt.date | None
    settings: Mapping[str, str] = field(repr=False)
    version: str = __version__

    @property
    def is_share(self) -> bool:
        """Whether the answers are chances."""
        return self.threshold is None or is_share(self.line)

    @property
    def title(self) -> str:
        """Of its picture."""
        asked = self.line or "the explanations"
        return f"{asked[0].upper() + asked[1:]} along {plain(self.parameter)}"

    @property
    def heads(self) -> tuple[str, ...]:
        """Of the columns of :meth:`scan_rows`."""
        return (self.line,) if self.line else tuple(plain(one) for one in self.explanations)

    def _told(self) -> tuple[str, ...]:
        return (self.line,) if self.line else tuple(f"P({one} | record)" for one in self.explanations)

    def scan_rows(self) -> list[tuple[float, tuple[str, ...]]]:
        """The scan as it is to be read."""
        return [(value, tuple(one.fault or said(line, one[line]) for line in self._told())) for value, one in self.scan]

    def curves(self) -> Iterator[tuple[float, dict[str, float]]]:
        """The scan, without what has no answer."""
        for value, one in self.scan:
            found = {head: one[line] for head, line in zip(self.heads, self._told(), strict=True)}
            known = {name: level for name, level in found.items() if math.isfinite(level)}
            if known:
                yield value, known

    def sentences(self) -> tuple[str, ...]:
        """What was found, where, and how sure that is."""
        name = plain(self.parameter)
        where = f"between {number(self.low)} and {number(self.high)}"
        now = f"the scenario has {number(self.value)}"
        lost = [value for value, one in self.scan if one.fault or any(math.isnan(one[line]) for line in self._told())]
        found = [self._crossed(one) for one in self.crossings]
        if not found:
            found = [f"{self._nothing(bool(lost))} for {name} {where} ({now})."]
        else:
            found[0] = f"{found[0]} ({now}; looked at {where})."
            found[1:] = [f"{one}." for one in found[1:]]
        if self.unplaced:
            pairs = listed([f"{number(low)} and {number(high)}" for low, high in self.unplaced])
            what = "the lead changes" if self.threshold is None else f"{self._level} is crossed"
            found.append(f"Between {pairs} {what}, but not where can be said: there are settings without an answer.")
        if lost:
            values = listed([number(one) for one in lost])
            found.append(
                f"There is no answer at {values}: what happens there and up to the neighbouring values is not known."
            )
        return tuple(found)

    def _crossed(self, one: Crossing) -> str:
        name = plain(self.parameter)
        if self.threshold is None:
            what = (
                f"{plain(one.after)} takes the lead from {plain(one.before)} as {name} rises past {number(one.value)}"
            )
        else:
            way = "rises above" if one.after == "over" else "falls below"
            what = f"{self.line} {way} {self._level} as {name} rises past {number(one.value)}"
        ends = f"from {said(self.line or 'P(', one.below)} to {said(self.line or 'P(', one.above)}"
        return f"{what}, in a jump ({ends})" if one.jump else what

    @property
    def _level(self) -> str:
        threshold = math.nan if self.threshold is None else self.threshold
        return percent(threshold) if self.is_share else number(threshold)

    def _nothing(self, lost: bool) -> str:
        known = [(value, one) for value, one in self.scan if all(math.isfinite(one[line]) for line in self._told())]
        if not known:
            return "There is no answer at all"
        if self.unplaced:
            return (
                "No crossing could be placed" if self.threshold is not None else "No change of the lead could be placed"
            )
        if self.threshold is None:
            return f"{plain(leader(known[0][1], self.explanations))} leads {_WHEREVER if lost else 'throughout'}"
        side = "above" if known[0][1][self.line] > self.threshold else "below"
        ends = f"{said(self.line, known[0][1][self.line])} to {said(self.line, known[-1][1][self.line])}"
        held = f"is {side} {self._level} {_WHEREVER}" if lost else f"stays {side} {self._level}"
        return f"{self.line} {held} (from {ends})"

    def to_text(self) -> str:
        """For a terminal."""
        from detente.study.sensitivity._words import break_even_text

        return break_even_text(self)

    def __str__(self) -> str:
        return self.to_text()

    def to_frame(self) -> polars.DataFrame:
        """One row a crossing: ``value``, what is on either side, and whether it is a jump."""
        import polars

        rows = [
            (one.value, one.before, one.after, one.below, one.above, one.jump, one.within) for one in self.crossings
        ]
        columns = {"value": polars.Float64, "before": polars.String, "after": polars.String, "below": polars.Float64,
                   "above": polars.Float64, "jump": polars.Boolean, "within": polars.Float64}  # fmt: skip
        return polars.DataFrame(rows, schema=columns, orient="row")

    def to_record(self) -> dict[str, object]:
        """For JSON."""
        scan = [
            {"value": value, "answers": {line: one[line] for line in self._told()}, "fault": one.fault}
            for value, one in self.scan
        ]
        return {
            "parameter": self.parameter, "question": self.line, "threshold": self.threshold, "value": self.value,
            "low": self.low, "high": self.high, "crossings": self.to_frame().to_dicts(),
            "unplaced": [list(pair) for pair in self.unplaced], "scan": scan,
            "sentences": list(self.sentences()), "solved": self.solved, "settings": dict(self.settings),
            "version": self.version,
        }  # fmt: skip

    def plot(self) -> Chart:
        """The answer along the parameter, the threshold, and where it is crossed."""
        from detente.study.sensitivity._charts import break_even_chart

        return break_even_chart(self)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html(self.title, self.to_frame(), " ".join(self.sentences()))


def break_even(
    crisis: Any,
    parameter: str,
    question: str | None = None,
    threshold: float | None = None,
    *,
    evidence: Any = None,
    until: str | float | dt.date | None = None,
    low: float | None = None,
    high: float | None = None,
    scan: int = SCAN,
    fine: float = FINE,
    tolerance: float = TOLERANCE,
    patience: float | None = 120.0,
    on: Executor | int | str | None = None,
    checkpoint: str | Path | None = None,
    evaluator: Evaluator | None = None,
    progress: Progress | None = None,
) -> BreakEven:
    """Find where an answer crosses a threshold as one parameter moves; or where another explanation takes the lead.

    The range is scanned, and each crossing between neighbours is narrowed by Brent's method and checked on both sides.

    Parameters
    ----------
    crisis, evidence, until, tolerance, patience, on, checkpoint, evaluator
        As in :func:`tornado`.
    parameter
        What moves.
    question, threshold
        A question that is answered by one number, and the value to cross. Neither, for the lead among the explanations.
    low, high
        The range; None for the 1% and 99% points of the parameter's prior.
    scan
        Settings looked at first, from 3.
    fine
        How finely a crossing is placed, as a share of the range, from 1e-9.

    Raises
    ------
    UsageError
        For an unknown parameter, one without a prior and without a range, a range that is none, a question without a
        threshold or the reverse, one that is no single number, and no question where there are no explanations.

    References
    ----------
    Brent (1973), Algorithms for minimization without derivatives.

    Examples
    --------
    >>> from detente.game import Event, Factor, Game, Parameter
    >>> game = Game(
    ...     [Factor("truce", ["broken", "holding"], start="holding")],
    ...     nature=[Event("breach", rate="pace", when="truce == holding", then={"truce": "broken"})],
    ...     parameters=[Parameter("pace", 0.25)],
    ... )
    >>> found = break_even(game, "pace", "E(time_to(truce == broken))", 5.0, low=0.15, high=0.7, on=1)
    >>> (one,) = found.crossings
    >>> abs(one.value - 1 / 5.0) < 1e-4 and one.after
    'under'
    """
    if (question is None) != (threshold is None):
        raise UsageError("a question needs a threshold, and a threshold a question", "give both, or neither")
    if scan < 3:
        raise UsageError(f"{scan} settings are too few to find anything", "3 or more; 13 is the default")
    if not FINEST <= fine < 0.5:
        raise UsageError(
            f"a crossing cannot be placed to {fine:g} of the range", f"a share from {FINEST:g}; 1e-4 is the default"
        )
    asked = () if question is None else (question,)
    evaluator = evaluator or Evaluator.of(
        crisis, asked, evidence=evidence, until=until, tolerance=tolerance, patience=patience, progress=progress
    )
    if question is not None and question not in evaluator.lines:
        raise UsageError(f"`{question}` is not answered by one number", "ask for a probability, a time or a count")
    if question is None and not evaluator.explanations:
        raise UsageError(
            "there are no rival explanations, so none can take the lead", "name a question and a threshold"
        )
    values = _range(evaluator, parameter, low, high, scan)
    settings = {"study": "break-even", "parameter": parameter, "range": f"{values[0]:.12g} to {values[-1]:.12g}",
                "scan": str(scan)}  # fmt: skip

    def tell(share: float) -> None:
        if progress is not None:
            progress(0.6 * share, f"scanning {parameter}: {round(share * scan)} of {scan}")

    with benched(evaluator, on, checkpoint, settings) as bench:
        points = bench.points("scan", [{parameter: one} for one in values], tell)
        search = Search(bench, parameter, question, threshold, fine * (values[-1] - values[0]), progress)
        crossings = search.between(values, points)
    return BreakEven(
        parameter=parameter,
        line=question or "",
        threshold=threshold,
        value=evaluator.ground.values[parameter],
        low=values[0],
        high=values[-1],
        scan=tuple(zip(values, points, strict=True)),
        crossings=tuple(crossings),
        unplaced=tuple(search.unplaced),
        explanations=evaluator.explanations,
        solved=len(values) + search.solved,
        date=evaluator.present.date,
        settings={**evaluator.settings, **settings},
    )


def _range(evaluator: Evaluator, name: str, low: float | None, high: float | None, scan: int) -> list[float]:
    """The settings of the scan: equal steps of the prior's weight, or of the value where a range is given."""
    evaluator.ground.known(name)
    if low is None and high is None:
        unknown = evaluator.ground.unknowns.get(name)
        if unknown is None:
            raise UsageError(f"`{name}` has no prior, so it must be said where to look", "give `low` and `high`")
        from scipy.special import ndtri

        return unknown.at(ndtri(np.linspace(*SHARES, scan))).tolist()
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise UsageError(f"{low} to {high} is no range", "give two finite numbers, `low` below `high`")
    return np.linspace(low, high, scan).tolist()
