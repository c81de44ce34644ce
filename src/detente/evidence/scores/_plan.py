"""What is to be scored: from which dates, which questions, how far ahead, against which baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.errors import Diagnostic, Place, ScenarioError, did_you_mean
from detente.evidence.records import moment
from detente.evidence.scores._anchored import anchored
from detente.game import ClockFault, Game

HORIZON = "{h}"
"""Stands in a question for the horizon."""

NO, YES = "no", "yes"


@dataclass(frozen=True)
class Hazard:
    """How often per clock unit a value gives way to another.

    Attributes
    ----------
    factor
        Whose values they are; empty to take the one factor that has both.
    known
        The date from which the rate could be known; empty where that was before everything.
    """

    before: str
    after: str
    rate: float
    factor: str = ""
    source: str = ""
    known: str = ""
    judgement: str = ""
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Baseline:
    """A base rate to be beaten: from each value, constant rates to others."""

    name: str
    hazards: tuple[Hazard, ...]
    title: str = ""


@dataclass(frozen=True)
class Target:
    """One question of the plan.

    Attributes
    ----------
    factor
        Asks for the value of this factor after each horizon; empty for a question in words.
    ranked
        Whether its values are in order, so that near misses count for less.
    ask
        A probability with ``{h}`` for the horizon; empty for a factor.
    """

    name: str
    factor: str = ""
    ranked: bool = False
    ask: str = ""
    title: str = ""
    place: Place | None = field(default=None, compare=False, repr=False)

    def text(self, horizon: float) -> str:
        """The question in words at a horizon."""
        return self.ask.replace(HORIZON, f"{horizon:g}" if float(f"{horizon:g}") == horizon else repr(horizon))

    def values(self, game: Game) -> tuple[str, ...]:
        """What the answer can be."""
        return game.space.vocabulary.values[self.factor] if self.factor else (NO, YES)


@dataclass(frozen=True)
class Plan:
    """A plan of scores, as ``scores.yaml`` gives it.

    Attributes
    ----------
    begin, end
        The first date to forecast from, and the last that may be.
    every
        From one date to the next: clock units, or a duration such as ``7 days``.
    horizons
        How far ahead: clock units or durations.
    until
        The date until which the record is complete; empty for its last date.
    codings
        Other files of records, by name, in which contested events are coded otherwise.
    smoothing
        Persistence starts as though it had been right in all but one of so many forecasts.
    """

    begin: str
    end: str
    every: str
    horizons: tuple[str, ...]
    questions: tuple[Target, ...]
    baselines: tuple[Baseline, ...] = ()
    until: str = ""
    codings: Mapping[str, str] = field(default_factory=dict)
    smoothing: float = 10.0
    file: str = "<plan>"
    text: str = field(default="", repr=False)
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)

    def checked(self, game: Game) -> Schedule:
        """The plan in the clock units of a game, if the game can answer it.

        Raises
        ------
        ScenarioError
            C007 for questions that it cannot answer, C008 for baselines that do not fit, C009 for times.
        """
        return _Binding(self, game).schedule()


@dataclass(frozen=True)
class Schedule:
    """A plan in clock units.

    Attributes
    ----------
    dates
        Clock units from the start: the dates to forecast from.
    horizons
        Clock units, rising.
    until
        Clock units from the start to where the record ends; None for its last date.
    """

    dates: tuple[float, ...]
    horizons: tuple[float, ...]
    until: float | None
    baselines: tuple[Baseline, ...]


class _Binding:
    """Gathers what does not fit."""

    def __init__(self, plan: Plan, game: Game) -> None:
        self.plan, self.game, self.faults = plan, game, list[Diagnostic]()

    def fault(self, code: str, message: str, place: Place | None, hint: str | None = None, **more: str) -> None:
        self.faults.append(Diagnostic(code, message, place=place, hint=hint, **more))  # pyright: ignore

    def schedule(self) -> Schedule:
        plan = self.plan
        begin, end = self.time("from", plan.begin), self.time("to", plan.end)
        every = self.length("every", plan.every)
        horizons = [self.length("horizons", one) for one in plan.horizons]
        until = self.time("until", plan.until) if plan.until else None
        if begin is not None and begin < 0:
            self.fault("C009", f"`from` is before the start of the scenario, {self._start()}", plan.places.get("from"))
        if begin is not None and end is not None and end < begin:
            self.fault("C009", "`to` is before `from`", plan.places.get("to"))
        for one in plan.questions:
            self.question(one, [ahead for ahead in horizons if ahead] or [1.0])
        baselines = tuple(self.baseline(one) for one in plan.baselines)
        if self.faults or begin is None or end is None or every is None:
            raise ScenarioError(self.faults, plan.text or None)
        count = int((end - begin) / every + 1e-9) + 1
        dates = tuple(begin + every * at for at in range(count))
        return Schedule(dates, tuple(sorted({one for one in horizons if one})), until, baselines)

    def _start(self) -> str:
        return str(self.game.clock.start or 0)

    def time(self, key: str, text: str) -> float | None:
        try:
            return moment(text, self.game.clock)
        except ClockFault as fault:
            self.fault("C009", f"`{key}`: {fault}", self.plan.places.get(key))
            return None

    def length(self, key: str, text: str) -> float | None:
        try:
            found = self.game.clock.duration(text)
        except ClockFault as fault:
            self.fault("C009", f"`{key}`: {fault}", self.plan.places.get(key))
            return None
        if not 0 < found < float("inf"):
            self.fault("C009", f"`{key}`: {text} is not above 0 and finite", self.plan.places.get(key))
            return None
        return found

    def question(self, one: Target, horizons: list[float]) -> None:
        known = self.game.space.vocabulary
        if one.factor:
            if one.factor not in known.values:
                hint = did_you_mean(one.factor, known.values)
                self.fault("C007", f"there is no factor `{one.factor}`", one.place, hint)
            elif one.ranked and one.factor in known.unordered:
                hint = "leave `ranked` out"
                self.fault(
                    "C007", f"the values of `{one.factor}` have no order, so they cannot be ranked", one.place, hint
                )
            return
        try:
            dated = any(anchored(one.text(ahead), self.game, 0.0).dated for ahead in horizons)
        except ScenarioError as error:
            for found in error.diagnostics:
                self.fault("C007", f"`{one.name}`: {found.message}", one.place, found.hint, found=one.ask)
            return
        if dated:
            hint = "write its times in clock units from the forecast on, as in `within={h}`"
            self.fault(
                "C007", f"`{one.name}` has a calendar date, so it cannot be asked from every date", one.place, hint
            )

    def baseline(self, one: Baseline) -> Baseline:
        found = []
        for hazard in one.hazards:
            factor = self.factor_of(one.name, hazard)
            if hazard.known:
                self.known(hazard)
            if factor:
                found.append(Hazard(**{**vars(hazard), "factor": factor}))
        return Baseline(one.name, tuple(found), one.title)

    def known(self, hazard: Hazard) -> None:
        try:
            moment(hazard.known, self.game.clock)
        except ClockFault as fault:
            self.fault("C009", f"`known`: {fault}", hazard.place)

    def factor_of(self, name: str, hazard: Hazard) -> str:
        values = self.game.space.vocabulary.values
        wanted = (hazard.before, hazard.after)
        if hazard.factor and hazard.factor not in values:
            message = f"the baseline `{name}` names a factor `{hazard.factor}` that the scenario does not have"
            self.fault("C008", message, hazard.place, did_you_mean(hazard.factor, values))
            return ""
        among = [hazard.factor] if hazard.factor else list(values)
        homes = [one for one in among if all(value in values[one] for value in wanted)]
        if len(homes) == 1:
            return homes[0]
        pair = f"`{hazard.before}` and `{hazard.after}`"
        if homes:
            hint = "add `factor:`, one of " + ", ".join(f"`{one}`" for one in homes)
            self.fault("C008", f"the baseline `{name}`: several factors have the values {pair}", hazard.place, hint)
        else:
            every = sorted({value for one in among for value in values[one]})
            wrong = next((value for value in wanted if value not in every), hazard.before)
            message = f"the baseline `{name}`: no factor has both values {pair}"
            self.fault("C008", message, hazard.place, did_you_mean(wrong, every))
        return ""
