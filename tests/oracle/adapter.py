"""Bring answers of the package into the dense layout."""

import numpy as np

from detente.game import WAIT


def positions(dense, space):
    """For each dense state its position in the package's table of states."""
    listing = [(one.name, tuple(one.values)) for one in dense.game.factors]
    assert len(space) == dense.size
    found = [
        space.find({name: values[at] for (name, values), at in zip(listing, s, strict=True)}) for s in dense.states
    ]
    return np.array(found)


def choice_of(dense, game, choice):
    """Choice by actor (states, options) from probabilities by option row."""
    tables, where = game.tables, positions(dense, game.space)
    back = np.empty(len(where), dtype=int)
    back[where] = np.arange(len(where))
    found = [np.zeros(one.shape) for one in dense.is_open]
    for row, share in enumerate(choice):
        actor, state = tables.option_actor[row], back[tables.option_state[row]]
        move = tables.option_move[row]
        name = "wait" if move == WAIT else game.moves[move].name
        found[actor][state, dense.names[actor].index(name)] = share
    for actor in dense.actors:  # where nothing is open no row is kept: waiting is sure
        alone = ~dense.is_open[actor][:, :-1].any(axis=1)
        found[actor][alone, -1] = 1.0
    return found


def answer_of(dense, game, equilibrium):
    """Choice, values and visits of an equilibrium in the dense layout."""
    from tests.oracle.dense import generator, visits_of

    where = positions(dense, game.space)
    choice = choice_of(dense, game, equilibrium.choice)
    visits = equilibrium.visits
    visits = visits_of(dense, generator(dense, choice)) if visits is None else visits[where]
    return choice, equilibrium.values[where], visits
