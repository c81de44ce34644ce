"""What the evidence says, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from detente.report._codings import codings_lead, codings_rows, codings_turn
from detente.report._pick import MOST, columns_that_count, that_count
from detente.report._scored import claims_lead, marks, said
from detente.report._table import table
from detente.report._words import answered, is_chance, number, percent, plain, prose, said_date

if TYPE_CHECKING:
    from detente.evidence.uncertainty import Interval
    from detente.report._briefing import Briefing
    from detente.report._findings import Findings, Spread


NOTHING_TO_SEE = "Nothing can be seen by then that would tell one explanation from another."


def problems(found: Findings, width: int) -> list[str]:
    """What stands in the way of the evidence, and where."""
    lines: list[str] = []
    for one in found.problems:
        for row in one.splitlines():
            lines += textwrap.wrap(row, width, subsequent_indent="    ") or [""]
        lines.append("")
    return lines[:-1]


def verdict(found: Findings, width: int) -> list[str]:
    """The posterior in a few sentences, by view."""
    lines: list[str] = []
    for one in found.summaries:
        if one.text:
            rests = prose(codings_turn(found)) if one.label == found.last else ""
            lines += [*wrapped(f"As of {one.label}: {one.text} {rests}", width), ""]
    lines += wrapped(counted(found), width) if found.last else []
    for one in found.notes:
        lines += ["", *wrapped(one, width)]
    return lines


def counted(found: Findings) -> str:
    """How many records from how many sources, and where they are from."""
    records = f"{found.records} record{'' if found.records == 1 else 's'}"
    sources = f"{found.sources} source{'' if found.sources == 1 else 's'}"
    text = f"{records} from {sources}, in {found.name} (digest {found.digest[:16]})."
    if found.log_likelihood is not None:
        text += f" Log-likelihood {number(found.log_likelihood)}; densities are per clock unit."
    return text


def spreads(briefing: Briefing, width: int) -> list[str]:
    """The explanations and the answers with intervals, where there are draws."""
    found = briefing.evidence
    if found is None or found.spread is None:
        return []
    lead = " ".join([spread_lead(found.spread), *found.spread.about])
    return [*wrapped(lead, width), "", *table(["", "mean", "90% interval"], spread_rows(briefing), width, first=60)]


def spread_lead(spread: Spread) -> str:
    """What the intervals are made of."""
    return (
        f"{spread.draws} draws of the parameters from their priors, weighed by the records (worth "
        f"{spread.effective:.0f} equal ones); the game was solved under each."
    )


def spread_rows(briefing: Briefing) -> list[tuple[str, str, str]]:
    """Name, mean and interval: explanations first, then questions."""
    found = briefing.evidence
    if found is None or found.spread is None:
        return []
    rows = [(plain(one.name), percent(one.mean), _between(one, percent)) for one in found.spread.explanations]
    abouts = {one.question: one.about or one.question for one in briefing.answers}
    for text, one in found.spread.questions:

        def said(value: float, text: str = text) -> str:
            return percent(value) if is_chance(text) else answered(text, value, briefing.unit)

        rows.append((abouts.get(text, text), said(one.mean), _between(one, said)))
    return rows


def _between(one: Interval, said: Callable[[float], str]) -> str:
    return f"{said(one.low)} to {said(one.high)}"


def weights(found: Findings, width: int) -> list[str]:
    """The matrix, as far as there is room."""
    if found.matrix is None:
        return []
    lines = columns_that_count(found.matrix).to_text(width).splitlines()
    if len(found.matrix.columns) > MOST:
        note = (
            f"Shown are the {MOST} that set the explanations furthest apart, of {found.records} records and the "
            "silence after the last; the totals are over all. `detente explain` shows every one."
        )
        lines += ["", *wrapped(note, width)]
    return lines


def reasons(found: Findings, width: int) -> list[str]:
    """A few sentences for each of the records that count most."""
    if not found.contested:
        return []
    return [line for one in that_count(found.tellings) for line in bullet(one.sentence, width)]


def sensitivity(found: Findings, width: int) -> list[str]:
    """What it would take of the prior, and which sources carry the verdict."""
    lines: list[str] = []
    if found.prior is not None:
        lines += [line for text in found.prior.sentences() for line in bullet(text, width)]
    if found.left_out is not None:
        lines += bullet(sources(found), width)
    if found.codings:
        heads = ["coding", *map(plain, found.explanations), "leads"]
        lines += [*bullet(prose(codings_lead(found)), width), "", *table(heads, codings_rows(found), width, first=30)]
    return lines


def sources(found: Findings) -> str:
    """Which sources turn the verdict when they are left out, or which moves it most."""
    left = found.left_out
    assert left is not None
    rows = left.by("source")
    if not rows:
        return "No record names its source."
    turning = [one for one in rows if one.flips]
    if turning:
        names = "; ".join(f"{one.what} ({plain(one.leader or '')} would lead)" for one in turning)
        return f"Each of these sources, left out alone, changes the lead: {names}."
    most = next((one for one in rows if one.posterior is not None), None)
    kept = f"No single one of the {len(rows)} sources changes the lead when it is left out"
    if most is None or most.posterior is None:
        return f"{kept}."
    before, after = percent(left.posterior[left.leader]), percent(most.posterior[left.leader])
    return f"{kept}; {most.what} moves it most ({plain(left.leader)} {after} without it, {before} with it)."


def watching(found: Findings, width: int) -> list[str]:
    """What could be seen soon and what it would tell, from each view."""
    lines: list[str] = []
    for one in found.summaries:
        if one.watch is not None:
            shown = one.watch.to_text(6, width) if one.watch.indicators else NOTHING_TO_SEE
            lines += [f"From {one.label}", "", *shown.splitlines(), ""]
    return lines[:-1]


def claims(found: Findings, width: int) -> list[str]:
    """Each claim with what the model gave it and its status."""
    if found.claims is None:
        return []
    lines = [*wrapped(claims_lead(found.claims), width), ""]
    rows = [
        [f"{one.claim.name} {one.claim.claim} ({one.claim.kind})", said(one.then), said(one.now), one.status]
        for one in found.claims
    ]
    lines += table(["claim", said_date(found.claims.written), "now", "status"], rows, width, first=50)
    return [*lines, "", *wrapped("`detente claims` gives for each the quotation, the test and the reasons.", width)]


def scores(found: Findings, width: int) -> list[str]:
    """The mean losses and what they come to."""
    if found.scores is None:
        return []
    columns, rows = marks(found.scores)
    first, *others = found.scores.sentences()
    lines = [*wrapped(first, width), "", *table(columns, rows, width, first=44), ""]
    return [*lines, *(line for text in others for line in bullet(text, width))]


def wrapped(text: str, width: int) -> list[str]:
    """A paragraph as lines; names with hyphens in them stay whole."""
    return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)


def bullet(text: str, width: int) -> list[str]:
    """An item of a list, its further lines indented."""
    return textwrap.wrap(" ".join(text.split()), width, initial_indent="- ", subsequent_indent="  ")
