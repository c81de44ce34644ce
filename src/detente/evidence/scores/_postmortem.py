"""Why a forecast went wrong: which records, which explanations and which assumptions moved it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from detente.errors import NotConverged, ScenarioError, UsageError
from detente.evidence.filtering import Observed, hypotheses_of, observe
from detente.evidence.records import Record, Records
from detente.evidence.scores._assumptions import doubtful
from detente.evidence.scores._case import Case
from detente.evidence.scores._docket import Item, answered
from detente.evidence.scores._forecasters import MODEL, PERSISTENCE, Model
from detente.evidence.scores._measures import losses
from detente.evidence.scores._scores import Scores
from detente.forecast import Now

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Shift:
    """What one record, with the silence before it, did to the chance of what then happened.

    Attributes
    ----------
    record
        None for the silence after the last record.
    before, after
        That chance, seen from before the record and from after it.
    """

    record: Record | None
    before: float
    after: float

    @property
    def change(self) -> float:
        """Below 0 where the forecast was moved the wrong way."""
        return self.after - self.before


@dataclass(frozen=True)
class Leaning:
    """What one explanation said by itself."""

    explanation: str
    weight: float
    chance: float


@dataclass(frozen=True)
class Assumption:
    """What the chance would have been with one parameter a standard deviation of its prior away.

    Attributes
    ----------
    value, tried
        What the scenario has, and what was tried.
    chance
        None where the game so changed could not be solved, or cannot produce the records.
    """

    parameter: str
    value: float
    tried: float
    chance: float | None
    about: str = ""


@dataclass(frozen=True)
class PostMortem:
    """One bad forecast, taken apart.

    Attributes
    ----------
    chance
        What the model gave to what happened.
    rival, rival_chance
        Who was better, and what it gave; empty and None where nobody was.
    first
        That chance as the start of the scenario saw it, before any record.
    shifts
        Record by record, up to the date of the forecast.
    leanings
        By explanation, where there are several.
    assumptions
        Those tried, the most telling first.
    """

    case: Case
    chance: float
    rival: str
    rival_chance: float | None
    first: float
    shifts: tuple[Shift, ...]
    leanings: tuple[Leaning, ...] = ()
    assumptions: tuple[Assumption, ...] = field(default=())

    @property
    def wrong_way(self) -> tuple[Shift, ...]:
        """The records that moved the forecast away from what happened, the most telling first."""
        return tuple(sorted((one for one in self.shifts if one.change < -0.01), key=lambda one: one.change))


def worst_cases(found: Scores, count: int) -> tuple[tuple[Case, str], ...]:
    """The forecasts to look into, with the rival that each is held against.

    Bad is a logarithmic loss above that of the first rival that answered (persistence apart, which is always
    certain), or among the worst tenth. The worst of each question comes first, so that one event is not looked into
    again and again.
    """
    mine = losses(found.cases, MODEL).log
    rivals = [one.name for one in found.rivals if one.name not in (MODEL, PERSISTENCE)]
    theirs = {name: losses(found.cases, name).log for name in rivals}
    there = np.flatnonzero(~np.isnan(mine))
    if not len(there):
        return ()
    bound = float(np.quantile(mine[there], 0.9, method="higher"))
    bad: list[tuple[float, int, str]] = []
    for at in there.tolist():
        better = next((name for name in rivals if np.isfinite(theirs[name][at])), "")
        beaten = bool(better) and mine[at] > theirs[better][at]
        if mine[at] > 0.05 and (beaten or mine[at] >= bound):
            bad.append((-mine[at], at, better if beaten else ""))
    bad.sort()
    seen: dict[str, int] = {}
    ranked = []
    for loss, at, better in bad:
        again = seen[found.cases[at].question] = seen.get(found.cases[at].question, 0) + 1
        ranked.append((again, loss, at, better))
    return tuple((found.cases[at], better) for _, _, at, better in sorted(ranked)[:count])


def post_mortems(
    found: Scores,
    model: Model,
    records: Records,
    crisis: Any,
    worst: int,
    assumptions: int,
    progress: Progress,
) -> tuple[tuple[PostMortem, ...], bool]:
    """Take the worst forecasts apart, and whether all of it was done; what is done when interrupted is kept."""
    chosen = worst_cases(found, worst)
    items = {(one.target.name, one.horizon): one for one in model.items}
    desk = _Desk(model, records)
    studied: list[PostMortem] = []
    share = 0.5 if assumptions else 1.0
    try:
        for at, (case, rival) in enumerate(chosen):
            studied.append(desk.study(case, items[case.question, case.horizon], rival))
            progress(share * (at + 1) / len(chosen), f"looking into {case.question}")
        if assumptions and crisis is not None:
            tell = lambda done, what: progress(share + (1 - share) * done, what)  # noqa: E731
            studied = _with_assumptions(studied, model, items, records, crisis, assumptions, tell)
    except KeyboardInterrupt:
        return tuple(studied), False
    return tuple(studied), True


class _Desk:
    """Looks back through the records, each stretch of them once."""

    def __init__(self, model: Model, records: Records) -> None:
        self.model, self.records = model, records
        self.clock = model.hypotheses[0].equilibrium.game.clock
        self.seen: dict[tuple[tuple[Record, ...], float], Observed] = {}

    def observed(self, rows: Sequence[Record], time: float) -> Observed:
        key = tuple(rows), time
        if key not in self.seen:
            self.seen[key] = observe(self.model.hypotheses, Records(tuple(rows)), until=time, grades=self.model.grades)
        return self.seen[key]

    def study(self, case: Case, item: Item, rival: str) -> PostMortem:
        # All of these were public by the date; when each of them came out is another matter.
        known = [replace(one, reported="") for one in self.records.until(case.time, self.clock)]
        outcome = item.values.index(case.outcome or "")

        def chance(present: Any) -> float:
            given = answered(present, [item], case.time)[0]
            return float("nan") if given is None else float(given[outcome])

        before = first = chance(self.observed([], 0.0))
        shifts = []
        for at, one in enumerate(known):
            after = chance(self.observed(known[: at + 1], one.at(self.clock)))
            shifts.append(Shift(one, before, after))
            before = after
        last = self.observed(known, case.time)
        shifts.append(Shift(None, before, chance(last)))
        leanings = tuple(
            Leaning(one.name, last.posterior[one.name], chance(now))
            for one, now in zip(last.hypotheses, last.by_hypothesis, strict=True)
            if isinstance(now, Now)
        )
        return PostMortem(
            case=case,
            chance=case.chance(MODEL) or 0.0,
            rival=rival,
            rival_chance=case.chance(rival) if rival else None,
            first=first,
            shifts=tuple(shifts),
            leanings=leanings if len(last.hypotheses) > 1 else (),
        )


def _with_assumptions(
    studied: Sequence[PostMortem],
    model: Model,
    items: dict[tuple[str, float], Item],
    records: Records,
    crisis: Any,
    count: int,
    progress: Progress,
) -> list[PostMortem]:
    chosen = doubtful(model.hypotheses, count)
    found: list[list[Assumption]] = [[] for _ in studied]
    for at, (one, value, tried) in enumerate(chosen):
        progress(at / len(chosen), f"trying {one.name} at {tried:.3g}")
        try:
            other = replace(model, hypotheses=hypotheses_of(crisis, parameters={one.name: tried}))
        except (NotConverged, ScenarioError):
            other = None
        for into, each in zip(found, studied, strict=True):
            item = items[each.case.question, each.case.horizon]
            chance = None if other is None else _chance(other, records, item, each.case)
            into.append(Assumption(one.name, value, tried, chance, one.about))
    return [
        replace(each, assumptions=tuple(sorted(some, key=lambda one: -abs((one.chance or each.chance) - each.chance))))
        for each, some in zip(studied, found, strict=True)
    ]


def _chance(model: Model, records: Records, item: Item, case: Case) -> float | None:
    try:
        (given,) = replace(model, items=(item,))(records, case.time)
    except (NotConverged, ScenarioError, UsageError):
        return None
    return None if given is None else float(given[item.values.index(case.outcome or "")])
