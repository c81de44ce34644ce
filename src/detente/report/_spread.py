"""Intervals: how far the numbers of the page depend on parameters that nobody knows."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from detente.errors import NotConverged, UsageError
from detente.report._findings import Spread
from detente.report._views import Seen
from detente.report._words import moment_said

if TYPE_CHECKING:
    from detente.evidence.uncertainty import Ensemble


DRAWS = 500
"""So many are suggested."""

WEIGHINGS = 3
"""How often a draw is about weighed, as it is moved."""


def spread(ensemble: Ensemble, last: Seen, questions: Sequence[str], tell: Callable[[str], None]) -> Spread:
    """The explanations and the answers in the last view, under every draw.

    Raises
    ------
    NotConverged
        For draws into which the evidence could not be brought whole.
    UsageError
        For draws that were weighed by another stretch of the record than the view rests on.
    """
    if not ensemble.outcome.converged:
        raise NotConverged(ensemble.outcome)
    clock = ensemble.game.clock
    if abs(ensemble.time - last.view.at) > 1e-9:
        there, here = moment_said(ensemble.time, clock), moment_said(last.view.at, clock)
        raise UsageError(f"the draws are as of {there}, the page ends on {here}", "draw with the same `until`")
    tell("asking the draws")
    found = ensemble.ask(*questions, progress=lambda share, what: tell(f"{what}, {share:.0%}"))
    numbers = [(one.question, one.parts[0]) for one in found if len(one.parts) == 1 and not one.parts[0].name]
    known = [(text, one) for text, one in numbers if math.isfinite(one.mean)]
    return Spread(len(ensemble), ensemble.effective, ensemble.warnings, ensemble.posterior, tuple(known))


def without(scenario: str, seconds: float) -> str:
    """That there is no interval, and how to get one; ``seconds`` is what the solution took."""
    command = f"detente analyse {shlex.quote(scenario)} --draws {DRAWS}"
    return (
        f"These numbers take every parameter at its value and carry no interval. `{command}` draws the parameters from "
        "their priors, solves the game anew under each draw, weighs the draws by the records, and gives an interval "
        f"for each explanation and each answer. {_cost(seconds)}"
    )


def _cost(seconds: float) -> str:
    """About how long the draws would take here, from how long the one solution took."""
    from detente.evidence.uncertainty import cores

    workers = cores()
    took = DRAWS * WEIGHINGS * seconds / workers
    return (
        f"That would take about {_length(took)} on {workers} core{'' if workers == 1 else 's'}, if a draw is as hard "
        f"as the scenario itself, which took {seconds:.1f} s, and is weighed {WEIGHINGS} times. Some draws can be far "
        "harder; one that takes over 120 s to solve is given up and counted as a failure (`--draw-seconds` sets the "
        "limit)."
    )


def _length(seconds: float) -> str:
    if seconds < 90:
        return f"{max(seconds, 1):.0f} seconds"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours" if seconds < 10 * 3600 else f"{seconds / 3600:.0f} hours"
