"""Work on a Dask cluster."""

from __future__ import annotations

import hashlib
import queue
import time
from collections.abc import Iterator, Sequence
from typing import Any

from detente.errors import UsageError
from detente.evidence.uncertainty._parcel import Reply, Work, opened, packed, performed

ANSWER = 10.0
"""Seconds that a scheduler is given to answer."""

WITHOUT = 60.0
"""Seconds that a run waits for a cluster that has lost all its workers."""

KEPT = "what was weighed is in the checkpoint, if there is one; run again to go on"


class Cluster:
    """The workers of a Dask scheduler.

    A job of a worker that dies is done again by another, with the same result: a job holds all that it depends on.
    """

    def __init__(self, address: str, *, answer: float = ANSWER, without: float = WITHOUT) -> None:
        try:
            from distributed import Client
        except ImportError:
            hint = "install it with `pip install detente[cluster]`"
            raise UsageError("running on a cluster needs the package `distributed`", hint) from None
        self.name = address
        self._without = without
        try:
            self._client = Client(address, timeout=answer, set_as_default=False)
        except (OSError, ValueError, TimeoutError, ImportError) as error:
            why = f"no Dask scheduler answers at {address} within {answer:g} seconds ({type(error).__name__})"
            raise UsageError(why, "start one with `dask scheduler`; it prints its address") from None

    def run(self, work: Work, jobs: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """The number and the result of each job, as they come."""
        parcel, client = packed(work), self._client
        # A task and not scattered data: the scheduler can make it again if the worker that holds it dies.
        held = client.submit(_itself, parcel, key=f"detente-{hashlib.sha256(parcel).hexdigest()[:24]}")
        futures = {client.submit(performed, held, job, pure=False): at for at, job in enumerate(jobs)}
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for one in futures:
            one.add_done_callback(done.put)
        try:
            while futures:
                future = self._next(done)
                yield futures.pop(future), opened(_reply(future))
                future.release()
        finally:
            client.cancel(list(futures))

    def _next(self, done: queue.SimpleQueue[Any]) -> Any:
        alone = None
        while True:
            try:
                return done.get(timeout=2.0)
            except queue.Empty:
                pass
            if self._client.status != "running":
                raise UsageError(f"the connection to {self.name} was lost", KEPT)
            if self._client.scheduler_info().get("workers"):
                alone = None
            else:
                alone = alone or time.monotonic()
                if time.monotonic() - alone > self._without:
                    why = f"the cluster at {self.name} has had no worker for {self._without:g} seconds"
                    raise UsageError(why, f"start some with `dask worker {self.name}`; {KEPT}")

    def close(self) -> None:
        """Leave the cluster; it goes on without us."""
        self._client.close()


def _itself(parcel: bytes) -> bytes:
    return parcel


def _reply(future: Any) -> Reply:
    if future.status == "finished":
        return future.result()
    if future.status in ("cancelled", "lost"):
        return Reply(failure=f"the cluster gave the work up\nhint: {KEPT}", usage=True)
    error = future.exception()
    if type(error).__name__ == "KilledWorker":
        why = "workers of the cluster keep dying over the same draw"
        return Reply(failure=f"{why}\nhint: give the workers more memory; {KEPT}", usage=True)
    return Reply(failure=f"the cluster could not do it: {type(error).__name__}: {error}\nhint: {KEPT}", usage=True)
