"""Reading a scenario from a file or a text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from detente.errors import Diagnostic, Place, ScenarioError, did_you_mean
from detente.scenario._scenario import Scenario, read_scenario
from detente.scenario._tree import Source
from detente.scenario._yaml import Refused, read_tree

MAX_BYTES = 1_000_000
"""The largest scenario that is read."""


def load(path: str | Path) -> Scenario:
    """Read a scenario from a file.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with its place: S039 without such a file, S002 where it is
        too large, S038 where it is not UTF-8, S001 where it is not YAML, and so on.
    """
    file = str(path)
    try:
        if Path(path).is_dir():
            raise _refusal("S039", f"`{file}` is a folder", hint=_inside(Path(path)))
        with Path(path).open("rb") as stream:
            found = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refusal("S039", f"there is no file `{file}`", hint=_beside(Path(path))) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _refusal("S039", f"the file `{file}` cannot be read: {why}") from None
    return _decoded(found, file)


def loads(text: str, name: str = "<text>") -> Scenario:
    """Read a scenario from a text; ``name`` stands for the file in messages.

    Raises
    ------
    ScenarioError
        As :func:`load` does.

    Examples
    --------
    >>> from detente.scenario import loads
    >>> scenario = loads('''
    ... detente: 1
    ... state: {queue: {values: [0, 1, 2, 3], start: 0}}
    ... nature:
    ...   arrival: {rate: 1.5, when: queue != 3, then: {queue: level(queue) + 1}}
    ...   service: {rate: 3, when: queue != 0, then: {queue: level(queue) - 1}}
    ... ''')
    >>> len(scenario.game().space), scenario.check()
    (4, [])
    >>> loads(scenario.expanded()).game() == scenario.game()
    True
    """
    return _decoded(text.encode("utf-8", "surrogatepass"), name)


def _decoded(found: bytes, file: str) -> Scenario:
    if len(found) > MAX_BYTES:
        message = f"`{file}` has more than {MAX_BYTES:,} bytes, which is more than a scenario may have"
        hint = "leave out what is not the scenario; evidence and data stand in files of their own"
        raise _refusal("S002", message, hint=hint, place=Place(file, 1, 1))
    try:
        text = found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = found[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message, hint = "the file is not UTF-8 text", "save it as UTF-8 in your editor"
        byte = f"the byte 0x{found[error.start]:02x}"
        raise _refusal("S038", message, found=byte, hint=hint, place=Place(file, line, column)) from None
    source = Source(file, text.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        tree, faults = read_tree(source)
    except Refused as refused:
        raise ScenarioError([refused.diagnostic], source.text) from None
    return read_scenario(tree, replace(source), faults)


def _refusal(code: str, message: str, **more) -> ScenarioError:
    return ScenarioError([Diagnostic(code, message, **more)])


def _inside(folder: Path) -> str | None:
    names = sorted(str(one) for one in folder.glob("*.y*ml"))[:5]
    return "name a file in it: " + ", ".join(f"`{one}`" for one in names) if names else None


def _beside(path: Path) -> str | None:
    try:
        known = [one.name for one in path.parent.iterdir() if one.suffix in (".yaml", ".yml")]
    except OSError:
        return None
    close = did_you_mean(path.name, known) if known else None
    return close if close and close.startswith("did") else None
