"""The entry point: what would be otherwise if the scenario were changed."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from detente import __version__
from detente.errors import UsageError
from detente.evidence.filtering import Hypothesis, gathered
from detente.evidence.uncertainty import (
    Ensemble,
    Executor,
    Ledger,
    Rounds,
    Weigher,
    digest,
    one_thread,
    opened_executor,
)
from detente.forecast import read_question
from detente.study.counterfactual._crisis import Changeable, Plan, digest_of, drawn, games_of, plans_of
from detente.study.counterfactual._pairs import answers_of
from detente.study.counterfactual._result import Comparison, Variant
from detente.study.counterfactual._sentences import stated, why
from detente.study.counterfactual._work import Row, Work, warm_of

Progress = Callable[[float, str], None]


def compare(
    crisis: Changeable,
    do: Any = None,
    ask: Sequence[str] = (),
    *,
    evidence: Any = None,
    until: str | float | dt.date | None = None,
    since: str | None = None,
    set: Mapping[str, float | str] | None = None,
    ensemble: Ensemble | None = None,
    tolerance: float = 1e-6,
    max_seconds: float | None = 120.0,
    solved: Sequence[Hypothesis] | None = None,
    on: Executor | int | str | None = None,
    checkpoint: str | Path | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Answer questions in a scenario as it stands and with changes made, and say the difference.

    Each change is solved as a game of its own. How it meets the records is said of each:

    * ``start``: the changed game from its start, without the records, against the scenario from its start;
    * ``now`` (the default of a change that says nothing): an intervention on the date ``until``. The belief to which
      the records led in the scenario as it stands is carried over, hidden factors included, the starts that the change
      gives are set, and the changed law runs on from there;
    * ``record``: an assumption that held all along. The changed game meets the same records itself.

    Parameters
    ----------
    do
        Names of the scenario's changes, texts of YAML or mappings, or such things by name; a list within the list is
        several changes made together. None for all that the scenario names.
    ask
        Questions; none for those of the scenario.
    evidence, until
        As :func:`~detente.observe` takes them.
    since
        Meets the records in this way, whatever the changes say.
    set
        Other values of parameters, in the scenario and under every change that does not set them itself.
    ensemble
        Draws, as ``sample`` gives them for the same evidence: each solves the scenario and all changes, and gives
        paired differences (common random numbers). A parameter that a change sets is not drawn under it.
    tolerance
        On the residual of each solution under a draw; that at the point is 1e-9.
    max_seconds
        The longest that one game may take to solve; None for no limit.
    solved
        The explanations of the scenario as it stands with their games solved already; a changed game that has the same
        states then starts from these. None to solve all from nothing.
    on, checkpoint
        For the draws, as ``sample`` has them.
    progress
        Called with the share done and words.

    Raises
    ------
    UsageError
        Where there is nothing to compare, and as ``Scenario.with_do`` does.
    ScenarioError
        For what is wrong with a change, and for a question that cannot be read.
    RecordError, Impossible, NotConverged
        As :func:`~detente.observe` and ``solve`` do, for the scenario as it stands. Where a change has no solution, or
        cannot have led to the records, that is said in its place.

    References
    ----------
    Pearl (2009), Causality, chapters 3 and 7: intervention against conditioning.

    Examples
    --------
    >>> from detente.scenario import loads
    >>> from detente.study.counterfactual import compare
    >>> scenario = loads('''
    ... detente: 1
    ... state: {light: {values: [red, green], start: red}}
    ... nature:
    ...   turn: {rate: 1, when: light == red, then: {light: green}}
    ...   fail: {rate: 1, when: light == green, then: {light: red}}
    ... do: {reliable: {title: It never fails, forbid: nature.fail}}
    ... ''')
    >>> found = compare(scenario, ask=["S(light == green)"])
    >>> answer = found["reliable"]["S(light == green)"]
    >>> round(answer.base, 9), round(answer.changed, 9)
    (0.5, 1.0)
    """
    started = time.monotonic()
    tell = progress or (lambda share, words: None)
    if not hasattr(crisis, "with_do"):
        raise UsageError(f"{type(crisis).__name__} is no scenario", "give `load(...)`, or `loads(...)`")
    plans = plans_of(crisis, do, since, set or {})
    games = games_of(crisis, set or {})
    game = next(iter(games.games.values()))
    own = [one.text for one in getattr(crisis, "questions", ())]
    questions = tuple(dict.fromkeys(ask or own))
    if not questions:
        raise UsageError("this scenario has no `questions:` of its own", 'ask one: "P(A, at=30)"')
    for one in questions:
        read_question(one, game)
    records, grades = gathered(evidence, list(games.games.values()))
    tables = (dict(grades.reliability), dict(grades.credibility), grades.false_reports)
    weigher = Weigher(games, records if evidence is not None else None, tables, until, tolerance, max_seconds)
    moves = tuple(f"move({one})" for one in game.actor_names)
    work = Work(weigher, plans, (*questions, *moves))
    share = 0.5 if ensemble is not None else 1.0
    with one_thread():
        row, found = work.row(None, lambda part, words: tell(share * part, words), solved)
    rows: list[Row] = []
    weights = np.empty(0)
    if ensemble is not None:
        rows, weights = _drawn(crisis, work, plans, ensemble, found, set or {}, on, checkpoint, tell)
    end = _time(weigher, until)
    date = game.clock.date(end)
    variants = []
    for at, plan in enumerate(plans):
        changed = row.changes[at]
        base = row.start if plan.since == "start" else row.now
        pairs = [(one.start if plan.since == "start" else one.now, one.changes[at]) for one in rows]
        answers = answers_of(questions, base, changed, pairs, weights, 1.0 if ensemble is None else ensemble.worth)
        variants.append(
            Variant(
                plan.name,
                plan.title,
                plan.about,
                plan.since,
                stated(plan, evidence is not None, str(date or f"{end:g}")),
                answers,
                changed.fault,
                changed.states,
                dict(zip(games.explanations, base.posterior, strict=False)) if plan.since == "record" else {},
                dict(zip(plan.crisis.explanations, changed.posterior, strict=False)) if plan.since == "record" else {},
                why(base, changed, moves, len(questions)),
                plan.warnings,
                sum(bool(one.fault) or bool(other.fault) for one, other in pairs),
            )
        )
    tell(1.0, "done")
    return Comparison(
        tuple(variants),
        questions,
        date,
        end,
        0 if evidence is None else len(records if until is None else records.until(until, game.clock)),
        0 if ensemble is None else len(rows),
        None if ensemble is None else ensemble.effective,
        getattr(crisis, "sha256", games.digest),
        getattr(crisis, "title", game.title),
        __version__,
        time.monotonic() - started,
    )


def _time(weigher: Weigher, until: Any) -> float:
    from detente.evidence.records import moment

    clock = next(iter(weigher.crisis.games.values())).clock
    if until is not None:
        return moment(until, clock)
    return max((one.at(clock) for one in weigher.records or ()), default=0.0)


def _drawn(
    crisis: Changeable,
    work: Work,
    plans: tuple[Plan, ...],
    ensemble: Ensemble,
    found: Any,
    set: Mapping[str, float | str],
    on: Any,
    checkpoint: Any,
    tell: Progress,
) -> tuple[list[Row], np.ndarray]:
    """Every draw that counts, solved with and without the changes; each different draw once."""
    shipped = ensemble.weigher.crisis
    if set:
        raise UsageError("`set` does not go with draws", "leave one of the two out, or make it a change")
    if shipped.digest != replace(work.base.crisis, unknowns=shipped.unknowns, drawn=shipped.drawn).digest:
        raise UsageError("these draws are of another scenario", "sample this one, with the same evidence")
    changed = tuple(replace(one, crisis=drawn(one.crisis, shipped, _fixed(one, shipped))) for one in plans)
    base = replace(ensemble.weigher, until=work.base.until, records=work.base.records)
    work = replace(work, base=base, plans=changed, warm=warm_of(found))
    kept = np.flatnonzero(ensemble.weights > 0)
    unique, place = np.unique(ensemble.values[kept], axis=0, return_inverse=True)
    jobs = [dict(zip(ensemble.names, each, strict=True)) for each in unique.tolist()]
    settings = {**ensemble.settings, "changes": digest_of(plans), "questions": digest(repr(work.questions))}
    with opened_executor(on) as executor:
        rounds = Rounds(executor, Ledger(checkpoint, settings))

        def show(share: float) -> None:
            tell(0.5 + 0.5 * share, f"comparing under {len(jobs)} draws")

        rows = rounds.run("compare", work, jobs, Row.from_record, show)
    return [rows[at] for at in place.ravel()], ensemble.weights[kept]


def _fixed(plan: Plan, base: Any) -> dict[str, None]:
    """The parameters that a change gives another value or prior."""
    fixed: dict[str, None] = {}
    for overlay, game in plan.crisis.games.items():
        own = {one.name: one for one in base.games[overlay].parameters} if overlay in base.games else {}
        for one in game.parameters:
            before = own.get(one.name)
            if before is None or (before.value, before.prior) != (one.value, one.prior):
                fixed[one.name] = None
    return fixed
