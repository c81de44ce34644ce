"""What the scores say, in plain words; where the model loses, that it does and on what."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from detente.evidence.records import moment
from detente.evidence.scores._forecasters import UNIFORM
from detente.evidence.scores._measures import losses
from detente.evidence.scores._reliability import Split, split
from detente.evidence.scores._scores import Scores
from detente.evidence.scores._skill import LEAST_BLOCKS, Skill, non_overlapping
from detente.evidence.scores._told import looked_back
from detente.evidence.scores._words import ahead, day, listed, loss, named, percent, plain

FAR = 0.1
"""A difference between a mean chance and how often it came that is worth a sentence."""

EVEN = 0.005
"""A skill below this share is no difference worth a word."""

FEW = 12
"""Blocks below which an interval from resampling them is plainly too narrow."""


def sentences(found: Scores) -> tuple[str, ...]:
    """The sentences in the order of a page."""
    return (
        *_made(found),
        *_against(found),
        *_losing(found),
        *_meant(found),
        *_hindsight(found),
        *_contested(found),
        *looked_back(found),
    )


def _made(found: Scores) -> list[str]:
    counts, dates = found.counts(), sorted({one.time for one in found.cases})
    ends = [next(one for one in found.cases if one.time == time) for time in (dates[0], dates[-1])]
    first, last = (day(one.time, one.date) for one in ends)
    horizons = listed([f"{one:g}" for one in found.horizons])
    lines = [
        f"{counts['made']} forecasts were made: from {len(dates)} dates, {first} to {last}, of "
        f"{len(found.questions)} questions, {horizons} {found.unit}s ahead. "
        "Each used only what was recorded by its date."
    ]
    if not found.outcome.converged:
        lines.append(str(found.outcome))
    if counts["unresolved"]:
        reasons = Counter(one.why for one in found.cases if not one.resolved).most_common()
        why = listed([f"{reason} ({count})" for reason, count in reasons])
        lines.append(f"The record settles {counts['resolved']}; {counts['unresolved']} are not scored, since {why}.")
    else:
        lines.append("The record settles all of them.")
    longest = found.horizons[-1]
    apart = non_overlapping(np.array(dates), longest)
    if apart < len(dates):
        lines.append(
            f"Forecasts from neighbouring dates look at much the same future: at {ahead(longest, found.unit)} only "
            f"{apart} of the {len(dates)} dates do not overlap, so these scores rest on few events."
        )
    return lines


def _against(found: Scores) -> list[str]:
    lines = []
    for one in found.rivals[1:]:
        brier, log = found.skill(one.name), found.skill(one.name, "log")
        if not brier.count:
            lines.append(
                f"Against {plain(one.name)} nothing can be compared: it answered none of the resolved questions."
            )
            continue
        mine, theirs = _means(found, one.name)
        text = f"Against {plain(one.name)} ({one.title}), on the {brier.count} forecasts that both made, "
        text += f"the Brier score is {mine:.3f} to {theirs:.3f}: {_verdict(brier)}.{_interval(brier)} "
        text += _in_nats(found, one.name, log)
        lines.append(text + _without_aims(found, brier) + _reversed(found, brier))
    return lines


def _without_aims(found: Scores, one: Skill) -> str:
    """What a loss to actors who choose at random says of the aims, and how little."""
    if one.rival != UNIFORM or not one.value < -EVEN:
        return ""
    chance = "; that may be chance" if _unsure(one) else ""
    return (
        " It differs from the model only in how the actors choose, so over all these forecasts the aims that the "
        f"scenario gives them did not help{chance}."
    )


def _reversed(found: Scores, one: Skill) -> str:
    """Whether the uncontested outcomes alone say the opposite."""
    if not found.counts()["contested"] or not abs(one.value) >= EVEN:
        return ""
    calm = found.only(contested=False)
    other = calm.skill(one.rival)
    if not abs(other.value) >= EVEN or (other.value > 0) == (one.value > 0):
        return ""
    mine, theirs = _means(calm, one.rival)
    return (
        " Without the outcomes that rest on graded records it is the other way round: "
        f"{mine:.3f} to {theirs:.3f} on {other.count} forecasts, {_verdict(other)}"
        f"{', which may be chance too' if _unsure(other) else ''}."
    )


def _means(found: Scores, rival: str) -> tuple[float, float]:
    mine, theirs = (losses(found.cases, one).brier for one in (found.model, rival))
    both = np.isfinite(mine) & np.isfinite(theirs)
    return float(mine[both].mean()), float(theirs[both].mean())


def _verdict(one: Skill) -> str:
    if math.isnan(one.value):
        return "the rival lost nothing at all" if one.count else "nothing to compare"
    if abs(one.value) < EVEN:
        return "the model does as well"
    share = f"{100 * abs(one.value):.0f}%"
    return f"the model does better, by {share}" if one.value > 0 else f"the model does worse, by {share}"


def _interval(one: Skill) -> str:
    if one.low is None or one.high is None:
        if not math.isfinite(one.value) or one.independent >= LEAST_BLOCKS:
            return " No interval can be given."
        stretches = "stretch of time does" if one.independent == 1 else "stretches of time do"
        return (
            f" No interval is given: only {one.independent} {stretches} not overlap, and {LEAST_BLOCKS} are needed. "
            "So the difference may be chance."
        )
    low, high = (f"{100 * end:+.0f}%" for end in (one.low, one.high))
    few = ", and with so few the true range is wider" if one.independent < FEW else ""
    sure = " The difference may be chance." if _unsure(one) else ""
    return (
        f" With the dates resampled in blocks ({one.independent} that do not overlap), 90% of the differences lie "
        f"from {low} to {high}{few}.{sure}"
    )


def _unsure(one: Skill) -> bool:
    return one.low is None or one.high is None or one.low <= 0 <= one.high


def _in_nats(found: Scores, rival: str, log: Skill) -> str:
    for name in (rival, found.model):
        never = found.mark(name).impossible
        if never:
            things = "thing that happened" if never == 1 else "things that happened"
            who = plain(name) if name != found.model else "the model"
            return f"To {never} {things} {who} had given no chance at all: an infinite logarithmic loss."
    if not log.count:
        return "The logarithmic scores cannot be compared."
    return f"The logarithmic score is {abs(log.value):.2f} nats a forecast {'better' if log.value >= 0 else 'worse'}."


def _losing(found: Scores) -> list[str]:
    """Where the model is behind its rivals, question by question, and on which part of the score."""
    lines = []
    for question in found.questions:
        behind = [(one.name, found.skill(one.name, "brier", question)) for one in found.rivals[1:]]
        behind = [(name, one) for name, one in behind if one.count and one.value < -EVEN]
        if behind:
            lines.append(_loss(found, question, sorted(behind, key=lambda one: one[1].value)))
    return lines


def _loss(found: Scores, question: str, behind: list[tuple[str, Skill]]) -> str:
    rivals = listed(
        [f"{plain(name)} (by {-100 * one.value:.0f}%{_where(found, name, question)})" for name, one in behind]
    )
    best = behind[0][0]
    text = f"On {named(found, question)} the model loses to {rivals}."
    names = found.model, best
    both = [one for one in found.cases if one.question == question and all(one.chances.get(name) for name in names)]
    mine, theirs = (split(both, name) for name in names)
    if mine is not None and theirs is not None:
        text += _why(mine, theirs, f"Against {plain(best)} " if len(behind) > 1 else "")
    return text + _bias(found, question) + _costly(found, best, question)


def _where(found: Scores, rival: str, question: str) -> str:
    """The horizons at which it is behind, where that is not all of them."""
    skills = [(horizon, found.skill(rival, "brier", question, horizon).value) for horizon in found.horizons]
    behind = [f"{horizon:g}" for horizon, value in skills if value < -EVEN]
    return f", at {listed(behind)} {found.unit}s" if 0 < len(behind) < len(found.horizons) else ""


def _why(mine: Split, theirs: Split, lead: str) -> str:
    words = ("miscalibration", "discrimination")
    both = zip(words, _parts(mine), _parts(theirs), strict=True)
    sizes = [f"({word} {one:.3f} to {two:.3f})" for word, one, two in both]
    off, told = mine.miscalibration - theirs.miscalibration, theirs.discrimination - mine.discrimination
    parts = [
        (off, f"were further from how often things then happened {sizes[0]}"),
        (told, f"did less to tell when a thing happens from when it does not {sizes[1]}"),
    ]
    why = [words for size, words in sorted(parts, reverse=True) if size > 0.001]
    return f" {lead}{'its' if lead else 'Its'} chances {' and '.join(why)}." if why else ""


def _parts(one: Split) -> tuple[float, float]:
    return one.miscalibration, one.discrimination


def _bias(found: Scores, question: str) -> str:
    """The value whose mean chance was furthest from how often it came, where that is far."""
    cases = [one for one in found.cases if one.question == question and one.chance(found.model) is not None]
    given = np.array([one.chances[found.model] for one in cases]).mean(axis=0)
    values = cases[0].values
    came = np.array([sum(one.outcome == value for one in cases) for value in values]) / len(cases)
    at = len(values) - 1 if len(values) == 2 else int(np.abs(given - came).argmax())
    if abs(given[at] - came[at]) < FAR:
        return ""
    return f" On average it gave `{plain(values[at])}` {percent(given[at])}, and {percent(came[at])} came out so."


def _costly(found: Scores, rival: str, question: str) -> str:
    cases = [one for one in found.cases if one.question == question]
    gap = losses(cases, found.model).brier - losses(cases, rival).brier
    total: dict[float, float] = {}
    for one, cost in zip(cases, gap, strict=True):
        if math.isfinite(cost):
            total[one.time] = total.get(one.time, 0.0) + float(cost)
    worst = sorted(total, key=lambda time: -total[time])[:3]
    worst = sorted(time for time in worst if total[time] > 0)
    dates = {one.time: one.date for one in cases}
    return f" It lost most on the forecasts of {listed([day(time, dates[time]) for time in worst])}." if worst else ""


def _meant(found: Scores) -> list[str]:
    bins = found.reliability()
    if not bins:
        return []
    out = [one for one in bins if not one.inside]
    lead = f"Grouped by the chance given, in steps of 10%, the forecasts fill {len(bins)} groups."
    if not out:
        return [f"{lead} In none of them did things happen more or less often than luck explains nine times in ten."]
    shown = "; ".join(
        f"of {one.count} events given about {percent(one.mean)}, {percent(one.share)} happened" for one in out
    )
    return [
        f"{lead} In {len(out)} of them things happened more or less often than luck explains nine times in ten: "
        f"{shown}."
    ]


def _hindsight(found: Scores) -> list[str]:
    lines = []
    if found.late:
        named = listed([f"`{one.name}` (known {one.known}; {one.dates} dates before that)" for one in found.late])
        lines.append(f"Some numbers of the scenario could not be known on every date: {named}.")
        clean = found.only(late=False)
        if clean.cases and len(clean.cases) < len(found.cases):
            some = clean.mark()
            lines.append(
                f"On the other dates alone the model's Brier score is {loss(some.brier)} ({some.count} forecasts)."
            )
    first = min(one.time for one in found.cases)
    clock = found.clock
    for baseline in found.hazards:
        late = [one.known for one in baseline.hazards if one.known and moment(one.known, clock) > first]
        if late:
            name = plain(baseline.name)
            lines.append(
                f"The baseline {name} uses a rate that was known only on {max(late)}; until then it looks ahead."
            )
    return lines


def _contested(found: Scores) -> list[str]:
    counts, lines = found.counts(), []
    if counts["contested"]:
        calm = found.only(contested=False)
        text = f"{counts['contested']} outcomes rest on graded records that may be false; they are scored as coded."
        shown = [
            f"{plain(one.name)} {loss(calm.mark(one.name).brier)} ({loss(found.mark(one.name).brier)})"
            for one in found.rivals
            if calm.mark(one.name).count
        ]
        if shown:
            text += f" The Brier scores without them (and with them), each on what it answered: {listed(shown)}."
        lines.append(text)
    for name in found.codings:
        other = found.coded(name)
        shown = [
            f"{plain(one.name)} {loss(other.mark(one.name).brier)}"
            for one in other.rivals
            if other.mark(one.name).count
        ]
        lines.append(
            f"The coding `{name}` reads some events otherwise. The same forecasts, all made from the main record and "
            f"only their outcomes read by `{name}`, have the Brier scores: {listed(shown)}."
        )
    return lines
