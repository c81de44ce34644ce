"""``detente observe``: what the dated record says of the explanations."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from detente.cli._belief import alone, by_name, explained, explanations, heading, matrix_of, rounded, text_of
from detente.cli._draws import add_draws, ensemble_of, refuse_without_draws
from detente.cli._evidence import observed_of
from detente.cli._json import dumped
from detente.cli._open import opened
from detente.cli._parser import add_evidence, add_json, add_scenario, add_solving
from detente.cli._table import aligned, decibans

if TYPE_CHECKING:
    from detente.evidence.filtering import Observed
    from detente.scenario import Scenario

SUMMARY = "Take dated records in: the posterior over explanations, and what each record weighs."
ABOUT = """
Takes the records in one after the other, the silences between them too, and says how likely
each explanation is now, what is believed of each factor, and for each record its surprise
(minus its log-likelihood, in nats) and its weight of evidence for each explanation in
decibans: 10 make the odds ten times what they were, 3 about twice. Densities are per clock
unit. Without `--evidence` the records are those that the scenario names under `evidence:`.
With `--draws` the parameters that carry a prior are drawn, each draw is solved and weighed
by the records, and the posterior gets an interval.

examples:
  detente observe syria-2016
  detente observe syria-2016 --until 2016-03-15 --json
  detente observe mine.yaml --evidence records.csv
  detente observe mine.yaml --evidence records.csv --smooth
  detente observe mine.yaml --draws 500 --checkpoint draws --on tcp://10.0.0.5:8786"""


def add(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add_scenario(parser)
    add_evidence(parser)
    parser.add_argument(
        "--smooth", action="store_true", help="also what each factor was at each record, seen from the end"
    )
    add_draws(parser)
    add_solving(parser)
    add_json(parser)


def run(arguments: Namespace) -> int:
    """Take the records in and report."""
    refuse_without_draws(arguments)
    scenario = opened(arguments)
    found = observed_of(scenario, arguments, smooth=arguments.smooth)
    drawn = None if arguments.draws is None else ensemble_of(scenario, arguments)
    if arguments.json:
        print(dumped({**as_object(found), "draws": None if drawn is None else drawn.to_record()}))
    else:
        print(as_text(scenario, found))
        if drawn is not None:
            print("\nwith the parameters drawn from their priors and weighed by the records\n")
            print(drawn.to_text().rstrip("\n"))
    return 0


def as_object(found: Observed) -> dict[str, Any]:
    """What ``--json`` writes."""
    return {
        "log_likelihood": found.log_likelihood,
        "explanations": explained(found, found.posterior),
        "marginals": found.marginals(),
        "records": [
            {
                "date": step.record.date,
                "surprise": step.surprise,
                "weights": by_name(found, step.weights.tolist()),
                "what": column.what,
                "kind": step.record.kind,
                "source": step.record.source,
                "line": step.record.line,
                "posterior": by_name(found, step.after.tolist()),
            }
            for step, column in zip(found.steps, matrix_of(found).columns, strict=False)
        ],
        "prior": explained(found, found.prior),
        "evidence_for": by_name(found, found.evidence_for.tolist()),
        "afterwards": {"surprise": found.tail.surprise, "weights": by_name(found, found.tail.weights.tolist())},
        "time": found.time,
        "date": None if found.date is None else found.date.isoformat(),
        "smoothed": None if found.smoothed is None else list(found.smoothed),
    }


def as_text(scenario: Scenario, found: Observed) -> str:
    """What a reader sees."""
    blocks = [heading(scenario, found)]
    if not alone(found):
        blocks.append(["explanations", *explanations(found)])
    blocks.append(["what is believed now", *beliefs(found)])
    blocks.append(["records: surprise in nats, weight of evidence in decibans", *weights(found)])
    if found.smoothed is not None:
        blocks.append(["seen from the end", *smoothed(found)])
    return text_of(blocks)


def beliefs(found: Observed) -> list[str]:
    """By factor, its values with their chances."""
    rows = [[factor, rounded(chances.items())] for factor, chances in found.marginals().items()]
    return aligned(["factor", "values"], rows, prose=1)


def weights(found: Observed) -> list[str]:
    """By record, its surprise and its weight for each explanation."""
    names = [] if len(found.hypotheses) == 1 else [one.name for one in found.hypotheses]
    steps = [*found.steps, found.tail]
    rows = []
    for step, column in zip(steps, matrix_of(found).columns, strict=True):
        shown = [decibans(one) for one in step.weights.tolist()] if names else []
        rows.append([column.date, column.what, f"{step.surprise:.2f}", *shown])
    return aligned(["date", "what", "surprise", *names], rows, prose=1)


def smoothed(found: Observed) -> list[str]:
    """By record, the factors that the analyst does not see (all, where it sees all)."""
    game = found.hypotheses[0].equilibrium.game
    seen = game.analyst_sees
    hidden = [] if seen is None else [one.name for one in game.factors if one.name not in seen]
    rows = []
    for step, chances in zip(found.steps, found.smoothed or (), strict=True):
        for factor in hidden or chances:
            rows.append([step.record.date, factor, rounded(chances[factor].items())])
    return aligned(["date", "factor", "values"], rows, prose=2)
