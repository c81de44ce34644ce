"""The same game written otherwise: other names, other units, other orders, more of it."""

import re
from dataclasses import replace

from detente.game import Branch, Event, Factor, Flow, Move, Start

WORD = re.compile(r"[A-Za-z_]\w*")


def times(source, factor):
    return f"({source})*{factor!r}" if isinstance(source, str) else source * factor


def with_changes(game, *, rate=lambda one: one, give=lambda one: one, flow=lambda one: one):
    """The game with its rates, one-off payoffs and flows passed through functions."""

    def change(one):
        branches = tuple(
            Branch(b.set, b.chance, {who: give(what) for who, what in b.gives.items()}) for b in one.branches
        )
        return branches

    return game.replace(
        moves=[Move(one.actor, one.name, one.when, change(one)) for one in game.moves],
        nature=[Event(one.name, rate(one.rate), one.when, change(one)) for one in game.nature],
        payoffs=[Flow(one.actor, flow(one.flow), one.when) for one in game.payoffs],
    )


def in_other_unit(game, factor):
    """The game on a clock whose unit is ``factor`` old units long."""
    found = with_changes(game, rate=lambda one: times(one, factor), flow=lambda one: times(one, factor))
    actors = [
        replace(one, discount=times(one.discount, factor), attention=times(one.attention, factor))
        for one in game.actors
    ]
    return found.replace(actors=actors, memory=None if game.memory is None else times(game.memory, 1 / factor))


def in_other_money(game, factor):
    """The game with payoffs and noise in another utility unit."""

    def scale(one):
        return times(one, factor)

    actors = [replace(one, noise=times(one.noise, factor)) for one in game.actors]
    return with_changes(game, give=scale, flow=scale).replace(actors=actors)


def renamed(game, names):
    """The game with other names for factors, values, actors and parameters (moves and events keep theirs)."""

    def text(one):
        return WORD.sub(lambda at: names.get(at.group(), at.group()), one) if isinstance(one, str) else one

    def keys(mapping, value=text):
        return {text(key): value(one) for key, one in mapping.items()}

    def branches(one):
        return tuple(Branch(keys(b.set), text(b.chance), keys(b.gives)) for b in one.branches)

    return game.replace(
        factors=[
            replace(
                one,
                name=text(one.name),
                values=tuple(map(text, one.values)),
                start=text(one.start) if isinstance(one.start, str) else keys(one.start),
            )
            for one in game.factors
        ],
        actors=[
            replace(
                one,
                name=text(one.name),
                sees=None if one.sees is None else tuple(map(text, one.sees)),
                waits=text(one.waits),
            )
            for one in game.actors
        ],
        moves=[Move(text(one.actor), one.name, text(one.when), branches(one)) for one in game.moves],
        nature=[Event(one.name, text(one.rate), text(one.when), branches(one)) for one in game.nature],
        payoffs=[Flow(text(one.actor), text(one.flow), text(one.when)) for one in game.payoffs],
        parameters=[replace(one, name=text(one.name), value=text(one.value)) for one in game.parameters],
        start=[Start(keys(row.set), text(row.chance)) for row in game.start],
    )


def names_of(game):
    """All names that expressions may use, moves and events left out."""
    found = [one.name for one in (*game.factors, *game.actors, *game.parameters)]
    return list(dict.fromkeys(found + [value for one in game.factors for value in one.values]))


def with_moon(game, wax=0.37, wane=0.22):
    """The game with a factor that turns by itself, from its long-run law on, and matters to nobody."""
    total = wax + wane
    moon = Factor("moon", ("new", "full"), {"new": wane / total, "full": wax / total})
    nature = [
        Event("wax", wax, when="moon == new", then={"moon": "full"}),
        Event("wane", wane, when="moon == full", then={"moon": "new"}),
    ]
    at = len(game.factors) // 2
    factors = [*game.factors[:at], moon, *game.factors[at:]]
    return game.replace(factors=factors, nature=[*game.nature, *nature])


def joined(one, two):
    """Two games with different names as one; each actor sees what it saw."""

    def blind(game, actor):
        seen = actor.sees if actor.sees is not None else tuple(factor.name for factor in game.factors)
        return replace(actor, sees=seen)

    assert not set(names_of(one)) & set(names_of(two))
    assert one.memory == two.memory
    actors = [blind(game, actor) for game in (one, two) for actor in game.actors]
    parts = {name: [*getattr(one, name), *getattr(two, name)] for name in ("factors", "moves", "payoffs", "parameters")}
    nature = [*one.nature, *(replace(event, name=f"other_{event.name}") for event in two.nature)]
    rows = [
        Start({**a.set, **b.set}, f"({a.chance})*({b.chance})")
        for a in one.start or [Start({}, 1)]
        for b in two.start or [Start({}, 1)]
    ]
    return one.replace(actors=actors, nature=nature, start=rows if one.start or two.start else [], **parts)


def seen_fully(game):
    """The game in which every actor is said to see each factor by name."""
    every = tuple(one.name for one in game.factors)
    return game.replace(actors=[replace(one, sees=every) for one in game.actors])


def shadowed(game):
    """The game with an unseen double of each factor, moving with it and read by payoffs, chances and rates."""
    names = {one.name: f"{one.name}_shadow" for one in game.factors}
    double = renamed(game, names)

    def both(one, other):
        target = {**one.set, **other.set}
        return Branch(target, other.chance, other.gives)

    def branches(one, other):
        return tuple(both(*pair) for pair in zip(one.branches, other.branches, strict=True))

    moves = [
        Move(one.actor, one.name, one.when, branches(one, other))
        for one, other in zip(game.moves, double.moves, strict=True)
    ]
    nature = [
        Event(one.name, other.rate, other.when, branches(one, other))
        for one, other in zip(game.nature, double.nature, strict=True)
    ]
    space = game.space
    rows = [
        Start({**state, **{names[key]: value for key, value in state.items()}}, float(space.start[at]))
        for at, state in enumerate(map(space.describe, range(len(space))))
        if space.start[at] > 0
    ]
    return seen_fully(game).replace(
        factors=[*game.factors, *double.factors],
        moves=moves,
        nature=nature,
        payoffs=double.payoffs,
        start=rows,
    )
