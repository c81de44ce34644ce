"""The self-contained HTML document: no script, nothing fetched, prints well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from detente.report.page._registry import sections
from detente.report.page._render import engine, rendered, template_text

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def document(briefing: Briefing) -> str:
    """The briefing as one HTML text."""
    shown = sections(briefing)
    bodies = [Markup(rendered(one, briefing)) for one in shown]
    template = engine().get_template("briefing.html")
    return template.render(b=briefing, sections=list(zip(shown, bodies, strict=True)), style=template_text("style.css"))
