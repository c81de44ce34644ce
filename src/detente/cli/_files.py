"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from detente.errors import UsageError, did_you_mean


def must_be_writable(folder: Path) -> None:
    """Refuse (UsageError) a folder that could not be made or written to, before long work begins."""
    nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists() or one.is_symlink())
    if not nearest.is_dir():
        raise UsageError(f"cannot write into `{folder}`: `{nearest}` is no folder", "name another with `--out`")
    if not os.access(nearest, os.W_OK):
        raise UsageError(f"cannot write into `{folder}`: no permission", "name another with `--out`")


def must_be_a_file(path: Path, option: str) -> None:
    """Refuse (UsageError) a file that an option names and that is not there; it names the nearest."""
    if path.is_dir():
        raise UsageError(f"`{option} {path}` is a folder", "name a file in it")
    if not path.is_file():
        beside = [str(one) for one in path.parent.iterdir() if one.is_file()] if path.parent.is_dir() else []
        close = did_you_mean(str(path), beside)
        hint = close if close and close.startswith("did") else None
        raise UsageError(f"`{option}`: there is no file `{path}`", hint)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; it takes the name ``path`` only if nothing fails.

    Raises
    ------
    UsageError
        Where the folder cannot be made or written to.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise UsageError(f"cannot write `{path}`: {error.strerror or error}", "name another with `--out`") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def new_file(path: Path, text: str) -> None:
    """Write a file that must not exist yet (UsageError where it does), complete from its first moment."""
    if path.exists() or path.is_symlink():
        raise UsageError(f"`{path}` exists already and is left as it is", "choose another name")
    with written_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
        if path.exists():
            raise UsageError(f"`{path}` appeared meanwhile and is left as it is", "choose another name")
