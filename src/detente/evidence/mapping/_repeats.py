"""Changes to a value that the factor has already, by what was mapped before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from detente.game import Game

Row = tuple[str, str, str, str, str]
"""Kind, factor, value, actor and move of a record; several factors are separated by ``;``."""


def repeated(rows: Iterable[Row], game: Game | None) -> list[bool]:
    """For each record in order of date: whether it is a change that changes nothing.

    The first value of a factor is that of the start of the game, where it is sure. A move that names no value
    may have changed what it can change, so that the values of those factors are not known after it.
    """
    last = {one.name: one.start for one in game.factors if isinstance(one.start, str)} if game is not None else {}
    touched = _touched(game)
    found = []
    for kind, factor, value, actor, move in rows:
        if kind == "move" and not factor:
            for name in touched.get((actor, move), ()) if game is not None else tuple(last):
                last.pop(name, None)
        if kind not in ("change", "move") or not factor:
            found.append(False)
            continue
        now = dict(zip(factor.split(";"), value.split(";"), strict=False))
        found.append(kind == "change" and all(last.get(name) == one for name, one in now.items()))
        last |= now
    return found


def _touched(game: Game | None) -> dict[tuple[str, str], Sequence[str]]:
    """The factors that each move and each event can change."""
    if game is None:
        return {}
    found = {}
    for one in (*game.moves, *game.nature):
        actor = getattr(one, "actor", "nature")
        found[actor, one.name] = tuple({name for branch in one.branches for name in branch.set})
    return found
