"""One round: many draws through an executor, kept as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.evidence.uncertainty._executor import Executor
from detente.evidence.uncertainty._ledger import Ledger
from detente.evidence.uncertainty._parcel import Work

EVERY = 5.0
"""Seconds between two writings of a round that is under way."""


@dataclass(frozen=True)
class Rounds:
    """Where rounds are computed and kept."""

    executor: Executor
    ledger: Ledger

    def run(
        self,
        name: str,
        work: Work,
        jobs: Sequence[Mapping[str, float]],
        read: Callable[[Any], Any],
        tell: Callable[[float], None],
    ) -> list[Any]:
        """The results of all jobs, in their order.

        Parameters
        ----------
        work
            Gives results with ``to_record``; ``read`` makes them again of what that gives.
        tell
            Called with the share done.

        Notes
        -----
        Interrupted, or given up, the round is kept as far as it came.
        """
        rows = self.ledger.rows(name, jobs)
        found = {at: read(row) for at, row in rows.items()}
        waiting = [at for at in range(len(jobs)) if at not in found]
        if not waiting:
            return [found[at] for at in range(len(jobs))]
        written = time.monotonic()
        results = self.executor.run(work, [jobs[at] for at in waiting])
        try:
            for at, one in results:
                found[waiting[at]] = one
                rows[waiting[at]] = one.to_record()
                tell(len(found) / len(jobs))
                if time.monotonic() - written > EVERY:
                    self.ledger.keep(name, jobs, rows)
                    written = time.monotonic()
        finally:
            self.ledger.keep(name, jobs, rows)
        return [found[at] for at in range(len(jobs))]
