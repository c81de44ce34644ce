"""Draws of the uncertain parameters, for the commands that give intervals."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli._evidence import Chosen, read_evidence, until_of
from detente.cli._parser import positive, positive_whole, whole
from detente.cli._progress import progress, told
from detente.errors import NotConverged, UsageError

if TYPE_CHECKING:
    from detente.evidence.records import Records
    from detente.evidence.uncertainty import Ensemble, Forecast
    from detente.game import Game
    from detente.scenario import Scenario


def add_draws(parser: ArgumentParser) -> None:
    """How many draws, and where they are made."""
    parser.add_argument(
        "--draws",
        metavar="N",
        type=positive_whole,
        help="also draw the parameters N times from their priors, weigh the draws by the records, and give intervals",
    )
    parser.add_argument("--seed", metavar="S", type=whole, default=0, help="of the draws (default 0)")
    parser.add_argument(
        "--on", metavar="WHERE", help="a number of processes, or a Dask scheduler, tcp://HOST:PORT (default: all cores)"
    )
    parser.add_argument(
        "--draw-seconds",
        metavar="S",
        type=positive,
        default=120.0,
        help="a draw whose game takes longer to solve counts for nothing, and is counted (default 120)",
    )
    parser.add_argument(
        "--checkpoint", metavar="DIR", type=Path, help="keep the draws here: the same command goes on where it stopped"
    )


def ensemble_of(scenario: Scenario, arguments: Namespace) -> Ensemble:
    """The draws, weighed by the records.

    Raises
    ------
    NotConverged
        Where the evidence could not be brought in whole: its intervals would not be those of the posterior.
    """
    chosen = Chosen(scenario, arguments)
    game = chosen.game(explanation=arguments.explanation)
    evidence = read_evidence(scenario, arguments, game)
    until = until_of(game, arguments)
    if until is None:
        until = end_of(evidence.records, game)
    from detente.evidence.uncertainty import sample

    with progress("drawing", quiet=arguments.json) as tell:
        found = sample(
            chosen,
            evidence,
            draws=arguments.draws,
            until=until,
            seed=arguments.seed,
            max_seconds=arguments.draw_seconds,
            on=arguments.on,
            checkpoint=arguments.checkpoint,
            progress=told(tell),
        )
    if not found.outcome.converged:
        raise NotConverged(found.outcome)
    return found


def end_of(records: Records, game: Game) -> float | None:
    """The date of the last record, on which the belief of the whole record is; None where not all was public then."""
    last = max(one.at(game.clock) for one in records)
    return last if all(one.public(game.clock) <= last for one in records) else None


def forecasts_of(found: Ensemble, questions: list[str], arguments: Namespace) -> tuple[Forecast, ...]:
    """The questions, answered under every draw."""
    with progress("asking", quiet=arguments.json) as tell:
        return found.ask(*questions, on=arguments.on, checkpoint=arguments.checkpoint, progress=told(tell))


def refuse_without_draws(arguments: Namespace) -> None:
    """Refuse (UsageError) what only says how to draw, where nothing is drawn."""
    for option in ("on", "checkpoint"):
        if arguments.draws is None and getattr(arguments, option) is not None:
            raise UsageError(f"`--{option}` is about draws of the parameters", "add `--draws 500`, or leave it out")


def intervals(found: Forecast) -> list[dict[str, Any]]:
    """The intervals of a forecast as objects; the name is empty but for options."""
    return [
        {"name": one.name, "mean": one.mean, "low": one.low, "high": one.high, "error": one.error}
        for one in found.parts
    ]
