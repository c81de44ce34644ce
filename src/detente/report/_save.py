"""A briefing as files: the ending of a name says as what."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.errors import UsageError, did_you_mean
from detente.report._files import write_whole
from detente.report._pdf import browser, printed

if TYPE_CHECKING:
    from detente.report._briefing import Briefing

FORMATS = ("html", "md", "json", "txt", "pdf")
"""What a briefing can be written as."""


def format_of(path: str | Path, given: str | None = None) -> str:
    """The format of a file: what is given, else what the name ends in.

    Raises
    ------
    UsageError
        For another ending; for PDF where nothing can print it.

    Examples
    --------
    >>> format_of("out/Report.HTML"), format_of("report", "md")
    ('html', 'md')
    """
    found = (given or Path(path).suffix.lstrip(".")).lower()
    found = {"htm": "html", "markdown": "md", "text": "txt"}.get(found, found)
    if found not in FORMATS:
        what = f"`{given}` is no format of a report" if given else f"`{path}` does not say as what to write the report"
        raise UsageError(what, did_you_mean(found, FORMATS))
    if found == "pdf":
        browser()
    return found


def save(
    briefing: Briefing, path: str | Path, *, format: str | None = None, charts: str | Path | None = None
) -> list[Path]:
    """Write a briefing, whole or not at all.

    Parameters
    ----------
    path
        Its ending says as what, unless ``format`` does.
    charts
        A folder for each chart as PNG and SVG. A Markdown page has its pictures in the folder ``NAME-charts`` beside
        it in any case.

    Returns
    -------
    :
        The files that were written, the page first.

    Raises
    ------
    UsageError
        For another ending, for a place that cannot be written to, and for PDF where nothing can print it.
    """
    path = Path(path)
    files = files_of(briefing, {path: format_of(path, format)}, charts)
    write_whole(files)
    return list(files)


def files_of(briefing: Briefing, wanted: Mapping[Path, str], charts: str | Path | None = None) -> dict[Path, bytes]:
    """What stands in each of several files, not written yet.

    Parameters
    ----------
    wanted
        The format of each file.
    charts
        A folder for each chart as PNG and SVG.
    """
    files = {path: _content(briefing, kind, path.stem) for path, kind in wanted.items()}
    for path, kind in wanted.items():
        if kind == "md":
            files |= pictures(briefing, path.parent / f"{path.stem}-charts", ("png",))
    return files | (pictures(briefing, Path(charts)) if charts is not None else {})


def pictures(briefing: Briefing, folder: Path, kinds: tuple[str, ...] = ("png", "svg")) -> dict[Path, bytes]:
    """Every chart of the page as pictures, not written yet."""
    found = {}
    for name, one in briefing.charts().items():
        if "png" in kinds:
            found[folder / f"{name}.png"] = one.to_png()
        if "svg" in kinds:
            found[folder / f"{name}.svg"] = one.to_svg().encode("utf-8")
    return found


def _content(briefing: Briefing, kind: str, stem: str) -> bytes:
    if kind == "pdf":
        return printed(briefing.to_html())
    made: dict[str, Callable[[], str]] = {
        "html": briefing.to_html,
        "md": lambda: briefing.to_markdown(f"{stem}-charts"),
        "json": lambda: json.dumps(finite(briefing.to_record()), indent=2, ensure_ascii=False) + "\n",
        "txt": lambda: briefing.to_text() + "\n",
    }
    return made[kind]().encode("utf-8")


def finite(value: Any) -> Any:
    """The same for JSON: infinite numbers become ``"inf"`` and ``"-inf"``, undefined ones ``"nan"``."""
    if isinstance(value, Mapping):
        return {str(name): finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [finite(one) for one in value]
    if hasattr(value, "tolist"):
        return finite(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value
