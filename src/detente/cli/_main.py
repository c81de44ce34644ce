"""From the words of a command line to a command, and from whatever happens to an exit code."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from types import ModuleType

from detente.cli._failures import FAILED, INTERRUPTED, PIPE_CLOSED, report_failure
from detente.cli._parser import Parser, top_parser
from detente.errors import UsageError, did_you_mean

COMMANDS = (
    *("check", "expand", "solve", "ask", "simulate", "trace", "analyse"),
    *("map", "observe", "explain", "watch", "claims", "score"),
    *("compare", "sensitivity", "breakeven", "settle", "signals"),
    *("serve", "cases", "new", "schema"),
)
"""The commands in the order in which someone new would meet them; each is a file ``_NAME.py`` here."""


def command(name: str) -> ModuleType:
    """The module of a command: it has SUMMARY, ABOUT, ``add(parser)`` and ``run(arguments)``."""
    from importlib import import_module

    return import_module(f"detente.cli._{name}")


def parser_of(name: str) -> Parser:
    """The complete parser of one command."""
    module = command(name)
    parser = Parser(prog=f"detente {name}", description=module.SUMMARY, epilog=module.ABOUT)
    module.add(parser)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code: 0 good, 1 scenario wrong, 2 misuse, 3 not converged."""
    arguments = Namespace(json=False)
    prepare_environment()
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        words = sys.argv[1:] if words is None else list(words)
        arguments.json = "--json" in words
        name, rest = split(words)
        arguments = parser_of(name).parse_intermixed_args(rest)
        code = command(name).run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        kept = getattr(arguments, "checkpoint", None)
        how = (
            "nothing was written"
            if kept is None
            else f"what was drawn is in `{kept}`: the same command goes on from it"
        )
        print(f"stopped; {how}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:
        code = report_failure(error, as_json=arguments.json)
        if code == FAILED and os.environ.get("DETENTE_DEBUG") == "1":
            import traceback

            traceback.print_exc()
        return code


def prepare_environment() -> None:
    """Settings of libraries that must be made before they are loaded; the user's own settings stand."""
    # Products here are small: threads inside each cost more than they give, and very much on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Looking for plugins that change what a scenario means takes longer than reading one.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Most of what is made at the start lives to the end: collecting it again and again is a tenth of `check`.
    gc.set_threshold(100_000, 20, 20)
    atexit.register(end_quickly)


def end_quickly() -> None:
    """Spare the process that ends a look through all its memory; DuckDB would report what is left as leaked."""
    if "duckdb" not in sys.modules:
        gc.freeze()


def split(words: list[str]) -> tuple[str, list[str]]:
    """The command and the words after it; help and refusals end here."""
    top = top_parser({name: command(name).SUMMARY for name in COMMANDS} if not words or words[0] in HELP else {})
    if not words:
        top.print_help(sys.stderr)
        raise SystemExit(2)
    if words[0] in COMMANDS:
        return words[0], words[1:]
    if words[0].startswith("-"):
        top.parse_args(words[:1])
    hint = did_you_mean(words[0], COMMANDS)
    raise UsageError(f"there is no command `{words[0]}`", hint or "see `detente --help`")


HELP = ("-h", "--help")
