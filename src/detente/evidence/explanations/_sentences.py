"""A few sentences for each record that say why it counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.evidence.explanations._describe import dated, described
from detente.evidence.explanations._reasons import HARDLY, Comparison, Doubt, Reason, reasons
from detente.evidence.explanations._said import Sentences
from detente.evidence.explanations._words import Names, listed, once_in, percent, plain, span, times, to_one

if TYPE_CHECKING:
    from detente.evidence.filtering import Grades, Observed

UNEXPECTED = 0.05
"""A silence with less than this chance under every explanation is called unexpected."""

MOVES_POSTERIOR = 0.005
"""A change of every chance by less than this is called none."""


def sentences(observed: Observed) -> Sentences:
    """For each record, why it counts: under which explanation it was likelier, by what factor, through which move.

    Every number is taken from the record's :class:`~detente.evidence.filtering.Step`; :func:`reasons` has them as
    numbers.

    Parameters
    ----------
    observed
        What :func:`detente.evidence.observe` gives.
    """
    said = _Said.of(observed)
    return Sentences(said.record(one) for one in reasons(observed))


class _Said:
    """Puts reasons in words."""

    def __init__(self, names: Names, explanations: Sequence[str], grades: Grades) -> None:
        self.names, self.explanations, self.grades = names, explanations, grades

    @classmethod
    def of(cls, observed: Observed) -> _Said:
        names = Names.of(one.equilibrium.game for one in observed.hypotheses)
        return cls(names, [one.title or plain(one.name) for one in observed.hypotheses], observed.grades)

    def record(self, reason: Reason) -> str:
        head = f"{dated(reason.record, self.names)}, {described(reason.record, self.names)}."
        if reason.record.kind == "gap":
            return " ".join([head, *self.gap(reason)])
        parts = [*self.excluded(reason), *self.event(reason), *self.silence(reason), *self.unexpected(reason)]
        return " ".join([head, *parts, *self.net(reason)])

    # -- the record ----------------------------------------------------------------------

    def gap(self, reason: Reason) -> list[str]:
        silence = self.silence(reason)
        parts = ["What happens to it in that time is not seen, so it is no evidence that nothing was."]
        return [*parts, *silence, *self.unexpected(reason), *(self.net(reason) if silence else [])]

    def excluded(self, reason: Reason) -> list[str]:
        if not reason.impossible:
            return []
        under = listed([self.explanations[at] for at in reason.impossible], "or")
        it = "which it rules out" if len(reason.impossible) == 1 else "all of which it rules out"
        return [f"After what had been seen before, it was impossible under {under}, {it}."]

    def event(self, reason: Reason) -> list[str]:
        says = reason.record_says
        if says is None:
            left = [at for at in reason.among if at not in reason.impossible]
            if reason.impossible and len(left) == 1:
                return [f"Only {self.explanations[left[0]]} is left."]
            return ["With one explanation there is nothing to compare."] if not reason.impossible else []
        if reason.record.kind == "reading":
            return self.reading(reason, says)
        return self.happened(reason, says)

    def happened(self, reason: Reason, says: Comparison) -> list[str]:
        if not says.counts:
            return [f"The record itself hardly counts: it was {self.hardly(reason, says)}.", *self.doubt(reason, says)]
        more, less = (self.often(reason, at) for at in (says.more, says.less))
        names = self.explanations
        return [
            f"This was {times(says.factor)} as likely under {names[says.more]}{more} as under "
            f"{names[says.less]}{less}{self.among(reason)}.",
            *self.mover(reason, says),
            *self.doubt(reason, says),
        ]

    def hardly(self, reason: Reason, says: Comparison) -> str:
        if says.factor < 1.005:
            return f"as likely under one explanation as under another{self.among(reason)}"
        most = f"at most {_at_most(says.factor)} times"
        return f"{most} as likely under one explanation as under another{self.among(reason)}"

    def often(self, reason: Reason, at: int) -> str:
        """How often it was to be expected; of records in any order only the whole has a likelihood."""
        return "" if reason.record.order == "any" else f" ({once_in(float(reason.likelihood[at]), self.names.clock)})"

    def mover(self, reason: Reason, says: Comparison) -> list[str]:
        mover = reason.mover
        if mover is None or reason.record.move:
            return []
        move = self.names.move(mover.label)
        if mover.others == 0:
            return [f"Only {move} can have made it."]
        factor = reason.likelihood[says.more] * mover.more / (reason.likelihood[says.less] * mover.less or math.nan)
        rate = "possible only there" if math.isnan(factor) else f"{times(factor)} as likely there"
        begin = "What makes the difference is" if mover.of_difference > 0.5 else "The largest part of the difference is"
        return [
            f"{begin} {move}, {rate}: of {mover.others + 1} moves and events that can have made it, it has "
            f"{percent(mover.more)} of the chance under {self.explanations[says.more]} and {percent(mover.less)} under "
            f"{self.explanations[says.less]}."
        ]

    def doubt(self, reason: Reason, says: Comparison) -> list[str]:
        doubt: Doubt | None = reason.doubt
        if doubt is None:
            return []
        more, less = (self.explanations[at] for at in (says.more, says.less))
        shares = f"{percent(doubt.more)} under {more}, {percent(doubt.less)} under {less}"
        if math.isinf(doubt.factor):
            return [f"The report may be false ({shares}); were it certain, it would rule out {less}."]
        if doubt.factor < 1:
            certain = f"it would speak for {less}, {to_one(1 / doubt.factor)}"
        else:
            certain = f"the factor would be {_two(doubt.factor)}"
        return [f"The report may be false ({shares}); were it certain, {certain}."]

    def among(self, reason: Reason) -> str:
        return " (of those with 1% or more)" if reason.left_out else ""

    # -- readings --------------------------------------------------------------------------

    def reading(self, reason: Reason, says: Comparison) -> list[str]:
        record, names = reason.record, self.explanations
        true, false = self.graded(reason)
        if true == false:
            return [
                "A report of this grade is as likely where it is true as where it is not, so it counts for nothing."
            ]
        worth = self.worth(record.grade, true, false)
        if not says.counts:
            return [*worth, f"Here it hardly counts: it was {self.hardly(reason, says)}."]
        if record.order == "any":
            return [
                *worth,
                f"It was {times(says.factor)} as likely under {names[says.more]} as under {names[says.less]}.",
            ]
        chances = [(float(reason.likelihood[at]) - false) / (true - false) for at in (says.more, says.less)]
        more, less = ("none" if one < 1e-12 else f"one of {percent(min(one, 1.0))}" for one in chances)
        return [
            *worth,
            f"{_first(names[says.more])} gave what it says {_a_chance(more)} and {names[says.less]} {less}"
            f"{self.among(reason)}, so it was {times(says.factor)} as likely under {names[says.more]}.",
        ]

    def graded(self, reason: Reason) -> tuple[float, float]:
        """How likely the report is where it is true and where it is not."""
        size = self.names.sizes[reason.record.factors[0]]
        likely = self.grades.likelihood(reason.record.grade, 0, size)
        return float(likely[0]), float(likely[-1]) if size > 1 else 0.0

    def worth(self, grade: str, true: float, false: float) -> list[str]:
        if not grade.strip():
            return ["It is taken as certain."]
        if false == 0:
            return ["A report of this grade is never wrong."]
        one, other = ("wrong", "right") if true < false else ("right", "wrong")
        factor = times(max(true, false) / min(true, false))
        return [f"A report of this grade is {factor} as likely where it is {one} as where it is {other}."]

    # -- silence, and what comes of both -----------------------------------------------------

    def silence(self, reason: Reason) -> list[str]:
        if reason.quiet <= 0 or reason.silence_says is None:
            return []
        says, same, clear = reason.record_says, reason.silence_factor, reason.silence_says
        if says and says.counts and reason.record.kind != "gap":
            if same > HARDLY:
                return [self.quiet(reason, f"the same way, {to_one(same)}", says)]
            if same < 1 / HARDLY:
                return [self.quiet(reason, f"the other way, {to_one(1 / same)}", says)]
            return []
        if not clear.counts:
            return []
        more, less = self.explanations[clear.more], self.explanations[clear.less]
        return [self.quiet(reason, f"for {more} against {less}, {to_one(clear.factor)}", clear)]

    def quiet(self, reason: Reason, way: str, pair: Comparison) -> str:
        """The silence before a record; how soon it was due to end is the mean over its course."""
        length = span(reason.quiet, self.names.clock)
        count = "counts" if length.startswith("1 ") else "count"
        due = []
        for at in (pair.more, pair.less):
            rate = -float(reason.silence[at]) / reason.quiet
            often = once_in(rate, self.names.clock) if rate > 0 else "never"
            due.append(f"{often} under {self.explanations[at]}")
        same = due[0].split(" under ")[0] == due[1].split(" under ")[0]
        quiet = "nothing was seen to change" + ("" if same else f", where something was due {due[0]} and {due[1]}")
        return f"The {length} before it {count} {way}: {quiet}."

    def unexpected(self, reason: Reason) -> list[str]:
        """Where even the explanation that fits a silence best gave it little chance, all of them fit badly."""
        if reason.quiet <= 0 or not reason.among:
            return []
        best = max(reason.among, key=lambda at: reason.silence[at])
        chance = math.exp(reason.silence[best])
        if chance >= UNEXPECTED:
            return []
        who = "" if len(reason.among) == 1 else f", under {self.explanations[best]}"
        return [f"No explanation expected so long a silence: its chance was {percent(chance)} at most{who}."]

    def net(self, reason: Reason) -> list[str]:
        change = reason.after - reason.before
        at = int(abs(change).argmax())
        if abs(change[at]) < MOVES_POSTERIOR:
            return []
        before, after = percent(float(reason.before[at])), percent(float(reason.after[at]))
        if before == after:
            return []
        verb = "rises" if change[at] > 0 else "falls"
        return [f"{_first(self.explanations[at])} {verb} from {before} to {after}."]


def _a_chance(share: str) -> str:
    return "no chance" if share == "none" else f"a chance of {share.removeprefix('one of ')}"


def _at_most(factor: float) -> str:
    return f"{math.ceil(factor * 100 - 1e-9) / 100:.2f}"


def _two(factor: float) -> str:
    return f"{factor:.2f}" if factor < 9.95 else f"{factor:,.0f}"


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
