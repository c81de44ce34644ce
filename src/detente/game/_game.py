"""The game: what all other rooms of the house look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

from detente.errors import ScenarioError, UsageError, did_you_mean
from detente.game._clock import Clock
from detente.game._lower import Lowered, lower
from detente.game._primitives import Actor, Event, Factor, Flow, Move, Parameter, Scalar, Start

if TYPE_CHECKING:
    import polars

    from detente.game._space import StateSpace
    from detente.game._tables import Tables

MAX_STATES = 2_000_000
"""The default limit on reachable states."""


@dataclass(frozen=True)
class Game:
    """A continuous-time stochastic game in factored form.

    Checked when it is made: everything that is wrong is raised at once, as a ScenarioError.
    What depends on the reachable states is checked when :attr:`space` or :attr:`tables` is first asked for.

    Parameters
    ----------
    start
        A joint table for some factors; the others start independently as each factor says.
    analyst_sees
        The factors that the observer outside the game sees; None for all.
    memory
        Length of the actors' memory in clock units (``1/kappa`` of the beliefs); None for the
        reciprocal of the actors' mean discount.
    max_states
        The limit on reachable states.

    Examples
    --------
    >>> from detente.game import Actor, Event, Factor, Flow, Game, Move
    >>> game = Game(
    ...     factors=[Factor("truce", ["broken", "holding"], start="holding")],
    ...     actors=[Actor("army", discount=0.02, attention=0.4, noise=0.7)],
    ...     moves=[Move("army", "attack", when="truce == holding", then={"truce": "broken"})],
    ...     nature=[Event("calm", rate=0.3, when="truce == broken", then={"truce": "holding"})],
    ...     payoffs=[Flow("army", -0.5, when="truce == broken")],
    ... )
    >>> len(game.space)
    2
    """

    factors: Sequence[Factor]
    actors: Sequence[Actor] = ()
    moves: Sequence[Move] = ()
    nature: Sequence[Event] = ()
    payoffs: Sequence[Flow] = ()
    parameters: Sequence[Parameter] = ()
    start: Sequence[Start] = ()
    analyst_sees: tuple[str, ...] | None = None
    memory: Scalar | None = None
    clock: Clock = field(default_factory=Clock)
    title: str = ""
    max_states: int = MAX_STATES

    def __post_init__(self) -> None:
        for name in ("factors", "actors", "moves", "nature", "payoffs", "parameters", "start"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        errors = [one for one in self.lowered.diagnostics if one.severity == "error"]
        if errors:
            raise ScenarioError(errors)

    @cached_property
    def lowered(self) -> Lowered:
        """The game with names resolved and expressions compiled (for the rooms that compute)."""
        return lower(self)

    @cached_property
    def space(self) -> StateSpace:
        """The reachable states."""
        from detente.game._space import enumerate_states

        return enumerate_states(self.lowered, self.max_states)

    @cached_property
    def tables(self) -> Tables:
        """Options, successors and payoffs on the reachable states."""
        from detente.game._tables import tabulate

        return tabulate(self.lowered, self.space)

    @property
    def actor_names(self) -> tuple[str, ...]:
        """The actors' names, in order."""
        return tuple(actor.name for actor in self.actors)

    def with_parameters(self, **values: Scalar) -> Game:
        """The same game with other values for some parameters (code S015 names unknown ones)."""
        return self.replace(parameters=changed_parameters(self.parameters, values))

    def replace(self, **changes: object) -> Game:
        """The same game with some fields exchanged."""
        return replace(self, **changes)  # pyright: ignore[reportArgumentType]

    def to_frame(self) -> polars.DataFrame:
        """One row a part: ``part`` (factor, actor, move, event, parameter), ``name``, ``what`` it is, ``about``."""
        from detente.game._shown import game_frame

        return game_frame(self)

    def _repr_html_(self) -> str:
        from detente.game._shown import game_html

        return game_html(self)

    def __reduce__(self) -> tuple[type[Game], tuple[object, ...]]:
        """Travels as it was written; what was compiled from it is made again where it arrives."""
        return Game, tuple(getattr(self, one.name) for one in fields(self))


def changed_parameters(parameters: Sequence[Parameter], values: Mapping[str, Scalar]) -> tuple[Parameter, ...]:
    """The parameters with some values exchanged."""
    known = {one.name for one in parameters}
    for name in values:
        if name not in known:
            raise UsageError(f"there is no parameter `{name}`", did_you_mean(name, known))
    return tuple(replace(one, value=values[one.name]) if one.name in values else one for one in parameters)
