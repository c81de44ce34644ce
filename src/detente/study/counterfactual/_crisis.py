"""What is read of a scenario and of its changes (``detente.scenario.Scenario``); nothing is imported from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from detente.errors import UsageError
from detente.evidence.uncertainty import Shipped, Told, digest
from detente.game import Game

SINCE = ("start", "now", "record")


class Changeable(Protocol):
    """A scenario that can be changed."""

    @property
    def explanations(self) -> Mapping[str, Any]: ...

    @property
    def do(self) -> Mapping[str, Any]: ...

    @property
    def set_factors(self) -> tuple[str, ...]: ...

    @property
    def set_parameters(self) -> tuple[str, ...]: ...

    def game(self, explanation: str | None = None, set: Mapping[str, float | str] | None = None) -> Game: ...

    def changes(self, what: Any, name: str = "do") -> tuple[Any, ...]: ...

    def with_do(self, *changes: Any) -> Changeable: ...


@dataclass(frozen=True)
class Plan:
    """One change, ready to be solved.

    Attributes
    ----------
    since
        How it meets the records.
    sets
        The factors whose start it gives.
    crisis
        The changed games.
    warnings
        What is worth a look in the change.
    """

    name: str
    title: str
    about: str
    since: str
    sets: tuple[str, ...]
    crisis: Shipped = field(repr=False)
    warnings: tuple[str, ...] = ()


def plans_of(crisis: Changeable, do: Any, since: str | None, set: Mapping[str, float | str]) -> tuple[Plan, ...]:
    """The changes to compare: all of the scenario's where none is named.

    Raises
    ------
    UsageError
        For no changes, for one that there is not, and for changes together that meet the records in different ways.
    ScenarioError
        For what is wrong with a change.
    """
    if since is not None and since not in SINCE:
        raise UsageError(f"`{since}` is no way to meet the records", "one of `start`, `now`, `record`")
    if do is None:
        do = list(crisis.do)
        if not do:
            raise UsageError("the scenario has no `do:`, so there is nothing to compare", "give a change")
    if isinstance(do, str):
        do = [do]
    named = list(do.items()) if isinstance(do, Mapping) else [(None, one) for one in do]
    if not named:
        raise UsageError("there is nothing to compare", "give a change")
    found: dict[str, Plan] = {}
    for name, what in named:
        together = isinstance(what, Sequence) and not isinstance(what, str)
        parts = [each for one in (what if together else [what]) for each in crisis.changes(one, name or "do")]
        # a file of several named changes is several comparisons, unless a list says that they go together
        groups = [parts] if together or name is not None else [[one] for one in parts]
        for group in groups:
            plan = _plan(crisis, group, name, since, set)
            if plan.name in found:
                plan = Plan(f"{plan.name}_{len(found) + 1}", plan.title, plan.about, plan.since, plan.sets, plan.crisis)
            found[plan.name] = plan
    return tuple(found.values())


def _plan(crisis: Changeable, parts: list[Any], name: str | None, since: str | None, set: Mapping) -> Plan:
    ways = dict.fromkeys(one.since for one in parts)
    label = name or " + ".join(one.name for one in parts)
    if since is None and len(ways) > 1:
        said = ", ".join(f"`{one.name}` {one.since}" for one in parts)
        raise UsageError(f"these changes meet the records in different ways ({said})", "say which: `since=`")
    changed = crisis.with_do(*parts)
    kept = {one: value for one, value in set.items() if one not in changed.set_parameters}
    alone = parts[0] if len(parts) == 1 else None
    return Plan(
        label,
        alone.title if alone else "; ".join(one.title for one in parts if one.title),
        alone.about if alone else "",
        since or next(iter(ways), "now"),
        tuple(changed.set_factors),
        games_of(changed, kept),
        tuple(one.message for one in getattr(changed, "warnings", ())),
    )


def games_of(crisis: Changeable, set: Mapping[str, float | str]) -> Shipped:
    """The games of a scenario, of which nothing is drawn."""
    told = {
        name: Told(one.name, one.factor, one.prior, one.title, one.about) for name, one in crisis.explanations.items()
    }
    overlays = [name for name, one in told.items() if one.factor is None]
    games: dict[str | None, Game] = {}
    if not overlays or len(overlays) < len(told):
        games[None] = crisis.game(set=set or None)
    games |= {name: crisis.game(explanation=name, set=set or None) for name in overlays}
    return Shipped(games, told, (), {name: {} for name in games})


def drawn(changed: Shipped, base: Shipped, set_parameters: Mapping[str, object]) -> Shipped:
    """The changed games with the draws of the scenario; what a change sets is not drawn."""
    kept = {}
    for overlay, game in changed.games.items():
        own = {one.name for one in game.parameters}
        mine = base.drawn.get(overlay, {})
        kept[overlay] = {one: key for one, key in mine.items() if one in own and one not in set_parameters}
    return Shipped(changed.games, changed.explanations, base.unknowns, kept)


def digest_of(plans: Sequence[Plan]) -> str:
    """A hash of the changes."""
    return digest(repr([(one.name, one.since, one.sets, one.crisis.digest) for one in plans]))
