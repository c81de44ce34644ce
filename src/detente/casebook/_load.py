"""Reading a scenario by the name of a case or by its path."""

from __future__ import annotations

from pathlib import Path

from detente.casebook._index import find, names
from detente.scenario import Scenario
from detente.scenario import load as read


def load(place: str | Path) -> Scenario:
    """Read the scenario that a path, or the name of a case, means.

    Raises
    ------
    UsageError
        Where there is neither; it names the nearest case.
    ScenarioError
        With everything that is wrong in the scenario.

    Examples
    --------
    >>> from detente.casebook import load
    >>> len(load("two-parties-and-a-guarantor").game().space)
    54
    """
    if Path(place).is_dir() and str(place) not in names():
        return read(place)
    return read(find(place))
