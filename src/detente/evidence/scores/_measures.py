"""Proper scores of cases: Brier, logarithmic, ranked probability.

Three formulas of a line each. The package `scoringrules` has them too, and the tests hold these against it; loading it
compiles for five seconds all that it has besides, which is why it is not used here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.evidence.scores._case import Case


@dataclass(frozen=True)
class Losses:
    """What each case cost a forecaster; less is better. Not a number where it had no answer or there is no outcome.

    Attributes
    ----------
    brier
        float64 (cases,): half the squared distance of the chances from what happened, 0 to 1. For a question with two
        answers it is the square of what was missing to 1.
    log
        float64 (cases,): minus the natural logarithm of the chance of what happened; infinite where that was 0.
    rps
        float64 (cases,): ranked probability score divided by the number of steps between the values, 0 to 1; only
        for values in order.
    """

    brier: np.ndarray = field(repr=False)
    log: np.ndarray = field(repr=False)
    rps: np.ndarray = field(repr=False)

    def __getitem__(self, measure: str) -> np.ndarray:
        return {"brier": self.brier, "log": self.log, "rps": self.rps}[measure]


MEASURES = ("brier", "log", "rps")


def losses(cases: Sequence[Case], forecaster: str) -> Losses:
    """The losses of a forecaster, case by case."""
    found = np.full((3, len(cases)), np.nan)
    widths = {len(one.values) for one in cases}
    for width in widths:
        which = [
            at
            for at, one in enumerate(cases)
            if len(one.values) == width and one.resolved and one.chances.get(forecaster) is not None
        ]
        if not which:
            continue
        given = np.array([cases[at].chances[forecaster] for at in which])
        hit = np.array([cases[at].values.index(cases[at].outcome or "") for at in which])
        happened = np.eye(width)[hit]
        found[0, which] = ((given - happened) ** 2).sum(axis=1) / 2.0
        with np.errstate(divide="ignore"):
            found[1, which] = -np.log(given[np.arange(len(which)), hit])
        if width > 1:
            steps = (given - happened)[:, :-1].cumsum(axis=1)
            ranked = (steps**2).sum(axis=1) / (width - 1)
            found[2, which] = np.where([cases[at].ranked for at in which], ranked, np.nan)
    # A sure forecast that came true costs nothing; the sign of that zero is nobody's business.
    return Losses(*(found + 0.0))


@dataclass(frozen=True)
class Mark:
    """How a forecaster did on some cases.

    Attributes
    ----------
    question, horizon
        Which cases; empty and None for all.
    count
        Cases that it answered and the record resolved.
    brier, rps
        Means; ``rps`` over the ``ranked`` cases with ordered values, None where there are none.
    log
        Mean in nats; infinite where something happened to which it gave no chance.
    impossible
        How often that was; ``log_rest`` is the mean over the other cases.
    sureness
        Mean chance given to the likeliest answer (sharpness).
    """

    forecaster: str
    question: str
    horizon: float | None
    count: int
    brier: float
    log: float
    impossible: int
    log_rest: float
    rps: float | None
    ranked: int
    sureness: float


def mark(cases: Sequence[Case], forecaster: str, question: str = "", horizon: float | None = None) -> Mark:
    """The means over the cases of a question and a horizon, or of all."""
    chosen = [one for one in cases if question in ("", one.question) and horizon in (None, one.horizon)]
    lost = losses(chosen, forecaster)
    there = ~np.isnan(lost.brier)
    finite, ranked = np.isfinite(lost.log), ~np.isnan(lost.rps)
    given = [one.chances.get(forecaster) for one, ok in zip(chosen, there, strict=True) if ok]
    return Mark(
        forecaster=forecaster,
        question=question,
        horizon=horizon,
        count=int(there.sum()),
        brier=_mean(lost.brier[there]),
        log=_mean(lost.log[there]),
        impossible=int(np.isinf(lost.log).sum()),
        log_rest=_mean(lost.log[finite]),
        rps=_mean(lost.rps[ranked]) if ranked.any() else None,
        ranked=int(ranked.sum()),
        sureness=_mean(np.array([max(one) for one in given if one is not None])),
    )


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")
