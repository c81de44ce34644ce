"""From a section and a briefing to a piece of HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from detente.charts import Chart
from detente.errors import UsageError, did_you_mean
from detente.report import _words
from detente.report.page._registry import SECTIONS, sections
from detente.report.page._section import Section

if TYPE_CHECKING:
    import jinja2

    from detente.report._briefing import Briefing

TEMPLATES = files("detente.report") / "templates"
WORDS = ("percent", "prose", "quoted", "number", "times", "plain", "duration", "said_date")


def render(section: str, briefing: Briefing, live: bool = False) -> str:
    """A section of the page as a piece of HTML, its heading included; empty where there is nothing for it.

    Parameters
    ----------
    section
        Its ``id``.
    live
        Charts as specifications inside the page, for Vega to draw, in place of pictures.

    Raises
    ------
    UsageError
        For a section that is not there.
    """
    known = {one.id: one for one in SECTIONS}
    if section not in known:
        raise UsageError(f"there is no section `{section}`", did_you_mean(section, known))
    one = known[section]
    return rendered(one, briefing, live) if one.there(briefing) else ""


def rendered(section: Section, briefing: Briefing, live: bool = False) -> str:
    """The HTML of a section that is there."""
    template = engine().get_template(f"sections/{section.id}.html")
    body = template.render(b=briefing, live=live, **filled(section, briefing))
    return engine().get_template("section.html").render(section=section, body=Markup(body))


def filled(section: Section, briefing: Briefing) -> Mapping[str, Any]:
    """What the template of a section needs, made once for each briefing."""
    made = briefing.made
    if section.id not in made:
        from altair.utils import schemapi

        with schemapi.debug_mode(False):  # the specifications are ours and tested
            made[section.id] = section.fill(briefing)
    return made[section.id]


def charts(briefing: Briefing) -> dict[str, Chart]:
    """Every chart of the page by name, in order."""
    return {one.name: one for section in sections(briefing) for one in _charts(filled(section, briefing).values())}


def _charts(values: Any) -> Iterator[Chart]:
    for one in values:
        if isinstance(one, Chart):
            yield one
        elif isinstance(one, Sequence) and not isinstance(one, str):
            yield from (each for each in one if isinstance(each, Chart))


@cache
def engine() -> jinja2.Environment:
    """The templates, every value escaped unless a template made it."""
    import jinja2

    found = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FunctionLoader(template_text),
    )
    found.filters.update({name: getattr(_words, name) for name in WORDS})
    found.filters["marked"] = marked
    found.filters["as_json"] = as_json
    found.globals["answered"] = _words.answered
    return found


def template_text(name: str) -> str:
    """A file beside the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def marked(text: str) -> Markup:
    """A text whose names between backticks are code."""
    code = Markup("<code>{}</code>")
    parts = [code.format(part) if at % 2 else escape(part) for at, part in enumerate(text.split("`"))]
    return Markup("").join(parts)


def as_json(value: object) -> Markup:
    """A value as JSON that can stand in a script element of type ``application/json``."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
