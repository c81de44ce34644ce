"""Compact tables of a game on its reachable states: who can do what where, and what it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.errors import Diagnostic, Path, ScenarioError
from detente.game._blame import can_fail, trouble
from detente.game._lower import Lowered, LoweredChange
from detente.game._meaning import Expression
from detente.game._rows import Part, assemble, joined
from detente.game._space import StateSpace, describe_values
from detente.game._start import SUM_TOLERANCE
from detente.game._successors import branch_target, open_states, radices

WAIT = -1
"""The number of the option to wait, in place of a move's."""


@dataclass(frozen=True)
class Tables:
    """Options and events of every state, as rows sorted by state.

    A *decision* is a state in which an actor has at least one move open; its options are
    consecutive rows, in the order of the moves, waiting last. Where an actor has no move
    open, its moments change nothing and no row is kept.

    Attributes
    ----------
    decision_state, decision_actor
        int32, int16 (decisions,).
    decision_option
        int64 (decisions + 1,): the first option of each decision.
    option_decision
        int32 (options,).
    option_move
        int16 (options,): number in ``Game.moves``; -1 is to wait.
    option_arc
        int64 (options + 1,): the first arc of each option.
    arc_target, arc_chance
        int32, float64 (arcs,): where an option can lead, and with what chance.
    give_option, give_actor, give_value
        int32, int16, float64 (gives,): expected one-off payoffs of options, by option, zeros left out.
    event_state, event_number, event_target, event_rate
        int32, int16, int32, float64 (steps of nature,): rates times chances, by state.
    income
        float64 (states, actors): flow payoffs with nature's expected one-off payoffs, per clock unit.
    """

    states: int
    actors: int
    decision_state: np.ndarray
    decision_actor: np.ndarray
    decision_option: np.ndarray
    option_decision: np.ndarray
    option_move: np.ndarray
    option_arc: np.ndarray
    arc_target: np.ndarray
    arc_chance: np.ndarray
    give_option: np.ndarray
    give_actor: np.ndarray
    give_value: np.ndarray
    event_state: np.ndarray
    event_number: np.ndarray
    event_target: np.ndarray
    event_rate: np.ndarray
    income: np.ndarray
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def option_actor(self) -> np.ndarray:
        """int16 (options,): whose option it is."""
        return self.decision_actor[self.option_decision]

    @property
    def option_state(self) -> np.ndarray:
        """int32 (options,): the state that the option is open in."""
        return self.decision_state[self.option_decision]


def tabulate(lowered: Lowered, space: StateSpace) -> Tables:
    """Evaluate a game on its states.

    Raises
    ------
    ScenarioError
        Chances that do not sum to 1 (S019), negative rates and chances (S020), divisions by zero
        (S028), numbers that are not finite (S029), levels out of range (S030) and payoff functions
        that fail (S037), each with the state where it happens.
    """
    return _Tabulation(lowered, space).result()


class _Tabulation:
    """One pass over moves, events and flows; ``faults`` gathers what is wrong."""

    def __init__(self, lowered: Lowered, space: StateSpace) -> None:
        self.lowered = lowered
        self.space = space
        self.weights = radices(lowered.sizes)
        self.faults: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self.changed: set[int] = set()

    def result(self) -> Tables:
        income = self.flows()
        events = self.events(income)
        options = self.options()
        if self.faults:
            raise ScenarioError(self.faults)
        self.warn_about_factors()
        return Tables(
            states=len(self.space),
            actors=len(self.lowered.actor_names),
            income=income,
            warnings=tuple(self.warnings),
            **events,
            **options,
        )

    # -- evaluation with complaints -----------------------------------------------------

    def fault(self, code: str, message: str, path: Path, state: int, **more: Any) -> None:
        where = describe_values(self.space.describe(state))
        self.faults.append(Diagnostic(code, f"{message} in the state `{where}`", path, **more))

    def numbers(self, source: Expression | Callable[..., Any], path: Path, rows: np.ndarray) -> np.ndarray:
        """A payoff, rate or chance in the states ``rows``; complains about what is not finite."""
        if not isinstance(source, Expression):
            return self.called(source, path)[rows]
        if source.constant is not None:
            found = np.full(len(rows), source.constant)
        else:
            found = source(self.space.levels[:, rows])
        bad = np.flatnonzero(~np.isfinite(found))
        if not self.fails(source, path, rows) and len(bad):
            self.fault("S029", f"`{source.text}` is not finite", path, int(rows[bad[0]]))
        return found if len(bad) == 0 else np.where(np.isfinite(found), found, 0.0)

    def fails(self, source: Expression, path: Path, rows: np.ndarray | None = None) -> bool:
        """Whether arithmetic fails in the states ``rows`` (None for all); complains about the first."""
        if not can_fail(source):
            return False
        levels = self.space.levels if rows is None else self.space.levels[:, rows]
        found = trouble(source, self.lowered.vocabulary, levels)
        if found is None:
            return False
        code, span, at = found
        part = source.text[span[0] : span[1]]
        message = f"`{part}` is zero and something is divided by it" if code == "S028" else f"`{part}` is not finite"
        self.fault(code, message, path, at if rows is None else int(rows[at]), span=span)
        return True

    def called(self, function: Callable[..., Any], path: Path) -> np.ndarray:
        try:
            found = np.asarray(function(self.space), dtype=np.float64)
            found = np.broadcast_to(found, (len(self.space),))
        except Exception as error:  # the author's own function may do anything
            self.faults.append(Diagnostic("S037", f"the payoff function failed: {error}", path))
            return np.zeros(len(self.space))
        bad = np.flatnonzero(~np.isfinite(found))
        if len(bad):
            self.fault("S029", "the payoff function is not finite", path, int(bad[0]))
            return np.zeros(len(self.space))
        return found

    def guard(self, when: Expression, path: Path) -> None:
        """Complain where arithmetic inside a guard fails in a reachable state."""
        self.fails(when, (*path, "when"))

    def targets(self, change: LoweredChange, at: int, rows: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """Positions of the states that a branch leads to; -1 where the chance is zero."""
        branch = change.branches[at]
        inside, codes = self.space.levels[:, rows], self.space.codes[rows]
        target = branch_target(branch, inside, codes, self.weights, self.lowered.sizes)
        live = chance > 0
        bad = np.flatnonzero((target < 0) & live)
        if len(bad):
            self.out_of_range(change, at, int(rows[bad[0]]))
            target = np.where(target < 0, codes, target)
        moved = live & (target != codes)
        if moved.any():
            self.note_changed(branch.changes, inside[:, moved], target[moved])
        found = np.full(len(rows), -1, dtype=np.int32)
        found[live] = self.space.positions(target[live])
        return found

    def note_changed(self, changes: Any, inside: np.ndarray, target: np.ndarray) -> None:
        for factor, _ in changes:
            if factor not in self.changed:
                level = target // self.weights[factor] % self.lowered.sizes[factor]
                if (level != inside[factor]).any():
                    self.changed.add(factor)

    def out_of_range(self, change: LoweredChange, at: int, state: int) -> None:
        branch = change.branches[at]
        for factor, new in branch.changes:
            if not isinstance(new, Expression):
                continue
            level = float(new(self.space.levels[:, [state]])[0])
            size = self.lowered.sizes[factor]
            if not np.isfinite(level):
                self.fails(new, (*branch.path, self.space.factors[factor]), np.array([state]))
                return
            if level != round(level) or not 0 <= level < size:
                name = self.space.factors[factor]
                message = f"the new level of `{name}` is {level:g}"
                expected = f"a whole number from 0 to {size - 1}"
                self.fault("S030", message, (*branch.path, name), state, expected=expected)

    def chances(self, change: LoweredChange, rows: np.ndarray) -> list[np.ndarray]:
        """The chance of each branch in the states ``rows``."""
        found = [self.numbers(one.chance, (*one.path, "chance"), rows) for one in change.branches]
        if all(one.chance.constant is not None for one in change.branches):
            return found
        total = np.sum(found, axis=0)
        path: Path = (*change.path, "then")
        low = np.flatnonzero(np.min(found, axis=0) < 0)
        off = np.flatnonzero(np.abs(total - 1) > SUM_TOLERANCE)
        if len(low):
            self.fault("S020", "a chance is negative", path, int(rows[low[0]]), expected="0 or more")
        elif len(off):
            message = "the chances of the branches do not sum to 1"
            self.fault("S019", message, path, int(rows[off[0]]), expected="1", found=f"{total[off[0]]:.12g}")
        return found

    # -- the parts ------------------------------------------------------------------------

    def flows(self) -> np.ndarray:
        income = np.zeros((len(self.space), len(self.lowered.actor_names)))
        for one in self.lowered.flows:
            self.guard(one.when, one.path[:-1])
            rows = np.flatnonzero(one.when.holds(self.space.levels))
            income[rows, one.actor] += self.numbers(one.flow, one.path, rows)
        return income

    def events(self, income: np.ndarray) -> dict[str, np.ndarray]:
        """Nature's steps, and its expected one-off payoffs added to ``income``."""
        state, number, target, rate = [], [], [], []
        for at, event in enumerate(self.lowered.events):
            rows = self.open(event)
            assert event.rate is not None
            speed = self.numbers(event.rate, (*event.path, "rate"), rows)
            slow = np.flatnonzero(speed < 0)
            if len(slow):
                self.fault(
                    "S020",
                    "the rate is negative",
                    (*event.path, "rate"),
                    int(rows[slow[0]]),
                    expected="0 or more",
                    found=f"{speed[slow[0]]:g}",
                )
            chances = self.chances(event, rows)
            for branch, chance in enumerate(chances):
                found = self.targets(event, branch, rows, chance)
                live = found >= 0
                state.append(rows[live])
                number.append(np.full(live.sum(), at))
                target.append(found[live])
                rate.append((speed * chance)[live])
                one = event.branches[branch]
                for actor, payoff in one.gives:
                    value = self.numbers(payoff, (*one.path, "gives", self.lowered.actor_names[actor]), rows)
                    income[rows, actor] += speed * chance * value
        every = joined(state, np.int32)
        order = np.argsort(every, kind="stable")
        return {
            "event_state": every[order],
            "event_number": joined(number, np.int16)[order],
            "event_target": joined(target, np.int32)[order],
            "event_rate": joined(rate, np.float64)[order],
        }

    def open(self, change: LoweredChange) -> np.ndarray:
        self.guard(change.when, change.path)
        rows = open_states(change, self.space.levels)
        if len(rows) == 0:
            kind = "nature never makes" if change.actor < 0 else f"`{change.label.split('.')[0]}` can never make"
            message = f"{kind} `{change.label.split('.')[1]}`: its condition holds in no reachable state"
            hint = f"the condition is `{change.when.text}`"
            self.warnings.append(Diagnostic("S024", message, (*change.path, "when"), hint=hint))
        return rows

    def options(self) -> dict[str, np.ndarray]:
        """Rows of all moves, then of waiting, sorted by state (stable, so actors and moves keep their order)."""
        lowered, n = self.lowered, len(self.space)
        order = sorted(range(len(lowered.moves)), key=lambda at: lowered.moves[at].actor)
        parts: list[Part] = []
        for actor in range(len(lowered.actor_names)):
            has_move = np.zeros(n, dtype=bool)
            for at in order:
                if lowered.moves[at].actor == actor:
                    part = self.part(at)
                    has_move[part.rows] = True
                    parts.append(part)
            self.guard(lowered.waits[actor], ("actors", lowered.actor_names[actor], "waits"))
            rows = np.flatnonzero(has_move & lowered.waits[actor].holds(self.space.levels))
            parts.append(Part(actor, WAIT, rows, [rows.astype(np.int32)], [np.ones(len(rows))], []))
        return assemble(parts)

    def part(self, at: int) -> Part:
        move = self.lowered.moves[at]
        rows = self.open(move)
        chances = self.chances(move, rows)
        targets = [self.targets(move, branch, rows, chance) for branch, chance in enumerate(chances)]
        gives: dict[int, np.ndarray] = {}
        for one, chance in zip(move.branches, chances, strict=True):
            for actor, payoff in one.gives:
                value = self.numbers(payoff, (*one.path, "gives", self.lowered.actor_names[actor]), rows)
                gives[actor] = gives.get(actor, 0.0) + chance * value
        return Part(move.actor, at, rows, targets, chances, sorted(gives.items()))

    def warn_about_factors(self) -> None:
        start = self.space.levels[:, self.space.start > 0]
        for at, name in enumerate(self.space.factors):
            if at not in self.changed and (start[at] == start[at, 0]).all():
                message = f"`{name}` never changes: nothing that can happen sets it to another value"
                hint = "make it a parameter, or add a move or an event that changes it"
                self.warnings.append(Diagnostic("S023", message, ("state", name), hint=hint))
