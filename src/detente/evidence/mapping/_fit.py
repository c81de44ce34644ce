"""Whether what rules make can be records of a game: constants before any event is read, the rest by combination."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from detente.errors import Diagnostic, ScenarioError, UsageError
from detente.evidence.mapping._periods import day_number
from detente.evidence.mapping._rules import ENTRIES, Rules, Spec
from detente.evidence.records import Record, check_records
from detente.game import ClockFault, Game

_ENTRY = {
    "R009": "kind", "R010": "factor", "R011": "value", "R012": "actor", "R013": "move", "R016": "grade",
    "R020": "order",
}  # fmt: skip
_OF_ORDER = {"R007", "R008", "R017"}
_OF_THE_DATE = {*_OF_ORDER, "R006", "R018"}


def start_of(game: Game | None, rules: Rules) -> float | None:
    """The start of the game as events count time: days since 1970, or 0.

    Raises
    ------
    UsageError
        Where one has dates and the other has none.
    """
    if game is None:
        return None
    try:
        game.clock.at("2000-01-01")
        calendar = True
    except ClockFault:
        calendar = False
    if calendar == rules.listing.numbers:
        one, other = ("dates", "numbers") if calendar else ("no dates", "dates")
        hint = (
            "leave `dates: number` out"
            if calendar
            else "give the scenario a clock with a start, or use `dates: number`"
        )
        raise UsageError(f"the scenario has {one}, and the rules read {other}", hint)
    return day_number(game.clock.start) if calendar and game.clock.start is not None else 0.0


def check_constants(rules: Rules, game: Game | None) -> None:
    """Look at what rules say themselves, as far as that does not depend on the events.

    Raises
    ------
    ScenarioError
        With the codes of records (R009 to R020), each at its place in the rules.
    """
    found: list[Diagnostic] = []
    for rule in rules.rules:
        for spec in rule.specs:
            if rule.count is None:
                found += _wrong(spec, {}, game)
                continue
            for (_, level), place in zip(rule.count.levels, rule.count.level_places, strict=True):
                for one in _wrong(spec, {"level": level, "count": "7", "days": "1"}, game):
                    # What is wrong with a level is told where the level stands.
                    where = place if f"`{level}`" in one.message else one.place
                    found.append(replace(one, place=where))
    if found:
        key = lambda one: (one.place.line, one.place.column)  # noqa: E731
        raise ScenarioError(sorted(dict.fromkeys(found), key=key), rules.text)


def _wrong(spec: Spec, slots: Mapping[str, str], game: Game | None) -> Iterable[Diagnostic]:
    known = {
        key: one.filled(slots) if slots else one.constant or ""
        for key, one in spec.entries.items()
        if slots or one.constant is not None
    }
    whole = len(known) == len(spec.entries)
    date = "2000-01-01" if game is None or game.clock.start else "0"
    one = record_of(date, [known.get(key, "") for key in ENTRIES])
    if not whole and "kind" not in known:
        one = replace(one, kind="change")
    for fault in check_records([one], game, shown=None):
        entry = _ENTRY.get(fault.code)
        if fault.code in _OF_THE_DATE or not (whole or entry in known):
            continue
        place = spec.entries[entry].place if entry is not None and entry in spec.entries else spec.place
        yield replace(fault, place=place)


def record_of(date: str, entries: Sequence[str], reported: str = "") -> Record:
    """A record from a date and its entries, in the order of ``ENTRIES``."""
    kind, factor, value, actor, move, grade, source, note, order = entries
    factors = tuple(one.strip() for one in factor.split(";")) if factor else ()
    values = tuple(one.strip() for one in value.split(";")) if value and kind != "gap" else ()
    until = value if kind == "gap" else ""
    return Record(date, kind, factors, values, until, actor, move, grade, source, note, order, reported)


def refused(records: Sequence[Record], game: Game | None) -> dict[int, str]:
    """For the numbers of records that cannot be, why."""
    found: dict[int, str] = {}
    for one in check_records(records, game, shown=None, hints=False):
        if one.code not in _OF_ORDER and one.place is not None:
            found.setdefault(one.place.line - 1, one.message)
    return found
