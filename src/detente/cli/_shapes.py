"""The shape of what each command writes with ``--json``, as JSON Schemas.

These are promises: keys may be added, none is removed or changes its meaning.
"""

from __future__ import annotations

from detente.cli._compare_shape import COMPARE
from detente.cli._evidence_shapes import CLAIMS, EXPLAIN, MAP, OBSERVE, SCORE, WATCH
from detente.cli._sensitivity_shapes import BREAKEVEN, SENSITIVITY
from detente.cli._settlement_shapes import SETTLE, SIGNALS
from detente.cli._shape import (
    COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    MAYBE_VALUE,
    NUMBER,
    TEXT,
    VALUE,
    Shape,
    by_name,
    maybe,
    record,
    several,
)

DIAGNOSTIC = record(
    code=TEXT,
    name=TEXT,
    severity={"enum": ["error", "warning"]},
    message=TEXT,
    file=MAYBE_TEXT,
    line={"type": ["integer", "null"]},
    column={"type": ["integer", "null"]},
    length={"type": ["integer", "null"]},
    expected=MAYBE_TEXT,
    found=MAYBE_TEXT,
    hint=MAYBE_TEXT,
)

CHECK: Shape = {
    "description": "the sizes are there only where `ok` is true",
    **record(file=TEXT, ok={"type": "boolean"}, diagnostics=several(DIAGNOSTIC)),
}

SOLVE = record(
    states=COUNT,
    outcome={"description": "`converged`, or how it ended instead", **TEXT},
    message=TEXT,
    remedy=MAYBE_TEXT,
    residual=NUMBER,
    regret={"description": "by actor, the largest gain at one moment, in utility units", **by_name(NUMBER)},
    iterations=COUNT,
    seconds=NUMBER,
    others_found=COUNT,
    starts_searched=COUNT,
)

ASK: Shape = {
    "description": "with --expect also `expect`, `tolerance` and `holds`",
    **several(record(question=TEXT, value=VALUE)),
}

SIMULATE = record(file=TEXT, paths=COUNT, horizon=NUMBER, seed=COUNT, rows=COUNT)

CHANCES = several(NUMBER)
COURSE = record(times=CHANCES, chances=several(CHANCES), current=TEXT, stays=CHANCES, even_odds=MAYBE_NUMBER)
FINDINGS = record(
    name=TEXT,
    digest={"description": "of what the records say", **TEXT},
    records=COUNT,
    explanations=several(TEXT),
    log_likelihood=MAYBE_NUMBER,
    trail={
        "description": "the posterior over explanations on the eve of each record and after it",
        **several(record(time=NUMBER, record={"type": ["integer", "null"]}, chances=CHANCES)),
    },
    tellings=several(
        record(number=COUNT, date=TEXT, what=TEXT, sentence=TEXT, spread=NUMBER, surprise=NUMBER, source=TEXT)
    ),
    summaries=several(record(view=TEXT, label=TEXT, text=TEXT)),
    problems=several(TEXT),
    notes=several(TEXT),
)
STUDY = record(
    view=TEXT,
    label=TEXT,
    found={"description": "null where there is nothing to say, and `why` says why", "type": ["object", "null"]},
    why=TEXT,
)
ANALYSE = record(
    name=TEXT,
    title=TEXT,
    about=TEXT,
    unit=TEXT,
    start=MAYBE_TEXT,
    horizon=NUMBER,
    views=several(
        record(
            name=TEXT,
            at=NUMBER,
            date=MAYBE_TEXT,
            given=MAYBE_TEXT,
            about=TEXT,
            chance=NUMBER,
            records={"description": "how many records it rests on; null for none", "type": ["integer", "null"]},
            basis=TEXT,
        )
    ),
    answers=several(record(question=TEXT, about=TEXT, values=several(MAYBE_VALUE))),
    parties=several(
        record(
            name=TEXT,
            title=TEXT,
            wants=several(record(factor=TEXT, title=TEXT, best=TEXT, worst=TEXT, gain=NUMBER)),
            options=several(record(name=TEXT, about=TEXT, chances=CHANCES, counts=CHANCES)),
        )
    ),
    developments=several(
        record(factor=TEXT, title=TEXT, values=several(TEXT), hidden={"type": "boolean"}, courses=several(COURSE))
    ),
    settlement={
        "anyOf": [
            {"type": "null"},
            record(factor=TEXT, values=several(TEXT), chances=several(CHANCES), current=several(TEXT)),
        ]
    },
    explanations=several(record(name=TEXT, about=TEXT, chances=CHANCES)),
    quality=record(states=COUNT, outcome=TEXT, residual=NUMBER, regret=by_name(NUMBER), others_found=COUNT),
    whatif=record(
        view=TEXT,
        tried=COUNT,
        possible=COUNT,
        note=TEXT,
        shifts=several(
            record(
                parameter=TEXT,
                low=NUMBER,
                high=NUMBER,
                question=TEXT,
                base=NUMBER,
                at_low=NUMBER,
                at_high=NUMBER,
            )
        ),
    ),
    assumptions=several(record(name=TEXT, value=NUMBER, prior=TEXT, about=TEXT, source=TEXT, judgement=TEXT)),
    sources=several(TEXT),
    provenance=record(scenario=TEXT, scenario_hash=TEXT, version=TEXT, made=TEXT, settings=by_name({})),
    evidence=maybe(FINDINGS, "null where there are no records"),
    observers=several(TEXT),
    situation=several(
        record(
            factor=TEXT,
            title=TEXT,
            values={
                "description": "by view: the likeliest value and its chance",
                **several({"type": "array", "items": {}}),
            },
            seen={"description": "by observer", **several({"type": "boolean"})},
        )
    ),
    places=several(record(name=TEXT, kind=TEXT, latitude=NUMBER, longitude=NUMBER, shows=TEXT, values=several(TEXT))),
    agreements={"description": "by view, as `settle` writes them", **several(STUDY)},
    signals={"description": "by view, as `signals` writes them", **several(STUDY)},
    counterfactuals=maybe(
        record(
            when=TEXT,
            variants={"description": "as `compare` writes changes", **several({"type": "object"})},
            notes=several(TEXT),
        ),
        "null where the scenario names no change, or they were left out",
    ),
)

CASES = several(record(name=TEXT, title=TEXT, abstract=TEXT, states=COUNT))
NEW = record(file=TEXT, title=TEXT)
EXPAND: Shape = {
    "description": "the scenario; every scalar is a text",
    "type": "object",
    "required": ["detente"],
}
SCHEMA: Shape = {"description": "a JSON Schema, draft 2020-12", "type": "object", "required": ["$schema"]}
STEP = record(
    time=NUMBER,
    date=MAYBE_TEXT,
    what={"description": "`actor.move` or `nature.event`; null for the start", **MAYBE_TEXT},
    changes={"description": "by factor, its values before and after", **by_name(several(TEXT))},
    sees={"description": "by observer, the new values that it sees", **by_name(by_name(TEXT))},
    next={"description": "by actor, the chance of each option", **by_name(by_name(NUMBER))},
)
TRACE = record(
    **{"from": TEXT},
    title=TEXT,
    horizon=NUMBER,
    unit=TEXT,
    seed=COUNT,
    observers={"description": "by observer, the factors that it sees", **by_name(several(TEXT))},
    steps=several(STEP),
)

SERVE: Shape = {
    "description": "written once it listens",
    **record(address=TEXT, loopback={"type": "boolean"}),
}

ERROR = record(
    error=record(kind={"enum": ["scenario", "usage", "outcome", "internal"]}, message=TEXT),
)
"""What stderr gets with ``--json`` where a command fails; stdout is then empty."""

SHAPES: dict[str, Shape] = {
    "check": CHECK,
    "expand": EXPAND,
    "solve": SOLVE,
    "ask": ASK,
    "simulate": SIMULATE,
    "trace": TRACE,
    "analyse": ANALYSE,
    "map": MAP,
    "observe": OBSERVE,
    "explain": EXPLAIN,
    "watch": WATCH,
    "claims": CLAIMS,
    "score": SCORE,
    "compare": COMPARE,
    "sensitivity": SENSITIVITY,
    "breakeven": BREAKEVEN,
    "settle": SETTLE,
    "signals": SIGNALS,
    "serve": SERVE,
    "cases": CASES,
    "new": NEW,
    "schema": SCHEMA,
}
"""By command."""
