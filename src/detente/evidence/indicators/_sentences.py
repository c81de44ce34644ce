"""What to watch, in words and as a table."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from detente.evidence.explanations import percent, plain

if TYPE_CHECKING:
    from detente.evidence.indicators._watch import Indicator, Watch

WHAT = 56
"""Most characters of the first column."""


def sentence(one: Indicator, posterior: Mapping[str, float], until: str) -> str:
    """What one thing would tell: ``Watch Geneva talks: suspended, by 22 March 2016 (12%). If so, ...``."""
    begin = f"{_first(one.what)}, by {until} ({percent(one.chance)})."
    # Of two explanations both move as far: the one that leads is named, whatever their last digits are.
    name = max(posterior, key=lambda name: (round(_far(one, posterior, name), 9), posterior[name]))
    parts = [begin]
    for case, after in (("If so", one.if_seen), ("If not", one.if_not)):
        if after is not None:
            parts.append(f"{case}, {_moved(plain(name), posterior[name], after[name])}.")
    parts.append(f"Worth {_bits(one.bits)}.")
    return " ".join(parts)


def _far(one: Indicator, posterior: Mapping[str, float], name: str) -> float:
    """How far the posterior of an explanation moves, in the case in which it moves more."""
    return max(abs(after[name] - posterior[name]) for after in (one.if_seen, one.if_not) if after is not None)


def _moved(name: str, before: float, after: float) -> str:
    if percent(before) == percent(after):
        return f"{name} stays at {percent(after)}"
    return f"{name} {'rises' if after > before else 'falls'} from {percent(before)} to {percent(after)}"


def watch_text(found: Watch, top: int, width: int) -> str:
    """The table: what tells most, its chance, and where it would take each explanation."""
    names = [name for name, chance in found.posterior.items() if chance > 0]
    cells = [max(len(plain(name)), len("100% / 100%")) for name in names]
    least = 30
    while names and width - sum(cells) - 2 * len(cells) - 18 < least:
        names, cells = names[:-1], cells[:-1]
    lead = min(WHAT, max(width - sum(cells) - 2 * len(cells) - 18, least))
    heads = "".join(f"  {plain(name):>{size}}" for name, size in zip(names, cells, strict=True))
    lines = [f"{f'seen by {found.until}':<{lead}}  chance  mbits{heads}"]
    lines.append("-" * len(lines[0]))
    now = "".join(f"  {percent(found.posterior[name]):>{size}}" for name, size in zip(names, cells, strict=True))
    lines.append(f"{'(now)':<{lead}}  {'':>6}  {'':>5}{now}")
    for one in found.indicators[:top]:
        lines += _row(one, names, cells, lead)
    left = len(found.indicators) - top
    rest = f" {left} more tell less." if left > 0 else ""
    change = f"the first change seen by then ({percent(found.change_chance)} that there is one)"
    note = (
        "Under each explanation: its chance if that is seen / if it is not; mbits: thousandths of a bit that it is "
        f"expected to tell. To know which explanation is true, {_bits(found.missing_bits)} are missing; {change}, "
        f"whatever it is and whenever it comes, is worth {_bits(found.change_bits)}.{rest}"
    )
    return "\n".join([*lines, "", textwrap.fill(note, width)])


def _row(one: Indicator, names: list[str], cells: list[int], lead: int) -> list[str]:
    text = textwrap.wrap(one.what, lead)
    shown = [f"{_case(one.if_seen, name)} / {_case(one.if_not, name)}" for name in names]
    chances = "".join(f"  {cell:>{size}}" for cell, size in zip(shown, cells, strict=True))
    first = f"{text[0]:<{lead}}  {percent(one.chance):>6}  {_thousandths(one.bits):>5}{chances}"
    return [first, *(f"  {line}" for line in text[1:])]


def _case(posterior: Mapping[str, float] | None, name: str) -> str:
    return "-" if posterior is None else percent(posterior[name])


def _thousandths(bits: float) -> str:
    value = 1000 * bits
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.05 else "0"


def _bits(bits: float) -> str:
    if bits >= 0.095:
        return f"{bits:.2f} bits"
    if bits >= 0.00095:
        return f"{bits:.3f} bits"
    return "less than 0.001 bits"


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
