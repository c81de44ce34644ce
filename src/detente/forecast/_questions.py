"""Questions as records: what is asked, of what, and over which time."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.errors import Diagnostic, Path, ScenarioError
from detente.game import Expression, Span


@dataclass(frozen=True)
class Moment:
    """A time: clock units after "now", or from the clock's start where a date was given."""

    time: float
    dated: bool
    text: str
    span: Span

    def after(self, now: float, path: Path = ()) -> float:
        """Clock units after the time ``now``; S036 where that has passed."""
        if not self.dated:
            return self.time
        found = self.time - now
        if found < -1e-9:
            message = f"`{self.text}` is {-found:g} clock units before now"
            raise ScenarioError([Diagnostic("S036", message, path, self.span, hint="ask about a later date")])
        return max(found, 0.0)


@dataclass(frozen=True)
class Window:
    """From one time to another."""

    low: Moment
    high: Moment


@dataclass(frozen=True)
class At:
    """``P(A, at=)`` and ``E(x, at=)``: a condition or, if ``numeric``, a number at one time."""

    amount: Expression
    numeric: bool
    at: Moment


@dataclass(frozen=True)
class Until:
    """``P(until(hold, goal), within=)``; without ``hold`` it is ``eventually``.

    ``always(A)`` is the complement of ``eventually(not A)``: then ``goal`` is ``A`` and ``always`` is true.
    """

    hold: Expression | None
    goal: Expression
    within: Window
    always: bool = False


@dataclass(frozen=True)
class TimeTo:
    """``E(time_to(A))``."""

    goal: Expression


@dataclass(frozen=True)
class Share:
    """``E(share_of_time(A), within=)``."""

    condition: Expression
    within: Window


@dataclass(frozen=True)
class Count:
    """``E(count(actor.move), within=)``, or ``until=`` a condition first holds."""

    label: str
    within: Window | None
    until: Expression | None = None


@dataclass(frozen=True)
class Payoff:
    """``E(payoff(actor), within=)``, or ``until=`` a condition first holds."""

    actor: str
    within: Window | None
    until: Expression | None = None


@dataclass(frozen=True)
class LongRunShare:
    """``S(A)``."""

    condition: Expression


@dataclass(frozen=True)
class NextMove:
    """``move(actor)``."""

    actor: str


Leaf = At | Until | TimeTo | Share | Count | Payoff | LongRunShare | NextMove


@dataclass(frozen=True)
class Constant:
    """A number in the arithmetic over questions."""

    value: float


@dataclass(frozen=True)
class Operation:
    """Arithmetic over questions: ``+ - * / **``, a sign, ``min max exp log``."""

    operator: str
    parts: tuple[Part, ...]


Part = Leaf | Constant | Operation


@dataclass(frozen=True)
class Question:
    """A question that was read and whose names are all known.

    Attributes
    ----------
    text
        As it was asked.
    part
        One of the forms, or arithmetic over them.
    path
        Where in a scenario it stands, for messages.
    """

    text: str
    part: Part
    path: Path = field(default=(), repr=False)
