"""Files that pages need: each listed here, and nothing else is served."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detente.web._crew import Crew
from detente.web._jobs import Job
from detente.web._wire import Call

HERE = Path(__file__).with_name("static")
REPORT_STYLE = Path(__file__).parent.parent / "report" / "templates" / "style.css"

KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

FILES = {
    "report.css": REPORT_STYLE,
    **{
        name: HERE / name
        for name in ("workbench.css", "workbench.js", "charts.js", "combobox.js", "editor.js", "icon.svg")
    },
    "htmx.js": HERE / "vendor" / "htmx-2.0.11.min.js",
}
"""By the name that pages use."""

VEGA = "vega.js"
"""Made from the installed package of Vega when it is first asked for."""


@dataclass(frozen=True)
class Static:
    """A file as it is served."""

    content: bytes
    kind: str
    digest: str


@cache
def static(name: str) -> Static:
    """A listed file; KeyError for any other name."""
    content = FILES[name].read_bytes()
    return Static(content, KINDS[Path(name).suffix], hashlib.sha256(content).hexdigest()[:16])


class Statics:
    """Listed files, and Vega."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._vega: Static | None = None

    def prepare(self) -> Job:
        """Have Vega made, before it is asked for."""
        return self._crew.submit("", "vega", Call("vega"), seconds=60.0)

    async def find(self, name: str) -> Static | None:
        """A file; None for a name that is not listed."""
        if name == VEGA:
            return await self._made_vega()
        return static(name) if name in FILES else None

    async def _made_vega(self) -> Static | None:
        if self._vega is None:
            job = self.prepare()
            await job.finished(60.0)
            if job.result is None:
                return None
            content = job.result.encode("utf-8")
            self._vega = Static(content, KINDS[".js"], hashlib.sha256(content).hexdigest()[:16])
        return self._vega
