"""What the page shows of the evidence, as rows of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.report._text_evidence import NOTHING_TO_SEE
from detente.report._words import percent, plain

if TYPE_CHECKING:
    from detente.evidence.indicators import Indicator, Watch
    from detente.report._findings import Findings, Summary

WATCHED = 8


@dataclass(frozen=True)
class Watched:
    """What to watch from one view."""

    label: str
    about: str
    watch: Watch
    rows: tuple[tuple[str, ...], ...]


def watched(found: Findings) -> list[Watched]:
    """What to watch, from each view that rests on records."""
    return [_watched(one, found) for one in found.summaries if one.watch is not None]


def priors(found: Findings) -> list[tuple[str, ...]]:
    """The posterior under other priors."""
    if found.prior is None:
        return []
    return [(one.what, *_chances(found, one.posterior), plain(one.leader)) for one in found.prior.others]


def left_out(found: Findings) -> list[tuple[str, ...]]:
    """The posterior without each source."""
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
