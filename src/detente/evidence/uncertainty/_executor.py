"""Where work is done: this process, all cores of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, runtime_checkable

from detente.errors import UsageError
from detente.evidence.uncertainty._local import cores, processes
from detente.evidence.uncertainty._parcel import Work


@runtime_checkable
class Executor(Protocol):
    """Runs one function on many jobs.

    The function pickles and depends on nothing but its job, so the results are the same wherever they are computed.
    """

    name: str

    def run(self, work: Work, jobs: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """The number and the result of each job, in whatever order they come."""
        ...

    def close(self) -> None:
        """Give back what the executor holds."""
        ...


def executor(on: Executor | int | str | None = None) -> Executor:
    """The executor that a user names.

    Parameters
    ----------
    on
        None for one process on each core, a number for so many processes (1 for this process itself), the address
        of a Dask scheduler such as ``tcp://10.0.0.5:8786``, or an executor.

    Raises
    ------
    UsageError
        For anything else; where no scheduler answers; where ``distributed`` is not installed.

    Examples
    --------
    >>> here = executor(1)
    >>> dict(here.run(abs, [-3, 5]))
    {0: 3, 1: 5}
    """
    if on is None:
        return processes(cores())
    if isinstance(on, bool) or not isinstance(on, int | str):
        if isinstance(on, Executor):
            return on
        raise _nowhere(on)
    if isinstance(on, int):
        return processes(on)
    if on.strip().isdigit():
        return processes(int(on))
    if "://" not in on:
        raise _nowhere(on)
    from detente.evidence.uncertainty._dask import Cluster

    return Cluster(on.strip())


def _nowhere(on: object) -> UsageError:
    hint = "give a number of processes, or the address of a Dask scheduler such as `tcp://10.0.0.5:8786`"
    return UsageError(f"there is nowhere to run called `{on}`", hint)


@contextmanager
def opened_executor(on: Executor | int | str | None) -> Iterator[Executor]:
    """An executor for the time of a block; one that was given stays open."""
    found = executor(on)
    try:
        yield found
    finally:
        if found is not on:
            found.close()
