"""What sections say on a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from detente.report._sample import sampled_times
from detente.report._table import table
from detente.report._whatif import telling
from detente.report._words import answered, duration, number, percent, plain, times

if TYPE_CHECKING:
    from detente.report._briefing import Briefing, Party


def section(title: str, lines: Iterable[str]) -> str:
    """A titled part of the page; nothing where it has no lines."""
    body = "\n".join(lines)
    return f"{title.upper()}\n\n{body}" if body else ""


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """A paragraph as lines."""
    return textwrap.wrap(" ".join(text.split()), width, initial_indent=indent, subsequent_indent=indent)


def heading(briefing: Briefing, width: int) -> str:
    """Title, what it is about, and the views."""
    lines = [
        briefing.title,
        "=" * min(width, len(briefing.title)),
        *wrap(briefing.about, width),
        "",
        "Seen from:",
    ]
    for view in briefing.views:
        lines += wrap(f"* {view.label}" + (f". {view.about}" if view.about else ""), width, "  ")
        if view.given:
            chance = percent(view.chance)
            lines += wrap(f"given: {view.given} (the model gave this {chance})", width, "    ")
        if view.basis:
            lines += wrap(view.basis, width, "    ")
    return "\n".join(lines)


def bullet(text: str, width: int, mark: str = "- ") -> list[str]:
    """An item of a list, its further lines indented."""
    return textwrap.wrap(" ".join(text.split()), width, initial_indent=mark, subsequent_indent="  ")


def questions(briefing: Briefing, width: int) -> list[str]:
    """Answers by view."""
    rows = []
    for one in briefing.answers:
        if not one.is_number:
            continue
        shown = [answered(one.question, value, briefing.unit) for value in one.values]
        rows.append([f"{one.about} [{one.question}]" if one.about else one.question, *shown])
    return table(["question", *(view.name for view in briefing.views)], rows, width)


def wishes(briefing: Briefing, width: int) -> list[str]:
    """What each actor's payoffs reward."""
    lines: list[str] = []
    for party in briefing.parties:
        lines += wrap(f"{party.title}. {party.about}", width)
        for want in party.wants:
            text = f"- {want.title}: {plain(want.best)} rather than {plain(want.worst)}"
            lines += wrap(f"{text} ({number(want.gain)} a {briefing.unit})", width, "  ")
        if not party.wants:
            lines += wrap("- no lasting payoff of its own; its single moves carry what it cares for", width, "  ")
        if party.blind_to:
            lines += wrap(f"- does not see: {', '.join(map(plain, party.blind_to))}", width, "  ")
    return lines


def next_moves(briefing: Briefing, width: int) -> list[str]:
    """Chances of each option at each actor's next moment."""
    rows = [row for party in briefing.parties for row in _options(party)]
    names = [view.name for view in briefing.views]
    header = ["at its next moment", *names, f"times by {number(briefing.horizon)} {briefing.unit}s"]
    return table(header, rows, width)


def _options(party: Party) -> list[list[str]]:
    found = []
    for one in party.options:
        if not one.telling:
            continue
        count = times(one.counts[-1]) if one.name != "wait" else ""
        found.append([f"{party.title}: {one.title}", *map(percent, one.chances), count])
    return found


def stays(briefing: Briefing, width: int) -> list[str]:
    """How long the present value of each factor lasts, from the last view."""
    lines: list[str] = []
    for at, view in enumerate(briefing.views):
        rows, header = [], ["as it is now"]
        for one in briefing.developments:
            course = one.courses[at]
            if one.hidden or course.stays[-1] >= 1 - 1e-9:
                continue
            picked = sampled_times(course.times)
            header = ["as it is now", *(f"+{number(course.times[k])}" for k in picked), "even odds"]
            mean = duration(course.even_odds, briefing.unit) if course.even_odds is not None else "later"
            label = f"{one.title}: {course.standing}"
            rows.append([label, *(percent(course.stays[k]) for k in picked), mean])
        lines += [*wrap(f"From {view.label}: probability of no interruption ({briefing.unit}s from then)", width), ""]
        lines += [*table(header, rows, width), ""]
    return lines[:-1]


def courses(briefing: Briefing, width: int) -> list[str]:
    """Chances of each value of each factor at the horizon."""
    rows = []
    for one in briefing.developments:
        for at, value in enumerate(one.values):
            chances = [course.chances[-1][at] for course in one.courses]
            if max(chances) >= 0.005:
                rows.append([f"{one.title}: {plain(value)}", *map(percent, chances)])
    return table(["value", *(f"from {view.name}" for view in briefing.views)], rows, width)


def settlement(briefing: Briefing, width: int) -> list[str]:
    """Chances of each settlement at the horizon."""
    found = briefing.settlement
    if found is None:
        return []
    lines: list[str] = []
    several = max(1, (width - 12) // 20)
    for first in range(0, len(briefing.views), several):
        views = range(first, min(first + several, len(briefing.views)))
        rows = []
        for at, value in enumerate(found.values):
            cells = [plain(value)]
            for view in views:
                share = found.if_reached(view)[at]
                cells += [percent(found.chances[view][at]), "" if share is None else percent(share)]
            rows.append(cells)
        heads = [head for view in views for head in (briefing.views[view].name, "if one is reached")]
        lines += [*table([f"after {number(briefing.horizon)} {briefing.unit}s", *heads], rows, width), ""]
    return lines[:-1]


def explanations(briefing: Briefing, width: int) -> list[str]:
    """Chances of the rival explanations."""
    rows = []
    for one in briefing.explanations:
        label = f"{plain(one.name)}: {one.about}" if one.about else plain(one.name)
        rows.append([label, *map(percent, one.chances)])
    return table(["explanation", *(view.name for view in briefing.views)], rows, width, first=56)


def certainty(briefing: Briefing, width: int) -> list[str]:
    """Quality of the equilibrium, and what a change of a parameter does."""
    quality, whatif = briefing.quality, briefing.whatif
    worst = max(quality.regret.values(), default=0.0)
    lines = wrap(
        f"{quality.size} {quality.message} Largest gain from deviating at one moment: "
        f"{worst:.1e}. {quality.others} {quality.iterations} steps in {quality.seconds:.1f} s.",
        width,
    )
    rows = [
        [
            f"{about(briefing, one.question)}: {plain(one.parameter)} {number(one.low)} or {number(one.high)}",
            *(answered(one.question, value, briefing.unit) for value in (one.base, one.at_low, one.at_high)),
        ]
        for one in telling(whatif.shifts)
    ]
    header = ["what moves most", "as it is", "low", "high"]
    return [
        *lines,
        "",
        *wrap(whatif.note, width),
        *([""] if rows else []),
        *table(header, rows, width, first=60),
    ]


def about(briefing: Briefing, question: str) -> str:
    """A question in its author's words."""
    told = re.fullmatch(r"P\((.+) \| record\)", question)
    if told:
        return f"Explanation {plain(told[1])}"
    return next((one.about for one in briefing.answers if one.question == question and one.about), question)


def assumptions(briefing: Briefing, width: int) -> list[str]:
    """Every parameter with its prior and where it is from."""
    lines: list[str] = []
    for one in briefing.assumptions:
        prior = f" (prior {one.prior})" if one.prior else ""
        basis = [f"source: {one.source}"] if one.source else []
        basis += [f"judgement: {one.judgement}"] if one.judgement else []
        text = "; ".join([one.about, *basis] if one.about else basis)
        lines += bullet(f"{one.name} = {number(one.value)}{prior}" + (f": {text}" if text else ""), width)
    return lines


def provenance(briefing: Briefing, width: int) -> list[str]:
    """How to make the same page again."""
    made = briefing.provenance
    settings: Mapping[str, object] = made.settings
    changed = "; ".join(f"{name} = {value}" for name, value in settings.items())
    text = f"{made.scenario}, hash {made.scenario_hash}; detente {made.version}; {made.made:%Y-%m-%d %H:%M} UTC"
    lines = wrap(text + (f"; {changed}" if changed else ""), width)
    for source in briefing.sources:
        lines += wrap(f"- {source}", width, "  ")
    return lines
