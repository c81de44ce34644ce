"""The places of a scenario: where on the map its bases, fronts and cities are, to the nearest city and no nearer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.errors import Diagnostic, Path, did_you_mean
from detente.game import Game
from detente.scenario._model import PlacePart, ScenarioPart

STEP = 0.05
"""Degrees to which a place is told, about five kilometres: enough to know the city, too coarse to find a building."""


@dataclass(frozen=True)
class Site:
    """A place on the map.

    Attributes
    ----------
    latitude, longitude
        In degrees, north and east positive, to the nearest 0.05.
    kind
        ``base``, ``front``, ``city``, ``crossing`` or ``place``.
    of
        The factor whose value the place shows, or the actor that it belongs to; empty for neither.
    source
        Where its position is from.
    """

    name: str
    latitude: float
    longitude: float
    kind: str = "place"
    of: str = ""
    title: str = ""
    about: str = ""
    source: str = ""


def sites_of(part: ScenarioPart, game: Game, into: list[Diagnostic]) -> dict[str, Site]:
    """The places by name; what is wrong with them goes ``into`` the list."""
    return {name: found for name, one in part.places.items() if (found := _site(name, one, game, into))}


def _site(name: str, one: PlacePart, game: Game, into: list[Diagnostic]) -> Site | None:
    path: Path = ("places", name)
    if one.of:
        known = [*(each.name for each in game.factors), *game.actor_names]
        if one.of not in known:
            message = f"`{one.of}` is no factor and no actor of this scenario"
            into.append(Diagnostic("S012", message, (*path, "of"), hint=did_you_mean(one.of, known)))
    if len(one.at) != 2:
        message, expected = f"`{name}` needs a latitude and a longitude", "[latitude, longitude] in degrees"
        found = f"{len(one.at)} number{'' if len(one.at) == 1 else 's'}"
        into.append(Diagnostic("S044", message, (*path, "at"), expected=expected, found=found))
        return None
    for number, (what, size) in enumerate((("latitude", 90.0), ("longitude", 180.0))):
        _check(what, one.at[number], size, one.at, (*path, "at", number), into)
    return Site(name, one.at[0], one.at[1], one.kind, one.of or "", one.title, one.about, one.source)


def _check(what: str, degrees: float, size: float, at: list[float], path: Path, into: list[Diagnostic]) -> None:
    if not abs(degrees) <= size:
        swapped = what == "latitude" and abs(degrees) <= 180 and abs(at[1]) <= 90
        hint = "the latitude comes first" if swapped else None
        message, expected = f"no place has this {what}", f"degrees from -{size:g} to {size:g}"
        into.append(Diagnostic("S044", message, path, expected=expected, found=f"{degrees:g}", hint=hint))
        return
    nearest = round(degrees / STEP) * STEP
    if not math.isclose(degrees, nearest, abs_tol=1e-9):
        message = f"places are told to {STEP:g} of a degree, about five kilometres: cities, not buildings"
        into.append(Diagnostic("S044", message, path, found=f"{degrees:g}", hint=f"write {nearest:.2f}"))
