"""Chances of what could be seen, by dense matrix exponentials from single transitions."""

import numpy as np
from scipy.linalg import expm
from tests.oracle.evidence import silence_matrix, world_of


class World:
    """One law and one belief on it, in the order of states of the oracle."""

    def __init__(self, now):
        self.world = world_of(now.equilibrium)
        space = now.game.space
        described = [space.describe(at) for at in range(len(space))]
        self.belief = np.array([now.belief[described.index(state)] for state in self.world.states])

    def lost(self, gone):
        """The generator without the transitions for which ``gone`` holds, whose mass is lost."""
        found = np.zeros((self.world.size, self.world.size))
        for one in self.world.transitions:
            if gone(one):
                found[one.source, one.source] -= one.rate
            elif one.changed:
                found[one.source, one.source] -= one.rate
                found[one.source, one.target] += one.rate
        return found

    def made(self, label, time, only=lambda one: True):
        """Chance that a move is made within a time, where ``only`` holds of the transition."""
        H = self.lost(lambda one: one.label == label and only(one))
        return 1.0 - float(self.belief @ expm(H * time) @ np.ones(self.world.size))

    def quiet(self, time):
        """Chance that nothing is seen to change."""
        return float((self.belief @ expm(silence_matrix(self.world, self.world.seen) * time)).sum())

    def first(self, time):
        """The density of each change that can be seen first, at one time: change to density."""
        law = self.belief @ expm(silence_matrix(self.world, self.world.seen) * time)
        found = {}
        for one in self.world.transitions:
            if seen := {name: value for name, value in one.changed.items() if name in self.world.seen}:
                key = tuple(sorted(seen.items()))
                found[key] = found.get(key, 0.0) + law[one.source] * one.rate
        return found

    def draw(self, time, rng):
        """One history: labels with what changed, in order."""
        state, clock, told = rng.choice(self.world.size, p=self.belief / self.belief.sum()), 0.0, []
        rows = {}
        for one in self.world.transitions:
            rows.setdefault(one.source, []).append(one)
        begin = int(state)
        while mine := rows.get(int(state)):
            rate = np.array([one.rate for one in mine])
            clock += rng.exponential(1 / rate.sum())
            if clock > time:
                break
            one = mine[rng.choice(len(mine), p=rate / rate.sum())]
            told.append(one)
            state = one.target
        return begin, told
