"""Signs of life on stderr during long work, only where somebody looks at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detente.cli._parser import colours

Tell = Callable[[str], None]


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Tell]:
    """A function that shows what is being done now; it does nothing where stderr is no terminal."""
    if quiet or not colours(sys.stderr):
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(title, spinner="line") as status:
        yield lambda text: status.update(f"{title}: {text}")


def told(tell: Tell) -> Callable[[float, str], None]:
    """The progress of the library, a share and what is being done, as a line."""
    return lambda share, what: tell(f"{what}, {share:.0%}" if what else f"{share:.0%}")
