"""``detente watch``: which observation would tell most."""

from __future__ import annotations

import textwrap
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from detente.cli._belief import explanations, heading, text_of
from detente.cli._evidence import must_have_explanations, observed_of
from detente.cli._json import dumped
from detente.cli._open import opened
from detente.cli._parser import add_evidence, add_json, add_scenario, add_solving, positive_whole
from detente.cli._progress import progress, told
from detente.cli._table import width
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.evidence.filtering import Observed

SUMMARY = "Say what to watch: which observation by a date would tell most between the explanations."
ABOUT = """
For each thing that could be seen by a date (a factor takes a value, a move is made, nothing
changes): its probability, the posterior if it is seen and if it is not, and how much it
tells on average, in bits (mutual information between the explanation and whether it is
seen). What tells most comes first. "Now" is where the records lead.

examples:
  detente watch syria-2016 --until 2016-03-15
  detente watch syria-2016 --until 2016-03-15 --ahead "30 days" --json
  detente watch mine.yaml --evidence records.csv --ahead 2024-05-01"""

WEEK = "7 days"
MOST, LEAST = 5, 0.0005
"""So many get sentences, and those that tell less than this many bits do not."""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_evidence(parser)
    parser.add_argument("--ahead", metavar="WHEN", help=f"until this date, or for so long (default {WEEK})")
    parser.add_argument("--top", metavar="N", type=positive_whole, default=12, help="show so many (default 12)")
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Rank what could be seen."""
    scenario = opened(arguments)
    must_have_explanations(scenario)
    found = observed_of(scenario, arguments)
    from detente.evidence.indicators import watch

    with progress("what could be seen", quiet=arguments.json) as tell:
        try:
            ranked = watch(found, ahead_of(found, arguments), progress=told(tell))
        except UsageError as error:
            raise UsageError(f"`--ahead`: {error.message}", error.hint) from None
    if arguments.json:
        record = ranked.to_record()
        record["indicators"] = record["indicators"][: arguments.top]
        print(dumped({**record, "date": None if found.date is None else found.date.isoformat(), "time": found.time}))
        return 0
    wide = width()
    telling = max(1, sum(one.bits >= LEAST for one in ranked.indicators[: arguments.top]))
    said = [part for one in ranked.sentences(min(MOST, telling)) for part in ("", *textwrap.wrap(one, wide))]
    blocks = [heading(scenario, found), ["explanations", *explanations(found)], [ranked.to_text(arguments.top, wide)]]
    print(text_of([*blocks, ["what to watch", *said]] if said else blocks))
    return 0


def ahead_of(found: Observed, arguments: Namespace) -> str | float:
    """How far ahead: what was asked for, or a week (seven units of a clock that counts none)."""
    from detente.game import ClockFault

    if arguments.ahead is not None:
        return arguments.ahead
    try:
        return found.hypotheses[0].equilibrium.game.clock.duration(WEEK)
    except ClockFault:
        return 7.0
