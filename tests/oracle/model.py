"""A game laid out densely, by plain loops over its primitives and over single states."""

from dataclasses import dataclass

import numpy as np
from tests.oracle.expressions import evaluate

WAIT = "wait"


@dataclass(frozen=True)
class Dense:
    """Everything about a game in full arrays; lists go by actor.

    Attributes
    ----------
    states
        Tuples of levels, in the order found.
    income
        (states, actors): flow payoffs alone.
    nature, nature_gives
        (states, states) rates, and (states, actors) expected one-off payoffs per clock unit.
    names
        Each actor's moves, and ``wait`` last.
    is_open, leads, gives
        (states, options), (options, states, states) and (options, states, actors).
    label
        (states,): the information label.
    """

    game: object
    states: list
    start: np.ndarray
    discount: np.ndarray
    attention: np.ndarray
    noise: np.ndarray
    kappa: float
    income: np.ndarray
    nature: np.ndarray
    nature_gives: np.ndarray
    names: list
    is_open: list
    leads: list
    gives: list
    label: list

    @property
    def size(self):
        return len(self.states)

    @property
    def actors(self):
        return range(len(self.discount))


class Reader:
    """Reads the numbers of a game in single states."""

    def __init__(self, game):
        self.game = game
        self.values = {one.name: tuple(one.values) for one in game.factors}
        self.actor = {one.name: at for at, one in enumerate(game.actors)}
        self.sources = {one.name: one.value for one in game.parameters}
        self.parameters = {}
        for name in self.sources:
            self.parameters[name] = self.parameter(name)

    def parameter(self, name):
        known = _Lazy(self)
        return evaluate(self.sources[name], {}, {}, known)

    def number(self, source, state=None):
        levels = {} if state is None else dict(zip(self.values, state, strict=True))
        if callable(source):
            here = self.game.space.find({k: v[levels[k]] for k, v in self.values.items()})
            return float(np.broadcast_to(np.asarray(source(self.game.space), float), len(self.game.space))[here])
        return evaluate(source, levels, self.values, self.parameters)

    def start(self):
        """Chance of each start state."""
        joint = {name for row in self.game.start for name in row.set}
        rows = [(self.number(row.chance), dict(row.set)) for row in self.game.start] or [(1.0, {})]
        for factor in self.game.factors:
            if factor.name in joint:
                continue
            shares = factor.start if not isinstance(factor.start, str) else {factor.start: 1.0}
            rows = [
                (chance * self.number(share), {**given, factor.name: str(value)})
                for chance, given in rows
                for value, share in shares.items()
            ]
        found = {}
        for chance, given in rows:
            if chance > 0:
                state = tuple(listing.index(given[name]) for name, listing in self.values.items())
                found[state] = found.get(state, 0.0) + chance
        return found

    def after(self, state, changes):
        """The state that new factor values lead to; all are read in the state before."""
        new = list(state)
        for name, target in changes.items():
            at, listing = list(self.values).index(name), self.values[name]
            if str(target) in listing:
                new[at] = listing.index(str(target))
            elif str(target) in self.values:
                new[at] = state[list(self.values).index(str(target))]
            else:
                level = self.number(target, state)
                assert level in range(len(listing)), (name, target, level)
                new[at] = round(level)
        return tuple(new)

    def outcomes(self, change, state):
        """(chance, next state, one-off payoffs) of each branch with a chance."""
        found = []
        for branch in change.branches:
            chance = self.number(branch.chance, state)
            if chance > 0:
                gives = np.zeros(len(self.actor))
                for who, what in branch.gives.items():
                    gives[self.actor[who]] += self.number(what, state)
                found.append((chance, self.after(state, branch.set), gives))
        return found


class _Lazy(dict):
    def __init__(self, reader):
        self.reader = reader

    def __contains__(self, name):
        return name in self.reader.sources

    def __getitem__(self, name):
        return self.reader.parameter(name)


def lay_out(game):
    """The dense layout of a game."""
    reader = Reader(game)
    start = reader.start()
    states = _reachable(reader, start)
    index = {state: at for at, state in enumerate(states)}
    size, actors = len(states), len(game.actors)
    income, nature, nature_gives = np.zeros((size, actors)), np.zeros((size, size)), np.zeros((size, actors))
    for at, state in enumerate(states):
        for flow in game.payoffs:
            if reader.number(flow.when, state) != 0:
                income[at, reader.actor[flow.actor]] += reader.number(flow.flow, state)
        for event in game.nature:
            if reader.number(event.when, state) != 0:
                rate = reader.number(event.rate, state)
                for chance, to, gives in reader.outcomes(event, state) if rate > 0 else ():
                    nature[at, index[to]] += rate * chance
                    nature_gives[at] += rate * chance * gives
    options = [_options(reader, actor, states, index) for actor in game.actors]
    discount = np.array([reader.number(one.discount) for one in game.actors])
    memory = game.memory
    kappa = 1 / reader.number(memory) if memory is not None else (discount.mean() if actors else 1.0)
    return Dense(
        game=game,
        states=states,
        start=np.array([start.get(state, 0.0) for state in states]),
        discount=discount,
        attention=np.array([reader.number(one.attention) for one in game.actors]),
        noise=np.array([reader.number(one.noise) for one in game.actors]),
        kappa=float(kappa),
        income=income,
        nature=nature,
        nature_gives=nature_gives,
        names=[one[0] for one in options],
        is_open=[one[1] for one in options],
        leads=[one[2] for one in options],
        gives=[one[3] for one in options],
        label=[_labels(reader, actor, states) for actor in game.actors],
    )


def reachable(game):
    """The reachable states of a game, as a set of tuples of levels."""
    reader = Reader(game)
    return set(_reachable(reader, reader.start()))


def _reachable(reader, start):
    found, waiting = list(start), list(start)
    known = set(found)
    while waiting:
        state = waiting.pop()
        for change in (*reader.game.moves, *reader.game.nature):
            if reader.number(change.when, state) == 0:
                continue
            if hasattr(change, "rate") and reader.number(change.rate, state) == 0:
                continue
            for _, to, _ in reader.outcomes(change, state):
                if to not in known:
                    known.add(to)
                    found.append(to)
                    waiting.append(to)
    return found


def _options(reader, actor, states, index):
    moves = [one for one in reader.game.moves if one.actor == actor.name]
    size, count = len(states), len(moves) + 1
    is_open = np.zeros((size, count), dtype=bool)
    leads, gives = np.zeros((count, size, size)), np.zeros((count, size, len(reader.actor)))
    for at, state in enumerate(states):
        for number, move in enumerate(moves):
            if reader.number(move.when, state) != 0:
                is_open[at, number] = True
                for chance, to, payoff in reader.outcomes(move, state):
                    leads[number, at, index[to]] += chance
                    gives[number, at] += chance * payoff
        if reader.number(actor.waits, state) != 0 or not is_open[at].any():
            is_open[at, -1] = True
            leads[-1, at, at] = 1.0
    return [one.name for one in moves] + [WAIT], is_open, leads, gives


def _labels(reader, actor, states):
    seen = [actor.sees is None or name in actor.sees for name in reader.values]
    looks = [tuple(level for level, sees in zip(state, seen, strict=True) if sees) for state in states]
    number = {look: at for at, look in enumerate(dict.fromkeys(looks))}
    return np.array([number[look] for look in looks])
