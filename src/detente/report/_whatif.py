"""What one parameter at a time does to the answers: solved anew at the 10% and 90% points of its prior."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from detente.errors import DetenteError
from detente.evidence import Hypothesis, Records
from detente.evidence.uncertainty import Executor
from detente.forecast import Mixture
from detente.game import Game, Parameter
from detente.report._answers import answers
from detente.report._briefing import Shift, View, WhatIf
from detente.report._material import Material
from detente.report._priors import quantile
from detente.report._rivals import Rivals
from detente.report._subject import Asked
from detente.report._words import is_chance

LOW, HIGH = 0.1, 0.9

Again = Callable[[Mapping[str, float]], Mixture]
"""From other values of some parameters to the same "now"; raises a DetenteError where there is none."""


def what_if(
    game: Game,
    present: Mixture,
    view: View,
    questions: Sequence[Asked],
    seconds: float,
    solving: float,
    again: Again,
    tell: Callable[[str], None],
) -> WhatIf:
    """Move parameters one at a time, widest priors first, until the time is spent.

    Parameters
    ----------
    questions
        Those whose answers are numbers.
    seconds
        No further parameter is begun after this time; 0 to leave the whole check out.
    solving
        How long one solution is expected to take, in seconds.
    again
        The same "now" with another value of a parameter.
    """
    candidates = by_width(game)
    asked = numbers(present, [one.text for one in questions])
    shifts: list[Shift] = []
    # Two solutions from a warm start are expected to take no longer than the one from afar.
    failed, tried, slowest, started = 0, 0, solving, time.monotonic()
    for parameter in candidates if asked else []:
        begun = time.monotonic()
        if begun - started + slowest > seconds:
            break
        tell(f"what if `{parameter.name}` were otherwise")
        found = _of_parameter(parameter, asked, again)
        failed += found is None
        tried += 1
        shifts += found or []
        slowest = max(slowest, time.monotonic() - begun)
    return WhatIf(view.name, tuple(shifts), tried, len(candidates), _note(tried, len(candidates), failed, view))


def moved(
    rivals: Rivals,
    hypotheses: Sequence[Hypothesis],
    material: Material,
    view: View,
    questions: Sequence[tuple[str, float]],
    seconds: float,
    on: Executor | int,
    tell: Callable[[str], None],
) -> WhatIf:
    """The same for a view that rests on records, on all cores; the chances of the explanations are looked at too.

    Parameters
    ----------
    hypotheses
        The explanations with their games solved, from which every other solution starts.
    questions
        Those whose answers are numbers, with these.
    on
        Where the solutions are made.
    """
    from detente.study.sensitivity import Evaluator, tornado

    candidates = by_width(hypotheses[0].equilibrium.game)
    if not candidates or seconds <= 0:
        return WhatIf(view.name, (), 0, len(candidates), _note(0, len(candidates), 0, view))
    tell("what if one parameter were otherwise")
    evaluator = Evaluator.of(
        rivals, [text for text, _ in questions], evidence=Weighed.of(material), until=view.at, solved=hypotheses
    )
    found = tornado(
        None, evaluator=evaluator, max_seconds=seconds, on=on,
        progress=lambda share, what: tell(what),
    )  # fmt: skip
    shifts = [
        Shift(one.parameter, one.low, one.high, one.line, one.base, one.at_low, one.at_high)
        for one in found.swings
        if not one.faults
    ]
    failed = len({one.parameter for one in found.swings if one.faults})
    tried, possible = len(found.parameters), len(found.parameters) + len(found.left)
    return WhatIf(view.name, tuple(shifts), tried, possible, _note(tried, possible, failed, view))


@dataclass(frozen=True)
class Weighed:
    """Records with what their grades are worth, as a scenario gives its evidence."""

    records: Records
    reliability: Mapping[str, float]
    credibility: Mapping[str, float]
    false_reports: float | None

    @classmethod
    def of(cls, material: Material) -> Weighed:
        """Of what was read."""
        grades = material.grades
        return cls(material.records, grades.reliability, grades.credibility, grades.false_reports)


def telling(shifts: Sequence[Shift], most: int = 12) -> list[Shift]:
    """The shifts that move an answer most: chances by their difference, other numbers by their share."""

    def size(one: Shift) -> float:
        return one.size if is_chance(one.question) else one.size / max(abs(one.base), 1e-12)

    moved = [one for one in shifts if size(one) >= 0.005]
    return sorted(moved, key=size, reverse=True)[:most]


def by_width(game: Game) -> list[Parameter]:
    """Parameters that have a prior, the widest (against its value) first."""

    def width(one: Parameter) -> float:
        assert one.prior is not None
        value = abs(game.lowered.vocabulary.parameters[one.name])
        return (quantile(one.prior, HIGH) - quantile(one.prior, LOW)) / max(value, 1e-12)

    return sorted((one for one in game.parameters if one.prior is not None), key=width, reverse=True)


def _of_parameter(parameter: Parameter, asked: list[tuple[str, float]], again: Again) -> list[Shift] | None:
    assert parameter.prior is not None
    ends = [quantile(parameter.prior, LOW), quantile(parameter.prior, HIGH)]
    values: list[list[float]] = []
    for end in ends:
        try:
            answers = dict(numbers(again({parameter.name: end}), [text for text, _ in asked]))
        except DetenteError:
            # Such a value may break the scenario (a chance above 1), make what is given or a record impossible, or
            # leave the game without a converged solution.
            return None
        values.append([answers.get(text, math.nan) for text, _ in asked])
    return [
        Shift(parameter.name, ends[0], ends[1], text, before, low, high)
        for (text, before), low, high in zip(asked, *values, strict=True)
    ]


def numbers(present: Mixture, questions: Sequence[str]) -> list[tuple[str, float]]:
    """The questions that have a finite number for an answer, with it."""
    values = answers(present, questions)
    return [
        (text, value)
        for text, value in zip(questions, values, strict=True)
        if isinstance(value, float) and math.isfinite(value)
    ]


def _note(tried: int, possible: int, failed: int, view: View) -> str:
    if possible == 0:
        return "No parameter has a prior, so what would change the answers was not checked."
    if tried == 0:
        return (
            "What would change the answers was not checked: the time allowed is shorter than one solution of "
            "this game takes. `detente analyse --check-seconds 300` allows more."
        )
    weighed = ", the records were taken in again," if view.records else ""
    text = (
        "The game was solved anew with one parameter at a time at the 10% and at the 90% point of its prior"
        f"{weighed or ','} and the questions asked again from {view.label}: {tried} of {possible} parameters, "
        "widest first"
    )
    text += "." if tried == possible else ", as far as the time allowed; the others were not tried."
    return text + (f" For {failed} of them there was no answer at one of the points." if failed else "")
