"""``detente compare``: what would be otherwise if the scenario were changed."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli._draws import add_draws, end_of, ensemble_of, refuse_without_draws
from detente.cli._evidence import evidence_of, read_evidence, until_of, wants_evidence
from detente.cli._failures import GOOD, blaming
from detente.cli._json import dumped
from detente.cli._open import game_of, opened, settings
from detente.cli._parser import add_evidence, add_json, add_scenario, positive
from detente.cli._progress import progress, told
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.game import Game
    from detente.scenario import Scenario

SUMMARY = "Compare the scenario as it stands with changes made to it."
ABOUT = """
A change is a block under `do:` of the scenario, a YAML text, or a file of either. Without
`--do` all changes of the scenario are compared, without a QUESTION its own are answered.
Each change is solved as a game of its own, and says how it meets the records: `from: start`
(without them), `from: now` (an intervention on the date; the belief is carried over) or
`from: record` (it held all along, and meets the records itself). The records are those of
`--evidence`, or the scenario's own, until the last of them or `--until`.

examples:
  detente compare syria-2016 --do no_withdrawal
  detente compare two-parties --do "forbid: [guarantor.return]" "P(truce == broken, at=60)"
  detente compare mine.yaml --do changes.yaml --evidence records.csv --draws 100 --json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    parser.add_argument("questions", metavar="QUESTION", nargs="*", help="what to answer; quote it for the shell")
    parser.add_argument(
        "--do", metavar="CHANGE", action="append", help="a change: its name, a YAML text, or a file (repeat for more)"
    )
    parser.add_argument(
        "--from", dest="since", choices=("start", "now", "record"), help="how the changes meet the records"
    )
    add_evidence(parser)
    add_draws(parser)
    parser.add_argument(
        "--max-seconds", metavar="S", type=positive, default=120.0, help="the longest for one solution (default 120)"
    )
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Solve and compare."""
    refuse_without_draws(arguments)
    scenario = opened(arguments)
    if arguments.explanation is not None:
        raise UsageError("`--explanation` does not go with `compare`", "a change is made under every explanation")
    if arguments.draws is not None and arguments.set:
        raise UsageError("`--set` does not go with `--draws`", "leave one of the two out, or make it a change")
    game = game_of(scenario, arguments)
    questions = list(arguments.questions)
    for text in questions:
        with blaming("QUESTION", text):
            read_checked(text, game)
    do = None if arguments.do is None else [one for text in arguments.do for one in changes_of(scenario, text)]
    evidence, until = None, until_of(game, arguments)
    if evidence_of(scenario, arguments) is not None or wants_evidence(arguments):
        evidence = read_evidence(scenario, arguments, game)
        until = end_of(evidence.records, game) if until is None else until
    drawn = None if arguments.draws is None else ensemble_of(scenario, arguments)
    from detente.study.counterfactual import compare

    with progress("comparing", quiet=arguments.json) as tell:
        found = compare(
            scenario,
            do,
            questions,
            evidence=evidence,
            until=until,
            since=arguments.since,
            set=settings(arguments),
            ensemble=drawn,
            max_seconds=arguments.max_seconds,
            on=arguments.on,
            checkpoint=None if arguments.checkpoint is None else arguments.checkpoint / "compare",
            progress=told(tell),
        )
    print(dumped(found.to_record()) if arguments.json else found.to_text())
    for variant in found.variants:
        for warning in variant.warnings:
            print(f"warning: {variant.name}: {warning}", file=sys.stderr)
    return GOOD


def read_checked(text: str, game: Game) -> None:
    """Refuse a question that cannot be read, before anything is solved."""
    from detente.forecast import read_question

    read_question(text, game)


def changes_of(scenario: Scenario, text: str) -> tuple[Any, ...]:
    """The changes that one ``--do`` names."""
    file = Path(text)
    if text not in scenario.do and file.suffix in (".yaml", ".yml"):
        try:
            return scenario.changes(file.read_text(encoding="utf-8"), file.stem)
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"`--do`: the file `{file}` cannot be read: {error}") from None
    return scenario.changes(text)
