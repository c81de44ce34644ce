"""``detente expand``: the scenario in primitives only."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from detente.cli._failures import GOOD
from detente.cli._json import dumped
from detente.cli._open import game_of, opened, settings
from detente.cli._parser import add_file, add_json

if TYPE_CHECKING:
    from detente.scenario import Scenario

SUMMARY = "Print the scenario in primitives only: what the domain blocks stand for."
ABOUT = """
The blocks `forces`, `ceasefire`, `talks`, `channels` and `settlement`, and `takes:` on a
move, say in a few lines what actors, factors, moves, nature, payoffs and sight would say in
many. This prints the many. The expanded scenario is a scenario too: it loads, and gives the
same answers.

examples:
  detente expand syria-2016 | less
  detente expand mine.yaml > primitives.yaml && detente check primitives.yaml
  detente expand mine.yaml --json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_file(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Print the expanded scenario."""
    scenario = opened(arguments)
    text = scenario.expanded()
    if arguments.set or arguments.json:
        import yaml

        # Every scalar stays the text that was written, as in the scenario reader: `no` is a word.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        tree = yaml.load(text, Loader=loader)
        for name, value in checked(scenario, arguments).items():
            tree["parameters"][name] = with_value(tree["parameters"][name], value)
        text = dumped(tree) if arguments.json else yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=110)
    print(text.rstrip("\n"))
    return GOOD


def checked(scenario: Scenario, arguments: Namespace) -> dict[str, float | str]:
    """The settings, known to give a sound game."""
    arguments.explanation = arguments.max_states = None
    if arguments.set:
        game_of(scenario, arguments)
    return settings(arguments)


def with_value(written: str | dict[str, Any], value: float | str) -> str | dict[str, Any]:
    """A parameter as it was written, with another value."""
    text = value if isinstance(value, str) else f"{value:.17g}"
    return {**written, "value": text} if isinstance(written, dict) else text
