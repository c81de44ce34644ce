"""A game and its states as frames, and as a notebook shows them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from detente.charts import frame_html, table_html
from detente.errors import ScenarioError

if TYPE_CHECKING:
    import polars

    from detente.game._game import Game
    from detente.game._space import StateSpace

WORTH_COUNTING = 2_000_000
"""States are counted for a summary only where there cannot be more combinations than this."""


def game_frame(game: Game) -> polars.DataFrame:
    """One row a part of the game."""
    import polars

    rows = [
        *(("factor", one.name, ", ".join(one.values), one.about) for one in game.factors),
        *(("actor", one.name, _sees(one.sees), "") for one in game.actors),
        *(("move", f"{one.actor}.{one.name}", _when(one.when), "") for one in game.moves),
        *(("event", f"nature.{one.name}", _when(one.when), "") for one in game.nature),
        *(("parameter", one.name, str(one.value), one.about) for one in game.parameters),
    ]
    return polars.DataFrame(rows, schema=dict.fromkeys(("part", "name", "what", "about"), polars.String), orient="row")


def game_html(game: Game) -> str:
    """What the game is made of, in a few rows."""
    kinds = (
        ("factors", [one.name for one in game.factors]),
        ("actors", list(game.actor_names)),
        ("moves", [f"{one.actor}.{one.name}" for one in game.moves]),
        ("events", [one.name for one in game.nature]),
        ("parameters", [one.name for one in game.parameters]),
    )
    rows = [(kind, len(names), ", ".join(names)) for kind, names in kinds if names]
    return table_html(game.title or "A game", ("part", "count", "names"), [*rows, ("states", *_states(game))])


def space_frame(space: StateSpace) -> polars.DataFrame:
    """One row a state."""
    import polars

    columns: dict[str, object] = {"state": range(len(space))}
    for name, values in space.vocabulary.values.items():
        column = f"state_{name}" if name in ("state", "start") else name
        columns[column] = polars.Series(list(values), dtype=polars.Enum(list(values))).gather(space[name])
    return polars.DataFrame({**columns, "start": space.start})


def space_html(space: StateSpace) -> str:
    """The first states."""
    return frame_html(f"{len(space):,} states that can be reached", space_frame(space), most=12)


def _states(game: Game) -> tuple[object, str]:
    combinations = math.prod(len(one.values) for one in game.factors)
    if "space" not in vars(game) and combinations > WORTH_COUNTING:
        return "", f"not counted yet, of {combinations:,} combinations"
    try:
        return len(game.space), f"can be reached, of {combinations:,} combinations"
    except ScenarioError as error:
        return "", str(error)


def _sees(sees: tuple[str, ...] | None) -> str:
    return "sees all" if sees is None else f"sees {', '.join(sees)}" if sees else "sees nothing"


def _when(when: str | bool) -> str:
    return "always open" if when is True else f"when {when}"
