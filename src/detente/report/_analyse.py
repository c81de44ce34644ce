"""The main job: from a scenario to a briefing."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.errors import UsageError
from detente.evidence import Hypothesis
from detente.evidence.filtering import ALONE
from detente.evidence.records import moment
from detente.forecast import Mixture
from detente.game import ClockFault, Game
from detente.report._answers import answers
from detente.report._bench import Judging
from detente.report._beside import Beside, beside
from detente.report._briefing import (
    Answered,
    Assumption,
    Briefing,
    Development,
    Explanation,
    Settlement,
    WhatIf,
)
from detente.report._changes import comparisons, counterfactuals
from detente.report._contest import Contest, quality
from detente.report._material import Material, material_of
from detente.report._outlook import developments
from detente.report._parties import parties
from detente.report._parts import chosen
from detente.report._priors import described
from detente.report._scene import observers, placed, situation
from detente.report._spread import spread, without
from detente.report._studied import agreements, tellings_of_moves
from detente.report._subject import Crisis, Subject, subject_of
from detente.report._views import Seen, chance, look, present_at
from detente.report._weigh import findings
from detente.report._whatif import moved, numbers, what_if

if TYPE_CHECKING:
    from detente.evidence.uncertainty import Ensemble

LONG = 1.0
"""Seconds for the solutions of a scenario from which other processes are worth their start."""

NICE = (1, 2, 3, 5, 7, 10, 14, 20, 30, 60, 90, 120, 180, 270, 365)


def analyse(
    crisis: Crisis | Subject,
    *,
    evidence: Any = None,
    until: str | float | dt.date | None = None,
    ensemble: Ensemble | None = None,
    horizon: float | None = None,
    check_seconds: float = 15.0,
    max_seconds: float | None = None,
    counterfactual_seconds: float = 120.0,
    parts: Iterable[str] | None = None,
    hypotheses: Sequence[Hypothesis] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Briefing:
    """Solve a scenario, weigh its evidence, answer its questions from its moments, and gather what an analyst asks.

    Parameters
    ----------
    crisis
        A scenario, or what was made of one by :func:`subject_of`.
    evidence
        Records, or a file of them; None for what the scenario itself names, if it names any.
    until
        Use only what was public by this date, that day included; None for the whole record.
    ensemble
        Draws of the parameters, weighed by the same records, as ``detente.evidence.uncertainty.sample`` gives them: the
        explanations and the answers in the last view then have intervals.
    horizon
        How far to look, in clock units; None for about twice the actors' mean time of discounting.
    check_seconds
        Time for the check of what would change the answers (one parameter at a time); 0 to leave it out.
    max_seconds
        Time limit of the solution.
    counterfactual_seconds
        Time for comparing the changes that the scenario names (``do:``), beside the rest where there are several cores;
        what is not done by then is left out, and that is said. 0 to leave them out.
    parts
        Which parts to compute, of :data:`detente.report.PARTS`; None for all. The others are empty, and so are the
        sections of the page that need them.
    hypotheses
        The explanations with their games solved already, as ``detente.hypotheses_of`` gives them for this scenario;
        None to solve them.
    progress
        Told now and then what is being done.

    Raises
    ------
    NotConverged
        Where the game has no converged solution: nothing is then forecast.
    RecordError
        For records that the scenario cannot read, before anything is solved.
    UsageError
        For a date without evidence, or before the start; for a part that there is not.

    Notes
    -----
    A record that turns out to be impossible leaves the rest of the briefing whole: it says so, with its place.
    """
    tell = progress or (lambda _: None)
    wanted = chosen(parts)
    subject = crisis if isinstance(crisis, Subject) else subject_of(crisis)
    game = subject.game
    material = material_of(evidence, subject.evidence, game)
    end = _end(until, game, material)
    contest = Contest.of(subject, material is not None, max_seconds, tell, hypotheses)
    horizon = default_horizon(game) if horizon is None else horizon
    tell("taking the records in" if material else "forecasting")
    looked = look(subject, contest.hypotheses, material, end)
    views, presents = [one.view for one in looked.seen], [one.present for one in looked.seen]
    solving = sum(one.seconds for one in contest.equilibria)
    changes = {}
    if "counterfactuals" in wanted and counterfactual_seconds > 0:
        changes = comparisons(subject, material, end, contest.hypotheses)
    judging = material and Judging(material, contest.hypotheses, end, wanted)
    begun = time.monotonic()
    with beside(solving > LONG) as working:
        working.start({**({"judged": judging} if judging else {}), **changes})
        found = material and findings(
            looked, material, contest.hypotheses, horizon, wanted, tell, lambda: working.result("judged")
        )
        if found is not None and found.last:
            asked = [one.text for one in subject.questions]
            width = None if ensemble is None else spread(ensemble, looked.end or looked.seen[-1], asked, tell)
            said = () if width else (without(subject.provenance.scenario, solving),)
            found = replace(found, spread=width, notes=(*found.notes, *said))
        tell("forecasting")
        held = situation(contest.games, presents)
        answered = _answered(subject, presents) if "answers" in wanted else ()
        tell("what each is likely to do")
        acting = parties(contest.equilibria, contest.counts, presents, horizon) if "parties" in wanted else ()
        tell("where things go")
        courses = developments(contest.games, presents, horizon, subject.hidden) if "courses" in wanted else ()
        compared = counterfactuals(changes, working, begun + counterfactual_seconds, subject, tell)
        seconds = check_seconds if "sensitivity" in wanted else 0.0
        whatif = _what_if(subject, contest, material, looked.seen[-1], seconds, working, tell)
    return Briefing(
        name=subject.name,
        title=subject.title or subject.name,
        about=subject.about,
        unit=game.clock.unit,
        start=game.clock.start,
        horizon=horizon,
        views=tuple(views),
        answers=answered,
        parties=acting,
        developments=courses,
        settlement=_settlement(subject.settlement, courses),
        explanations=_explanations(subject, contest.hypotheses, looked.seen),
        quality=quality(contest.equilibria),
        whatif=whatif,
        assumptions=_assumptions(game),
        sources=subject.sources,
        provenance=subject.provenance,
        evidence=found,
        observers=observers(game),
        situation=held,
        places=placed(subject.places, contest.games, held),
        agreements=agreements(subject, looked.seen, tell) if "settlement" in wanted else (),
        signals=tellings_of_moves(looked.seen, tell) if "signals" in wanted else (),
        counterfactuals=compared,
    )


def _what_if(
    subject: Subject,
    contest: Contest,
    material: Material | None,
    last: Seen,
    seconds: float,
    working: Beside,
    tell: Callable[[str], None],
) -> WhatIf:
    """What would change the answers of the last view."""
    if last.view.records and material is not None:
        asked = numbers(last.present, [one.text for one in subject.questions])
        return moved(contest.rivals, contest.hypotheses, material, last.view, asked, seconds, working.free, tell)

    def again(parameters: Mapping[str, float]) -> Mixture:
        return present_at(last.view, contest.again(parameters), material)

    solving = sum(one.seconds for one in contest.equilibria)
    return what_if(subject.game, last.present, last.view, subject.questions, seconds, solving, again, tell)


def _answered(subject: Subject, presents: Sequence[Mixture]) -> tuple[Answered, ...]:
    values = [answers(at, [one.text for one in subject.questions]) for at in presents]
    return tuple(
        Answered(one.text, one.about, tuple(row[at] for row in values)) for at, one in enumerate(subject.questions)
    )


def _end(until: str | float | dt.date | None, game: Game, material: Material | None) -> float | None:
    if until is None:
        return None
    if material is None:
        raise UsageError("`until` says how much of the evidence to use, and there is none", "leave it out")
    try:
        time = moment(until, game.clock)
    except ClockFault as fault:
        raise UsageError(f"`until`: {fault}") from None
    if time < 0:
        raise UsageError(f"{until} is before the start of the scenario, {game.clock.start or 0}")
    return time


def default_horizon(game: Game) -> float:
    """Twice the mean time of discounting, or of staying in a state, rounded to a number people use."""
    if game.actors:
        wanted = 2.0 / float(game.lowered.discount.mean())
    else:
        tables = game.tables
        pace = float(tables.event_rate.sum()) / max(1, tables.states)
        wanted = 20.0 / pace if pace > 0 else 1.0
    below = [one for one in NICE if one <= wanted]
    return float(max(below)) if below else float(f"{wanted:.1g}")


def _settlement(factor: str | None, courses: Sequence[Development]) -> Settlement | None:
    for one in courses:
        if one.factor == factor:
            chances = tuple(course.chances[-1] for course in one.courses)
            current = tuple(course.current for course in one.courses)
            return Settlement(one.factor, one.title, one.values, chances, current)
    return None


def _explanations(subject: Subject, hypotheses: Sequence[Hypothesis], seen: Sequence[Seen]) -> tuple[Explanation, ...]:
    named = [one for one in hypotheses if one.name != ALONE]
    abouts = [subject.explanations.get(one.name) or one.about or one.title for one in named]
    return tuple(
        Explanation(one.name, about, tuple(chance(one, at) for at in seen))
        for one, about in zip(named, abouts, strict=True)
    )


def _assumptions(game: Game) -> tuple[Assumption, ...]:
    values = game.lowered.vocabulary.parameters
    return tuple(
        Assumption(
            one.name,
            values.get(one.name, math.nan),
            described(one.prior),
            one.about,
            one.source,
            one.judgement,
        )
        for one in game.parameters
    )
