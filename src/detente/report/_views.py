"""The "nows" that a briefing looks from, and what is believed at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from detente.errors import NotConverged
from detente.evidence import Hypothesis, Impossible, Observed, Records, observe
from detente.forecast import Mixture, conditioned, now
from detente.game import Clock
from detente.report._briefing import View
from detente.report._material import Material
from detente.report._subject import Moment, Subject
from detente.report._words import moment_said, percent

END, ASKED = ("end", "the end of the record"), ("asked", "the date asked for")
"""Name and title of the view after the scenario's own moments."""


@dataclass(frozen=True)
class Seen:
    """A view with the belief that it looks from; ``observed`` where that rests on records."""

    view: View
    present: Mixture = field(repr=False)
    observed: Observed | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Looked:
    """All views in order of time, the view at the end of the record among them, and what stood in the way."""

    seen: tuple[Seen, ...]
    end: Seen | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def look(subject: Subject, hypotheses: Sequence[Hypothesis], material: Material | None, until: float | None) -> Looked:
    """From the start, from the scenario's moments, and with records from the end of them.

    Parameters
    ----------
    material
        Where there are records: at a moment the belief is what those until then lead to, and the moment's own
        condition is not used. A moment to which they do not lead (one of them is impossible) is seen as without them.
    until
        Look no further than this, in clock units.
    """
    if material is not None:
        return _with_records(subject, hypotheses, material, until)
    found = [_start(subject, _mixture(hypotheses, 0.0, None))]
    found += [_given(hypotheses, one) for one in subject.moments]
    return Looked(tuple(sorted(found, key=lambda one: one.view.at)))


def present_at(view: View, hypotheses: Sequence[Hypothesis], material: Material | None) -> Mixture:
    """The same "now" with other hypotheses."""
    if view.records is not None and material is not None:
        return observe(hypotheses, material.records, until=view.at, grades=material.grades)
    return _conditioned(hypotheses, view.at, view.given)


def chance(one: Hypothesis, seen: Seen) -> float:
    """The chance of an explanation in a view."""
    if seen.observed is not None:
        return seen.observed.posterior[one.name]
    found = 0.0
    for weight, at in zip(seen.present.weights.tolist(), seen.present.nows, strict=True):
        if at.equilibrium is one.equilibrium:
            holds = 1.0 if one.holds is None else float(at.belief @ at.game.space.holds(one.holds))
            found += weight * holds
    return found


def _with_records(
    subject: Subject, hypotheses: Sequence[Hypothesis], material: Material, until: float | None
) -> Looked:
    found, problems, notes = [_start(subject, observe(hypotheses, Records(()), until=0.0))], [], []
    end = None
    try:
        name, title = END if until is None else ASKED
        end = _observed(hypotheses, material, until, Moment(name, title=title))
    except (Impossible, NotConverged) as error:
        problems.append(str(error))
    for one in subject.moments:
        if until is not None and one.at > until:
            notes.append(f"The moment `{one.name}` is after the date asked for and is left out.")
            continue
        try:
            found.append(_observed(hypotheses, material, one.at, replace(one, title="")))
        except (Impossible, NotConverged) as error:
            if str(error) not in problems:
                problems.append(str(error))
            found.append(_given(hypotheses, one))
    if end is not None:
        same = next((one for one in found[1:] if one.view.at == end.view.at and one.observed), None)
        if same is None:
            found.append(end)
        end = same or end
    return Looked(tuple(sorted(found, key=lambda one: one.view.at)), end, tuple(problems), tuple(notes))


def _start(subject: Subject, present: Mixture) -> Seen:
    view = View("start", 0.0, subject.game.clock.date(0.0), None, "", 1.0)
    return Seen(view, present, present if isinstance(present, Observed) else None)


def _given(hypotheses: Sequence[Hypothesis], one: Moment) -> Seen:
    before = _mixture(hypotheses, one.at, None)
    chance = 1.0 if one.given is None else believed(before, one.given)
    view = View(one.name, one.at, before.date, one.given, one.about, chance)
    return Seen(view, _conditioned(hypotheses, one.at, one.given))


def _conditioned(hypotheses: Sequence[Hypothesis], at: float, given: str | None) -> Mixture:
    before = _mixture(hypotheses, at, None)
    if given is None:
        return before
    if len(before.nows) == 1 or believed(before, given) == 0:
        return _mixture(hypotheses, at, given)
    return conditioned(before, given)


def _mixture(hypotheses: Sequence[Hypothesis], at: float, given: str | None) -> Mixture:
    """Without records: each law of motion from its start, weighted by the priors of what it stands for."""
    laws = {id(one.equilibrium): one.equilibrium for one in hypotheses}
    weights = [sum(one.prior for one in hypotheses if id(one.equilibrium) == key) for key in laws]
    nows = [now(one, at=at, given=given) for one in laws.values()]
    return Mixture(tuple(nows), np.array(weights) / np.sum(weights))


def _observed(hypotheses: Sequence[Hypothesis], material: Material, until: float | None, moment: Moment) -> Seen:
    found = observe(hypotheses, material.records, until=until, grades=material.grades)
    basis = _basis(found, len(material.records), found.nows[0].game.clock)
    if moment.given is not None:
        basis += (
            " The scenario's own condition for this moment is not used; the records give it "
            f"{percent(believed(found, moment.given))}."
        )
    count = len(found.records)
    view = View(moment.name, found.time, found.date, None, moment.about, 1.0, count, basis, moment.title)
    return Seen(view, found, found)


def _basis(found: Observed, every: int, clock: Clock) -> str:
    count = len(found.records)
    if count == 0:
        return "Rests on no record yet, only on nothing having been seen to change until then."
    if every == 1:
        records = "the one record"
    elif count == every:
        records = f"all {count} records"
    else:
        records = f"the {count} of {every} records that were public by then"
    last = moment_said(found.steps[-1].time, clock)
    return f"Rests on {records}, the last of {last}, and on nothing else having been seen to change."


def believed(present: Mixture, condition: str) -> float:
    """The chance of a condition now."""
    each = [float(one.belief @ one.game.space.holds(condition)) for one in present.nows]
    return float(np.dot(present.weights, each))
