"""Who forecasts: the model and its rivals. Each is given records and a date, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from detente.equilibrium import Equilibrium, solve, uniform_choice
from detente.errors import ScenarioError
from detente.evidence.filtering import Grades, Hypothesis, observe
from detente.evidence.records import Records
from detente.evidence.scores._docket import Chances, Item, answered
from detente.evidence.scores._history import History
from detente.evidence.scores._plan import Baseline
from detente.evidence.scores._resolve import Court
from detente.forecast import Now, read_question
from detente.game import Event, Factor, Game

MODEL, UNIFORM, PERSISTENCE, SMOOTHED = "model", "uniform choice", "persistence", "smoothed persistence"


class Forecaster(Protocol):
    """Something that forecasts.

    It may be given the whole record: what it says of a date must rest on what was public by then and on nothing
    else, which :func:`leak_check` tries.
    """

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def items(self) -> tuple[Item, ...]: ...

    def __call__(self, records: Records, time: float) -> Sequence[Chances]:
        """The chances of each item as of ``time`` (clock units from the start)."""
        ...


@dataclass(frozen=True)
class Model:
    """The scenario itself: its filter, then its law of motion."""

    hypotheses: tuple[Hypothesis, ...] = field(repr=False)
    grades: Grades = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)
    name: str = MODEL
    title: str = "the scenario, with what was recorded by the date"

    def __call__(self, records: Records, time: float) -> tuple[Chances, ...]:
        """Take in what was public by then, and ask."""
        known = records.until(time, self.hypotheses[0].equilibrium.game.clock)
        return answered(observe(self.hypotheses, known, until=time, grades=self.grades), self.items, time)


def uniform(model: Model) -> Model:
    """The same model with every actor choosing at random among its options, through the same filter."""
    known: dict[int, Equilibrium] = {}
    for one in model.hypotheses:
        solved = one.equilibrium
        if id(solved) not in known:
            choice = uniform_choice(solved.game.tables)
            known[id(solved)] = replace(solved, choice=choice, visits=None, regret={}, branch=(), others=())
    hypotheses = tuple(replace(one, equilibrium=known[id(one.equilibrium)]) for one in model.hypotheses)
    return replace(
        model, hypotheses=hypotheses, name=UNIFORM, title="the same scenario, every actor choosing at random"
    )


@dataclass(frozen=True)
class BaseRate:
    """Constant hazards from the values that the factors have on the date: a small chain of nature alone.

    It answers the questions that are only about factors for which it has hazards. Where the record leaves a
    present value open, each value that it allows is as likely as the next.
    """

    game: Game = field(repr=False)
    chain: Equilibrium = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)
    able: tuple[bool, ...] = field(repr=False)
    name: str
    title: str

    @classmethod
    def of(cls, game: Game, baseline: Baseline, items: tuple[Item, ...]) -> BaseRate:
        """From the hazards of a baseline whose factors are all named."""
        names = list(dict.fromkeys(one.factor for one in baseline.hazards))
        known, unordered = game.space.vocabulary.values, game.space.vocabulary.unordered
        factors = [
            Factor(one, known[one], dict.fromkeys(known[one], 1.0 / len(known[one])), one not in unordered)
            for one in names
        ]
        nature = [
            Event(f"step_{at}", one.rate, f"{one.factor} == {one.before}", {one.factor: one.after})
            for at, one in enumerate(baseline.hazards)
            if one.rate > 0
        ]
        small = Game(factors, nature=nature, parameters=game.parameters, clock=game.clock)
        able = tuple(_readable(one, small) for one in items)
        return cls(game, solve(small), items, able, baseline.name, baseline.title or "constant base rates")

    def __call__(self, records: Records, time: float) -> tuple[Chances, ...]:
        """The law of the chain from the present values."""
        known = records.until(time, self.game.clock)
        history = History.of(self.game, known, time, coded=True)
        possible = history.stretches[history.at(time)].possible
        space = self.chain.game.space
        belief = np.ones(len(space))
        for name in space.factors:
            belief *= np.isin(space[name], np.unique(self.game.space[name][possible]))
        present = Now(self.chain, belief / belief.sum(), time)
        asked = iter(answered(present, [one for one, able in zip(self.items, self.able, strict=True) if able], time))
        return tuple(next(asked) if able else None for able in self.able)


def _readable(item: Item, game: Game) -> bool:
    try:
        for text in item.texts(0.0, 0.0):
            read_question(text, game)
    except ScenarioError:
        return False
    return True


@dataclass(frozen=True)
class Persistence:
    """What is so now stays so.

    Where ``smoothing`` is given, what is so now gets the chance ``(k + m - 1) / (n + m)``, where of the ``n`` earlier
    dates whose horizon is over ``k`` saw no change, and ``m`` is the smoothing; the rest is shared by the other
    values. So it never gives a chance of 0, and it learns from the record as it grows.
    """

    game: Game = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)
    dates: tuple[float, ...] = field(repr=False)
    smoothing: float | None = None
    name: str = PERSISTENCE
    title: str = "what is so now stays so"

    def __call__(self, records: Records, time: float) -> tuple[Chances, ...]:
        """From the present values, and from how often they stayed."""
        court = Court.of(self.game, records.until(time, self.game.clock), time)
        return tuple(self._item(one, court, time) for one in self.items)

    def _item(self, item: Item, court: Court, time: float) -> Chances:
        stays = staying(item, court.coded, time)
        if stays is None:
            return None
        kept = 1.0 if self.smoothing is None else self._share(item, court, time)
        found = np.full(len(item.values), (1.0 - kept) / max(len(item.values) - 1, 1))
        found[item.values.index(stays)] = kept if len(item.values) > 1 else 1.0
        return found

    def _share(self, item: Item, court: Court, time: float) -> float:
        assert self.smoothing is not None
        right = past = 0
        for date in self.dates:
            if date + item.horizon > time:
                break
            outcome, expected = item.resolved(court, date).outcome, staying(item, court.coded, date)
            if outcome is not None and expected is not None:
                past += 1
                right += outcome == expected
        return (right + self.smoothing - 1.0) / (past + self.smoothing)


def staying(item: Item, history: History, time: float) -> str | None:
    """How an item comes out if nothing changes after a date; None where the present is open."""
    question = item.at(time)
    if question is None:
        return history.value(item.target.factor, time)
    here = history.at(time)
    sure, may = history.holds(question.goal, here)
    if question.hold is not None and question.low > question.begins:
        held, might = history.holds(question.hold, here)
        sure, may = sure and held, may and might
    return "yes" if sure else None if may else "no"
