"""Work as it travels to another process, and what comes back."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from detente import __version__
from detente.errors import DetenteError, InternalError, UsageError

Work = Callable[[Any], Any]
"""A function of one job. It pickles, and depends on nothing but the job."""


@dataclass(frozen=True)
class Reply:
    """What came of one job: a value, or what failed in words."""

    value: Any = None
    failure: str = ""
    usage: bool = False


def packed(work: Work) -> bytes:
    """The work with the version that made it.

    Raises
    ------
    UsageError
        Where it cannot travel.
    """
    try:
        return pickle.dumps((__version__, pickle.dumps(work)))
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        hint = "payoff functions must stand in a module that other processes can import; or run with on=1"
        raise UsageError(f"this cannot be sent to other processes: {error}", hint) from None


def performed(parcel: bytes, job: Any) -> Reply:
    """Do one job where the parcel arrived; failures come back as text, since not every error pickles."""
    try:
        work = _unpacked(parcel)
    except DetenteError as error:
        return Reply(failure=str(error), usage=True)
    except Exception as error:
        why = f"a worker cannot load what it was sent: {type(error).__name__}: {error}"
        return Reply(
            failure=f"{why}\nhint: what you define must stand in a module that the worker can import", usage=True
        )
    try:
        return Reply(work(job))
    except DetenteError as error:
        return Reply(failure=str(error), usage=True)
    except Exception as error:
        return Reply(failure=f"{type(error).__name__}: {error}")


@lru_cache(maxsize=4)
def _unpacked(parcel: bytes) -> Work:
    """What a worker loaded is kept: a second job does not load it again."""
    version, inside = pickle.loads(parcel)
    if version != __version__:
        hint = "install the same version everywhere"
        raise UsageError(f"a worker has version {__version__} of detente and was sent work of {version}", hint)
    return pickle.loads(inside)


def opened(reply: Reply) -> Any:
    """The value of a reply.

    Raises
    ------
    UsageError, InternalError
        Where the job failed.
    """
    if not reply.failure:
        return reply.value
    raise UsageError(reply.failure) if reply.usage else InternalError(f"a worker failed: {reply.failure}")
