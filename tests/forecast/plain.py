"""Questions answered by dense matrix exponentials and linear solves, from the definitions alone."""

import numpy as np
from scipy.linalg import expm
from tests.oracle.adapter import choice_of, positions
from tests.oracle.dense import generator
from tests.oracle.model import lay_out


class Plain:
    """The chain of a game under some strategies, in the package's order of states."""

    def __init__(self, equilibrium):
        self.game = equilibrium.game
        dense = lay_out(self.game)
        self.choice = choice_of(dense, self.game, equilibrium.choice)
        self.dense, self.where = dense, positions(dense, self.game.space)
        self.Q = self.place(generator(dense, self.choice))
        self.start = np.zeros(dense.size)
        self.start[self.where] = dense.start

    def place(self, matrix):
        found = np.zeros_like(matrix)
        found[np.ix_(*[self.where] * matrix.ndim)] = matrix
        return found

    def holds(self, text):
        return np.array(self.game.space.holds(text))

    def at(self, amount, time, start=None):
        return (self.start if start is None else start) @ expm(self.Q * time) @ amount

    def total(self, gain, low, high, Q=None, start=None):
        """Expected integral of a gain, by the exponential of a matrix with one more column."""
        Q = self.Q if Q is None else Q
        n = len(Q)
        block = np.zeros((n + 1, n + 1))
        block[:n, :n], block[:n, n] = Q, gain
        start = self.start if start is None else start
        return start @ (expm(block * high) - expm(block * low))[:n, n]

    def until(self, hold, goal, low, high, start=None):
        """`goal` at some time in the window and `hold` until then."""
        start = self.start if start is None else start
        first = np.where(hold[:, None] & hold[None, :], self.Q, 0.0)
        p = np.where(hold, start, 0.0) @ expm(first * low) if low > 0 else start
        stop = goal | ~hold
        second = np.where(stop[:, None], 0.0, self.Q)
        return (p @ expm(second * (high - low)))[goal].sum()

    def count_rate(self, label):
        """How often per clock unit a move or event is made in each state."""
        who, what = label.split(".")
        found = np.zeros(len(self.Q))
        if who == "nature":
            event = next(one for one in self.game.nature if one.name == what)
            return self.game.space.holds(event.when) * self.game.space.number(event.rate)
        actor = self.game.actor_names.index(who)
        rate = self.dense.attention[actor] * self.choice[actor][:, self.dense.names[actor].index(what)]
        found[self.where] = rate
        return found

    def payoff_rate(self, who):
        actor, dense = self.game.actor_names.index(who), self.dense
        rate = dense.income[:, actor] + dense.nature_gives[:, actor]
        for i in dense.actors:
            for option, share in enumerate(self.choice[i].T):
                rate = rate + dense.attention[i] * share * dense.gives[i][option][:, actor]
        found = np.zeros(len(self.Q))
        found[self.where] = rate
        return found
