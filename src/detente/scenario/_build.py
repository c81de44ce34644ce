"""From the tree of a scenario to its game, with everything that is wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from pydantic import ValidationError

from detente.errors import Diagnostic, ScenarioError
from detente.game import Clock, Game
from detente.scenario._blocks import has_blocks, without_blocks
from detente.scenario._faults import repaired, shape_faults
from detente.scenario._lower import clock_of, lowered
from detente.scenario._model import VERSION, ScenarioPart
from detente.scenario._places import Places
from detente.scenario._takes import timed
from detente.scenario._tree import Node, Source, to_plain

MOST = 200
"""How many diagnostics one run tells."""

NOT_GAME = ("title", "about", "sources", "explanations", "questions", "moments", "evidence", "places", "do")
"""Top-level keys that say nothing about the game."""


@dataclass(frozen=True)
class Built:
    """A scenario, or one of its overlays, down to the game.

    Attributes
    ----------
    tree
        In primitives, blocks and ``takes`` expanded.
    part
        The same, typed; None where the shape is wrong.
    game
        None where anything is wrong with it.
    faults
        What is wrong, placed.
    """

    tree: Node
    part: ScenarioPart | None
    game: Game | None
    places: Places
    faults: tuple[Diagnostic, ...]

    def placed(self, faults: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Diagnostics with their places in the file, in order of place and each once."""
        return in_order(filter(None, map(self.places.placed, faults)))


def in_order(faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place, each once; of very many the first."""
    once = {(one.code, one.message, one.place, one.place or one.path): one for one in faults}
    return sorted(once.values(), key=lambda one: (one.place.line, one.place.column) if one.place else (0, 0))[:MOST]


Then = Callable[[Node, list[Diagnostic]], Node]
"""A change of a tree in primitives; what is wrong with it goes into the list."""


def build(written: Node, source: Source, then: Then | None = None) -> Built:
    """Blocks expanded, shape checked, ``takes`` expanded, changed by ``then``, and the game made."""
    return _Building(written, source, then).built()


class _Building:
    """One scenario on its way down; ``faults`` gathers what is wrong, placed in the tree it was found in."""

    def __init__(self, written: Node, source: Source, then: Then | None) -> None:
        self.tree = written
        self.then = then
        self.places = Places(source, written, written)
        self.faults: list[Diagnostic] = []

    def found(self, faults: Iterable[Diagnostic]) -> None:
        places = replace(self.places, tree=self.tree)
        self.faults += filter(None, map(places.placed, faults))

    def ended(self, part: ScenarioPart | None = None, game: Game | None = None) -> Built:
        return Built(self.tree, part, game, replace(self.places, tree=self.tree), tuple(in_order(self.faults)))

    def built(self) -> Built:
        version = self.tree.get("detente")
        if version is not None and version.value != VERSION:
            self.shape()
            return self.ended()
        if has_blocks(self.tree):
            faults: list[Diagnostic] = []
            tree = without_blocks(self.tree, _clock_so_far(self.tree), faults)
            self.found(faults)
            self.tree = tree
        whole = not self.faults
        part = self.shape(mend=whole)
        if not whole:  # the block that was refused would have made some state
            self.faults = [one for one in self.faults if one.code != "S006" or one.path != ("state",)]
        return self.ended() if part is None or not whole else self.lowered(part)

    def shape(self, mend: bool = False) -> ScenarioPart | None:
        """The typed scenario; with ``mend`` also one in which little was wrong, for the faults that lie deeper."""
        part, faults = _shape(self.tree)
        self.found(faults)
        if part is None and mend:
            tree = repaired(self.tree, faults)
            if tree is not None:
                self.tree = tree
                return self.shape()
        return part

    def lowered(self, part: ScenarioPart) -> Built:
        faults: list[Diagnostic] = []
        clock = clock_of(part.clock.unit, part.clock.start, faults)
        timed_tree = self.tree
        if any(move.takes is not None for own in part.moves.values() for move in own.values()):
            timed_tree = timed(self.tree, clock, faults)
        self.found(faults)
        if self.then is not None and not self.faults:
            faults = []
            timed_tree = self.then(timed_tree, faults)
            self.found(faults)
        if timed_tree is not self.tree:
            self.tree = timed_tree
            again = self.shape()
            if again is None:
                return self.ended()
            part = again
        faults = []
        low = lowered(part, clock, faults)
        self.places = replace(self.places, flows=low.flows)
        game = None
        try:
            game = Game(**low.fields)
        except ScenarioError as error:
            faults += error.diagnostics
        self.found(faults)
        return self.ended(part, None if self.faults else game)


def _shape(tree: Node) -> tuple[ScenarioPart | None, list[Diagnostic]]:
    """The typed scenario, or what is wrong with its shape."""
    try:
        return ScenarioPart.model_validate(to_plain(tree)), []
    except ValidationError as error:
        faults = shape_faults(error, tree, ScenarioPart)
        version = [one for one in faults if one.code == "S004"]
        return None, version or faults


def _clock_so_far(tree: Node) -> Clock:
    """The clock for the blocks, whatever is wrong with it (it is reported later)."""
    unit, start = tree.at(("clock", "unit")), tree.at(("clock", "start"))
    return clock_of(
        unit.value if unit is not None and unit.is_text and unit.value else "day",
        start.value if start is not None and start.is_text else None,
        [],
    )
