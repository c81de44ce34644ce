"""Resolving questions from the record: yes, no, as coded but contested, or not to be told."""

from __future__ import annotations

from dataclasses import dataclass

from detente.evidence.records import Records
from detente.evidence.scores._anchored import Anchored
from detente.evidence.scores._history import History
from detente.game import Expression, Game


@dataclass(frozen=True)
class Resolution:
    """How a question came out.

    Attributes
    ----------
    outcome
        A value (``yes`` or ``no`` for a question with two answers), None where the record cannot tell.
    contested
        Whether it rests on a graded record that may be false.
    why
        Why the record cannot tell, empty where it can.
    """

    outcome: str | None
    contested: bool = False
    why: str = ""


@dataclass(frozen=True)
class Court:
    """The record as it is now, from which questions are resolved.

    Attributes
    ----------
    certain
        What the certain records leave possible.
    coded
        The same with graded changes and moves taken at their word.
    """

    certain: History
    coded: History

    @classmethod
    def of(cls, game: Game, records: Records, ends: float | None = None) -> Court:
        """From the whole record; ``ends`` is its last date where not given (in clock units from the start)."""
        if ends is None:
            ends = max((one.ends(game.clock) for one in records), default=0.0)
        return cls(History.of(game, records, ends), History.of(game, records, ends, coded=True))

    def value(self, factor: str, time: float) -> Resolution:
        """The value of a factor at a time."""
        if time > self.certain.ends:
            return Resolution(None, why="the record ends before")
        sure, coded = self.certain.value(factor, time), self.coded.value(factor, time)
        if sure is not None:
            return Resolution(sure)
        if coded is not None:
            return Resolution(coded, contested=True)
        return Resolution(None, why=f"the record leaves {factor.replace('_', ' ')} open then")

    def question(self, question: Anchored) -> Resolution:
        """Whether what a question asks about came to pass."""
        sure, coded = truth(question, self.certain), truth(question, self.coded)
        if sure is not None:
            return Resolution("yes" if sure else "no")
        if coded is not None:
            return Resolution("yes" if coded else "no", contested=True)
        if question.high > self.certain.ends:
            return Resolution(None, why="the record ends before")
        return Resolution(None, why="the record leaves it open")


def truth(question: Anchored, history: History) -> bool | None:
    """Whether it came to pass, None where the history leaves it open.

    A question is weighed twice: with everything open taken to be in its favour, and against it. Its answer can only
    rise with what holds, so where both agree that is the answer.
    """
    hopeful, doubtful = (_weighed(question, history, hope) for hope in (True, False))
    return hopeful if hopeful == doubtful else None


def _weighed(question: Anchored, history: History, hope: bool) -> bool:
    def holds(condition: Expression | None, stretch: int) -> bool:
        if condition is None:
            return True
        sure, may = history.holds(condition, stretch)
        return may if hope else sure

    if question.form == "at":
        return hope if question.low > history.ends else holds(question.goal, history.at(question.low))
    opens = history.at(question.low)
    stop = history.at(min(question.high, history.ends))
    unfinished = question.high > history.ends
    if question.low > history.ends:
        begun = range(history.at(question.begins), stop + 1)
        kept = question.form == "always" or all(holds(question.hold, at) for at in begun)
        return kept and hope
    if question.form == "always":
        kept = all(holds(question.goal, at) for at in range(opens, stop + 1))
        return kept and (hope or not unfinished)
    begins = history.at(question.begins)
    if not all(holds(question.hold, at) for at in range(begins, opens)):
        return False
    waits = question.low > question.begins and history.stretches[opens].begin < question.low
    if waits and not holds(question.hold, opens):
        return False
    for at in range(opens, stop + 1):
        if holds(question.goal, at):
            return True
        if not holds(question.hold, at):
            return False
    return hope and unfinished
