"""One chart: its specification, what it says in words, its numbers, and the pictures made from it."""

from __future__ import annotations

import html
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.charts._table import grid_html
from detente.charts._theme import CONFIG
from detente.errors import UsageError

if TYPE_CHECKING:
    import polars

KINDS = (".svg", ".png", ".pdf", ".html", ".json")
"""The endings of files that a chart can be saved as."""


@dataclass(frozen=True)
class Chart:
    """A picture with its caption, its text alternative and its numbers.

    Attributes
    ----------
    title
        The caption.
    alt
        What it shows, for whoever does not see it; the numbers included where they are few.
    spec
        Vega-Lite, data inside and without ``config``; an Altair chart is taken too.
    columns, rows
        The numbers as a table, as they are to be read.
    name
        A short name, unique on its page: of files, and of what is inside the drawing.

    Examples
    --------
    >>> import altair as alt
    >>> data = alt.Data(values=[{"x": 1, "y": 2.5}])
    >>> chart = Chart(
    ...     "Two", "One point.", alt.Chart(data).mark_point().encode(x="x:Q", y="y:Q"), ("x", "y"), (("1", "2.5"),)
    ... )
    >>> chart.svg.startswith("<svg") and chart.to_png()[1:4] == b"PNG"
    True
    """

    title: str
    alt: str
    spec: Any = field(repr=False)
    columns: tuple[str, ...] = field(repr=False)
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    name: str = "chart"

    def to_dict(self) -> dict[str, Any]:
        """The whole Vega-Lite specification, with the look of every chart."""
        inside = dict(self.spec) if isinstance(self.spec, Mapping) else self._plain()
        return inside | {"config": CONFIG | {"aria": False}}

    def _plain(self) -> dict[str, Any]:
        from altair.utils import schemapi

        # The specifications are ours and tested; checking each piece against the schema would take longer than drawing.
        with schemapi.debug_mode(False):
            return self.spec.to_dict(validate=False)

    def to_svg(self) -> str:
        """A picture that stands alone, as SVG."""
        return self._drawn

    @cached_property
    def _drawn(self) -> str:
        import vl_convert

        return vl_convert.vegalite_to_svg(json.dumps(self.to_dict()))

    @property
    def svg(self) -> str:
        """The picture as an SVG element that can stand in a page beside others."""
        # Parts of the picture have no roles of their own: whoever does not see it is told by the text alternative.
        svg = re.sub(r'\s(?:xmlns|xmlns:xlink|version|class|role|aria-roledescription)="[^"]*"', "", self._drawn)
        # Ids are made unique, since all charts of a page share one document.
        return re.sub(r'(id="|url\(#)((?:clip|gradient|symbol)[^")]*)', rf"\g<1>{self.name}-\2", svg)

    def to_png(self, scale: float = 2.0) -> bytes:
        """The picture as PNG, ``scale`` pixels for each of the specification."""
        import vl_convert

        return vl_convert.svg_to_png(self._drawn, scale=scale)

    def to_frame(self) -> polars.DataFrame:
        """Its numbers as they are to be read: texts, one row a row of the table."""
        import polars

        return polars.DataFrame(
            [list(row) for row in self.rows], schema=dict.fromkeys(self.columns, polars.String), orient="row"
        )

    def to_html(self) -> str:
        """A figure for a page: the picture, its text alternative, and its numbers behind a heading."""
        return (
            f"<figure><figcaption>{html.escape(self.title)}</figcaption>"
            f'<div role="img" aria-label="{html.escape(self.alt, quote=True)}">{self.svg}</div>'
            f"<details><summary>The numbers</summary><table>{grid_html(self.columns, self.rows)}</table>"
            "</details></figure>"
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def save(self, path: str | Path, scale: float = 2.0) -> Path:
        """Write the picture; the ending of the path says as what.

        Raises
        ------
        UsageError
            For another ending than .svg, .png, .pdf, .html or .json (the specification).
        """
        path = Path(path)
        path_kind = path.suffix.lower()
        if path_kind not in KINDS:
            raise UsageError(
                f"a chart cannot be saved as `{path.name}`", "end the name with one of " + ", ".join(KINDS)
            )
        _write(path, self._as(path_kind, scale))
        return path

    def _as(self, kind: str, scale: float) -> bytes:
        if kind == ".png":
            return self.to_png(scale)
        if kind == ".pdf":
            import vl_convert

            return vl_convert.svg_to_pdf(self._drawn)
        if kind == ".json":
            return json.dumps(self.to_dict(), indent=1).encode()
        return (self.to_html() if kind == ".html" else self._drawn).encode("utf-8")


def _write(path: Path, content: bytes) -> None:
    """Beside the file, then in its place: never half of it."""
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", "name a folder that is there") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
