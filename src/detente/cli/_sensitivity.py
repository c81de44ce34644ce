"""``detente sensitivity``: which parameters an answer turns on."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from detente.cli._draws import end_of
from detente.cli._evidence import Chosen, read_evidence, until_of, wants_evidence
from detente.cli._failures import GOOD, blaming
from detente.cli._json import dumped
from detente.cli._open import game_of, opened
from detente.cli._parser import add_evidence, add_json, add_scenario, add_where, positive, positive_whole, whole
from detente.cli._progress import progress, told
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.game import Game
    from detente.scenario import Scenario

SUMMARY = "Find which parameters an answer turns on: one at a time, or over all their priors together."
ABOUT = """
methods:
  tornado    each parameter to the 10% and the 90% point of its prior, the others as they are
  morris     all together, cheaply: which parameters matter at all (RUNS x (parameters + 1) games)
  sobol      all together: each one's share of an answer's variance (RUNS x (parameters + 2) games)

Every setting solves the game anew and takes the records in anew. Without a QUESTION the
scenario's own are asked whose answers are numbers. With explanations, their chances are
looked at too. "Now" is the start, or with `--evidence` or `--until` what the records lead to.

examples:
  detente sensitivity two-parties "P(eventually(truce == broken), within=45)"
  detente sensitivity syria-2016 --until 2016-03-15 --parameters upkeep,burden
  detente sensitivity mine.yaml --method sobol --runs 256 --checkpoint drawn --json"""

RUNS = {"morris": 12, "sobol": 64}


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    parser.add_argument("questions", metavar="QUESTION", nargs="*", help="what to look at")
    add_evidence(parser)
    parser.add_argument("--method", choices=("tornado", "morris", "sobol"), default="tornado", help="default tornado")
    parser.add_argument("--parameters", metavar="A,B", help="only these (default: all that have a prior)")
    parser.add_argument(
        "--runs", metavar="N", type=positive_whole,
        help="trajectories of morris (default 12), or points of sobol, a power of 2 (default 64)",
    )  # fmt: skip
    parser.add_argument("--seed", metavar="S", type=whole, default=0, help="of morris and sobol (default 0)")
    parser.add_argument(
        "--max-seconds", metavar="S", type=positive, help="tornado: begin no further parameters after S seconds"
    )
    add_where(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Solve many times, and say what drives the answers."""
    refuse_for_the_method(arguments)
    scenario = opened(arguments)
    game = game_of(scenario, arguments)
    questions = asked_of(scenario, arguments, game)
    chosen, looking = ground_of(scenario, arguments, game)
    from detente.study.sensitivity import morris, sobol, tornado

    names = None if arguments.parameters is None else [one.strip() for one in arguments.parameters.split(",")]
    more: dict[str, Any] = {**looking, "parameters": names}
    with progress("looking", quiet=arguments.json) as tell:
        more["progress"] = told(tell)
        if arguments.method == "tornado":
            found = tornado(chosen, *questions, max_seconds=arguments.max_seconds, **more)
        else:
            study = {"morris": morris, "sobol": sobol}[arguments.method]
            runs = arguments.runs or RUNS[arguments.method]
            found = study(chosen, *questions, runs=runs, seed=arguments.seed, **more)
    print(dumped(found.to_record()) if arguments.json else found.to_text())
    return GOOD


def refuse_for_the_method(arguments: Namespace) -> None:
    """Refuse (UsageError) options that the method has no use for."""
    if arguments.method == "tornado" and arguments.runs is not None:
        raise UsageError("`--runs` is for morris and sobol", "a tornado takes two settings for each parameter")
    if arguments.method != "tornado" and arguments.max_seconds is not None:
        hint = "bound it by `--runs`, and keep it with `--checkpoint`"
        raise UsageError(f"`--max-seconds` is for the tornado: {arguments.method} needs its whole design", hint)


def asked_of(scenario: Scenario, arguments: Namespace, game: Game) -> list[str]:
    """The questions of the command line, or the scenario's own that are answered by a number."""
    from detente.forecast import read_question

    for text in arguments.questions:
        with blaming("QUESTION", text):
            read_question(text, game)
    if arguments.questions:
        return list(arguments.questions)
    return [one.text for one in scenario.questions if not one.text.replace(" ", "").startswith("move(")]


def ground_of(
    scenario: Scenario, arguments: Namespace, game: Game, wanted: bool = False
) -> tuple[Chosen, dict[str, Any]]:
    """The scenario as the options change it, and which records are met until when, where it is done and kept."""
    looking: dict[str, Any] = {"on": arguments.on, "checkpoint": arguments.checkpoint}
    if wanted or wants_evidence(arguments):
        evidence = read_evidence(scenario, arguments, game)
        until = until_of(game, arguments)
        looking |= {"evidence": evidence, "until": end_of(evidence.records, game) if until is None else until}
    return Chosen(scenario, arguments), looking
