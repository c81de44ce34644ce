"""``detente cases``: what is in the casebook."""

from __future__ import annotations

import textwrap
from argparse import ArgumentParser, Namespace

from detente.cli._failures import GOOD
from detente.cli._json import dumped
from detente.cli._parser import add_json

SUMMARY = "List the bundled cases: what each is about and how many states it has."
ABOUT = """
A case is a scenario with its sources and a page that explains each choice. Its name stands
wherever FILE does.

examples:
  detente cases
  detente cases --json
  detente analyse syria-2016"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_json(parser)


def run(arguments: Namespace) -> int:
    """List the cases."""
    from detente.casebook import cases
    from detente.scenario import load

    found = []
    for one in cases():
        states = len(load(one.scenario).game().space)
        found.append({"name": one.name, "title": one.title, "abstract": one.abstract, "states": states})
    if arguments.json:
        print(dumped(found))
        return GOOD
    blocks = []
    for one in found:
        abstract = textwrap.fill(one["abstract"], 92, initial_indent="  ", subsequent_indent="  ")
        blocks.append(f"{one['name']}  ({one['states']:,} states)\n  {one['title']}\n{abstract}")
    print("\n\n".join(blocks))
    return GOOD
