"""Numbers, dates and names as an analyst says them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from detente.game import Clock, Game

NATURE = "nature"

OUTSIDE = "strike_outside_"
"""How the ceasefire block names strikes on groups that the truce leaves out, before the name of its factor."""

BANDS = (
    (0.99, "as good as certain"),
    (0.95, "almost certain"),
    (0.8, "very likely"),
    (0.55, "likely"),
    (0.45, "about as likely as not"),
    (0.0, "less likely than not"),
)
"""Words for the chance of what leads, from this number on; the steps up to 99% are those of the US Intelligence
Community Directive 203 (2015). A word never stands without its number."""


def percent(chance: float) -> str:
    """A probability as a percentage; never 0% or 100% for what is only nearly so."""
    if chance <= 0:
        return "0%"
    if chance >= 1:
        return "100%"
    rounded = f"{100 * chance:.0f}%"
    return {"0%": "<1%", "100%": ">99%"}.get(rounded, rounded)


def likely(chance: float) -> str:
    """The word for a chance, as :data:`BANDS` has it."""
    return next(word for least, word in BANDS if chance >= least)


def number(value: float) -> str:
    """Two digits below 100, whole numbers up to a million, "more than a million" beyond."""
    if value > 1e6:
        return "more than a million"
    if value >= 99.5:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}"


def times(factor: float) -> str:
    """How many times as likely: ``3.1 times``."""
    return f"{number(factor)} times"


def to_one(factor: float) -> str:
    """Odds: ``1.4 to 1``."""
    return f"{number(factor)} to 1"


def signed(decibans: float) -> str:
    """A weight of evidence in a table: ``+3.1``.

    ``never`` under an explanation that it rules out, ``only`` where it rules out all others, ``-`` where there is
    nothing left to weigh.
    """
    if math.isnan(decibans):
        return "-"
    if math.isinf(decibans):
        return "only" if decibans > 0 else "never"
    return "0.0" if abs(decibans) < 0.05 else f"{decibans:+.1f}"


def plain(name: str) -> str:
    """An identifier as words."""
    return name.replace("_", " ")


def listed(names: Sequence[str], last: str = "and") -> str:
    """``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def say_date(written: str, clock: Clock) -> str:
    """A record's date: ``14 March 2016``, or ``day 17.5`` of a clock without a calendar."""
    try:
        date = dt.date.fromisoformat(written)
    except ValueError:
        return f"{clock.unit} {written}"
    return f"{date.day} {date:%B} {date.year}"


def say_time(time: float, clock: Clock) -> str:
    """A time in clock units after the start, as a date where the clock has one."""
    date = clock.date(time)
    return f"{clock.unit} {time:g}" if date is None else f"{date.day} {date:%B} {date.year}"


def short_date(written: str) -> str:
    """The date as a column's head."""
    try:
        date = dt.date.fromisoformat(written)
    except ValueError:
        return written
    return f"{date.day} {date:%b} {date.year}"


def span(units: float, clock: Clock) -> str:
    """A length of time: ``the 17 days``, without the article."""
    shown = f"{units:.0f}" if units >= 9.95 or abs(units - round(units)) < 1e-6 else f"{units:.1f}"
    unit = clock.unit if shown == "1" else f"{clock.unit}s"
    return f"{shown} {unit}"


def once_in(rate: float, clock: Clock) -> str:
    """How often something happens, per clock unit, as a length of time: ``once in 41 days``."""
    wait = 1.0 / rate
    if wait > 1e6:
        return f"less than once in a million {clock.unit}s"
    if wait >= 0.95:
        shown = number(wait).removesuffix(".0")
        return f"once a {clock.unit}" if shown == "1" else f"once in {shown} {clock.unit}s"
    return f"{number(rate)} times a {clock.unit}"


@dataclass(frozen=True)
class Names:
    """What things are called in sentences: titles where their author gave any, plain words elsewhere.

    Attributes
    ----------
    clock
        The clock of the games.
    factors, actors, sizes
        By name in the game: titles, and for each factor how many values it has.
    proper
        Words that titles and texts of the games write with a capital only, by the word without it.
    """

    clock: Clock
    factors: Mapping[str, str]
    actors: Mapping[str, str]
    sizes: Mapping[str, int]
    proper: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, games: Iterable[Game]) -> Names:
        """The names of some games, whose clocks are the same."""
        every = list(games)
        factors, actors, sizes = {}, {}, {}
        for game in reversed(every):
            factors |= {one.name: one.title or plain(one.name) for one in game.factors}
            sizes |= {one.name: len(one.values) for one in game.factors}
            actors |= {one.name: one.title or plain(one.name) for one in game.actors}
        return cls(every[0].clock, factors, actors, sizes, _proper(every))

    def factor(self, name: str) -> str:
        """A factor's title."""
        return self.factors.get(name, plain(name))

    def actor(self, name: str) -> str:
        """An actor's title; nature is called so."""
        return self.actors.get(name, plain(name))

    def holding(self, factor: str, value: str) -> str:
        """A factor with a value: ``Geneva talks: suspended``."""
        return f"{self.factor(factor)}: {plain(value)}"

    def move(self, label: str) -> str:
        """A move or an event: ``draw down (Russia)``."""
        who, _, what = label.partition(".")
        return f"{self.deed(what)} ({self.actor(who)})" if what else self.actor(who)

    def deed(self, name: str) -> str:
        """What a move is called: ``open Geneva``.

        The ceasefire block's ``strike_outside_truce`` are strikes on groups that are no party to the truce, not
        breaches of it, and are called so.
        """
        outside = name.removeprefix(OUTSIDE)
        if name.startswith(OUTSIDE) and outside in self.factors:
            return f"strike groups outside the {plain(outside)}"
        return " ".join(self.proper.get(word, word) for word in plain(name).split(" "))


def _proper(games: Iterable[Game]) -> Mapping[str, str]:
    """Words that have a capital wherever they stand, in the middle of a sentence too."""
    texts = dict.fromkeys(
        text
        for game in games
        for one in (*game.factors, *game.actors, *game.moves, *game.nature)
        for text in (getattr(one, "title", ""), one.about)
        if text
    )
    within = {word for text in texts for word in re.findall(r"(?<=[\w,;] )[A-Z][a-z]+(?=\W|$)", text)}
    small = {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)}
    return {word.lower(): word for word in sorted(within) if word.lower() not in small}
