"""Solving: games of growing size, and the small teaching case once everything is loaded."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Iterator

import numpy as np

from benchmarks._line import Line, duration
from benchmarks._sweeps import Sweeps, Swept
from benchmarks.games import SIZES, ring
from detente.casebook import load
from detente.equilibrium import Equilibrium, _assembled, _compiled, solve
from detente.game import Game

TOLERANCE = 1e-8
TARGETS = {100_000: (20.0, 4.0), 1_000_000: (300.0, 4.0)}
"""Seconds and gigabytes to stay under."""

LONGEST = 900.0
"""Seconds after which a solve is stopped."""

CASE = "two-parties-and-a-guarantor"
BASELINE = "value iteration"


class Products:
    """Counts products with the Jacobian, whole or of its visit rows, by wrapping both kernels."""

    def __init__(self) -> None:
        self.count = 0
        for point in (_compiled.CompiledPoint, _assembled.AssembledPoint):
            for name in ("apply", "visits_product"):
                setattr(point, name, self._counted(getattr(point, name)))

    def _counted(self, product):
        def counted(*arguments, **more):
            self.count += 1
            return product(*arguments, **more)

        return counted


def say(text: str) -> None:
    """Tell how far things are."""
    print(text, file=sys.stderr, flush=True)


def peak() -> float:
    """The most memory that this process has held, in gigabytes (10^9 bytes)."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def solving(states: int, sight: str, limit: float) -> Iterator[Line]:
    """Solve a ring game from nothing, then run value iteration on it.

    Parameters
    ----------
    sight
        ``full`` or ``partial``.
    limit
        Seconds after which value iteration is stopped.
    """
    products = Products()
    began = time.perf_counter()
    tiny = ring((2, 2, 2, 2, 2, 3), partial=sight == "partial")
    solve(tiny, tolerance=TOLERANCE, search=0, kernel="compiled")
    loading = time.perf_counter() - began
    began = time.perf_counter()
    game = ring(SIZES[states], partial=sight == "partial")
    count = game.tables.states
    made = time.perf_counter() - began
    what = f"solve, {sight} sight", f"{count:,} states"
    say(f"{what[0]}, {what[1]}: kernels loaded in {duration(loading)}, tables made in {duration(made)}")
    runs = 3 if states <= 10_000 else 1
    times = []
    for _ in range(runs):
        before = products.count
        found, seconds = _timed(game)
        times.append(seconds)
    memory = peak()
    remarks = (
        f"{found.iterations} steps, {products.count - before} products, residual {found.residual:.1e}, "
        f"peak {memory:.2g} GB; before: kernels {duration(loading)}, tables {duration(made)}"
    )
    if not found.outcome.converged:
        remarks = f"did not converge: {found.outcome.message} " + remarks
    seconds = statistics.median(times)
    target, reached = "", None
    if states in TARGETS:
        most, gigabytes = TARGETS[states]
        target = f"{most:g} s, {gigabytes:g} GB, residual {TOLERANCE:.0e}"
        reached = found.outcome.converged and seconds <= most and memory <= gigabytes
    yield Line(*what, seconds, target=target, reached=reached, remarks=remarks)
    say(f"{what[0]}, {what[1]}: solved in {duration(seconds)}; value iteration for at most {limit:g} s")
    Sweeps(tiny).run(TOLERANCE, 1.0)
    swept = Sweeps(game).run(TOLERANCE, limit)
    remarks = f"{remarks}; {_sweeps(swept, found)}"
    yield Line(*what, seconds, BASELINE, swept.seconds, swept.finished, target, reached, remarks)


def small(limit: float) -> Iterator[Line]:
    """Solve the teaching case when everything is loaded, with and without the search for other equilibria."""
    game = load(CASE).game()
    size = f"{game.tables.states} states"
    say(f"solve, {CASE}")
    sweeps = Sweeps(game)
    sweeps.run(1e-10, 0.5)
    swept = sweeps.run(1e-10, limit)
    for item, search in (("solve, teaching case, default", None), ("solve, teaching case, search=0", 0)):
        for _ in range(3):
            found = solve(game, search=search)
        times = []
        for _ in range(25):
            began = time.perf_counter()
            found = solve(game, search=search)
            times.append(time.perf_counter() - began)
        seconds = statistics.median(times)
        reached = found.outcome.converged and seconds <= 0.02
        remarks = f"least {duration(min(times))}; {found.iterations} steps, {found.starts_searched} starts searched"
        remarks = f"{remarks}, residual {found.residual:.1e}; {_sweeps(swept, found)}"
        target = "20 ms"
        yield Line(item, size, seconds, BASELINE, swept.seconds, swept.finished, target, reached, remarks)


def _timed(game: Game) -> tuple[Equilibrium, float]:
    began = time.perf_counter()
    found = solve(game, tolerance=TOLERANCE, search=0, max_seconds=LONGEST)
    return found, time.perf_counter() - began


def _sweeps(swept: Swept, found: Equilibrium) -> str:
    """What value iteration did, and how far apart the two strategies are."""
    gap = float(np.abs(swept.choice - found.choice).max())
    return f"{swept.sweeps} sweeps to {swept.residual:.0e}, choices differ by {gap:.0e}"
