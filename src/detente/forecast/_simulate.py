"""Exact simulation of histories: waiting times and events drawn one by one (Gillespie 1977)."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from detente.equilibrium import Equilibrium
from detente.errors import UsageError
from detente.forecast._events import Events, events_of
from detente.forecast._mixture import Mixture
from detente.forecast._now import Now, now
from detente.forecast._paths import Paths
from detente.forecast._uniformisation import Progress

TOGETHER = 2048
"""Paths that are advanced side by side."""

DRAWS = 64
"""Uniform numbers taken from a path's stream at a time."""

MAX_EVENTS = 50_000_000
"""The most rows that a simulation may make."""


def simulate(
    subject: Now | Equilibrium | Mixture,
    *,
    paths: int = 1000,
    horizon: float = 365.0,
    seed: int = 0,
    waits: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Paths:
    """Simulate histories from the present.

    Parameters
    ----------
    subject
        The present; an equilibrium stands for its start. For a mixture of several games there is
        :func:`simulate_mixture`.
    paths
        How many histories, at least 1.
    horizon
        Clock units that each lasts, finite.
    seed
        Path ``i`` draws from a stream of its own, the ``i``-th child of the seed: a path is the same whatever
        the number of paths or threads.
    waits
        Whether moments at which an actor waits are kept too.
    threads
        How many; None for as many as there are cores.

    Raises
    ------
    UsageError
        For a number of paths, a horizon or a seed that makes no sense, or more than 50 million events.

    Examples
    --------
    >>> from detente.equilibrium import solve
    >>> from detente.forecast import simulate
    >>> from detente.game import Event, Factor, Game
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate=0.25, when="truce == holding", then={"truce": "broken"})
    >>> found = simulate(solve(Game([truce], nature=[breach])), paths=2000, horizon=4.0, seed=3)
    >>> found.estimate("P(truce == broken, at=4)").covers(1 - 2.718281828**-1)
    True
    """
    if isinstance(subject, Mixture):
        subject = subject.now
    present = subject if isinstance(subject, Now) else now(subject)
    check_simulation(paths, horizon, seed)
    events = events_of(present.law, waits)
    bounds = [(low, min(low + TOGETHER, int(paths))) for low in range(0, int(paths), TOGETHER)]
    workers = max(1, min(threads or os.cpu_count() or 1, len(bounds)))
    most = MAX_EVENTS // len(bounds)
    done = 0

    def piece(bound: tuple[int, int]) -> _Piece:
        return _piece(events, present.belief, bound, float(horizon), int(seed), most)

    parts = []
    with ThreadPoolExecutor(workers) as pool:
        for part in pool.map(piece, bounds):
            parts.append(part)
            done += 1
            if progress is not None:
                progress(done / len(bounds), "simulating")
    start, path, time, row, before = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("start", "path", "time", "row", "before")
    )
    return Paths(present, events, int(seed), float(horizon), start, path, time, row, before)


def check_simulation(paths: int, horizon: float, seed: int) -> None:
    """Refuse what cannot be simulated."""
    if int(paths) != paths or paths < 1:
        raise UsageError(f"the number of paths is a whole number from 1, not {paths}")
    if not 0 <= horizon < math.inf:
        raise UsageError(f"the horizon is a finite time of 0 or more, not {horizon}")
    if int(seed) != seed or seed < 0:
        raise UsageError(f"a seed is a whole number from 0, not {seed}")


@dataclass(frozen=True)
class _Piece:
    """Some paths: their start states, and rows by path and time."""

    start: np.ndarray = field(repr=False)
    path: np.ndarray = field(repr=False)
    time: np.ndarray = field(repr=False)
    row: np.ndarray = field(repr=False)
    before: np.ndarray = field(repr=False)


class _Streams:
    """One stream of uniform numbers for each path, read in blocks.

    Made from the raw bits of the generator, which numpy promises never to change.
    """

    def __init__(self, seed: int, low: int, high: int) -> None:
        self.bits = [np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(at,))) for at in range(low, high)]
        self.block = np.empty((high - low, DRAWS))
        self.at = DRAWS

    def next(self, active: np.ndarray) -> np.ndarray:
        """One number in [0, 1) for each active path."""
        if self.at == DRAWS:
            for one in active.tolist():
                self.block[one] = (self.bits[one].random_raw(DRAWS) >> np.uint64(11)) * 2.0**-53
            self.at = 0
        found = self.block[active, self.at]
        self.at += 1
        return found


def _piece(events: Events, belief: np.ndarray, bound: tuple[int, int], horizon: float, seed: int, most: int) -> _Piece:
    """Advance some paths side by side, one event each at a time."""
    streams = _Streams(seed, *bound)
    active = np.arange(bound[1] - bound[0])
    state = _draw_start(belief, streams.next(active))
    start, time = state.copy(), np.zeros(len(state))
    rows: list[tuple[np.ndarray, ...]] = []
    made = 0
    while len(active):
        rate = events.rate[state]
        with np.errstate(divide="ignore"):
            time = time - np.log1p(-streams.next(active)) / rate
        time = np.where(rate > 0, time, math.inf)
        chance = streams.next(active)
        going = time < horizon
        if not going.all():
            active, state, time, chance = active[going], state[going], time[going], chance[going]
        row = _pick(events, state, chance)
        rows.append((active + bound[0], time, row, state))
        state = events.target[row]
        made += len(active)
        if made > most:
            hint = "simulate fewer paths or a shorter horizon"
            raise UsageError(f"more than {MAX_EVENTS:,} events would be made", hint)
    path, moment, row, before = (np.concatenate(one) for one in zip(*rows, strict=True))
    order = np.argsort(path, kind="stable")
    return _Piece(
        start.astype(np.int32),
        path[order].astype(np.int32),
        moment[order],
        row[order],
        before[order].astype(np.int32),
    )


def _draw_start(belief: np.ndarray, chance: np.ndarray) -> np.ndarray:
    support = np.flatnonzero(belief)
    share = np.cumsum(belief[support])
    at = np.searchsorted(share, chance * share[-1], side="right")
    return support[np.minimum(at, len(support) - 1)]


def _pick(events: Events, state: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """The row that each state's draw falls on, by halving."""
    low, high = events.begin[state], events.begin[state + 1] - 1
    while (low < high).any():
        middle = (low + high) // 2
        beyond = events.cumulated[middle] <= chance
        low, high = np.where(beyond, middle + 1, low), np.where(beyond, high, middle)
    return low
