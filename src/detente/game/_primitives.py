"""The six primitives: actors, factors, moves, nature, flow payoffs and sight.

Everything that a scenario says is lowered to these, and a game written in Python is made
of the same objects. Numbers may be given as expressions over the parameters; chances, rates
and payoffs as expressions over factors too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.game._space import StateSpace

Scalar = float | str
"""A number, or an expression that gives one."""

Payoff = float | str | Callable[["StateSpace"], Any]
"""A number, an expression, or a function from the table of states to an array of shape (states,)."""


@dataclass(frozen=True)
class Prior:
    """What is thought of a parameter before the evidence.

    Parameters
    ----------
    kind
        ``normal`` (mean, sd), ``lognormal`` (mean and sd of the logarithm), ``uniform`` (low, high),
        ``beta`` (a, b), ``gamma`` (shape, scale), ``triangular`` (low, mode, high).
    arguments
        The numbers of that kind, in this order.
    """

    kind: str
    arguments: tuple[float, ...]


PRIORS: dict[str, tuple[str, ...]] = {
    "normal": ("mean", "sd"),
    "lognormal": ("mean of the logarithm", "sd of the logarithm"),
    "uniform": ("low", "high"),
    "beta": ("a", "b"),
    "gamma": ("shape", "scale"),
    "triangular": ("low", "mode", "high"),
}
"""The kinds of prior and what their numbers mean."""


@dataclass(frozen=True)
class Parameter:
    """A named number that other numbers refer to.

    ``source`` says where the value is from; ``judgement`` says so where it is nobody's but ours; ``known`` is the
    date (or the number of clock units) from which it could be known, where that is later than the start.
    """

    name: str
    value: Scalar
    prior: Prior | None = None
    about: str = ""
    source: str = ""
    judgement: str = ""
    known: str = ""


@dataclass(frozen=True)
class Factor:
    """One aspect of the state: a finite list of values, in order unless ``ordered`` is false.

    Parameters
    ----------
    start
        A value, or chances by value that sum to 1.
    """

    name: str
    values: tuple[str, ...]
    start: str | Mapping[str, Scalar]
    ordered: bool = True
    about: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(str(one) for one in self.values))
        if not isinstance(self.start, Mapping):
            object.__setattr__(self, "start", str(self.start))


@dataclass(frozen=True)
class Actor:
    """A party that chooses.

    Parameters
    ----------
    discount
        rho > 0, per clock unit.
    attention
        lambda > 0, moments to act per clock unit.
    noise
        tau > 0, in utility units: the scale of the shocks to each option.
    sees
        The factors that it sees; None for all.
    waits
        Where it may let a moment pass without a move: True, False, or a condition on what it sees.
    """

    name: str
    discount: Scalar
    attention: Scalar
    noise: Scalar
    sees: tuple[str, ...] | None = None
    waits: bool | str = True
    title: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        if self.sees is not None:
            object.__setattr__(self, "sees", tuple(self.sees))


@dataclass(frozen=True)
class Branch:
    """One way that a move or an event can turn out.

    Parameters
    ----------
    set
        New values by factor: a value, or an expression for the new level such as ``level(queue) + 1``.
    gives
        One-off payoffs by actor.
    """

    set: Mapping[str, Scalar] = field(default_factory=dict)
    chance: Scalar = 1.0
    gives: Mapping[str, Payoff] = field(default_factory=dict)


def branches(
    then: Mapping[str, Scalar] | Iterable[Branch], gives: Mapping[str, Payoff] | None = None
) -> tuple[Branch, ...]:
    """One sure branch from a mapping, or the branches as they are; ``gives`` is added to each."""
    found = (Branch(set=then),) if isinstance(then, Mapping) else tuple(then)  # pyright: ignore[reportArgumentType]
    if not gives:
        return found
    return tuple(Branch(one.set, one.chance, _added(one.gives, gives)) for one in found)


def _added(one: Mapping[str, Payoff], two: Mapping[str, Payoff]) -> dict[str, Payoff]:
    both = dict(two)
    for actor, payoff in one.items():
        other = both.get(actor)
        both[actor] = payoff if other is None else _sum(payoff, other)
    return both


def _sum(one: Payoff, two: Payoff) -> Payoff:
    if callable(one) or callable(two):
        raise TypeError("give a payoff function either to the branch or to the whole move, not to both")
    return f"({one}) + ({two})"


@dataclass(frozen=True)
class Move:
    """Something that an actor can do at one of its moments.

    Parameters
    ----------
    when
        The guard; it may use only factors that the actor sees.
    then
        New values by factor, or branches.
    gives
        One-off payoffs by actor, whichever the branch.
    """

    actor: str
    name: str
    when: bool | str = True
    then: Mapping[str, Scalar] | tuple[Branch, ...] = field(default_factory=dict)
    gives: Mapping[str, Payoff] | None = None
    about: str = ""
    branches: tuple[Branch, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "branches", branches(self.then, self.gives))

    @property
    def label(self) -> str:
        """The name that questions and tables use: ``actor.move``."""
        return f"{self.actor}.{self.name}"


@dataclass(frozen=True)
class Event:
    """Something that nature does, ``rate`` times per clock unit where the guard holds."""

    name: str
    rate: Scalar
    when: bool | str = True
    then: Mapping[str, Scalar] | tuple[Branch, ...] = field(default_factory=dict)
    gives: Mapping[str, Payoff] | None = None
    about: str = ""
    branches: tuple[Branch, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "branches", branches(self.then, self.gives))

    @property
    def label(self) -> str:
        """The name that questions and tables use: ``nature.event``."""
        return f"nature.{self.name}"


@dataclass(frozen=True)
class Flow:
    """What an actor gets per clock unit while the condition holds."""

    actor: str
    flow: Payoff
    when: bool | str = True
    about: str = ""


@dataclass(frozen=True)
class Start:
    """One row of a joint start table: these values together, with this chance."""

    set: Mapping[str, str]
    chance: Scalar
