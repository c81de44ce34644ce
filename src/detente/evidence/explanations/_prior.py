"""How the verdict depends on the prior: recomputed from the likelihoods, without another pass over the records."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.evidence.explanations._words import number, percent, plain

if TYPE_CHECKING:
    import polars as pl

    from detente.charts import Chart
    from detente.evidence.filtering import Observed

FAVOURS = (3.0, 10.0)
"""By how much an explanation is favoured in the other priors of the table."""


@dataclass(frozen=True)
class Turn:
    """What it would take of the prior for one explanation to take the lead, or for the leader to lose it.

    Attributes
    ----------
    explanation
        Its name.
    rival
        The leader; for the leader itself the explanation that comes second. None where there is no other.
    odds
        The prior odds of the explanation against all others at which the two are level, the others keeping their
        proportions; infinite where no prior would do, ``nan`` where the proportions of the others are not known (all
        of them have a prior of 0).
    factor
        By what the prior odds would have to be multiplied for that; below 1 for the leader, infinite for another
        explanation whose prior is 0.
    """

    explanation: str
    rival: str | None
    odds: float
    factor: float


@dataclass(frozen=True)
class OtherPrior:
    """A verdict under another prior.

    Attributes
    ----------
    what
        The prior in words.
    prior, posterior
        By explanation.
    leader
        The explanation with the largest posterior.
    """

    what: str
    prior: Mapping[str, float]
    posterior: Mapping[str, float]
    leader: str


@dataclass(frozen=True)
class PriorSensitivity:
    """How the verdict depends on the prior.

    Attributes
    ----------
    leader
        The explanation with the largest posterior as things stand.
    turns
        For each explanation, in order.
    others
        The prior as it stands first, then others.
    """

    leader: str
    turns: tuple[Turn, ...]
    others: tuple[OtherPrior, ...] = field(repr=False)

    @property
    def robust(self) -> bool:
        """Whether the leader is the same under all the priors of the table."""
        return all(one.leader == self.leader for one in self.others)

    def sentences(self) -> tuple[str, ...]:
        """What it would take, one sentence for each explanation."""
        return tuple(_said(one, self.leader) for one in self.turns)

    def to_text(self) -> str:
        """A table of the verdicts, and the sentences."""
        from detente.evidence.explanations._table import verdicts_text

        rows = [
            (one.what, one.posterior, "" if one.leader == self.leader else f"{plain(one.leader)} leads")
            for one in self.others
        ]
        return "\n".join([verdicts_text("prior", rows), "", *self.sentences()])

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with a row for each prior and explanation."""
        import polars as pl

        rows = [
            (one.what, name, one.prior[name], one.posterior[name], one.leader)
            for one in self.others
            for name in one.posterior
        ]
        texts, numbers = {"what": pl.String, "explanation": pl.String}, {"prior": pl.Float64, "posterior": pl.Float64}
        return pl.DataFrame(rows, schema={**texts, **numbers, "leader": pl.String}, orient="row")

    def plot(self) -> Chart:
        """The chance of the leader under each prior of the table, and of the others."""
        from detente.evidence.explanations._shown import prior_chart

        return prior_chart(self)

    def _repr_html_(self) -> str:
        from detente.evidence.explanations._shown import prior_html

        return prior_html(self)

    def to_record(self) -> dict[str, Any]:
        """All of it out of plain texts and numbers (some of which may be infinite or ``nan``)."""
        return {
            "leader": self.leader,
            "turns": [vars(one) for one in self.turns],
            "priors": [
                {"what": one.what, "prior": dict(one.prior), "posterior": dict(one.posterior), "leader": one.leader}
                for one in self.others
            ],
        }


def prior_sensitivity(observed: Observed) -> PriorSensitivity:
    """What the verdict would be under other priors, and which prior would change it.

    Parameters
    ----------
    observed
        What :func:`detente.evidence.observe` gives. An explanation whose prior is 0 is included: its likelihood is
        known, so what prior it would need is too.
    """
    names = [one.name for one in observed.hypotheses]
    prior = np.array([observed.prior[name] for name in names])
    evidence = np.asarray(observed.evidence_for, dtype=np.float64)
    as_given = _verdict("as it stands", names, prior, evidence)
    others = [as_given, _verdict("all alike", names, np.ones(len(names)), evidence)]
    for factor in FAVOURS:
        for at, name in enumerate(names):
            if prior[at] > 0 and len(names) > 1:
                weight = np.where(np.arange(len(names)) == at, factor, 1.0) * prior
                others.append(_verdict(f"{plain(name)} favoured {factor:g} to 1", names, weight, evidence))
    lead = names.index(as_given.leader)
    turns = tuple(_turn(names, prior, evidence, at, lead) for at in range(len(names)))
    return PriorSensitivity(as_given.leader, turns, tuple(others))


def _verdict(what: str, names: list[str], weight: np.ndarray, evidence: np.ndarray) -> OtherPrior:
    prior = weight / weight.sum()
    with np.errstate(divide="ignore"):
        log = np.log(prior) + evidence
    chance = np.exp(log - log.max())
    chance /= chance.sum()
    leader = names[int(chance.argmax())]
    return OtherPrior(
        what, dict(zip(names, prior.tolist(), strict=True)), dict(zip(names, chance.tolist(), strict=True)), leader
    )


def _turn(names: list[str], prior: np.ndarray, evidence: np.ndarray, at: int, lead: int) -> Turn:
    """Level with the leader: the ratio of the two posteriors is 1, and it moves with the prior odds one for one."""
    with np.errstate(divide="ignore"):
        log = np.log(prior) + evidence
    rival = lead
    if at == lead:
        rest = np.where(np.arange(len(names)) == at, -np.inf, log)
        if not np.isfinite(rest.max(initial=-np.inf)):
            return Turn(names[at], None, 0.0, 0.0)
        rival = int(rest.argmax())
    others = 1.0 - prior[at] if prior[at] < 1 else 0.0
    if np.isneginf(evidence[at]):
        return Turn(names[at], names[rival], math.inf, math.inf)
    odds = math.nan if others == 0 else _exp(log[rival] - evidence[at]) / others
    factor = math.inf if prior[at] == 0 else _exp(log[rival] - log[at])
    return Turn(names[at], names[rival], float(odds), float(factor))


def _exp(log: float) -> float:
    return math.exp(log) if log < 700 else math.inf


def _said(turn: Turn, leader: str) -> str:
    name, rival = plain(turn.explanation), plain(turn.rival or "")
    if turn.explanation == leader:
        if turn.rival is None:
            return f"{name}: no other explanation is possible, so no prior for it above 0 would change the lead."
        times = f"{_share(turn.factor)} what they are"
        return f"{name} leads; it would lose the lead to {rival} if its prior odds were {times}{_odds(turn)}."
    if math.isinf(turn.odds):
        return f"{name} is impossible on this record, whatever its prior."
    if math.isinf(turn.factor):
        return f"{name} has a prior of 0; it would take the lead from {rival} with{_odds(turn)[1:]}."
    if turn.factor <= 1:
        return f"{name} is level with {rival}."
    much = f"{number(turn.factor)} times what they are"
    return f"{name} would take the lead from {rival} if its prior odds were {much}{_odds(turn)}."


def _share(factor: float) -> str:
    return f"{factor:.2f} times" if factor >= 0.005 else "less than a hundredth of"


def _odds(turn: Turn) -> str:
    """The prior odds at which it turns, as a chance too."""
    if not math.isfinite(turn.odds):
        return ""
    return f", a prior of {percent(turn.odds / (1 + turn.odds))}"
