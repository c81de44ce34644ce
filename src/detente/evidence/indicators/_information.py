"""How much an observation tells about which explanation is true, in bits."""

from __future__ import annotations

import numpy as np


def entropy(chance: np.ndarray) -> float:
    """Bits that are missing to know which of several is true."""
    return float(-_plogp(np.asarray(chance, dtype=np.float64)).sum())


def mutual_information(weights: np.ndarray, likelihood: np.ndarray) -> float:
    """Bits that an observation tells about the explanation, in expectation.

    Parameters
    ----------
    weights
        float64 (explanations,): their probabilities.
    likelihood
        float64 (explanations, outcomes): the probability of each outcome under each; rows sum to 1.

    Examples
    --------
    >>> import numpy as np
    >>> mutual_information(np.array([0.5, 0.5]), np.array([[1.0, 0.0], [0.0, 1.0]]))
    1.0
    """
    return float(np.maximum(information_density(weights, likelihood).sum(), 0.0))


def information_density(weights: np.ndarray, likelihood: np.ndarray) -> np.ndarray:
    """float64 (outcomes,): what each outcome adds to the mutual information, in bits; densities will do.

    As a sum of ``w p log(p / mean)``; each outcome's part is at least 0 but for rounding.
    """
    mean = weights @ likelihood
    ratio = np.divide(likelihood, mean, out=np.ones_like(likelihood), where=(likelihood > 0) & (mean > 0))
    return weights @ (likelihood * np.log2(ratio))


def _plogp(chance: np.ndarray) -> np.ndarray:
    logs = np.log2(chance, out=np.zeros_like(chance), where=chance > 0)
    return chance * logs
