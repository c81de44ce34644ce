"""Bounds that the operating system keeps for a worker, where it has them."""

from __future__ import annotations

import contextlib


def bound_this_process(memory_bytes: int | None) -> None:
    """Limit memory, and write no memory image should the process fail.

    Parameters
    ----------
    memory_bytes
        Of data (what is mapped privately and may be written); None for no limit.
    """
    try:
        import resource
    except ImportError:  # not a POSIX system: the limits of time and states remain
        return
    bounds = {resource.RLIMIT_CORE: 0}
    if memory_bytes is not None:
        bounds[resource.RLIMIT_DATA] = memory_bytes
    for what, most in bounds.items():
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(what)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (most, most))
