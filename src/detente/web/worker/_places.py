"""A scenario that a worker reads, and the one folder whose files it may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.errors import Diagnostic, ScenarioError
from detente.errors import Path as Route
from detente.game import Game
from detente.scenario import Scenario, loads


@dataclass(frozen=True)
class Source:
    """A scenario as a text.

    Attributes
    ----------
    key
        The same for the same text, name and folder.
    folder
        Where the files of its evidence stand: no other file is read. None where there is none, as for a text that was
        pasted.
    states
        The limit on reachable states.
    """

    key: str
    text: str
    name: str
    folder: str | None
    states: int

    def read(self) -> Scenario:
        """Read the scenario.

        Raises
        ------
        ScenarioError
            With everything that is wrong; S040 for a file outside the folder.
        """
        # Only the folder of the name counts: evidence stands beside it.
        file = self.name if self.folder is None else str(Path(self.folder) / Path(self.name).name)
        scenario = loads(self.text, file)
        outside = scenario.placed(_outside(scenario, self.folder))
        if outside:
            raise ScenarioError(outside, scenario.text)
        missing = scenario.missing()
        if missing:
            raise ScenarioError(missing, scenario.text)
        return scenario


def _outside(scenario: Scenario, folder: str | None) -> list[Diagnostic]:
    """A diagnostic for each file of the evidence that may not be read; whether it is there is not even looked at."""
    found = []
    home = None if folder is None else Path(folder).resolve()
    for route, file in _named(scenario):
        if home is not None and file.resolve().is_relative_to(home):
            continue
        if home is None:
            message = "a scenario that was pasted or edited from nothing has no folder, so it cannot name files"
            hint = "leave `evidence:` out, or open the file with `detente serve FILE`"
        else:
            message = f"`{file.name}` is not in the folder of this scenario, and nothing else is read"
            hint = "put the file beside the scenario, and name it without `..` and without a leading `/`"
        found.append(Diagnostic("S040", message, route, hint=hint))
    return found


def _named(scenario: Scenario) -> Iterator[tuple[Route, Path]]:
    evidence = scenario.evidence
    if evidence is None:
        return
    alone = len(evidence.records) == 1
    for number, file in enumerate(evidence.records):
        yield ("evidence", "records") if alone else ("evidence", "records", number), file
    for name in ("claims", "scores"):
        file = getattr(evidence, name)
        if file is not None:
            yield ("evidence", name), file


class Bounded:
    """A scenario whose games may have no more than so many states; all else is the scenario's own."""

    def __init__(self, scenario: Any, states: int) -> None:
        self._scenario, self._states = scenario, states

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scenario, name)

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game:
        """The game, bounded; what is wrong in its states has its place in the text."""
        game = self._scenario.game(explanation=explanation, set=set, max_states=self._states)
        try:
            _ = game.tables
        except ScenarioError as error:
            raise ScenarioError(self._scenario.placed(error.diagnostics, explanation), self._scenario.text) from None
        return game

    def with_do(self, *names: Any, **more: Any) -> Bounded:
        """The scenario with blocks laid over it, bounded too."""
        return Bounded(self._scenario.with_do(*names, **more), self._states)


def bounded(source: Source) -> Any:
    """The scenario of a source, its games bounded."""
    return Bounded(source.read(), source.states)
