"""The part of the page about the explanations, the codings and the claims."""

from __future__ import annotations

from collections.abc import Mapping

from tests.docs.validation.run import Made, View
from tests.docs.validation.words import bullets, day, table

from detente.evidence.claims import STATUSES, Tested
from detente.evidence.explanations import paths, percent, plain
from detente.evidence.filtering import Observed
from detente.evidence.records import Record

MOST_SURPRISING = 5


def names(made: Made) -> list[str]:
    """The explanations."""
    return [one.name for one in made.start.hypotheses]


def chances(posterior: Mapping[str, float] | None) -> list[str]:
    """A posterior as cells."""
    return [] if posterior is None else [percent(one) for one in posterior.values()]


def together(posterior: Mapping[str, float] | None) -> str:
    """A posterior in one cell: `20, 29, 28, 23`."""
    return "" if posterior is None else ", ".join(percent(one).removesuffix("%") for one in posterior.values())


def when(view: View) -> str:
    """The date of a belief."""
    return day(view.seen.date)


def course(made: Made) -> str:
    """The posterior after each record, and how much the record surprised."""
    seen = made.views[1].seen
    points = paths(seen).points
    said = ["the start", *(label(one.record) for one in seen.steps), "the end"]
    surprises = ["", *(f"{one.surprise:.1f}" for one in seen.steps), f"{seen.tail.surprise:.1f}"]
    kinds = ["", *(_kind(one.record.kind, one.record.grade) for one in seen.steps), ""]
    rows = [
        [one.date, what, kind, *chances(one.posterior), surprise]
        for one, what, kind, surprise in zip(points, said, kinds, surprises, strict=True)
    ]
    heads = ["date", "after", "kind", *map(plain, names(made)), "surprise, nats"]
    most = sorted(seen.steps, key=lambda one: -one.surprise)[:MOST_SURPRISING]
    listed = ", ".join(f"{one.record.date} ({one.surprise:.1f})" for one in most)
    note = (
        "Surprise is minus the log-likelihood of a record with the silence before it. "
        f"The {MOST_SURPRISING} largest: {listed}. "
        "A posterior compares the explanations with each other; it does not say that one of them fits."
    )
    return "\n\n".join([table(heads, rows), note])


def label(record: Record) -> str:
    """A record in a few words: `geneva: in session (un envoy: open geneva)`."""
    values = record.values or ("not reported",)
    pairs = ", ".join(f"{plain(one)}: {plain(two)}" for one, two in zip(record.factors, values, strict=True))
    return f"{pairs} ({plain(record.actor)}: {plain(record.move)})" if record.move else pairs


def _kind(kind: str, grade: str) -> str:
    return f"{kind}, {grade}" if grade else kind


def priors(made: Made) -> str:
    """The verdict under other priors, at both dates."""
    first, last = made.views
    heads = ["prior", *(f"{when(one)}: {', '.join(map(plain, names(made)))}" for one in made.views), "lead changes"]
    rows = []
    for one, two in zip(first.priors.others, last.priors.others, strict=True):
        changed = [
            f"{when(view)}: {plain(other.leader)}"
            for view, other in ((first, one), (last, two))
            if other.leader != view.priors.leader
        ]
        rows.append([one.what, together(one.posterior), together(two.posterior), "; ".join(changed)])
    said = [f"{when(view)}: {sentence}" for view in made.views for sentence in view.priors.sentences()]
    return "\n\n".join([table(heads, rows), bullets(said)])


def sources(made: Made) -> str:
    """The verdict without each source, at both dates; what moves the leader of the end most comes first."""
    first, last = made.views
    early = {one.what: one for one in first.without.by("source")}
    heads = [
        "source left out",
        *(f"{when(one)}: {', '.join(map(plain, names(made)))}" for one in made.views),
        f"odds of {plain(last.without.leader)} at the end, decibans",
    ]
    rows = [["(none)", together(first.without.posterior), together(last.without.posterior), ""]]
    for one in last.without.by("source"):
        before = together(early[one.what].posterior) if one.what in early else ""
        shift = one.why_not or f"{one.shift:+.1f}".replace("+0.0", "0.0").replace("-0.0", "0.0")
        leads = f", {plain(one.leader)} leads" if one.flips and one.leader else ""
        rows.append([one.what, before, together(one.posterior), shift + leads])
    return table(heads, rows)


def codings(made: Made) -> str:
    """The posterior at the end under each coding."""
    seen: dict[str, Observed] = {"the main record": made.views[1].seen}
    seen |= {f"`{name}`": one for name, one in made.codings.items()}
    rows = [[name, *chances(one.posterior), day(one.date)] for name, one in seen.items()]
    return table(["coding", *map(plain, names(made)), "as of"], rows)


def claims(made: Made) -> str:
    """One line each."""
    counts = made.verdicts.counts()
    total = ", ".join(f"{counts[one]} {one}" for one in STATUSES)
    heads = ["", "claim", "kind", "before any record", f"on {made.verdicts.written}", "now", "the record", "status"]
    return f"{len(made.verdicts)} claims: {total}.\n\n" + table(heads, map(_claim, made.verdicts))


def _claim(one: Tested) -> list[str]:
    said = [
        "" if each.chance is None and one.claim.trial.kind == "none" else str(each)
        for each in (one.before, one.then, one.now)
    ]
    return [one.claim.name, one.claim.claim, one.claim.kind, *said, one.claim.record.resolved, one.status]
