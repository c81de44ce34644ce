"""``detente signals``: what each observer learns from a move."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from detente.cli._evidence import present_of
from detente.cli._failures import GOOD
from detente.cli._json import dumped
from detente.cli._open import game_of, opened
from detente.cli._parser import add_evidence, add_json, add_now, add_scenario, add_solving
from detente.cli._progress import progress, told
from detente.errors import UsageError, did_you_mean

SUMMARY = "Say what each move would tell whom: belief before and after, and whether it separates, pools or is talk."
ABOUT = """
For each move that can be made now and each observer (the actors and the analyst): its belief
about every factor that it does not see, before and after, by Bayes under the equilibrium. An
observer sees what changes and not who changed it, so everything that looks the same is
weighed by its rate; `--named` lets it see which move was made.

A move separates where some type would almost never make it, pools where all make it alike,
and is cheap talk where it costs nothing and nothing that payoffs depend on hangs on it.

"Now" is the start, `--at` a date or `--moment` of the scenario, or with `--evidence` or
`--until` the belief that the records lead to; each conditioned on `--given`.

examples:
  detente signals two-parties-and-a-guarantor
  detente signals syria-2016 --until 2016-03-14 --move russia.draw_down --observer government
  detente signals mine.yaml --move envoy --named --json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_now(parser)
    add_evidence(parser)
    parser.add_argument(
        "--move", metavar="ACTOR.MOVE", action="append", default=[],
        help="only this move, or all of an actor (may be repeated)",
    )  # fmt: skip
    parser.add_argument(
        "--observer",
        metavar="NAME",
        action="append",
        default=[],
        help="only this actor, or `analyst` (may be repeated)",
    )
    parser.add_argument("--named", action="store_true", help="observers see which move is made")
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Solve and look."""
    scenario = opened(arguments)
    game = game_of(scenario, arguments)  # what is wrong with it is told first
    known = [*game.actor_names, "analyst"]
    for one in arguments.observer:
        if one not in known:
            raise UsageError(f"there is no observer `{one}`", did_you_mean(one, known))
    moves = [*(one.label for one in game.moves), *game.actor_names]
    for one in arguments.move:
        if one not in moves:
            raise UsageError(f"there is no move `{one}`", did_you_mean(one, moves))
    present = present_of(scenario, arguments)
    from detente.study.signals import signals

    with progress("what moves tell", quiet=arguments.json) as tell:
        found = signals(
            present, arguments.move or None, arguments.observer or None, named=arguments.named, progress=told(tell)
        )
    print(dumped(found.to_record()) if arguments.json else found.to_text())
    return GOOD
