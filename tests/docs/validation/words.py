"""Numbers and tables as the page writes them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(one.replace("|", "\\|") for one in row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def three(value: float | None) -> str:
    """A score."""
    if value is None or math.isnan(value):
        return ""
    return "infinite" if math.isinf(value) else f"{value:.3f}"


def share(value: float) -> str:
    """A skill as a signed percentage; where the rival lost next to nothing, only that it is far below 0."""
    if value < -9.995:
        return "below -999%"
    return "0%" if abs(value) < 0.005 else f"{100 * value:+.0f}%"


def day(date: dt.date | None) -> str:
    """A date."""
    return "" if date is None else f"{date.day} {date:%B %Y}"


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"* {one}" for one in lines)


def counted(number: int, one: str, several: str = "") -> str:
    """`1 forecast`, `2 forecasts`."""
    return f"{number} {one if number == 1 else several or one + 's'}"
