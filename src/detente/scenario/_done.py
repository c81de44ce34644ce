"""Changes put into a scenario, in order, down to the game."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from detente.errors import WARNINGS, Diagnostic, ScenarioError
from detente.scenario._build import Built, build, in_order
from detente.scenario._do import Do
from detente.scenario._do_expanded import Change
from detente.scenario._do_written import laid_over, unknown_parameters, without_bases
from detente.scenario._tree import Node, Source


@dataclass(frozen=True)
class Done:
    """A scenario with changes, and what they set.

    Attributes
    ----------
    sets
        The factors whose start the changes gave.
    warnings
        What the author of a change should know.
    faults
        What is wrong, placed.
    """

    built: Built
    sets: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]
    faults: tuple[Diagnostic, ...]


def done(tree: Node, source: Source, dos: Sequence[Do]) -> Done:
    """The changes made: parts laid over what was written, then the rest in the tree in primitives, each in order."""
    gone = {name for one in dos if one.part.remove is not None for name in one.part.remove.bases}
    told: list[Diagnostic] = []
    for one in dos:
        told += unknown_parameters(one, tree, source)
        tree = laid_over(tree, one)
    sets: dict[str, None] = {}

    def then(expanded: Node, into: list[Diagnostic]) -> Node:
        for one in dos:
            change = Change(one, tree, expanded, source, gone, told)
            expanded = change.made()
            sets.update(dict.fromkeys(change.sets))
        into += [one for one in told if one.code not in WARNINGS]
        return expanded

    built = build(without_bases(tree, gone), source, then)
    names = ", ".join(f"`{one.name}`" for one in dos)
    faults = tuple(_under(one, names) for one in built.faults)
    return Done(built, tuple(sets), tuple(one for one in told if one.code in WARNINGS), faults)


def _under(one: Diagnostic, names: str) -> Diagnostic:
    """What is wrong with the changed scenario, with the names of the changes."""
    if not names or one.path[:1] == ("do",):
        return one
    return replace(one, message=f"{one.message} (with the change {names})")


def raise_wrong(found: Iterable[Done], dos: Iterable[Do], source: Source) -> None:
    """Raise what is wrong; what stands in the text of a change from outside first, and alone."""
    faults = [fault for one in found for fault in one.faults]
    if not faults:
        return
    for text in (one.node.source for one in dos):
        own = [one for one in faults if text is not None and one.place is not None and one.place.file == text.file]
        if text is not None and own:
            raise ScenarioError(in_order(own), text.text)
    raise ScenarioError(in_order(faults), source.text)
