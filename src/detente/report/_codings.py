"""The explanations weighed again, with contested events coded otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from detente.errors import DetenteError
from detente.evidence import Grades, Hypothesis, observe
from detente.evidence.records import read_records
from detente.report._findings import Coding, Findings
from detente.report._words import listed, percent, plain


def recoded(
    files: Mapping[str, str], hypotheses: Sequence[Hypothesis], grades: Grades, at: float, tell: Callable[[str], None]
) -> tuple[Coding, ...]:
    """The posterior under each coding, at the same time and from the same solutions.

    Parameters
    ----------
    files
        Files of records, by the name of the coding.
    at
        Clock units after the start: what was public by then is used.
    """
    game = hypotheses[0].equilibrium.game
    found = []
    for name, file in files.items():
        tell(f"weighing the record as {plain(name)} codes it")
        try:
            observed = observe(hypotheses, read_records(file, game=game), until=at, grades=grades)
        except DetenteError as error:
            found.append(Coding(name, None, str(error).splitlines()[0]))
            continue
        found.append(Coding(name, tuple(observed.posterior[one.name] for one in hypotheses)))
    return tuple(found)


def codings_turn(found: Findings) -> str:
    """Under which codings another explanation leads, in a sentence; empty where there is none."""
    if not found.codings or not found.trail:
        return ""
    own = found.trail[-1].chances
    lead = own.index(max(own))
    turned = [one for one in found.codings if one.chances is not None and one.chances[lead] < max(one.chances)]
    if not turned:
        return ""
    said = []
    for one in turned:
        assert one.chances is not None
        other = one.chances.index(max(one.chances))
        ahead, behind = plain(found.explanations[other]), plain(found.explanations[lead])
        said.append(
            f"under `{one.name}` {ahead} leads with {percent(one.chances[other])} and {behind} has "
            f"{percent(one.chances[lead])}"
        )
    count = f"{len(turned)} of the {len(found.codings)} other codings" if len(found.codings) > 1 else "the other coding"
    return (
        f"That {plain(found.explanations[lead])} leads as of {found.last} rests on how contested events are coded; "
        f"{count} of the record {'changes' if len(turned) == 1 else 'change'} the lead: {listed(said)}."
    )


def codings_lead(found: Findings) -> str:
    """What the table of codings shows, in a sentence or two; empty where the scenario names no other coding."""
    if not found.codings:
        return ""
    lead = "Some events of the record are contested. Its other codings, weighed until the same date:"
    turned = codings_turn(found)
    weighed = [one for one in found.codings if one.chances is not None]
    said = turned or ("No other coding changes the lead." if len(weighed) == len(found.codings) else "")
    return f"{said} {lead}".strip()


def codings_rows(found: Findings) -> list[tuple[str, ...]]:
    """The record itself first, then each coding: name, chances and what leads, or why there are none."""
    if not found.codings or not found.trail:
        return []

    def row(name: str, chances: tuple[float, ...] | None, why: str = "") -> tuple[str, ...]:
        if chances is None:
            return (name, *("" for _ in found.explanations), f"not weighed: {why}")
        best = found.explanations[chances.index(max(chances))]
        return (name, *map(percent, chances), plain(best))

    return [row("the record used here", found.trail[-1].chances)] + [
        row(one.name, one.chances, one.why) for one in found.codings
    ]
