"""Questions with a fixed place in time: the same question can be asked from any date, and answered by the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from detente.errors import Diagnostic, Path, ScenarioError
from detente.forecast import At, Until, read_question
from detente.game import Expression, Game, Span

Form = Literal["at", "eventually", "always", "until"]

_WRITE = "write `P(A, at=..)`, `P(eventually(A), within=..)`, `P(always(A), within=..)` or `P(until(A, B), within=..)`"


@dataclass(frozen=True)
class Anchored:
    """A probability question whose times count from ``begins``.

    Attributes
    ----------
    text
        As it was written.
    begins
        Clock units from the start to the time from which it counts.
    low, high
        Clock units from the start: the window, or the one time twice.
    hold, goal
        What must hold until then, if anything, and what is asked about.
    dated
        Whether a calendar date stands in it, so that it cannot be asked anew from another date.
    """

    text: str
    begins: float
    form: Form
    low: float
    high: float
    hold: Expression | None = field(repr=False)
    goal: Expression = field(repr=False)
    dated: bool
    _spans: tuple[Span, Span] = field(repr=False)

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """What the answer depends on."""
        return (self.goal,) if self.hold is None else (self.hold, self.goal)

    def moved_to(self, time: float) -> Anchored:
        """The same question counted from another time."""
        shift = time - self.begins
        return replace(self, begins=time, low=self.low + shift, high=self.high + shift)

    def factors(self) -> frozenset[str]:
        """The factors that it is about."""
        return frozenset().union(*(one.uses for one in self.conditions))

    def seen_from(self, time: float) -> str:
        """The text of the same question, asked at an earlier or the same time."""
        low, high = max(self.low - time, 0.0), max(self.high - time, 0.0)
        first, second = self._spans
        if self.form == "at":
            return _spliced(self.text, [(second, repr(high))])
        if first == second:
            return _spliced(self.text, [(second, f"[{low!r}, {high!r}]" if low else repr(high))])
        return _spliced(self.text, [(first, repr(low)), (second, repr(high))])


def _spliced(text: str, changes: Iterable[tuple[Span, str]]) -> str:
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def anchored(text: str, game: Game, begins: float, path: Path = ()) -> Anchored:
    """Read a question and fix it in time.

    Raises
    ------
    ScenarioError
        For what cannot be read, is no probability of one thing (S036), or lies before ``begins`` (S036).
    """
    part = read_question(text, game, path).part
    if isinstance(part, At) and not part.numeric:
        at = part.at
        time = begins + at.after(begins, path)
        found = Anchored(text, begins, "at", time, time, None, part.amount, at.dated, (at.span, at.span))
        return _bounded(found, path)
    if isinstance(part, Until):
        ends = part.within.low, part.within.high
        low, high = (begins + one.after(begins, path) for one in ends)
        form: Form = "always" if part.always else "eventually" if part.hold is None else "until"
        dated, spans = any(one.dated for one in ends), (ends[0].span, ends[1].span)
        return _bounded(Anchored(text, begins, form, low, high, part.hold, part.goal, dated, spans), path)
    raise ScenarioError([Diagnostic("S036", f"`{text}` is not the probability of one thing", path, hint=_WRITE)], text)


def _bounded(question: Anchored, path: Path) -> Anchored:
    if question.high == float("inf"):
        message = f"`{question.text}` is never resolved: it has no last date"
        raise ScenarioError([Diagnostic("S036", message, path, question._spans[1], hint="give a finite time")])
    if question.low > question.high:
        message = f"the window of `{question.text}` ends before it begins"
        raise ScenarioError([Diagnostic("S036", message, path, question._spans[0])])
    return question
