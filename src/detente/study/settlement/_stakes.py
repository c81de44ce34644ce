"""What one option is worth to each actor over carrying on, as the present belief and its own sight have it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.errors import UsageError
from detente.forecast import Mixture, Now
from detente.game import Settlement
from detente.study.settlement._agreement import Agreement, agreement
from detente.study.settlement._result import Stake, verdict_of


@dataclass(frozen=True)
class Case:
    """One law of motion of the present with the option agreed under it.

    Attributes
    ----------
    weight
        The chance of this law, given that nothing is agreed yet.
    gains
        float64 (k, actors): of agreeing in each state believed possible over carrying on from it.
    """

    now: Now = field(repr=False)
    weight: float
    agreement: Agreement = field(repr=False)
    gains: np.ndarray = field(repr=False)


def nows_of(present: Now | Mixture) -> tuple[tuple[Now, ...], np.ndarray]:
    """The presents, one for each law of motion, and their chances."""
    if isinstance(present, Mixture):
        kept = np.flatnonzero(present.weights > 0)
        return tuple(present.nows[at] for at in kept), present.weights[kept]
    return (present,), np.ones(1)


def open_share(present: Now | Mixture, settlement: Settlement) -> np.ndarray:
    """float64 (nows,): chances that nothing is agreed yet, times those of the laws."""
    nows, weights = nows_of(present)
    shares = [
        float(one.belief[one.game.space.holds(f"{settlement.factor} == {settlement.none}")].sum()) for one in nows
    ]
    return weights * np.array(shares)


def cases_of(present: Now | Mixture, settlement: Settlement, option: str) -> tuple[Case, ...]:
    """The option agreed now, under each law of motion."""
    nows, _ = nows_of(present)
    weights = open_share(present, settlement)
    if not weights.sum() > 0:
        hint = (
            f"ask `P(always({settlement.factor} != {settlement.none}), within=90)`, or go back with `--at` or `--until`"
        )
        raise UsageError(
            f"a settlement is in force already: `{settlement.factor}` is not `{settlement.none}` now", hint
        )
    weights = weights / weights.sum()
    found = []
    for one, weight in zip(nows, weights.tolist(), strict=True):
        if weight > 0:
            made = agreement(one, settlement, option)
            values = one.equilibrium.values
            found.append(Case(one, weight, made, made.gives + made.after @ values - values[made.states]))
    return tuple(found)


def gains_of(cases: tuple[Case, ...]) -> dict[str, float]:
    """By actor: the expected gain, in utility units."""
    total = sum(one.weight * (one.agreement.belief @ one.gains) for one in cases)
    return dict(zip(cases[0].now.game.actor_names, np.asarray(total).tolist(), strict=True))


def stakes_of(cases: tuple[Case, ...], under: dict[str, dict[str, float]]) -> dict[str, Stake]:
    """What the option is worth to each actor.

    Parameters
    ----------
    under
        The gain by explanation and actor, where there are explanations.
    """
    mean = gains_of(cases)
    found = {}
    for number, name in enumerate(cases[0].now.game.actor_names):
        chances, gains, logits = _by_sight(cases, number)
        error = max(_error(one.now, number) for one in cases)
        noise = max(float(one.now.game.lowered.noise[number]) for one in cases)
        found[name] = Stake(
            actor=name,
            gain=mean[name],
            noise=noise,
            error=error,
            verdict=verdict_of(mean[name], noise, error),
            accepts=float(chances @ logits),
            sure=float(chances @ (gains > error)),
            low=float(gains.min()),
            high=float(gains.max()),
            under={one: by_actor[name] for one, by_actor in under.items()},
        )
    return found


def _by_sight(cases: tuple[Case, ...], number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chance, gain and chance of preferring agreement, for each thing that the actor may be seeing now."""
    chances, gains, logits = [], [], []
    for one in cases:
        game = one.now.game
        label, _ = game.space.labels(game.lowered.sight[number])
        _, group = np.unique(label[one.agreement.states], return_inverse=True)
        share = np.bincount(group, one.agreement.belief)
        gain = np.bincount(group, one.agreement.belief * one.gains[:, number]) / share
        chances.append(one.weight * share)
        gains.append(gain)
        logits.append(_logistic(gain / game.lowered.noise[number]))
    return np.concatenate(chances), np.concatenate(gains), np.concatenate(logits)


def _logistic(x: np.ndarray) -> np.ndarray:
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


def _error(present: Now, number: int) -> float:
    """How far a gain may be off because the equilibrium is solved to a residual only (an estimate).

    One update of a value contracts errors by ``busy / (busy + rho)``, so what is left is at most the last change times
    ``(busy + rho) / rho``; a gain is a difference of two values.
    """
    eq, lowered = present.equilibrium, present.game.lowered
    scale = max(float(lowered.noise[number]), float(np.abs(eq.values[:, number]).max(initial=0.0)))
    rho = float(lowered.discount[number])
    busy = present.law.chain.fastest + float(lowered.attention.sum())
    rounding = 64 * np.finfo(float).eps * float(np.abs(eq.values[:, number]).max(initial=0.0))
    return 2 * eq.residual * scale * (busy + rho) / rho + rounding
