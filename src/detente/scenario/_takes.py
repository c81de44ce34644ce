"""``takes``: a move whose change is under way for a while, in primitives.

A move that takes time pays its ``gives`` when it is made and sets a new factor,
``<actor>_<move>_under_way``. Nature's event ``<actor>_<move>_arrives`` then brings the change itself,
with the branches that the author wrote. With several phases the event ``<actor>_<move>_proceeds`` leads
from one to the next, each as long in the mean, so that the whole is less spread out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from detente.errors import Diagnostic
from detente.game import Clock, ClockFault
from detente.scenario._sight import observers, seen_by_exactly, sees
from detente.scenario._tree import Node, made

MAX_PHASES = 100

_WITH_UNIT = re.compile(r"^\s*[+-]?[0-9.][0-9.eE+-]*\s*[a-zA-Z]+\s*$")
_SURE = ("", "always", "true")


def timed(tree: Node, clock: Clock, into: list[Diagnostic]) -> Node:
    """The same scenario without ``takes``; what is wrong with a duration goes ``into`` the list."""
    moves = tree.get("moves")
    for actor, own in list(moves.items()) if moves else []:
        for name, move in list(own.items()):
            if move.get("takes") is not None:
                tree = _expanded(tree, actor, name, clock, into)
    return tree


def duration(text: str, clock: Clock) -> float | str:
    """A duration in clock units: a number where it has a unit, else the expression as it is.

    Raises
    ------
    ClockFault
        Where the unit is not one of this clock.
    """
    if _WITH_UNIT.match(text) and not re.fullmatch(r"\s*[0-9.]+[eE]\s*", text):
        return clock.duration(text)
    try:
        return float(text)
    except ValueError:
        return text


def _mean(node: Node, path: tuple[str, ...], clock: Clock, into: list[Diagnostic]) -> float | str:
    text = node.value
    try:
        mean = duration(text, clock)
    except ClockFault as fault:
        into.append(Diagnostic("S034", str(fault), path))
        return 1.0
    if isinstance(mean, float) and not 0 < mean < float("inf"):
        into.append(
            Diagnostic("S021", "a move cannot take this long", path, expected="a duration above 0", found=f"`{text}`")
        )
        return 1.0
    return mean


def _expanded(tree: Node, actor: str, name: str, clock: Clock, into: list[Diagnostic]) -> Node:
    path = ("moves", actor, name)
    move = tree.at(path)
    takes = tree.at((*path, "takes"))
    assert move is not None
    assert takes is not None
    mean_node = takes.get("mean") or takes
    mean = _mean(mean_node, (*path, "takes") if mean_node is takes else (*path, "takes", "mean"), clock, into)
    phases = _phases(takes, (*path, "takes", "phases"), into)
    under_way, arrives, proceeds = (f"{actor}_{name}_{end}" for end in ("under_way", "arrives", "proceeds"))
    for section, new in (("state", under_way), ("nature", arrives), ("nature", proceeds)):
        if tree.at((section, new)) is not None:
            message = f"`takes` makes `{new}` of its own, but the scenario declares it too"
            into.append(Diagnostic("S008", message, (*path, "takes"), hint="rename the move, or what you declared"))
            return tree.put(path, move.without("takes"))
    spot, origin = mean_node.spot, move.origin
    values = ["no", "under_way"] if phases == 1 else ["none", *(f"phase_{at + 1}" for at in range(phases))]
    when = move.get("when")
    guard = f"{under_way} == {values[0]}"
    if when is not None and when.value not in _SURE:
        guard = f"({when.value}) and {guard}"
    rate = f"{phases}/({mean})" if isinstance(mean, str) else phases / mean

    departure = move.without("takes").with_item("then", made({under_way: values[1]}, spot, origin))
    opened = made(guard, spot, origin) if when is None else replace(when, value=guard)
    departure = departure.with_item("when", opened)
    paced = made({"rate": rate}, spot, origin)
    if isinstance(rate, str):
        paced = paced.with_item("rate", replace(mean_node, value=rate))
    arrival = paced.with_item("when", made(f"{under_way} == {values[-1]}", spot, origin))
    arrival = arrival.with_item("then", _arrival(move.get("then"), under_way, values[0], mean_node, origin))
    about = f"the time that `{actor}.{name}` takes"
    new = made({"values": values, "start": values[0], "ordered": True, "about": about}, spot, origin)

    seers = {actor} | {
        one for one in observers(tree) if any(sees(tree, one, factor) for factor in _changed(move.get("then")))
    }
    tree = tree.put(path, departure).put(("state", under_way), new)
    if phases > 1:
        inside = f"{under_way} not in [{values[0]}, {values[-1]}]"
        step = paced.with_item("when", made(inside, spot, origin))
        step = step.with_item("then", made({under_way: f"level({under_way}) + 1"}, spot, origin))
        tree = tree.put(("nature", proceeds), step)
    tree = tree.put(("nature", arrives), arrival)
    return seen_by_exactly(tree, under_way, seers)


def _phases(takes: Node, path: tuple[str, ...], into: list[Diagnostic]) -> int:
    node = takes.get("phases")
    phases = int(node.value) if node is not None else 1
    if not 1 <= phases <= MAX_PHASES:
        expected = f"a whole number from 1 to {MAX_PHASES}"
        into.append(
            Diagnostic("S021", "a move cannot have this many phases", path, expected=expected, found=f"`{phases}`")
        )
        return 1
    return phases


def _changed(then: Node | None) -> Iterable[str]:
    """The factors that a move changes."""
    if then is None:
        return []
    parts = [one.get("set") for one in then.value] if then.is_list else [then]
    return dict.fromkeys(name for part in parts if part is not None for name, _ in part.items())


def _arrival(then: Node | None, factor: str, rest: str, at: Node, origin: str) -> Node:
    """The author's branches, each with the new factor set back to rest."""
    back = made(rest, at.spot, origin)
    if then is None:
        return made({factor: rest}, at.spot, origin)
    if then.is_mapping:
        return then.with_item(factor, back)
    for number, branch in enumerate(then.value):
        inside = branch.get("set")
        new = inside.with_item(factor, back) if inside else made({factor: rest}, at.spot, origin)
        then = then.put((number, "set"), new)
    return then
