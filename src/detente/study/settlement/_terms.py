"""One option put together: stakes, the race at the table, whether it is reached and kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from detente.errors import NotConverged
from detente.forecast import Mixture, Now, ask
from detente.game import Game, Settlement
from detente.study.settlement._race import Race, race
from detente.study.settlement._result import Kept, Terms
from detente.study.settlement._stakes import Case, stakes_of

FINER = 12
"""Times in one round of the search for a median; two rounds."""


def terms_of(
    present: Now | Mixture,
    settlement: Settlement,
    option: str,
    cases: tuple[Case, ...],
    under: Mapping[str, Mapping[str, float]],
    horizons: Sequence[float],
) -> Terms:
    """All about one option.

    Parameters
    ----------
    cases
        The option agreed now, under each law of motion.
    under
        The gains by explanation.
    horizons
        Clock units, rising.
    """
    passed = must_be_passed(cases[0].now.game, settlement, option)
    contest = _mixed([(one.weight, _at_table(one, settlement, option)) for one in cases])
    vetoed = {who: math.fsum(contest.ends.get(label, 0.0) for label in _own(settlement.vetoes, who)) for who in passed}
    vetoed = {who: chance for who, chance in vetoed.items() if _own(settlement.vetoes, who)}
    reached = chances(
        present, [f"P(eventually({settlement.factor} == {option}), within={time!r})" for time in horizons]
    )
    return Terms(
        option=option,
        stakes=stakes_of(cases, {name: dict(gains) for name, gains in under.items()}),
        passed=passed,
        vetoed=vetoed,
        passes=contest.into,
        lapses=max(0.0, 1.0 - contest.into - math.fsum(vetoed.values())),
        reached=dict(zip(horizons, reached, strict=True)),
        median=_median(present, f"{settlement.factor} == {option}", horizons, reached),
        kept=_kept(settlement, option, cases, horizons),
        brought=math.fsum(one.weight * one.agreement.brought for one in cases),
    )


def must_be_passed(game: Game, settlement: Settlement, option: str) -> tuple[str, ...]:
    """Who holds a veto; where nobody does, the one who alone can table the option or agree to it."""
    vetoes = [label.split(".")[0] for label in settlement.vetoes]
    if vetoes:
        return tuple(one for one in game.actor_names if one in vetoes)
    tables = {move.label for move in game.moves if _tables(move, settlement, option)}
    makers = {label.split(".")[0] for label in settlement.proposals if label in tables}
    makers |= {label.split(".")[0] for label in settlement.agreed if not label.startswith("nature.")}
    return tuple(one for one in game.actor_names if one in makers) if len(makers) == 1 else ()


def _tables(move: object, settlement: Settlement, option: str) -> bool:
    return any(str(branch.set.get(settlement.tabled)) == option for branch in getattr(move, "branches", ()))


def _own(labels: Sequence[str], actor: str) -> list[str]:
    return [one for one in labels if one.split(".")[0] == actor]


def _at_table(case: Case, settlement: Settlement, option: str) -> Race:
    """What becomes of the option from the moment at which it is tabled."""
    space = case.now.game.space
    open_now = space.holds(f"{settlement.factor} == {settlement.none}")
    start = case.agreement.spread(case.agreement.at_table)
    inside = open_now & space.holds(f"{settlement.tabled} == {option}") if settlement.tabled else start > 0
    return race(case.now.law, inside, start, space.holds(f"{settlement.factor} == {option}"))


def _kept(settlement: Settlement, option: str, cases: tuple[Case, ...], horizons: Sequence[float]) -> Kept:
    agreed = f"{settlement.factor} == {option}"
    after = tuple(one.now.replace(belief=one.agreement.spread(one.agreement.after)) for one in cases)
    weights = np.array([one.weight for one in cases])
    texts = [f"P(always({agreed}), within={time!r})" for time in horizons]
    *found, mean = chances(Mixture(after, weights), [*texts, f"E(time_to({settlement.factor} != {option}))"])
    ends = _mixed(
        [
            (one.weight, race(one.now.law, one.now.game.space.holds(agreed), then.belief))
            for one, then in zip(cases, after, strict=True)
        ]
    )
    by = dict(sorted(ends.ends.items(), key=lambda one: -one[1]))
    return Kept(dict(zip(horizons, found, strict=True)), mean, by, ends.stays)


def _mixed(parts: Sequence[tuple[float, Race]]) -> Race:
    names = dict.fromkeys(name for _, one in parts for name in one.ends)
    ends = {name: math.fsum(weight * one.ends.get(name, 0.0) for weight, one in parts) for name in names}
    stays, into = (math.fsum(weight * getattr(one, key) for weight, one in parts) for key in ("stays", "into"))
    return Race(ends, stays, into)


def chances(present: Now | Mixture, questions: Sequence[str]) -> list[float]:
    """Answers that are numbers.

    Raises
    ------
    NotConverged
        Where one could not be computed; that the equilibrium itself did not converge is told elsewhere.
    """
    answers = ask(present, *questions)
    for one in answers:
        if isinstance(one.value, Mapping) or math.isnan(one.value):
            raise NotConverged(one.outcome)
    return [float(one.value) for one in answers if not isinstance(one.value, Mapping)]


def _median(present: Now | Mixture, event: str, horizons: Sequence[float], reached: Sequence[float]) -> float:
    """The time by which an event is as likely as not; infinite where it is not within the longest horizon."""
    low, high = 0.0, next((time for time, chance in zip(horizons, reached, strict=True) if chance >= 0.5), math.inf)
    if math.isinf(high):
        return math.inf
    low = max((time for time, chance in zip(horizons, reached, strict=True) if chance < 0.5), default=0.0)
    for _ in range(2):
        times = np.linspace(low, high, FINER + 2).tolist()
        found = chances(present, [f"P(eventually({event}), within={time!r})" for time in times])
        over = next(at for at, chance in enumerate(found) if chance >= 0.5)
        if over == 0:
            return times[0]
        low, high = times[over - 1], times[over]
        share = (0.5 - found[over - 1]) / (found[over] - found[over - 1])
    return low + share * (high - low)  # pyright: ignore[reportPossiblyUnboundVariable]
