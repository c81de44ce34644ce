"""``detente trace``: a simulated history as each observer sees it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from detente.cli._json import dumped
from detente.cli._open import game_of, now_of, opened, solved
from detente.cli._parser import add_json, add_now, add_scenario, add_solving, positive, whole

SUMMARY = "Play one history and show what each observer sees of it."
ABOUT = """
At every step: what happened and when, who could tell, what each actor and the analyst now
see, and what they may do next with what chance. The best way to check that the right
parties know the right things.

examples:
  detente trace two-parties
  detente trace syria-2016 --seed 3 --horizon 60
  detente trace mine.yaml --json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    parser.add_argument("--horizon", metavar="T", type=positive, default=30.0, help="clock units (default 30)")
    parser.add_argument("--seed", metavar="S", type=whole, default=0, help="of the random numbers (default 0)")
    add_now(parser)
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Play and print."""
    scenario = opened(arguments)
    equilibrium = solved(game_of(scenario, arguments), arguments, search=0).raise_unless_converged()
    now = now_of(scenario, equilibrium, arguments)
    from detente.forecast import trace

    found = trace(now, horizon=arguments.horizon, seed=arguments.seed)
    print(dumped(found.to_record()) if arguments.json else found.text.rstrip("\n"))
    return 0
