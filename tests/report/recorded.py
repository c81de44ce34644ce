"""A dated record for the small scenario, with claims and a plan of scores."""

from dataclasses import dataclass, field

from detente.evidence import Record, Records, observe
from detente.report import Moment

from .conftest import game, subject

RECORDS = Records(
    (
        Record("2024-03-06", "change", ("truce",), ("strained",), source="Monitors", line=2),
        Record("2024-03-09", "reading", ("mood",), ("bright",), grade="C3", source="An envoy", note="Said so", line=3),
        Record("2024-03-13", "move", ("truce",), ("broken",), actor="army", move="attack", source="Monitors", line=4),
        Record("2024-03-29", "change", ("truce",), ("holding",), grade="B2", source="Radio", line=5),
    ),
    "records.csv",
)
MOMENTS = (
    Moment("later", 7.5, "truce == strained and mood == dark", "A week on."),
    Moment("much_later", 40.0, None, "Long after."),
)

CLAIMS = """
written: 2024-03-10
text: "A <comment> of 10 March"
claims:
  K1:
    quote: it will not hold
    claim: The truce is broken within the month.
    kind: forecast
    test: {ask: "P(eventually(truce == broken), within=2024-03-31)"}
    by: 2024-03-31
    record: {resolved: true, on: 2024-03-13, what: It was broken on the 13th, source: Monitors}
  K2:
    quote: they mean it
    claim: They mean it.
    kind: motive
    test: {explanation: [dark]}
    record: {resolved: unresolved, on: 2024-03-31, what: Nobody knows, source: ""}
"""
PLAN = """
from: 2024-03-01
to: 2024-03-22
every: 7 days
horizons: [3, 7]
questions:
  truce: {factor: truce, ranked: true, title: The <truce> itself}
"""


@dataclass(frozen=True)
class Evidence:
    """As a scenario gives it."""

    records: object = RECORDS
    claims: object = None
    scores: object = None
    false_reports: float | None = 0.02
    reliability: dict = field(default_factory=lambda: {"C": 0.75})
    credibility: dict = field(default_factory=dict)


def made(**changes):
    of = changes.pop("game", None) or game()
    return subject(of, **{"moments": MOMENTS, "evidence": Evidence(), **changes})


def observed(solved, until):
    return observe(solved, Evidence(), until=until)
