"""What in a game is a settlement: which factor, who tables, vetoes and breaks it, and what is known of positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.game._primitives import Scalar

if TYPE_CHECKING:
    from detente.game._game import Game


@dataclass(frozen=True)
class Settlement:
    """A description of a settlement in a game; it changes nothing in the game itself.

    Changes are named as questions name them, ``actor.move`` and ``nature.event``.

    Parameters
    ----------
    factor
        What is agreed: ``none``, or one of the options.
    options
        The values of the factor that are settlements.
    agreed
        The changes that bring an agreement about.
    tabled
        The factor that says which option is proposed; empty where there is none.
    proposals, vetoes, breaches
        The moves that table an option, that take it off the table, and that end an agreement.
    forces
        Ordered factors that one actor draws down and brings back.
    none
        The value of the factor where nothing is agreed.
    places
        The place of each option on a scale from 0 to 100; empty for options without places.
    positions
        By actor: its place on that scale, or its support for each option from 0 to 100.
    salience
        By actor and option, from 0 to 100.
    capability
        By actor; all alike where it is empty. Only the reduced forms read it.
    status_quo
        By actor: the loss of living without a settlement, from 0 to 1.
    loss, beyond
        The form of the loss (``linear``, ``quadratic``, ``root``, ``threshold``), and the threshold.

    Notes
    -----
    Numbers may be expressions over the game's parameters.
    """

    factor: str
    options: tuple[str, ...]
    agreed: tuple[str, ...]
    tabled: str = ""
    proposals: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()
    none: str = "none"
    title: str = ""
    places: Mapping[str, Scalar] = field(default_factory=dict)
    positions: Mapping[str, Scalar | Mapping[str, Scalar]] = field(default_factory=dict)
    salience: Mapping[str, Mapping[str, Scalar]] = field(default_factory=dict)
    capability: Mapping[str, Scalar] = field(default_factory=dict)
    status_quo: Mapping[str, Scalar] = field(default_factory=dict)
    loss: str = "linear"
    beyond: Scalar = 0.5

    def __post_init__(self) -> None:
        for name in ("options", "agreed", "proposals", "vetoes", "breaches", "forces"):
            given: str | Sequence[str] = getattr(self, name)
            object.__setattr__(self, name, (given,) if isinstance(given, str) else tuple(given))

    @property
    def name(self) -> str:
        """For readers."""
        return self.title or self.factor


def settlement_parts(game: Game, factor: str, options: Sequence[str]) -> dict[str, Any]:
    """The fields of :class:`Settlement` that the names of the block ``settlement`` tell.

    ``FACTOR_tabled``, ``nature.FACTOR_agreed``, moves ``table_OPTION``, ``veto_FACTOR`` and ``breach_FACTOR``.
    """
    tables = {f"table_{one}" for one in options}
    tabled = f"{factor}_tabled"
    moves = [(one.name, one.label, {name for branch in one.branches for name in branch.set}) for one in game.moves]
    return {
        "agreed": (f"nature.{factor}_agreed",),
        "tabled": tabled,
        "proposals": tuple(label for name, label, sets in moves if name in tables and tabled in sets),
        "vetoes": tuple(label for name, label, _ in moves if name == f"veto_{factor}"),
        "breaches": tuple(label for name, label, _ in moves if name == f"breach_{factor}"),
    }


def settlements_of(game: Game) -> tuple[Settlement, ...]:
    """The settlements that a game has by the names of the block ``settlement``, without what is not in the game.

    Positions and saliences went into the payoffs and cannot be read back.

    Examples
    --------
    >>> from detente.game import Event, Factor, Game, settlements_of
    >>> values = ["none", "federal"]
    >>> peace = Factor("peace", values, start="none", ordered=False)
    >>> tabled = Factor("peace_tabled", values, start="federal", ordered=False)
    >>> agreed = Event("peace_agreed", rate=0.1, when="peace == none", then={"peace": "peace_tabled"})
    >>> [(one.factor, one.options) for one in settlements_of(Game([peace, tabled], nature=[agreed]))]
    [('peace', ('federal',))]
    """
    values, events = {one.name: one.values for one in game.factors}, {one.name for one in game.nature}
    found = []
    for name, listed in values.items():
        known = "none" in listed and len(listed) > 1 and values.get(f"{name}_tabled") == listed
        if known and f"{name}_agreed" in events:
            options = tuple(one for one in listed if one != "none")
            parts = settlement_parts(game, name, options)
            found.append(Settlement(name, options, forces=_forces(game), **parts))
    return tuple(found)


def _forces(game: Game) -> tuple[str, ...]:
    """Ordered factors that the moves of one actor alone change, at least two of them."""
    found = []
    for one in game.factors:
        by = [move.actor for move in game.moves if any(one.name in branch.set for branch in move.branches)]
        nature = any(one.name in branch.set for event in game.nature for branch in event.branches)
        if one.ordered and len(one.values) > 1 and len(by) > 1 and len(set(by)) == 1 and not nature:
            found.append(one.name)
    return tuple(found)
