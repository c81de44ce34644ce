"""A section of the page, as a record: everything that writes a page goes through these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.report._briefing import Briefing


def _nothing(_: Briefing) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Section:
    """A section: when it is there, what its template is filled with, how a terminal shows it.

    Attributes
    ----------
    id
        Its anchor; its template is ``sections/ID.html``, the body without the heading.
    title
        Its heading.
    needs
        The parts of an analysis without which it is not there, as ``analyse(parts=...)`` names them.
    there
        Whether a briefing has anything for it.
    fill
        What the template needs besides the briefing ``b``; charts are found among these, in lists too.
    text
        Lines for a terminal; None for what the template says, as text.
    short
        The word in the table of contents; the title unless given.
    """

    id: str
    title: str
    needs: frozenset[str]
    there: Callable[[Briefing], bool]
    fill: Callable[[Briefing], dict[str, Any]] = field(default=_nothing)
    text: Callable[[Briefing, int], list[str]] | None = None
    short: str = ""

    @property
    def head(self) -> str:
        """The word in the table of contents."""
        return self.short or self.title
