"""Files that pages need: each listed here, and nothing else is served."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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

    def __init__(self) -> None:
        self._making: asyncio.Task[Static | None] | None = None

    def prepare(self) -> asyncio.Task[Static | None]:
        """Have Vega made, in a process of its own, before it is asked for; again where that failed."""
        if self._making is None or (self._making.done() and self._making.result() is None):
            self._making = asyncio.get_running_loop().create_task(_vega())
        return self._making

    async def find(self, name: str) -> Static | None:
        """A file; None for a name that is not listed."""
        if name == VEGA:
            return await asyncio.shield(self.prepare())
        return static(name) if name in FILES else None

    async def close(self) -> None:
        """Let go of what is being made."""
        if self._making is not None and not self._making.done():
            self._making.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._making


async def _vega() -> Static | None:
    """Vega, Vega-Lite and Vega-Embed as one script, from the installed package."""
    made = "import sys, vl_convert; sys.stdout.write(vl_convert.javascript_bundle())"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", made, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        content, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Static(content, KINDS[".js"], hashlib.sha256(content).hexdigest()[:16]) if content else None
