"""The likelihood of a record by counting out every hidden path: no matrix exponential anywhere.

Between two records a path makes hidden jumps at times in order. Its density is a product of rates and of
exponentials of the time spent in each state, and is integrated over the ordered times by Gauss quadrature
on the simplex (Duffy's map), one path of states after the other.
"""

import itertools
import math

import numpy as np
from tests.oracle.evidence import Filter


def jump_paths(world, sight, first, jumps):
    """All sequences of states that hidden jumps can make from ``first``, with the product of their rates."""
    waiting = [((first,), 1.0)]
    for _ in range(jumps + 1):
        longer = {}
        for path, rate in waiting:
            yield path, rate
            for one in world.transitions:
                if one.source == path[-1] and one.changed and not sight & set(one.changed):
                    longer[*path, one.target] = longer.get((*path, one.target), 0.0) + rate * one.rate
        waiting = list(longer.items())


def simplex(jumps, points):
    """Nodes (nodes, jumps) of ordered times in (0, 1), and weights that add up to 1/jumps!."""
    node, weight = np.polynomial.legendre.leggauss(points)
    node, weight = (node + 1) / 2, weight / 2
    grids = np.meshgrid(*[node] * jumps, indexing="ij")
    weights = np.meshgrid(*[weight] * jumps, indexing="ij")
    times, total, last = np.empty((points**jumps, jumps)), np.ones(points**jumps), np.ones(points**jumps)
    for at in range(jumps - 1, -1, -1):
        total = total * weights[at].ravel() * last
        last = last * grids[at].ravel()
        times[:, at] = last
    return times, total


def silence_by_paths(world, sight, length, jumps, points=5):
    """What `expm` of the restricted generator should be, from paths of at most ``jumps`` hidden jumps."""
    leave = np.zeros(world.size)
    for one in world.transitions:
        leave[one.source] += one.rate if one.changed else 0.0
    found = np.zeros((world.size, world.size))
    nodes = {}
    for first in range(world.size):
        for path, rate in jump_paths(world, sight, first, jumps):
            count = len(path) - 1
            if count == 0:
                found[first, first] += math.exp(-leave[first] * length)
                continue
            if count not in nodes:
                nodes[count] = simplex(count, points)
            times, weights = nodes[count]
            ends = np.column_stack([np.zeros(len(times)), times, np.ones(len(times))])
            spent = np.diff(ends, axis=1) * length
            density = np.exp(-spent @ leave[list(path)])
            found[first, path[-1]] += rate * length**count * float(weights @ density)
    return found


class PathFilter(Filter):
    """The filter with its silences counted out."""

    jumps = 5

    def quiet(self, number, begin, end):
        known = [gap for gap in self.gaps[:number] if gap is not None]
        cuts = sorted({begin, end, *(t for gap in known for t in gap[:2] if begin < t < end)})
        found = np.eye(self.world.size)
        for a, b in itertools.pairwise(cuts):
            hidden = [gap[2] for gap in known if gap[0] <= a and b <= gap[1]]
            found = found @ silence_by_paths(self.world, self.world.seen.difference(*hidden), b - a, self.jumps)
        return found
