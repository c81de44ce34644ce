"""One parameter at a time: how far each answer swings when a parameter goes from a low to a high point of its prior."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente import __version__
from detente.errors import UsageError
from detente.evidence.uncertainty import Executor, Unknown, cores
from detente.study.sensitivity._evaluator import TOLERANCE, Bench, Evaluator, Point, Progress, benched
from detente.words import is_chance

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class Swing:
    """What one parameter does to one line, all else as the scenario has it.

    Attributes
    ----------
    line
        A question, one option of ``move(actor)``, or ``P(explanation | record)``.
    low, high
        The two values of the parameter.
    at_low, base, at_high
        The line there, and as the scenario stands; not a number where there is no answer, and ``faults`` says why.
    """

    line: str
    parameter: str
    low: float
    high: float
    at_low: float
    base: float
    at_high: float
    faults: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        """How far the line goes over the two points and the scenario's own; not a number with fewer than two known."""
        known = [one for one in (self.at_low, self.base, self.at_high) if math.isfinite(one)]
        return max(known) - min(known) if len(known) > 1 else math.nan

    @property
    def weight(self) -> float:
        """The size by which swings are ranked across lines: of chances as it is, of others as a share of the base."""
        if is_chance(self.line) or self.line.startswith("move("):
            return self.size
        return self.size / max(abs(self.base), 1e-12)


@dataclass(frozen=True)
class Tornado:
    """Swings of all lines, for each line the widest first.

    Attributes
    ----------
    low, high
        Shares of a prior below its two points.
    base
        The lines as the scenario has them.
    fixed
        Parameters without a prior: they were not moved.
    left
        Parameters that the time did not reach.
    date
        Of the belief that was asked from, where the clock has dates.
    """

    swings: tuple[Swing, ...]
    low: float
    high: float
    base: Mapping[str, float]
    fixed: tuple[str, ...]
    left: tuple[str, ...]
    seconds: float
    solved: int
    unit: str
    date: dt.date | None
    time: float
    settings: Mapping[str, str] = field(repr=False)
    version: str = __version__

    @property
    def lines(self) -> tuple[str, ...]:
        """What was looked at."""
        return tuple(self.base)

    @property
    def parameters(self) -> tuple[str, ...]:
        """What was moved."""
        return tuple(dict.fromkeys(one.parameter for one in self.swings))

    def of(self, line: str) -> tuple[Swing, ...]:
        """The swings of one line, the widest first; those without an answer last."""
        if line not in self.base:
            from detente.errors import did_you_mean

            raise UsageError(f"`{line}` was not looked at", did_you_mean(line, self.base))
        mine = [one for one in self.swings if one.line == line]
        return tuple(sorted(mine, key=lambda one: (-one.size if math.isfinite(one.size) else math.inf, one.parameter)))

    def sentences(self) -> tuple[str, ...]:
        """For each line which assumption drives it, by how much, and how sure that is."""
        from detente.study.sensitivity._words import tornado_sentences

        return tornado_sentences(self)

    def to_text(self) -> str:
        """For a terminal."""
        from detente.study.sensitivity._words import tornado_text

        return tornado_text(self)

    def __str__(self) -> str:
        return self.to_text()

    def to_frame(self) -> polars.DataFrame:
        """One row a swing: ``line``, ``parameter``, its values, the line at them, ``size`` and ``fault``."""
        import polars

        rows = [
            (one.line, one.parameter, one.low, one.high, one.at_low, one.base, one.at_high, one.size,
             "; ".join(one.faults))
            for line in self.lines
            for one in self.of(line)
        ]  # fmt: skip
        columns = ["line", "parameter", "low", "high", "at_low", "base", "at_high", "size", "fault"]
        return polars.DataFrame(rows, schema=columns, orient="row")

    def to_record(self) -> dict[str, object]:
        """For JSON."""
        return {
            "low": self.low, "high": self.high, "base": dict(self.base), "swings": self.to_frame().to_dicts(),
            "fixed": list(self.fixed), "left": list(self.left), "solved": self.solved, "seconds": self.seconds,
            "sentences": list(self.sentences()), "settings": dict(self.settings), "version": self.version,
        }  # fmt: skip

    def plot(self, line: str | None = None, most: int = 15) -> Chart:
        """Bars from the answer at the low point to that at the high one, widest first.

        Parameters
        ----------
        line
            Which; None for the first.
        most
            How many parameters are drawn; the table has all.
        """
        from detente.study.sensitivity._charts import tornado_chart

        return tornado_chart(self, self.lines[0] if line is None else line, most)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html("What one parameter at a time does", self.to_frame(), self.to_text().splitlines()[0])


def tornado(
    crisis: Any,
    *questions: str,
    evidence: Any = None,
    until: str | float | dt.date | None = None,
    parameters: Sequence[str] | None = None,
    low: float = 0.1,
    high: float = 0.9,
    max_seconds: float | None = None,
    tolerance: float = TOLERANCE,
    patience: float | None = 120.0,
    on: Executor | int | str | None = None,
    checkpoint: str | Path | None = None,
    evaluator: Evaluator | None = None,
    progress: Progress | None = None,
) -> Tornado:
    """Move one parameter at a time to two points of its prior, and ask again.

    At each point the game is solved anew, the records are taken in anew, and the questions are asked of the belief to
    which they then lead. Parameters that are expressions over others follow these.

    Parameters
    ----------
    crisis
        A scenario, or a game.
    questions
        As :func:`~detente.ask` takes them. Where the scenario has explanations, their chances are looked at too.
    evidence, until
        As :func:`~detente.observe` takes them.
    parameters
        Only these; None for all that have a prior, the widest against their values first.
    low, high
        Shares of the prior below the two points, above 0 and below 1.
    max_seconds
        Begin no further parameters after this time; which were left is told. None for all.
    tolerance
        On the residual of each solution.
    patience
        The most seconds for one solution; one that takes longer has no answer, and it is said.
    on, checkpoint
        As in :func:`~detente.evidence.uncertainty.sample`.
    evaluator
        One that is there already, for the same scenario; ``crisis``, ``evidence`` and ``until`` then do not matter.

    Raises
    ------
    UsageError
        For unknown parameters, those without a prior, none with one, and points out of range or out of order.

    Notes
    -----
    One at a time says nothing of what two parameters do together: :func:`sobol` does.

    Examples
    --------
    >>> from detente.game import Event, Factor, Game, Parameter, Prior
    >>> game = Game(
    ...     [Factor("truce", ["broken", "holding"], start="holding")],
    ...     nature=[Event("breach", rate="pace", when="truce == holding", then={"truce": "broken"})],
    ...     parameters=[Parameter("pace", 0.25, Prior("uniform", (0.2, 0.6)))],
    ... )
    >>> found = tornado(game, "E(time_to(truce == broken))", low=0.25, high=0.75, on=1)
    >>> (one,) = found.swings
    >>> abs(one.at_low - 1 / 0.3) < 1e-9 and abs(one.at_high - 1 / 0.5) < 1e-9 and one.base == 4.0
    True
    """
    if not 0 < low < high < 1:
        raise UsageError(
            f"the points {low:g} and {high:g} are no shares of a prior", "give two numbers between 0 and 1, low first"
        )
    begun = time.monotonic()
    evaluator = evaluator or Evaluator.of(
        crisis, questions, evidence=evidence, until=until, tolerance=tolerance, patience=patience, progress=progress
    )
    wanted = chosen(evaluator, parameters)
    ends = {one.name: tuple(one.at(_normal(low, high)).tolist()) for one in wanted}
    deadline = None if max_seconds is None else begun + max_seconds
    settings = {"study": "tornado", "low": f"{low:g}", "high": f"{high:g}", "parameters": ",".join(ends)}
    with benched(evaluator, on, checkpoint, settings) as bench:
        found = _in_rounds(bench, ends, deadline, progress)
    swings = [
        _swing(line, name, ends[name], evaluator.base, two) for name, two in found.items() for line in evaluator.lines
    ]
    present = evaluator.present
    return Tornado(
        swings=tuple(swings),
        low=low,
        high=high,
        base=dict(evaluator.base.values),
        fixed=tuple(one for one in evaluator.ground.values if one not in evaluator.ground.unknowns),
        left=tuple(one for one in ends if one not in found),
        seconds=time.monotonic() - begun,
        solved=2 * len(found),
        unit=present.unit,
        date=present.date,
        time=present.time,
        settings={**evaluator.settings, **settings},
    )


def chosen(evaluator: Evaluator, parameters: Sequence[str] | None) -> tuple[Unknown, ...]:
    """The parameters to move, each with its prior; without names all, the widest against their values first.

    Raises
    ------
    UsageError
        For a name that no parameter has, one without a prior, and where none has any.
    """
    unknowns, values = evaluator.ground.unknowns, evaluator.ground.values
    hint = "give it one, as in `upkeep: {value: 0.05, prior: {lognormal: [-3.0, 0.5]}}`"
    if parameters is not None:
        names = [evaluator.ground.known(one) for one in dict.fromkeys(parameters)]
        for one in names:
            if one not in unknowns:
                raise UsageError(f"`{one}` has no prior, so there is nowhere to move it to", hint)
        if not names:
            raise UsageError("no parameter was named", "leave `parameters` out for all that have a prior")
        return tuple(unknowns[one] for one in names)
    if not unknowns:
        raise UsageError("no parameter has a prior, so there is nothing to move", hint)

    def width(one: Unknown) -> float:
        ends = one.at(_normal(0.1, 0.9))
        return float(ends[1] - ends[0]) / max(abs(values[one.name]), 1e-12)

    return tuple(sorted(unknowns.values(), key=width, reverse=True))


def _normal(*shares: float) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri(np.array(shares))


def _in_rounds(
    bench: Bench, ends: Mapping[str, tuple[float, ...]], deadline: float | None, progress: Progress | None
) -> dict[str, list[Point]]:
    """The points of each parameter: a few parameters at a time, as many as the time allows."""
    names = list(ends)
    several = len(names) if deadline is None else max(1, cores())
    found: dict[str, list[Point]] = {}
    for first in range(0, len(names), several):
        if deadline is not None and time.monotonic() >= deadline and found:
            break
        mine = names[first : first + several]
        jobs = [{name: value} for name in mine for value in ends[name]]

        def tell(share: float, first: int = first, mine: list[str] = mine) -> None:
            if progress is not None:
                done = (first + share * len(mine)) / len(names)
                progress(done, f"moving one parameter at a time: {round(done * len(names))} of {len(names)}")

        points = bench.points(f"{first}-{len(mine)}", jobs, tell)
        found |= {name: points[2 * at : 2 * at + 2] for at, name in enumerate(mine)}
    return found


def _swing(line: str, name: str, ends: tuple[float, ...], base: Point, two: Sequence[Point]) -> Swing:
    faults = tuple(
        f"at {value:.4g}: {one.fault or 'no answer'}"
        for value, one in zip(ends, two, strict=True)
        if math.isnan(one[line])
    )
    return Swing(line, name, ends[0], ends[1], two[0][line], base[line], two[1][line], faults)
