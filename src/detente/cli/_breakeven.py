"""``detente breakeven``: where an answer would tip."""

from __future__ import annotations

import argparse
import math
from argparse import ArgumentParser, Namespace

from detente.cli._evidence import must_have_explanations
from detente.cli._failures import GOOD
from detente.cli._json import dumped
from detente.cli._open import game_of, opened
from detente.cli._parser import add_evidence, add_json, add_scenario, add_where
from detente.cli._progress import progress, told
from detente.cli._sensitivity import asked_of, ground_of
from detente.errors import UsageError

SUMMARY = "Find the value of a parameter at which an answer crosses a threshold, or another explanation leads."
ABOUT = """
The parameter is moved from the 1% to the 99% point of its prior (or from `--low` to `--high`),
and each crossing is narrowed and checked on both sides. Two crossings between neighbouring
settings of the scan go unseen: `--scan` looks more closely.

With `--verdict` the question is which explanation leads, given the record (the scenario's own, or
`--evidence`). Otherwise "now" is the start, or with `--evidence` or `--until` what the records lead to.

examples:
  detente breakeven two-parties peace "P(eventually(truce == broken), within=45)" 0.7
  detente breakeven syria-2016 burden --verdict
  detente breakeven mine.yaml upkeep "E(time_to(truce == broken))" 60 --low 0.01 --high 0.5 --json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    parser.add_argument("parameter", metavar="PARAMETER", help="what is moved")
    parser.add_argument("questions", metavar="QUESTION", nargs="?", help="answered by one number")
    parser.add_argument("threshold", metavar="THRESHOLD", nargs="?", type=a_number, help="the value to cross")
    parser.add_argument("--verdict", action="store_true", help="look for a change of the leading explanation")
    add_evidence(parser)
    parser.add_argument("--low", metavar="X", type=a_number, help="where to begin (default: the prior's 1%% point)")
    parser.add_argument("--high", metavar="X", type=a_number, help="where to end (default: the prior's 99%% point)")
    parser.add_argument("--scan", metavar="N", type=int, default=13, help="settings looked at first (default 13)")
    add_where(parser)
    add_json(parser)


def a_number(text: str) -> float:
    """A finite number, or a fraction such as 1/3, as an argument type."""
    from fractions import Fraction

    try:
        found = float(Fraction(text.strip())) if "/" in text else float(text)  # a Fraction writes 1e999999999 out
    except (ValueError, ZeroDivisionError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise argparse.ArgumentTypeError(f"`{text}` is no number")
    return found


def run(arguments: Namespace) -> int:
    """Scan, narrow and say."""
    question, threshold = arguments.questions, arguments.threshold
    if arguments.verdict and question is not None:
        raise UsageError("`--verdict` asks about explanations, and there is a QUESTION too", "leave one of them out")
    if not arguments.verdict and (question is None or threshold is None):
        raise UsageError("a QUESTION and a THRESHOLD are needed", 'write "P(A, at=30)" 0.5, or `--verdict`')
    scenario = opened(arguments)
    game = game_of(scenario, arguments)
    if arguments.verdict:
        must_have_explanations(scenario)
    else:
        arguments.questions = [question]
        asked_of(scenario, arguments, game)
    chosen, looking = ground_of(scenario, arguments, game, wanted=arguments.verdict)
    from detente.study.sensitivity import break_even

    with progress("looking", quiet=arguments.json) as tell:
        found = break_even(
            chosen,
            arguments.parameter,
            question,
            threshold,
            low=arguments.low,
            high=arguments.high,
            scan=arguments.scan,
            progress=told(tell),
            **looking,
        )
    print(dumped(found.to_record()) if arguments.json else found.to_text())
    return GOOD
