"""The main job: from a scenario to a briefing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from detente.equilibrium import Equilibrium, solve
from detente.forecast import Now, now
from detente.game import Game
from detente.report._answers import answers
from detente.report._briefing import (
    Answered,
    Assumption,
    Briefing,
    Development,
    Explanation,
    Quality,
    Settlement,
    View,
)
from detente.report._outlook import developments, marginal
from detente.report._parties import parties
from detente.report._priors import described
from detente.report._subject import Crisis, Subject, subject_of
from detente.report._whatif import what_if

NICE = (1, 2, 3, 5, 7, 10, 14, 20, 30, 60, 90, 120, 180, 270, 365)

TOLERANCE = 1e-8
"""On the residual: far below what a page of whole percentages shows."""


def analyse(
    crisis: Crisis | Subject,
    *,
    horizon: float | None = None,
    check_seconds: float = 4.0,
    max_seconds: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> Briefing:
    """Solve a scenario, answer its questions from each of its moments, and gather what an analyst asks.

    Parameters
    ----------
    crisis
        A scenario, or what was made of one by :func:`subject_of`.
    horizon
        How far to look, in clock units; None for about twice the actors' mean time of discounting.
    check_seconds
        Time for the check of what would change the answers (one parameter at a time); 0 to leave it out.
    max_seconds
        Time limit of the solution.
    progress
        Told now and then what is being done.

    Raises
    ------
    NotConverged
        Where the game has no converged solution: nothing is then forecast.
    """
    tell = progress or (lambda _: None)
    subject = crisis if isinstance(crisis, Subject) else subject_of(crisis)
    game = subject.game

    def stage(name: str, share: float, residual: float) -> None:
        tell(f"solving: {name}, {share:.0%}, residual {residual:.1e}")

    equilibrium = solve(game, tolerance=TOLERANCE, max_seconds=max_seconds, progress=stage).raise_unless_converged()
    horizon = default_horizon(game) if horizon is None else horizon
    tell("forecasting")
    views = tuple(_views(subject, equilibrium))
    nows = [now(equilibrium, at=view.at, given=view.given) for view in views]
    values = [answers(at, [one.text for one in subject.questions]) for at in nows]
    answered = tuple(
        Answered(one.text, one.about, tuple(row[at] for row in values)) for at, one in enumerate(subject.questions)
    )
    tell("what each is likely to do")
    acting = parties(equilibrium, nows, horizon)
    tell("where things go")
    courses = developments(game, nows, horizon, subject.hidden)
    whatif = what_if(equilibrium, views[-1], subject.questions, check_seconds, tell)
    return Briefing(
        name=subject.name,
        title=subject.title or subject.name,
        about=subject.about,
        unit=game.clock.unit,
        start=game.clock.start,
        horizon=horizon,
        views=views,
        answers=answered,
        parties=acting,
        developments=courses,
        settlement=_settlement(subject.settlement, courses),
        explanations=_explanations(subject, nows),
        quality=_quality(equilibrium),
        whatif=whatif,
        assumptions=_assumptions(game),
        sources=subject.sources,
        provenance=subject.provenance,
    )


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


def _views(subject: Subject, equilibrium: Equilibrium) -> list[View]:
    game = subject.game
    found = [View("start", 0.0, game.clock.date(0.0), None, "", 1.0)]
    for one in subject.moments:
        before = now(equilibrium, at=one.at)
        chance = 1.0 if one.given is None else float(before.belief @ game.space.holds(one.given))
        found.append(View(one.name, one.at, game.clock.date(one.at), one.given, one.about, chance))
    return sorted(found, key=lambda view: view.at)


def _settlement(factor: str | None, courses: Sequence[Development]) -> Settlement | None:
    for one in courses:
        if one.factor == factor:
            chances = tuple(course.chances[-1] for course in one.courses)
            current = tuple(course.current for course in one.courses)
            return Settlement(one.factor, one.title, one.values, chances, current)
    return None


def _explanations(subject: Subject, nows: Sequence[Now]) -> tuple[Explanation, ...]:
    if subject.hidden is None:
        return ()
    game = subject.game
    chances = [marginal(game, at.belief, subject.hidden).tolist() for at in nows]
    values = game.space.vocabulary.values[subject.hidden]
    return tuple(
        Explanation(value, subject.explanations.get(value, ""), tuple(row[at] for row in chances))
        for at, value in enumerate(values)
    )


def _quality(found: Equilibrium) -> Quality:
    return Quality(
        states=len(found.game.space),
        outcome=found.outcome.code,
        message=found.outcome.message,
        residual=found.residual,
        regret=dict(found.regret),
        iterations=found.iterations,
        seconds=found.seconds,
        others_found=found.others_found,
        starts_searched=found.starts_searched,
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
