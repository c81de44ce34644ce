"""The settlements of a scenario, with the positions and saliences that its blocks give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.game import Game, Settlement, settlement_parts
from detente.scenario._blocks import specs_of
from detente.scenario._tree import Node
from detente.scenario.blocks import ALL, price_of


def settlements_in(written: Node, game: Game) -> tuple[Settlement, ...]:
    """One for each instance of the block, in their order.

    Parameters
    ----------
    written
        The scenario as it was written, blocks in place.
    """
    specs = specs_of(written, "settlement")
    forces = tuple(name for name in specs_of(written, "forces") if any(one.name == name for one in game.factors))
    return tuple(_settlement(name, spec, game, forces) for name, spec in specs.items())


def _settlement(name: str, spec: Any, game: Game, forces: tuple[str, ...]) -> Settlement:
    options = tuple(str(one) for one in spec.options)
    places = {option: place for option, place in spec.options.items() if place is not None}
    return Settlement(
        factor=name,
        options=options,
        forces=forces,
        title=spec.title,
        places=places,
        positions={
            actor: amounts[ALL] if places else {one: price_of(amounts, one) for one in options}
            for actor, amounts in spec.positions.items()
        },
        salience={actor: _by_option(spec.salience.get(actor, {ALL: "50"}), options) for actor in spec.positions},
        status_quo={actor: price_of(spec.status_quo, actor, "0.5") for actor in spec.positions},
        loss=spec.loss.form,
        beyond=spec.loss.beyond,
        **settlement_parts(game, name, options),
    )


def _by_option(amounts: Mapping[str, str], options: tuple[str, ...]) -> dict[str, str]:
    return {one: price_of(amounts, one) for one in options}
