"""Pages and parts of pages from templates; every value is escaped unless it was made by a template before."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from detente import __version__, words
from detente.report.live import Value, difference, moment_said

TEMPLATES = Path(__file__).with_name("templates")


@cache
def _engine() -> Environment:
    engine = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("percent", "number", "duration", "plain", "prose"):
        engine.filters[name] = getattr(words, name)
    engine.filters["marked"] = marked
    engine.filters["as_json"] = as_json
    engine.filters["bare"] = bare
    engine.filters["given"] = Markup
    engine.globals["moved"] = moved
    engine.globals["digest"] = digest
    engine.globals["moment_said"] = moment_said
    return engine


def page_part(name: str, **values: Any) -> str:
    """A template filled in."""
    return _engine().get_template(name).render(**values)


def digest(name: str) -> str:
    """A word that changes when a listed file does, so that browsers may keep it."""
    from detente.web._static import FILES, static

    return static(name).digest if name in FILES else __version__


def moved(question: str, base: Value, other: Value) -> Markup:
    """By how much an answer moved, for a cell."""
    found = difference(question, base, other)
    if found is None:
        return Markup('<span class="soft">the same</span>')
    return Markup('<span class="{}">{}</span>').format("up" if found[0] > 0 else "down", found[1])


def marked(text: str) -> Markup:
    """A text whose names between backticks are code."""
    code = Markup("<code>{}</code>")
    parts = [code.format(part) if at % 2 else escape(part) for at, part in enumerate(text.split("`"))]
    return Markup("").join(parts)


def as_json(value: object) -> Markup:
    """A value as JSON that can stand in a script element of type ``application/json``."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def bare(value: float) -> str:
    """A number as a field for numbers takes it: six digits."""
    return f"{value:.6g}"
