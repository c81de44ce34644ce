"""``detente check``: whether the scenario is sound."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from detente.cli._failures import GOOD, SCENARIO_WRONG, listed, rendered
from detente.cli._json import dumped
from detente.cli._open import game_of, opened
from detente.cli._parser import add_json, add_scenario
from detente.errors import ScenarioError

if TYPE_CHECKING:
    from detente.errors import Diagnostic
    from detente.game import Game
    from detente.scenario import Scenario

SUMMARY = "Say everything that is wrong with a scenario, or how large its game is."
ABOUT = """
Reads the scenario, resolves every expression, finds the states that can be reached and
evaluates every guard, chance, rate and payoff in each of them. All errors are shown at
once, each with its place in the file, what was expected and the likely fix. Warnings (a
factor that never changes, a move that can never be made) do not fail.

examples:
  detente check mine.yaml
  detente check syria-2016 --json
  detente check mine.yaml --max-states 100000"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Check one scenario, under every overlay and every change."""
    try:
        scenario = opened(arguments)
        game = game_of(scenario, arguments)
        diagnostics = tuple(every(scenario, game, arguments))
    except ScenarioError as error:
        if not arguments.json or all(one.code == "S039" for one in error.diagnostics):
            raise
        print(dumped({"file": arguments.file, "ok": False, "diagnostics": listed(error.diagnostics)}))
        return SCENARIO_WRONG
    sizes = {
        "states": len(game.space),
        "factors": len(game.factors),
        "actors": len(game.actors),
        "moves": len(game.moves),
        "events": len(game.nature),
    }
    if arguments.json:
        print(dumped({"file": arguments.file, "ok": True, **sizes, "diagnostics": listed(diagnostics)}))
        return GOOD
    if diagnostics:
        print(rendered(diagnostics, scenario.text) + "\n", file=sys.stderr)
    counted = (f"{number:,} {name if number != 1 else name[:-1]}" for name, number in sizes.items())
    print(f"{arguments.file}: good. " + ", ".join(counted))
    return GOOD


def every(scenario: Scenario, game: Game, arguments: Namespace) -> list[Diagnostic]:
    """The warnings; raises a ScenarioError where an overlay is wrong in its reachable states, or a file missing."""
    several = scenario.do or any(one.kind == "overlay" for one in scenario.explanations.values())
    if several and not one_game(arguments):
        limit = {} if arguments.max_states is None else {"max_states": arguments.max_states}
        found = scenario.check(**limit)
    else:
        found = [*scenario.missing(), *scenario.placed(game.tables.warnings, arguments.explanation)]
    if any(one.severity == "error" for one in found):
        raise ScenarioError(found, scenario.text)
    return found


def one_game(arguments: Namespace) -> bool:
    """Whether options make one game of the scenario, which is then all that is checked."""
    return bool(arguments.set or arguments.explanation)
