"""A briefing as plain objects and lists."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def record(briefing: Briefing) -> dict[str, Any]:
    """The briefing for JSON: field names as in the records, dates as ISO texts."""
    return {one.name: _plain(getattr(briefing, one.name)) for one in dataclasses.fields(briefing)}


def _plain(value: Any) -> Any:
    if hasattr(value, "to_record"):
        return value.to_record()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else value
