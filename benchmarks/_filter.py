"""A year of daily records on 20,000 states, most of what happens unseen, against scipy's action of the exponential."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import expm_multiply

from benchmarks._line import Line
from benchmarks.games import ring
from detente.equilibrium import Equilibrium, generator, uniform_choice
from detente.errors import Outcome
from detente.evidence import DEFAULT_GRADES, Record, observe
from detente.forecast import Now, simulate
from detente.game import Game

LEVELS = (5, 5, 5, 5, 8, 4)
DAYS = 365
TARGET = 20.0
"""Seconds for the pass forward on 20,000 states."""


def year(levels: tuple[int, ...] = LEVELS, days: int = DAYS) -> Iterator[Line]:
    """Filter a simulated year: each change of the one position that is seen, and each day a reading of another."""
    game = ring(levels, partial=False).replace(analyst_sees=("position_1",))
    played = _uniform(game)
    records = history(played, days)
    size = f"{len(game.space):,} states, {len(records)} records"
    began = time.perf_counter()
    found = observe(played, records)
    forward = time.perf_counter() - began
    began = time.perf_counter()
    observe(played, records, smooth=True)
    both = time.perf_counter() - began
    expected, baseline = by_scipy(played, records)
    gap = abs(found.log_likelihood - expected)
    if not gap <= 1e-8 * abs(expected):
        yield Line("filter", size, None, "expm_multiply", remarks=f"log-likelihoods differ by {gap:.1e}")
        return
    remarks = f"log-likelihoods differ by {gap:.0e}"
    goal = f"{TARGET:g} s"
    yield Line("filter", size, forward, "expm_multiply", baseline, True, goal, forward <= TARGET, remarks)
    yield Line("filter and smoother", size, both, "expm_multiply, forward only", baseline)


def _uniform(game: Game) -> Equilibrium:
    """Uniform choice as an equilibrium: the filter's work does not depend on how the choice came about."""
    values = np.zeros((game.tables.states, game.tables.actors))
    outcome = Outcome(True, "given", "Uniform choice, as given.")
    regret = dict.fromkeys(game.actor_names, 0.0)
    return Equilibrium(game, uniform_choice(game.tables), values, None, outcome, 0.0, regret, 0, 0.0)


def history(played: Equilibrium, days: int) -> list[Record]:
    """Records of a simulated path: certain changes of position 1, and each day a reading, noise one time in five."""
    space = played.game.space
    path = simulate(Now(played, space.start), paths=1, horizon=float(days), seed=5)
    noise = np.random.default_rng(1)
    state, at, found = int(path.start[0]), 0, []
    for day in range(1, days + 1):
        while at < len(path.time) and path.time[at] < day:
            after = int(path.after[at])
            if space["position_1"][after] != space["position_1"][state]:
                value = str(space["position_1"][after])
                found.append(Record(repr(float(path.time[at])), "change", ("position_1",), (value,)))
            state, at = after, at + 1
        factor = f"position_{2 + day % 5}"
        level = int(space[factor][state])
        if noise.random() > 0.8:
            level = int(noise.integers(len(space.vocabulary.values[factor])))
        found.append(Record(f"{day}.0", "reading", (factor,), (str(level),), grade="B2"))
    return found


def by_scipy(played: Equilibrium, records: list[Record]) -> tuple[float, float]:
    """The log-likelihood and the seconds of the same pass by a plain sparse filter."""
    space = played.game.space
    rates = generator(played.game, played.choice)
    began = time.perf_counter()
    total = np.asarray(rates.sum(axis=1)).ravel()
    edges = rates.tocoo()
    column = space["position_1"]
    unseen = column[edges.row] == column[edges.col]
    n = len(space)
    inside = sp.csr_array((edges.data[unseen], (edges.row[unseen], edges.col[unseen])), shape=(n, n))
    restricted = sp.csc_array((inside - sp.diags_array(total)).T)
    belief, now, log = space.start.copy(), 0.0, 0.0
    for one in records:
        if float(one.date) > now:
            belief = expm_multiply(restricted * (float(one.date) - now), belief)
        now = float(one.date)
        (factor,), (value,) = one.factors, one.values
        level = int(value)
        if one.kind == "reading":
            size = len(space.vocabulary.values[factor])
            belief = belief * DEFAULT_GRADES.likelihood(one.grade, level, size)[space[factor]]
        else:
            fits = (column[edges.row] != level) & (column[edges.col] == level)
            belief = sp.csr_array((edges.data[fits], (edges.col[fits], edges.row[fits])), shape=(n, n)) @ belief
        mass = belief.sum()
        log, belief = log + np.log(mass), belief / mass
    return float(log), time.perf_counter() - began
