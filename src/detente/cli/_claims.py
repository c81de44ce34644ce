"""``detente claims``: what a text says, put to the test."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from detente.cli._evidence import Chosen, hypotheses_of, named_file, read_evidence, until_of
from detente.cli._json import dumped
from detente.cli._open import opened
from detente.cli._parser import add_evidence, add_json, add_scenario, add_solving
from detente.cli._progress import progress, told
from detente.cli._table import width

SUMMARY = "Test the claims of a text: what the model said of them then and says now, and the record."
ABOUT = """
A claims file holds statements, each with a short quotation, the same in plain words, and
the question or comparison that tests it, or the reason why nothing can. Each is asked on
the record that was public when the text was written, and on the whole record, and comes out
supported, not supported, contested or not testable, with the reason. A claim about a motive
is answered by the posterior over explanations; a norm is never scored. Without `--claims`
the file is the one that the scenario names under `evidence:`.

examples:
  detente claims syria-2016
  detente claims syria-2016 --json
  detente claims mine.yaml --claims claims.yaml --evidence records.csv --until 2024-06-30"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_evidence(parser)
    parser.add_argument("--claims", metavar="FILE", type=Path, help="the claims, in place of the scenario's own")
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Test the claims."""
    scenario = opened(arguments)
    file = named_file(scenario, arguments, "claims", "claims to test")
    game = Chosen(scenario, arguments).game(explanation=arguments.explanation)
    until = until_of(game, arguments)
    from detente.evidence.claims import read_claims, test_claims

    claims = read_claims(file)
    evidence = read_evidence(scenario, arguments, game)
    hypotheses = hypotheses_of(scenario, arguments)
    with progress("testing", quiet=arguments.json) as tell:
        found = test_claims(None, evidence, claims, hypotheses=hypotheses, until=until, progress=told(tell))
    print(dumped(found.to_record()) if arguments.json else found.to_text(width()).rstrip("\n"))
    return 0
