"""The sections of the report for a variant, each worked out when it is asked for."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from detente.errors import UsageError, did_you_mean
from detente.report._analyse import analyse
from detente.report._briefing import Briefing
from detente.report._subject import Subject, subject_of
from detente.report.live._desk import Desk, Tell
from detente.report.live._variant import Variant
from detente.report.page import SECTIONS, render

ELSEWHERE = frozenset({"short", "problems", "explanations", "questions"})
"""Sections that the page of answers shows itself."""

CHECK_SECONDS, CHANGE_SECONDS = 20.0, 60.0
"""Time for the check of what would change the answers, and for the scenario's own changes."""

MORE = {"settlement": ("settlement", "courses"), "certainty": ("sensitivity", "answers"), "hangs": ("weights",)}
"""Parts that a section shows if they are there, besides those without which it is not."""

KEPT = 4
"""Briefings kept for each scenario."""


class Views:
    """The report's sections for the variants of a desk.

    `do` blocks have a section of their own, so all sections are of the scenario with the parameters of a variant, seen
    until its date, without its `do` blocks.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._made: OrderedDict[tuple[Any, ...], Briefing] = OrderedDict()

    def section(self, name: str, variant: Variant, tell: Tell) -> str:
        """A section as a piece of HTML, charts as specifications; empty where the scenario has nothing for it.

        Raises
        ------
        UsageError
            For a section that there is not.
        NotConverged
            Where a game has no converged solution.
        """
        known = {one.id: one for one in SECTIONS}
        if name not in known:
            raise UsageError(f"the report has no section `{name}`", did_you_mean(name, known))
        parts = tuple(sorted({*known[name].needs, *MORE.get(name, ())}))
        return render(name, self.briefing(variant, parts, tell), live=True)

    def whole(self, variant: Variant, tell: Tell) -> Briefing:
        """The whole report."""
        return self.briefing(variant, None, tell)

    def briefing(self, variant: Variant, parts: tuple[str, ...] | None, tell: Tell) -> Briefing:
        """The analysis, in whole or in parts."""
        variant = Variant(variant.parameters, (), variant.at)
        key = (variant, parts)
        if key not in self._made:
            contest = self.desk.contest(variant, tell)
            self._made[key] = analyse(
                self._subject(variant),
                until=variant.at if self.desk.material is not None else None,
                parts=parts,
                hypotheses=contest.hypotheses,
                check_seconds=CHECK_SECONDS,
                counterfactual_seconds=CHANGE_SECONDS,
                progress=lambda what: tell(0.5, what),
            )
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]

    def _subject(self, variant: Variant) -> Subject:
        settings = dict(variant.parameters)
        if not settings:
            return self.desk.subject
        game = self.desk.crisis.game(set=settings)
        return subject_of(self.desk.crisis, game, self.desk.name, settings)


def sections_elsewhere() -> tuple[tuple[str, str], ...]:
    """The sections that can be asked for: anchor and title, in the order of the report."""
    return tuple((one.id, one.title) for one in SECTIONS if one.id not in ELSEWHERE)
