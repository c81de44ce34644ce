"""What the evidence led to, in words and objects that several commands share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli._table import aligned, decibans, probability

if TYPE_CHECKING:
    from detente.evidence.explanations import Matrix
    from detente.evidence.filtering import Observed
    from detente.scenario import Scenario


def alone(found: Observed) -> bool:
    """Whether there are no rival explanations: the scenario itself is the only hypothesis."""
    from detente.evidence.filtering import ALONE

    return [one.name for one in found.hypotheses] == [ALONE]


def explained(found: Observed, chances: Mapping[str, float]) -> dict[str, float]:
    """Chances by explanation; nothing where the scenario has none."""
    return {} if alone(found) else dict(chances)


def by_name(found: Observed, values: Sequence[float]) -> dict[str, float]:
    """Values by explanation; nothing where the scenario has none."""
    names = [one.name for one in found.hypotheses]
    return {} if alone(found) else dict(zip(names, values, strict=True))


def matrix_of(found: Observed) -> Matrix:
    """What each record, and the silence after the last, weighs."""
    from detente.evidence.explanations import matrix

    return matrix(found)


def when(found: Observed) -> str:
    """The date of a belief, or its time where the clock has no dates."""
    if found.date is not None:
        return found.date.isoformat()
    unit = found.hypotheses[0].equilibrium.game.clock.unit
    return f"{unit} {found.time:g}"


def heading(scenario: Scenario, found: Observed) -> list[str]:
    """Which scenario, which records, and as of when."""
    count = len(found.records)
    files = ", ".join(Path(one).name for one in found.records.name.split(", "))
    records = f"{count:,} record{'' if count == 1 else 's'} of {files}"
    line = f"{records}, as of {when(found)}; log-likelihood {found.log_likelihood:.6g}"
    lines = [scenario.title, line] if scenario.title else [line]
    return [*lines, *closing_silence(found)]


def closing_silence(found: Observed) -> list[str]:
    """A word on the time after the last record, where it is longer than any silence before it."""
    times = [0.0, *(one.time for one in found.steps)]
    longest = max((after - before for before, after in pairwise(times)), default=0.0)
    rest = found.time - times[-1]
    if not found.steps or rest <= longest:
        return []
    unit = found.hypotheses[0].equilibrium.game.clock.unit
    return [
        f"The {rest:,.6g} {unit}s of silence after the last record count as evidence, and are longer than any before.",
        "If nobody was keeping the record then, say so with a gap, or ask `--until` an earlier date.",
    ]


def explanations(found: Observed) -> list[str]:
    """The prior of each explanation, its posterior, and what lies between."""
    rows = []
    for one, gained in zip(found.hypotheses, matrix_of(found).total.tolist(), strict=True):
        before, after = probability(found.prior[one.name]), probability(found.posterior[one.name])
        rows.append([one.name, before, after, decibans(gained), one.title or one.about])
    never = [f"`{name}` has a prior of 0, and no record can change that" for name, p in found.prior.items() if p == 0]
    return [*aligned(["name", "before", "after", "decibans", "what it says"], rows, prose=4), *never]


def rounded(chances: Iterable[tuple[str, float]]) -> str:
    """Names with their probabilities, those of no account left out."""
    return ", ".join(f"{name} {chance:.3f}" for name, chance in chances if chance >= 0.0005)


def text_of(blocks: Iterable[Sequence[str]]) -> str:
    """Blocks of lines with a line between them."""
    return "\n\n".join("\n".join(block) for block in blocks)
