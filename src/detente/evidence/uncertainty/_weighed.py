"""What came of one draw: how likely it makes the evidence, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

FAULTS = {
    "impossible game": "the values make the game an impossible one",
    "not converged": "no converged solution was found",
    "too hard": "the likelihood of the records could not be computed",
}
"""Why a draw could not be weighed. Each has a line for the reader."""


@dataclass(frozen=True)
class Weighed:
    """The evidence under one draw of the parameters.

    Attributes
    ----------
    log_likelihood
        Over all explanations; minus infinity where no path can produce the records, or where the draw failed.
    posterior
        Chance of each explanation under this draw.
    fault
        Empty, or one of ``FAULTS``.
    note
        What was said about the fault.
    """

    log_likelihood: float
    posterior: tuple[float, ...] = ()
    fault: str = ""
    note: str = ""

    def to_record(self) -> list[object]:
        """For a file."""
        return [self.log_likelihood, list(self.posterior), self.fault, self.note]

    @classmethod
    def from_record(cls, row: list) -> Weighed:
        """From a file."""
        chance, posterior, fault, note = row
        return cls(float(chance), tuple(float(one) for one in posterior), str(fault), str(note))


class Weighing(Protocol):
    """Weighs draws; it travels to other processes, so it must pickle, and importing its module must be enough."""

    def __call__(self, values: Mapping[str, float]) -> Weighed: ...
