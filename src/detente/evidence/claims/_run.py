# ruff: noqa: PT028 (a verb that begins with `test` and is no test)
"""Testing claims: what the model said then, what it says now, what the record says."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from detente.errors import Diagnostic, ScenarioError, did_you_mean
from detente.evidence.claims._claims import Claim, Claims
from detente.evidence.claims._judge import judge
from detente.evidence.claims._looking_back import LookingBack, written
from detente.evidence.claims._tested import Said, Tested, Verdicts
from detente.evidence.filtering import Grades, Hypothesis, Observed, as_hypotheses, gathered, hypotheses_of, observe
from detente.evidence.records import moment
from detente.evidence.scores import Anchored, Court, anchored
from detente.forecast import ask
from detente.game import Clock, ClockFault, Game

Progress = Callable[[float, str], None]

NOTHING = Said(None)


def test_claims(
    crisis: Any,
    evidence: Any,
    claims: Claims,
    *,
    hypotheses: Sequence[Hypothesis] | None = None,
    grades: Grades | None = None,
    until: str | float | dt.date | None = None,
    progress: Progress | None = None,
) -> Verdicts:
    """Put each claim to its test.

    A question in a claim counts its times from the date of the text. It is asked three times: from the start of the
    scenario, before any record; on the date of the text, with the record that was public by then; and with the whole
    record, when what has passed is read off the record, and what is hidden is weighed by all of it.

    Parameters
    ----------
    crisis
        A scenario; it may be None where ``hypotheses`` are given.
    evidence
        The whole record, as :func:`observe` takes it.
    hypotheses
        The scenario's explanations with their games solved; solved here where not given.
    until
        The date until which the record is complete; None for its last date.

    Raises
    ------
    ScenarioError
        For tests that the scenario cannot carry out (C006) and dates that its clock cannot tell (C009), all at once.

    Notes
    -----
    Cost: two passes of the filter, and one for each question about hidden factors in the past.
    """
    say = progress or (lambda share, what: None)
    if hypotheses is None:
        hypotheses = hypotheses_of(crisis, progress=lambda share, what: say(0.8 * share, what))
    solved = as_hypotheses(tuple(hypotheses))
    games = [one.equilibrium.game for one in solved]
    records, own = gathered(evidence, games)
    clock = games[0].clock
    binding = _Binding(claims, solved, games[0])
    wrote, questions = binding.bound()
    end = max((one.ends(clock) for one in records), default=0.0) if until is None else moment(until, clock)
    end = max(end, wrote)
    grades = grades or own
    start = observe(solved, None, until=0.0, grades=grades)
    then = observe(solved, records.until(wrote, clock), until=wrote, grades=grades)
    kept = records.until(end, clock)
    last = observe(solved, kept, until=end, grades=grades)
    back = LookingBack(kept, last, Court.of(games[0], kept, end))
    rows = []
    for at, (claim, asked) in enumerate(zip(claims, questions, strict=True)):
        rows.append(_tested(claim, asked, start, then, back))
        say(0.8 + 0.2 * (at + 1) / len(claims), f"testing {claim.name}")
    return Verdicts(claims, tuple(rows), claims.written, _day(end, clock), records.sha256)


def _day(time: float, clock: Clock) -> str:
    return written(math.floor(time), clock) or f"{time:g}"


def _tested(claim: Claim, asked: tuple[Anchored, ...], start: Observed, then: Observed, back: LookingBack) -> Tested:
    outcome, pending = None, ""
    if claim.trial.kind == "none":
        before = early = now = NOTHING
    elif claim.trial.kind == "explanation":
        before, early, now = (_posterior(claim, one) for one in (start, then, back.observed))
    else:
        before, early = (_asked(claim, asked, one) for one in (start, then))
        found = [back.answer(one) for one in asked]
        now = _said(
            claim, [one.chance for one in found], next((one.how for one in found if one.chance is None), found[0].how)
        )
        outcome = found[0].resolution if len(found) == 1 else None
        last = max(one.high for one in asked)
        pending = _day(last, back.game.clock) if last > back.observed.time and outcome is None else ""
    weight = decibans(before.chance, now.chance)
    status, why = judge(claim, before, early, now, weight, pending)
    against = {"true": "no", "false": "yes", "not supported": "yes"}.get(claim.record.resolved)
    if claim.trial.expect == "low" and against is not None:
        against = "yes" if against == "no" else "no"
    if outcome is not None and outcome.outcome == against and claim.kind in ("fact", "forecast"):
        why += f" The test itself came out {outcome.outcome}: it is not quite what the claim says."
    return Tested(claim, before, early, now, weight, outcome, status, why)


def _posterior(claim: Claim, seen: Observed) -> Said:
    chance = sum(seen.posterior[name] for name in claim.trial.names)
    return Said(min(float(chance), 1.0), (float(chance),), "the chance of the explanations together")


def _asked(claim: Claim, asked: tuple[Anchored, ...], seen: Observed) -> Said:
    found = ask(seen, *(one.seen_from(seen.time) for one in asked))
    parts = [float(one.value) if isinstance(one.value, float) and math.isfinite(one.value) else None for one in found]
    wrong = next((str(one.outcome) for one in found if not one.outcome.converged), "")
    return _said(claim, parts, wrong or "asked of the belief")


def _said(claim: Claim, parts: Sequence[float | None], how: str) -> Said:
    if any(one is None for one in parts):
        return Said(None, tuple(parts), how)
    known = [one for one in parts if one is not None]
    if claim.trial.kind == "compare":
        total = sum(known)
        return Said(
            known[0] / total if total > 0 else None, tuple(known), how if total > 0 else "neither has any chance"
        )
    chance = known[0] if claim.trial.expect == "high" else 1.0 - known[0]
    return Said(chance, tuple(known), how)


def decibans(before: float | None, now: float | None) -> float | None:
    """Ten times the decimal logarithm of the factor between two odds; None where that means nothing."""
    if before is None or now is None or not 0 < before < 1:
        return 0.0 if before is not None and before == now else None
    if now <= 0 or now >= 1:
        return -math.inf if now <= 0 else math.inf
    return 10 * (math.log10(now / (1 - now)) - math.log10(before / (1 - before)))


class _Binding:
    """Claims in the terms of a game; what does not fit is gathered."""

    def __init__(self, claims: Claims, hypotheses: Sequence[Hypothesis], game: Game) -> None:
        self.claims, self.hypotheses, self.game = claims, hypotheses, game
        self.faults: list[Diagnostic] = []

    def bound(self) -> tuple[float, list[tuple[Anchored, ...]]]:
        wrote = self.time(self.claims.written, "written", None)
        if wrote is not None and wrote < 0:
            message = f"the text was written before the start of the scenario, {self.game.clock.start or 0}"
            self.faults.append(Diagnostic("C009", message, place=self.claims.places.get("written")))
        for one in self.claims:
            if one.by:
                self.time(one.by, "by", one)
        questions = [self.questions(one, max(wrote or 0.0, 0.0)) for one in self.claims]
        if self.faults:
            raise ScenarioError(self.faults, self.claims.text or None)
        assert wrote is not None
        return wrote, questions

    def time(self, text: str, key: str, claim: Claim | None) -> float | None:
        try:
            return moment(text, self.game.clock)
        except ClockFault as fault:
            place = (claim or self.claims).places.get(key)
            where = "" if claim is None else f" of the claim `{claim.name}`"
            self.faults.append(Diagnostic("C009", f"`{key}`{where}: {fault}", place=place))
            return None

    def questions(self, claim: Claim, wrote: float) -> tuple[Anchored, ...]:
        place = claim.places.get("test")
        names = [one.name for one in self.hypotheses]
        for name in claim.trial.names:
            if name not in names:
                message = f"the claim `{claim.name}` names an explanation `{name}` that the scenario does not have"
                self.faults.append(Diagnostic("C006", message, place=place, hint=did_you_mean(name, names)))
        found = []
        for text in claim.trial.asks:
            try:
                found.append(anchored(text, self.game, wrote))
            except ScenarioError as error:
                for one in error.diagnostics:
                    message = f"the claim `{claim.name}`: {one.message}"
                    self.faults.append(replace(one, code="C006", message=message, path=(), span=None, place=place))
        return tuple(found)
