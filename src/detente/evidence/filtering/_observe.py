"""From evidence to a belief: one pass forward over the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

from detente.equilibrium import Equilibrium
from detente.errors import UsageError
from detente.evidence.filtering._gather import gathered
from detente.evidence.filtering._grades import Grades
from detente.evidence.filtering._hypotheses import Hypothesis, as_hypotheses
from detente.evidence.filtering._observed import Observed
from detente.evidence.filtering._run import Run
from detente.evidence.filtering._timeline import occasions
from detente.evidence.records import moment
from detente.game import ClockFault, Game

Progress = Callable[[float, str], None]


def observe(
    subject: Equilibrium | Hypothesis | Sequence[Hypothesis],
    evidence: Any = None,
    *,
    until: str | float | dt.date | None = None,
    grades: Grades | None = None,
    smooth: bool = False,
    progress: Progress | None = None,
) -> Observed:
    """Take dated records in: the belief that they lead to, and what each of them did to the explanations.

    Between records, nothing that the analyst sees has changed, and that is evidence too: the law of motion is
    restricted to the transitions that change nothing it sees, ``p <- p exp(H dt)``, and the mass lost is likelihood.
    A change or a move multiplies by the rates of the transitions that fit it, a reading by its likelihood vector.

    Parameters
    ----------
    subject
        An equilibrium, or hypotheses as :func:`hypotheses_of` makes them of a scenario.
    evidence
        Records, a file of records, or a scenario's ``evidence``; None for none.
    until
        The date of the belief, inclusive; only what was public by then is used. None for the last record's date.
    grades
        What the Admiralty grades are worth; None for what the scenario's evidence says, or the default.
    smooth
        Whether to look back too: what hidden factors were at each record, seen from the end.

    Raises
    ------
    RecordError
        For records that the scenario cannot read, all of them at once with their places.
    Impossible
        For a record that no path can produce under any explanation.
    UsageError
        For a date before the start, or priors that are all 0.
    NotConverged
        Where a silence is too long for rates so high.

    Examples
    --------
    >>> from detente.equilibrium import solve
    >>> from detente.evidence import Record, observe
    >>> from detente.game import Event, Factor, Game
    >>> plan = Factor("plan", ["bluff", "real"], start={"bluff": 0.5, "real": 0.5})
    >>> truce = Factor("truce", ["broken", "holding"], start="holding")
    >>> breach = Event("breach", rate="0.1 + 0.3*(plan == real)", when="truce == holding", then={"truce": "broken"})
    >>> game = Game([plan, truce], nature=[breach], analyst_sees=("truce",))
    >>> seen = observe(solve(game), [Record("2.0", "change", ("truce",), ("broken",))])
    >>> round(seen.marginals()["plan"]["real"], 6)  # 4 exp(-0.8) to exp(-0.2)
    0.687035
    """
    hypotheses = as_hypotheses(subject)  # pyright: ignore[reportArgumentType]
    game = hypotheses[0].equilibrium.game
    records, own = gathered(evidence, [one.equilibrium.game for one in hypotheses])
    end = None if until is None else _end(until, game)
    if until is not None:
        records = records.until(until, game.clock)
    run = Run.begin(hypotheses, grades or own, keep_tape=smooth)
    groups = list(occasions(records, game.clock))
    for at, occasion in enumerate(groups):
        run.occasion(occasion)
        if progress is not None:
            progress((at + 1) / len(groups), "taking the records in")
    return run.finished(records, run.time if end is None else end, smooth)


def _end(until: str | float | dt.date, game: Game) -> float:
    if not isinstance(until, str | Real | dt.date):
        raise UsageError(f"`until` is a date, or a number of {game.clock.unit}s, and no {type(until).__name__}")
    try:
        time = moment(float(until) if isinstance(until, Real) else until, game.clock)
    except ClockFault as fault:
        raise UsageError(f"`until`: {fault}") from None
    if time < 0:
        raise UsageError(f"{until} is before the start of the scenario, {game.clock.start or 0}")
    return time
