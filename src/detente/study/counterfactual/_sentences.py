"""What a comparison says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from detente.study.counterfactual._crisis import Plan

if TYPE_CHECKING:
    from detente.study.counterfactual._work import Seen

TELLING = 0.005
"""A change of a chance below this is not told."""


def stated(plan: Plan, recorded: bool, date: str) -> str:
    """How a change meets the records, and against what it is compared."""
    if plan.since == "start":
        return "The changed game from its start, without the records, against the scenario from its start."
    if plan.since == "record":
        if not recorded:
            return "An assumption that holds from the start; there are no records for it to meet."
        return (
            f"An assumption that held all along: the changed game meets the records until {date} itself, against the "
            "scenario after the same records."
        )
    belief = "the belief that the records led to" if recorded else "the belief at the start"
    fixed = f" {', '.join(plan.sets)} {'is' if len(plan.sets) == 1 else 'are'} set." if plan.sets else ""
    return (
        f"An intervention on {date}: {belief} in the scenario as it stands is carried over, hidden factors included, "
        f"and the changed law runs on from there.{fixed}"
    )


def why(base: Seen, changed: Seen, moves: Sequence[str], first: int) -> str:
    """The next move that changes most; empty where none does."""
    most, text = TELLING, ""
    for at, move in enumerate(moves, start=first):
        one, other = base.answers[at], changed.answers[at]
        if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
            continue
        for option in dict.fromkeys([*one, *other]):
            before, after = one.get(option, 0.0), other.get(option, 0.0)
            if abs(after - before) > most:
                most = abs(after - before)
                actor = move.removeprefix("move(").removesuffix(")")
                what = "waits" if option == "wait" else f"makes `{option}`"
                text = f"At its next moment `{actor}` {what} with chance {after:.1%}, against {before:.1%}."
    return text
