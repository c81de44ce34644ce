"""Tempered sequential Monte Carlo: from draws of the priors to draws of the posterior.

The likelihood is brought in by powers that rise from 0 to 1 (Del Moral, Doucet and Jasra 2006). Each stage weighs the
draws by the rise, resamples them, and moves them so that they spread again. All randomness comes from numbers that
belong to the stage, the move and the draw, so the result does not depend on where, or in what order, draws are weighed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.errors import Outcome, UsageError
from detente.evidence.uncertainty._moves import Reference, log_prior, next_step, renewed
from detente.evidence.uncertainty._priors import Unknown, draw_priors, numbers, values_at
from detente.evidence.uncertainty._tempering import effective, next_temperature, normalised, resampled
from detente.evidence.uncertainty._weighed import FAULTS, Weighed

MOST_STAGES = 60

WeighRound = Callable[[str, str, np.ndarray], list[Weighed]]
"""Weighs the rows of values (draws, unknowns) of a round, by the round's name and in words."""


@dataclass(frozen=True)
class Plan:
    """How to sample.

    Attributes
    ----------
    target
        The share of effective draws that a rise in temperature must keep.
    renewal
        Moves go on until a draw has gained this share of the distance from its ancestor, or ``most_moves`` were made.
    """

    draws: int
    seed: int
    target: float = 0.4
    renewal: float = 0.7
    most_moves: int = 5


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes
    ----------
    temperature
        The power of the likelihood that was reached; 0 for the draws from the priors.
    effective
        Effective sample size of the draws as weighted, before they were resampled.
    acceptance, steps
        Of each move: the share of proposals accepted, and the length of the step.
    ancestors
        How many different draws the resampled ones come from.
    """

    temperature: float
    effective: float
    acceptance: tuple[float, ...] = ()
    steps: tuple[float, ...] = ()
    ancestors: int = 0


@dataclass(frozen=True)
class Tempered:
    """Weighted draws of the posterior.

    Attributes
    ----------
    normal
        float64 (draws, unknowns): standard normal under the priors.
    weights
        float64 (draws,): sum to 1.
    log_evidence
        Log-likelihood of the evidence averaged over the priors, estimated.
    faults
        How often each fault was met; ``notes`` holds what was said the first time.
    """

    normal: np.ndarray = field(repr=False)
    weights: np.ndarray = field(repr=False)
    weighed: tuple[Weighed, ...] = field(repr=False)
    stages: tuple[Stage, ...]
    log_evidence: float
    weighings: int
    faults: Mapping[str, int]
    notes: Mapping[str, str]
    outcome: Outcome


class _Cloud:
    """The draws on their way."""

    def __init__(self, unknowns: Sequence[Unknown], plan: Plan, weigh: WeighRound) -> None:
        self.unknowns, self.plan, self.weigh = tuple(unknowns), plan, weigh
        self.faults: Counter[str] = Counter()
        self.notes: dict[str, str] = {}
        self.weighings = 0
        self.step = 1.0
        self.normal = draw_priors(self.unknowns, plan.draws, seed=plan.seed).normal
        self.weighed = self.weigh_all(0, 0, self.normal, 0.0)
        sound = np.array([not one.fault for one in self.weighed])
        if not sound.any():
            raise _none_sound(self.faults, self.notes)
        self.weights = sound / sound.sum()

    @property
    def log_likelihood(self) -> np.ndarray:
        return np.array([one.log_likelihood for one in self.weighed])

    def weigh_all(self, stage: int, move: int, normal: np.ndarray, temperature: float) -> list[Weighed]:
        """Weigh a set of draws and count what went wrong."""
        words = f"stage {stage}, move {move} at temperature {temperature:.3g}" if stage else "draws from the priors"
        found = self.weigh(f"{stage:02d}-{move:02d}", words, values_at(self.unknowns, normal))
        self.weighings += len(found)
        for one in found:
            if one.fault:
                self.faults[one.fault] += 1
                self.notes.setdefault(one.fault, one.note)
        return found

    def possible(self) -> float:
        """Drop draws under which the records are impossible; the log of the weight that is left."""
        some = np.isfinite(self.log_likelihood)
        left = float(self.weights[some].sum())
        if not left > 0:
            hint = "widen the priors, or look at the records with `observe`"
            raise UsageError(f"none of {len(some)} draws makes the records possible", hint)
        self.weights = np.where(some, self.weights, 0.0) / left
        return float(np.log(left))

    def heat(self, now: float, to: float) -> float:
        """Weigh the draws by the rise of the temperature; the log of their mean gain."""
        gains = np.where(self.weights > 0, (to - now) * self.log_likelihood, -np.inf)
        with np.errstate(divide="ignore"):
            log_weights = np.log(self.weights) + gains
        top = float(log_weights.max())
        self.weights = normalised(log_weights)
        return top + float(np.log(np.exp(log_weights - top).sum()))

    def spread(self, number: int, temperature: float) -> Stage:
        """Resample the draws and move them under the tempered posterior."""
        plan, size = self.plan, effective(self.weights)
        reference = Reference.of(self.normal, self.weights, size)
        ancestors = resampled(self.weights, numbers(plan.seed, number, 0))
        self.normal = self.normal[ancestors]
        self.weighed = [self.weighed[at] for at in ancestors]
        self.weights = np.full(plan.draws, 1 / plan.draws)
        acceptance: list[float] = []
        steps: list[float] = []
        gained = 0.0
        while gained < plan.renewal and len(steps) < plan.most_moves:
            steps.append(self.step)
            acceptance.append(self._move(number, len(steps), temperature, reference))
            gained += renewed(self.step, acceptance[-1])
            self.step = next_step(self.step, acceptance[-1])
        return Stage(temperature, size, tuple(acceptance), tuple(steps), len(np.unique(ancestors)))

    def _move(self, number: int, move: int, temperature: float, reference: Reference) -> float:
        """One move of every draw; the share accepted."""
        generators = [numbers(self.plan.seed, number, move, at) for at in range(self.plan.draws)]
        pairs = zip(self.normal, generators, strict=True)
        proposed = np.stack([reference.proposal(z, self.step, one) for z, one in pairs])
        found = self.weigh_all(number, move, proposed, temperature)
        new, old = (
            temperature * likelihood + log_prior(z) - reference.log_density(z)
            for z, likelihood in (
                (proposed, np.array([one.log_likelihood for one in found])),
                (self.normal, self.log_likelihood),
            )
        )
        sound = np.array([not one.fault for one in found])
        luck = np.log1p(-np.array([one.random() for one in generators]))
        taken = sound & (luck <= new - old)
        self.normal = np.where(taken[:, None], proposed, self.normal)
        self.weighed = [two if yes else one for one, two, yes in zip(self.weighed, found, taken, strict=True)]
        return float(taken.mean())


def temper(unknowns: Sequence[Unknown], plan: Plan, weigh: WeighRound) -> Tempered:
    """Sample the posterior of the unknowns.

    Where the likelihood can be brought in at one go with enough effective draws left, the draws from the priors are
    returned with their weights. Otherwise they are resampled and moved at each stage, and all weigh the same.
    """
    cloud = _Cloud(unknowns, plan, weigh)
    stages = [Stage(0.0, effective(cloud.weights))]
    log_evidence, now = cloud.possible(), 0.0
    while now < 1.0 and len(stages) <= MOST_STAGES:
        to = next_temperature(cloud.weights, cloud.log_likelihood, now, plan.target)
        log_evidence += cloud.heat(now, to)
        now = to
        if len(stages) == 1 and now == 1.0:
            stages.append(Stage(1.0, effective(cloud.weights), ancestors=int((cloud.weights > 0).sum())))
        else:
            stages.append(cloud.spread(len(stages), now))
    return Tempered(
        cloud.normal,
        cloud.weights,
        tuple(cloud.weighed),
        tuple(stages),
        log_evidence,
        cloud.weighings,
        dict(cloud.faults),
        dict(cloud.notes),
        _outcome(now, len(stages) - 1),
    )


def _outcome(reached: float, stages: int) -> Outcome:
    if reached == 1.0:
        return Outcome(True, "converged", f"All of the evidence was brought in, in {_count(stages, 'stage')}.")
    text = f"After {stages} stages only the power {reached:.3g} of the likelihood was brought in."
    return Outcome(False, "step-limit", text, "Take more draws, or look whether the priors can explain the records.")


def _none_sound(faults: Mapping[str, int], notes: Mapping[str, str]) -> UsageError:
    lines = [f"{FAULTS[name]} ({count} times): {notes[name]}" for name, count in faults.items()]
    return UsageError("not one draw of the priors could be weighed; " + "; ".join(lines), "look at the priors")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
