"""From primitives to arrays' worth of functions: names resolved, numbers known, expressions compiled.

Here everything is checked that can be checked without the reachable states. The result
carries the diagnostics; :class:`detente.game.Game` raises them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import Diagnostic, Path, did_you_mean, nearest
from detente.game._meaning import CONSTANTS, FUNCTIONS, Expression, Vocabulary, compile_expression
from detente.game._parameters import resolve_parameters
from detente.game._primitives import Branch, Event, Factor, Move, Payoff, Scalar
from detente.game._start import SUM_TOLERANCE, start_rows

if TYPE_CHECKING:
    from detente.game._game import Game

RESERVED = frozenset({*FUNCTIONS, *CONSTANTS, "and", "or", "not", "in"})


@dataclass(frozen=True)
class LoweredBranch:
    """A branch with positions for names; ``changes`` pairs a factor with a level or an expression for it."""

    chance: Expression
    changes: tuple[tuple[int, int | Expression], ...]
    gives: tuple[tuple[int, Expression | Callable[..., Any]], ...]
    path: Path


@dataclass(frozen=True)
class LoweredChange:
    """A move (``rate`` is None) or an event of nature (``actor`` is -1)."""

    actor: int
    label: str
    when: Expression
    rate: Expression | None
    branches: tuple[LoweredBranch, ...]
    path: Path


@dataclass(frozen=True)
class LoweredFlow:
    """A flow payoff of one actor."""

    actor: int
    when: Expression
    flow: Expression | Callable[..., Any]
    path: Path


@dataclass(frozen=True)
class Lowered:
    """A game ready to be put on states.

    Attributes
    ----------
    sight
        bool (actors + 1, factors): who sees what; the last row is the analyst.
    start
        The rows of the start distribution's support: chances (rows,) and levels (factors, rows).
    kappa
        Rate at which memory fades, per clock unit.
    """

    vocabulary: Vocabulary
    diagnostics: tuple[Diagnostic, ...]
    actor_names: tuple[str, ...]
    discount: np.ndarray
    attention: np.ndarray
    noise: np.ndarray
    waits: tuple[Expression, ...]
    sight: np.ndarray
    moves: tuple[LoweredChange, ...]
    events: tuple[LoweredChange, ...]
    flows: tuple[LoweredFlow, ...]
    start_chance: np.ndarray
    start_levels: np.ndarray
    kappa: float

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many values each factor has."""
        return tuple(len(values) for values in self.vocabulary.values.values())


def lower(game: Game) -> Lowered:
    """Resolve and check a game."""
    return Lowering(game).result()


class Lowering:
    """One pass over a game; ``into`` collects what is wrong."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.into: list[Diagnostic] = []
        self.names("parameters", [one.name for one in game.parameters])
        self.names("state", [one.name for one in game.factors])
        self.names("actors", [one.name for one in game.actors])
        values = {one.name: self.values(one) for one in game.factors}
        unordered = frozenset(one.name for one in game.factors if not one.ordered)
        parameters = resolve_parameters(game.parameters, self.into)
        for name in parameters.keys() & values.keys():
            self.fault("S008", f"`{name}` is both a factor and a parameter", ("parameters", name))
        self.vocabulary = Vocabulary(values, unordered, parameters)
        self.actors = {one.name: at for at, one in enumerate(game.actors)}
        self.sight = self.all_sight()

    def fault(self, code: str, message: str, path: Path, **more: Any) -> None:
        self.into.append(Diagnostic(code, message, path, **more))

    def result(self) -> Lowered:
        game = self.game
        discount = self.positives("discount")
        kappa = self.kappa(discount)
        moves, events = tuple(map(self.move, game.moves)), tuple(map(self.event, game.nature))
        self.duplicate_changes()
        flows = []
        for at, one in enumerate(game.payoffs):
            path: Path = ("payoffs", at)
            when = self.condition(one.when, (*path, "when"))
            flow = self.payoff(one.flow, (*path, "flow"))
            flows.append(LoweredFlow(self.actor(one.actor, path), when, flow, (*path, "flow")))
        chance, levels = start_rows(self)
        return Lowered(
            vocabulary=self.vocabulary,
            actor_names=game.actor_names,
            discount=discount,
            attention=self.positives("attention"),
            noise=self.positives("noise"),
            waits=tuple(self.waits(at) for at in range(len(game.actors))),
            sight=self.sight,
            moves=moves,
            events=events,
            flows=tuple(flows),
            start_chance=chance,
            start_levels=levels,
            kappa=kappa,
            diagnostics=tuple(self.into),
        )

    # -- names ------------------------------------------------------------------------

    def names(self, section: str, names: list[str]) -> None:
        seen: set[str] = set()
        for name in names:
            path: Path = (section, name)
            if name in seen:
                self.fault("S008", f"`{name}` is declared twice", path)
            seen.add(name)
            if not name.isidentifier() or name in RESERVED:
                why = "is a word of the language" if name in RESERVED else "is not a plain name"
                hint = "use letters, digits and `_`, and begin with a letter"
                hint = "choose another name" if name in RESERVED else hint
                self.fault("S009", f"`{name}` {why}", path, hint=hint)
            if section == "actors" and name in ("nature", "analyst"):
                self.fault("S009", f"`{name}` cannot be an actor: the word has a meaning of its own", path)

    def values(self, factor: Factor) -> tuple[str, ...]:
        path: Path = ("state", factor.name, "values")
        if not factor.values:
            self.fault("S007", f"`{factor.name}` has no values", path, expected="a list of at least one value")
            return ("none",)
        seen: set[str] = set()
        for value in factor.values:
            if value in seen:
                self.fault("S008", f"`{factor.name}` lists the value `{value}` twice", path)
            seen.add(value)
        return factor.values

    def actor(self, name: str, path: Path) -> int:
        if name not in self.actors:
            hint = did_you_mean(name, self.actors)
            self.fault("S014", f"`{name}` is no actor of this scenario", path, hint=hint)
            return 0
        return self.actors[name]

    def factor(self, name: str, path: Path) -> int | None:
        if name not in self.vocabulary.position:
            hint = did_you_mean(name, self.vocabulary.position)
            self.fault("S012", f"`{name}` is no factor of this scenario", path, hint=hint)
            return None
        return self.vocabulary.position[name]

    # -- numbers and expressions ----------------------------------------------------------

    def number(self, source: Scalar, path: Path) -> float | None:
        """A number that may use parameters but no factors; None after an error."""
        before = len(self.into)
        found = compile_expression(source, self.vocabulary, path, self.into)
        if len(self.into) > before:
            return None
        if found.constant is None:
            some = sorted(found.uses)[0]
            self.fault("S031", f"this number must not depend on the state, but it uses `{some}`", path)
            return None
        if not math.isfinite(found.constant):
            self.fault("S029", f"`{source}` is not a finite number", path)
            return None
        return found.constant

    def positive(self, source: Scalar, path: Path) -> float:
        found = self.number(source, path)
        if found is not None and found <= 0:
            what = str(path[-1])
            more = {"expected": "a number above 0", "found": f"{found:g}"}
            self.fault("S021", f"`{what}` must be above zero", path, **more)
            return 1.0
        return 1.0 if found is None else found

    def positives(self, field: str) -> np.ndarray:
        actors = self.game.actors
        return np.array([self.positive(getattr(one, field), ("actors", one.name, field)) for one in actors])

    def kappa(self, discount: np.ndarray) -> float:
        if self.game.memory is None:
            return float(discount.mean()) if len(discount) else 1.0
        return 1.0 / self.positive(self.game.memory, ("beliefs", "memory"))

    def condition(self, source: bool | str, path: Path, actor: int | None = None) -> Expression:
        found = compile_expression(source, self.vocabulary, path, self.into)
        if actor is not None:
            for name in sorted(found.uses):
                if not self.sight[actor, self.vocabulary.position[name]]:
                    who = self.game.actors[actor].name
                    message = f"the guard uses `{name}`, which `{who}` does not see"
                    hint = f"let `{who}` see `{name}`, or leave it out of the condition"
                    self.fault("S022", message, path, span=_span_of(source, name), hint=hint)
        return found

    def payoff(self, source: Payoff, path: Path) -> Expression | Callable[..., Any]:
        return source if callable(source) else compile_expression(source, self.vocabulary, path, self.into)

    # -- sight --------------------------------------------------------------------------

    def all_sight(self) -> np.ndarray:
        lists: list[tuple[tuple[str, ...] | None, Path]]
        lists = [(one.sees, ("actors", one.name, "sees")) for one in self.game.actors]
        lists.append((self.game.analyst_sees, ("analyst", "sees")))
        sight = np.zeros((len(lists), len(self.vocabulary.values)), dtype=bool)
        for row, (sees, path) in enumerate(lists):
            if sees is None:
                sight[row] = True
                continue
            for name in sees:
                at = self.factor(name, path)
                if at is not None:
                    sight[row, at] = True
        return sight

    def waits(self, actor: int) -> Expression:
        one = self.game.actors[actor]
        return self.condition(one.waits, ("actors", one.name, "waits"), actor)

    # -- moves and events -------------------------------------------------------------------

    def move(self, move: Move) -> LoweredChange:
        path: Path = ("moves", move.actor, move.name)
        actor = self.actor(move.actor, ("moves", move.actor))
        when = self.condition(move.when, (*path, "when"), actor if move.actor in self.actors else None)
        return LoweredChange(actor, move.label, when, None, self.branches(move.branches, path), path)

    def event(self, event: Event) -> LoweredChange:
        path: Path = ("nature", event.name)
        when = self.condition(event.when, (*path, "when"))
        rate = compile_expression(event.rate, self.vocabulary, (*path, "rate"), self.into)
        if rate.constant is not None:
            self.not_negative(rate.constant, "rate", (*path, "rate"))
        return LoweredChange(-1, event.label, when, rate, self.branches(event.branches, path), path)

    def not_negative(self, value: float, what: str, path: Path) -> None:
        if not math.isfinite(value):
            self.fault("S029", f"the {what} is not a finite number", path, found=f"{value}")
        elif value < 0:
            self.fault("S020", f"a {what} must not be negative", path, expected="0 or more", found=f"{value:g}")

    def duplicate_changes(self) -> None:
        seen: set[str] = set()
        for one in (*self.game.moves, *self.game.nature):
            path = ("moves", one.actor, one.name) if isinstance(one, Move) else ("nature", one.name)
            if one.label in seen:
                self.fault("S008", f"`{one.label}` is declared twice", path)
            seen.add(one.label)
            if not one.name.isidentifier() or one.name == "wait":
                why = "is what every actor can do" if one.name == "wait" else "is not a plain name"
                self.fault("S009", f"`{one.name}` {why}", path, hint="choose another name for it")

    def branches(self, branches: tuple[Branch, ...], path: Path) -> tuple[LoweredBranch, ...]:
        if not branches:
            self.fault("S007", "there is no branch", (*path, "then"), expected="at least one branch")
        before = len(self.into)
        found = tuple(
            self.branch(one, (*path, "then", at) if len(branches) > 1 else (*path, "then"))
            for at, one in enumerate(branches)
        )
        if not any(one.path[-1] == "chance" for one in self.into[before:]):
            self.check_chances([one.chance for one in found], (*path, "then"))
        return found

    def check_chances(self, chances: list[Expression], path: Path) -> None:
        numbers = [one.constant for one in chances]
        known = [one for one in numbers if one is not None]
        for one in known:
            self.not_negative(one, "chance", path)
        if len(known) == len(numbers) and known and abs(sum(known) - 1) > SUM_TOLERANCE:
            text = " + ".join(f"{one:g}" for one in known)
            found = f"{text} = {sum(known):.12g}"
            self.fault("S019", "the chances of the branches do not sum to 1", path, expected="1", found=found)

    def branch(self, branch: Branch, path: Path) -> LoweredBranch:
        changes: list[tuple[int, int | Expression]] = []
        for name, target in branch.set.items():
            at = self.factor(name, (*path, name))
            if at is not None:
                changes.append((at, self.target(name, target, (*path, name))))
        gives = tuple(
            (self.actor(who, (*path, "gives", who)), self.payoff(one, (*path, "gives", who)))
            for who, one in branch.gives.items()
        )
        chance = compile_expression(branch.chance, self.vocabulary, (*path, "chance"), self.into)
        return LoweredBranch(chance, tuple(changes), gives, path)

    def target(self, name: str, target: Scalar, path: Path) -> int | Expression:
        """A listed value, or else an expression for the new level."""
        values = self.vocabulary.values[name]
        text = str(target)
        if text in values:
            return values.index(text)
        if text in self.vocabulary.values:
            if self.vocabulary.values[text] == values:
                return compile_expression(f"level({text})", self.vocabulary, path, self.into)
            self.fault("S017", f"`{text}` is a factor with other values than `{name}`", path)
            return 0
        if text.isidentifier() or isinstance(target, int | float):
            self.unknown_value(name, text, path)
            return 0
        return compile_expression(target, self.vocabulary, path, self.into)

    def unknown_value(self, factor: str, text: str, path: Path) -> None:
        values = self.vocabulary.values[factor]
        expected = "one of " + ", ".join(f"`{one}`" for one in values[:12])
        homes = [one for one in self.vocabulary.homes(text) if one != factor]
        close = nearest(text, values)
        hint = f"did you mean `{close}`?" if close else None
        if homes:
            message = f"`{text}` is a value of `{homes[0]}`, not of `{factor}`"
            self.fault("S017", message, path, expected=expected, found=f"`{text}`", hint=hint)
        else:
            message = f"`{text}` is no value of `{factor}`"
            self.fault("S013", message, path, expected=expected, found=f"`{text}`", hint=hint)


def _span_of(source: bool | str, name: str) -> tuple[int, int] | None:
    match = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", source) if isinstance(source, str) else None
    return match.span() if match else None
