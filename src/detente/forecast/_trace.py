"""One simulated history as every observer sees it: the test of who sees what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.equilibrium import Equilibrium
from detente.forecast._now import Now, now
from detente.forecast._simulate import simulate

if TYPE_CHECKING:
    import polars

    from detente.charts import Chart

ANALYST = "analyst"


@dataclass(frozen=True)
class Step:
    """Something that happened, or the start.

    Attributes
    ----------
    time, date
        Clock units after the clock's start, and the date where it has dates.
    what
        ``actor.move`` or ``nature.event``; empty at the start.
    changes
        Factors with their values before and after; at the start, before is empty.
    sees
        For each observer the part of ``changes`` that it sees.
    next
        For each actor what it would do at a moment now.
    """

    time: float
    date: dt.date | None
    what: str
    changes: Mapping[str, tuple[str, str]]
    sees: Mapping[str, Mapping[str, tuple[str, str]]]
    next: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Trace:
    """A history with what each observer sees of it.

    Attributes
    ----------
    observers
        The actors and the analyst, each with the factors that it sees.
    levels
        By factor, its values in their order.
    began
        The date of time 0; None where the clock has no dates.
    """

    title: str
    seed: int
    horizon: float
    unit: str
    begin: str
    observers: Mapping[str, tuple[str, ...]]
    steps: tuple[Step, ...] = field(repr=False)
    levels: Mapping[str, tuple[str, ...]] = field(repr=False)
    began: dt.date | None = None

    @property
    def text(self) -> str:
        """The trace for a reader; the same on every run and platform."""
        lines = [
            f"trace of {self.title or 'a game'}",
            f"from {self.begin}, {self.horizon:g} {self.unit}s, seed {self.seed}",
            "",
        ]
        factors = self.steps[0].changes
        for name, seen in self.observers.items():
            what = "everything" if len(seen) == len(factors) else ", ".join(seen) or "nothing"
            lines.append(f"{name} sees {what}")
        for number, step in enumerate(self.steps):
            lines += ["", *self._step(number, step)]
        if len(self.steps) == 1:
            lines += ["", "nothing happens"]
        return "\n".join(lines) + "\n"

    def _step(self, number: int, step: Step) -> list[str]:
        when = f"{self.unit} {step.time:.2f}" + (f" ({step.date})" if step.date else "")
        lines = [f"[{number}] {when}: {step.what or 'start'}", f"    state: {_changes(step.changes)}"]
        actor = step.what.split(".")[0]
        for name in self.observers:
            seen = _changes(step.sees[name])
            own = f"its own move; {seen}" if name == actor else seen
            lines.append(f"    {name} sees: {own}")
        for name, options in step.next.items():
            if set(options) != {"wait"}:
                text = ", ".join(f"{option} {chance:.3f}" for option, chance in options.items())
                lines.append(f"    {name} may: {text}")
        return lines

    def to_record(self) -> dict[str, object]:
        """The trace as plain mappings and lists, for JSON."""
        steps = [
            {
                "time": one.time,
                "date": one.date.isoformat() if one.date else None,
                "what": one.what or None,
                "changes": {name: list(pair) for name, pair in one.changes.items()},
                "sees": {who: {name: pair[1] for name, pair in seen.items()} for who, seen in one.sees.items()},
                "next": {who: dict(options) for who, options in one.next.items()},
            }
            for one in self.steps
        ]
        observers = {name: list(seen) for name, seen in self.observers.items()}
        return {
            "title": self.title,
            "from": self.begin,
            "horizon": self.horizon,
            "unit": self.unit,
            "seed": self.seed,
            "observers": observers,
            "steps": steps,
        }

    def __str__(self) -> str:
        return self.text

    def to_frame(self) -> polars.DataFrame:
        """One row a factor that changed: ``step``, ``time``, ``date``, ``what``, ``factor``, ``before``, ``after``.

        ``seen_by`` has the observers that see it, separated by commas. Step 0 is the start.
        """
        from detente.forecast._history import history_frame

        return history_frame(self)

    def plot(self) -> Chart:
        """What stood when: a line a factor, cut where its value changes."""
        from detente.forecast._history import history_chart

        return history_chart(self)

    def _repr_html_(self) -> str:
        from detente.forecast._history import history_html

        return history_html(self)


def trace(subject: Now | Equilibrium, *, seed: int = 0, horizon: float = 30.0) -> Trace:
    """Play one history and note at each step what each observer sees of it.

    Parameters
    ----------
    subject
        The present; an equilibrium stands for its start.
    seed
        The history is the first path of :func:`~detente.forecast.simulate` with this seed.
    horizon
        Clock units.

    Notes
    -----
    An observer sees the new values of the factors that it sees. Of a change to others it learns nothing, not
    even that something happened; an actor knows its own moves.
    """
    present = subject if isinstance(subject, Now) else now(subject)
    game, space = present.game, present.game.space
    paths = simulate(present, paths=1, horizon=horizon, seed=seed, threads=1)
    names = (*game.actor_names, ANALYST)
    sight = game.lowered.sight
    observers = {
        name: tuple(factor for factor, seen in zip(space.factors, row, strict=True) if seen)
        for name, row in zip(names, sight, strict=True)
    }
    first = int(paths.start[0])
    changes = {name: ("", value) for name, value in space.describe(first).items()}
    steps = [_step(present, 0.0, "", changes, observers, first)]
    for time, label, before, after in zip(
        paths.time.tolist(), paths.label.tolist(), paths.before.tolist(), paths.after.tolist(), strict=True
    ):
        one, two = space.describe(before), space.describe(after)
        moved = np.flatnonzero(space.levels[:, before] != space.levels[:, after])
        changes = {space.factors[at]: (one[space.factors[at]], two[space.factors[at]]) for at in moved.tolist()}
        steps.append(_step(present, time, paths.events.labels[label], changes, observers, after))
    said = game.title, seed, float(horizon), game.clock.unit, present.how
    return Trace(*said, observers, tuple(steps), dict(space.vocabulary.values), game.clock.date(0.0))


def _step(
    present: Now,
    time: float,
    what: str,
    changes: Mapping[str, tuple[str, str]],
    observers: Mapping[str, tuple[str, ...]],
    state: int,
) -> Step:
    sees = {name: {one: changes[one] for one in seen if one in changes} for name, seen in observers.items()}
    options = {actor: present.equilibrium.choices(actor, state) for actor in present.game.actor_names}
    at = present.time + time
    return Step(at, present.game.clock.date(at), what, changes, sees, options)


def _changes(changes: Mapping[str, tuple[str, str]]) -> str:
    if not changes:
        return "nothing"
    return ", ".join(f"{name} {new}" if not old else f"{name} {old} -> {new}" for name, (old, new) in changes.items())
