"""The situation, places and studies of a briefing, as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Held:
    """A factor: what it is at in each view, and who sees it.

    Attributes
    ----------
    values
        By view, the likeliest value and its chance.
    seen
        By observer of the briefing.
    fixed
        Whether nothing ever changes it.
    """

    factor: str
    title: str
    about: str
    values: tuple[tuple[str, float], ...]
    seen: tuple[bool, ...]
    fixed: bool = False

    def said(self, view: int) -> str:
        """The likeliest value in a view as words, with its chance where it is not certain."""
        value, chance = self.values[view]
        return value.replace("_", " ") + ("" if chance >= 1 - 1e-9 else f" ({min(100 * chance, 99):.0f}%)")


@dataclass(frozen=True)
class Placed:
    """A place on the map.

    Attributes
    ----------
    shows
        What it belongs to: the title of a factor or of an actor; empty for neither.
    values
        By view: what the factor is at there, or the actor's title; empty for neither.
    level, levels
        Of the factor's likeliest value in the last view, and how many levels the factor has; 0 levels for no factor.
    """

    name: str
    kind: str
    latitude: float
    longitude: float
    shows: str
    values: tuple[str, ...]
    level: int
    levels: int
    about: str = ""
    source: str = ""

    @property
    def position(self) -> str:
        """Degrees as a reader says them."""
        north, east = ("N" if self.latitude >= 0 else "S"), ("E" if self.longitude >= 0 else "W")
        return f"{abs(self.latitude):.2f} {north}, {abs(self.longitude):.2f} {east}"


@dataclass(frozen=True)
class Study:
    """What a study found from one view.

    Attributes
    ----------
    found
        What the study gave; None where it had nothing to go on, and ``why`` says so.
    """

    view: str
    label: str
    found: Any
    why: str = ""


@dataclass(frozen=True)
class Counterfactuals:
    """What the scenario's own changes would do.

    Attributes
    ----------
    when
        The date from which changes of now run on, in words.
    variants
        As ``detente.compare`` gives them, one a change.
    notes
        What was left out, and why.
    """

    when: str
    variants: tuple[Any, ...]
    notes: tuple[str, ...] = ()
