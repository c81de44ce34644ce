"""The parts of an analysis, for a caller who wants only some of them."""

from __future__ import annotations

from collections.abc import Iterable

from detente.errors import UsageError, did_you_mean

PARTS = (
    *("answers", "parties", "courses", "weights", "watch", "claims", "scores"),
    *("settlement", "signals", "counterfactuals", "sensitivity"),
)
"""Answers to questions; what actors want and do next; where factors go; the weighing of records; what to watch; claims
and scores; who could live with which settlement; what moves tell; what the scenario's own changes would do; what would
change the answers. The views and the explanations are always there."""


def chosen(parts: Iterable[str] | None) -> frozenset[str]:
    """The parts that are wanted, all of them for None.

    Raises
    ------
    UsageError
        For a part that there is not.
    """
    if parts is None:
        return frozenset(PARTS)
    found = frozenset([parts] if isinstance(parts, str) else parts)
    for one in sorted(found):
        if one not in PARTS:
            raise UsageError(f"an analysis has no part `{one}`", did_you_mean(one, PARTS))
    return found
