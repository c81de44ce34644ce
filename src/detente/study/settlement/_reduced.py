"""What the classic reduced forms of bargaining say on the positions and saliences of a settlement.

They read nothing of the game: no time, no evidence, no sight, no moves. They are here to compare with.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.game import Game, Settlement

GRID = 20_001
"""Points of the scale from 0 to 100 at which the Nash product is looked at before the best is refined."""

ASSUMES = {
    "mean": "every position counts by its salience; the outcome is a compromise by weight alone (Black 1958)",
    "median": "a majority by salience and capability decides, preferences have one peak (Black 1948)",
    "compromise": "every position counts by salience times capability (Van den Bos 1991; Achen 2006)",
    "nash": "the parties maximise the product of their gains over the status quo (Nash 1950)",
    "nash of those who must be passed": "the same among those who can stop it",
    "support": "options are ranked by mean support, weighted by salience",
    "majority": "the option that beats every other in pairwise majority, weighted by salience and capability "
    "(Condorcet 1785)",
}
"""What each form takes for granted."""


@dataclass(frozen=True)
class Form:
    """What one reduced form says.

    Attributes
    ----------
    place
        Where the outcome lies on the scale from 0 to 100; NaN for options without places, or where there is none.
    option
        The option that it picks, on a scale the nearest one; empty where there is none.
    scores
        By option: its support, the weight of the majorities that it wins by (in pairs), or its Nash product.
    """

    name: str
    assumes: str
    place: float
    option: str
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Reduced:
    """All forms on one set of positions; ``equal`` says that no capabilities were given, so that all count alike."""

    forms: tuple[Form, ...]
    equal: bool

    def __getitem__(self, name: str) -> Form:
        return next(one for one in self.forms if one.name == name)


@dataclass(frozen=True)
class Positions:
    """Numbers of a settlement as arrays.

    Attributes
    ----------
    place
        float64 (options,): NaN for options without places.
    ideal
        float64 (actors,): the actors' places; NaN without.
    support
        float64 (actors, options): 0 to 100, without places; else 100 less the distance.
    salience
        float64 (actors, options).
    weight
        float64 (actors,): capability.
    loss
        float64 (actors, options), 0 to 1; ``quo`` float64 (actors,) without a settlement.
    """

    actors: tuple[str, ...]
    options: tuple[str, ...]
    place: np.ndarray
    ideal: np.ndarray
    support: np.ndarray
    salience: np.ndarray
    weight: np.ndarray
    loss: np.ndarray
    quo: np.ndarray
    hurts: Callable[[np.ndarray], np.ndarray]
    spatial: bool
    equal: bool


def positions_of(game: Game, settlement: Settlement) -> Positions | None:
    """The numbers, with the game's parameters; None where no positions are known."""
    actors = tuple(one for one in game.actor_names if one in settlement.positions)
    if not actors:
        return None
    options = settlement.options

    def number(value: float | str) -> float:
        return float(value) if not isinstance(value, str) else float(game.space.number(value)[0])

    spatial = bool(settlement.places)
    given = settlement.positions
    if spatial:
        place = np.array([number(settlement.places[one]) for one in options])
        ideal = np.array([number(_one(given[who])) for who in actors])
        distance = np.abs(place[None, :] - ideal[:, None]) / 100
    else:
        place, ideal = np.full(len(options), math.nan), np.full(len(actors), math.nan)
        support = np.array([[number(_of(given[who], one)) for one in options] for who in actors])
        distance = (100 - support) / 100
    even: dict[str, float | str] = dict.fromkeys(options, 50.0)
    salience = np.array([[number(settlement.salience.get(who, even)[one]) for one in options] for who in actors])
    weight = np.array([number(settlement.capability.get(who, 1.0)) for who in actors])
    quo = np.array([number(settlement.status_quo.get(who, 0.5)) for who in actors])
    hurts = _loss(settlement.loss, number(settlement.beyond))
    return Positions(
        actors, options, place, ideal, 100 * (1 - distance), salience, weight, hurts(distance), quo, hurts, spatial,
        not settlement.capability,
    )  # fmt: skip


def _one(value: object) -> float | str:
    assert isinstance(value, float | int | str)
    return value


def _of(value: object, option: str) -> float | str:
    assert isinstance(value, Mapping)
    return value[option]


def _loss(form: str, beyond: float) -> Callable[[np.ndarray], np.ndarray]:
    if form == "threshold":
        return lambda d: (d > beyond).astype(np.float64)
    power = {"linear": 1.0, "quadratic": 2.0, "root": 0.5}[form]
    return lambda d: d**power


def reduced_forms(game: Game, settlement: Settlement, passed: Sequence[str]) -> Reduced | None:
    """What the reduced forms say; None where no positions are known.

    Parameters
    ----------
    passed
        Those who must be passed, for the Nash product among them.

    Notes
    -----
    With positions ``x``, saliences ``s`` and capabilities ``c``, for options on a scale: the mean ``sum s x / sum s``,
    the compromise ``sum c s x / sum c s``, the median the place at which half of ``sum c s`` is reached. The Nash
    outcome maximises ``prod (s / 100 (quo - loss))^c`` where every gain is above zero. Options without places: support
    ``sum s p / sum s``, majorities by ``c s``, the Nash product at each option.
    """
    found = positions_of(game, settlement)
    if found is None:
        return None
    forms = _on_a_scale(found) if found.spatial else _by_support(found)
    forms.append(_majority(found))
    everyone = np.ones(len(found.actors), dtype=bool)
    mine = np.isin(found.actors, list(passed))
    forms.append(_nash("nash", found, everyone))
    if mine.any() and not mine.all():
        forms.append(_nash("nash of those who must be passed", found, mine))
    return Reduced(tuple(forms), found.equal)


def _form(name: str, found: Positions, place: float, scores: Mapping[str, float], option: str | None = None) -> Form:
    if option is None:
        near = np.abs(found.place - place)
        option = "" if math.isnan(place) else found.options[int(np.argmin(near))]
    return Form(name, ASSUMES[name], place, option, scores)


def _on_a_scale(found: Positions) -> list[Form]:
    salience = found.salience.mean(axis=1)
    both = salience * found.weight
    return [
        _form("mean", found, float(salience @ found.ideal / salience.sum()), {}),
        _form("median", found, weighted_median(found.ideal, both), {}),
        _form("compromise", found, float(both @ found.ideal / both.sum()), {}),
    ]


def _by_support(found: Positions) -> list[Form]:
    mean = (found.salience * found.support).sum(axis=0) / found.salience.sum(axis=0)
    both = found.salience * found.weight[:, None]
    compromise = (both * found.support).sum(axis=0) / both.sum(axis=0)
    return [_ranked("support", found, mean), _ranked("compromise", found, compromise)]


def _ranked(name: str, found: Positions, scores: np.ndarray) -> Form:
    best = np.flatnonzero(scores >= scores.max() - 1e-12)
    option = found.options[int(best[0])] if len(best) == 1 else ""
    return _form(name, found, math.nan, dict(zip(found.options, scores.tolist(), strict=True)), option)


def weighted_median(places: np.ndarray, weights: np.ndarray) -> float:
    """The place at which half of the weight is reached; midway to the next where it is met exactly.

    Examples
    --------
    >>> import numpy as np
    >>> weighted_median(np.array([10.0, 40.0, 90.0]), np.array([1.0, 1.0, 3.0]))
    90.0
    """
    order = np.argsort(places, kind="stable")
    edges = np.cumsum(weights[order]) / weights.sum()
    at = int(np.searchsorted(edges, 0.5 - 1e-12))
    if abs(edges[at] - 0.5) <= 1e-12 and at + 1 < len(order):
        return float(places[order][at : at + 2].mean())
    return float(places[order][at])


def _majority(found: Positions) -> Form:
    """By option: in how many pairs it has the majority; the one that has it in all."""
    worth = -found.salience * found.loss
    weight = found.weight * found.salience.mean(axis=1)
    n = len(found.options)
    wins = np.zeros(n)
    for one in range(n):
        for other in range(n):
            balance = weight @ np.sign(
                np.where(np.abs(worth[:, one] - worth[:, other]) < 1e-12, 0.0, worth[:, one] - worth[:, other])
            )
            wins[one] += one != other and balance > 1e-12 * weight.sum()
    best = np.flatnonzero(wins == n - 1)
    option = found.options[int(best[0])] if len(best) else ""
    place = float(found.place[best[0]]) if len(best) else math.nan
    return _form("majority", found, place, dict(zip(found.options, wins.tolist(), strict=True)), option)


def _nash(name: str, found: Positions, who: np.ndarray) -> Form:
    """The largest product of gains over the status quo among the actors of a mask."""
    gains = found.salience[who] / 100 * (found.quo[who, None] - found.loss[who])
    products = np.where(
        (gains > 0).all(axis=0), np.prod(np.maximum(gains, 0.0) ** found.weight[who, None], axis=0), 0.0
    )
    scores = dict(zip(found.options, products.tolist(), strict=True))
    if not found.spatial:
        option = found.options[int(np.argmax(products))] if products.max() > 0 else ""
        return _form(name, found, math.nan, scores, option)
    return _form(name, found, _nash_place(found, who), scores)


def _nash_place(found: Positions, who: np.ndarray) -> float:
    """On the whole scale: a fine grid, then the best point refined between its neighbours; NaN where there is none."""
    salience = found.salience[who].mean(axis=1)

    def product(places: np.ndarray) -> np.ndarray:
        distance = np.abs(places[None, :] - found.ideal[who, None]) / 100
        gain = salience[:, None] / 100 * (found.quo[who, None] - found.hurts(distance))
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(gain, 0.0))
        return found.weight[who] @ np.where(np.isfinite(logs), logs, -1e300)

    places = np.linspace(0.0, 100.0, GRID)
    worth = product(places)
    if not worth.max() > -1e299:
        return math.nan
    for _ in range(3):
        flat = np.flatnonzero(worth >= worth.max() - 1e-13)
        best, step = float(places[flat].mean()), places[1] - places[0]
        places = np.linspace(max(0.0, best - step), min(100.0, best + step), 401)
        worth = product(places)
    return float(places[int(np.argmax(worth))])
