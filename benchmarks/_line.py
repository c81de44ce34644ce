"""One line of a benchmark: what was measured, against what, and whether the target was reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("benchmark", "size", "measured", "baseline of the same run", "ratio", "target", "reached", "remarks")


@dataclass(frozen=True)
class Line:
    """One measurement.

    Attributes
    ----------
    seconds
        None where nothing could be measured; ``remarks`` says why.
    baseline
        What the time is compared with, in words.
    baseline_seconds
        None where the baseline was not measured.
    baseline_finished
        False where the baseline was stopped at the limit, so that ``baseline_seconds`` is what it took at least.
    target
        In words; empty where there is none.
    reached
        None where there is no target.
    """

    item: str
    size: str
    seconds: float | None
    baseline: str = ""
    baseline_seconds: float | None = None
    baseline_finished: bool = True
    target: str = ""
    reached: bool | None = None
    remarks: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the line is about; a later line about the same replaces it."""
        return self.item, self.size

    @property
    def ratio(self) -> str:
        """Measured over baseline, below 1 where Detente is faster; an upper bound if the baseline did not finish."""
        if self.seconds is None or not self.baseline_seconds:
            return ""
        return ("" if self.baseline_finished else "< ") + f"{self.seconds / self.baseline_seconds:.3g}"

    def cells(self) -> tuple[str, ...]:
        """The line as texts, in the order of ``HEADINGS``."""
        baseline = self.baseline
        if self.baseline_seconds is not None:
            least = "" if self.baseline_finished else "more than "
            baseline = f"{baseline}: {least}{duration(self.baseline_seconds)}"
        reached = {True: "yes", False: "no", None: ""}[self.reached]
        measured = "not measured" if self.seconds is None else duration(self.seconds)
        return self.item, self.size, measured, baseline, self.ratio, self.target, reached, self.remarks


def duration(seconds: float) -> str:
    """A time with three digits, in milliseconds below a second."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s" if seconds < 1000 else f"{seconds:.0f} s"


def table(lines: Iterable[Line]) -> str:
    """A table in Markdown, readable in a terminal too."""
    rows = [HEADINGS, *(one.cells() for one in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)
