"""The self-contained HTML document: no script, nothing fetched, prints well."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
from altair.utils import schemapi
from markupsafe import Markup, escape

from detente.report import _charts, _charts_evidence, _rows, _words
from detente.report._short import in_short

if TYPE_CHECKING:
    from detente.report._briefing import Briefing

TEMPLATES = files("detente.report") / "templates"


def document(briefing: Briefing) -> str:
    """The briefing as one HTML text."""
    engine = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FunctionLoader(_read),
    )
    words = ("percent", "prose", "quoted", "number", "times", "plain", "duration", "said_date")
    engine.filters.update({name: getattr(_words, name) for name in words})
    engine.filters["marked"] = _marked
    engine.globals["answered"] = _words.answered
    template = engine.get_template("briefing.html")
    with schemapi.debug_mode(False):  # as in `charts`: the specifications are ours and tested
        charts = _drawn(briefing)
    return template.render(
        b=briefing, short=in_short(briefing), style=_read("style.css"), **charts, **_rows.of_evidence(briefing)
    )


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _marked(text: str) -> Markup:
    """A text whose names between backticks are code."""
    code = Markup("<code>{}</code>")
    parts = [code.format(part) if at % 2 else escape(part) for at, part in enumerate(text.split("`"))]
    return Markup("").join(parts)


def _drawn(briefing: Briefing) -> dict[str, Any]:
    return {
        "answers_chart": _charts.answers(briefing),
        "stays_charts": [_charts.stays(briefing, at) for at in range(len(briefing.views))],
        "course_charts": [_charts.course(briefing, one) for one in briefing.developments],
        "shifts_chart": _charts.shifts(briefing),
        "trail_chart": _charts_evidence.trail(briefing),
        "matrix_chart": _charts_evidence.matrix(briefing),
        "reliability_chart": _charts_evidence.reliability(briefing),
        "skill_chart": _charts_evidence.skill(briefing),
    }
