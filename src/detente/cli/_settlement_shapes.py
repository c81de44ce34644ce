"""The shape of what `settle` and `signals` write with ``--json``."""

from __future__ import annotations

from detente.cli._shape import COUNT, MAYBE_NUMBER, MAYBE_TEXT, NUMBER, TEXT, Shape, by_name, maybe, record, several

YES: Shape = {"type": "boolean"}
CHANCES = by_name(NUMBER)
BY_HORIZON = several(record(within=TEXT, time=NUMBER, chance=NUMBER))

STAKE = record(
    actor=TEXT,
    gain={"description": "over carrying on, in utility units", **NUMBER},
    error=NUMBER,
    verdict={"enum": ["gains", "loses", "undecided"]},
    accepts=NUMBER,
    sure=NUMBER,
    low=NUMBER,
    high=NUMBER,
    vetoes={"description": "null for an actor without a veto", **MAYBE_NUMBER},
    under={"description": "the gain by explanation", **CHANCES},
)
OPTION = record(
    option=TEXT,
    acceptable=YES,
    passed=several(TEXT),
    blockers=several(TEXT),
    undecided=several(TEXT),
    total=NUMBER,
    total_passed=NUMBER,
    shortfall=NUMBER,
    stakes=several(STAKE),
    passes=NUMBER,
    lapses=NUMBER,
    reached=BY_HORIZON,
    median={"description": '"inf" where it is never as likely as not', **NUMBER},
    kept=record(chances=BY_HORIZON, mean_time=NUMBER, broken_by=CHANCES, stays=NUMBER),
    brought=NUMBER,
)
REMEDY = record(
    option=TEXT,
    instrument=TEXT,
    about=TEXT,
    works=YES,
    size=MAYBE_NUMBER,
    unit=TEXT,
    level=MAYBE_TEXT,
    sizes=CHANCES,
    gains=CHANCES,
    worst=MAYBE_NUMBER,
    solved=COUNT,
    why=MAYBE_TEXT,
    converged=YES,
)
SETTLE: Shape = {
    "description": "one for each settlement",
    **several(
        record(
            settlement=TEXT,
            title=TEXT,
            time=NUMBER,
            date=MAYBE_TEXT,
            how=TEXT,
            unit=TEXT,
            converged=YES,
            message=TEXT,
            residual=NUMBER,
            regret=CHANCES,
            explanations=CHANCES,
            already=NUMBER,
            settled=BY_HORIZON,
            zone=several(TEXT),
            zone_with_transfers=several(TEXT),
            nearest=record(option=TEXT, shortfall=NUMBER),
            options=several(OPTION),
            reduced=maybe(
                several(record(name=TEXT, assumes=TEXT, place=MAYBE_NUMBER, option=MAYBE_TEXT, scores=CHANCES)),
                "null where the scenario gives no positions",
            ),
            remedies=several(REMEDY),
            sentences=several(TEXT),
            version=TEXT,
        )
    ),
}

LESSON = record(
    observer=TEXT,
    about={"description": "a hidden factor, or `explanation`", **TEXT},
    before=CHANCES,
    after=CHANCES,
    choice=CHANCES,
    rate=CHANCES,
    ratio=NUMBER,
    alone=NUMBER,
    seen=NUMBER,
    learned={"description": "bits", **NUMBER},
    bits=NUMBER,
    verdict={
        "enum": ["separates", "partly separates", "pools", "informative cheap talk", "babbling", "not seen"],
    },
    sentence=TEXT,
)
SIGNALS = record(
    time=NUMBER,
    date=MAYBE_TEXT,
    how=TEXT,
    unit=TEXT,
    converged=YES,
    message=TEXT,
    residual=NUMBER,
    named=YES,
    thresholds=record(separates=NUMBER, pools=NUMBER),
    signals=several(
        record(
            move=TEXT,
            actor=TEXT,
            chance=NUMBER,
            gives=CHANCES,
            changes=several(TEXT),
            announcement=YES,
            cheap=YES,
            lessons=several(LESSON),
        )
    ),
    version=TEXT,
)
