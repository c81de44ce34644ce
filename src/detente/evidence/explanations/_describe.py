"""What a record says, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.evidence.explanations._words import Names, listed, say_date

if TYPE_CHECKING:
    from detente.evidence.records import Record


def described(record: Record, names: Names) -> str:
    """What a record says, without its date: ``Russian force in Syria: reduced``."""
    values = [names.holding(*one) for one in zip(record.factors, record.values, strict=False)]
    if record.kind == "gap":
        about = listed([names.factor(one) for one in record.factors]) if record.factors else "anything"
        return f"no reports about {about}"
    if record.kind == "reading":
        return f"{listed(values)}, {f'says {record.source}' if record.source else 'a reading'}{_graded(record)}"
    made = names.move(f"{record.actor}.{record.move}" if record.move else record.actor) if record.actor else ""
    if record.kind == "move":
        return f"{', '.join([made, *values])}{_graded(record)}"
    by = f", by {made}" if made else ""
    return f"{', '.join(values)}{by}{_graded(record)}"


def dated(record: Record, names: Names) -> str:
    """When: ``14 March 2016``; of a gap from when to when."""
    begin = say_date(record.date, names.clock)
    if record.kind != "gap":
        return begin
    end = record.until
    return f"{begin}, for {end}" if any(one.isalpha() for one in end) else f"{begin} to {say_date(end, names.clock)}"


def head(record: Record, names: Names) -> str:
    """What a record says as the head of a column: of a move only who made it and what it was."""
    what = "; ".join(names.holding(*one) for one in zip(record.factors, record.values, strict=False))
    if record.kind == "gap":
        return f"no reports: {', '.join(names.factor(one) for one in record.factors)}".removesuffix(": ")
    if record.kind == "reading":
        return f"said: {what}"
    if record.kind != "move":
        return what
    who = names.actor(record.actor) if record.actor else ""
    return f"{who}: {names.deed(record.move)}" if record.move else f"{who} ({what})" if what else who


def _graded(record: Record) -> str:
    if not record.grade:
        return ""
    who = f", reported by {record.source}" if record.source and record.kind != "reading" else ""
    return f"{who} (graded {record.grade})"
