"""Records from mappings of entries, as Python programs and tables give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from detente.errors import UsageError, did_you_mean
from detente.evidence.records._record import Record

_FIELDS = tuple(one.name for one in fields(Record))
_ENTRIES = (*_FIELDS, "factor", "value")


def made_record(entries: Any, at: int) -> Record:
    """A record from a mapping of entries; ``at`` is its number in messages.

    Raises
    ------
    UsageError
        For what is no mapping, unknown entries, and entries that are no text, number or date.
    """
    if not isinstance(entries, Mapping):
        hint = '{"date": "2016-03-15", "kind": "change", "factor": "truce", "value": "broken"}'
        raise UsageError(f"record {at} is neither a Record nor a mapping of entries", f"write it like {hint}")
    for key in entries:
        if key not in _ENTRIES:
            raise UsageError(
                f"record {at} has an entry `{key}`, which records do not have", did_you_mean(key, _ENTRIES)
            )
    for key, many in (("factor", "factors"), ("value", "values")):
        if key in entries and many in entries:
            raise UsageError(f"record {at} has both `{key}` and `{many}`", f"leave `{key}` out")
    for key in ("date", "kind"):
        if entries.get(key) in (None, ""):
            raise UsageError(f"record {at} has no `{key}`")
    found: dict[str, Any] = {}
    for key, entry in entries.items():
        if key in ("factor", "value", "factors", "values"):
            found[key if key.endswith("s") else f"{key}s"] = _several(entry, key, at)
        elif key == "line":
            if isinstance(entry, bool) or not isinstance(entry, int):
                raise UsageError(f"`line` of record {at} is no whole number")
            found[key] = entry
        else:
            found[key] = _text(entry, key, at)
    if found["kind"] == "gap" and found.get("values"):
        if found.get("until"):
            raise UsageError(f"record {at} is a gap with both `value` and `until`", "leave `value` out")
        found["until"] = ";".join(found.pop("values"))
    return Record(**found)


def _several(entry: Any, key: str, at: int) -> tuple[str, ...]:
    if isinstance(entry, list | tuple):
        return tuple(_text(one, key, at) for one in entry)
    return split(_text(entry, key, at))


def split(text: str) -> tuple[str, ...]:
    """The parts of a cell that names several, separated by ``;``."""
    return tuple(part.strip() for part in text.split(";")) if text else ()


def _text(entry: Any, key: str, at: int) -> str:
    if entry is None:
        return ""
    if isinstance(entry, dt.datetime):
        raise UsageError(f"`{key}` of record {at} has a time of day", "records have day precision: give a date")
    if isinstance(entry, dt.date):
        return entry.isoformat()
    if isinstance(entry, bool) or not isinstance(entry, str | int | float):
        raise UsageError(f"`{key}` of record {at} is no text, number or date", f"found: {entry!r}")
    return entry.strip() if isinstance(entry, str) else f"{entry:.15g}" if isinstance(entry, float) else str(entry)
