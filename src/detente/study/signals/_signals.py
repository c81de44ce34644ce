"""The entry point: what the moves that are open now would tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from detente.equilibrium import Equilibrium
from detente.errors import UsageError, did_you_mean
from detente.evidence.filtering import Observed
from detente.forecast import Mixture, Now, now
from detente.study.signals._learned import lesson
from detente.study.signals._result import ANALYST, EXPLANATION, Lesson, Signal, Signals, Thresholds
from detente.study.signals._talk import consequential_factors, paid_factors
from detente.study.signals._world import World, parts_of

Progress = Callable[[float, str], None]


def signals(
    subject: Equilibrium | Now | Mixture,
    moves: Sequence[str] | str | None = None,
    observers: Sequence[str] | str | None = None,
    *,
    named: bool = False,
    thresholds: Thresholds | None = None,
    progress: Progress | None = None,
) -> Signals:
    """What each observer would learn from each move that is open now.

    An observer's belief is the present belief restricted to what it sees. When a move is made it sees the change in the
    factors that it sees, and weighs every move and event that would look the same by its rate under each type.

    Parameters
    ----------
    subject
        What :func:`detente.observe` gives, a present, or an equilibrium for its start.
    moves
        ``actor.move``; an actor's name stands for all its moves. Unless given, all that can be made now.
    observers
        Actors and ``analyst``; unless given, all of them. The actor itself is left out: it knows its own reasons.
    named
        Whether observers see which move was made, and not only what it changes.
    thresholds
        Of the verdicts.

    Raises
    ------
    UsageError
        For a move that is not there or not open now, and for an unknown observer.

    Notes
    -----
    Types are the values of each factor that the observer does not see; for the analyst also the explanations, where
    they are games of their own. One pass over the steps out of the present belief for each move and observer.

    References
    ----------
    Spence (1973), Job market signaling. Crawford and Sobel (1982), Strategic information transmission. Kullback and
    Leibler (1951), On information and sufficiency.

    Examples
    --------
    >>> import math
    >>> from detente.equilibrium import solve
    >>> from detente.game import Actor, Factor, Flow, Game, Move
    >>> able = Factor("able", ["low", "high"], {"low": 0.5, "high": 0.5})
    >>> degree = Factor("degree", ["open", "no", "yes"], "open")
    >>> study = Move("worker", "study", "degree == open", {"degree": "yes"}, {"worker": "2 - 5 * (able == low)"})
    >>> work = Move("worker", "work", "degree == open", {"degree": "no"})
    >>> worker = Actor("worker", discount=1.0, attention=2.0, noise=1.0, waits=False)
    >>> firm = Actor("firm", discount=1.0, attention=1.0, noise=1.0, sees=("degree",))
    >>> found = signals(solve(Game([able, degree], [worker, firm], [study, work])), "worker.study", "firm")
    >>> told = found["worker.study"].lesson("firm")
    >>> likely = 1 / (1 + math.exp(-2)), 1 / (1 + math.exp(3))
    >>> abs(told.after["high"] - likely[0] / sum(likely)) < 1e-9, told.verdict
    (True, 'separates')
    """
    present = _present(subject)
    world = World.of(parts_of(present))
    wanted = _moves(world, moves)
    watchers = _observers(world, observers)
    limits = thresholds or Thresholds()
    games = {id(one.now.game): one.now.game for one in world.parts}
    paid = frozenset().union(*(paid_factors(game) for game in games.values()))
    grave = frozenset().union(*(consequential_factors(game) for game in games.values()))
    views = {who: world.view(who) for who in watchers}
    hidden = {who: _hidden(world, who) for who in watchers}
    types = {about: world.types(about) for every in hidden.values() for about in every}
    found = []
    for at, move in enumerate(wanted):
        if progress is not None:
            progress(at / len(wanted), f"what {move} tells")
        gives, changes = _gives(world, move), _changes(world, move)
        cheap = not gives and not grave.intersection(changes)
        lessons: list[Lesson] = []
        choice = world.choice(move)
        for who in watchers:
            for about in hidden[who] if who != move.split(".")[0] else ():
                one = lesson(world, move, who, about, choice, types[about], views[who], named, cheap, limits)
                lessons += [one] if one is not None else []
        lessons.sort(key=lambda one: -one.learned)
        chance = float(world.mass @ choice)
        quiet = not paid.intersection(changes)
        found.append(Signal(move, move.split(".")[0], chance, gives, changes, quiet, cheap, tuple(lessons)))
    found.sort(key=lambda one: -max((each.learned for each in one.lessons), default=-1.0))
    first = world.parts[0].now
    worst = max((one.now.equilibrium for one in world.parts), key=lambda eq: (not eq.outcome.converged, eq.residual))
    count = len(present.records) if isinstance(present, Observed) else None
    how = first.how if count is None else f"{count} record{'' if count == 1 else 's'} taken in"
    return Signals(
        tuple(found), limits, named, first.game.clock.unit, first.time, first.date, how, worst.outcome, worst.residual
    )


def _present(subject: object) -> Now | Mixture:
    if isinstance(subject, Now | Mixture):
        return subject
    if isinstance(subject, Equilibrium):
        return now(subject)
    raise UsageError(
        f"`{type(subject).__name__}` is no present in which moves could tell anything",
        "give `observe(...)`, `now(...)`, or `solve(game)`",
    )


def _moves(world: World, given: Sequence[str] | str | None) -> tuple[str, ...]:
    """Labels of moves that can be made now."""
    open_now = np.zeros(len(world.labels), dtype=bool)
    open_now[world.label[world.flow > 0]] = True
    can = [
        one for one, is_open in zip(world.labels, open_now, strict=True) if is_open and not one.startswith("nature.")
    ]
    if given is None:
        if not can:
            raise UsageError("no move can be made now", "look from another date, or at another moment")
        return tuple(can)
    known = [one for one in world.labels if not one.startswith("nature.")]
    actors = {name for one in world.parts for name in one.now.game.actor_names}
    found: dict[str, None] = {}
    for text in (given,) if isinstance(given, str) else given:
        if text in actors:
            mine = [one for one in can if one.split(".")[0] == text]
            if not mine:
                raise UsageError(f"`{text}` has no move open now", "look from another date, or at another moment")
            found |= dict.fromkeys(mine)
        elif text not in known:
            raise UsageError(f"there is no move `{text}`", did_you_mean(text, [*known, *actors]))
        elif text not in can:
            mine = [one for one in can if one.split(".")[0] == text.split(".")[0]]
            hint = "open to it now: " + ", ".join(f"`{one}`" for one in mine) if mine else "it has no move open now"
            raise UsageError(f"`{text}` cannot be made now, by the present belief", hint)
        else:
            found[text] = None
    return tuple(found)


def _observers(world: World, given: Sequence[str] | str | None) -> tuple[str, ...]:
    known = [*world.parts[0].now.game.actor_names, ANALYST]
    if given is None:
        return tuple(known)
    wanted = (given,) if isinstance(given, str) else tuple(given)
    for one in wanted:
        if one not in known:
            raise UsageError(f"there is no observer `{one}`", did_you_mean(one, known))
    return tuple(dict.fromkeys(wanted))


def _hidden(world: World, observer: str) -> list[str]:
    """What an observer does not see; for the analyst the explanations too, where they are several games."""
    game = world.parts[0].now.game
    row = -1 if observer == ANALYST else game.actor_names.index(observer)
    found = [name for name, sees in zip(game.space.factors, game.lowered.sight[row], strict=True) if not sees]
    several = len(set(world.laws)) > 1 and world.parts[0].explained
    return [*found, EXPLANATION] if observer == ANALYST and several else found


def _gives(world: World, move: str) -> dict[str, float]:
    """Expected one-off payoffs by actor, given that the move is made now; those of zero left out."""
    total, weight = {}, 0.0
    for at, one in enumerate(world.parts):
        game, law = one.now.game, one.now.law
        labels = [change.label for change in game.lowered.moves]
        if move not in labels:
            continue
        mass = np.zeros(len(game.space))
        mine = world.part == at
        mass[world.state[mine]] = world.mass[mine]
        rows = game.tables.option_move == labels.index(move)
        flow = np.where(rows, mass[game.tables.option_state] * law.option_rates, 0.0)
        weight += float(flow.sum())
        paid = flow[game.tables.give_option] * game.tables.give_value
        by = np.bincount(game.tables.give_actor, paid, minlength=len(game.actors))
        live = np.bincount(game.tables.give_actor, np.abs(paid), minlength=len(game.actors)) > 0
        for who, what, some in zip(game.actor_names, by.tolist(), live.tolist(), strict=True):
            if some:
                total[who] = total.get(who, 0.0) + what
    return {who: what / weight for who, what in total.items()}


def _changes(world: World, move: str) -> tuple[str, ...]:
    rows = np.flatnonzero(world.label == world.labels.index(move))
    found: dict[str, None] = {}
    for at, one in enumerate(world.parts):
        space = one.now.game.space
        mine = rows[world.part[world.atom[rows]] == at]
        differ = space.levels[:, world.state[world.atom[mine]]] != space.levels[:, world.target[mine]]
        moved = differ.any(axis=1)
        found |= dict.fromkeys(name for name, some in zip(space.factors, moved, strict=True) if some)
    return tuple(found)
