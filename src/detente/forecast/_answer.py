"""Answers: a value with what is known of its error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.errors import NotConverged, Outcome, UsageError
from detente.forecast._now import Now

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    Attributes
    ----------
    value
        A number; for ``move(actor)`` the probability of each move and of ``wait``. A number that could not be
        computed is ``nan``, and ``outcome`` says why.
    outcome
        How the computation ended.
    error_bound
        Largest possible difference from the true value under the given strategies; None where none is known.
    now
        The present that was asked from.
    """

    question: str
    value: float | Mapping[str, float]
    outcome: Outcome
    error_bound: float | None
    now: Now = field(repr=False)

    @property
    def number(self) -> float:
        """The value, where it is a single number.

        Raises
        ------
        NotConverged
            Where the computation did not end well.
        """
        if not self.outcome.converged:
            raise NotConverged(self.outcome)
        if isinstance(self.value, Mapping):
            raise UsageError(f"`{self.question}` is answered by a table, not by a number")
        return self.value

    def __str__(self) -> str:
        if not self.outcome.converged:
            return f"{self.question}: {self.outcome}"
        if isinstance(self.value, Mapping):
            text = ", ".join(f"{name} {chance:.4g}" for name, chance in self.value.items())
        else:
            text = f"{self.value:.8g}"
        return f"{self.question} = {text}"

    def to_frame(self) -> polars.DataFrame:
        """As :meth:`Answers.to_frame`."""
        return Answers([self]).to_frame()

    def plot(self) -> Chart:
        """As :meth:`Answers.plot`."""
        return Answers([self]).plot()

    def _repr_html_(self) -> str:
        return Answers([self])._repr_html_()


class Answers(list[Answer]):
    """The answers to several questions, in their order: a list that shows itself.

    Examples
    --------
    >>> from detente.equilibrium import solve
    >>> from detente.forecast import ask
    >>> from detente.game import Event, Factor, Game
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate=0.25, when="truce == holding", then={"truce": "broken"})
    >>> found = ask(solve(Game([truce], nature=[breach])), "E(time_to(truce == broken))")
    >>> frame = found.to_frame()
    >>> frame.columns, abs(frame["value"][0] - 4) < 1e-12
    (['question', 'option', 'value', 'error_bound', 'outcome'], True)
    """

    def to_frame(self) -> polars.DataFrame:
        """One row an answer, or one for each option of ``move(actor)``.

        ``question``, ``option`` (empty for a number), ``value`` (null where the computation did not end well),
        ``error_bound``, and the code of the ``outcome``.
        """
        from detente.forecast._shown import answers_frame

        return answers_frame(self)

    def plot(self) -> Chart:
        """The chances among the answers as bars: probabilities, shares of time and next moves.

        Raises
        ------
        UsageError
            Where no answer is a chance.
        """
        from detente.forecast._shown import answers_chart

        return answers_chart(self)

    def _repr_html_(self) -> str:
        from detente.forecast._shown import answers_html

        return answers_html(self)


@dataclass(frozen=True)
class Check:
    """Whether an answer is as expected.

    Attributes
    ----------
    expected
        The number expected; ``difference`` is relative to it, absolute where it is 0.
    """

    answer: Answer
    expected: float
    tolerance: float
    difference: float

    @property
    def passed(self) -> bool:
        """Whether the answer converged and is as close as the tolerance asks."""
        return self.answer.outcome.converged and self.difference <= self.tolerance

    def __str__(self) -> str:
        verdict = "as expected" if self.passed else f"expected {self.expected:.10g}, off by {self.difference:.2g}"
        return f"{self.answer}: {verdict}"


def check_expectation(answer: Answer, expect: float | str, tolerance: float = 1e-5) -> Check:
    """Compare an answer with what is expected of it.

    Parameters
    ----------
    expect
        A number, ``inf``, or a text such as ``"7/5"``.
    tolerance
        Relative to the number expected; absolute where that is 0.

    Raises
    ------
    UsageError
        For an expectation that is no number, or of a question that is answered by a table.
    """
    expected = _number(expect)
    if isinstance(answer.value, Mapping):
        raise UsageError(f"`{answer.question}` is answered by a table; a number cannot be expected of it")
    if math.isinf(expected) or math.isinf(answer.value):
        difference = 0.0 if answer.value == expected else math.inf
    else:
        difference = abs(answer.value - expected) / (abs(expected) or 1.0)
    return Check(answer, expected, tolerance, math.inf if math.isnan(difference) else difference)


def _number(expect: float | str) -> float:
    if not isinstance(expect, str):
        return float(expect)
    text = expect.replace(" ", "")
    try:
        return float(Fraction(text)) if "/" in text else float(text)  # a Fraction would write 1e99999999 out
    except (ValueError, ZeroDivisionError, OverflowError):
        raise UsageError(f"`{expect}` is no number to expect", "write it like 0.25, 7/5 or inf") from None
