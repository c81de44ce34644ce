"""What moves tell, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.study.signals._result import EXPLANATION, Lesson, Signal
from detente.words import listed, number, percent, plain

if TYPE_CHECKING:
    from detente.study.signals._result import Signals

SAID = {
    "separates": "it separates: some type would almost never do it",
    "partly separates": "it partly separates",
    "pools": "it pools: all types do it alike",
    "informative cheap talk": "it is cheap talk, and yet tells something",
    "babbling": "it is cheap talk that tells nothing",
}


def sentences_of(found: Signals) -> tuple[str, ...]:
    """One a lesson, the most telling first; what is not seen last."""
    pairs = [(one, lesson) for one in found.signals for lesson in one.lessons]
    pairs.sort(key=lambda pair: -pair[1].learned)
    return tuple(sentence(one, lesson) for one, lesson in pairs)


def sentence(one: Signal, lesson: Lesson) -> str:
    """Who believes what before and after, and how far the move tells types apart."""
    what = plain(one.move.split(".", 1)[1])
    about = "explanations" if lesson.about == EXPLANATION else plain(lesson.about)
    head = f"{_capital(plain(one.actor))}: {what}. {_capital(plain(lesson.observer))}"
    if lesson.verdict == "not seen":
        return f"{head} does not see it, and learns nothing about {about}."
    most = max(lesson.before, key=lambda name: lesson.after[name] - lesson.before[name])
    text = f"{head}, on {about}: "
    if lesson.shift < 0.005:
        top = max(lesson.before, key=lambda name: lesson.before[name])
        text += f"{plain(top)} stays at {percent(lesson.after[top])}"
    else:
        text += f"{plain(most)} from {percent(lesson.before[most])} to {percent(lesson.after[most])}"
    text += f" ({number(lesson.learned)} bits); {SAID[lesson.verdict]}"
    text += f" ({_compared(lesson)})"
    if lesson.alone < 0.995:
        text += f". What is seen comes of this move with a chance of {percent(lesson.alone)} only"
    return f"{text}."


def _compared(lesson: Lesson) -> str:
    rates = {name: rate for name, rate in lesson.rate.items() if lesson.before[name] > 0}
    high, low = max(rates, key=lambda name: rates[name]), min(rates, key=lambda name: rates[name])
    if rates[low] <= 0:
        return f"under {plain(low)} it never comes"
    times = rates[high] / rates[low]
    if times < 1.005:
        return f"as likely under {listed([plain(name) for name in rates])}"
    return f"{number(times)} times as likely under {plain(high)} as under {plain(low)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
