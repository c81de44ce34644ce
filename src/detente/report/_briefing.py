"""What an analysis found, as plain records: the page, the JSON and the HTML are made of these alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import UsageError
from detente.report._findings import Findings
from detente.report._subject import Provenance
from detente.report._world import Counterfactuals as Counterfactuals
from detente.report._world import Held as Held
from detente.report._world import Placed as Placed
from detente.report._world import Study as Study

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart

Value = float | Mapping[str, float] | None
"""The answer to a question: a number, a probability by option, or None where its date has passed."""


@dataclass(frozen=True)
class View:
    """A "now" that the briefing looks from.

    Attributes
    ----------
    given
        A condition on which the belief rests, where it does not rest on records.
    chance
        The model's own probability of what is given.
    records
        How many records the belief rests on; None where it rests on none.
    basis
        What the belief rests on, as a sentence; empty where ``given`` says it.
    """

    name: str
    at: float
    date: dt.date | None
    given: str | None
    about: str
    chance: float
    records: int | None = None
    basis: str = ""
    title: str = ""

    @property
    def label(self) -> str:
        """What heads a column: the title or name with its date."""
        when = f"{self.date.day} {self.date:%B %Y}" if self.date else f"t = {self.at:g}"
        return f"{self.title or self.name} ({when})"


@dataclass(frozen=True)
class Answered:
    """A question and its value in each view."""

    question: str
    about: str
    values: tuple[Value, ...]

    @property
    def is_number(self) -> bool:
        """Whether it asks for a number (and not what an actor does next)."""
        return not any(isinstance(one, Mapping) for one in self.values)


@dataclass(frozen=True)
class Want:
    """What one actor's flow payoff says of one factor, other things equal: utility units per clock unit."""

    factor: str
    title: str
    best: str
    worst: str
    gain: float


@dataclass(frozen=True)
class Option:
    """One option of an actor: its chance at the next moment and its expected count by the horizon, by view.

    ``title`` is its name as a reader says it.
    """

    name: str
    about: str
    chances: tuple[float, ...]
    counts: tuple[float, ...]
    title: str

    @property
    def telling(self) -> bool:
        """Whether a page has room for it: likely now from some view, or expected to be taken now and then."""
        return max(self.chances) >= 0.005 or max(self.counts, default=0.0) >= 0.1


@dataclass(frozen=True)
class Party:
    """An actor: what it wants, what it does not see, what it does next."""

    name: str
    title: str
    about: str
    blind_to: tuple[str, ...]
    moments_to_act: float
    wants: tuple[Want, ...]
    reasons: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Course:
    """A factor's way into the future in one view.

    Attributes
    ----------
    chances
        By time, a probability for each value.
    current
        The likeliest value now.
    stays
        By time, the probability that ``current`` has held without interruption since now.
    even_odds
        When the odds are even that it has ceased to hold, in clock units from now; None if not by the horizon.
    """

    times: tuple[float, ...]
    chances: tuple[tuple[float, ...], ...]
    current: str
    stays: tuple[float, ...]
    even_odds: float | None

    @property
    def standing(self) -> str:
        """The likeliest value now as words, with its chance where it is not certain."""
        chance, value = max(self.chances[0]), self.current.replace("_", " ")
        return value if chance >= 1 - 1e-9 else f"{value} ({min(100 * chance, 99):.0f}%)"


@dataclass(frozen=True)
class Development:
    """A factor and its course in each view."""

    factor: str
    title: str
    about: str
    values: tuple[str, ...]
    hidden: bool
    courses: tuple[Course, ...]


@dataclass(frozen=True)
class Settlement:
    """Which settlement: by view, the probability of each value of the factor at the horizon.

    ``current`` is the likeliest value in each view.
    """

    factor: str
    title: str
    values: tuple[str, ...]
    chances: tuple[tuple[float, ...], ...]
    current: tuple[str, ...]

    def if_reached(self, view: int) -> tuple[float | None, ...]:
        """The share of each value among the outcomes other than the present one; None for the present one."""
        now = self.values.index(self.current[view])
        rest = 1.0 - self.chances[view][now]
        return tuple(
            None if at == now or rest <= 1e-9 else chance / rest for at, chance in enumerate(self.chances[view])
        )


@dataclass(frozen=True)
class Explanation:
    """A rival explanation and its probability in each view."""

    name: str
    about: str
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Quality:
    """How well the equilibrium was found; where explanations have games of their own, the worst of each number."""

    states: int
    outcome: str
    message: str
    residual: float
    regret: Mapping[str, float]
    iterations: int
    seconds: float
    others_found: int
    starts_searched: int
    games: int = 1

    @property
    def size(self) -> str:
        """The number of states, as a sentence."""
        if self.games == 1:
            return f"{self.states:,} states."
        return f"{self.games} games of up to {self.states:,} states; the numbers here are those of the worst of them."

    @property
    def others(self) -> str:
        """What the search for other equilibria came to, as a sentence."""
        if self.starts_searched == 0:
            return "No search for other equilibria was made (`detente solve FILE --search 5` makes one)."
        searched = f"A search from {self.starts_searched} random start{'s' * (self.starts_searched != 1)}"
        if self.others_found == 0:
            return f"{searched} found no other equilibrium."
        return f"{searched} found {self.others_found} more; the one used lies on the branch from uniform choice."


@dataclass(frozen=True)
class Shift:
    """How a headline answer moves when one parameter does, all else equal."""

    parameter: str
    low: float
    high: float
    question: str
    base: float
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        """The larger of the two movements."""
        return max(abs(self.at_low - self.base), abs(self.at_high - self.base))


@dataclass(frozen=True)
class WhatIf:
    """One-at-a-time changes of parameters to the 10% and 90% points of their priors, seen from ``view``."""

    view: str
    shifts: tuple[Shift, ...]
    tried: int
    possible: int
    note: str


@dataclass(frozen=True)
class Assumption:
    """A number that the analysis rests on, where it is from and how sure its author is."""

    name: str
    value: float
    prior: str
    about: str
    source: str
    judgement: str


@dataclass(frozen=True)
class Briefing:
    """The whole analysis of a scenario."""

    name: str
    title: str
    about: str
    unit: str
    start: dt.date | None
    horizon: float
    views: tuple[View, ...]
    answers: tuple[Answered, ...]
    parties: tuple[Party, ...]
    developments: tuple[Development, ...]
    settlement: Settlement | None
    explanations: tuple[Explanation, ...]
    quality: Quality
    whatif: WhatIf
    assumptions: tuple[Assumption, ...]
    sources: tuple[str, ...]
    provenance: Provenance
    evidence: Findings | None = None
    observers: tuple[str, ...] = ()
    situation: tuple[Held, ...] = ()
    places: tuple[Placed, ...] = ()
    agreements: tuple[Study, ...] = ()
    signals: tuple[Study, ...] = ()
    counterfactuals: Counterfactuals | None = None

    @cached_property
    def made(self) -> dict[str, Any]:
        """What the sections of the page were filled with, by section, as they are first written."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "made"}

    def to_text(self, width: int = 92) -> str:
        """The page that a terminal shows."""
        from detente.report.page import text

        return text(self, width)

    def to_html(self) -> str:
        """A self-contained HTML document, with charts."""
        from detente.report.page import document

        return document(self)

    def to_markdown(self, charts: str | None = "charts") -> str:
        """The page as Markdown; ``charts`` is the folder in which the pictures stand, None for none."""
        from detente.report.page import markdown

        return markdown(self, charts)

    def charts(self) -> dict[str, Chart]:
        """Every chart of the page by name."""
        from detente.report.page import charts

        return charts(self)

    def to_record(self) -> dict[str, object]:
        """Plain objects and lists for JSON; infinite numbers stay floats."""
        from detente.report._record import record

        return record(self)

    def save(self, path: str | Path, *, format: str | None = None, charts: str | Path | None = None) -> list[Path]:
        """Write the page; the ending says as what: .html, .md, .json, .txt or .pdf.

        Parameters
        ----------
        charts
            A folder for each chart as PNG and SVG.

        Raises
        ------
        UsageError
            For another ending, a place that cannot be written to, and for PDF where nothing can print it.
        """
        from detente.report._save import save

        return save(self, path, format=format, charts=charts)

    def to_frame(self) -> polars.DataFrame:
        """One row an answer in a view: ``question``, ``about``, ``view``, ``option``, ``value``.

        ``option`` is empty for a number; ``value`` is null where the date asked about has passed.
        """
        from detente.report._answers import answers_frame

        return answers_frame(self)

    def plot(self) -> Chart:
        """The chances asked for, a dot for each view.

        Raises
        ------
        UsageError
            Where no question of the scenario is answered by a chance.
        """
        from detente.report._charts import answers

        chart = answers(self)
        if chart is None:
            raise UsageError("none of the answers is a chance, so there is nothing to draw", "see `to_frame()`")
        return chart

    def _repr_html_(self) -> str:
        from detente.report.page import render

        return render("short", self) + render("explanations", self)
