"""Claims: what a text says, and how it can be tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

from detente.errors import Place

Kind = Literal["fact", "forecast", "motive", "norm"]
KINDS: tuple[str, ...] = ("fact", "forecast", "motive", "norm")
"""What a claim may be."""

RESOLVED: tuple[str, ...] = ("true", "false", "partly", "contested", "not supported", "unresolved", "not checkable")
"""What the record may say of a claim."""

MOST_WORDS = 12
"""Words that a quotation may have."""


@dataclass(frozen=True)
class Trial:
    """How a claim is put to the test.

    Attributes
    ----------
    kind
        ``ask``: the chance of something. ``explanation``: the chance of explanations together. ``compare``: whether
        one thing is likelier than another. ``none``: it cannot be tested, for a ``reason``.
    asks
        The question, or the two that are compared, the one that the claim favours first.
    expect
        Whether the claim says that the chance of an ``ask`` is high or low.
    names
        The explanations under which the claim holds.
    """

    kind: Literal["ask", "explanation", "compare", "none"]
    asks: tuple[str, ...] = ()
    expect: Literal["high", "low"] = "high"
    names: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Finding:
    """What the record says of a claim: one of :data:`RESOLVED`, since when, from what."""

    resolved: str
    on: str = ""
    what: str = ""
    source: str = ""


@dataclass(frozen=True)
class Claim:
    """One statement of a text.

    Attributes
    ----------
    quote
        At most twelve words of the text.
    claim
        What it says, in other words.
    bears
        How well the test bears on it.
    by
        The date by which it should be settled; empty where there is none.
    """

    name: str
    quote: str
    claim: str
    kind: str
    trial: Trial
    record: Finding
    bears: str = ""
    by: str = ""
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Claims(Sequence[Claim]):
    """The claims of one text.

    Attributes
    ----------
    written
        The date of the text.
    citation
        Which text it is.
    """

    written: str
    citation: str
    rows: tuple[Claim, ...]
    file: str = "<claims>"
    text: str = field(default="", repr=False)
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.rows)

    @overload
    def __getitem__(self, index: int) -> Claim: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Claim, ...]: ...

    def __getitem__(self, index: int | slice) -> Claim | tuple[Claim, ...]:
        return self.rows[index]
