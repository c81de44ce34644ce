"""``detente score``: how the forecasts came out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from detente.cli._evidence import Chosen, hypotheses_of, named_file, read_evidence
from detente.cli._failures import GOOD, INTERRUPTED
from detente.cli._json import dumped
from detente.cli._open import opened
from detente.cli._parser import add_json, add_records, add_scenario, add_solving, whole
from detente.cli._progress import progress, told
from detente.cli._table import width

SUMMARY = "Forecast from successive dates with only the record until each, and score what came of it."
ABOUT = """
A plan says from which dates to forecast what, and how far ahead. Each forecast is made with
the records that were public by its date and no others, and scored when the record resolves
it: Brier, log and ranked probability scores, a reliability curve, and the skill against
base rates, persistence and the same model with actors who choose at random. The worst get
a post-mortem: which records moved them the wrong way. Scores are shown whatever they are.
Stopped with Ctrl-C, it scores the dates that are done. Without `--plan` the plan is the one
that the scenario names under `evidence:`.

examples:
  detente score syria-2016
  detente score syria-2016 --json > scores.json
  detente score mine.yaml --evidence records.csv --plan scores.yaml --assumptions 3"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_records(parser)
    parser.add_argument("--plan", metavar="FILE", type=Path, help="what to forecast, from when, and how far ahead")
    parser.add_argument(
        "--worst", metavar="N", type=whole, default=5, help="so many of the worst get a post-mortem (default 5)"
    )
    parser.add_argument(
        "--assumptions",
        metavar="N",
        type=whole,
        default=0,
        help="in a post-mortem, try so many doubtful parameters (each solves the game anew; default 0)",
    )
    parser.add_argument("--seed", metavar="S", type=whole, default=0, help="of resampled intervals (default 0)")
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Forecast and score."""
    scenario = opened(arguments)
    file = named_file(scenario, arguments, "scores", "plan of what to forecast", option="plan")
    chosen = Chosen(scenario, arguments)
    game = chosen.game(explanation=arguments.explanation)
    from detente.evidence.scores import read_plan, score

    plan = read_plan(file, game=game)
    evidence = read_evidence(scenario, arguments, game)
    hypotheses = hypotheses_of(scenario, arguments)
    with progress("scoring", quiet=arguments.json) as tell:
        found = score(
            chosen,
            evidence,
            plan,
            hypotheses=hypotheses,
            worst=arguments.worst,
            assumptions=arguments.assumptions,
            seed=arguments.seed,
            progress=told(tell),
        )
    print(dumped(found.to_record()) if arguments.json else found.to_text(width()))
    return INTERRUPTED if found.outcome.code == "interrupted" else GOOD
