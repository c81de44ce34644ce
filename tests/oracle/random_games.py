"""Hypothesis strategies for small games with every construct of the core, and no round numbers."""

import math
import random
from dataclasses import dataclass

from hypothesis import strategies as st

from detente.game import Actor, Branch, Event, Factor, Flow, Game, Move, Parameter, Start

NAMES = ("truce", "force", "talks", "plan")
VALUES = (
    ("broken", "strained", "holding"),
    ("bases", "full", "huge"),
    ("off", "held", "agreed"),
    ("soft", "hard"),
)
ACTORS = ("army", "rebels", "envoy")
VERBS = ("push", "yield", "wink")


class Dice:
    """Choices made by hypothesis, which can shrink them."""

    def __init__(self, draw):
        self.draw = draw

    def integer(self, low, high):
        return self.draw(st.integers(low, high))

    def coin(self):
        return self.integer(0, 1) == 1

    def pick(self, some):
        return some[self.integer(0, len(some) - 1)]

    def some(self, items, count):
        """That many different items, in any order."""
        left, found = list(items), []
        for _ in range(min(count, len(left))):
            found.append(left.pop(self.integer(0, len(left) - 1)))
        return found

    def number(self, low, high):
        """A number in (low, high) spread by the golden ratio: shrinking never leads to a round one."""
        return round(low + (high - low) * math.modf(self.integer(0, 4095) * 0.6180339887 + 0.1371)[0], 6)


class SeededDice(Dice):
    """Choices made by a generator of random numbers: more varied than hypothesis likes, but as they fall."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def integer(self, low, high):
        return self.random.randint(low, high)


@dataclass(frozen=True)
class Size:
    """Limits of the random games.

    ``sight``: some actors may not see everything. ``ordinal``: levels and orders may be used.
    ``spread`` scales payoffs. ``extras``: functions, parameters and copies are used too.
    """

    factors: int = 3
    actors: int = 3
    moves: int = 3
    sight: bool = True
    ordinal: bool = True
    spread: float = 1.0
    states: int = 54
    extras: bool = True


@st.composite
def games(draw, size=Size()):
    """A random game that hypothesis can shrink."""
    return _Maker(Dice(draw), size).game()


def seeded_game(seed, size=Size()):
    """The random game of a seed."""
    return _Maker(SeededDice(seed), size).game()


class _Maker:
    def __init__(self, dice, size):
        self.dice, self.size = dice, size

    def game(self):
        dice, size = self.dice, self.size
        self.factors = self.some_factors()
        self.listing = {one.name: one.values for one in self.factors}
        count = dice.integer(1, size.actors)
        self.sight = [self.seen() for _ in range(count)]
        self.parameters = [
            Parameter("upkeep", dice.number(0.05, 0.9)),
            Parameter("double", "2.1*upkeep - 0.013"),
        ]
        actors = [self.actor(at) for at in range(count)]
        moves = [self.move(at, verb) for at in range(count) for verb in VERBS[: dice.integer(1, size.moves)]]
        nature = [self.event(number) for number in range(dice.integer(0, 2))]
        flows = [self.flow(at) for at in range(count) for _ in range(dice.integer(1, 2))]
        memory = dice.number(0.7, 19.0) if dice.coin() else None
        return Game(
            factors=self.factors,
            actors=actors,
            moves=moves,
            nature=nature,
            payoffs=flows,
            parameters=self.parameters,
            start=self.joint_start(),
            memory=memory,
        )

    def some_factors(self):
        dice, size = self.dice, self.size
        found, states = [], 1
        for at in range(dice.integer(2, size.factors)):
            count = dice.integer(2, len(VALUES[at]))
            if states * count > size.states:
                break
            states *= count
            values = VALUES[at][:count]
            if dice.coin():
                start = dice.pick(values)
            else:
                share = dice.number(0.07, 0.93)
                one, two = dice.some(values, 2)
                start = {one: share, two: 1 - share}
            found.append(Factor(NAMES[at], values, start))
        return found

    def joint_start(self):
        dice = self.dice
        if not dice.coin():
            return []
        one, two = (factor.name for factor in self.factors[:2])
        share = dice.number(0.07, 0.93)
        pairs = [(a, b) for a in self.listing[one] for b in self.listing[two]]
        first, second = dice.some(pairs, 2)
        return [
            Start({one: first[0], two: first[1]}, share),
            Start({one: second[0], two: second[1]}, 1 - share),
        ]

    def seen(self):
        names = list(self.listing)
        if not self.size.sight or self.dice.coin():
            return names
        return [name for name in names if self.dice.coin()]

    # -- parts ---------------------------------------------------------------------------

    def actor(self, at):
        dice, seen = self.dice, self.sight[at]
        sees = None if len(seen) == len(self.listing) else tuple(seen)
        waits = dice.pick([True, True, False, "condition"])
        if waits == "condition":
            waits = self.condition(seen)
        return Actor(
            ACTORS[at],
            discount=dice.number(0.04, 0.7),
            attention=dice.number(0.15, 2.1),
            noise=dice.number(0.3, 1.6),
            sees=sees,
            waits=waits,
        )

    def condition(self, names):
        dice = self.dice
        if not names or dice.integer(0, 3) == 3:
            return True
        parts = [self.atom(dice.pick(names)) for _ in range(dice.integer(1, 2))]
        return dice.pick([" and ", " or "]).join(parts)

    def atom(self, name):
        dice, values = self.dice, self.listing[name]
        value = dice.pick(values)
        kinds = ["==", "!=", "in", "not in"] + (["<", ">="] if self.size.ordinal else [])
        kind = dice.pick(kinds)
        if kind in ("in", "not in"):
            return f"{name} {kind} [{', '.join(dice.some(values, 2))}]"
        return f"{name} {kind} {value}" if dice.integer(0, 3) else f"not ({name} {kind} {value})"

    def worth(self, low=-1.0, high=1.0):
        """A payoff: a number or an expression."""
        dice, spread = self.dice, self.size.spread
        base = dice.number(low * spread, high * spread)
        kind = dice.pick(["number", "condition", "level", "function"])
        name = dice.pick(list(self.listing))
        factor = dice.number(low * spread, high * spread)
        if kind == "number":
            return base
        if kind == "level" and self.size.ordinal:
            return f"{base} - {factor}*level({name})"
        if kind == "function" and self.size.extras:
            return f"{base}*exp(-upkeep*({self.atom(name)})) + max({factor}, double*({self.atom(name)}))/3"
        return f"{base} + {factor}*({self.atom(name)})"

    def chances(self, count):
        dice = self.dice
        if count == 1:
            return [1.0]
        share = dice.number(0.06, 0.94)
        if dice.coin():
            name = dice.pick(list(self.listing))
            text = f"{round(share * 0.7, 6)} + {round(share * 0.25, 6)}*({self.atom(name)})"
            return [text, f"1 - ({text})"]
        return [share, f"1 - {share}"]

    def changes(self):
        dice = self.dice
        names = dice.some(list(self.listing), dice.integer(1, 2))
        return {name: self.target(name) for name in names}

    def target(self, name):
        dice, values = self.dice, self.listing[name]
        kind = dice.pick(["value", "value", "up", "down"])
        if kind == "up" and self.size.ordinal:
            return f"min(level({name}) + 1, {len(values) - 1})"
        if kind == "down" and self.size.ordinal:
            return f"max(level({name}) - 1, 0)"
        return dice.pick(values)

    def branches(self):
        dice = self.dice
        count = dice.integer(1, 2)
        found = []
        for chance in self.chances(count):
            gives = self.gives() if dice.coin() else {}
            found.append(Branch(self.changes(), chance, gives))
        return tuple(found)

    def gives(self):
        who = [ACTORS[at] for at in range(len(self.sight)) if self.dice.coin()]
        return {name: self.worth() for name in who}

    def move(self, at, verb):
        gives = self.gives() if self.dice.coin() else None
        when = self.condition(self.sight[at])
        return Move(ACTORS[at], verb, when=when, then=self.branches(), gives=gives)

    def event(self, number):
        rate = self.worth(0.05, 0.6) if self.dice.coin() else self.dice.number(0.03, 0.8)
        rate = f"0.04 + max(0, {rate})" if isinstance(rate, str) else rate
        return Event(f"storm_{number}", rate, when=self.condition(list(self.listing)), then=self.branches())

    def flow(self, at):
        return Flow(ACTORS[at], self.worth(), when=self.condition(list(self.listing)))
