"""What became of each claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, overload

from detente.evidence.claims._claims import Claim, Claims
from detente.evidence.scores import Resolution

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart

Status = Literal["supported", "not supported", "contested", "not testable"]
STATUSES: tuple[Status, ...] = ("supported", "not supported", "contested", "not testable")


@dataclass(frozen=True)
class Said:
    """What the model gave to what a claim says.

    Attributes
    ----------
    chance
        0 to 1, after turning round an ``ask`` whose claim says that it is low. For a comparison, the share of the
        favoured one in the two together. None where there is no answer.
    parts
        The chances as asked: one, or the two of a comparison.
    how
        How it came about.
    """

    chance: float | None
    parts: tuple[float | None, ...] = ()
    how: str = ""

    def __str__(self) -> str:
        if self.chance is None:
            return "no answer"
        if len(self.parts) == 2:
            return " to ".join(_percent(one or 0.0) for one in self.parts)
        return _percent(self.chance)


def _percent(chance: float) -> str:
    if 0 < chance < 0.095:
        return f"{100 * chance:.1f}%" if chance >= 0.0005 else "<0.1%"
    rounded = f"{100 * chance:.0f}%"
    return ">99%" if rounded == "100%" and chance < 1 else rounded


@dataclass(frozen=True)
class Tested:
    """A claim, what the model said of it and when, what the record says, and what follows.

    Attributes
    ----------
    before
        At the start of the scenario, before any record.
    then
        On the date of the text, with the record until then.
    now
        With the whole record.
    weight
        Decibans from ``before`` to ``now``: ten times the decimal logarithm of the factor between the odds. None where
        either is missing, infinite where the record settles it.
    outcome
        How the test itself came out, where the record can tell.
    status
        One of supported, not supported, contested, not testable.
    why
        In a sentence or two.
    """

    claim: Claim
    before: Said
    then: Said
    now: Said
    weight: float | None
    outcome: Resolution | None
    status: Status
    why: str


@dataclass(frozen=True)
class Verdicts(Sequence[Tested]):
    """The claims of a text, tested.

    Attributes
    ----------
    written, until
        The date of the text, and that of the end of the record.
    records_sha256
        Which record it was.
    """

    claims: Claims = field(repr=False)
    rows: tuple[Tested, ...] = field(repr=False)
    written: str
    until: str
    records_sha256: str = ""

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Tested]:
        return iter(self.rows)

    @overload
    def __getitem__(self, index: int) -> Tested: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Tested, ...]: ...

    def __getitem__(self, index: int | slice) -> Tested | tuple[Tested, ...]:
        return self.rows[index]

    def counts(self) -> dict[str, int]:
        """How many claims have each status."""
        return {status: sum(one.status == status for one in self.rows) for status in STATUSES}

    def to_text(self, width: int = 100) -> str:
        """For a terminal."""
        from detente.evidence.claims._text import to_text

        return to_text(self, width)

    def to_frame(self) -> polars.DataFrame:
        """One row a claim."""
        from detente.evidence.claims._text import to_frame

        return to_frame(self)

    def plot(self) -> Chart:
        """The chance of each claim that has one: before any record, then, and now."""
        from detente.evidence.claims._shown import chart_of

        return chart_of(self)

    def _repr_html_(self) -> str:
        from detente.evidence.claims._shown import html_of

        return html_of(self)

    def to_record(self) -> dict[str, Any]:
        """Plain objects and lists, for JSON."""
        from detente.evidence.claims._text import to_record

        return to_record(self)

    def __str__(self) -> str:
        return self.to_text()
