"""Which cases there are, and where their files lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from detente.errors import UsageError, did_you_mean

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One case of the casebook.

    Attributes
    ----------
    name
        What commands and :func:`find` know it by; also the name of its folder.
    title
        As in the scenario.
    abstract
        What it is about, in one line.
    """

    name: str
    title: str
    abstract: str

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return _HERE / self.name

    @property
    def scenario(self) -> Path:
        """The scenario file."""
        return self.folder / "scenario.yaml"

    @property
    def page(self) -> Path:
        """The page that explains its choices (Markdown)."""
        return self.folder / "README.md"


_CASES = (
    Case(
        "syria-2016",
        "Syria 2016: the Russian drawdown of 14 March",
        "Eleven actors around a truce; four rival explanations of one visible move.",
    ),
    Case(
        "two-parties-and-a-guarantor",
        "Two parties and a guarantor",
        "54 states: a truce, the force behind it, and a hidden reason for drawing that force down.",
    ),
    Case(
        "crisis-bargaining-ladder",
        "The crisis-bargaining ladder",
        "Demand, resist, stand firm: what a costly public threat tells about hidden resolve.",
    ),
)


def cases() -> tuple[Case, ...]:
    """All cases, the largest first."""
    return _CASES


def names() -> tuple[str, ...]:
    """The names of all cases."""
    return tuple(one.name for one in _CASES)


def case(name: str) -> Case:
    """The case of this name; :class:`~detente.errors.UsageError` names the nearest if there is none.

    Examples
    --------
    >>> from detente.casebook import case
    >>> case("syria-2016").scenario.exists()
    True
    """
    for one in _CASES:
        if one.name == name:
            return one
    raise UsageError(f"there is no case `{name}`", did_you_mean(name, names()))


def path(name: str) -> Path:
    """The scenario file of the case of this name."""
    return case(name).scenario


def find(place: str | Path) -> Path:
    """The scenario file that a path or the name of a case means; a file that exists comes first."""
    file = Path(place)
    if file.is_file():
        return file
    if str(place) in names():
        return path(str(place))
    raise UsageError(f"there is no file and no case `{place}`", did_you_mean(str(place), names()))
