"""Priors as functions of standard normal numbers, and draws from them.

Every unknown is written as ``x = F^-1(Phi(z))``, with ``F`` the distribution function of its prior and ``z`` standard
normal before the evidence. Moves in ``z`` never leave the range of a prior, and need no Jacobian.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.errors import UsageError
from detente.game import Game, Parameter, Prior

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class Unknown:
    """A parameter that is drawn.

    Attributes
    ----------
    name
        The parameter's name; ``overlay.name`` for a prior that only that overlay gives.
    """

    name: str
    prior: Prior

    def at(self, z: np.ndarray) -> np.ndarray:
        """The values at standard normal numbers."""
        return point(self.prior, z)


@dataclass(frozen=True)
class Draws:
    """Draws from priors.

    Attributes
    ----------
    names
        Of the parameters drawn.
    values
        float64 (draws, parameters).
    normal
        float64 (draws, parameters): the standard normal numbers behind the values.
    """

    names: tuple[str, ...]
    values: np.ndarray = field(repr=False)
    normal: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: int) -> Mapping[str, float]:
        """The parameters of one draw."""
        return dict(zip(self.names, self.values[index].tolist(), strict=True))

    def to_frame(self) -> polars.DataFrame:
        """One row a draw, one column a parameter."""
        import polars

        return polars.DataFrame(dict(zip(self.names, self.values.T, strict=True)))


def unknowns_of(parameters: Sequence[Parameter]) -> tuple[Unknown, ...]:
    """Those with a prior, in order; the others keep the value or the expression that they have."""
    return tuple(Unknown(one.name, one.prior) for one in parameters if one.prior is not None)


def draw_priors(subject: Game | Sequence[Unknown], draws: int, *, seed: int = 0) -> Draws:
    """Draw parameters from their priors.

    Parameters
    ----------
    subject
        A game, whose parameters with a prior are drawn. Those without one stay as they are, and expressions over
        other parameters follow.
    draws
        How many.
    seed
        Draw number ``n`` depends on this and on ``n`` alone.

    Raises
    ------
    UsageError
        Where there is nothing to draw.

    Examples
    --------
    >>> from detente.game import Factor, Game, Parameter, Prior
    >>> known = [Parameter("pace", 0.3, Prior("lognormal", (-1.2, 0.5))), Parameter("double", "2 * pace")]
    >>> game = Game([Factor("truce", ["broken", "holding"], start="holding")], parameters=known)
    >>> drawn = draw_priors(game, 3, seed=1)
    >>> drawn.names, game.with_parameters(**drawn[2]).lowered.vocabulary.parameters["double"] == 2 * drawn[2]["pace"]
    (('pace',), True)
    """
    unknowns = unknowns_of(subject.parameters) if isinstance(subject, Game) else tuple(subject)
    if not unknowns:
        raise nothing_to_draw()
    if draws < 1:
        raise UsageError(f"{draws} draws cannot be made", "ask for at least 1")
    normal = np.stack([numbers(seed, 0, 0, at).standard_normal(len(unknowns)) for at in range(draws)])
    return Draws(tuple(one.name for one in unknowns), values_at(unknowns, normal), normal)


def nothing_to_draw() -> UsageError:
    """The refusal where no parameter has a prior."""
    hint = "give one, as in `upkeep: {value: 0.05, prior: {lognormal: [-3.0, 0.5]}}`"
    return UsageError("no parameter has a prior, so there is nothing to draw", hint)


def values_at(unknowns: Sequence[Unknown], normal: np.ndarray) -> np.ndarray:
    """float64 (draws, unknowns): the values at standard normal numbers of the same shape."""
    return np.stack([one.at(normal[:, at]) for at, one in enumerate(unknowns)], axis=1)


def numbers(seed: int, *key: int) -> np.random.Generator:
    """Random numbers of their own for each key, such as (stage, move, draw)."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def point(prior: Prior, z: np.ndarray) -> np.ndarray:
    """The point of a prior below which it has the weight that a standard normal has below ``z``.

    Both tails are computed without cancellation.
    """
    from scipy.special import betaincinv, gammainccinv, gammaincinv, ndtr

    one, two = prior.arguments[0], prior.arguments[1]
    if prior.kind == "normal":
        return one + two * z
    if prior.kind == "lognormal":
        return np.exp(one + two * z)
    below, above = ndtr(z), ndtr(-z)
    low = z <= 0
    if prior.kind == "uniform":
        return np.where(low, one + (two - one) * below, two - (two - one) * above)
    if prior.kind == "beta":
        return np.where(low, betaincinv(one, two, below), 1.0 - betaincinv(two, one, above))
    if prior.kind == "gamma":
        return two * np.where(low, gammaincinv(one, below), gammainccinv(one, above))
    return _triangular(one, two, prior.arguments[2], below, above)


def _triangular(low: float, mode: float, high: float, below: np.ndarray, above: np.ndarray) -> np.ndarray:
    rising = low + np.sqrt(below * (high - low) * (mode - low))
    falling = high - np.sqrt(above * (high - low) * (high - mode))
    return np.where(below <= (mode - low) / (high - low), rising, falling)
