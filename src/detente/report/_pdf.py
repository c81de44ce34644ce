"""A page printed to PDF by whatever Chromium is installed, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from detente.errors import UsageError

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
SECONDS = 120.0
"""That a browser may take for a page."""


def browser() -> str:
    """The first browser that can print.

    Raises
    ------
    UsageError
        Where there is none, with what to do.
    """
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise UsageError(
            "a PDF needs a browser to print with, and neither Chromium nor Chrome is installed here",
            "install one, or write the page as .html and print it from any browser",
        )
    return found


def printed(html: str, seconds: float = SECONDS) -> bytes:
    """The page as PDF.

    Raises
    ------
    UsageError
        Where no browser is installed, and where it fails or takes too long.
    """
    program = browser()
    with tempfile.TemporaryDirectory(prefix="detente-pdf-") as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND",  # the page asks for nothing, and nothing else may
            f"--user-data-dir={folder}/profile",
            *(
                ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
            ),  # it refuses to run as root with one
            "--no-pdf-header-footer",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            hint = "write the page as .html and print it from the browser"
            raise UsageError(f"`{program}` did not print the page within {seconds:g} s", hint) from None
        if done.returncode or not pdf.is_file():
            last = (done.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"])[-1]
            hint = "write the page as .html and print it from the browser"
            raise UsageError(f"`{program}` could not print the page: {last}", hint)
        return pdf.read_bytes()
