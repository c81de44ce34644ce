"""One pass forward: the beliefs under all laws side by side, from record to record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from detente.equilibrium import Equilibrium
from detente.errors import UsageError
from detente.evidence.filtering._grades import Grades
from detente.evidence.filtering._hypotheses import Hypothesis
from detente.evidence.filtering._impossible import impossible
from detente.evidence.filtering._likelihood import AnyOrder, Happened
from detente.evidence.filtering._observed import Observed, Step, Tail, decibans, log_sum, posterior
from detente.evidence.filtering._smooth import smoothed
from detente.evidence.filtering._timeline import Gaps, Occasion
from detente.evidence.filtering._track import Track
from detente.evidence.records import Record, Records
from detente.forecast import Law, Now


@dataclass
class Run:
    """One pass: the tracks of all laws side by side.

    ``place`` says of each hypothesis which track it is on and which group it is there.
    """

    hypotheses: tuple[Hypothesis, ...]
    equilibria: list[Equilibrium]
    tracks: list[Track]
    place: list[tuple[int, int]]
    sight: list[np.ndarray]
    gaps: list[Gaps]
    log_weights: np.ndarray
    log_prior: np.ndarray
    time: float = 0.0
    steps: list[Step] = field(default_factory=list)
    marks: list[list[int]] = field(default_factory=list)
    snapshots: list[list[np.ndarray]] = field(default_factory=list)

    @classmethod
    def begin(cls, hypotheses: tuple[Hypothesis, ...], grades: Grades, keep_tape: bool) -> Run:
        solved: list[Equilibrium] = []
        members: list[list[int]] = []
        place = []
        for at, one in enumerate(hypotheses):
            which = next((k for k, known in enumerate(solved) if known is one.equilibrium), len(solved))
            if which == len(solved):
                solved.append(one.equilibrium)
                members.append([])
            place.append((which, len(members[which])))
            members[which].append(at)
        tracks = [
            Track.begin(Law.of(equilibrium), [_start(hypotheses[at]) for at in mine], grades, keep_tape)
            for equilibrium, mine in zip(solved, members, strict=True)
        ]
        games = [one.law.game for one in tracks]
        with np.errstate(divide="ignore"):
            prior = np.log([one.prior for one in hypotheses])
        prior = prior - log_sum(prior)
        alive = np.array([tracks[track].log_mass[group] for track, group in place])
        if np.isneginf(prior + alive).all():
            names = " nor ".join(f"`{one.holds}`" for one in hypotheses if one.prior > 0)
            raise UsageError(f"at the start, {names} has no chance", "no explanation is left to weigh")
        return cls(
            hypotheses,
            solved,
            tracks,
            place,
            [one.lowered.sight[-1].copy() for one in games],
            [Gaps(one.clock, dict(one.space.vocabulary.position), []) for one in games],
            prior + alive,
            prior,
        )

    def occasion(self, occasion: Occasion) -> None:
        """Take in the records of one time."""
        quiet = self.quiet(occasion.time)
        if occasion.any_order:
            self._together(occasion, quiet)
            return
        (record,) = occasion.records
        if record.kind == "gap":
            for gaps in self.gaps:
                gaps.begin(record)
            self._note(record, quiet, np.zeros(len(self.hypotheses)), {})
            return
        operators = [
            track.reader.operator(record, gaps.seen(sight))
            for track, gaps, sight in zip(self.tracks, self.gaps, self.sight, strict=True)
        ]
        parts = [
            one.by_label(track.shares(), track.owner, len(track.log_mass)) if isinstance(one, Happened) else {}
            for one, track in zip(operators, self.tracks, strict=True)
        ]
        event = self._take(record, operators)
        self._note(record, quiet, event, self._by_move(parts))

    def quiet(self, until: float) -> np.ndarray:
        """Pass the time until a record; float64 (hypotheses,): the log-likelihood of its silence."""
        found = np.zeros(len(self.hypotheses))
        while self.time < until:
            ends = [one.next_end(until) for one in self.gaps]
            to = min([until, *(one for one in ends if one is not None)])
            found += self._spread(
                [
                    track.quiet(to - self.time, gaps.seen(sight))
                    for track, gaps, sight in zip(self.tracks, self.gaps, self.sight, strict=True)
                ]
            )
            self.time = to
            for one in self.gaps:
                one.end(to)
        for one in self.gaps:
            one.end(until)
        return found

    def _take(self, record: Record, operators: list, needed: bool = True) -> np.ndarray:
        before, weights = [track.shares() for track in self.tracks], self._weights_now()
        event = self._spread([track.record(operator) for track, operator in zip(self.tracks, operators, strict=True)])
        if needed and np.isneginf(self._weights_now()).all():
            chances = [np.append(self._of(at, posterior(weights)), 0.0) for at in range(len(self.tracks))]
            beliefs = [
                (track, belief * chance[track.owner], gaps.seen(sight))
                for track, belief, chance, gaps, sight in zip(
                    self.tracks, before, chances, self.gaps, self.sight, strict=True
                )
            ]
            raise impossible(record, self.hypotheses, self.place, beliefs)
        return event

    def _together(self, occasion: Occasion, quiet: np.ndarray) -> None:
        """Records of one day in any order: each step carries what the likelihood of the first so many gains by it."""
        seen = [gaps.seen(sight) for gaps, sight in zip(self.gaps, self.sight, strict=True)]
        operators = [
            [track.reader.operator(record, mask) for record in occasion.records]
            for track, mask in zip(self.tracks, seen, strict=True)
        ]
        start = [(track.belief, track.log_share, track.log_mass, len(track.tape or ())) for track in self.tracks]
        so_far = np.zeros(len(self.hypotheses))
        for count, record in enumerate(occasion.records, start=1):
            for track, (belief, share, mass, length) in zip(self.tracks, start, strict=True):
                track.belief, track.log_share, track.log_mass = belief, share, mass
                if track.tape is not None:
                    del track.tape[length:]
            whole = count == len(occasion.records)
            total = self._take(record, [AnyOrder(tuple(mine[:count])) for mine in operators], needed=whole)
            # Some of the day's records may be impossible without the others: they gain nothing until those are in.
            reached = ~np.isneginf(total) | whole
            gained = np.where(reached, total - so_far, 0.0)
            self._note(record, quiet if count == 1 else np.zeros(len(quiet)), gained, {})
            so_far = np.where(reached, total, so_far)
        if self.snapshots:
            # Looking back makes sense from after the whole group only: between its records the order is not known.
            self.snapshots[-len(operators[0]) :] = [self.snapshots[-1]] * len(operators[0])

    def _spread(self, by_track: list[np.ndarray]) -> np.ndarray:
        """Numbers by track and group as float64 (hypotheses,)."""
        return np.array([by_track[track][group] for track, group in self.place])

    def _by_move(self, parts: list[dict[str, np.ndarray]]) -> Mapping[str, np.ndarray]:
        names = dict.fromkeys(name for one in parts for name in one)
        none = [np.zeros(len(track.log_mass)) for track in self.tracks]
        return {
            name: self._spread([one.get(name, zero) for one, zero in zip(parts, none, strict=True)]) for name in names
        }

    def _weights_now(self) -> np.ndarray:
        return self.log_prior + self._spread([track.log_mass for track in self.tracks])

    def _note(self, record: Record, quiet: np.ndarray, event: np.ndarray, by_move: Mapping[str, np.ndarray]) -> None:
        before, after = self.log_weights, self.log_weights + quiet + event
        self.log_weights = after
        self.steps.append(
            Step(
                record,
                self.time,
                quiet,
                event,
                posterior(before),
                posterior(after),
                decibans(before, after),
                log_sum(before) - log_sum(after),
                by_move,
            )
        )
        if self.tracks[0].tape is not None:
            self.marks.append([len(track.tape or ()) for track in self.tracks])
            self.snapshots.append([track.belief for track in self.tracks])

    def _of(self, track: int, values: np.ndarray) -> np.ndarray:
        """The hypotheses' numbers that belong to a track, float64 (groups,)."""
        return np.array([value for value, (mine, _) in zip(values, self.place, strict=True) if mine == track])

    def finished(self, records: Records, end: float, smooth: bool) -> Observed:
        before = self.log_weights
        quiet = self.quiet(end)
        after = self.log_weights = before + quiet
        tail = Tail(
            quiet, posterior(before), posterior(after), decibans(before, after), log_sum(before) - log_sum(after)
        )
        chance = posterior(after)
        nows, weights = [], []
        for at, track in enumerate(self.tracks):
            mine = self._of(at, chance)
            if mine.sum() > 0:
                nows.append(self._now(at, track.weighted(mine), end))
                weights.append(mine.sum())
        each = [
            self._now(track, self.tracks[track].under(group), end) if one > 0 else None
            for (track, group), one in zip(self.place, chance, strict=True)
        ]
        ends = [track.by_group(self._of(at, chance)) for at, track in enumerate(self.tracks)]
        names = [one.name for one in self.hypotheses]
        return Observed(
            nows=tuple(nows),
            weights=np.array(weights) / np.sum(weights),
            hypotheses=self.hypotheses,
            records=records,
            steps=tuple(self.steps),
            tail=tail,
            prior=dict(zip(names, np.exp(self.log_prior).tolist(), strict=True)),
            posterior=dict(zip(names, chance.tolist(), strict=True)),
            log_likelihood=log_sum(after),
            evidence_for=self._spread([track.log_mass for track in self.tracks]),
            by_hypothesis=tuple(each),
            smoothed=smoothed(self.tracks, self.marks, self.snapshots, ends) if smooth else None,
            grades=self.tracks[0].reader.grades,
        )

    def _now(self, track: int, belief: np.ndarray, time: float) -> Now:
        count = len(self.steps)
        how = f"{count} record{'' if count == 1 else 's'} taken in"
        return Now(self.equilibria[track], belief / belief.sum(), time, how)


def _start(one: Hypothesis) -> np.ndarray:
    space = one.equilibrium.game.space
    return space.start if one.holds is None else np.where(space.holds(one.holds), space.start, 0.0)
