"""What the evidence says: plain records, and what the packages of evidence give, which can write itself out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.evidence.claims import Verdicts
    from detente.evidence.explanations import LeftOut, Matrix, PriorSensitivity
    from detente.evidence.indicators import Watch
    from detente.evidence.scores import Scores
    from detente.evidence.uncertainty import Interval


@dataclass(frozen=True)
class Point:
    """The posterior over explanations at one time.

    Attributes
    ----------
    time
        Clock units after the start.
    record
        The record just taken in, counted from 1; None for the start, the end and the eve of a record.
    chances
        By explanation.
    """

    time: float
    record: int | None
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Telling:
    """One record and why it counts.

    Attributes
    ----------
    number
        Its place among the records, from 1.
    spread
        Decibans between the explanations under which it was most and least likely.
    surprise
        Minus its log-likelihood (nats), that of the silence before it included.
    """

    number: int
    date: str
    what: str
    sentence: str
    spread: float
    surprise: float
    source: str
    note: str


@dataclass(frozen=True)
class Entry:
    """A record on the line of time.

    Attributes
    ----------
    time, until
        Clock units after the start; the same but for a gap.
    kind
        ``change``, ``move``, ``reading`` or ``gap``.
    factors
        Titles of the factors that it is about.
    what
        What was seen, in words.
    grade
        As it is written; empty for a certain record.
    """

    time: float
    until: float
    date: str
    kind: str
    factors: tuple[str, ...]
    what: str
    grade: str
    source: str
    note: str


@dataclass(frozen=True)
class Summary:
    """What the evidence comes to in one view, in a few sentences, and what to watch from there."""

    view: str
    label: str
    text: str
    watch: Watch | None


@dataclass(frozen=True)
class Spread:
    """What draws of the parameters, weighed by the records, say in the last view.

    Attributes
    ----------
    draws, effective
        How many draws, and how many they are worth as they are weighted.
    about
        What a reader should know before trusting the intervals.
    explanations
        Mean and 90% interval of the chance of each.
    questions
        Mean and 90% interval of each answer that is a number.
    """

    draws: int
    effective: float
    about: tuple[str, ...]
    explanations: tuple[Interval, ...]
    questions: tuple[tuple[str, Interval], ...]


@dataclass(frozen=True)
class Coding:
    """The last view with contested events coded otherwise.

    Attributes
    ----------
    chances
        By explanation; None where the records of this coding could not be weighed.
    why
        Why not.
    """

    name: str
    chances: tuple[float, ...] | None
    why: str = ""


@dataclass(frozen=True)
class Findings:
    """What the evidence says.

    Attributes
    ----------
    name, digest
        What the records are called, and a digest of what they say.
    records, sources
        How many were taken in by the last view, and how many sources they name.
    last
        The label of the last view.
    trail
        The posterior over explanations from the start to the last view, on the eve of each record and after it.
    codings
        The explanations in the last view under each other coding that the plan of scores names.
    claims, scores
        None where the scenario has no such file, or the work failed.
    spread
        How far the numbers depend on parameters that nobody knows; None where no draws of them were given.
    problems
        What is wrong with the evidence, as messages with their places; what it keeps from being shown is left out.
    notes
        What was left out on purpose, and how to get it.
    entries
        The records that were taken in, in order of time.
    """

    name: str
    digest: str
    records: int = 0
    sources: int = 0
    last: str = ""
    explanations: tuple[str, ...] = ()
    log_likelihood: float | None = None
    matrix: Matrix | None = None
    trail: tuple[Point, ...] = ()
    tellings: tuple[Telling, ...] = ()
    entries: tuple[Entry, ...] = ()
    summaries: tuple[Summary, ...] = ()
    prior: PriorSensitivity | None = None
    left_out: LeftOut | None = None
    codings: tuple[Coding, ...] = ()
    claims: Verdicts | None = None
    scores: Scores | None = None
    spread: Spread | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def contested(self) -> bool:
        """Whether there is more than one explanation to weigh."""
        return len(self.explanations) > 1
