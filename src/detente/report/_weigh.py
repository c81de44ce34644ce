"""From the views to what the evidence says: the matrix, the sentences, what to watch, the claims, the scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from detente.evidence import Hypothesis, Observed
from detente.evidence.explanations import Course, leave_one_out, matrix, prior_sensitivity, sentences, summary
from detente.evidence.filtering import said
from detente.evidence.indicators import watch
from detente.game import Clock, ClockFault
from detente.report._bench import Judged
from detente.report._codings import recoded
from detente.report._findings import Entry, Findings, Point, Summary, Telling
from detente.report._material import Material
from detente.report._views import Looked, Seen
from detente.report._words import plain

Tell = Callable[[str], None]


def findings(
    looked: Looked,
    material: Material,
    hypotheses: Sequence[Hypothesis],
    horizon: float,
    parts: frozenset[str],
    tell: Tell,
    judged: Callable[[], Judged],
) -> Findings:
    """What the records say of the explanations, from the last view that rests on them.

    Parameters
    ----------
    parts
        Of the analysis, that are wanted.
    judged
        Gives what claims and forecasts came to; asked last, since that may be found out elsewhere meanwhile.
    """
    seen = [one for one in looked.seen if one.observed is not None and one.view.records is not None]
    last = looked.end or (seen[-1] if seen else None)
    problems, notes = list(looked.problems), list(looked.notes)
    name = PurePath(material.records.name).name
    observed = None if last is None else last.observed
    if observed is None or last is None:
        return Findings(name, material.records.sha256, problems=tuple(problems), notes=tuple(notes))
    names = tuple(one.name for one in observed.hypotheses)
    contested = len(names) > 1
    tell("weighing the records")
    weighed = contested and "weights" in parts
    table = matrix(observed) if weighed else None
    files = material.plan.codings if material.plan and weighed else {}
    codings = recoded(files, hypotheses, material.grades, observed.time, tell)
    trailed, told = trail(observed), tellings(observed)
    summaries = tuple(_summary(one, horizon, contested, "watch" in parts, tell) for one in seen)
    prior = prior_sensitivity(observed) if weighed else None
    left_out = leave_one_out(observed, by=("source",), progress=_said(tell)) if weighed else None
    tell("testing claims and scoring forecasts")
    bench = judged()
    return Findings(
        name=name,
        digest=observed.records.sha256,
        records=len(observed.records),
        sources=len(observed.records.sources),
        last=last.view.label,
        explanations=names,
        log_likelihood=observed.log_likelihood,
        matrix=table,
        trail=trailed,
        tellings=told,
        entries=entries(observed),
        summaries=summaries,
        prior=prior,
        left_out=left_out,
        codings=codings,
        claims=bench.claims,
        scores=bench.scores,
        problems=(*problems, *bench.problems),
        notes=(*notes, *bench.notes),
    )


def trail(observed: Observed) -> tuple[Point, ...]:
    """The posterior at the start, on the eve of each record and after it, and at the end."""
    course = Course.of(observed)

    def point(row: int, time: float, record: int | None = None) -> Point:
        return Point(time, record, tuple(course.posterior(row).tolist()))

    found = [point(0, 0.0)]
    for at, step in enumerate(observed.steps):
        found += [point(2 * at + 1, step.time), point(2 * at + 2, step.time, at + 1)]
    return (*found, point(len(course.log) - 1, observed.time))


def tellings(observed: Observed) -> tuple[Telling, ...]:
    """Each record with why it counts."""
    rows = zip(observed.steps, matrix(observed).columns, sentences(observed), strict=False)
    return tuple(
        Telling(
            number=at,
            date=step.record.date,
            what=column.what,
            sentence=said,
            spread=column.spread,
            surprise=step.surprise,
            source=step.record.source,
            note=step.record.note,
        )
        for at, (step, column, said) in enumerate(rows, 1)
    )


def entries(observed: Observed) -> tuple[Entry, ...]:
    """The records that were taken in, on the line of time; a gap to its end."""
    game = observed.nows[0].game
    titles = {one.name: one.title or plain(one.name) for one in game.factors}
    return tuple(
        Entry(
            time=one.at(game.clock),
            until=one.ends(game.clock),
            date=one.date,
            kind=one.kind,
            factors=tuple(titles[name] for name in one.factors),
            what=said(one),
            grade=one.grade,
            source=one.source,
            note=one.note,
        )
        for one in observed.records
    )


def _summary(one: Seen, horizon: float, contested: bool, watched: bool, tell: Tell) -> Summary:
    assert one.observed is not None
    if not contested:
        return Summary(one.view.name, one.view.label, "", None)
    if not watched:
        return Summary(one.view.name, one.view.label, summary(one.observed), None)
    tell(f"what to watch from {one.view.label}")
    ahead = week(one.present.nows[0].game.clock, horizon)
    return Summary(one.view.name, one.view.label, summary(one.observed), watch(one.observed, ahead))


def week(clock: Clock, horizon: float) -> float:
    """A week; of a clock of its own units, a twelfth of the horizon."""
    try:
        return clock.duration("7 days")
    except ClockFault:
        return float(f"{horizon / 12:.1g}")


def _said(tell: Tell) -> Callable[[float, str], None]:
    return lambda share, what: tell(f"{what}, {share:.0%}")
