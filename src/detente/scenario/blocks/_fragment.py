"""What a domain block sees of a scenario, and what it gives back.

A block is a macro. The file ``blocks/<kind>.py`` has a model ``Spec`` of one instance and a
function ``expand(name, spec, scenario) -> Fragment``. A fragment is a piece of scenario in the same shape
as the YAML, in plain dicts, lists, texts and numbers, and in primitives only. It is merged with the rest
of the scenario before anything else looks at it, so a block can do nothing that an author
could not write by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.game import Clock

Document = dict[str, Any]
"""A mapping as it stands in YAML: text keys; dicts, lists, texts and numbers below."""

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Outline:
    """What a block may know of the scenario around it.

    Blocks are expanded in the order of the registry, and within a kind in the order of the
    file; each sees what the earlier ones added.

    Parameters
    ----------
    actors
        The actors' names, in order.
    factors
        The values of each factor declared so far, those made by earlier blocks too.
    parameters
        The names of the parameters so far.
    moves
        The names of each actor's moves so far.
    clock
        Reads durations: ``clock.duration("5 days")`` gives clock units.
    blocks
        The specs of all blocks of the scenario, by kind and name: ``blocks["forces"]["russia"]``.
    sight
        What each actor with a ``sees:`` list sees: the names on it (of factors yet to come too), and what
        ``seen_with`` of earlier blocks added. An actor that is not here sees everything.
    hidden
        From whom each factor is hidden.
    """

    actors: tuple[str, ...]
    factors: Mapping[str, tuple[str, ...]]
    parameters: frozenset[str]
    moves: Mapping[str, tuple[str, ...]]
    clock: Clock
    blocks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sight: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def sees(self, actor: str, factor: str) -> bool:
        """Whether an actor sees a factor declared so far, or would see one of this name declared now."""
        listed = actor not in self.sight or factor in self.sight[actor]
        return listed and actor not in self.hidden.get(factor, ())


@dataclass(frozen=True)
class Fragment:
    """A piece of scenario that a block stands for.

    Everything is merged with what the author wrote. The same parameter, factor, event, or move of the
    same actor twice is an error (S008) placed at the block; payoffs of an actor are added after the others.

    Parameters
    ----------
    parameters, state, nature
        By name, as in the YAML; ``state.X`` may say ``hidden_from``.
    moves
        By actor and name.
    payoffs
        Lists of flows by actor.
    seen_with
        ``{new: old}``: whoever sees the factor ``old`` sees ``new`` too (those with a ``sees:`` list
        get it added; where ``old`` is hidden from someone, so is ``new``). ``old`` is a factor's name or a
        list of names, any of which will do.
    guards
        ``{"actor.move" or "nature.event": condition}``: the change is open only where this holds too;
        for moves and events declared elsewhere (by the author or an earlier block).
    """

    parameters: Document = field(default_factory=dict)
    state: Document = field(default_factory=dict)
    moves: dict[str, Document] = field(default_factory=dict)
    nature: Document = field(default_factory=dict)
    payoffs: dict[str, list[Document]] = field(default_factory=dict)
    seen_with: dict[str, str | list[str]] = field(default_factory=dict)
    guards: dict[str, str] = field(default_factory=dict)


class BlockFault(Exception):
    """A block that contradicts itself or the rest of the scenario (S035).

    Parameters
    ----------
    message
        What is wrong, for the scenario's author.
    path
        Where in the block's own spec, as in ``("levels", 2)``; empty for the whole block.
    hint
        What to write instead.
    expected, found
        Where they help.
    code
        Another code of the registry where one fits better (S014 for an unknown actor, say).
    """

    def __init__(
        self,
        message: str,
        path: Path = (),
        hint: str | None = None,
        *,
        expected: str | None = None,
        found: str | None = None,
        code: str = "S035",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.hint = hint
        self.expected = expected
        self.found = found
        self.code = code
