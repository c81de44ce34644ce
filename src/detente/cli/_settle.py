"""``detente settle``: which settlement all could live with, and who blocks it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from detente.cli._evidence import present_of
from detente.cli._failures import GOOD
from detente.cli._json import dumped
from detente.cli._open import game_of, opened
from detente.cli._parser import add_evidence, add_json, add_now, add_scenario, add_solving
from detente.cli._progress import progress, told
from detente.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from detente.game import Settlement
    from detente.scenario import Scenario
    from detente.study.settlement import Instrument

SUMMARY = "Analyse settlements: who gains, who blocks, what would unblock it, whether it comes and lasts."
ABOUT = """
For each option: what each actor gains by agreeing now over carrying on (in units of utility),
who would accept, who must be passed and blocks, the chance that it is agreed by when, and
that an agreement made now lasts. Beside it what the classic reduced forms say.

"Now" is the start, `--at` a date or `--moment` of the scenario, or with `--evidence` or
`--until` the belief that the records lead to; each conditioned on `--given`.

instruments (each solves the game again, some ten times for each option that is blocked):
  payment         paid once, on agreement, to each who blocks
  flow            paid for as long as the agreement stands
  guarantee       breaking the agreement costs more
  FORCE           a force of the scenario is not drawn down below a level while it stands
  PARAMETER=TO    a parameter moved from its value towards another
  all             all of the first four kinds

examples:
  detente settle syria-2016 --until 2016-03-15
  detente settle syria-2016 --option unitary_centralised --instrument payment
  detente settle mine.yaml --instrument guarantee --instrument upkeep=0.2 --json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_now(parser)
    add_evidence(parser)
    parser.add_argument("--settlement", metavar="NAME", help="only this one, where the scenario has several")
    parser.add_argument(
        "--option", metavar="NAME", action="append", default=[], help="only this option (may be repeated)"
    )
    parser.add_argument(
        "--within", metavar="TIME", action="append", default=[],
        help='a horizon, as in "90 days" (may be repeated; default 30, 90, 180 and 365 days)',
    )  # fmt: skip
    parser.add_argument(
        "--instrument", metavar="NAME", action="append", default=[],
        help="look for the smallest of these that unblocks an option (may be repeated)",
    )  # fmt: skip
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Solve and analyse, one settlement after the other."""
    scenario = opened(arguments)
    game = game_of(scenario, arguments)  # what is wrong with it is told first
    wanted = settlements(scenario, arguments)
    from detente.study.settlement import request, settle

    tools = [instrument(text) for text in arguments.instrument]
    horizons = arguments.within or None
    asked = [(one, own_options(wanted, one, arguments)) for one in wanted]
    asked = [(one, options) for one, options in asked if options or not arguments.option]
    for one, options in asked:
        request(game, one, options or None, horizons, tools)  # refused before the long work of solving
    present = present_of(scenario, arguments)
    found = []
    with progress("settling", quiet=arguments.json) as tell:
        for one, options in asked:
            found.append(
                settle(present, one, options=options or None, horizons=horizons, instruments=tools, progress=told(tell))
            )
    print(dumped([one.to_record() for one in found]) if arguments.json else "\n\n".join(one.to_text() for one in found))
    return GOOD


def settlements(scenario: Scenario, arguments: Namespace) -> tuple[Settlement, ...]:
    """All of the scenario's, or the one that is named."""
    known = {one.factor: one for one in scenario.settlements}
    if not known:
        raise UsageError("this scenario has no settlement", "describe one with the block `settlement:`")
    if arguments.settlement is None:
        return tuple(known.values())
    if arguments.settlement not in known:
        hint = did_you_mean(arguments.settlement, known)
        raise UsageError(f"there is no settlement `{arguments.settlement}` in this scenario", hint)
    return (known[arguments.settlement],)


def own_options(wanted: tuple[Settlement, ...], one: Settlement, arguments: Namespace) -> list[str]:
    """The options that are named and that this settlement has; a name that none has is misuse."""
    every = [option for each in wanted for option in each.options]
    for option in arguments.option:
        if option not in every:
            raise UsageError(f"`--option`: there is no option `{option}`", did_you_mean(option, every))
    return [option for option in arguments.option if option in one.options]


def instrument(text: str) -> Instrument | str:
    """A name, or a parameter with the value to move it towards."""
    from detente.study.settlement import parameter

    name, equals, value = text.partition("=")
    if not equals:
        return text
    try:
        return parameter(name.strip(), float(value))
    except ValueError:
        raise UsageError(f"`--instrument {text}` cannot be read", "write `--instrument upkeep=0.2`") from None
