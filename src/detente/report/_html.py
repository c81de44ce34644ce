"""The self-contained HTML document: no script, nothing fetched, prints well."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import jinja2
from altair.utils import schemapi

from detente.report import _charts, _words
from detente.report._short import in_short

if TYPE_CHECKING:
    from detente.report._briefing import Briefing

TEMPLATES = files("detente.report") / "templates"


def document(briefing: Briefing) -> str:
    """The briefing as one HTML text."""
    engine = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    engine.filters.update(
        percent=_words.percent, prose=_words.prose, number=_words.number, plain=_words.plain, duration=_words.duration
    )
    engine.globals["answered"] = _words.answered
    template = engine.from_string((TEMPLATES / "briefing.html").read_text(encoding="utf-8"))
    # The specifications are ours and tested; checking each piece against the schema would take longer than drawing.
    with schemapi.debug_mode(False):
        charts = {
            "answers_chart": _charts.answers(briefing),
            "stays_charts": [_charts.stays(briefing, at) for at in range(len(briefing.views))],
            "course_charts": [_charts.course(briefing, one) for one in briefing.developments],
            "shifts_chart": _charts.shifts(briefing),
        }
    return template.render(
        b=briefing,
        short=in_short(briefing),
        style=(TEMPLATES / "style.css").read_text(encoding="utf-8"),
        **charts,
    )
