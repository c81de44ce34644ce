"""What the studies of sensitivity say, in sentences and as text for a terminal."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.words import is_chance, listed, number, percent, plain

if TYPE_CHECKING:
    from detente.study.sensitivity._break_even import BreakEven
    from detente.study.sensitivity._indices import Indices
    from detente.study.sensitivity._tornado import Swing, Tornado

LITTLE = 0.005
"""A swing of a chance, or of another answer as a share of it, below which nothing is said to drive it."""

MOST = 12
"""Parameters that the text shows for each line."""


def is_share(line: str) -> bool:
    """Whether a line is a chance or a share."""
    return is_chance(line) or line.startswith("move(")


def said(line: str, value: float) -> str:
    """The value of a line."""
    if math.isnan(value):
        return "no answer"
    return percent(value) if is_share(line) else number(value)


def tornado_sentences(found: Tornado) -> tuple[str, ...]:
    """One for each line."""
    return tuple(_driven(found, line) for line in found.lines)


def _driven(found: Tornado, line: str) -> str:
    swings = found.of(line)
    known = [one for one in swings if math.isfinite(one.size)]
    lost = [one.parameter for one in swings if one.faults]
    caveat = f" For {listed([plain(one) for one in lost])} there was no answer at one end at least." if lost else ""
    if not known:
        return f"{line}: nothing can be said.{caveat}"
    top = known[0]
    if top.weight < LITTLE:
        return f"{line} is {said(line, top.base)}, whichever parameter is moved.{caveat}"
    text = f"{line} is {said(line, top.base)}; {_turns(top)}"
    others = [plain(one.parameter) for one in known[1:3] if one.weight >= max(LITTLE, top.weight / 4)]
    if len(swings) == 1:
        text += ", the only parameter that was moved"
    else:
        text += f", then on {listed(others)}" if others else ", and on no other that was moved by a quarter as much"
    return text + "." + caveat


def _turns(top: Swing) -> str:
    ends = f"{said(top.line, top.at_low)} at {number(top.low)} and {said(top.line, top.at_high)} at {number(top.high)}"
    return f"it turns most on {plain(top.parameter)} ({ends})"


def tornado_text(found: Tornado) -> str:
    """For a terminal: the sentences, then for each line what moves it."""
    when = found.date or f"{number(found.time)} {found.unit}s after the start"
    count = len(found.parameters)
    ends = f"from the {percent(found.low)} to the {percent(found.high)} point of its prior"
    head = (
        f"One parameter at a time, {ends}, as of {when}: {count} parameter{'' if count == 1 else 's'}, "
        f"{found.solved} settings, {found.seconds:.1f} s"
    )
    blocks = [head, *(_wrapped(one) for one in found.sentences())]
    for line in found.lines:
        shown = [one for one in found.of(line) if not one.size < LITTLE * (1 if is_share(line) else abs(one.base))]
        rows = [
            [plain(one.parameter), number(one.low), number(one.high), said(line, one.at_low), said(line, one.base),
             said(line, one.at_high)]
            for one in shown[:MOST]
        ]  # fmt: skip
        if rows:
            blocks.append(grid([line, "low", "high", "at low", "as it is", "at high"], rows))
    if found.left:
        blocks.append(_wrapped(f"The time did not reach {listed([plain(one) for one in found.left])}."))
    if found.fixed:
        blocks.append(_wrapped(f"Not moved, having no prior: {listed([plain(one) for one in found.fixed])}."))
    faults = dict.fromkeys(f"{plain(one.parameter)} {fault}" for one in found.swings for fault in one.faults)
    blocks += [_wrapped(f"No answer: {one}.") for one in faults]
    return "\n\n".join(blocks)


def indices_text(found: Indices) -> str:
    """For a terminal."""
    head = [_wrapped(found.about), *(_wrapped(one) for one in found.notes)]
    blocks = [*head, *(_wrapped(one) for one in found.sentences())]
    for line in found.lines:
        rows = [
            [plain(one.parameter), *(_measured(value, error) for value, error in one.pairs)]
            for one in found.of(line)[:MOST]
        ]
        blocks.append(grid([line, *found.names], rows) if rows else f"{line}: no indices ({found.lost[line]})")
    return "\n\n".join(blocks)


def _measured(value: float, error: float) -> str:
    return f"{value:.3g}" if math.isnan(error) else f"{value:.3g} ± {error:.2g}"


def indices_sentences(found: Indices) -> tuple[str, ...]:
    """One for each line that has indices."""
    sentences = []
    for line in found.lines:
        rows = found.of(line)
        if not rows:
            sentences.append(f"{line}: {found.lost[line]}.")
            continue
        sure = [one for one in rows if one.main - one.error > 0]
        if not sure:
            sentences.append(f"{line}: no parameter stands out of the sampling error; ask for more runs.")
            continue
        top = sure[0]
        text = f"{line} turns most on {plain(top.parameter)} ({found.names[0]} {top.main:.2g} ± {top.error:.1g})"
        rival = next((one for one in rows if one is not top and one.main + one.error > top.main - top.error), None)
        text += f"; {plain(rival.parameter)} may matter as much" if rival else ", clearly ahead of all others"
        sentences.append(text + ".")
    return tuple(sentences)


def break_even_text(found: BreakEven) -> str:
    """For a terminal."""
    rows = [[number(value), *cells] for value, cells in found.scan_rows()]
    blocks = [*(_wrapped(one) for one in found.sentences()), grid([plain(found.parameter), *found.heads], rows)]
    return "\n\n".join(blocks)


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table: the first column to the left, numbers to the right."""
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    widths[0] = max(widths[0] if len(heads[0]) <= 44 else 0, *(len(row[0]) for row in rows)) if rows else widths[0]
    lines = [heads[0]] if len(heads[0]) > widths[0] else []
    first = "" if lines else heads[0]
    lines.append(
        "  ".join([first.ljust(widths[0]), *(head.rjust(widths[at + 1]) for at, head in enumerate(heads[1:]))])
    )
    for row in rows:
        cells = [cell.rjust(widths[at + 1]) for at, cell in enumerate(row[1:])]
        lines.append("  ".join([row[0].ljust(widths[0]), *cells]))
    return "\n".join(lines)


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 110, subsequent_indent="  "))
