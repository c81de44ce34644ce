"""What a worker can do: its tasks by name, and the scenarios that it has at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from detente.web._wire import Call
from detente.web.worker._places import Source, bounded

DESKS = 4
"""Scenarios with their solutions that one process keeps."""

Say = Callable[[float, str], None]


class Bench:
    """The tasks of one process.

    Parameters
    ----------
    say
        Told how far a task is, a share from 0 to 1 and what is being done.
    """

    def __init__(self, say: Say) -> None:
        self.say = say
        self._desks: OrderedDict[str, Any] = OrderedDict()
        self._views: dict[str, Any] = {}

    def do(self, call: Call) -> Any:
        """Do a task; whatever it raises is the caller's to explain."""
        from detente.web.worker import _tasks

        return _tasks.TASKS[call.task](self, **call.arguments)

    def desk(self, source: Source) -> Any:
        """The scenario with its solutions, read if it is not at hand.

        Raises
        ------
        ScenarioError
            With everything that is wrong with it.
        """
        if source.key not in self._desks:
            from detente.report.live import Desk

            self._desks[source.key] = Desk(bounded(source), source.name)
            while len(self._desks) > DESKS:
                self._views.pop(self._desks.popitem(last=False)[0], None)
        self._desks.move_to_end(source.key)
        return self._desks[source.key]

    def views(self, source: Source) -> Any:
        """The report's sections for the scenario."""
        desk = self.desk(source)
        if source.key not in self._views:
            from detente.report.live import Views

            self._views[source.key] = Views(desk)
        return self._views[source.key]
