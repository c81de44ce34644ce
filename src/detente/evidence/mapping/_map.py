"""From a list of events to records: whole columns at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import Place, UsageError
from detente.evidence.mapping._candidates import EVENT, REASON, RULE, candidates
from detente.evidence.mapping._conditions import all_of, any_of
from detente.evidence.mapping._events import DATE, FILE, REPORTED, ROW, TIME, Events, read_events
from detente.evidence.mapping._fit import check_constants, record_of, start_of
from detente.evidence.mapping._mapped import Made, Mapped
from detente.evidence.mapping._reasons import shown, skipped
from detente.evidence.mapping._rules import Rule, Rules, read_rules
from detente.evidence.mapping._sieve import sieve
from detente.evidence.records import Record, Records
from detente.game import Game

if TYPE_CHECKING:
    import polars as pl

Progress = Callable[[float, str], None]
_SHARED = ("kind", "factor", "value", "actor", "move", "grade", "order")


def map_events(
    source: str | Path | pl.DataFrame | Sequence[str | Path | pl.DataFrame],
    rules: Rules | str | Path,
    game: Game | None = None,
    progress: Progress | None = None,
) -> Mapped:
    """Make records of a scenario from a list of events with its own vocabulary.

    Parameters
    ----------
    source
        One or several files (CSV, tab-separated text or Parquet), or polars frames.
    rules
        A file of rules, their text, or rules read with :func:`read_rules`.
    game
        With it, names are checked, and what is before its start is skipped.
    progress
        Called with a share from 0 to 1 and what is being done.

    Returns
    -------
    mapped
        Records in order of date, what each rule made, what was skipped and why. Every event is accounted for.

    Raises
    ------
    ScenarioError
        Where rules or files cannot be used (codes M001 to M007, S001 to S008, and those of records at their place in
        the rules).
    UsageError
        Where there is no list of events, or the scenario has dates and the rules read numbers.

    Notes
    -----
    Columns that no rule uses are not kept, so that memory depends on those that are.

    Examples
    --------
    >>> import polars as pl
    >>> events = pl.DataFrame(
    ...     {"day": ["2016-03-04", "2016-03-09", "2016-03-11"], "what": ["shelled", "spoke", "shelled"]}
    ... )
    >>> mapped = map_events(
    ...     events,
    ...     '''
    ... events: {date: day}
    ... rules:
    ...   - match: {what: shelled}
    ...     record: {kind: change, factor: truce, value: strained}
    ...   - match: {what: spoke}
    ...     skip: words, not deeds
    ... ''',
    ... )
    >>> [(one.date, one.values) for one in mapped.records]
    [('2016-03-04', ('strained',))]
    >>> {one.reason: one.events for one in mapped.skipped}
    {'words, not deeds': 1, 'no change: the factor has this value already': 1}
    >>> mapped.used + sum(one.events for one in mapped.skipped) == mapped.events
    True
    """
    rules = rules if isinstance(rules, Rules) else read_rules(rules)
    start = start_of(game, rules)
    check_constants(rules, game)
    events = read_events(_sources(source), rules.listing, _used(rules), rules.text, progress)
    _tell(progress, 0.5, "matching events")
    frame = _sorted_out(events, rules)
    _tell(progress, 0.6, "making records")
    found = candidates(frame, rules)
    frame = frame.select(EVENT, RULE, REASON, FILE, ROW, *shown(rules))  # the rest is not needed any more
    events = replace(events, frame=events.frame.clear())
    _tell(progress, 0.7, "checking records")
    found = sieve(found, rules, game, start)
    _tell(progress, 0.85, "collecting records")
    records = _records(found.filter(found[REASON].is_null()), events)
    _tell(progress, 0.95, "counting what was skipped")
    reasons, used = skipped(events, frame, found, rules)
    made = tuple(_made(number, rule, frame, found) for number, rule in enumerate(rules.rules) if not rule.skip)
    return Mapped(records, frame.height, used, made, reasons)


def _tell(progress: Progress | None, share: float, what: str) -> None:
    if progress is not None:
        progress(share, what)


def _sources(
    source: str | Path | pl.DataFrame | Sequence[str | Path | pl.DataFrame],
) -> list[str | Path | pl.DataFrame]:
    found = list(source) if isinstance(source, list | tuple) else [source]
    if not found:
        raise UsageError("there is no list of events to map")
    return found  # pyright: ignore[reportReturnType]


def _used(rules: Rules) -> dict[str, Place]:
    """The columns that rules name, each with the first place where they do."""
    found: dict[str, Place] = {}
    for rule in rules.rules:
        for group in rule.match:
            for condition in group:
                found.setdefault(condition.column, condition.place)
        if rule.count is not None:
            if rule.count.sum is not None:
                found.setdefault(rule.count.sum, rule.count.sum_place)
            continue
        for spec in rule.specs:
            for template in spec.entries.values():
                for slot in template.slots:
                    found.setdefault(slot.column, template.place)
    return found


def _sorted_out(events: Events, rules: Rules) -> pl.DataFrame:
    """The events with the number of the rule that takes them, or else the reason why none does."""
    import polars as pl

    time = pl.col(TIME)
    reason = pl.when(time.is_null()).then(pl.lit("the date cannot be read"))
    if rules.between is not None:
        outside = (time < rules.between.first) | (time > rules.between.last)
        reason = reason.when(outside).then(pl.lit("outside the dates of `between`"))
    frame = events.frame.with_row_index(EVENT).with_columns(reason.otherwise(pl.lit(None, pl.String)).alias(REASON))
    taken = pl.when(pl.col(REASON).is_not_null()).then(pl.lit(-1))
    for number, rule in enumerate(rules.rules):
        taken = taken.when(_matches(rule)).then(pl.lit(number))
    frame = frame.with_columns(taken.otherwise(pl.lit(-1)).cast(pl.Int32).alias(RULE))
    why = pl.when(pl.col(REASON).is_not_null()).then(pl.col(REASON)).when(pl.col(RULE) == -1).then(pl.lit("no rule"))
    for number, rule in enumerate(rules.rules):
        if rule.skip:
            why = why.when(pl.col(RULE) == number).then(pl.lit(rule.skip))
    return frame.with_columns(why.otherwise(pl.lit(None, pl.String)).alias(REASON))


def _matches(rule: Rule) -> pl.Expr:
    import polars as pl

    found = any_of(all_of(one.expression() for one in group) for group in rule.match)
    if rule.between is not None:
        found = found & (pl.col(TIME) >= rule.between.first) & (pl.col(TIME) <= rule.between.last)
    return found


def _records(found: pl.DataFrame, events: Events) -> Records:
    """The records; texts that many of them share are kept once."""
    parts: dict[tuple[str, ...], Record] = {}
    texts: dict[str, str] = {}
    made = []
    for date, reported, source, note, *shared in found.select(DATE, REPORTED, "source", "note", *_SHARED).iter_rows():
        key = tuple(shared)
        one = parts.get(key)
        if one is None:
            kind, factor, value, actor, move, grade, order = key
            one = parts[key] = record_of("", (kind, factor, value, actor, move, grade, "", "", order))
        made.append(
            Record(
                texts.setdefault(date, date), one.kind, one.factors, one.values, one.until, one.actor, one.move,
                one.grade, texts.setdefault(source, source), note, one.order, texts.setdefault(reported, reported),
            )
        )  # fmt: skip
    return Records(tuple(made), ", ".join(events.files))


def _made(number: int, rule: Rule, frame: pl.DataFrame, found: pl.DataFrame) -> Made:
    taken = (frame[RULE] == number).sum()
    made = ((found[RULE] == number) & found[REASON].is_null()).sum()
    return Made(rule.name, rule.place.line, int(taken), int(made))
