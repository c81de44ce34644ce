"""Looking at very many different entries at once: column by column, with one reason for each kind of fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.evidence.records import KINDS
from detente.game import Game

if TYPE_CHECKING:
    import polars as pl


def coarse_reasons(game: Game) -> Iterator[tuple[pl.Expr, str]]:
    """Conditions under which a record cannot be one of the game, and what is said of it.

    Records of several factors at once are left to be looked at one by one.
    """
    import polars as pl

    kind, factor, value = pl.col("kind"), pl.col("factor"), pl.col("value")
    yield ~kind.is_in(KINDS), "no kind of record"
    single = (factor != "") & ~factor.str.contains(";", literal=True)
    yield single & ~factor.is_in([one.name for one in game.factors]), "no factor of the scenario"
    for one in game.factors:
        named = (kind != "gap") & (factor == one.name) & (value != "")
        yield named & ~value.is_in(list(one.values)), f"no value of `{one.name}`"
    actor, move = pl.col("actor"), pl.col("move")
    acts = kind.is_in(["change", "move"])
    yield acts & ~actor.is_in(["", "nature", *game.actor_names]), "no actor of the scenario"
    for name in (*game.actor_names, "nature"):
        moves = [one.name for one in game.moves if one.actor == name]
        if name == "nature":
            moves = [one.name for one in game.nature]
        yield acts & (actor == name) & (move != "") & ~move.is_in(moves), f"no move of `{name}`"
    grade = pl.col("grade")
    yield (grade != "") & ~grade.str.contains("^[A-F][1-6]?$"), "no grade"
