"""What the first change that is seen would tell: what it is and when it comes, or that none comes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from detente.evidence.indicators._information import information_density
from detente.evidence.indicators._steps import Steps
from detente.evidence.indicators._survival import poisson, poisson_at

NODES = 24
"""Points in time of a panel of Gauss and Legendre's rule."""

JUMPS_A_PANEL = 10.0
"""Expected jumps of the uniformised chain in a panel: within it the densities are smooth."""

Change = tuple[tuple[str, str], ...]
"""Factors and the values that they take, all at once."""


@dataclass(frozen=True)
class FirstChange:
    """The first change to be seen within a time.

    Attributes
    ----------
    bits
        Mutual information between the explanation and what is seen first and when.
    none
        float64 (explanations,): the chance that nothing is seen to change.
    chances
        What can come first, with its chance under each explanation, float64 (explanations,).
    """

    bits: float
    none: np.ndarray = field(repr=False)
    chances: dict[Change, np.ndarray] = field(repr=False)


@dataclass(frozen=True)
class _Series:
    """Powers of the restricted chain, read off by what is seen: ``seen[k]`` is float64 (beliefs, changes)."""

    rate: float
    seen: np.ndarray
    left: np.ndarray


def first_change(
    laws: Sequence[tuple[Steps, np.ndarray, Sequence[int]]], weights: np.ndarray, time: float
) -> FirstChange:
    """What the first change to be seen tells of the explanation.

    Parameters
    ----------
    laws
        For each law: its steps, beliefs float64 (some, states), and which explanations these belong to.
    weights
        float64 (explanations,): their probabilities.

    Notes
    -----
    The density of each change at each time comes from the powers of the restricted chain, exactly; only the integral
    of its logarithm over time is by quadrature.
    """
    names: dict[Change, int] = {}
    parts = [(_series(steps, beliefs, time, names), which) for steps, beliefs, which in laws]
    panels = max(1, math.ceil(max(one.rate for one, _ in parts) * time / JUMPS_A_PANEL))
    node, share = np.polynomial.legendre.leggauss(NODES)
    width = time / panels
    bits, count = 0.0, len(weights)
    totals, none = np.zeros((count, len(names))), np.zeros(count)
    for panel in range(panels):
        at = width * (panel + 0.5 * (node + 1.0))
        density = np.zeros((NODES, count, len(names)))
        for one, which in parts:
            weight = poisson_at(one.rate * at, len(one.seen) - 1)
            density[:, list(which), : one.seen.shape[2]] = np.tensordot(weight, one.seen, axes=1)
        length = 0.5 * width * share
        totals += np.tensordot(length, density, axes=1)
        bits += sum(float(length[k] * information_density(weights, density[k]).sum()) for k in range(NODES))
    for one, which in parts:
        none[list(which)] = poisson_at(np.array([one.rate * time]), len(one.left) - 1)[0] @ one.left
    bits += float(information_density(weights, none[:, None]).sum())
    return FirstChange(max(bits, 0.0), none, {name: totals[:, at] for name, at in names.items()})


def _series(steps: Steps, beliefs: np.ndarray, time: float, names: dict[Change, int]) -> _Series:
    shown = np.flatnonzero(steps.shown)
    key = _keys(steps, shown, names)
    rates = sp.csr_array((steps.rate[shown], (steps.source[shown], key)), shape=(len(steps), len(names)))
    hidden = steps.matrix(~steps.shown) * (1.0 / steps.busiest)
    out = np.bincount(steps.source, steps.rate, minlength=len(steps)) / steps.busiest
    back = sp.csr_array((hidden + sp.diags_array(np.maximum(1.0 - out, 0.0))).T)
    x = np.ascontiguousarray(beliefs[:, steps.keep].T)
    last = len(poisson(steps.busiest * time)) - 1
    seen, left = np.empty((last + 1, len(beliefs), len(names))), np.empty((last + 1, len(beliefs)))
    reads = sp.csr_array(rates.T)
    for jump in range(last + 1):
        seen[jump] = (reads @ x).T
        left[jump] = x.sum(axis=0)
        x = back @ x
    return _Series(steps.busiest, seen, left)


def _keys(steps: Steps, shown: np.ndarray, names: dict[Change, int]) -> np.ndarray:
    """Int (shown,): what is seen of each step, as a number in ``names``, which grows as needed."""
    space, sight = steps.equilibrium.game.space, np.flatnonzero(steps.equilibrium.game.lowered.sight[-1])
    source, target = steps.keep[steps.source[shown]], steps.keep[steps.target[shown]]
    told = {at: _told(space.levels[at, source], space.levels[at, target]) for at in sight.tolist()}
    which = np.zeros(len(shown), dtype=np.int64)
    for at, level in told.items():
        # Numbered anew factor by factor, so that the codes stay small however many factors there are.
        _, which = np.unique(which * (space.sizes[at] + 1) + level, return_inverse=True)
    _, first, which = np.unique(which, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.intp)
    for number, row in enumerate(first.tolist()):
        changed = [(space.factors[at], int(level[row])) for at, level in told.items() if level[row]]
        change = tuple((name, space.vocabulary.values[name][level - 1]) for name, level in changed)
        place[number] = names.setdefault(change, len(names))
    return place[which]


def _told(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """int64 (rows,): 0 where a factor stays as it is, else its new level, counted from 1."""
    return np.where(before == after, 0, after.astype(np.int64) + 1)
