"""How sure the numbers are, and what would change them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from detente.report import _text
from detente.report.page._section import Section

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def _certainty(briefing: Briefing) -> dict[str, Any]:
    from detente.report import _charts

    return {"shifts_chart": _charts.shifts(briefing), "about": partial(_text.about, briefing)}


CERTAINTY = Section(
    "certainty",
    "How sure, and what would change it",
    frozenset(),
    lambda b: True,
    _certainty,
    _text.certainty,
    short="How sure",
)
