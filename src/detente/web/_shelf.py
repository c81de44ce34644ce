"""Open workspaces: each a scenario that does not change, under a name that cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from detente.report.live import Sheet
from detente.web.worker import Source


@dataclass(frozen=True)
class Workspace:
    """A scenario that someone works on. An edited scenario is another workspace: tabs never disturb each other.

    Attributes
    ----------
    source
        Its text and the folder of its evidence.
    sheet
        What can be chosen in it.
    """

    key: str
    source: Source
    sheet: Sheet = field(repr=False)

    @property
    def name(self) -> str:
        """Of its file."""
        return self.source.name


def source_of(text: str, name: str, folder: str | None, states: int) -> Source:
    """A scenario as workers read it."""
    digest = hashlib.sha256("\0".join((name, folder or "", str(states), text)).encode("utf-8", "surrogatepass"))
    return Source(digest.hexdigest(), text, name, folder, states)


class Shelf:
    """Workspaces, the one last used last; where there are too many, the first is closed.

    Parameters
    ----------
    on_close
        Told the key of a workspace that is closed.
    """

    def __init__(self, most: int, on_close: Callable[[str], None]) -> None:
        self.most, self.on_close = most, on_close
        self._open: OrderedDict[str, Workspace] = OrderedDict()

    def add(self, source: Source, sheet: Sheet) -> Workspace:
        """Open a workspace."""
        one = Workspace(secrets.token_urlsafe(18), source, sheet)
        self._open[one.key] = one
        while len(self._open) > self.most:
            key, _ = self._open.popitem(last=False)
            self.on_close(key)
        return one

    def find(self, key: str) -> Workspace | None:
        """The workspace of this key, used again; None where it was never there or is closed."""
        if key in self._open:
            self._open.move_to_end(key)
        return self._open.get(key)

    def __len__(self) -> int:
        return len(self._open)
