"""Indices of global sensitivity: how much each parameter matters to each line, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente import __version__
from detente.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart


@dataclass(frozen=True)
class Index:
    """How much one parameter matters to one line.

    Attributes
    ----------
    pairs
        Each measure, in the order of ``Indices.names``, with the half width of its 90% interval; the first is the one
        that parameters are ranked by.
    """

    line: str
    parameter: str
    pairs: tuple[tuple[float, float], ...]

    @property
    def main(self) -> float:
        """The measure that parameters are ranked by."""
        return self.pairs[0][0]

    @property
    def error(self) -> float:
        """The half width of its interval; 0 where none could be made."""
        return self.pairs[0][1] if math.isfinite(self.pairs[0][1]) else 0.0


@dataclass(frozen=True)
class Indices:
    """Indices of all lines.

    Attributes
    ----------
    method
        ``sobol`` or ``morris``.
    names
        Of the measures.
    about
        What was done, in a sentence.
    blocks, kept
        Of the design (a Sobol point with its exchanges, a Morris trajectory), and by line those without a setting that
        had no answer: only whole blocks can be used.
    faults
        How many settings had no answer, by why.
    lost
        By line without indices: why it has none.
    """

    method: str
    names: tuple[str, ...]
    about: str
    rows: tuple[Index, ...]
    lines: tuple[str, ...]
    parameters: tuple[str, ...]
    blocks: int
    kept: Mapping[str, int]
    faults: Mapping[str, int]
    lost: Mapping[str, str]
    notes: tuple[str, ...]
    seed: int
    seconds: float
    settings: Mapping[str, str] = field(repr=False)
    values: np.ndarray = field(repr=False, compare=False)
    answers: np.ndarray = field(repr=False, compare=False)
    version: str = __version__

    def of(self, line: str) -> tuple[Index, ...]:
        """The indices of one line, the largest first."""
        if line not in self.lines:
            raise UsageError(f"`{line}` was not looked at", did_you_mean(line, self.lines))
        return tuple(sorted((one for one in self.rows if one.line == line), key=lambda one: (-one.main, one.parameter)))

    def sentences(self) -> tuple[str, ...]:
        """For each line what it turns on, and how sure that is."""
        from detente.study.sensitivity._words import indices_sentences

        return indices_sentences(self)

    def to_text(self) -> str:
        """For a terminal."""
        from detente.study.sensitivity._words import indices_text

        return indices_text(self)

    def __str__(self) -> str:
        return self.to_text()

    def to_frame(self) -> polars.DataFrame:
        """One row a line and parameter: each measure, and the half width of its 90% interval as ``NAME_error``."""
        import polars

        rows = [
            (line, one.parameter, *(number for pair in one.pairs for number in pair))
            for line in self.lines
            for one in self.of(line)
        ]
        heads = [head for name in self.names for head in (name, f"{name}_error")]
        return polars.DataFrame(rows, schema=["line", "parameter", *heads], orient="row")

    def to_record(self) -> dict[str, object]:
        """For JSON."""
        return {
            "method": self.method, "about": self.about, "indices": self.to_frame().to_dicts(), "blocks": self.blocks,
            "kept": dict(self.kept), "faults": dict(self.faults), "lost": dict(self.lost), "notes": list(self.notes),
            "sentences": list(self.sentences()), "seed": self.seed, "seconds": self.seconds,
            "settings": dict(self.settings), "version": self.version,
        }  # fmt: skip

    def plot(self, line: str | None = None, most: int = 15) -> Chart:
        """Each parameter's first measure with its interval, for one line (None for the first)."""
        from detente.study.sensitivity._charts import indices_chart

        return indices_chart(self, self.lines[0] if line is None else line, most)

    def _repr_html_(self) -> str:
        from detente.charts import frame_html

        return frame_html(self.about, self.to_frame(), " ".join(self.notes))
