"""Questions, moments and explanations: what a scenario wants to know besides its game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Question:
    """A question of the scenario.

    Attributes
    ----------
    name
        Its key in the scenario, or its number from 1.
    text
        In the language of questions, as in ``P(truce == broken, at=30)``.
    expect
        The answer that is expected, by move for a ``move(...)`` question; None if none is.
    tolerance
        Relative, for ``expect``.
    """

    name: str
    text: str
    expect: float | Mapping[str, float] | None = None
    tolerance: float = 1e-5
    title: str = ""
    about: str = ""


@dataclass(frozen=True)
class Moment:
    """A named "now": the law of motion until a time, then what is known of the state.

    Attributes
    ----------
    at
        Clock units from the start; None for the start itself.
    date
        As the author wrote it.
    given
        A condition that holds then; None if nothing is known.
    """

    name: str
    at: float | None = None
    date: str = ""
    given: str | None = None
    title: str = ""
    about: str = ""


@dataclass(frozen=True)
class Explanation:
    """One of the rival explanations.

    Attributes
    ----------
    kind
        ``value``: it is a value of the hidden ``factor``. ``overlay``: the scenario with parts laid over it.
    prior
        Its chance before the evidence.
    """

    name: str
    kind: Literal["value", "overlay"]
    prior: float
    factor: str | None = None
    title: str = ""
    about: str = ""
