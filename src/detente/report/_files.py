"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from detente.errors import UsageError


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write several files, folders as needed: none takes its name before all are complete, the first last of all.

    Raises
    ------
    UsageError
        Where one cannot be written; the others then are as they were.
    """
    beside: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            beside[path] = Path(name)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.chmod(name, 0o666 & ~_umask())
        for path, ready in reversed(beside.items()):  # the page itself last
            os.replace(ready, path)
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror or error}", "name another place") from None
    finally:
        for one in beside.values():
            one.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
