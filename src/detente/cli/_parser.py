"""The shape of every command line: one kind of parser, and the arguments that commands share.

The standard library's parser is used: a richer one costs 0.2 s at every start, and `check` has 0.5 s in all.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from detente import __version__
from detente.errors import UsageError, did_you_mean

EXIT_CODES = """\
exit codes:
  0  good
  1  the scenario or its evidence is wrong (or an expected answer is not met)
  2  the command was misused
  3  the solution did not converge
  70 a fault of the program; 130 stopped with Ctrl-C"""


class Layout(argparse.RawDescriptionHelpFormatter):
    """Help as it was written, at most 96 columns wide, long options on a line of their own."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=min(96, shutil.get_terminal_size().columns))


class Parser(argparse.ArgumentParser):
    """A parser without abbreviations whose refusals name the nearest option and the way to help."""

    def __init__(self, prog: str, description: str, epilog: str) -> None:
        epilog = f"{epilog.strip()}\n\n{EXIT_CODES}"
        super().__init__(prog=prog, description=description, epilog=epilog, formatter_class=Layout, allow_abbrev=False)

    def error(self, message: str, hint: str | None = None) -> NoReturn:
        """Refuse (UsageError), with the nearest option where one is unknown."""
        stranger = message.removeprefix("unrecognized arguments: ").split()[0]
        if hint is None and stranger.startswith("-") and stranger != "-":
            known = [one for one in self._option_string_actions if one.startswith("--")]
            hint = did_you_mean(stranger.split("=")[0], known)
        raise UsageError(message, hint or f"see `{self.prog} --help`")


def top_parser(summaries: Mapping[str, str]) -> Parser:
    """The parser that knows the commands only by name (with their summaries where help is asked for)."""
    listed = "\n".join(f"  {name:<10} {summary}" for name, summary in summaries.items())
    about = f"""\
commands:
{listed}

start here:
  detente cases                       what is in the casebook
  detente analyse syria-2016          the whole analysis of a case, as a page
  detente new mine.yaml               a commented scenario of your own
  detente COMMAND --help              what a command does, with examples

FILE is a path or the name of a case. DETENTE_DEBUG=1 shows where an internal error happened."""
    parser = Parser("detente", "Crises as continuous-time stochastic games: equilibria and dated forecasts.", about)
    parser.usage = "detente COMMAND [arguments]"
    parser.add_argument("--version", action="version", version=f"detente {__version__}")
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="write JSON of a documented, stable shape to stdout")


def add_file(parser: argparse.ArgumentParser) -> None:
    """``FILE`` and ``--set``."""
    parser.add_argument("file", metavar="FILE", help="path of a scenario, or the name of a case (`detente cases`)")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="give a parameter another value: a number or an expression over parameters (may be repeated)",
    )


def add_scenario(parser: argparse.ArgumentParser) -> None:
    """``FILE`` and what changes the game that is made of it."""
    add_file(parser)
    parser.add_argument(
        "--explanation", metavar="NAME", help="as this explanation has it: its overlay, or its hidden value"
    )
    parser.add_argument(
        "--max-states",
        metavar="N",
        type=positive_whole,
        help="refuse a scenario with more reachable states than N",
    )


def add_now(parser: argparse.ArgumentParser) -> None:
    """What "now" is: the start, a date, a moment of the scenario, and a condition on it."""
    parser.add_argument("--given", metavar="EXPR", help='condition "now" on an expression: "truce == holding"')
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--at", metavar="WHEN", help='"now" is this date, or this many clock units after the start')
    when.add_argument("--moment", metavar="NAME", help='"now" is this entry of `moments:` in the scenario')


def add_records(parser: argparse.ArgumentParser) -> None:
    """The records."""
    parser.add_argument(
        "--evidence",
        metavar="FILE",
        action="append",
        default=[],
        help="records in place of the scenario's own: .csv, .parquet or .duckdb (may be repeated)",
    )


def add_evidence(parser: argparse.ArgumentParser) -> None:
    """The records, and as of when."""
    add_records(parser)
    parser.add_argument("--until", metavar="DATE", help="as of this date: only what was public by then counts")


def add_solving(parser: argparse.ArgumentParser) -> None:
    """How the equilibrium is looked for."""
    parser.add_argument("--max-seconds", metavar="S", type=positive, help="stop solving after S seconds")


def add_where(parser: argparse.ArgumentParser) -> None:
    """Where many games are solved, and where they are kept."""
    parser.add_argument(
        "--on", metavar="WHERE", help="a number of processes, or a Dask scheduler, tcp://HOST:PORT (default: all cores)"
    )
    parser.add_argument(
        "--checkpoint", metavar="DIR", type=Path, help="keep what is done: the same command goes on where it stopped"
    )


def positive(text: str) -> float:
    """A number above zero, as an argument type."""
    try:
        found = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is no number") from None
    if not 0 < found < float("inf"):
        raise argparse.ArgumentTypeError(f"`{text}` is not a finite number above 0")
    return found


def not_negative(text: str) -> float:
    """A number from 0, as an argument type."""
    return 0.0 if text.strip("0.") == "" and "0" in text else positive(text)


def positive_whole(text: str) -> int:
    """A whole number above zero, as an argument type."""
    found = whole(text)
    if found < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is not above 0")
    return found


def whole(text: str) -> int:
    """A whole number from 0, as an argument type (``1_000`` and ``1e6`` are not)."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise argparse.ArgumentTypeError(f"`{text}` is no whole number from 0")
    return int(text)


def colours(stream: object) -> bool:
    """Whether a stream is a terminal that may be written to in colour (NO_COLOR is respected)."""
    return bool(getattr(stream, "isatty", lambda: False)()) and "NO_COLOR" not in os.environ
