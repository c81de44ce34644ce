"""Simulation-based calibration: the truth drawn from the prior must look like a draw from the posterior.

With the truth and the history drawn together, the truth given the history is a draw from the true posterior
(Cook, Gelman and Rubin 2006; Talts and others 2018). So its place in the distribution function of any order of the
explanations, made continuous by a uniform number, is uniform; and the chance that the posterior gives the truth
is on average the chance that it gives to a draw of its own.
"""

import itertools
from dataclasses import dataclass

import numpy as np
from scipy.stats import kstest


@dataclass(frozen=True)
class Calibration:
    """Numbers that are small where the posterior is none.

    Attributes
    ----------
    uniform
        The smallest p-value of Kolmogorov-Smirnov tests of the ranks, over orders, times the number of orders.
    excess
        Standard errors by which the chance given to the truth is off what the posterior promises.
    learned
        Mean chance given to the truth, less what the prior gives it.
    """

    uniform: float
    excess: float
    learned: float

    def passes(self, alarm=1e-3):
        """Whether nothing is wrong, at this rate of false alarms for each of the two tests."""
        from scipy.stats import norm

        return self.uniform > alarm and abs(self.excess) < norm.isf(alarm / 2)


def calibration(posteriors, truths, prior, seed):
    """Look at posteriors (histories, explanations) of which the truths are known, (histories,)."""
    posteriors, truths = np.asarray(posteriors), np.asarray(truths)
    rng = np.random.default_rng(seed)
    count = posteriors.shape[1]
    rows = np.arange(len(truths))
    orders = [order for order in itertools.permutations(range(count)) if order <= order[::-1]][:6]
    chances = []
    for order in orders:
        ordered = posteriors[:, order]
        place = np.argsort(order)[truths]
        below = np.cumsum(ordered, axis=1)[rows, place] - ordered[rows, place]
        rank = below + rng.random(len(truths)) * ordered[rows, place]
        chances.append(kstest(rank, "uniform").pvalue)
    given = posteriors[rows, truths]
    gap = given - (posteriors**2).sum(axis=1)
    excess = gap.mean() / (gap.std(ddof=1) / np.sqrt(len(gap)))
    return Calibration(float(min(chances) * len(orders)), float(excess), float(given.mean() - prior[truths].mean()))
