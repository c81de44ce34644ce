"""Opening files: what is said of those that are not there or are no text."""

from __future__ import annotations

from pathlib import Path

from detente.errors import Diagnostic, Place, ScenarioError, did_you_mean


def refusal(
    code: str, message: str, place: Place | None = None, *, found: str | None = None, hint: str | None = None
) -> ScenarioError:
    """An error of a single diagnostic."""
    return ScenarioError([Diagnostic(code, message, place=place, found=found, hint=hint)])


def must_be_a_file(path: Path, what: str) -> None:
    """M001 for a path without a file that can be read."""
    try:
        if path.is_dir():
            raise refusal("M001", f"`{path}` is a folder", hint=f"name the file of {what}")
        with path.open("rb"):
            return
    except FileNotFoundError:
        raise refusal("M001", f"there is no file `{path}`", hint=_beside(path)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise refusal("M001", f"the file `{path}` cannot be read: {why}") from None


def _beside(path: Path) -> str | None:
    try:
        known = [one.name for one in path.parent.iterdir() if one.suffix == path.suffix]
    except OSError:
        return None
    close = did_you_mean(path.name, known)
    return close if close and close.startswith("did") else None


def read_text(path: Path, what: str, limit: int) -> str:
    """The text of a small file in UTF-8 (S002 where it is larger, S038 where it is no text)."""
    must_be_a_file(path, what)
    with path.open("rb") as file:
        found = file.read(limit + 1)
    if len(found) > limit:
        raise refusal("S002", f"`{path}` has more than {limit:,} bytes", Place(str(path), 1, 1))
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_text(path, found, error.start) from None


def not_text(path: Path, found: bytes, at: int) -> ScenarioError:
    """S038 with the place of a byte that is no UTF-8."""
    before = found[:at]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    byte = f"the byte 0x{found[at]:02x}"
    hint = "save it as UTF-8"
    return refusal("S038", "the file is not UTF-8 text", Place(str(path), line, column), found=byte, hint=hint)
