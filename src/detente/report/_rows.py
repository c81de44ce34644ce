"""What the page shows of the evidence, as rows of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.report._codings import codings_lead, codings_rows, codings_turn
from detente.report._pick import that_count
from detente.report._scored import claims_lead, marks, said
from detente.report._text_evidence import NOTHING_TO_SEE, counted, sources, spread_lead, spread_rows
from detente.report._words import percent, plain

if TYPE_CHECKING:
    from detente.evidence.indicators import Indicator, Watch
    from detente.report._briefing import Briefing
    from detente.report._findings import Findings, Summary

WATCHED = 8


@dataclass(frozen=True)
class Watched:
    """What to watch from one view."""

    label: str
    about: str
    watch: Watch
    rows: tuple[tuple[str, ...], ...]


def of_evidence(briefing: Briefing) -> dict[str, Any]:
    """What the templates on the evidence need besides the briefing."""
    found = briefing.evidence
    if found is None:
        return {"parts": []}
    watched = [_watched(one, found) for one in found.summaries if one.watch is not None]
    columns, rows = marks(found.scores) if found.scores else ([], [])
    return {
        "parts": _parts(found, bool(watched)),
        "counted": counted(found),
        "counting": that_count(found.tellings) if found.contested else [],
        "sources": sources(found) if found.left_out else "",
        "prior_rows": _priors(found),
        "left_rows": _left_out(found),
        "codings_lead": codings_lead(found),
        "codings_rows": codings_rows(found),
        "codings_turn": codings_turn(found),
        "spread_lead": spread_lead(found.spread) if found.spread else "",
        "spread_rows": spread_rows(briefing),
        "watching": watched,
        "claims_lead": claims_lead(found.claims) if found.claims else "",
        "said": said,
        "score_columns": columns,
        "score_rows": rows,
        "score_texts": found.scores.sentences() if found.scores else [],
    }


def _parts(found: Findings, watched: bool) -> list[tuple[str, str]]:
    """The sections there are, for the table of contents."""
    every = [
        ("problems", "What is wrong", bool(found.problems)),
        ("record", "What the record says", bool(found.last)),
        ("weights", "What each record weighs", found.matrix is not None),
        ("hangs", "What it hangs on", found.prior is not None),
        ("watch", "What to watch", watched),
        ("claims", "Claims", bool(found.claims)),
        ("scores", "How its forecasts did", found.scores is not None),
    ]
    return [(name, title) for name, title, there in every if there]


def _priors(found: Findings) -> list[tuple[str, ...]]:
    if found.prior is None:
        return []
    return [(one.what, *_chances(found, one.posterior), plain(one.leader)) for one in found.prior.others]


def _left_out(found: Findings) -> list[tuple[str, ...]]:
    if found.left_out is None:
        return []
    return [
        (one.what, *_chances(found, one.posterior), plain(one.leader or one.why_not))
        for one in found.left_out.by("source")
    ]


def _chances(found: Findings, posterior: Mapping[str, float] | None) -> list[str]:
    return ["" if posterior is None else percent(posterior[name]) for name in found.explanations]


def _watched(one: Summary, found: Findings) -> Watched:
    watch = one.watch
    assert watch is not None
    if not watch.indicators:
        return Watched(one.label, NOTHING_TO_SEE, watch, ())
    about = (
        f"To know which explanation is true, {watch.missing_bits:.2f} bits are missing. The first change seen by then "
        f"({percent(watch.change_chance)} that there is one) is worth {_bits(watch.change_bits)} of them, whatever "
        "it is."
    )
    rows = tuple(_indicator(each, found) for each in watch.indicators[:WATCHED])
    return Watched(one.label, about, watch, rows)


def _indicator(one: Indicator, found: Findings) -> tuple[str, ...]:
    cells = []
    for name in found.explanations:
        pair = [None if case is None else case.get(name) for case in (one.if_seen, one.if_not)]
        cells.append(" / ".join("never" if chance is None else percent(chance) for chance in pair))
    return (one.what, percent(one.chance), _bits(one.bits), *cells)


def _bits(bits: float) -> str:
    return f"{bits:.3f}" if bits >= 0.0005 else "<0.001"
