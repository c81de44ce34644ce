"""The result: every forecast, its marks, its skill, and what the page says about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.errors import Outcome, UsageError, did_you_mean
from detente.evidence.scores._case import Case
from detente.evidence.scores._leak import Late
from detente.evidence.scores._measures import MEASURES, Mark, mark
from detente.evidence.scores._plan import Baseline, Plan
from detente.evidence.scores._reliability import Bin, Split, reliability, split
from detente.evidence.scores._skill import Skill, skill
from detente.game import Clock

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart
    from detente.evidence.scores._postmortem import PostMortem


@dataclass(frozen=True)
class Rival:
    """A forecaster by name, and what it is."""

    name: str
    title: str


@dataclass(frozen=True)
class Scores:
    """Rolling forecasts, scored.

    Attributes
    ----------
    rivals
        Who forecast; the model first.
    cases
        Every forecast, by date, question and horizon.
    late
        Parameters of the scenario that could be known only after some of the dates.
    hazards
        The baselines with the factor of each hazard.
    codings
        The same cases resolved by other codings of the contested events, by name.
    records_sha256
        Which record it was.
    outcome
        Not converged where it was interrupted; then ``cases`` holds the dates that were done.
    """

    plan: Plan = field(repr=False)
    rivals: tuple[Rival, ...]
    cases: tuple[Case, ...] = field(repr=False)
    late: tuple[Late, ...]
    hazards: tuple[Baseline, ...] = field(repr=False)
    codings: Mapping[str, tuple[Case, ...]] = field(repr=False)
    records: str
    records_sha256: str
    explanations: tuple[str, ...]
    clock: Clock = field(repr=False)
    outcome: Outcome
    seed: int = 0
    post_mortems: tuple[PostMortem, ...] = field(default=(), repr=False)

    @property
    def model(self) -> str:
        """The name of the model among the forecasters."""
        return self.rivals[0].name

    @property
    def unit(self) -> str:
        """The unit of the clock."""
        return self.clock.unit

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions' names in the plan's order."""
        return tuple(dict.fromkeys(one.question for one in self.cases))

    @property
    def horizons(self) -> tuple[float, ...]:
        """Clock units ahead, rising."""
        return tuple(sorted({one.horizon for one in self.cases}))

    def title(self, question: str) -> str:
        """What a question is called on a page."""
        return next((one.title or one.name for one in self.plan.questions if one.name == question), question)

    def counts(self) -> dict[str, int]:
        """How many forecasts were made, how many the record resolved, contests and cannot tell."""
        return {
            "made": len(self.cases),
            "resolved": sum(one.resolved for one in self.cases),
            "contested": sum(one.contested for one in self.cases),
            "unresolved": sum(not one.resolved for one in self.cases),
        }

    def mark(self, forecaster: str = "", question: str = "", horizon: float | None = None) -> Mark:
        """The mean losses of a forecaster (the model unless named) on some cases or all."""
        return mark(self.cases, self._known(forecaster), question, horizon)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """All means: over everything, by horizon, by question, and by both."""
        return tuple(
            mark(self.cases, one.name, question, horizon)
            for question in ("", *self.questions)
            for horizon in (None, *self.horizons)
            for one in self.rivals
        )

    def skill(
        self, rival: str, measure: str = "brier", question: str = "", horizon: float | None = None, forecaster: str = ""
    ) -> Skill:
        """The skill of the model, or of a forecaster, against a rival."""
        if measure not in MEASURES:
            raise UsageError(f"there is no measure `{measure}`", did_you_mean(measure, MEASURES))
        names = self._known(forecaster), self._known(rival)
        return skill(self.cases, *names, measure, question, horizon, seed=self.seed)

    @cached_property
    def skills(self) -> tuple[Skill, ...]:
        """The model against each rival: over everything, by horizon and by question, in each measure."""
        wanted = [("", None), *(("", one) for one in self.horizons), *((one, None) for one in self.questions)]
        return tuple(
            self.skill(one.name, measure, question, horizon)
            for one in self.rivals[1:]
            for question, horizon in wanted
            for measure in MEASURES
        )

    def reliability(self, forecaster: str = "", question: str = "", horizon: float | None = None) -> tuple[Bin, ...]:
        """The reliability curve of a forecaster on some cases or all."""
        return reliability(self._some(question, horizon), self._known(forecaster), seed=self.seed)

    def split(self, forecaster: str = "", question: str = "", horizon: float | None = None) -> Split | None:
        """The parts of its Brier score."""
        return split(self._some(question, horizon), self._known(forecaster))

    def only(self, *, contested: bool = True, late: bool = True) -> Scores:
        """The same without contested outcomes, or without dates on which some parameter could not be known."""
        kept = tuple(one for one in self.cases if (contested or not one.contested) and (late or not one.late))
        return replace(self, cases=kept, codings={}, post_mortems=())

    def coded(self, name: str) -> Scores:
        """The same forecasts, resolved by another coding of the contested events."""
        if name not in self.codings:
            raise UsageError(f"there is no coding `{name}`", did_you_mean(name, self.codings))
        return replace(self, cases=self.codings[name], codings={}, post_mortems=())

    def sentences(self) -> tuple[str, ...]:
        """What the scores say, in words."""
        from detente.evidence.scores._sentences import sentences

        return sentences(self)

    def to_text(self, width: int = 100) -> str:
        """For a terminal."""
        from detente.evidence.scores._text import to_text

        return to_text(self, width)

    def to_frame(self) -> polars.DataFrame:
        """One row a forecaster, case and value: the chance given, and what it cost."""
        from detente.evidence.scores._text import to_frame

        return to_frame(self)

    def plot(self) -> Chart:
        """How often what was given a chance happened (see :meth:`reliability`).

        Raises
        ------
        UsageError
            Where the record resolves nothing.
        """
        from detente.evidence.scores._shown import chart_of

        return chart_of(self)

    def _repr_html_(self) -> str:
        from detente.evidence.scores._shown import html_of

        return html_of(self)

    def to_record(self) -> dict[str, Any]:
        """Plain objects and lists, for JSON; what is infinite or no number is None, with counts beside it."""
        from detente.evidence.scores._text import to_record

        return to_record(self)

    def __str__(self) -> str:
        return self.to_text()

    def _known(self, forecaster: str) -> str:
        names = [one.name for one in self.rivals]
        if forecaster and forecaster not in names:
            raise UsageError(f"nobody called `{forecaster}` forecast", did_you_mean(forecaster, names))
        return forecaster or self.model

    def _some(self, question: str, horizon: float | None) -> Sequence[Case]:
        return [one for one in self.cases if question in ("", one.question) and horizon in (None, one.horizon)]
