"""``detente new``: a commented scenario to start from."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from detente.cli._files import new_file
from detente.cli._json import dumped
from detente.cli._parser import add_json
from detente.errors import UsageError

SUMMARY = "Write a commented scenario to start from; never over an existing file."
ABOUT = """
The file is a small complete scenario: it can be checked, solved and analysed as it stands,
and its comments say what each part is for and what to change first.

examples:
  detente new mine.yaml
  detente new border-crisis --title "The border crisis"     writes border-crisis.yaml"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", metavar="NAME", help="the file to write; `.yaml` is added where it has no ending")
    parser.add_argument("--title", metavar="TEXT", help="the title of the scenario (default: made from the name)")
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Write the file."""
    from detente.scenario import template

    path = Path(arguments.name)
    if path.name in ("", ".."):
        raise UsageError("the new scenario needs a file name", "write `detente new mine.yaml`")
    if path.suffix not in (".yaml", ".yml"):
        path = path.with_name(path.name + ".yaml")
    title = arguments.title or path.stem.replace("-", " ").replace("_", " ").capitalize()
    new_file(path, template(title))
    if arguments.json:
        print(dumped({"file": str(path), "title": title}))
    else:
        print(f"wrote {path}\nnext: detente check {path}\n      detente analyse {path}")
    return 0
