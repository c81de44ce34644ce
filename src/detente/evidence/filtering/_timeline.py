"""Records in time: groups of one day, and the stretches in which a factor is not reported on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.errors import UsageError
from detente.evidence.records import Record, end_of_gap, moment
from detente.game import Clock

MOST_TOGETHER = 8
"""Records of one day whose order is not known: their subsets are gone through."""


@dataclass(frozen=True)
class Occasion:
    """Records that are taken in together, at one time.

    Attributes
    ----------
    time
        Clock units after the start.
    any_order
        Whether the order of the records is not known.
    """

    time: float
    records: tuple[Record, ...]
    any_order: bool = False


def occasions(records: Sequence[Record], clock: Clock) -> Iterator[Occasion]:
    """The records in their order, those of one day marked ``any`` gathered."""
    at = 0
    while at < len(records):
        first, time = records[at], moment(records[at].date, clock)
        last = at + 1
        if first.order == "any" and first.kind != "gap":
            while last < len(records) and records[last].order == "any" and records[last].kind != "gap":
                if moment(records[last].date, clock) != time:
                    break
                last += 1
        if last - at > MOST_TOGETHER:
            raise UsageError(
                f"{last - at} records of {first.date} are marked as of any order",
                f"at most {MOST_TOGETHER} can be; give the order of some of them",
            )
        yield Occasion(time, tuple(records[at:last]), last - at > 1)
        at = last


@dataclass
class Gaps:
    """The stretches without reports that are open: factors, and when reports resume."""

    clock: Clock
    factors: dict[str, int]
    open: list[tuple[float, tuple[int, ...]]]

    def begin(self, record: Record) -> None:
        """Open a gap."""
        end = end_of_gap(record.date, record.until, self.clock)
        named = record.factors or tuple(self.factors)
        self.open.append((end, tuple(self.factors[name] for name in named)))
        self.open.sort(key=lambda one: one[0])

    def next_end(self, until: float) -> float | None:
        """When the next gap ends, if by then."""
        return self.open[0][0] if self.open and self.open[0][0] <= until else None

    def end(self, time: float) -> None:
        """Reports resume where a gap is over."""
        self.open = [one for one in self.open if one[0] > time]

    def seen(self, sight: np.ndarray) -> np.ndarray:
        """Bool (factors,): what is seen now, of what the observer sees at other times."""
        found = sight.copy()
        for _, factors in self.open:
            found[list(factors)] = False
        return found
