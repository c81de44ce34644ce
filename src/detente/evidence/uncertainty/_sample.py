"""The entry point: sample the parameters of a scenario, given the evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from detente import __version__
from detente.errors import UsageError
from detente.evidence.filtering import Grades, gathered
from detente.evidence.uncertainty._crisis import Crisis, Shipped, shipped
from detente.evidence.uncertainty._ensemble import Ensemble
from detente.evidence.uncertainty._executor import Executor, opened_executor
from detente.evidence.uncertainty._ledger import Ledger, digest
from detente.evidence.uncertainty._priors import values_at
from detente.evidence.uncertainty._round import Rounds
from detente.evidence.uncertainty._smc import Plan, temper
from detente.evidence.uncertainty._weigh import Warm, Weigher, one_blas_thread, one_thread
from detente.evidence.uncertainty._weighed import Weighed
from detente.game import Game

Progress = Callable[[float, str], None]

SHARE = 0.75
"""The part of what is left that a round is told to leave: how many there will be is not known before."""


def sample(
    crisis: Crisis | Game,
    evidence: Any = None,
    *,
    draws: int = 500,
    until: str | float | dt.date | None = None,
    seed: int = 0,
    grades: Grades | None = None,
    tolerance: float = 1e-6,
    target: float = 0.4,
    most_moves: int = 5,
    max_seconds: float | None = 120.0,
    on: Executor | int | str | None = None,
    checkpoint: str | Path | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Draw the parameters from their priors, and weigh the draws by the evidence.

    Tempered sequential Monte Carlo: the evidence is brought in by stages, and at each the draws are resampled and
    moved, so that it works too where the evidence leaves little of the priors.

    Parameters
    ----------
    crisis
        A scenario, or a game. Parameters with a prior are drawn; the others stay as they are.
    evidence
        As :func:`~detente.evidence.observe` takes it; None for the priors alone.
    draws
        How many; at least 10.
    until
        The date of the belief, inclusive; only what was public by then counts.
    seed
        The result follows from this, whatever the number of workers and interruptions.
    tolerance
        On the residual of each solution.
    target
        The share of effective draws that a stage must keep, between 0 and 1; nearer to 1 means more stages.
    most_moves
        How many moves a stage may make.
    max_seconds
        The longest that one game may take to solve; a draw that takes longer counts for nothing, and is counted. None
        for no limit: then the result does not depend on how fast the machine is.
    on
        None for one process a core, a number of processes, or the address of a Dask scheduler, ``tcp://...``.
    checkpoint
        A folder in which to keep what was weighed. The same call goes on where an interrupted one stopped.
    progress
        Called with the share done and words; how many stages there will be shows only on the way.

    Raises
    ------
    UsageError
        Where nothing has a prior, no draw can be weighed, the records are impossible under all, nowhere can be run, or
        the checkpoint is damaged or of another run.
    RecordError
        For records that the scenario cannot read, or cannot produce as it stands.
    NotConverged
        Where the scenario as it stands has no converged solution.

    References
    ----------
    Del Moral, Doucet and Jasra (2006), Sequential Monte Carlo samplers.

    Examples
    --------
    >>> from detente.evidence import Record
    >>> from detente.evidence.uncertainty import sample
    >>> from detente.game import Event, Factor, Game, Parameter, Prior
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate="pace", when="truce == holding", then={"truce": "broken"})
    >>> pace = Parameter("pace", 0.3, Prior("gamma", (2.0, 0.15)))
    >>> game = Game([truce], nature=[breach], parameters=[pace])
    >>> found = sample(game, [Record("5", "change", ("truce",), ("broken",))], draws=400, on=1)
    >>> (mean,) = found.parameters  # the posterior is a gamma law with shape 3 and mean 3/(1/0.15 + 5)
    >>> abs(mean.mean - 3 / (1 / 0.15 + 5)) < 4 * mean.error
    True
    """
    _check(draws, seed, tolerance, target, most_moves, max_seconds)
    crisis = shipped(crisis)
    records, own = gathered(evidence, list(crisis.games.values()))
    grades = grades or own
    tables = (dict(grades.reliability), dict(grades.credibility), grades.false_reports)
    weigher = Weigher(crisis, records if evidence is not None else None, tables, until, tolerance, max_seconds)
    plan = Plan(draws, seed, target=target, most_moves=most_moves)
    settings = _settings(crisis, weigher, plan)
    ledger = Ledger(checkpoint, settings)
    with opened_executor(on) as executor:
        weigher, names, time = _based(weigher, ledger, progress)
        with one_blas_thread():
            found = temper(crisis.unknowns, plan, _weighing(Rounds(executor, ledger), weigher, progress))
    if progress is not None:
        progress(1.0, "done")
    with np.errstate(divide="ignore"):
        log_weights = np.log(found.weights)
    return Ensemble(
        unknowns=crisis.unknowns,
        explanations=names,
        values=values_at(crisis.unknowns, found.normal),
        log_weights=log_weights,
        log_likelihood=np.array([one.log_likelihood for one in found.weighed]),
        chances=np.array([one.posterior or (0.0,) * len(names) for one in found.weighed]),
        stages=found.stages,
        log_evidence=found.log_evidence,
        weighings=found.weighings,
        faults=found.faults,
        notes=found.notes,
        outcome=found.outcome,
        seed=seed,
        until=until,
        time=time,
        settings=settings,
        weigher=weigher,
    )


def _check(draws: int, seed: int, tolerance: float, target: float, most_moves: int, max_seconds: float | None) -> None:
    if draws < 10:
        raise UsageError(f"{draws} draws are too few to say anything", "500 is the default")
    if seed < 0:
        raise UsageError(f"the seed is {seed}", "it is a whole number, 0 or more")
    if not 0 < tolerance < 1:
        raise UsageError(f"the tolerance is {tolerance:g}", "it lies between 0 and 1; 1e-6 is the default")
    if not 0 < target < 1:
        raise UsageError(f"the target is {target:g}", "it lies between 0 and 1; 0.4 is the default")
    if most_moves < 1:
        raise UsageError("a stage without moves would only copy draws", "allow at least 1 move")
    if max_seconds is not None and not max_seconds > 0:
        raise UsageError(f"the time for a draw is {max_seconds:g} seconds", "it is above 0, or None for no limit")


def _settings(crisis: Shipped, weigher: Weigher, plan: Plan) -> dict[str, str]:
    """What a checkpoint must agree on, in words."""
    return {
        "scenario": crisis.digest,
        "records": "none" if weigher.records is None else weigher.records.sha256[:16],
        "grades": digest(repr(weigher.tables)),
        "until": str(weigher.until),
        "tolerance": f"{weigher.tolerance:g}",
        "seconds for a draw": f"{weigher.patience:g}" if weigher.patience else "no limit",
        "draws": str(plan.draws),
        "seed": str(plan.seed),
        "target": f"{plan.target:g}",
        "moves": f"{plan.most_moves}, renewal {plan.renewal:g}",
        "version": __version__,
    }


def _based(weigher: Weigher, ledger: Ledger, progress: Progress | None) -> tuple[Weigher, tuple[str, ...], float]:
    """The weigher with the solutions of the scenario as it stands, the explanations, and the time of the belief."""

    def tell(share: float, words: str) -> None:
        if progress is not None:
            progress(0.01 * share, words)

    with one_thread():
        kept = ledger.arrays("base")
        if kept is None:
            hypotheses = weigher.hypotheses(progress=tell)
            equilibria = list({id(one.equilibrium): one.equilibrium for one in hypotheses}.values())
            warm = tuple(Warm(one.values, one.visits) for one in equilibria)
            observed = weigher.observed(hypotheses)
            names, time = tuple(one.name for one in hypotheses), _known(weigher, observed.time)
            ledger.keep_arrays("base", _arrays(warm, names, time))
        else:
            try:
                warm, names, time = _from_arrays(kept)
            except KeyError as error:
                raise ledger.damaged("base.npz", f"{error} is not in it") from None
    return replace(weigher, warm=warm), names, time


def _known(weigher: Weigher, time: float) -> float:
    """The time of the last thing that the draws are weighed by: a record may be public later than it is dated."""
    clock = next(iter(weigher.crisis.games.values())).clock
    if weigher.until is not None or weigher.records is None:
        return time
    return max([time, *(one.public(clock) for one in weigher.records), *(one.ends(clock) for one in weigher.records)])


def _arrays(warm: tuple[Warm, ...], names: tuple[str, ...], time: float) -> dict[str, np.ndarray]:
    found = {"names": np.array(names), "time": np.array(time), "count": np.array(len(warm))}
    for at, one in enumerate(warm):
        found[f"values{at}"] = one.values
        if one.visits is not None:
            found[f"visits{at}"] = one.visits
    return found


def _from_arrays(kept: dict[str, np.ndarray]) -> tuple[tuple[Warm, ...], tuple[str, ...], float]:
    warm = tuple(Warm(kept[f"values{at}"], kept.get(f"visits{at}")) for at in range(int(kept["count"])))
    return warm, tuple(kept["names"].tolist()), float(kept["time"])


def _weighing(rounds: Rounds, weigher: Weigher, progress: Progress | None):
    """How a round of draws is weighed, with progress over rounds."""
    done = 0

    def weigh(name: str, words: str, values: np.ndarray) -> list[Weighed]:
        nonlocal done
        names = weigher.crisis.names
        jobs = [dict(zip(names, row, strict=True)) for row in values.tolist()]

        def tell(share: float) -> None:
            if progress is not None:
                progress(1 - 0.99 * SHARE ** (done + share), f"{words}: {round(share * len(jobs))} of {len(jobs)}")

        found = rounds.run(name, weigher, jobs, Weighed.from_record, tell)
        done += 1
        return found

    return weigh
