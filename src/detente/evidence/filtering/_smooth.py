"""Looking back: what hidden factors were at each record, seen from the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from detente.evidence.filtering._likelihood import Operator
from detente.evidence.filtering._observed import Marginals, marginals_of
from detente.evidence.filtering._silence import group_masses, group_most, scaled
from detente.evidence.filtering._track import Quiet, Track


def smoothed(
    tracks: Sequence[Track],
    marks: Sequence[Sequence[int]],
    snapshots: Sequence[Sequence[np.ndarray]],
    weights: Sequence[np.ndarray],
) -> tuple[Marginals, ...]:
    """The marginals at each record given all of them: the belief then, times the likelihood of what came after.

    Parameters
    ----------
    marks
        By record, how long each track's tape was after it.
    snapshots
        By record, each track's beliefs after it, float64 (states, lanes).
    weights
        By track, the posterior of each group at the end, float64 (groups,). A group is scaled to it by itself, so it
        does not matter how far it was behind at the time.
    """
    later = [_weights_back(track, [mark[at] for mark in marks]) for at, track in enumerate(tracks)]
    found = []
    for number in range(len(marks) - 1, -1, -1):
        parts = []
        for track, mine, after, belief in zip(tracks, weights, later, snapshots[number], strict=True):
            then = belief * next(after)
            then, _ = scaled(then, group_masses(then, track.group, track.groups), track.group)
            parts.append((track.law.game.space, (then * np.append(mine, 0.0)[track.group]).sum(axis=1)))
        found.append(marginals_of(parts))
    return tuple(found[::-1])


def _weights_back(track: Track, marks: Sequence[int]) -> Iterator[np.ndarray]:
    """At each mark from the last, the likelihood of what came after, scaled by group, float64 (states, lanes)."""
    tape = track.tape or []
    weight = (track.group < track.groups).astype(float)
    at = len(tape)
    for mark in reversed(marks):
        while at > mark:
            at -= 1
            weight = _back(track, *tape[at], weight)
        yield weight


def _back(track: Track, step: Quiet | Operator, before: np.ndarray, weight: np.ndarray) -> np.ndarray:
    if isinstance(step, Quiet):
        found = np.zeros_like(weight)
        found[step.keep] = step.silence.backward(weight[step.keep], track.group[step.keep], track.groups, step.time)
    else:
        found = step.backward(weight)
    # States that had no belief do not matter, and must not set the scale for those that had.
    found = np.where(before, found, 0.0)
    return scaled(found, group_most(found, track.group, track.groups), track.group)[0]
