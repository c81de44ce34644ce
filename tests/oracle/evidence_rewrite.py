"""The same evidence told otherwise: strategies carried to another game, records in another unit or other names."""

from dataclasses import replace

import numpy as np
from tests.forecast.games import with_choice


def carried(equilibria, game, translate):
    """Strategies of one or more games on a game that contains them.

    ``translate`` gives, for a state's values and an actor's name in ``game``, which of the equilibria to ask and
    the state and actor there; move names must be the same.
    """
    tables, space = game.tables, game.space
    choice = np.empty(len(tables.option_move))
    for row, (state, actor, move) in enumerate(
        zip(tables.option_state, tables.option_actor, tables.option_move, strict=True)
    ):
        which, there, who = translate(space.describe(int(state)), game.actor_names[actor])
        one = equilibria[which]
        name = "wait" if move < 0 else game.moves[move].name
        choice[row] = one.choices(who, one.game.space.find(there))[name]
    return with_choice(game, choice)


def with_time(rows, stretch):
    """Records with their times multiplied."""

    def text(time):
        return repr(float(time) * stretch) if time else time

    return [replace(one, date=text(one.date), until=text(one.until), reported=text(one.reported)) for one in rows]


def with_names(rows, names):
    """Records with factors, values and actors renamed."""

    def every(some):
        return tuple(names.get(one, one) for one in some)

    return [
        replace(one, factors=every(one.factors), values=every(one.values), actor=names.get(one.actor, one.actor))
        for one in rows
    ]
