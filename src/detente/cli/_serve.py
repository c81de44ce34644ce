"""``detente serve``: the workbench in a browser."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace

from detente.cli._failures import GOOD
from detente.cli._json import dumped
from detente.cli._parser import add_json, positive, positive_whole, whole

SUMMARY = "Open the workbench: look at a scenario in a browser, and change it there."
ABOUT = """
Starts a web server on this computer and prints its address. In the browser: choose the
date and see beliefs move, drag a parameter and see the answers move, switch `do` blocks,
ask questions with completion, edit the scenario and see what is wrong as you type, compare
two variants, and take the report, the data and the scenario along. It listens on this
computer only, writes nothing, and ends with Ctrl-C.

examples:
  detente serve                      the casebook
  detente serve syria-2016 --open    a case, in your browser
  detente serve mine.yaml --port 0   on any port that is free"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file", metavar="CASE", nargs="?", help="path of a scenario, or the name of a case, to offer first"
    )
    parser.add_argument("--port", metavar="N", type=port, default=8765, help="listen there (8765); 0 for a free one")
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="listen on this address; other computers can then use the workbench",
    )
    parser.add_argument("--open", action="store_true", help="open it in the browser")
    parser.add_argument("--workers", metavar="N", type=positive_whole, help="processes that solve (one for each core)")
    parser.add_argument(
        "--max-states", metavar="N", type=positive_whole, help="refuse a game with more states than N (200000)"
    )
    parser.add_argument("--max-seconds", metavar="S", type=positive, help="stop a solution after S seconds (300)")
    add_json(parser)


def port(text: str) -> int:
    """A port, as an argument type."""
    found = whole(text)
    if found > 65535:
        raise ArgumentTypeError(f"`{text}` is no port: they go to 65535")
    return found


def run(arguments: Namespace) -> int:
    """Serve until interrupted."""
    from detente.web import Limits, serve

    limits = Limits()
    if arguments.workers is not None:
        limits = replace(limits, workers=arguments.workers)
    if arguments.max_states is not None:
        limits = replace(limits, states=arguments.max_states)
    if arguments.max_seconds is not None:
        limits = replace(limits, solve_seconds=arguments.max_seconds)

    def told(address: str, alone: bool) -> None:
        said = dumped({"address": address, "loopback": alone})
        print(said if arguments.json else f"The workbench is at {address}  (Ctrl-C ends it)", flush=True)
        if not alone:
            print(
                "warning: other computers can reach it, and there is no password: whoever can, can read the scenario\n"
                "and make this computer work. Leave `--host` out to keep it to yourself.",
                file=sys.stderr,
                flush=True,
            )
        if arguments.open:
            import webbrowser

            webbrowser.open(address)

    serve(arguments.file, host=arguments.host, port=arguments.port, limits=limits, told=told)
    return GOOD
