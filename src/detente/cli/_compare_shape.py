"""The shape of what `compare` writes with ``--json``."""

from __future__ import annotations

from detente.cli._shape import COUNT, NUMBER, TEXT, by_name, maybe, record, several

_ANSWER = record(
    question=TEXT,
    option={"description": "the move, for move(actor); else empty", **TEXT},
    base=maybe(NUMBER),
    changed=maybe(NUMBER),
    difference=maybe(NUMBER),
    interval={"description": "of the paired differences over the draws: mean, low, high, error; null without draws"},
    same_sign=maybe(NUMBER),
    missing=NUMBER,
    sure=TEXT,
)
COMPARE = record(
    title=TEXT,
    sha256=TEXT,
    version=TEXT,
    date={"type": ["string", "null"]},
    time=NUMBER,
    records=COUNT,
    draws=COUNT,
    effective=maybe(NUMBER),
    changes=several(
        record(
            name=TEXT,
            title=TEXT,
            since={"enum": ["start", "now", "record"]},
            stated=TEXT,
            fault={"description": "why there is no answer; else empty", **TEXT},
            states=COUNT,
            answers=several(_ANSWER),
            base_posterior=by_name(NUMBER),
            posterior=by_name(NUMBER),
            why=TEXT,
            warnings=several(TEXT),
            failed=COUNT,
        )
    ),
)
