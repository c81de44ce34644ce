"""``detente explain``: why the record speaks for one explanation and against another."""

from __future__ import annotations

import textwrap
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from detente.cli._belief import explanations, heading, matrix_of, text_of
from detente.cli._evidence import must_have_explanations, observed_of
from detente.cli._json import dumped
from detente.cli._open import opened
from detente.cli._parser import add_evidence, add_json, add_scenario, add_solving
from detente.cli._progress import progress, told
from detente.cli._table import width

if TYPE_CHECKING:
    from detente.evidence.explanations import LeftOut, PriorSensitivity
    from detente.evidence.filtering import Observed
    from detente.scenario import Scenario

SUMMARY = "Say why: the matrix of competing hypotheses, computed, and a sentence for each record."
ABOUT = """
A summary, then the matrix: it has explanations in rows and records in columns. Each cell is the weight of
evidence of a record, with the silence before it, in decibans: 10 make the odds of an
explanation ten times what they were, 3 about twice. Rows add up to the total. Below it each
record has a sentence: under which explanation it was likelier, by what factor, and through
which move. A posterior is a statement about these explanations in this scenario; it says
nothing about explanations that are not among them.

examples:
  detente explain syria-2016
  detente explain syria-2016 --until 2016-03-15 --priors
  detente explain mine.yaml --evidence records.csv --leave-out --json"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_evidence(parser)
    parser.add_argument("--priors", action="store_true", help="also the verdict under other priors")
    parser.add_argument("--leave-out", action="store_true", help="also the verdict without each source and each record")
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Weigh the records and say why."""
    scenario = opened(arguments)
    must_have_explanations(scenario)
    found = observed_of(scenario, arguments)
    from detente.evidence.explanations import leave_one_out, prior_sensitivity, sentences

    priors = prior_sensitivity(found) if arguments.priors else None
    with progress("leaving out", quiet=arguments.json) as tell:
        without = leave_one_out(found, progress=told(tell)) if arguments.leave_out else None
    said = sentences(found)
    if arguments.json:
        print(dumped(as_object(found, said, priors, without)))
    else:
        print(as_text(scenario, found, said, priors, without))
    return 0


def as_object(
    found: Observed, said: tuple[str, ...], priors: PriorSensitivity | None, without: LeftOut | None
) -> dict[str, Any]:
    """What ``--json`` writes."""
    from detente.evidence.explanations import summary

    return {
        "summary": summary(found),
        "log_likelihood": found.log_likelihood,
        "explanations": dict(found.posterior),
        "matrix": matrix_of(found).to_record(),
        "sentences": [
            {"date": one.record.date, "line": one.record.line, "text": text}
            for one, text in zip(found.steps, said, strict=True)
        ],
        "priors": None if priors is None else priors.to_record(),
        "leave_out": None if without is None else without.to_record(),
        "time": found.time,
        "date": None if found.date is None else found.date.isoformat(),
    }


def as_text(
    scenario: Scenario,
    found: Observed,
    said: tuple[str, ...],
    priors: PriorSensitivity | None,
    without: LeftOut | None,
) -> str:
    """What a reader sees."""
    from detente.evidence.explanations import summary

    wide = width()
    blocks = [heading(scenario, found), textwrap.wrap(summary(found), wide)]
    blocks.append(["explanations", *explanations(found)])
    blocks.append([matrix_of(found).to_text(wide)])
    if said:
        paragraphs = [part for one in said for part in ("", *textwrap.wrap(one, wide))]
        blocks.append(["why each record counts", *paragraphs])
    if priors is not None:
        blocks.append(["under other priors", *filled(priors.to_text(), wide)])
    if without is not None:
        blocks.append(["without each source and each record", *filled(without.to_text(), wide)])
    return text_of(blocks)


def filled(text: str, wide: int) -> list[str]:
    """Lines with long sentences wrapped; those of a table stay as they are."""
    lines = text.split("\n")
    return [part for line in lines for part in ([line] if "  " in line else textwrap.wrap(line, wide) or [""])]
