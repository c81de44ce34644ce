"""What could unblock a settlement: each a change of the game that has a size."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from detente.errors import UsageError, did_you_mean
from detente.game import Branch, Flow, Game, Move, Settlement

ENOUGH = 60.0
"""The largest cost of a breach that is looked at, in units of the largest noise: at that a breach is as good as
impossible."""

Change = Callable[[Game, float], Game]


@dataclass(frozen=True)
class Instrument:
    """A change of the game with a size, of which the smallest is looked for at which nobody blocks.

    Parameters
    ----------
    change
        From a game and a size to the changed game; at ``start`` the game is as it was.
    start, most
        Where the search begins, and how far it goes; ``most`` may lie below ``start``.
    unit
        What the size counts.
    whole
        Whether only whole numbers will do.
    kind
        ``scale`` for one size; ``payment`` and ``flow`` give each blocker a size of its own, without ``change``.
    levels
        Names of the sizes, for an instrument that counts levels.
    """

    name: str
    about: str
    change: Change = field(repr=False, compare=False)
    start: float = 0.0
    most: float = 1.0
    unit: str = ""
    whole: bool = False
    kind: str = "scale"
    levels: tuple[str, ...] = ()


def parameter(name: str, to: float, *, about: str = "") -> Instrument:
    """A parameter of the game moved from its value towards another.

    Examples
    --------
    >>> from detente.study.settlement import parameter
    >>> parameter("upkeep", 0.1).name
    'upkeep'
    """
    if not math.isfinite(to):
        raise UsageError(f"`{name}` cannot be moved to {to}", "give a finite number")
    said = about or f"the parameter `{name}` moved towards {to:g}"
    return Instrument(name, said, lambda game, size: game.with_parameters(**{name: size}), math.nan, to, name)


def instruments_of(game: Game, settlement: Settlement, given: Sequence[Instrument | str]) -> tuple[Instrument, ...]:
    """The instruments that are wanted, by name or as they are; ``all`` for all that the game itself offers."""
    own = {one.name: one for one in offered(game, settlement)}
    found: dict[str, Instrument] = {}
    for one in (given,) if isinstance(given, str | Instrument) else given:
        if isinstance(one, Instrument):
            found[one.name] = _started(game, one)
        elif one == "all":
            found |= own
        elif one in own:
            found[one] = own[one]
        elif one == "guarantee":
            raise UsageError(
                "no agreement can be broken here, so a guarantee would change nothing", did_you_mean(one, own)
            )
        else:
            raise UsageError(f"there is no instrument `{one}` here", did_you_mean(one, [*own, "all"]))
    return tuple(found.values())


def _started(game: Game, one: Instrument) -> Instrument:
    """A parameter begins at its value in the game."""
    if not math.isnan(one.start):
        return one
    values = game.lowered.vocabulary.parameters
    if one.unit not in values:
        raise UsageError(f"there is no parameter `{one.unit}`", did_you_mean(one.unit, values))
    start = float(values[one.unit])
    if start == one.most:
        raise UsageError(f"`{one.unit}` is {start:g} already", "give another value to move it towards")
    return replace(one, start=start)


def offered(game: Game, settlement: Settlement) -> tuple[Instrument, ...]:
    """What the game itself offers: payments, a guarantee where there are breaches, forces that stay."""
    unit = game.clock.unit
    found = [
        Instrument(
            "payment", "a payment to each who blocks, once, on agreement", _as_it_is, unit="utility", kind="payment"
        ),
        Instrument(
            "flow", f"a payment to each who blocks, for every {unit} that the agreement stands", _as_it_is,
            unit=f"utility a {unit}", kind="flow",
        ),
    ]  # fmt: skip
    if settlement.breaches:
        most = ENOUGH * float(np.max(game.lowered.noise))
        about = "breaking the agreement costs more"
        found.append(Instrument("guarantee", about, _guarantee(settlement), most=most, unit="utility"))
    for name in settlement.forces:
        levels = next(one.values for one in game.factors if one.name == name)
        about = f"{name} is not drawn below a level as long as the agreement stands"
        change = _stays(settlement, name)
        found.append(Instrument(name, about, change, 0, len(levels) - 1, "level", whole=True, levels=levels))
    return tuple(found)


def _as_it_is(game: Game, size: float) -> Game:
    return game


def paying(game: Game, settlement: Settlement, option: str, sizes: dict[str, float]) -> Game:
    """The game in which agreeing on an option gives actors one-off payments."""
    return game.replace(
        moves=tuple(_paying(one, settlement, option, sizes) for one in game.moves),
        nature=tuple(_paying(one, settlement, option, sizes) for one in game.nature),
    )


def _paying(change: Any, settlement: Settlement, option: str, sizes: dict[str, float]) -> Any:
    if change.label not in settlement.agreed:
        return change
    then = tuple(_branch(one, settlement, option, sizes) for one in change.branches)
    return replace(change, then=then, gives=None)


def _branch(branch: Branch, settlement: Settlement, option: str, sizes: dict[str, float]) -> Branch:
    leads = str(branch.set.get(settlement.factor, ""))
    if leads == option:
        condition = "1"
    elif leads and leads == settlement.tabled:
        condition = f"({settlement.tabled} == {option})"
    elif leads in ("", settlement.none, *settlement.options):
        return branch
    else:
        raise UsageError(
            f"an agreement that sets `{settlement.factor}` to `{leads}` cannot be paid for", "set an option"
        )
    gives = dict(branch.gives)
    for who, size in sizes.items():
        old = gives.get(who, 0.0)
        if callable(old):
            gives[who] = lambda space, old=old, size=size: old(space) + size * space.number(condition)
        else:
            gives[who] = f"({old}) + {size!r} * {condition}"
    return replace(branch, gives=gives)


def paying_for_standing(game: Game, settlement: Settlement, option: str, sizes: dict[str, float]) -> Game:
    """The game in which living under an option gives actors a flow."""
    more = [
        Flow(who, size, f"{settlement.factor} == {option}", "paid for the agreement") for who, size in sizes.items()
    ]
    return game.replace(payoffs=(*game.payoffs, *more))


def _guarantee(settlement: Settlement) -> Change:
    def change(game: Game, size: float) -> Game:
        def dearer(move: Move) -> Move:
            if move.label not in settlement.breaches:
                return move
            then = tuple(_charged(one, move.actor, size) for one in move.branches)
            return replace(move, then=then, gives=None)

        return game.replace(moves=tuple(map(dearer, game.moves)))

    return change


def _charged(branch: Branch, actor: str, size: float) -> Branch:
    gives = dict(branch.gives)
    old = gives.get(actor, 0.0)
    gives[actor] = (lambda space: old(space) - size) if callable(old) else f"({old}) - {size!r}"
    return replace(branch, gives=gives)


def _stays(settlement: Settlement, force: str) -> Change:
    """No change may lower the force below a level while an agreement stands."""

    def change(game: Game, size: float) -> Game:
        level = round(size)
        if level == 0:
            return game
        values = next(one.values for one in game.factors if one.name == force)
        sees = {one.name: one.sees for one in game.actors}

        def guarded(one: Any) -> Any:
            lowers = [_lowers(branch, force, values, level) for branch in one.branches if force in branch.set]
            lowers = [text for text in lowers if text]
            if not lowers:
                return one
            seen = sees[one.actor] if isinstance(one, Move) else None
            if seen is not None and settlement.factor not in seen:
                hint = f"let its actor see `{settlement.factor}`"
                raise UsageError(f"`{one.label}` cannot be tied to an agreement that its actor does not see", hint)
            wall = f"not ({settlement.factor} != {settlement.none} and ({' or '.join(lowers)}))"
            old = "1" if one.when is True else "0" if one.when is False else str(one.when)
            return replace(one, when=f"({old}) and {wall}")

        return game.replace(moves=tuple(map(guarded, game.moves)), nature=tuple(map(guarded, game.nature)))

    return change


def _lowers(branch: Branch, force: str, values: tuple[str, ...], level: int) -> str:
    """A condition under which a branch lowers the force to below a level; empty for never."""
    new = str(branch.set[force])
    if new in values:
        at = values.index(new)
        return f"level({force}) > {at}" if at < level else ""
    return f"({new}) < {level} and ({new}) < level({force})"
