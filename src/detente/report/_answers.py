"""Questions asked of a "now", dates that have passed included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.errors import ScenarioError
from detente.forecast import Mixture, ask
from detente.report._briefing import Value

if TYPE_CHECKING:
    import polars

    from detente.report._briefing import Briefing


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


def answers_frame(briefing: Briefing) -> polars.DataFrame:
    """One row an answer in a view, or one for each option."""
    import polars

    rows = [
        (one.question, one.about, view.name, option, number)
        for one in briefing.answers
        for view, value in zip(briefing.views, one.values, strict=True)
        for option, number in (value.items() if isinstance(value, Mapping) else [("", value)])
    ]
    texts = dict.fromkeys(("question", "about", "view", "option"), polars.String)
    return polars.DataFrame(rows, schema=texts | {"value": polars.Float64}, orient="row")
