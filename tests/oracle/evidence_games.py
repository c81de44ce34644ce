"""Random games with something to hide, and records of histories that happened in them."""

import bisect
from dataclasses import dataclass, replace

import numpy as np
from tests.forecast.games import some_choice, with_choice
from tests.oracle.evidence import UNITS, world_of
from tests.oracle.random_games import Size, seeded_game

from detente.game import Clock, Event, Factor, Flow

GRADES = ("A1", "A2", "B2", "B3", "C2", "C4", "D5", "E3", "F6", "B", "E", "F2")
MOTIVES = ("calm", "keen", "grim")


def watched_game(seed, states=18, clock=None):
    """A random game with a hidden motive that never changes, and a sight of the analyst drawn anew."""
    rng = np.random.default_rng([seed, 71])
    game = seeded_game(seed, Size(factors=3, actors=2, moves=2, states=states, extras=True))
    factors, moves, nature, flows = list(game.factors), list(game.moves), list(game.nature), list(game.payoffs)
    if rng.random() < 0.75:
        values = MOTIVES[: 2 + (rng.random() < 0.3)]
        shares = rng.dirichlet(np.full(len(values), 2.0))
        start = {name: float(share) for name, share in zip(values, shares, strict=True)}
        start[values[-1]] = 1.0 - sum(list(start.values())[:-1])
        factors.insert(int(rng.integers(len(factors) + 1)), Factor("motive", values, start))
        flows.append(Flow(game.actors[0].name, 0.7313, when="motive == keen"))
        one = factors[0] if factors[0].name != "motive" else factors[1]
        rate = f"0.113 + 0.291*(motive == keen) + 0.07*({one.name} == {one.values[0]})"
        nature.append(Event("stir", rate, when=f"{one.name} != {one.values[-1]}", then={one.name: one.values[-1]}))
        nature.append(Event("murmur", "0.21 - 0.13*(motive == calm)"))  # changes nothing
    seen = [one.name for one in factors if one.name != "motive" and rng.random() < 0.7]
    game = game.replace(factors=factors, moves=moves, nature=nature, payoffs=flows, analyst_sees=tuple(seen))
    return game if clock is None else game.replace(clock=clock)


def settled_game(game, seed):
    return with_choice(game, some_choice(game, seed))


@dataclass(frozen=True)
class Happened:
    """Something in a history."""

    time: float
    transition: object
    before: dict
    after: dict


def history(world, horizon, rng, most=40):
    """A path of the world: what happened, and the state at the start."""
    leave = [[one for one in world.transitions if one.source == at] for at in range(world.size)]
    state = first = int(rng.choice(world.size, p=world.start))
    found, time = [], 0.0
    while len(found) < most:
        rates = np.array([one.rate for one in leave[state]])
        if rates.sum() == 0:
            break
        time += rng.exponential(1 / rates.sum())
        if time >= horizon:
            break
        one = leave[state][int(rng.choice(len(rates), p=rates / rates.sum()))]
        found.append(Happened(time, one, world.states[state], world.states[one.target]))
        state = one.target
    return world.states[first], found


class Chronicler:
    """Writes rows (dicts of a record's fields) about a history, true to it but for graded ones."""

    def __init__(self, world, horizon, rng, graded=0.3, gaps=2, days=False):
        self.world, self.horizon, self.rng, self.graded, self.days = world, horizon, rng, graded, days
        self.first, self.events = history(world, horizon, rng)
        self.times = [one.time for one in self.events]
        self.rows = []  # (time, row)
        self.gaps = [self.gap() for _ in range(rng.integers(gaps + 1))]

    def state_at(self, time):
        at = bisect.bisect_right(self.times, time)
        return self.events[at - 1].after if at else self.first

    def gap(self):
        begin = self.rng.uniform(0, self.horizon)
        end = begin + self.rng.exponential(self.horizon / 3)
        if self.days:  # whole days, or what fell into the gap could not be told from what came on its last day
            begin, end = float(int(begin)), float(int(end) + 1)
        names = sorted(self.world.seen)
        some = [name for name in names if self.rng.random() < 0.6] if names and self.rng.random() < 0.7 else []
        self.rows.append((begin, {"kind": "gap", "factors": tuple(some), "until": end}))
        return begin, end, set(some) or set(names)

    def sight(self, time):
        return self.world.seen.difference(*(gap[2] for gap in self.gaps if gap[0] <= time < gap[1]))

    def grade(self):
        return str(self.rng.choice(GRADES)) if self.rng.random() < self.graded else ""

    def chronicle(self, readings=2, lies=1, leaks=0.15):
        """All rows, sorted by time."""
        for one in self.events:
            self.tell(one, leaks)
        for _ in range(self.rng.integers(readings + 1)):
            self.read()
        for _ in range(self.rng.integers(lies + 1) if self.world.seen else 0):
            self.lie()
        return sorted(self.rows, key=lambda pair: pair[0])

    def tell(self, one, leaks):
        actor, move = one.transition.label.split(".")
        changed, sight = one.transition.changed, self.sight(one.time)
        seen = {name: value for name, value in changed.items() if name in sight}
        told = {n: v for n, v in changed.items() if n in sight or self.rng.random() < leaks}
        if not seen and self.rng.random() > leaks:
            if self.rng.random() < leaks:
                self.rows.append((one.time, {"kind": "move", "actor": actor, "move": move, "grade": self.grade()}))
            return
        who = {} if self.rng.random() < 0.6 else {"actor": actor}
        if who and self.rng.random() < 0.6:
            who["move"] = move
        row = {"kind": "change", **who} if told else {"kind": "move", "actor": actor, "move": move}
        if told and self.rng.random() < 0.2:
            row = {"kind": "move", "actor": actor, "move": move}
            told = told if self.rng.random() < 0.6 else {}
        factors = tuple(told) if self.rng.random() < 0.5 else tuple(reversed(told))
        row |= {"factors": factors, "values": tuple(told[name] for name in factors), "grade": self.grade()}
        self.rows.append((one.time, row))

    def read(self):
        time = self.rng.uniform(0, self.horizon)
        name = str(self.rng.choice(sorted(self.world.listing)))
        grade = self.grade()
        value = self.state_at(time)[name]
        if grade and self.rng.random() < 0.4:
            value = str(self.rng.choice(self.world.listing[name]))
        self.rows.append((time, {"kind": "reading", "factors": (name,), "values": (value,), "grade": grade}))

    def lie(self):
        time = self.rng.uniform(0, self.horizon)
        name = str(self.rng.choice(sorted(self.world.seen)))
        value = str(self.rng.choice(self.world.listing[name]))
        row = {"kind": "change", "factors": (name,), "values": (value,), "grade": str(self.rng.choice(GRADES))}
        self.rows.append((time, row))


def dated(rows, world, record):
    """Rows as records with day precision; what falls on one day keeps its order."""

    def day(time):
        days = int(time * UNITS[world.unit])
        return world.begin.fromordinal(world.begin.toordinal() + days).isoformat()

    return _told(rows, record, day)


def timed(rows, record):
    """Rows as records at exact times in clock units."""

    def text(time):
        return repr(float(time))

    return _told(rows, record, text)


def _told(rows, record, write):
    """Each from a source of its own, so that no two are the same."""
    return [
        record(date=write(time), source=f"s{at}", **{k: write(v) if k == "until" else v for k, v in row.items()})
        for at, (time, row) in enumerate(rows)
    ]


@dataclass(frozen=True)
class Rival:
    """An explanation before it is anybody's type."""

    name: str
    equilibrium: object
    prior: float
    holds: str | None
    world: object


def rivals(seed, clock=None, states=18):
    """Explanations of one scenario: values of a hidden factor, other strategies, other numbers."""
    rng = np.random.default_rng([seed, 72])
    game = watched_game(seed, states, clock)
    overlays = [settled_game(game, seed)]
    if rng.random() < 0.6:
        overlays.append(settled_game(game.with_parameters(upkeep=0.417), seed + 1000))
    if rng.random() < 0.3:
        overlays.append(settled_game(game.replace(memory=3.7), seed + 2000))
    motive = next((one for one in game.factors if one.name == "motive"), None)
    found = []
    for number, equilibrium in enumerate(overlays):
        whole = world_of(equilibrium)
        split = motive is not None and rng.random() < 0.6
        for value in motive.values if split else [None]:
            holds, world = None, whole
            if value is not None:
                holds, world = f"motive == {value}", beginning(whole, "motive", value)
            found.append(Rival(f"e{number}_{value or 'all'}", equilibrium, float(rng.uniform(0.1, 1.0)), holds, world))
    total = sum(one.prior for one in found)
    return [Rival(one.name, one.equilibrium, one.prior / total, one.holds, one.world) for one in found]


def beginning(world, factor, value):
    """The world, known to have begun with this value."""
    start = world.start * world.indicator(factor, value)
    return replace(world, start=start / start.sum())


CALENDAR = Clock("day", __import__("datetime").date(2016, 2, 27))
