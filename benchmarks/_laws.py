"""The law of motion and a question with a time bound, against Storm's sparse engine on the exported chain."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import stormpy
import stormpy.developer._core as storm
import stormpy.developer.storage as storage

from benchmarks._line import Line, duration
from benchmarks.games import SIZES, ring
from detente.equilibrium import Equilibrium, uniform_choice
from detente.errors import Outcome
from detente.forecast import ExportedChain, Law, Now, ask, export_chain
from detente.game import Game

DAYS = 90.0
ROWS = 20_000
"""Rows of the matrix that are handed to Storm at a time."""

AGREE = 1e-6
"""Largest difference of a probability that counts as agreement: Storm's own default precision."""

BASELINE = "Storm"
TARGET = "not slower"


def laws(states: int) -> Iterator[Line]:
    """Carry the start of a ring game under uniform choice forward, and ask of it."""
    game = ring(SIZES[states], partial=False)
    choice = uniform_choice(game.tables)
    top = [len(factor.values) - 1 for factor in game.factors]
    condition = f"level(position_1) == {top[0]} and level(position_4) == {top[3]}"
    law = Law.of_choice(game, choice)
    exported = export_chain(law, {"goal": condition})
    size = f"{len(exported.exit):,} states"
    began = time.perf_counter()
    chain = model(exported)
    print(f"laws, {size}: handed to Storm in {duration(time.perf_counter() - began)}", file=sys.stderr, flush=True)
    storm.set_log_level(storm.LogLevel.ERR)  # it warns each time that its precision is absolute, as ours is
    environment = stormpy.environments.default(chain)
    every, none = (storage.BitVector(len(exported.exit), full) for full in (True, False))
    start, leave = chain.initial_states_as_bitvector, chain.exit_rates

    def ours(fresh: Now) -> np.ndarray:
        return fresh.law.transient(fresh.belief, DAYS).law

    def theirs() -> np.ndarray:
        return np.array(
            storm.compute_all_transient_probabilities(
                environment, chain.transition_matrix, start, every, none, leave, DAYS
            )
        )

    yield _compared(f"law at {DAYS:g} days", size, game, choice, ours, theirs)

    question = f"P(eventually({condition}), within={DAYS:g})"
    asked = stormpy.parse_property(f'P=? [F<={DAYS:g} "goal"]')

    def our_answer(fresh: Now) -> np.ndarray:
        return np.array([ask(fresh, question)[0].number])

    def their_answer() -> np.ndarray:
        found = stormpy.model_checking(chain, asked, only_initial_states=True, environment=environment)
        return np.array([found.get_value(int(np.argmax(exported.start)))])

    yield _compared(f"P(eventually, within={DAYS:g})", size, game, choice, our_answer, their_answer)


def _compared(
    item: str,
    size: str,
    game: Game,
    choice: np.ndarray,
    ours: Callable[[Now], np.ndarray],
    theirs: Callable[[], np.ndarray],
) -> Line:
    """Values first, then both times: the median of three, or of one where one takes long."""
    print(f"{item}, {size}", file=sys.stderr, flush=True)
    # The first pass of each loads what it needs (kernels, libraries) and shows how long one takes.
    value, began = ours(_fresh(game, choice)), time.perf_counter()
    expected = theirs()
    once = time.perf_counter() - began
    gap = float(np.abs(value - expected).max())
    if not gap <= AGREE:
        return Line(item, size, None, BASELINE, target=TARGET, reached=False, remarks=f"values differ by {gap:.1e}")
    runs = 3 if once < 10 else 1
    seconds = statistics.median(_clocked(ours, _fresh(game, choice)) for _ in range(runs))
    against = statistics.median(_clocked(theirs) for _ in range(runs))
    remarks = f"values differ by {gap:.0e} at most" + (f" (of {value[0]:.4g})" if len(value) == 1 else "")
    return Line(item, size, seconds, BASELINE, against, True, TARGET, seconds <= against, remarks)


def _clocked(run: Callable, *arguments: object) -> float:
    began = time.perf_counter()
    run(*arguments)
    return time.perf_counter() - began


def _fresh(game: Game, choice: np.ndarray) -> Now:
    """A present with nothing remembered from an earlier question; its chain is made, as Storm's is."""
    values = np.zeros((game.tables.states, game.tables.actors))
    found = Outcome(True, "given", "Uniform choice, as given.")
    regret = dict.fromkeys(game.actor_names, 0.0)
    present = Now(Equilibrium(game, choice, values, None, found, 0.0, regret, 0, 0.0), game.space.start)
    assert present.law.chain.exit.any()
    return present


def model(exported: ExportedChain):
    """The exported chain as Storm's own, with the labels ``init`` and those of the export."""
    states = len(exported.exit)
    rates = exported.rates.tocsr()
    rates.sort_indices()
    builder = storage._SparseMatrixBuilder_Double(rows=states, columns=states, entries=rates.nnz)
    for low in range(0, states, ROWS):
        part = rates[low : low + ROWS].tocoo()
        for row, column, rate in zip(part.row.tolist(), part.col.tolist(), part.data.tolist(), strict=True):
            builder.add_next_value(low + row, column, rate)
    marks = storage.StateLabeling(states)
    for name, mask in {**exported.labels, "init": exported.start > 0}.items():
        marks.add_label(name)
        marks.set_states(name, storage.BitVector(states, np.flatnonzero(mask).tolist()))
    parts = storage._SparseModelComponents_Double(
        transition_matrix=builder.build(), state_labeling=marks, rate_transitions=True
    )
    return storage._SparseCtmc_Double(parts)
