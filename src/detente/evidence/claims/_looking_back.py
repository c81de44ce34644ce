"""What all the evidence says of a question whose time has passed, wholly or in part."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from detente.evidence.filtering import Impossible, Observed, observe
from detente.evidence.records import Record, Records
from detente.evidence.scores import Anchored, Court, Resolution, truth
from detente.forecast import ask
from detente.game import Clock, Game

MOST_COMBINATIONS = 64
"""Ways for the factors of a condition to be that are gone through, each with a filter pass of its own."""


@dataclass(frozen=True)
class Answer:
    """A chance, None where there is none, and how it came about.

    Attributes
    ----------
    resolution
        Where the record itself tells.
    """

    chance: float | None
    how: str
    resolution: Resolution | None = None


@dataclass(frozen=True)
class LookingBack:
    """The end of the record, from which earlier times are judged.

    Attributes
    ----------
    records
        All of them.
    observed
        The belief at the end.
    court
        What the records say by themselves.
    """

    records: Records
    observed: Observed = field(repr=False)
    court: Court = field(repr=False)

    @property
    def game(self) -> Game:
        """The game in whose states the court counts; the factors and the clock are those of all."""
        return self.court.certain.game

    def answer(self, question: Anchored) -> Answer:
        """The chance that what a question asks about came, or will come, to pass."""
        end = self.observed.time
        found = self.court.question(question)
        if found.outcome is not None and not found.contested:
            return Answer(1.0 if found.outcome == "yes" else 0.0, "the record tells", found)
        if question.form == "at":
            return self._asked(question) if question.high >= end else self._smoothed(question, found)
        if question.high > end and (question.low >= end or self._undecided(question)):
            return self._asked(question)
        if found.contested:
            return Answer(None, f"as coded it came out `{found.outcome}`, on a record that may be false", found)
        return Answer(None, "the record leaves it open, and the model is not asked about hidden paths of the past")

    def _undecided(self, question: Anchored) -> bool:
        """Whether the time that has passed settles nothing, for sure, so that only the rest matters."""
        passed = truth(replace(question, high=self.observed.time), self.court.certain)
        return passed is (question.form == "always")

    def _asked(self, question: Anchored) -> Answer:
        (found,) = ask(self.observed, question.seen_from(self.observed.time))
        good = found.outcome.converged and isinstance(found.value, float)
        return Answer(float(found.value) if good else None, "asked from the end of the record")  # pyright: ignore

    def _smoothed(self, question: Anchored, found: Resolution) -> Answer:
        """The chance that a condition on hidden factors held at a past time, given all records.

        By Bayes: the likelihood of the records with a certain reading of the condition put in, over that without.
        """
        date = written(question.low, self.game.clock)
        if date is None:
            return Answer(None, "its time falls within a day, and records have day precision")
        combinations = self._combinations(question)
        if len(combinations) > MOST_COMBINATIONS:
            return Answer(None, f"more than {MOST_COMBINATIONS} ways to hold would have to be gone through")
        whole = self.observed
        total = 0.0
        for values in combinations:
            readings = [Record(date, "reading", (name,), (value,)) for name, value in values]
            records = self._with(readings, question.low)
            try:
                seen = observe(whole.hypotheses, records, until=whole.time, grades=whole.grades)
            except Impossible:
                continue
            total += math.exp(min(seen.log_likelihood - whole.log_likelihood, 0.0))
        resolution = found if found.contested else None
        return Answer(min(total, 1.0), "seen from the end of the record", resolution)

    def _combinations(self, question: Anchored) -> list[tuple[tuple[str, str], ...]]:
        """The values of the factors of the condition with which it holds, among those that the record allows."""
        space = self.game.space
        court = self.court.certain
        names = sorted(question.goal.uses)
        kept = question.goal.holds(space.levels) & court.stretches[court.at(question.low)].possible
        rows = np.unique(np.array([space[name][kept] for name in names]), axis=1).T if names else np.zeros((0, 0), int)
        values = space.vocabulary.values
        return [tuple((name, values[name][level]) for name, level in zip(names, row, strict=True)) for row in rows]

    def _with(self, readings: list[Record], time: float) -> Records:
        """All records, the readings after those of their day."""
        clock = self.game.clock
        before = [one for one in self.records if one.at(clock) <= time]
        after = [one for one in self.records if one.at(clock) > time]
        return Records((*before, *readings, *after), self.records.name)


def written(time: float, clock: Clock) -> str | None:
    """A time as the date of a record, None where no date says it."""
    date = clock.date(time)
    if date is None:
        return repr(time)
    return date.isoformat() if clock.at(date) == time else None
