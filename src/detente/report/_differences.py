"""What a change does to the answers, as rows and marks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from detente.report._words import answered, is_chance, number, percent, plain

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def differences(briefing: Briefing, variant: Any, most: int | None = None) -> list[tuple[str, ...]]:
    """Question, the answer as it is, as changed, and the difference; those that move most first.

    Parameters
    ----------
    variant
        Of a comparison.
    most
        So many; None for all that have an answer, in the order of the questions.
    """
    shown = [one for one in variant.answers if math.isfinite(weight(one)) or most is None]
    if most is not None:
        shown = sorted((one for one in shown if weight(one) >= 0.005), key=weight, reverse=True)[:most]
    return [(asked(briefing, one), *_values(briefing, one), moved(one)) for one in shown]


def weight(one: Any) -> float:
    """The size of a difference by which they are ranked: of chances as it is, of others as a share."""
    if is_chance(one.question) or one.option:
        return abs(one.difference)
    return abs(one.difference) / max(abs(one.base), abs(one.changed), 1e-12)


def asked(briefing: Briefing, one: Any) -> str:
    """The question in its author's words, with the option."""
    about = next((each.about for each in briefing.answers if each.question == one.question and each.about), "")
    if not one.option:
        return about or one.question
    actor = one.question.removeprefix("move(").removesuffix(")")
    party = next((each for each in briefing.parties if each.name == actor), None)
    option = next((each.title for each in party.options if each.name == one.option), "") if party else ""
    return f"{party.title if party else plain(actor)} next: {option or plain(one.option)}"


def moved(one: Any) -> str:
    """By how much: points of a chance, else the number."""
    if math.isnan(one.difference):
        return "cannot be told"
    if is_chance(one.question) or one.option:
        return f"{100 * one.difference:+.1f} points"
    if math.isinf(one.difference):
        return "no end" if one.difference > 0 else "an end"
    return ("+" if one.difference > 0 else "-" if one.difference < 0 else "") + number(abs(one.difference))


def _values(briefing: Briefing, one: Any) -> tuple[str, str]:
    if one.option:
        return percent(one.base), percent(one.changed)
    return answered(one.question, one.base, briefing.unit), answered(one.question, one.changed, briefing.unit)
