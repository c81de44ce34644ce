"""The shapes of what the commands about evidence write with ``--json``."""

from __future__ import annotations

from detente.cli._shape import COUNT, MAYBE_NUMBER, MAYBE_TEXT, NUMBER, TEXT, Shape, by_name, maybe, record, several

WEIGHTS: Shape = {"description": "by explanation, in decibans; empty where there are none", **by_name(NUMBER)}
CHANCE_OF: Shape = {"description": "by explanation; empty where there are none", **by_name(NUMBER)}
MARGINALS: Shape = {"description": "by factor, by value", **by_name(by_name(NUMBER))}
INTERVAL = record(
    name=TEXT,
    mean=NUMBER,
    low={"description": "5% of the weight lies below it", **NUMBER},
    high={"description": "5% of the weight lies above it", **NUMBER},
    error={"description": "standard error of the mean", **NUMBER},
)
ENSEMBLE = record(
    draws=COUNT,
    seed=COUNT,
    parameters=several(INTERVAL),
    explanations=several(INTERVAL),
    log_evidence=NUMBER,
    effective={"description": "effective sample size", **NUMBER},
    stages=several(record(temperature=NUMBER, effective=NUMBER)),
    warnings=several(TEXT),
)
OBSERVE = record(
    log_likelihood={"description": "of all the evidence; densities are per clock unit", "type": "number"},
    explanations=CHANCE_OF,
    marginals=MARGINALS,
    records=several(
        record(
            date=TEXT,
            surprise={"description": "minus the log-likelihood of the record and the silence before it", **NUMBER},
            weights=WEIGHTS,
            what=TEXT,
            kind=TEXT,
            source=TEXT,
            line=COUNT,
            posterior=CHANCE_OF,
        )
    ),
    prior=CHANCE_OF,
    evidence_for={"description": "by explanation, the log-likelihood of all the evidence", **by_name(NUMBER)},
    afterwards={
        "description": "the silence from the last record to the date",
        **record(surprise=NUMBER, weights=WEIGHTS),
    },
    time=NUMBER,
    date=MAYBE_TEXT,
    draws=maybe(ENSEMBLE, "null without --draws"),
    smoothed=maybe(several(MARGINALS), "by record, seen from the end; null without --smooth"),
)

COLUMN = record(date=TEXT, what=TEXT, decibans=WEIGHTS, of_silence=WEIGHTS, spread=NUMBER)
MATRIX = record(
    explanations=several(TEXT),
    columns=several(COLUMN),
    total=WEIGHTS,
    of_silence=WEIGHTS,
    prior=CHANCE_OF,
    posterior=CHANCE_OF,
)
TURN = record(explanation=TEXT, rival=MAYBE_TEXT, odds=NUMBER, factor=NUMBER)
PRIORS = record(
    leader=TEXT,
    turns={"description": "what it would take of the prior to change the lead", **several(TURN)},
    priors=several(record(what=TEXT, prior=CHANCE_OF, posterior=CHANCE_OF, leader=TEXT)),
)
MAYBE_CHANCE_OF = maybe(by_name(NUMBER))
LEFT_OUT = record(
    leader=TEXT,
    posterior=CHANCE_OF,
    left_out=several(
        record(
            what=TEXT,
            by={"enum": ["source", "record"]},
            records=several(COUNT),
            posterior=MAYBE_CHANCE_OF,
            leader=MAYBE_TEXT,
            shift={"description": "of the odds of the leader, in decibans", **NUMBER},
            flips={"type": "boolean"},
            why_not=TEXT,
        )
    ),
)
EXPLAIN = record(
    summary=TEXT,
    log_likelihood={"type": "number"},
    explanations=CHANCE_OF,
    matrix=MATRIX,
    sentences=several(record(date=TEXT, line=COUNT, text=TEXT)),
    priors=maybe(PRIORS, "null without --priors"),
    leave_out=maybe(LEFT_OUT, "null without --leave-out"),
    time=NUMBER,
    date=MAYBE_TEXT,
)

WATCH = record(
    until=TEXT,
    ahead=NUMBER,
    posterior=CHANCE_OF,
    missing_bits=NUMBER,
    change_bits={"description": "what the first change to be seen would tell, whatever it is", **NUMBER},
    change_chance=NUMBER,
    indicators=several(
        record(
            what=TEXT,
            also=several(TEXT),
            question=MAYBE_TEXT,
            chance=NUMBER,
            under=CHANCE_OF,
            if_seen=MAYBE_CHANCE_OF,
            if_not=MAYBE_CHANCE_OF,
            bits=NUMBER,
            shift=NUMBER,
        )
    ),
    time=NUMBER,
    date=MAYBE_TEXT,
)

WHEN: dict[str, Shape] = {"date": MAYBE_TEXT, "time": NUMBER}
FORECAST: dict[str, Shape] = {**WHEN, "question": TEXT, "horizon": NUMBER}
MARK = record(
    forecaster=TEXT,
    question={"description": "empty for all of them", **TEXT},
    horizon={"description": "null for all of them", **MAYBE_NUMBER},
    count=COUNT,
    brier=MAYBE_NUMBER,
    log={"description": "null where it is infinite; `impossible` counts such forecasts", **MAYBE_NUMBER},
    rps=MAYBE_NUMBER,
)
SCORE = record(
    records=record(name=TEXT, sha256=TEXT),
    complete={"description": "false where it was stopped: then only some dates are scored", "type": "boolean"},
    dates=COUNT,
    horizons=several(NUMBER),
    unit=TEXT,
    counts=by_name(COUNT),
    forecasters=several(record(name=TEXT, title=TEXT)),
    marks=several(MARK),
    skills={"description": "of the model against each of the others", **several(record(rival=TEXT, measure=TEXT))},
    reliability={"description": "of the model", **several(by_name({}))},
    splits={"description": "by forecaster, the parts of its Brier score", **by_name({})},
    late={"description": "parameters that could be known only later", **several(by_name({}))},
    codings={"description": "by coding, by forecaster: the Brier score", **by_name(by_name(MAYBE_NUMBER))},
    post_mortems=several(record(**FORECAST, outcome=TEXT, chance=NUMBER)),
    cases=several(
        record(
            **FORECAST,
            values=several(TEXT),
            outcome={"description": "null where the record cannot tell", **MAYBE_TEXT},
            contested={"type": "boolean"},
            why=TEXT,
            chances={"description": "by forecaster", **by_name(maybe(several(NUMBER)))},
        )
    ),
    sentences=several(TEXT),
)

CLAIMS = record(
    text={"description": "which text", **TEXT},
    written=TEXT,
    until=TEXT,
    records_sha256=TEXT,
    counts={"description": "by status", **by_name(COUNT)},
    claims=several(
        record(
            claim=TEXT,
            quote=TEXT,
            says=TEXT,
            kind=TEXT,
            before={"description": "the chance at the start of the scenario, before any record", **MAYBE_NUMBER},
            then={"description": "on the date of the text, with the record until then", **MAYBE_NUMBER},
            now={"description": "with the whole record", **MAYBE_NUMBER},
            weight={"description": "decibans from before to now", **MAYBE_NUMBER},
            test={"description": "how the test came out, where the record can tell", **MAYBE_TEXT},
            record=TEXT,
            status={"enum": ["supported", "not supported", "contested", "not testable"]},
            why=TEXT,
            asks=several(TEXT),
        )
    ),
)

MAP = record(
    file={"description": "null where no event became a record, so that none was written", **MAYBE_TEXT},
    events=COUNT,
    used=COUNT,
    records=COUNT,
    made=several(record(rule=TEXT, line=COUNT, events=COUNT, records=COUNT)),
    skipped=several(
        record(reason=TEXT, events=COUNT, examples=several(record(file=TEXT, line=COUNT, text=TEXT))),
    ),
)
