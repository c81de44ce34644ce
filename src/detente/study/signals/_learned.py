"""What one observer learns about one hidden thing from one move: Bayes over types and hidden states."""

from __future__ import annotations

import numpy as np

from detente.evidence.indicators import mutual_information
from detente.study.signals._result import Lesson, Thresholds
from detente.study.signals._world import World

BARELY = 1e-12
"""A type of a smaller chance is not asked what it would do."""


def lesson(
    world: World,
    move: str,
    observer: str,
    about: str,
    made_with: np.ndarray,
    types: tuple[tuple[str, ...], np.ndarray],
    views: tuple[np.ndarray, np.ndarray],
    named: bool,
    cheap: bool,
    thresholds: Thresholds,
) -> Lesson | None:
    """The lesson; None where the observer knows the thing already.

    Parameters
    ----------
    made_with
        float64 (atoms,): the chance that the actor makes the move at its next moment.
    types
        The values of the hidden thing, and which of them each atom has.
    views
        What the observer sees at each atom, and after each step.

    Notes
    -----
    With ``p(s)`` the present belief restricted to what the observer sees and ``r(s -> s')`` the rates of the steps, the
    belief after a sighting ``c`` is ``sum over s of type t, steps that look like c, of p(s) r``, scaled. All
    moves and events that look alike are in the sum, but for the observer's own.
    """
    values, kind = types
    before_view, after_view = views
    groups, group = np.unique(before_view, return_inverse=True)
    prior = np.zeros((len(groups), len(values)))
    np.add.at(prior, (group, kind), world.mass)
    made = world.label == world.labels.index(move)
    from_group = group[world.atom]
    visible = after_view != before_view[world.atom]
    told = made & visible
    likely = _by_group(world.mass * made_with, group, kind, prior)
    total = world.flow[made].sum()
    share = np.bincount(from_group[made], world.flow[made], minlength=len(groups)) / total
    whole = prior / prior.sum(axis=1, keepdims=True)
    if (np.count_nonzero(whole[share > 0] > BARELY, axis=1) <= 1).all():
        return None
    before = share @ whole
    choice = _mean(likely, share, whole)
    bits = float(
        sum(part * _information(row, one) for part, row, one in zip(share, whole, likely, strict=True) if part > 0)
    )
    if not told.any():
        same = dict(zip(values, before.tolist(), strict=True))
        zero = dict.fromkeys(values, 0.0)
        return Lesson(observer, about, same, same, _named(values, choice), zero, 1.0, 1.0, 0.0, 0.0, 0.0, "not seen")
    sights, sight = np.unique(np.column_stack([from_group[told], after_view[told]]), axis=0, return_inverse=True)
    chance = np.bincount(sight.ravel(), world.flow[told]) / total
    pooled, where = _alike(world, observer, move, named, sights, from_group, after_view, visible)
    flows = np.zeros((len(sights), len(values)))
    np.add.at(flows, (where, kind[world.atom[pooled]]), world.flow[pooled])
    after = flows / flows.sum(axis=1, keepdims=True)
    held = whole[sights[:, 0]]
    seen = float(chance.sum())
    learned = float(sum(part * _divergence(new, old) for part, new, old in zip(chance, after, held, strict=True)))
    rates = np.divide(flows, prior[sights[:, 0]], out=np.zeros_like(flows), where=prior[sights[:, 0]] > 0)
    rate = _mean(rates, chance / seen, held)
    live = [rate[at] for at in range(len(values)) if (held[:, at] > BARELY).any()]
    ratio = float(min(live) / max(live))
    unseen = share @ whole - np.bincount(sights[:, 0], chance, minlength=len(groups)) @ whole
    return Lesson(
        observer=observer,
        about=about,
        before=_named(values, before),
        after=_named(values, chance @ after + np.maximum(unseen, 0.0)),
        choice=_named(values, choice),
        rate=_named(values, rate),
        ratio=ratio,
        alone=float(world.flow[told].sum() / world.flow[pooled].sum()),
        seen=seen,
        learned=learned,
        bits=bits,
        verdict=verdict(ratio, cheap, thresholds),
    )


def verdict(ratio: float, cheap: bool, thresholds: Thresholds) -> str:
    """From the least rate over the greatest."""
    if ratio >= thresholds.pools:
        return "babbling" if cheap else "pools"
    if cheap:
        return "informative cheap talk"
    return "separates" if ratio <= thresholds.separates else "partly separates"


def _alike(
    world: World,
    observer: str,
    move: str,
    named: bool,
    sights: np.ndarray,
    from_group: np.ndarray,
    after_view: np.ndarray,
    visible: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The steps that look like one of the sightings, and like which."""
    size = int(after_view.max()) + 1
    known = sights[:, 0] * size + sights[:, 1]  # rising, as np.unique sorts rows
    others = np.array([one == move or (not named and one.split(".")[0] != observer) for one in world.labels])
    rows = np.flatnonzero(visible & others[world.label])
    code = from_group[rows] * size + after_view[rows]
    where = np.minimum(np.searchsorted(known, code), len(known) - 1)
    same = known[where] == code
    return rows[same], where[same]


def _by_group(mass: np.ndarray, group: np.ndarray, kind: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """float64 (groups, types): the chance that the move is made at the actor's next moment."""
    joint = np.zeros_like(prior)
    np.add.at(joint, (group, kind), mass)
    return np.divide(joint, prior, out=np.zeros_like(joint), where=prior > 0)


def _mean(values: np.ndarray, share: np.ndarray, held: np.ndarray) -> np.ndarray:
    """By type, over the groups in which it is possible."""
    weight = share[:, None] * (held > BARELY)
    total = weight.sum(axis=0)
    return np.divide((weight * values).sum(axis=0), total, out=np.zeros(len(total)), where=total > 0)


def _information(prior: np.ndarray, chance: np.ndarray) -> float:
    clipped = np.clip(chance, 0.0, 1.0)
    return mutual_information(prior, np.column_stack([clipped, 1.0 - clipped]))


def _divergence(new: np.ndarray, old: np.ndarray) -> float:
    some = new > 0
    found = float((new[some] * np.log2(new[some] / old[some])).sum())
    return found if found > BARELY else 0.0


def _named(values: tuple[str, ...], numbers: np.ndarray) -> dict[str, float]:
    return dict(zip(values, numbers.tolist(), strict=True))
