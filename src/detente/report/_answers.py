"""Questions asked of a "now", dates that have passed included."""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import ScenarioError
from detente.forecast import Mixture, ask
from detente.report._briefing import Value


def answers(present: Mixture, questions: Sequence[str]) -> list[Value]:
    """The value of each question; None where it is about a date before this "now"."""
    try:
        return [one.value for one in ask(present, *questions)]
    except ScenarioError:
        return [_alone(present, one) for one in questions]


def _alone(present: Mixture, question: str) -> Value:
    try:
        return ask(present, question)[0].value
    except ScenarioError as error:
        if present.time > 0 and all(one.code == "S036" for one in error.diagnostics):
            return None
        raise
