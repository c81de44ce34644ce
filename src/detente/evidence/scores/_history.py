"""What the record says that happened: which states are possible at each time, from the records alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from detente.evidence.records import Record, Records
from detente.game import Expression, Game, Node


@dataclass(frozen=True)
class Stretch:
    """A time in which the record says one thing.

    Attributes
    ----------
    begin
        Clock units from the start; it lasts until the next stretch begins, which may be at once.
    possible
        bool (states,): the states that the record allows.
    """

    begin: float
    possible: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class History:
    """What the records say, with no help from any law of motion.

    A factor that the analyst sees keeps its value from one certain record of it to the next. In a gap, and after it
    until the next record, its value is open. A factor that the analyst does not see is open except at the moment of a
    certain record.

    Attributes
    ----------
    stretches
        In order of time.
    ends
        Clock units from the start to the date until which the record is complete.
    """

    game: Game = field(repr=False)
    stretches: tuple[Stretch, ...] = field(repr=False)
    ends: float
    _known: dict[tuple[Node, int], tuple[bool, bool]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, game: Game, records: Records, ends: float, coded: bool = False) -> History:
        """The history of a record.

        Parameters
        ----------
        ends
            Clock units from the start to the date until which the record is complete.
        coded
            Take graded changes and moves at their word. Otherwise they leave open whether they happened.
        """
        return cls(game, tuple(_Telling(game, coded).stretches(records)), ends)

    def at(self, time: float) -> int:
        """The number of the stretch at a time, that day's records included."""
        begins = [one.begin for one in self.stretches]
        return int(np.searchsorted(begins, time, side="right")) - 1

    def holds(self, condition: Expression, stretch: int) -> tuple[bool, bool]:
        """Whether a condition holds for sure in a stretch, and whether it may hold."""
        key = condition.tree, stretch
        if key not in self._known:
            found = condition.holds(self.game.space.levels)[self.stretches[stretch].possible]
            self._known[key] = bool(found.size and found.all()), bool(found.any())
        return self._known[key]

    def value(self, factor: str, time: float) -> str | None:
        """The value of a factor at a time, None where the record leaves it open."""
        if time > self.ends:
            return None
        levels = np.unique(self.game.space[factor][self.stretches[self.at(time)].possible])
        return self.game.space.vocabulary.values[factor][int(levels[0])] if len(levels) == 1 else None


class _Telling:
    """One pass over the records, with what is possible for each factor."""

    def __init__(self, game: Game, coded: bool) -> None:
        self.game, self.coded, self.space = game, coded, game.space
        shown = self.space.factors if game.analyst_sees is None else game.analyst_sees
        self.seen = np.array([name in shown for name in self.space.factors])
        support = self.space.start > 0
        self.sets = [np.bincount(row[support], minlength=size) > 0 for row, size in zip(*self._rows(), strict=True)]
        for at in np.flatnonzero(~self.seen):
            self.sets[at] = np.ones_like(self.sets[at])
        self.gap_until = np.full(len(self.sets), -np.inf)

    def _rows(self) -> tuple[np.ndarray, tuple[int, ...]]:
        return self.space.levels, self.space.sizes

    def possible(self) -> np.ndarray:
        found = np.ones(len(self.space), dtype=bool)
        for row, allowed in zip(self.space.levels, self.sets, strict=True):
            if not allowed.all():
                found &= allowed[row]
        return found

    def stretches(self, records: Records) -> Iterator[Stretch]:
        clock = self.game.clock
        yield Stretch(0.0, self.possible())
        for one in records:
            time = one.at(clock)
            if one.kind == "gap":
                self.open(one, one.ends(clock))
            else:
                self.tell(one)
            yield Stretch(time, self.possible())
            if self.forget(time):
                yield Stretch(time, self.possible())

    def open(self, one: Record, until: float) -> None:
        position = self.space.vocabulary.position
        wide = [position[name] for name in one.factors] if one.factors else list(range(len(self.sets)))
        self.gap_until[wide] = np.maximum(self.gap_until[wide], until)

    def forget(self, time: float) -> bool:
        """Open again what is not seen from now on; whether that changes anything."""
        lost = [at for at in np.flatnonzero(~self.seen | (self.gap_until > time)) if not self.sets[at].all()]
        for at in lost:
            self.sets[at] = np.ones_like(self.sets[at])
        return bool(lost)

    def tell(self, one: Record) -> None:
        if one.grade and (one.kind == "reading" or not self.coded):
            new = None if one.kind == "reading" else self.after(one)
            if new is not None:
                self.sets = [old | found for old, found in zip(self.sets, new, strict=True)]
            return
        self.sets = self.after(one)

    def after(self, one: Record) -> list[np.ndarray]:
        """What is possible for each factor if the record is true."""
        if not one.factors:
            return self.moved(one)
        new = list(self.sets)
        for name, value in zip(one.factors, one.values, strict=True):
            at = self.space.vocabulary.position[name]
            new[at] = np.array([known == value for known in self.space.vocabulary.values[name]])
        return new

    def moved(self, one: Record) -> list[np.ndarray]:
        """After a move of which only the name is known: all that its branches may lead to."""
        tables, possible = self.game.tables, self.possible()
        label = f"{one.actor}.{one.move}"
        if one.actor == "nature":
            number = [event.label for event in self.game.lowered.events].index(label)
            rows = (tables.event_number == number) & possible[tables.event_state]
            targets = tables.event_target[rows]
        else:
            number = [move.label for move in self.game.lowered.moves].index(label)
            option = np.repeat(np.arange(len(tables.option_move)), np.diff(tables.option_arc))
            rows = (tables.option_move[option] == number) & possible[tables.option_state[option]]
            targets = tables.arc_target[rows]
        if not len(targets):
            return list(self.sets)
        return [np.bincount(row[targets], minlength=size) > 0 for row, size in zip(*self._rows(), strict=True)]
