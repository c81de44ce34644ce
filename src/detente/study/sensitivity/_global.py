"""Global sensitivity: what an answer turns on over the whole of the priors, all parameters moving together."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from detente.errors import UsageError
from detente.evidence.uncertainty import Executor, Unknown
from detente.study.sensitivity._evaluator import TOLERANCE, Bench, Evaluator, Point, Progress, benched
from detente.study.sensitivity._indices import Index, Indices
from detente.study.sensitivity._tornado import chosen

EDGE = 1e-4
"""Sobol's points keep this far from the ends of a prior (as shares of it), which may be infinitely far away."""

INNER = (0.05, 0.95)
"""Morris's levels lie between these shares of a prior."""

LEVEL = 0.9
"""Confidence of the intervals."""

RESAMPLES = 400
WIDE = 0.2
"""A first-order index whose half interval is wider than this says little, and a note says so."""


def sobol(
    crisis: Any,
    *questions: str,
    evidence: Any = None,
    until: str | float | dt.date | None = None,
    parameters: Sequence[str] | None = None,
    runs: int = 64,
    seed: int = 0,
    tolerance: float = TOLERANCE,
    patience: float | None = 120.0,
    on: Executor | int | str | None = None,
    checkpoint: str | Path | None = None,
    progress: Progress | None = None,
) -> Indices:
    """Sobol's indices: the share of an answer's variance over the priors that each parameter accounts for.

    ``first`` is the share that knowing the parameter alone would take away; ``total`` the share that would remain
    if all others were known, its part in interactions included.

    Parameters
    ----------
    crisis, questions, evidence, until, parameters, tolerance, patience, on, checkpoint
        As in :func:`tornado`.
    runs
        Points of the design, a power of 2; each takes as many settings as there are parameters, and two more.
    seed
        A whole number from 0; the result follows from it, whatever the number of workers.

    Raises
    ------
    UsageError
        As :func:`tornado`, for a number of runs that is no power of 2, and for a seed below 0.

    Notes
    -----
    A setting without an answer takes its whole point out of the estimate; how many remain is told for each line.
    Priors are taken as independent, as the scenario gives them: the record changes the answer, not the weights.

    References
    ----------
    Sobol (2001), Global sensitivity indices for nonlinear mathematical models. Saltelli and others (2010), Variance
    based sensitivity analysis of model output. Herman and Usher (2017), SALib.
    """
    if runs < 4 or runs & (runs - 1):
        raise UsageError(f"Sobol's design takes a power of 2 from 4, not {runs} runs", "64, 128, 256, ...")
    design = _Design("sobol", ("total", "first"), runs, seed)
    return design.of(crisis, questions, evidence, until, parameters, tolerance, patience, on, checkpoint, progress)


def morris(
    crisis: Any,
    *questions: str,
    evidence: Any = None,
    until: str | float | dt.date | None = None,
    parameters: Sequence[str] | None = None,
    runs: int = 12,
    seed: int = 0,
    tolerance: float = TOLERANCE,
    patience: float | None = 120.0,
    on: Executor | int | str | None = None,
    checkpoint: str | Path | None = None,
    progress: Progress | None = None,
) -> Indices:
    """Morris's screening: the mean size and the spread of a parameter's effect over the priors.

    ``mu_star`` is the mean absolute change of the answer for a step across the whole inner prior (5% to 95% points), in
    the answer's own units; a ``sigma`` as large as that means that the effect depends on the other parameters.

    Parameters
    ----------
    crisis, questions, evidence, until, parameters, tolerance, patience, on, checkpoint, seed
        As in :func:`sobol`.
    runs
        Trajectories, from 2; each takes as many settings as there are parameters, and one more.

    Raises
    ------
    UsageError
        As :func:`tornado`, for fewer than two runs or parameters, and for a seed below 0.

    Notes
    -----
    Far cheaper than :func:`sobol`: it tells which parameters matter at all.

    References
    ----------
    Morris (1991), Factorial sampling plans for preliminary computational experiments. Campolongo and others (2007), An
    effective screening design for sensitivity analysis of large models.
    """
    if runs < 2:
        raise UsageError(f"{runs} trajectories are too few to say anything", "ask for 2 or more; 12 is the default")
    design = _Design("morris", ("mu_star", "sigma"), runs, seed)
    return design.of(crisis, questions, evidence, until, parameters, tolerance, patience, on, checkpoint, progress)


@dataclass(frozen=True)
class _Design:
    """One method with its size."""

    method: str
    names: tuple[str, ...]
    runs: int
    seed: int

    def of(
        self, crisis: Any, questions: Sequence[str], evidence: Any, until: Any, parameters: Sequence[str] | None,
        tolerance: float, patience: float | None, on: Any, checkpoint: Any, progress: Progress | None,
    ) -> Indices:  # fmt: skip
        if self.seed < 0:
            raise UsageError(f"the seed is {self.seed}", "it is a whole number, 0 or more")
        begun = time.monotonic()
        evaluator = Evaluator.of(
            crisis, questions, evidence=evidence, until=until, tolerance=tolerance, patience=patience, progress=progress
        )
        unknowns = chosen(evaluator, parameters)
        if self.method == "morris" and len(unknowns) < 2:
            raise UsageError("with one parameter there is nothing to compare", "use `tornado`, or name two or more")
        shares = self.shares(len(unknowns))
        values = _values(unknowns, shares)
        settings = {"study": self.method, "runs": str(self.runs), "seed": str(self.seed),
                    "parameters": ",".join(one.name for one in unknowns)}  # fmt: skip
        with benched(evaluator, on, checkpoint, settings) as bench:
            points = self.evaluated(bench, unknowns, values, progress)
        lines = evaluator.lines
        answers = np.array([[one[line] for line in lines] for one in points])
        rows, kept, lost = self.estimated([one.name for one in unknowns], lines, shares, answers)
        faults: dict[str, int] = {}
        for one in points:
            if one.fault:
                why = one.fault.partition(":")[0]
                faults[why] = faults.get(why, 0) + 1
        found = Indices(
            method=self.method,
            names=self.names,
            about=self.said(len(unknowns), len(points)),
            rows=tuple(rows),
            lines=lines,
            parameters=tuple(one.name for one in unknowns),
            blocks=self.runs,
            kept=kept,
            faults=faults,
            lost=lost,
            notes=(),
            seed=self.seed,
            seconds=time.monotonic() - begun,
            settings={**evaluator.settings, **settings},
            values=values,
            answers=answers,
        )
        return replace(found, notes=tuple(_notes(found)))

    def shares(self, count: int) -> np.ndarray:
        """float64 (settings, parameters): the design, as shares of the priors."""
        problem = _problem(count)
        if self.method == "sobol":
            from SALib.sample import sobol as design

            unit = design.sample(problem, self.runs, calc_second_order=False, scramble=True, seed=self.seed)
            return np.clip(unit, EDGE, 1 - EDGE)
        from SALib.sample import morris as trajectories

        unit = trajectories.sample(problem, self.runs, num_levels=4, seed=self.seed)
        return INNER[0] + (INNER[1] - INNER[0]) * unit

    def evaluated(
        self, bench: Bench, unknowns: Sequence[Unknown], values: np.ndarray, progress: Progress | None
    ) -> list[Point]:
        names = [one.name for one in unknowns]
        jobs = [dict(zip(names, row, strict=True)) for row in values.tolist()]

        def tell(share: float) -> None:
            if progress is not None:
                progress(share, f"{round(share * len(jobs))} of {len(jobs)} settings")

        return bench.points(self.method, jobs, tell)

    def estimated(
        self, names: Sequence[str], lines: Sequence[str], shares: np.ndarray, answers: np.ndarray
    ) -> tuple[list[Index], dict[str, int], dict[str, str]]:
        """The indices of every line from its whole blocks; how many these are; and why a line has none."""
        size = len(answers) // self.runs
        rows: list[Index] = []
        kept: dict[str, int] = {}
        lost: dict[str, str] = {}
        for at, line in enumerate(lines):
            column = answers[:, at].reshape(self.runs, size)
            whole = np.isfinite(column).all(axis=1)
            kept[line] = int(whole.sum())
            mine = column[whole].ravel()
            if kept[line] < 2:
                lost[line] = "too few settings have a finite answer"
            elif np.ptp(mine) <= 1e-12 * max(1.0, float(np.abs(mine).max())):
                lost[line] = "it is the same at every setting"
            else:
                found = self.analysed(len(names), shares.reshape(self.runs, size, -1)[whole], mine)
                rows += [Index(line, name, pairs) for name, pairs in zip(names, found, strict=True)]
        return rows, kept, lost

    def analysed(self, count: int, shares: np.ndarray, answers: np.ndarray) -> list[tuple[tuple[float, float], ...]]:
        # SALib's analysis of Sobol takes a seed of 0 for none, and then draws from numpy's own stream.
        problem, options = _problem(count), {"conf_level": LEVEL, "num_resamples": RESAMPLES, "seed": self.seed + 1}
        if self.method == "sobol":
            from SALib.analyze import sobol as analysis

            found = analysis.analyze(problem, answers, calc_second_order=False, **options)
            columns = (found["ST"], found["ST_conf"], found["S1"], found["S1_conf"])
        else:
            from SALib.analyze import morris as screening

            unit = (shares.reshape(len(answers), count) - INNER[0]) / (INNER[1] - INNER[0])
            found = screening.analyze(problem, unit, answers, num_levels=4, **options)
            error = np.full(count, np.nan)  # SALib bootstraps the mean alone
            columns = (found["mu_star"], found["mu_star_conf"], found["sigma"], error)
        table = np.array([np.asarray(one, dtype=np.float64) for one in columns]).T.tolist()
        return [((one[0], one[1]), (one[2], one[3])) for one in table]

    def said(self, parameters: int, settings: int) -> str:
        names = {"sobol": "Sobol's indices", "morris": "Morris's screening"}[self.method]
        blocks = {"sobol": "points", "morris": "trajectories"}[self.method]
        some = f"{parameters} parameter{'' if parameters == 1 else 's'}"
        return f"{names} over the priors of {some}: {self.runs} {blocks}, {settings} settings"


def _problem(count: int) -> dict[str, object]:
    return {"num_vars": count, "names": [f"x{at}" for at in range(count)], "bounds": [[0.0, 1.0]] * count}


def _values(unknowns: Sequence[Unknown], shares: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    normal = ndtri(shares)
    return np.stack([one.at(normal[:, at]) for at, one in enumerate(unknowns)], axis=1)


def _notes(found: Indices) -> list[str]:
    notes = []
    for why, count in found.faults.items():
        notes.append(f"{count} of {len(found.answers)} settings have no answer: {why}.")
    short = [line for line in found.lines if line not in found.lost and found.kept[line] < found.blocks]
    for line in short:
        kept = f"{found.kept[line]} of {found.blocks} blocks, those with a finite answer at every setting"
        notes.append(f"{line}: estimated from {kept}; the parts of the priors where there is none are left out.")
    if found.method == "sobol":
        wide = [one for one in found.rows if one.error > WIDE]
        if wide:
            lines = len({one.line for one in wide})
            notes.append(
                f"For {lines} of {len(found.lines)} lines some intervals are wider than ±{WIDE:g}: "
                f"{found.blocks} points say little about these; ask for more."
            )
    return notes
