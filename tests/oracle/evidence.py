"""The filter, the smoother and the posterior by dense algebra, written from the definition.

A world is a list of single transitions between single states, each with a label and a rate. Silence is the
exponential of a full matrix, a record is a full matrix of the rates of the transitions that fit, and everything
is done anew for every record. Nothing of the package's evidence code is used.
"""

import datetime
import itertools
import math
from dataclasses import dataclass, field

import numpy as np
from scipy.linalg import expm
from tests.oracle.adapter import choice_of
from tests.oracle.model import Reader, lay_out

RELIABILITY = {"A": 0.95, "B": 0.85, "C": 0.7, "D": 0.5, "E": 0.2, "F": 0.5}
CREDIBILITY = {"1": 0.98, "2": 0.85, "3": 0.7, "4": 0.55, "5": 0.5, "6": 0.6}
UNITS = {"day": 1.0, "week": 7.0, "hour": 1 / 24, "year": 365.2425}


@dataclass(frozen=True)
class Transition:
    """One thing that can happen in one state; ``changed`` gives the new values of the factors that it changes."""

    label: str
    source: int
    target: int
    rate: float
    changed: dict


@dataclass(frozen=True)
class World:
    """One explanation in full: its states, its start, everything that can happen."""

    states: list
    start: np.ndarray
    transitions: list
    seen: frozenset
    listing: dict
    false_rate: float
    unit: str = "day"
    begin: datetime.date | None = None

    @property
    def size(self):
        return len(self.states)

    def time(self, text):
        """Clock units from the start."""
        try:
            return float(text)
        except ValueError:
            days = (datetime.date.fromisoformat(text) - self.begin).days
            return days / UNITS[self.unit]

    def indicator(self, factor, value):
        return np.array([state[factor] == value for state in self.states], float)


def world_of(equilibrium, holds=None, false_rate=None):
    """The world of an equilibrium; ``holds`` is a function of a state's values, or None."""
    game = equilibrium.game
    dense, reader = lay_out(game), Reader(game)
    names = list(reader.values)
    states = [{n: reader.values[n][level] for n, level in zip(names, s, strict=True)} for s in dense.states]
    index = {state: at for at, state in enumerate(dense.states)}
    choice = choice_of(dense, game, equilibrium.choice)
    found = []

    def add(label, at, rate, change):
        for chance, to, _ in reader.outcomes(change, dense.states[at]):
            other = states[index[to]]
            changed = {n: other[n] for n in names if other[n] != states[at][n]}
            found.append(Transition(label, at, index[to], rate * chance, changed))

    for at, state in enumerate(dense.states):
        for move in game.moves:
            if reader.number(move.when, state) != 0:
                who = reader.actor[move.actor]
                option = dense.names[who].index(move.name)
                add(f"{move.actor}.{move.name}", at, dense.attention[who] * choice[who][at, option], move)
        for event in game.nature:
            if reader.number(event.when, state) != 0 and reader.number(event.rate, state) > 0:
                add(f"nature.{event.name}", at, reader.number(event.rate, state), event)
    start = dense.start.copy()
    if holds is not None:
        start *= [bool(holds(state)) for state in states]
    start = start / start.sum()
    seen = frozenset(names if game.analyst_sees is None else game.analyst_sees)
    rate = dense.kappa if false_rate is None else false_rate
    clock = game.clock
    return World(states, start, found, seen, reader.values, rate, clock.unit, clock.start)


# -- the matrices --------------------------------------------------------------------------


def silence_matrix(world, sight):
    """The generator restricted to what changes nothing in ``sight``; its rows sum to minus what is seen."""
    H = np.zeros((world.size, world.size))
    for one in world.transitions:
        if not one.changed:
            continue
        H[one.source, one.source] -= one.rate
        if not sight & set(one.changed):
            H[one.source, one.target] += one.rate
    return H


def fits(record, transition, sight):
    """Whether a transition may be what a record of a change or a move tells."""
    actor, move = transition.label.split(".")
    if record.actor and record.actor != actor:
        return False
    if record.move and record.move != move:
        return False
    if record.kind == "move" and not record.factors:
        return True
    told = dict(zip(record.factors, record.values, strict=True))
    if any(transition.changed.get(name) != value for name, value in told.items()):
        return False
    return not (sight & set(transition.changed)) - set(told)


def record_matrix(world, record, sight):
    """The rates of the transitions that fit a record."""
    R = np.zeros((world.size, world.size))
    for one in world.transitions:
        if fits(record, one, sight):
            R[one.source, one.target] += one.rate
    return R


def shares(grade, reliability=RELIABILITY, credibility=CREDIBILITY):
    """Chance that the source is informed, and that an informed report is right."""
    if not grade:
        return 1.0, 1.0
    return reliability[grade[0]], (credibility[grade[1]] if len(grade) > 1 else 1.0)


def reading_vector(world, record, tables):
    """The chance of a reading in each state."""
    informed, right = shares(record.grade, *tables)
    found = np.ones(world.size)
    for name, value in zip(record.factors, record.values, strict=True):
        count = len(world.listing[name])
        hit = world.indicator(name, value)
        miss = (1 - right) / (count - 1) if count > 1 else 0.0
        found *= informed * (right * hit + miss * (1 - hit)) + (1 - informed) / count
    return found


# -- the passes ----------------------------------------------------------------------------


@dataclass
class Pass:
    """What happens to a belief, in order: matrices, each with its number of the record (None for silence).

    ``logs`` are the logarithms of factors taken out, ``laws`` the belief after each record.
    """

    silence: list = field(default_factory=list)
    event: list = field(default_factory=list)
    laws: list = field(default_factory=list)
    operators: list = field(default_factory=list)
    tail: float = 0.0
    end: np.ndarray | None = None

    @property
    def total(self):
        return sum(self.silence) + sum(self.event) + self.tail


class Filter:
    """One world and one list of records."""

    def __init__(self, world, records, until=None, tables=(RELIABILITY, CREDIBILITY)):
        self.world, self.tables = world, tables
        self.end = None if until is None else world.time(str(until))
        self.records = [one for one in records if self.public(one)]
        self.gaps = [self.gap(one) if one.kind == "gap" else None for one in self.records]

    def public(self, record):
        late = max(self.world.time(record.date), self.world.time(record.reported or record.date))
        return self.end is None or late <= self.end

    def gap(self, record):
        begin = self.world.time(record.date)
        text = record.until
        end = begin + float(text.split()[0]) if " " in text else self.world.time(text)
        return begin, end, frozenset(record.factors) or self.world.seen

    def sight(self, number, time):
        """What is seen at a time, when the first ``number`` records are known; reports resume at a gap's end."""
        hidden = [gap[2] for gap in self.gaps[:number] if gap is not None and gap[0] <= time < gap[1]]
        return self.world.seen.difference(*hidden)

    def quiet(self, number, begin, end):
        """The law of silence from one time to another."""
        known = [gap for gap in self.gaps[:number] if gap is not None]
        cuts = sorted({begin, end, *(t for gap in known for t in gap[:2] if begin < t < end)})
        found = np.eye(self.world.size)
        for a, b in itertools.pairwise(cuts):
            hidden = [gap[2] for gap in known if gap[0] <= a and b <= gap[1]]
            found = found @ expm(silence_matrix(self.world, self.world.seen.difference(*hidden)) * (b - a))
        return found

    def operator(self, number, time):
        """What a record does to the belief: rows go to columns."""
        record, world = self.records[number], self.world
        if record.kind == "gap":
            return np.eye(world.size)
        if record.kind == "reading":
            return np.diag(reading_vector(world, record, self.tables))
        right = math.prod(shares(record.grade, *self.tables))
        R = record_matrix(world, record, self.sight(number, time))
        return right * R + (1 - right) * world.false_rate * np.eye(world.size)

    def blocks(self):
        """Records that belong together: alone, or of one date and marked so that their order does not matter."""
        at = 0
        while at < len(self.records):
            last = at + 1
            if self.records[at].order == "any":
                while last < len(self.records) and self.records[last].order == "any":
                    if self.records[last].date != self.records[at].date:
                        break
                    last += 1
            yield range(at, last)
            at = last

    def run(self):
        """Forward; ``laws`` has one entry for each block."""
        found, law, now = Pass(), self.world.start, 0.0
        for block in self.blocks():
            time = self.world.time(self.records[block[0]].date)
            quiet = self.quiet(block[0], now, time)
            law = self.carry(law, quiet, found.silence)
            acts = self.acts(block, time)
            law = self.carry(law, acts, found.event)
            found.laws.append(law)
            found.operators.append(quiet @ acts)
            now = time
        end = now if self.end is None else self.end
        quiet = self.quiet(len(self.records), now, end)
        tail = []
        found.end = self.carry(law, quiet, tail)
        found.tail = tail[0]
        found.operators.append(quiet)
        return found

    @staticmethod
    def carry(law, operator, logs):
        """The law after an operator, scaled; a world that is dead already adds nothing more."""
        if not law.any():
            logs.append(0.0)
            return law
        law, logarithm = scaled(law @ operator)
        logs.append(logarithm)
        return law

    def acts(self, block, time):
        orders = list(itertools.permutations(block))
        total = np.zeros((self.world.size, self.world.size))
        for order in orders:
            product = np.eye(self.world.size)
            for number in order:
                product = product @ self.operator(number, time)
            total += product / len(orders)
        return total


def scaled(law):
    total = law.sum()
    if not total > 0:
        return np.zeros_like(law), -math.inf
    return law / total, math.log(total)


@dataclass(frozen=True)
class Told:
    """Everything that the program should say, from dense algebra.

    Attributes
    ----------
    silence, event
        (blocks, worlds) log-likelihoods.
    posterior
        (blocks + 2, worlds): before everything, after each block, after the last silence.
    smoothed
        For each block, factor to value to probability, seen from the end.
    """

    worlds: list
    runs: list
    silence: np.ndarray
    event: np.ndarray
    total: np.ndarray
    posterior: np.ndarray
    log_likelihood: float
    surprise: np.ndarray
    marginals: dict
    smoothed: list


def tell(worlds, priors, records, until=None, tables=(RELIABILITY, CREDIBILITY)):
    """Run every world over the records."""
    priors = np.array(priors, float) / np.sum(priors)
    runs = [Filter(world, records, until, tables).run() for world in worlds]
    silence, event = (np.array([getattr(run, name) for run in runs]).T for name in ("silence", "event"))
    silence, event = silence.reshape(-1, len(runs)), event.reshape(-1, len(runs))
    total = np.array([run.total for run in runs])
    with np.errstate(divide="ignore"):
        path = [np.log(priors)]
    surprise = []
    for row in silence + event:
        before, after = log_sum(path[-1]), log_sum(path[-1] + row)
        surprise.append(before - after if np.isfinite(before) else 0.0)
        path.append(path[-1] + row)
    path.append(path[-1] + [run.tail for run in runs])
    posterior = np.array([np.exp(row - log_sum(row)) if np.isfinite(row).any() else np.zeros(len(row)) for row in path])
    weight = posterior[-1]
    marginals = mixture(worlds, weight, [run.end for run in runs])
    smoothed = []
    for number in range(len(silence)):
        laws = []
        for run in runs:
            later = np.ones(len(run.end))
            for operator in reversed(run.operators[number + 1 :]):
                later = operator @ later
                later = later / max(later.max(), 1e-300)
            laws.append(scaled(run.laws[number] * later)[0])
        smoothed.append(mixture(worlds, weight, laws))
    return Told(
        worlds, runs, silence, event, total, posterior, log_sum(path[-1]), np.array(surprise), marginals, smoothed
    )


def mixture(worlds, weights, laws):
    """Marginals of all factors, mixed over the worlds."""
    found = {}
    for world, weight, law in zip(worlds, weights, laws, strict=True):
        for name, values in world.listing.items():
            row = found.setdefault(name, dict.fromkeys(values, 0.0))
            for value in values:
                row[value] = row.get(value, 0.0) + (
                    weight * float(law @ world.indicator(name, value)) if weight else 0.0
                )
    return found


def log_sum(row):
    top = np.max(row)
    return float(top + math.log(np.exp(row - top).sum())) if np.isfinite(top) else float(top)
