"""Beliefs after each move on random games, by plain loops over states and steps of the dense layout."""

import math

import numpy as np
import pytest
from tests.oracle.adapter import choice_of, positions
from tests.oracle.evidence_games import watched_game
from tests.oracle.model import lay_out

from detente.equilibrium import solve
from detente.forecast import now
from detente.study.signals import signals


class World:
    """A belief on the dense states, and all steps out of them with their rates and makers."""

    def __init__(self, game, equilibrium, belief):
        self.dense = lay_out(game)
        self.names = [one.name for one in game.factors]
        self.values = {one.name: tuple(one.values) for one in game.factors}
        self.actors = [one.name for one in game.actors]
        self.belief = belief[positions(self.dense, game.space)]
        self.sight = {one.name: one.sees for one in game.actors} | {"analyst": game.analyst_sees}
        choice = choice_of(self.dense, game, equilibrium.choice)
        self.choice = choice
        self.steps = []  # source, target, rate, label, maker
        for source in np.flatnonzero(self.belief):
            for target in range(self.dense.size):
                if self.dense.nature[source, target] > 0:
                    self.steps.append((source, target, self.dense.nature[source, target], "nature", "nature"))
                for i, who in enumerate(self.actors):
                    for m, name in enumerate(self.dense.names[i][:-1]):
                        rate = self.dense.attention[i] * choice[i][source, m] * self.dense.leads[i][m][source, target]
                        if rate > 0:
                            self.steps.append((source, target, rate, f"{who}.{name}", who))

    def sees(self, observer):
        sees = self.sight[observer]
        return [at for at, name in enumerate(self.names) if sees is None or name in sees]

    def view(self, observer, state):
        return tuple(self.dense.states[state][at] for at in self.sees(observer))

    def lesson(self, move, observer, about):
        """The mean belief after, and the mean divergence in bits, over what may be seen when the move is made."""
        at = self.names.index(about)
        kinds = range(len(self.values[about]))
        made = [step for step in self.steps if step[3] == move]
        total = sum(self.belief[s] * rate for s, _, rate, _, _ in made)
        after, bits = np.zeros(len(kinds)), 0.0
        for s, t, rate, _, _ in made:
            here, there = self.view(observer, s), self.view(observer, t)
            prior = np.zeros(len(kinds))
            for other in np.flatnonzero(self.belief):
                if self.view(observer, other) == here:
                    prior[self.dense.states[other][at]] += self.belief[other]
            prior /= prior.sum()
            post = prior
            if there != here:
                post = np.zeros(len(kinds))
                for s2, t2, rate2, _, maker in self.steps:
                    if maker != observer and (self.view(observer, s2), self.view(observer, t2)) == (here, there):
                        post[self.dense.states[s2][at]] += self.belief[s2] * rate2
                post /= post.sum()
            share = self.belief[s] * rate / total
            after += share * post
            bits += share * sum(p * math.log2(p / q) for p, q in zip(post, prior, strict=True) if p > 0)
        return after, bits

    def taken(self, move):
        who, name = move.split(".")
        i = self.actors.index(who)
        m = self.dense.names[i].index(name)
        return sum(self.belief[s] * self.choice[i][s, m] for s in np.flatnonzero(self.belief))


@pytest.mark.parametrize("seed", [3, 8, 21, 34])
def test_every_lesson_of_a_random_game(seed):
    game = watched_game(seed)
    equilibrium = solve(game, tolerance=1e-11, search=0)
    rng = np.random.default_rng(seed)
    belief = rng.dirichlet(np.full(len(game.space), 0.7))
    belief[belief < 0.02] = 0.0
    belief /= belief.sum()
    present = now(equilibrium).replace(belief=belief)
    world = World(game, equilibrium, belief)
    found = signals(present)
    lessons = 0
    for one in found.signals:
        assert one.chance == pytest.approx(world.taken(one.move), abs=1e-9)
        for told in one.lessons:
            after, bits = world.lesson(one.move, told.observer, told.about)
            assert list(told.after.values()) == pytest.approx(after, abs=1e-9)
            assert told.learned == pytest.approx(bits, abs=1e-9)
            assert sum(told.before.values()) == pytest.approx(1)
            assert told.about not in [world.names[at] for at in world.sees(told.observer)]
            lessons += 1
    assert lessons > 0
