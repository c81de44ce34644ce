"""From the fields of a form, or an address, to a variant and questions; what cannot be read is told, field by field."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from detente.errors import did_you_mean
from detente.game import ClockFault
from detente.report.live import Sheet, Variant

QUESTIONS, LONGEST = 30, 500
"""So many questions of one's own, each of so many characters."""
FIELDS = 2_000
"""So many fields are read."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Wish:
    """What a tab wants to see.

    Attributes
    ----------
    variant
        As far as it can be read.
    own
        The questions that are not the scenario's.
    problems
        What cannot be read, with the field: that field counts as left alone.
    """

    variant: Variant
    own: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]


def pairs_of(text: bytes | str) -> Pairs:
    """The fields of a form or an address.

    Raises
    ------
    ValueError
        For more fields than are read.
    """
    written = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return parse_qsl(written, keep_blank_values=True, max_num_fields=FIELDS)


def wish_of(pairs: Pairs, sheet: Sheet, prefix: str = "") -> Wish:
    """What is wanted.

    Parameters
    ----------
    prefix
        Of the fields, where a page has those of two variants.
    """
    problems: list[tuple[str, str]] = []
    parameters: dict[str, float] = {}
    do: list[str] = []
    own: list[str] = []
    at = None
    for name, text in pairs:
        if not name.startswith(prefix):
            continue
        field, text = name.removeprefix(prefix), text.strip()
        if field.startswith("p."):
            _parameter(field.removeprefix("p."), text, sheet, parameters, problems)
        elif field == "do" and text and text not in do:
            if text in sheet.do:
                do.append(text)
            else:
                problems.append(("do", f"there is no `do` block `{text}`"))
        elif field == "at" and text:
            at = _time(text, sheet, problems)
        elif field == "q" and text and text not in own and text not in [one.text for one in sheet.questions]:
            own.append(text)
    if len(own) > QUESTIONS or any(len(one) > LONGEST for one in own):
        problems.append(("q", f"at most {QUESTIONS} questions of your own, of {LONGEST} characters each"))
        own = [one for one in own if len(one) <= LONGEST][:QUESTIONS]
    return Wish(Variant.of(parameters, tuple(do), at), tuple(own), tuple(problems))


def _parameter(name: str, text: str, sheet: Sheet, into: dict[str, float], problems: list[tuple[str, str]]) -> None:
    dial = next((one for one in sheet.dials if one.name == name), None)
    if dial is None:
        hint = did_you_mean(name, [one.name for one in sheet.dials])
        problems.append((name, f"there is no parameter `{name}`" + (f"; {hint}" if hint else "")))
        return
    if not text or text == f"{dial.value:.6g}":  # as the page itself writes it
        return
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        problems.append((name, f"`{text[:40]}` is no number for `{name}`"))
    elif value != dial.value:
        into[name] = value


def _time(text: str, sheet: Sheet, problems: list[tuple[str, str]]) -> float | None:
    clock = sheet.clock
    try:
        time = clock.at(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else float(text)
    except (ClockFault, ValueError):
        problems.append(("at", f"`{text[:40]}` is no date"))
        return None
    if not 0 <= time < math.inf:
        problems.append(("at", f"`{text[:40]}` is before the start of the scenario"))
        return None
    return None if time == _default(sheet) else time


def _default(sheet: Sheet) -> float:
    """The date that stands where none is given: the end of the records, or the start where there are none."""
    return sheet.end if sheet.records else 0.0


def time_shown(variant: Variant, sheet: Sheet) -> float:
    """The date that a variant is seen from, in clock units."""
    return _default(sheet) if variant.at is None else variant.at


def field_of_time(time: float, sheet: Sheet) -> str:
    """A time as the field for it holds it: a date where one falls on it exactly."""
    date = sheet.date(time)
    return date.isoformat() if date is not None and sheet.clock.at(date) == time else f"{time:g}"


def query_of(wish: Wish, sheet: Sheet, prefix: str = "") -> str:
    """The part of an address that says the same, without what is as it stands."""
    variant = wish.variant
    pairs = [(f"{prefix}at", field_of_time(variant.at, sheet))] if variant.at is not None else []
    pairs += [(f"{prefix}do", name) for name in variant.do]
    pairs += [(f"{prefix}p.{name}", repr(value)) for name, value in variant.parameters]
    pairs += [(f"{prefix}q", text) for text in wish.own]
    return urlencode(pairs)
