"""The records that rules make of the events that they take, before it is known which can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.errors import Diagnostic, ScenarioError
from detente.evidence.mapping._events import DATE, REPORTED, TIME
from detente.evidence.mapping._levels import passages, written_day
from detente.evidence.mapping._periods import Period
from detente.evidence.mapping._rules import ENTRIES, Rule, Rules, Spec

if TYPE_CHECKING:
    import polars as pl

EVENT, RULE, SPEC, REASON = "detente:event", "detente:rule", "detente:spec", "detente:reason"
"""The number of the event, of the rule that took it, of the record within the rule, and why it is skipped."""

OF_NO_EVENT = 2**32 - 1
"""Stands for the event of a record that is made of a count; after all others of its day."""


def candidates(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """All records that rules make, in order of their dates, then of the list, then of the rule."""
    import polars as pl

    empty = {EVENT: pl.UInt32, RULE: pl.Int32, SPEC: pl.Int32, TIME: pl.Float64, DATE: pl.String, REPORTED: pl.String}
    schema = empty | dict.fromkeys((REASON, *ENTRIES), pl.String)
    found = [pl.DataFrame(schema=schema)]
    for number, rule in enumerate(rules.rules):
        if not rule.specs:
            continue
        taken = frame.filter(pl.col(RULE) == number)
        for at, spec in enumerate(rule.specs):
            made = _of_events(taken, spec, rules) if rule.count is None else _of_counts(taken, frame, rule, spec, rules)
            made = made.with_columns(pl.lit(number, pl.Int32).alias(RULE), pl.lit(at, pl.Int32).alias(SPEC))
            found.append(made.select(pl.col(name).cast(kind) for name, kind in schema.items()))
    return pl.concat(found).sort(TIME, EVENT, SPEC, maintain_order=True)


def _of_events(taken: pl.DataFrame, spec: Spec, rules: Rules) -> pl.DataFrame:
    import polars as pl

    reason = pl.when(pl.lit(False)).then(pl.lit(""))
    entries = []
    for name in ENTRIES:
        template = spec.entries.get(name)
        entry = pl.lit("") if template is None else template.expression(rules.tables)
        if name in ("factor", "value"):
            entry = _without_spaces(entry)
        entries.append(entry.alias(name))
        for missing, slot in template.missing(rules.tables) if template is not None else ():
            why = f"`{slot.column}` is not in the table `{slot.table}`"
            reason = reason.when(missing).then(pl.lit(why))
    return taken.select(EVENT, TIME, DATE, REPORTED, reason.otherwise(pl.lit(None, pl.String)).alias(REASON), *entries)


def _without_spaces(entry: pl.Expr) -> pl.Expr:
    """Names without spaces around the ``;`` that separates them, so that the same records are alike."""
    return entry.str.replace_all(r"\s*;\s*", ";")


def _of_counts(taken: pl.DataFrame, frame: pl.DataFrame, rule: Rule, spec: Spec, rules: Rules) -> pl.DataFrame:
    import polars as pl

    assert rule.count is not None
    count = rule.count
    first, last = _span(frame, rule, rules)
    names = (EVENT, TIME, DATE, REPORTED, REASON, *ENTRIES)
    kinds = {EVENT: pl.UInt32, TIME: pl.Float64} | dict.fromkeys(names[2:], pl.String)
    if last - first + 1 < count.days:
        return pl.DataFrame(schema=kinds)
    amounts = np.ones(taken.height)
    if count.sum is not None:
        number = pl.col(count.sum).cast(pl.Float64, strict=False)
        amounts = taken.select(pl.when(number.is_finite()).then(number).otherwise(0.0)).to_series().to_numpy()
    try:
        passed = list(passages(count, taken[TIME].to_numpy(), amounts, first, last))
    except ValueError as error:
        raise ScenarioError([Diagnostic("M007", str(error), place=count.place)], rules.text) from None
    rows = []
    for one in passed:
        slots = {"level": one.level, "count": f"{one.count:.15g}", "days": str(count.days)}
        entries = [spec.entries[name].filled(slots) if name in spec.entries else "" for name in ENTRIES]
        rows.append((OF_NO_EVENT, one.time, written_day(one.time, rules.listing.numbers), "", None, *entries))
    found = pl.DataFrame(rows, schema=kinds, orient="row")
    return found.with_columns(_without_spaces(pl.col(name)) for name in ("factor", "value"))


def _span(frame: pl.DataFrame, rule: Rule, rules: Rules) -> tuple[float, float]:
    """The days on which events of this rule would be in the list: those of the whole list, within the periods."""
    low, high = frame[TIME].min(), frame[TIME].max()
    if low is None or high is None:
        return 0.0, -1.0
    whole, own = rules.between or Period(), rule.between or Period()
    first = max(float(low), whole.first, own.first)  # pyright: ignore[reportArgumentType]
    return first, min(float(high), whole.last, own.last)  # pyright: ignore[reportArgumentType]
