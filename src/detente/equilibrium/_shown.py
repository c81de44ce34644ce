"""An equilibrium as a frame, as a picture, and as a notebook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.charts import Chart, bars, list_html, table_html
from detente.errors import UsageError
from detente.words import percent, plain

if TYPE_CHECKING:
    import polars

    from detente.equilibrium._result import Equilibrium

COLUMNS = ("actor", "move", "chance")

LONGEST = 90
"""Characters up to which a title has the values of a state; beyond, its position."""


def frame_of(found: Equilibrium) -> polars.DataFrame:
    """One row an option."""
    import polars

    tables, names = found.game.tables, [*found.game.actor_names]
    moves = [found.option_name(move) for move in range(-1, len(found.game.moves))]
    return polars.DataFrame(
        {
            "state": tables.option_state,
            "actor": polars.Series(names, dtype=polars.String).gather(tables.option_actor),
            "move": polars.Series(moves, dtype=polars.String).gather(tables.option_move + 1),
            "chance": found.choice,
        }
    )


def chart_of(found: Equilibrium, state: int | None) -> Chart:
    """What each actor would do in a state."""
    where = _state(found, state)
    rows = _choices(found, where)
    return bars(
        f"What each would do, {_said(found, where)}",
        [f"{plain(actor)}: {plain(move)}" for actor, move, _ in rows],
        [chance for *_, chance in rows],
        percent,
        ("choice", "chance"),
        "choices",
        groups=[actor for actor, *_ in rows],
        share=True,
    )


def html_of(found: Equilibrium) -> str:
    """How good the equilibrium is, and what each actor would do at the start."""
    if not found.outcome.converged:
        return list_html("No equilibrium", [str(found.outcome)])
    where = _state(found, None)
    regret = max(found.regret.values(), default=0.0)
    note = f"{len(found.game.space):,} states; residual {found.residual:.1e}, largest regret {regret:.1e}."
    if found.others:
        note += f" A search found {found.others_found} other fixed points."
    if not found.regret:
        return list_html("An equilibrium without actors: nature alone moves", [note])
    return table_html(f"What each would do, {_said(found, where)}", COLUMNS, _choices(found, where), note)


def _state(found: Equilibrium, state: int | None) -> int:
    count = len(found.game.space)
    if state is None:
        return int(np.argmax(found.game.space.start))
    if not 0 <= state < count:
        raise UsageError(f"there is no state {state}", f"states are numbered from 0 to {count - 1}")
    return state


def _said(found: Equilibrium, state: int) -> str:
    values = ", ".join(f"{name} {value}" for name, value in found.game.space.describe(state).items())
    if len(values) > LONGEST:
        values = f"state {state}"
    return f"{'at the start' if found.game.space.start[state] > 0 else 'later'}: {values}"


def _choices(found: Equilibrium, state: int) -> list[tuple[str, str, float]]:
    return [
        (actor, move, chance)
        for actor in found.game.actor_names
        for move, chance in found.choices(actor, state).items()
    ]
