"""The shape of what `sensitivity` and `breakeven` write with ``--json``."""

from __future__ import annotations

from detente.cli._shape import COUNT, MAYBE_NUMBER, NUMBER, TEXT, Shape, by_name, record, several

SENSITIVITY: Shape = {
    "description": "with --method tornado `swings`, otherwise `indices` with each measure and the half width of its "
    "90% interval as `NAME_error`",
    **record(sentences=several(TEXT), seconds=NUMBER, settings=by_name(TEXT), version=TEXT),
}
BREAKEVEN = record(
    parameter=TEXT,
    question={"description": "empty with --verdict", **TEXT},
    threshold={"description": "null with --verdict", **MAYBE_NUMBER},
    value={"description": "the scenario's own", **NUMBER},
    low=NUMBER,
    high=NUMBER,
    crossings=several(
        record(
            value=NUMBER,
            before={"description": "`over` or `under`, or who leads", **TEXT},
            after=TEXT,
            below=NUMBER,
            above=NUMBER,
            jump={"type": "boolean"},
            within=NUMBER,
        )
    ),
    unplaced={"description": "pairs between which a crossing could not be placed", **several(several(NUMBER))},
    scan=several(record(value=NUMBER, answers=by_name(NUMBER), fault=TEXT)),
    sentences=several(TEXT),
    solved=COUNT,
)
