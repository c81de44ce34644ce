"""Which factors payoffs hang on, at once or by what they lead to: what changes none of them is talk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from detente.game import Branch, Event, Game, Move, names_in, parse


def paid_factors(game: Game) -> frozenset[str]:
    """The factors that stand in a flow payoff or a one-off payoff, or in their conditions."""
    found: set[str] = set()
    for one in game.payoffs:
        found |= _names(game, (one.flow, one.when))
    for change in (*game.moves, *game.nature):
        if _pays(change):
            found |= _names(game, _gives(change))
    return frozenset(found)


def consequential_factors(game: Game) -> frozenset[str]:
    """The factors on which payoffs depend, however indirectly, apart from what anybody believes.

    Those in payoffs; then those in the condition, the rate, the chances and the new values of every change that pays,
    or that changes a factor found before; and so on until no more are found.

    Examples
    --------
    >>> from detente.game import Actor, Factor, Flow, Game, Move
    >>> word = Factor("word", ["none", "threat"], "none")
    >>> war = Factor("war", ["no", "yes"], "no")
    >>> says = Move("army", "threaten", "word == none", {"word": "threat"})
    >>> acts = Move("army", "attack", "war == no", {"war": "yes"})
    >>> game = Game([word, war], [Actor("army", 0.1, 1, 1)], [says, acts], payoffs=[Flow("army", -1, "war == yes")])
    >>> sorted(consequential_factors(game))
    ['war']
    """
    found = set(paid_factors(game))
    waits = {one.name: _names(game, (one.waits,)) for one in game.actors}
    while True:
        more = set(found)
        for change in (*game.moves, *game.nature):
            if _pays(change) or any(name in found for branch in change.branches for name in branch.set):
                more |= _read(game, change, found)
                more |= waits.get(getattr(change, "actor", ""), set())
        if more == found:
            return frozenset(found)
        found = more


def _pays(change: Move | Event) -> bool:
    return any(_not_zero(payoff) for payoff in _gives(change))


def _gives(change: Move | Event) -> list[Any]:
    return [payoff for branch in change.branches for payoff in branch.gives.values()]


def _not_zero(payoff: Any) -> bool:
    try:
        return float(payoff) != 0
    except (TypeError, ValueError):
        return True


def _read(game: Game, change: Move | Event, found: set[str]) -> set[str]:
    """The factors that say whether, how often and how a change comes about."""
    parts: list[Any] = [change.when, *_gives(change)]
    if isinstance(change, Event):
        parts.append(change.rate)
    for branch in change.branches:
        parts.append(branch.chance)
        parts += _new_values(game, branch, found)
    return _names(game, parts)


def _new_values(game: Game, branch: Branch, found: set[str]) -> Iterator[Any]:
    values: Mapping[str, tuple[str, ...]] = game.lowered.vocabulary.values
    return (new for name, new in branch.set.items() if name in found and str(new) not in values[name])


def _names(game: Game, sources: Iterable[Any]) -> set[str]:
    """The factors that some expressions use; all of them for a function, which may look at anything."""
    factors = {one.name for one in game.factors}
    found: set[str] = set()
    for source in sources:
        if callable(source):
            return set(factors)
        if isinstance(source, str):
            found |= factors.intersection(names_in(parse(source)))
    return found
