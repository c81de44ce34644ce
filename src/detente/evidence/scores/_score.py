"""Rolling forecasts and how they came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from detente.errors import Outcome, ScenarioError, UsageError
from detente.evidence.filtering import Grades, Hypothesis, Impossible, as_hypotheses, gathered, hypotheses_of
from detente.evidence.records import RecordError, Records, read_records
from detente.evidence.scores._case import Case
from detente.evidence.scores._docket import Chances, Item, docket
from detente.evidence.scores._forecasters import SMOOTHED, BaseRate, Forecaster, Model, Persistence, uniform
from detente.evidence.scores._leak import Late, late_parameters, refuse_fitted
from detente.evidence.scores._plan import Plan, Schedule
from detente.evidence.scores._postmortem import post_mortems
from detente.evidence.scores._resolve import Court, Resolution
from detente.evidence.scores._scores import Rival, Scores
from detente.game import Game

Progress = Callable[[float, str], None]

_UNSTUDIED = Outcome(
    False, "interrupted", "Interrupted among the post-mortems; the scores are whole.", "Run it again for all of them."
)


def score(
    crisis: Any,
    evidence: Any,
    plan: Plan,
    *,
    hypotheses: Sequence[Hypothesis] | None = None,
    grades: Grades | None = None,
    rivals: Sequence[Forecaster] = (),
    fitted: Any = None,
    worst: int = 5,
    assumptions: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
) -> Scores:
    """Forecast from successive dates with only the record until each, and score what has come out since.

    Every forecaster is given the records that were public by the date and nothing else. The model filters them with
    the equilibrium of the scenario, which rests on no record. Its rivals are the base rates of the plan, persistence,
    persistence smoothed, and the same model with actors who choose at random.

    Parameters
    ----------
    crisis
        A scenario; None where ``hypotheses`` are given and no assumption is to be tried.
    evidence
        The whole record, as :func:`observe` takes it.
    hypotheses
        The scenario's explanations with their games solved; solved here where not given.
    rivals
        Forecasters of your own, on the items of :func:`docket`.
    fitted
        What the parameters were fitted to, if they were: an ensemble, or the date of the last record used.
    worst
        So many of the worst forecasts get a post-mortem.
    assumptions
        In a post-mortem, try so many of the most doubtful parameters (each needs the game solved anew).
    seed
        For the resampling of intervals and bands.

    Raises
    ------
    ScenarioError
        For a plan that does not fit the scenario (C007 to C009), and for records that do not (RecordError).
    UsageError
        For a plan without a date or question, and for parameters fitted to later records.

    Notes
    -----
    Interrupted, it scores the dates that are done and says so in ``outcome``. Cost: one filter pass and one pass of
    forecasts a date, twice (for uniform choice), and one filter pass a record for the post-mortems.
    """
    say = progress or (lambda share, what: None)
    if hypotheses is None:
        if crisis is None:
            raise UsageError("score needs a scenario, or hypotheses that were solved")
        hypotheses = hypotheses_of(crisis, progress=lambda share, what: say(0.3 * share, what))
    solved = as_hypotheses(tuple(hypotheses))
    game = solved[0].equilibrium.game
    records, own = gathered(evidence, [one.equilibrium.game for one in solved])
    schedule = plan.checked(game)
    items = docket(plan, schedule, game)
    if not items or not schedule.dates:
        raise UsageError("this plan asks nothing", "give it `questions`, `horizons`, `from` and `to`")
    refuse_fitted(fitted, schedule.dates[0], game.clock)
    model = Model(solved, grades or own, items)
    forecasters = [model, *_rivals(plan, schedule, model, game), *rivals]
    late = _late(solved, schedule, game)
    court = Court.of(game, records, schedule.until)
    cases, outcome = _roll(forecasters, records, schedule, court, late, lambda x, what: say(0.3 + 0.5 * x, what))
    if not cases:
        raise KeyboardInterrupt
    found = Scores(
        plan=plan,
        rivals=tuple(Rival(one.name, one.title) for one in forecasters),
        cases=cases,
        late=late,
        hazards=tuple(schedule.baselines),
        codings=_codings(plan, schedule, game, items, cases),
        records=records.name,
        records_sha256=records.sha256,
        explanations=tuple(one.name for one in solved),
        clock=game.clock,
        outcome=outcome,
        seed=seed,
    )
    if outcome.converged and worst:
        studied, whole = post_mortems(
            found, model, records, crisis, worst, assumptions, lambda x, what: say(0.8 + 0.2 * x, what)
        )
        found = replace(found, post_mortems=studied, outcome=outcome if whole else _UNSTUDIED)
    say(1.0, "scored")
    return found


def _rivals(plan: Plan, schedule: Schedule, model: Model, game: Game) -> list[Forecaster]:
    items = model.items
    found: list[Forecaster] = [BaseRate.of(game, one, items) for one in schedule.baselines if one.hazards]
    title = (
        f"the same, softened by how often it was right so far; begins at {plan.smoothing - 1:g} in {plan.smoothing:g}"
    )
    found += [
        Persistence(game, items, schedule.dates),
        Persistence(game, items, schedule.dates, plan.smoothing, SMOOTHED, title),
        uniform(model),
    ]
    names = [model.name, *(one.name for one in found)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"a baseline of the plan is called `{twice}`, as one that is always there", "rename it")
    return found


def _late(hypotheses: Sequence[Hypothesis], schedule: Schedule, game: Game) -> tuple[Late, ...]:
    named = {one.name: one for each in hypotheses for one in each.equilibrium.game.parameters}
    return late_parameters(tuple(named.values()), schedule.dates, game.clock)


def _roll(
    forecasters: Sequence[Forecaster],
    records: Records,
    schedule: Schedule,
    court: Court,
    late: Sequence[Late],
    progress: Progress,
) -> tuple[tuple[Case, ...], Outcome]:
    """Every forecast from every date, and how it came out."""
    cases: list[Case] = []
    clock = court.certain.game.clock
    for number, time in enumerate(schedule.dates):
        try:
            known = records.until(time, clock)
            said = {one.name: one(known, time) for one in forecasters}
        except KeyboardInterrupt:
            done = f"Interrupted after {number} of {len(schedule.dates)} dates; these are scored."
            return tuple(cases), Outcome(False, "interrupted", done, "Run it again for all of them.")
        except Impossible as error:
            raise _as_of(error, clock.date(time) or f"{time:g}") from None
        unknown = tuple(one.name for one in late if time < one.time)
        for at, item in enumerate(forecasters[0].items):
            chances = {name: _numbers(some[at]) for name, some in said.items()}
            cases.append(_case(item, time, item.resolved(court, time), chances, unknown, clock.date(time)))
        progress((number + 1) / len(schedule.dates), f"forecasting from {clock.date(time) or f'{time:g}'}")
    return tuple(cases), Outcome(True, "converged", "All dates were forecast from.")


def _as_of(error: Impossible, date: object) -> RecordError:
    """The same error, with the date from which the forecast was to be made."""
    hint = "what was public by then must make sense by itself: look at the dates in `reported`"
    first, *rest = error.diagnostics
    message = f"forecasting from {date}, with what was public by then: {first.message}"
    return RecordError([replace(first, message=message, hint=first.hint or hint), *rest], error.text)


def _numbers(given: Chances) -> tuple[float, ...] | None:
    return None if given is None else tuple(given.tolist())


def _case(
    item: Item, time: float, found: Resolution, chances: Mapping[str, Any], late: tuple[str, ...], date: Any
) -> Case:
    return Case(
        time=time,
        date=date,
        question=item.target.name,
        horizon=item.horizon,
        values=item.values,
        ranked=item.target.ranked,
        outcome=found.outcome,
        contested=found.contested,
        why=found.why,
        chances=chances,
        late=late,
    )


def _codings(
    plan: Plan, schedule: Schedule, game: Game, items: Sequence[Item], cases: Sequence[Case]
) -> Mapping[str, tuple[Case, ...]]:
    """The same forecasts, resolved by other codings of the contested events."""
    known = {(one.target.name, one.horizon): one for one in items}
    found = {}
    for name, file in plan.codings.items():
        try:
            records = read_records(file, game=game)
        except ScenarioError as error:
            raise UsageError(f"the coding `{name}` of the plan cannot be used: {error}") from None
        court = Court.of(game, records, schedule.until)
        resolved = [known[one.question, one.horizon].resolved(court, one.time) for one in cases]
        found[name] = tuple(
            replace(one, outcome=new.outcome, contested=new.contested, why=new.why)
            for one, new in zip(cases, resolved, strict=True)
        )
    return found
