"""The report in one call: from a scenario to a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.report._analyse import analyse
from detente.report._briefing import Briefing
from detente.report._save import format_of, save
from detente.report._subject import Crisis, Subject


def report(
    crisis: Crisis | Subject,
    *,
    to: str | Path,
    until: str | float | dt.date | None = None,
    evidence: Any = None,
    format: str | None = None,
    charts: str | Path | None = None,
    progress: Callable[[str], None] | None = None,
    **more: Any,
) -> Briefing:
    """Analyse a scenario and write the report; the ending of the file says as what.

    Parameters
    ----------
    to
        The file: ``.html``, ``.md`` (its pictures in a folder beside it), ``.json``, ``.txt`` or ``.pdf``.
    until, evidence, progress, more
        As :func:`~detente.analyse` takes them.
    format
        As what to write, whatever the name ends in.
    charts
        A folder for each chart as PNG and SVG.

    Returns
    -------
    :
        What was found; :meth:`Briefing.save` writes it in further formats.

    Raises
    ------
    UsageError
        For an ending that says nothing, and for PDF where no browser can print it: both before anything is solved.
    NotConverged, RecordError
        As for :func:`~detente.analyse`.

    Examples
    --------
    >>> report(None, to="page.docx")  # refused before anything is read
    Traceback (most recent call last):
    ...
    detente.errors.UsageError: `page.docx` does not say as what to write the report
    hint: known here: `html`, `md`, `json`, `txt`, `pdf`
    """
    kind = format_of(to, format)
    found = analyse(crisis, evidence=evidence, until=until, progress=progress, **more)
    if progress is not None:
        progress("drawing")
    save(found, to, format=kind, charts=charts)
    return found
