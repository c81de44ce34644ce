"""``detente schema``: the JSON Schema of the language."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from detente.cli._json import dumped
from detente.cli._parser import add_json
from detente.cli._shapes import SHAPES
from detente.errors import UsageError, did_you_mean

SUMMARY = "Print the JSON Schema of the scenario language, for editors."
ABOUT = """
An editor that knows the schema completes keys and underlines wrong ones while you write.
`--command NAME` prints the schema of what that command writes with `--json` instead.

examples:
  detente schema > detente.schema.json
  detente schema --command solve"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--command", metavar="NAME", help="the shape of this command's --json instead")
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Print a schema (it is JSON with or without ``--json``)."""
    if arguments.command is not None:
        if arguments.command not in SHAPES:
            hint = did_you_mean(arguments.command, SHAPES)
            raise UsageError(f"no command `{arguments.command}` writes JSON", hint)
        print(dumped(SHAPES[arguments.command]))
        return 0
    from detente.scenario import schema

    print(dumped(schema()))
    return 0
