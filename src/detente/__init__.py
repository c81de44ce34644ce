"""Crises as continuous-time stochastic games: scenarios, equilibria and dated forecasts.

``import detente as dt`` is cheap: each public name loads the room it lives in when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from detente.casebook import cases, load
    from detente.equilibrium import Equilibrium, solve
    from detente.errors import (
        DetenteError,
        Diagnostic,
        InternalError,
        NotConverged,
        Outcome,
        ScenarioError,
        UsageError,
    )
    from detente.evidence import (
        Grades,
        Hypothesis,
        Impossible,
        Observed,
        Record,
        RecordError,
        Records,
        hypotheses_of,
        observe,
        read_records,
        write_records,
    )
    from detente.evidence.claims import read_claims, test_claims
    from detente.evidence.explanations import leave_one_out, matrix, prior_sensitivity, sentences, summary
    from detente.evidence.indicators import watch
    from detente.evidence.mapping import map_events, read_rules
    from detente.evidence.scores import read_plan, score
    from detente.evidence.uncertainty import sample
    from detente.forecast import Answer, ask, now, simulate, trace
    from detente.game import (
        Actor,
        Branch,
        Clock,
        Event,
        Factor,
        Flow,
        Game,
        Move,
        Parameter,
        Prior,
        Settlement,
        Start,
        StateSpace,
    )
    from detente.report import analyse, report
    from detente.scenario import Evidence, Scenario
    from detente.study.counterfactual import compare
    from detente.study.sensitivity import break_even, morris, sobol, tornado
    from detente.study.settlement import settle
    from detente.study.signals import signals

_HOMES = {
    "detente.casebook": ("load", "cases"),
    "detente.scenario": ("Scenario", "Evidence"),
    "detente.equilibrium": ("solve", "Equilibrium"),
    "detente.forecast": ("now", "ask", "simulate", "trace", "Answer"),
    "detente.evidence": (
        "observe",
        "hypotheses_of",
        "read_records",
        "write_records",
        "Record",
        "Records",
        "Hypothesis",
        "Observed",
        "Grades",
        "RecordError",
        "Impossible",
    ),
    "detente.evidence.explanations": ("matrix", "sentences", "summary", "prior_sensitivity", "leave_one_out"),
    "detente.evidence.indicators": ("watch",),
    "detente.evidence.mapping": ("map_events", "read_rules"),
    "detente.evidence.claims": ("read_claims", "test_claims"),
    "detente.evidence.scores": ("read_plan", "score"),
    "detente.evidence.uncertainty": ("sample",),
    "detente.study.counterfactual": ("compare",),
    "detente.study.sensitivity": ("tornado", "sobol", "morris", "break_even"),
    "detente.study.settlement": ("settle",),
    "detente.study.signals": ("signals",),
    "detente.report": ("analyse",),
    "detente.game": (
        "Game",
        "Factor",
        "Actor",
        "Move",
        "Event",
        "Branch",
        "Flow",
        "Parameter",
        "Prior",
        "Settlement",
        "Start",
        "Clock",
        "StateSpace",
    ),
    "detente.errors": (
        "DetenteError",
        "Diagnostic",
        "ScenarioError",
        "UsageError",
        "Outcome",
        "NotConverged",
        "InternalError",
    ),
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "load",
    "cases",
    "Scenario",
    "Evidence",
    "solve",
    "Equilibrium",
    "now",
    "ask",
    "simulate",
    "trace",
    "Answer",
    "compare",
    "observe",
    "hypotheses_of",
    "read_records",
    "write_records",
    "map_events",
    "read_rules",
    "Record",
    "Records",
    "Hypothesis",
    "Observed",
    "Grades",
    "matrix",
    "sentences",
    "summary",
    "prior_sensitivity",
    "leave_one_out",
    "watch",
    "read_claims",
    "test_claims",
    "read_plan",
    "score",
    "sample",
    "tornado",
    "sobol",
    "morris",
    "break_even",
    "settle",
    "signals",
    "analyse",
    "report",
    "Game",
    "Factor",
    "Actor",
    "Move",
    "Event",
    "Branch",
    "Flow",
    "Parameter",
    "Prior",
    "Settlement",
    "Start",
    "Clock",
    "StateSpace",
    "DetenteError",
    "Diagnostic",
    "ScenarioError",
    "UsageError",
    "Outcome",
    "NotConverged",
    "InternalError",
    "RecordError",
    "Impossible",
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its room (PEP 562) and keep it."""
    if name == "report":  # a room that is called itself
        return import_module("detente.report")
    if name not in _WHERE:
        raise AttributeError(f"module `detente` has no attribute `{name}`")
    found = getattr(import_module(_WHERE[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
