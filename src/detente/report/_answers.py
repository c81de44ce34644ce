"""Questions asked of a "now", dates that have passed included."""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import ScenarioError
from detente.forecast import Now, ask, read_question
from detente.report._briefing import Value


def answers(present: Now, questions: Sequence[str]) -> list[Value]:
    """The value of each question; None where it is about a date before this "now"."""
    read = [read_question(one, present.game) for one in questions]
    try:
        return [one.value for one in ask(present, *read)]
    except ScenarioError:
        return [_alone(present, one) for one in questions]


def _alone(present: Now, question: str) -> Value:
    try:
        return ask(present, question)[0].value
    except ScenarioError as error:
        if present.time > 0 and all(one.code == "S036" for one in error.diagnostics):
            return None
        raise
