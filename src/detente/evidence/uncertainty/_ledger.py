"""What was weighed, kept in a folder round by round, so that an interrupted run goes on where it stopped.

Everything else of a run follows from its settings and its seed, so this is all that a checkpoint holds. Each file is
written beside and then renamed: at any moment the folder is a good checkpoint.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from detente.errors import UsageError

FORMAT = 1
SETTINGS = "settings.json"
UNFINISHED = ".new"
"""How the name ends of a file that is being written."""


class Ledger:
    """A folder of rounds; without a folder nothing is kept.

    Raises
    ------
    UsageError
        Where the folder holds a run with other settings, is damaged, or cannot be written.
    """

    def __init__(self, folder: str | Path | None, settings: Mapping[str, str]) -> None:
        self.folder = None if folder is None else Path(folder)
        if self.folder is None:
            return
        settings = {"format": str(FORMAT), **settings}
        if (self.folder / SETTINGS).exists():
            self._compare(self._read(SETTINGS), settings)
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if any(one.suffix != UNFINISHED for one in self.folder.iterdir()):
                hint = "name a new folder; nothing was changed"
                raise UsageError(f"`{self.folder}` is no checkpoint, and not empty", hint)
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError(f"the checkpoint `{self.folder}` cannot be made: {why}") from None
        self._write(SETTINGS, settings)

    def _compare(self, old: Mapping[str, Any], new: Mapping[str, str]) -> None:
        differ = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        if differ:
            said = "; ".join(f"{name}: {_short(old.get(name))} then, {_short(new.get(name))} now" for name in differ)
            hint = "name another folder, or delete this one"
            raise UsageError(f"the checkpoint `{self.folder}` is of another run ({said})", hint)

    def rows(self, name: str, jobs: Sequence[Mapping[str, float]]) -> dict[int, Any]:
        """What is kept of a round, by the number of the job."""
        if self.folder is None or not (self.folder / f"round-{name}.json").exists():
            return {}
        found = self._read(f"round-{name}.json")
        if found.get("jobs") != _digest(jobs):
            raise self.damaged(f"round-{name}.json", "it is about other draws")
        return {int(at): row for at, row in found["rows"].items()}

    def keep(self, name: str, jobs: Sequence[Mapping[str, float]], rows: Mapping[int, Any]) -> None:
        """Keep a round, whole or in part."""
        if self.folder is not None:
            self._write(
                f"round-{name}.json", {"jobs": _digest(jobs), "rows": {str(at): rows[at] for at in sorted(rows)}}
            )

    def arrays(self, name: str) -> dict[str, np.ndarray] | None:
        """Arrays kept under a name, or None."""
        if self.folder is None or not (self.folder / f"{name}.npz").exists():
            return None
        try:
            with np.load(self.folder / f"{name}.npz", allow_pickle=False) as found:
                return {key: found[key] for key in found.files}
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
            raise self.damaged(f"{name}.npz", str(error)) from None

    def keep_arrays(self, name: str, arrays: Mapping[str, np.ndarray]) -> None:
        """Keep arrays under a name."""
        if self.folder is None:
            return
        into = io.BytesIO()
        np.savez(into, allow_pickle=False, **dict(arrays))  # pyright: ignore[reportArgumentType]
        self._replace(f"{name}.npz", into.getvalue())

    def _read(self, name: str) -> dict[str, Any]:
        assert self.folder is not None
        try:
            first, _, text = (self.folder / name).read_text("utf-8").partition("\n")
            if first != _sum(text):
                raise self.damaged(name, "its check sum is wrong")
            return json.loads(text)
        except (OSError, ValueError) as error:
            raise self.damaged(name, str(error)) from None

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        text = json.dumps(content)
        self._replace(name, f"{_sum(text)}\n{text}".encode())

    def _replace(self, name: str, content: bytes) -> None:
        assert self.folder is not None
        beside = self.folder / f"{name}.{os.getpid()}{UNFINISHED}"  # two processes may keep the same run
        try:
            with beside.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(self.folder / name)
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError(f"the checkpoint `{self.folder}` cannot be written: {why}") from None

    def damaged(self, name: str, why: str) -> UsageError:
        """The refusal of a file that is not what it should be."""
        hint = f"delete `{name}` there to have that part computed again, or the whole folder"
        return UsageError(f"the checkpoint `{self.folder}` is damaged in `{name}`: {why}", hint)


def digest(text: str) -> str:
    """A short hash of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _digest(jobs: Iterable[Mapping[str, float]]) -> str:
    """Of the jobs of a round; the last digits, in which machines differ, do not count."""
    return digest(";".join(",".join(f"{name}={value:.9g}" for name, value in one.items()) for one in jobs))


def _short(said: object) -> str:
    return "none" if said is None else str(said)
