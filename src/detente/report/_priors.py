"""Points of priors, and priors in words."""

from __future__ import annotations

import math
from statistics import NormalDist

from detente.game import Prior


def quantile(prior: Prior, share: float) -> float:
    """The point below which a share of the prior lies.

    Parameters
    ----------
    share
        Above 0 and below 1.

    Examples
    --------
    >>> quantile(Prior("uniform", (2.0, 6.0)), 0.25)
    3.0
    """
    one, two = prior.arguments[0], prior.arguments[1]
    if prior.kind == "normal":
        return NormalDist(one, two).inv_cdf(share)
    if prior.kind == "lognormal":
        return math.exp(NormalDist(one, two).inv_cdf(share))
    if prior.kind == "uniform":
        return one + share * (two - one)
    if prior.kind == "triangular":
        return _triangular(one, two, prior.arguments[2], share)
    from scipy.special import betaincinv, gammaincinv

    return float(betaincinv(one, two, share) if prior.kind == "beta" else gammaincinv(one, share) * two)


def _triangular(low: float, mode: float, high: float, share: float) -> float:
    turn = (mode - low) / (high - low)
    if share <= turn:
        return low + math.sqrt(share * (high - low) * (mode - low))
    return high - math.sqrt((1 - share) * (high - low) * (high - mode))


def described(prior: Prior | None) -> str:
    """A prior as its 10% and 90% points."""
    if prior is None:
        return ""
    low, high = quantile(prior, 0.1), quantile(prior, 0.9)
    return f"{low:.3g} to {high:.3g} ({prior.kind})"
