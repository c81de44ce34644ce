"""What is wrong with records: the first few in full, the rest counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from detente.errors import CODES, Diagnostic, Place, ScenarioError

SHOWN = 10
"""So many diagnostics of one file are shown in full."""


class RecordError(ScenarioError):
    """Records that cannot be used.

    Attributes
    ----------
    diagnostics
        The first ten, and one more (R099) that counts the rest where there are more.
    counts
        How many there are of each code in all.
    """

    def __init__(
        self, diagnostics: Iterable[Diagnostic], text: str | None = None, counts: dict[str, int] | None = None
    ) -> None:
        super().__init__(diagnostics, text)
        self.counts = dict(Counter(one.code for one in self.diagnostics)) if counts is None else counts


class Faults:
    """Collects diagnostics without ever holding many of them."""

    def __init__(self, shown: int | None = SHOWN) -> None:
        self.shown = shown
        self.found: list[Diagnostic] = []
        self.counts: Counter[str] = Counter()
        self.total = 0
        self.lines: dict[int, str] = {}

    def add(self, code: str, make: Callable[[], Diagnostic]) -> None:
        """Count one, and make it only if it will be shown."""
        self.counts[code] += 1
        self.total += 1
        if not self.full:
            self.found.append(make())

    def in_order_of_place(self, since: int) -> None:
        """Put those shown from number ``since`` on in the order in which they stand in the file."""
        self.found[since:] = sorted(
            self.found[since:], key=lambda one: (one.place.line, one.place.column) if one.place else (0, 0)
        )

    @property
    def full(self) -> bool:
        """Whether no more will be shown."""
        return self.shown is not None and len(self.found) >= self.shown

    def count(self, codes: Mapping[str, int]) -> None:
        """Count some that will not be shown."""
        for code, number in codes.items():
            self.counts[code] += number
            self.total += number

    def take(self, others: Iterable[Diagnostic]) -> None:
        """Add diagnostics that are made already."""
        for one in others:
            self.add(one.code, lambda one=one: one)

    def __bool__(self) -> bool:
        return self.total > 0

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Those to be shown, the count of the rest last."""
        more = self.total - len(self.found)
        return [*self.found, self._rest(more)] if more else list(self.found)

    def _rest(self, more: int) -> Diagnostic:
        kinds = ", ".join(f"{count:,} {code} {CODES[code][0]}" for code, count in sorted(self.counts.items()))
        message = f"{more:,} more are not shown; in all there are {self.total:,}: {kinds}"
        return Diagnostic("R099", message, hint=_HINT if len(self.counts) == 1 else None)

    def error(self) -> RecordError:
        """What was found, as one error."""
        return RecordError(self.diagnostics, self.text(), dict(self.counts))

    def raise_any(self) -> None:
        """Raise what was found, if anything was."""
        if self:
            raise self.error()

    def keep(self, line: int, rows: Sequence[str]) -> None:
        """Remember lines of the file, from ``line`` on, for the message."""
        for at, row in enumerate(rows):
            self.lines[line + at] = "".join(one if one.isprintable() else " " for one in row)

    def text(self) -> str | None:
        """A text that has the remembered lines in their places, and nothing else."""
        if not self.lines:
            return None
        return "\n".join(self.lines.get(at, "") for at in range(1, max(self.lines) + 1))


_HINT = "all are of one kind: most likely one column is written in another way throughout"


def refusal(
    code: str,
    message: str,
    place: Place | None = None,
    text: str | None = None,
    *,
    found: str | None = None,
    hint: str | None = None,
) -> RecordError:
    """An error of a single diagnostic."""
    return RecordError([Diagnostic(code, message, place=place, found=found, hint=hint)], text)
