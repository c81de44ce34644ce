"""Looking back: what hidden factors were at each record, seen from the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.evidence.filtering._observed import Marginals, marginals_of
from detente.evidence.filtering._track import Quiet, Track


def smoothed(
    tracks: Sequence[Track], marks: Sequence[Sequence[int]], snapshots: Sequence[tuple[np.ndarray, list[np.ndarray]]]
) -> tuple[Marginals, ...]:
    """The marginals at each record given all of them: the belief then, times the likelihood of what came after.

    Parameters
    ----------
    marks
        By record, how long each track's tape was after it.
    snapshots
        By record, the posterior and each track's belief (weighted by it) after it.
    """
    later = [_weights_back(track, [mark[at] for mark in marks]) for at, track in enumerate(tracks)]
    found = []
    for number, (_, beliefs) in enumerate(snapshots):
        logs = [one[number][1] for one in later]
        most = max(logs)
        parts = [
            (track.law.game.space, belief * one[number][0] * np.exp(log - most))
            for track, belief, one, log in zip(tracks, beliefs, later, logs, strict=True)
        ]
        found.append(marginals_of(parts))
    return tuple(found)


def _weights_back(track: Track, marks: Sequence[int]) -> list[tuple[np.ndarray, float]]:
    """At each mark, the likelihood of all that came after by state, float64 (states,), and the log of its scale."""
    tape = track.tape or []
    weight, log = np.ones(len(track.law.chain)), 0.0
    found: list[tuple[np.ndarray, float]] = [(weight, log)] * len(marks)
    at = len(tape)
    for number in range(len(marks) - 1, -1, -1):
        while at > marks[number]:
            at -= 1
            weight, more = _back(tape[at], weight)
            log += more
        found[number] = (weight, log)
    return found


def _back(step, weight: np.ndarray) -> tuple[np.ndarray, float]:
    if isinstance(step, Quiet):
        part, log = step.silence.backward(weight[step.keep], step.time)
        found = np.zeros_like(weight)
        found[step.keep] = part
        return found, log
    found = step.backward(weight)
    most = float(found.max(initial=0.0))
    return (found / most, float(np.log(most))) if most > 0 else (found, -np.inf)
