"""What to watch: each thing that could be seen by a date, ranked by what it would tell."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import NotConverged, Outcome, UsageError
from detente.evidence.explanations import Names
from detente.evidence.indicators._candidates import Candidate, candidates, standing
from detente.evidence.indicators._first import first_change
from detente.evidence.indicators._information import entropy, mutual_information
from detente.evidence.indicators._sentences import sentence, watch_text
from detente.evidence.indicators._steps import Steps
from detente.evidence.indicators._survival import survival
from detente.evidence.records import moment
from detente.game import ClockFault

if TYPE_CHECKING:
    import polars as pl

    from detente.charts import Chart
    from detente.evidence.filtering import Observed

Progress = Callable[[float, str], None]

MOST_WORK = 3e12
"""Multiplications (about an hour) from which on a time ahead is refused."""

THINGS = 50
"""About how many things there are to watch, for that estimate."""

ALIKE = 1e-9
"""Two things whose chances differ by no more than this under every explanation are one to the watcher."""


@dataclass(frozen=True)
class Indicator:
    """Something that could be seen by the date.

    Attributes
    ----------
    what
        In words; ``also`` has what is the same thing to the watcher, such as the only move that can bring it about.
    question
        The question about it, where the language has one.
    chance
        Its probability, over all explanations.
    under
        By explanation; those that the evidence excludes are left out.
    if_seen, if_not
        The posterior over explanations in the one case and in the other; None where that case cannot be.
    bits
        Mutual information between the explanation and whether it is seen.
    shift
        How far the posterior is expected to move: the mean over the two cases of the total variation distance.
    """

    what: str
    question: str | None
    chance: float
    under: Mapping[str, float] = field(repr=False)
    if_seen: Mapping[str, float] | None = field(repr=False)
    if_not: Mapping[str, float] | None = field(repr=False)
    bits: float
    shift: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Watch:
    """What could be seen by a date, what tells most first.

    Attributes
    ----------
    posterior
        Over explanations, now.
    missing_bits
        Entropy of the posterior: no observation can tell more.
    until
        The date, in words; ``ahead`` is the time until then in clock units.
    change_bits
        What the first change to be seen would tell, whatever it is and whenever it comes by then: at least as much as
        any indicator that it decides. Indicators that need several changes in a row can tell more.
    change_chance
        The chance that any change is seen by then.
    indicators
        Ranked by their bits.
    """

    posterior: Mapping[str, float]
    missing_bits: float
    ahead: float
    until: str
    change_bits: float
    change_chance: float
    indicators: tuple[Indicator, ...] = field(repr=False)

    def __str__(self) -> str:
        return self.to_text()

    def sentences(self, top: int = 5) -> tuple[str, ...]:
        """What to watch, a few sentences each."""
        return tuple(sentence(one, self.posterior, self.until) for one in self.indicators[:top])

    def to_text(self, top: int = 12, width: int = 120) -> str:
        """A table of what tells most, and the sum of it."""
        return watch_text(self, top, width)

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with a row for each indicator and explanation."""
        import polars as pl

        rows = [
            (one.what, one.chance, one.bits, one.shift, name, under, _of(one.if_seen, name), _of(one.if_not, name))
            for one in self.indicators
            for name, under in one.under.items()
        ]
        numbers = dict.fromkeys(("chance", "bits", "shift"), pl.Float64)
        by = dict.fromkeys(("under", "if_seen", "if_not"), pl.Float64)
        return pl.DataFrame(rows, schema={"what": pl.String, **numbers, "explanation": pl.String, **by}, orient="row")

    def plot(self) -> Chart:
        """What tells most first, in bits; at most fifteen."""
        from detente.evidence.indicators._shown import chart_of

        return chart_of(self)

    def _repr_html_(self) -> str:
        from detente.evidence.indicators._shown import html_of

        return html_of(self)

    def to_record(self) -> dict[str, Any]:
        """All of it out of plain texts and numbers."""
        return {
            "until": self.until,
            "ahead": self.ahead,
            "posterior": dict(self.posterior),
            "missing_bits": self.missing_bits,
            "change_bits": self.change_bits,
            "change_chance": self.change_chance,
            "indicators": [
                {
                    "what": one.what,
                    "also": list(one.also),
                    "question": one.question,
                    "chance": one.chance,
                    "under": dict(one.under),
                    "if_seen": None if one.if_seen is None else dict(one.if_seen),
                    "if_not": None if one.if_not is None else dict(one.if_not),
                    "bits": one.bits,
                    "shift": one.shift,
                }
                for one in self.indicators
            ],
        }


def watch(observed: Observed, ahead: float | str | dt.date, *, progress: Progress | None = None) -> Watch:
    """What to watch until a date.

    Each thing that the analyst could see by then (a seen factor takes a value at some time, a move is made, nothing
    changes at all), with its chance, the posterior over explanations if it is seen and if it is not, and how much it
    tells. A move that can be made in
    secret counts where it changes something seen. Chances are computed from the law of motion under each
    explanation, not simulated.

    Parameters
    ----------
    observed
        What :func:`detente.evidence.observe` gives.
    ahead
        A date, or how far ahead: clock units, or a duration such as ``"1 week"``.

    Raises
    ------
    UsageError
        For a date that is not after the present, or that the clock cannot tell.
    NotConverged
        Where the time ahead is too long for rates so high.

    Notes
    -----
    One pass backward over each law for all things at once: its fastest rate times the time ahead in steps. Lindley
    (1956) proposed the expected information as the measure of an experiment's worth.

    Examples
    --------
    >>> from detente.equilibrium import solve
    >>> from detente.evidence import Hypothesis, Record, observe
    >>> from detente.game import Event, Factor, Game
    >>> plan = Factor("plan", ["bluff", "real"], start={"bluff": 0.5, "real": 0.5})
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate="0.1 + 0.3*(plan == real)", when="truce == holding", then={"truce": "broken"})
    >>> solved = solve(Game([plan, truce], nature=[breach], analyst_sees=("truce",)))
    >>> both = [Hypothesis(name, solved, 0.5, f"plan == {name}") for name in ("bluff", "real")]
    >>> best = watch(observe(both), 5).indicators[0]
    >>> best.what, round(best.if_seen["real"], 3)  # (1 - exp(-2)) to (1 - exp(-0.5))
    ('truce: broken', 0.687)
    """
    time = _ahead(observed, ahead)
    explanations = observed.hypotheses
    weights = np.array([observed.posterior[one.name] for one in explanations])
    laws = _laws(observed)
    _refuse_too_long(laws, time)
    found: dict[Candidate, np.ndarray] = {}
    holding = standing([(steps.equilibrium.game, weights[which] @ beliefs) for steps, beliefs, which in laws])
    for at, (steps, beliefs, which) in enumerate(laws):
        some = list(candidates(steps, holding))

        def tell(share: float, at: int = at) -> None:
            if progress is not None:
                progress((at + share) / len(laws), "what could be seen")

        missing = beliefs[:, steps.keep] @ survival(steps, [thing for _, thing in some], time, tell)
        for (candidate, _), left in zip(some, missing.T, strict=True):
            chance = np.clip(left if candidate.kind == "nothing" else 1.0 - left, 0.0, 1.0)
            found.setdefault(candidate, np.zeros(len(weights)))[which] = chance
    first = first_change(laws, weights, time)
    games = [one.equilibrium.game for one in explanations]
    names, shown = Names.of(games), [one.name for one in explanations]
    indicators = [
        _indicator(candidate, under, weights, shown, names, time)
        for candidate, under in found.items()
        if 0 < weights @ under < 1
    ]
    ranked = sorted(_merged(indicators), key=lambda one: (-one.bits, -one.chance))
    until = _until(observed, time)
    none = float(weights @ first.none)
    return Watch(dict(observed.posterior), entropy(weights), time, until, first.bits, 1.0 - none, tuple(ranked))


def _ahead(observed: Observed, ahead: float | str | dt.date) -> float:
    clock = observed.nows[0].game.clock
    try:
        if isinstance(ahead, dt.date) or (isinstance(ahead, str) and ahead[:4].isdigit() and ahead[4:5] == "-"):
            time = moment(ahead, clock) - observed.time
        else:
            time = clock.duration(ahead)
    except ClockFault as fault:
        raise UsageError(str(fault)) from None
    if not 0 < time < math.inf:
        raise UsageError(f"`{ahead}` is no date or time ahead to watch until", "give a later date, or `7 days`")
    return time


def _refuse_too_long(laws: list[tuple[Steps, np.ndarray, list[int]]], time: float) -> None:
    work = sum(steps.busiest * time * (len(steps.source) + len(steps)) * THINGS for steps, _, _ in laws)
    if work > MOST_WORK:
        message = f"{time:g} clock units ahead are too long to look through at rates so high."
        raise NotConverged(Outcome(False, "step-limit", message, "Watch until an earlier date."))


def _until(observed: Observed, time: float) -> str:
    clock = observed.nows[0].game.clock
    date = clock.date(observed.time + time)
    if date is None:
        return f"{clock.unit} {observed.time + time:g}"
    return f"{date.day} {date:%B} {date.year}"


def _laws(observed: Observed) -> list[tuple[Steps, np.ndarray, list[int]]]:
    """Each law with the beliefs of the explanations that share it, those excluded left out."""
    groups: dict[int, list[int]] = {}
    for at, one in enumerate(observed.by_hypothesis):
        if one is not None:
            groups.setdefault(id(one.equilibrium), []).append(at)
    found = []
    for which in groups.values():
        nows = [now for now in (observed.by_hypothesis[at] for at in which) if now is not None]
        beliefs = np.array([one.belief for one in nows])
        found.append((Steps.of(nows[0].equilibrium, np.asarray((beliefs > 0).any(axis=0))), beliefs, which))
    return found


def _indicator(
    candidate: Candidate, under: np.ndarray, weights: np.ndarray, explanations: list[str], names: Names, time: float
) -> Indicator:
    chance = float(weights @ under)
    condition = candidate.condition
    both = np.column_stack([under, 1.0 - under])
    return Indicator(
        what=candidate.said(names),
        question=None if condition is None else f"P(eventually({condition}), within={time!r})",
        chance=chance,
        under={name: float(p) for name, p, w in zip(explanations, under, weights, strict=True) if w > 0},
        if_seen=_posterior(weights * under, explanations),
        if_not=_posterior(weights * (1.0 - under), explanations),
        bits=mutual_information(weights, both),
        shift=float(weights @ np.abs(under - chance)),
    )


def _posterior(joint: np.ndarray, explanations: list[str]) -> dict[str, float] | None:
    total = joint.sum()
    return dict(zip(explanations, (joint / total).tolist(), strict=True)) if total > 0 else None


def _merged(indicators: list[Indicator]) -> list[Indicator]:
    """One for those that are the same thing to the watcher; the first keeps its name."""
    found: list[Indicator] = []
    for one in indicators:
        for at, other in enumerate(found):
            if all(abs(one.under[name] - other.under[name]) <= ALIKE for name in one.under):
                found[at] = Indicator(**{**vars(other), "also": (*other.also, one.what)})
                break
        else:
            found.append(one)
    return found


def _of(posterior: Mapping[str, float] | None, name: str) -> float | None:
    return None if posterior is None else posterior[name]
