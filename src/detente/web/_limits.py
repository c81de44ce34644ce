"""What the workbench allows: sizes, times, numbers."""

from __future__ import annotations

from dataclasses import dataclass

from detente.evidence.uncertainty import cores


@dataclass(frozen=True)
class Limits:
    """Bounds on what anyone can make the workbench do.

    Attributes
    ----------
    scenario_bytes
        Of the text of a scenario, in bytes.
    body_bytes
        Of the body of a request; a scenario grows by its encoding in a form.
    query_bytes
        Of the part of an address after the question mark.
    body_seconds
        In which the whole body of a request must have come.
    requests, refill
        So many requests may come at once; then so many more each second.
    workspaces
        Kept open; the one not used for longest is closed for a new one.
    workers
        Processes that solve.
    waiting
        Jobs that wait or run for one workspace, and for all of them together.
    solve_seconds, study_seconds
        Wall time of a job.
    check_seconds
        Wall time of reading and checking a scenario.
    memory_bytes
        Of one process that solves.
    states
        Reachable states of a game.
    lease_seconds
        A job that nobody asked about for so long is stopped.
    gone_seconds
        The same where the browser has closed the connection.
    """

    scenario_bytes: int = 1_000_000
    body_bytes: int = 3_200_000
    query_bytes: int = 32_000
    body_seconds: float = 20.0
    requests: int = 400
    refill: float = 60.0
    workspaces: int = 40
    workers: int = max(1, min(cores(), 8))
    waiting: tuple[int, int] = (12, 60)
    solve_seconds: float = 300.0
    study_seconds: float = 1800.0
    check_seconds: float = 20.0
    memory_bytes: int = 4_000_000_000
    states: int = 200_000
    lease_seconds: float = 90.0
    gone_seconds: float = 5.0
