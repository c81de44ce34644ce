"""An analysis for a terminal."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from detente.words import duration, number, percent

if TYPE_CHECKING:
    from detente.study.settlement._result import SettlementAnalysis, Terms

WIDTH = 110
"""Characters of a line."""


def text_of(found: SettlementAnalysis, width: int = WIDTH) -> str:
    """Gains by actor, then what becomes of each option, then the reduced forms, then the conclusions."""
    when = found.date.isoformat() if found.date else f"{found.unit} {found.time:g}"
    head = [f"{found.settlement.name}: gains over carrying on, in units of utility, as of {when}"]
    if not found.outcome.converged:
        head.append(f"NOT CONVERGED, so these are no answers: {found.outcome}")
    if found.already:
        head.append(
            f"A settlement is in force already with a chance of {percent(found.already)}; gains are from where none is."
        )
    blocks = [head, _gains(found), _courses(found)]
    if found.reduced is not None:
        blocks.append(_reduced(found))
    blocks.append([part for one in found.sentences() for part in textwrap.wrap(one, width, subsequent_indent="  ")])
    return "\n\n".join("\n".join(block) for block in blocks)


def _gains(found: SettlementAnalysis) -> list[str]:
    """One row an actor, one column an option; `*` must be passed, `?` is undecided."""
    rows = [["", *(one.option for one in found.options)]]
    for who in found.actors:
        cells = []
        for one in found.options:
            stake = one.stakes[who]
            doubt = "?" if stake.verdict == "undecided" else " "
            cells.append(f"{stake.gain:+.2f}{doubt} {percent(stake.accepts):>4}")
        rows.append([f"{who}{' *' if any(who in one.passed for one in found.options) else ''}", *cells])
    rows.append(["sum of those with *", *(f"{one.total_passed:+.2f}      " for one in found.options)])
    rows.append(["sum of all", *(f"{one.total:+.2f}      " for one in found.options)])
    note = "* must be passed; ? within its own noise of zero; %: the chance that it would take the agreement"
    return [*_aligned(rows), note]


def _courses(found: SettlementAnalysis) -> list[str]:
    rows = [["", *(one.option for one in found.options)]]
    rows.append(["passes, once tabled", *(percent(one.passes) for one in found.options)])
    for who in dict.fromkeys(who for one in found.options for who in one.vetoed):
        rows.append([f"vetoed by {who}", *(percent(one.vetoed.get(who, 0.0)) for one in found.options)])
    rows.append(["lapses", *(percent(one.lapses) for one in found.options)])
    for time, said in found.horizons.items():
        rows.append([f"agreed within {said}", *(percent(one.reached[time]) for one in found.options)])
    rows.append(["as likely as not within", *(_median(found, one) for one in found.options)])
    for time, said in found.horizons.items():
        rows.append([f"agreed now, stands {said}", *(percent(one.kept.chances[time]) for one in found.options)])
    rows.append(["stands on average", *(duration(one.kept.mean_time, found.unit) for one in found.options)])
    return _aligned(rows)


def _median(found: SettlementAnalysis, one: Terms) -> str:
    return "-" if math.isinf(one.median) else duration(one.median, found.unit)


def _reduced(found: SettlementAnalysis) -> list[str]:
    assert found.reduced is not None
    rows = [["reduced form", "picks", "place", *found.settlement.options]]
    for one in found.reduced.forms:
        place = "-" if math.isnan(one.place) else f"{one.place:.1f}"
        scores = [number(one.scores[option]) if one.scores else "-" for option in found.settlement.options]
        rows.append([one.name, one.option or "none", place, *scores])
    return _aligned(rows)


def _aligned(rows: list[list[str]]) -> list[str]:
    wide = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(wide[at]) if at == 0 else cell.rjust(wide[at]) for at, cell in enumerate(row)).rstrip()
        for row in rows
    ]
