"""Everything that the validation record of the Syrian case shows, computed anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from detente.casebook import case
from detente.evidence.claims import Verdicts, read_claims, test_claims
from detente.evidence.explanations import LeftOut, PriorSensitivity, leave_one_out, prior_sensitivity
from detente.evidence.filtering import Hypothesis, Observed, gathered, hypotheses_of, observe
from detente.evidence.records import Records
from detente.evidence.scores import (
    BaseRate,
    Court,
    Forecaster,
    Leak,
    Model,
    Persistence,
    Plan,
    Schedule,
    Scores,
    docket,
    futures,
    leak_check,
    read_plan,
    score,
    uniform,
)
from detente.game import Game
from detente.scenario import Scenario, load

Progress = Callable[[float, str], None]

NAME = "syria-2016"
TEXT = "2016-03-15"
"""The day of the commentary, and so of the first of the two beliefs that the page shows."""

WORST, ASSUMPTIONS = 5, 8


@dataclass(frozen=True)
class Files:
    """The files that the numbers come from, by name: 16 digits of the SHA-256 of each."""

    hashes: Mapping[str, str]

    @classmethod
    def now(cls) -> Files:
        """As they are now."""
        folder = case(NAME).folder
        names = [
            "scenario.yaml",
            "claims.yaml",
            "scores.yaml",
            *sorted(one.name for one in folder.glob("records*.csv")),
        ]
        return cls({name: _digest(folder / name) for name in names})

    @property
    def belief(self) -> str:
        """Of the two files that a belief rests on."""
        return f"{self.hashes['scenario.yaml']} and {self.hashes['records.csv']}"


def _digest(file: Path) -> str:
    # Line ends may be changed by a checkout; the text is what counts.
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16]


@dataclass(frozen=True)
class Start:
    """What is needed before anything else: the scenario, its game solved, its record and plan."""

    scenario: Scenario
    hypotheses: tuple[Hypothesis, ...] = field(repr=False)
    plan: Plan = field(repr=False)

    @classmethod
    def now(cls) -> Start:
        """Load and solve."""
        scenario = load(case(NAME).scenario)
        assert scenario.evidence is not None
        assert scenario.evidence.scores is not None
        plan = read_plan(scenario.evidence.scores, game=scenario.game())
        return cls(scenario, hypotheses_of(scenario), plan)

    @property
    def game(self) -> Game:
        return self.hypotheses[0].equilibrium.game

    @cached_property
    def records(self) -> Records:
        return gathered(self.scenario.evidence, [self.game])[0]

    @cached_property
    def schedule(self) -> Schedule:
        return self.plan.checked(self.game)

    @cached_property
    def court(self) -> Court:
        """What says how a forecast came out."""
        return Court.of(self.game, self.records, self.schedule.until)

    @cached_property
    def model(self) -> Model:
        """The scenario as a forecaster on the plan's questions."""
        grades = gathered(self.scenario.evidence, [self.game])[1]
        return Model(self.hypotheses, grades, docket(self.plan, self.schedule, self.game))

    @cached_property
    def forecasters(self) -> tuple[Forecaster, ...]:
        """All that the scores compare."""
        model, game, schedule = self.model, self.game, self.schedule
        rates = [BaseRate.of(game, one, model.items) for one in schedule.baselines]
        softened = Persistence(game, model.items, schedule.dates, self.plan.smoothing, "smoothed persistence")
        return (model, *rates, Persistence(game, model.items, schedule.dates), softened, uniform(model))

    def observed(self, until: str | None = None, coding: str | None = None) -> Observed:
        """The belief as of a date (the end if None), by the record or by another coding of it."""
        return observe(self.hypotheses, self.coded(coding), until=until)

    def coded(self, coding: str | None):
        """The evidence, with another coding of the record if one is named."""
        if coding is None:
            return self.scenario.evidence
        return replace(self.scenario.evidence, records=(Path(self.plan.codings[coding]),))  # pyright: ignore


@dataclass(frozen=True)
class View:
    """A belief and how firm it is."""

    seen: Observed
    priors: PriorSensitivity
    without: LeftOut


@dataclass(frozen=True)
class Checked:
    """What the leak check tried, and what it found."""

    forecasters: tuple[str, ...]
    dates: int
    changes: int
    leaks: tuple[Leak, ...]


@dataclass(frozen=True)
class Made:
    """All of it.

    Attributes
    ----------
    recoded
        By coding: forecasts made *and* resolved by it.
    codings
        By coding: the belief at its end.
    """

    files: Files
    start: Start
    views: tuple[View, View]
    scores: Scores
    recoded: Mapping[str, Scores]
    codings: Mapping[str, Observed]
    verdicts: Verdicts
    checked: Checked


def made(progress: Progress) -> Made:
    """Compute everything: about five minutes of CPU."""
    files = Files.now()
    progress(0.0, "solving")
    start = Start.now()
    evidence = start.scenario.evidence
    views = tuple(_view(start.observed(until)) for until in (TEXT, None))

    def scored(coding: str | None, begin: float, end: float, **more: int) -> Scores:
        def tell(share: float, what: str) -> None:
            progress(begin + (end - begin) * share, f"{coding or 'the record'}: {what}")

        given = {"hypotheses": start.hypotheses, "progress": tell, **more}
        return score(start.scenario, start.coded(coding), start.plan, **given)

    scores = scored(None, 0.05, 0.25, worst=WORST, assumptions=ASSUMPTIONS)
    names = list(start.plan.codings)
    step = 0.4 / max(len(names), 1)
    recoded = {one: scored(one, 0.25 + step * at, 0.25 + step * (at + 1), worst=0) for at, one in enumerate(names)}
    progress(0.65, "testing the claims")
    assert evidence is not None
    assert evidence.claims is not None
    verdicts = test_claims(None, evidence, read_claims(evidence.claims), hypotheses=start.hypotheses)
    checked = leaks(start, lambda share, what: progress(0.7 + 0.3 * share, what))
    codings = {one: start.observed(coding=one) for one in names}
    return Made(files, start, (views[0], views[1]), scores, recoded, codings, verdicts, checked)


def _view(seen: Observed) -> View:
    return View(seen, prior_sensitivity(seen), leave_one_out(seen, by=["source"]))


def leaks(start: Start, progress: Progress, dates: Sequence[float] | None = None) -> Checked:
    """Try every forecaster at every date of the plan."""
    dates = start.schedule.dates if dates is None else dates
    forecasters, found = start.forecasters, []
    for at, time in enumerate(dates):
        progress(at / len(dates), f"looking for leaks as of {start.game.clock.date(time)}")
        for one in forecasters:
            found += leak_check(one, start.records, [time], start.game)
    changes = sum(len(list(futures(start.records, time, start.game))) for time in dates)
    return Checked(tuple(one.name for one in forecasters), len(dates), changes, tuple(found))
