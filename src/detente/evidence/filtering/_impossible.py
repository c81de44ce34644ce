"""A record that no path can produce: what was believed, and how near the nearest path comes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.errors import Diagnostic, Place
from detente.evidence.filtering._hypotheses import Hypothesis
from detente.evidence.filtering._track import Track
from detente.evidence.records import Record, RecordError

FARTHEST = 1000
"""Steps after which the search for a nearest path gives up."""


class Impossible(RecordError):
    """A record that no path can produce under any explanation.

    Attributes
    ----------
    record
        The record.
    """

    def __init__(self, diagnostic: Diagnostic, record: Record) -> None:
        super().__init__([diagnostic])
        self.record = record


def impossible(
    record: Record,
    hypotheses: Sequence[Hypothesis],
    place: Sequence[tuple[int, int]],
    beliefs: Sequence[tuple[Track, np.ndarray, np.ndarray]],
) -> Impossible:
    """The error for a record that every explanation excludes.

    Parameters
    ----------
    beliefs
        By track: the track, the beliefs before the record, float64 (states, lanes), and what was seen, bool (factors,).
    """
    track, belief, seen = max(beliefs, key=lambda one: float(one[1].sum()))
    before = belief.sum(axis=1)
    names = [
        one.name
        for one, (mine, group) in zip(hypotheses, place, strict=True)
        if beliefs[mine][1][beliefs[mine][0].owner == group].any()
    ]
    under = f" under any explanation still possible ({', '.join(names)})" if len(hypotheses) > 1 else ""
    message = f"no path leads to this record of {record.date} ({said(record)}){under}"
    found = f"believed before it: {_belief(track, before)}"
    hint = _nearest(track, before, record, seen)
    where = Place(record.file or "<records>", record.line, 1) if record.line else None
    return Impossible(
        Diagnostic("R021", message, ("records", record.line or record.date), found=found, hint=hint, place=where),
        record,
    )


def said(record: Record) -> str:
    """A record in a few words."""
    what = " and ".join(f"{name} = {value}" for name, value in zip(record.factors, record.values, strict=False))
    who = ".".join(one for one in (record.actor, record.move) if one)
    return " ".join(one for one in (record.kind, who, what) if one)


def _belief(track: Track, belief: np.ndarray) -> str:
    space = track.law.game.space
    total = belief.sum()
    parts = []
    for factor, values in space.vocabulary.values.items():
        chances = np.bincount(space[factor], belief, minlength=len(values)) / total
        live = [(chance, value) for chance, value in zip(chances.tolist(), values, strict=True) if chance > 0]
        live.sort(reverse=True)
        if len(live) == 1:
            parts.append(f"{factor} == {live[0][1]}")
        else:
            parts.append(f"{factor} " + " or ".join(f"{value} ({chance:.2g})" for chance, value in live[:4]))
    return ", ".join(parts)


def _nearest(track: Track, belief: np.ndarray, record: Record, seen: np.ndarray) -> str:
    """What would have to happen first, in the fewest steps; or why nothing can."""
    every, reader = track.reader.transitions, track.reader
    if record.kind == "reading":
        goal = reader.operator(record, seen).forward(np.ones((len(belief), 1)))[:, 0] > 0
        if not goal.any():
            return f"`{record.factors[0]}` never has this value in a state that can be reached"
    else:
        joint = reader.fitting(record, seen, alone=False)
        joint = joint[belief[every.source[joint]] > 0]
        if len(joint):
            return _told_in_part(track, record, seen, int(joint[0]))
        rows = reader.fitting(record, seen)
        if not len(rows):
            return _never(track, record, seen)
        goal = np.zeros(len(belief), dtype=bool)
        goal[every.source[rows]] = True
    path = _fewest_steps(track, belief > 0, goal)
    if path is None:
        return "from there no path leads to a state in which it could happen; check the records before it"
    steps = ", then ".join(path)
    return f"the nearest path is {steps}" + (": record what is seen of it before" if path else "")


def _never(track: Track, record: Record, seen: np.ndarray) -> str:
    wider = track.reader.fitting(record, seen, alone=False)
    if not len(wider):
        return "no move or event of the scenario ever does this"
    return _told_in_part(track, record, seen, int(wider[0]))


def _told_in_part(track: Track, record: Record, seen: np.ndarray, row: int) -> str:
    """The record that a step would be which does what is recorded, and more that is seen."""
    every, space = track.reader.transitions, track.law.game.space
    names = space.factors
    also = [at for at in np.flatnonzero(every.changed[:, row] & seen).tolist() if names[at] not in record.factors]
    values = [space.vocabulary.values[names[at]][space.levels[at, every.target[row]]] for at in also]
    factors = "; ".join([*record.factors, *(names[at] for at in also)])
    return (
        f"what does this (`{every.labels[every.label[row]]}`, say) changes more that is seen at once: "
        f"write one record with factor `{factors}` and value `{'; '.join([*record.values, *values])}`"
    )


def _fewest_steps(track: Track, start: np.ndarray, goal: np.ndarray) -> list[str] | None:
    """Labels of the steps of a shortest path between two sets of states, None where there is none."""
    every = track.reader.transitions
    came = np.full(len(start), -1)
    known = start.copy()
    frontier = start.copy()
    for _ in range(FARTHEST):
        hit = np.flatnonzero(frontier & goal)
        if len(hit):
            return _walk_back(track, came, start, int(hit[0]))
        rows = np.flatnonzero(frontier[every.source] & ~known[every.target])
        if not len(rows):
            return None
        came[every.target[rows[::-1]]] = rows[::-1]
        frontier = np.zeros_like(known)
        frontier[every.target[rows]] = True
        known |= frontier
    return None


def _walk_back(track: Track, came: np.ndarray, start: np.ndarray, state: int) -> list[str]:
    every = track.reader.transitions
    path: list[str] = []
    while not start[state]:
        path.append(every.labels[every.label[came[state]]])
        state = int(every.source[came[state]])
    return path[::-1]
