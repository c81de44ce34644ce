"""Pictures of what the record says of rival explanations, and the tables that a notebook shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from detente.charts import Chart, bars, cells, courses, frame_html, parts, table_html, written
from detente.evidence.explanations._words import percent, plain, short_date, signed
from detente.evidence.records import timed

if TYPE_CHECKING:
    from detente.evidence.explanations._leave_out import LeftOut
    from detente.evidence.explanations._matrix import Matrix
    from detente.evidence.explanations._paths import Paths
    from detente.evidence.explanations._prior import PriorSensitivity

IN_DECIBANS = "in decibans (10 make the odds ten times what they were, 3 about twice)"


def matrix_chart(found: Matrix) -> Chart:
    """Explanations in rows, records in columns, decibans in the cells."""
    names = [plain(one) for one in found.explanations]
    heads = [f"{at}. {_day(one.date)}" for at, one in enumerate(found.columns[:-1], 1)] + ["afterwards"]
    weights = [one.decibans.tolist() for one in found.columns]
    totals = [_weight(one) for one in found.total.tolist()]
    shown = [*(f"{at}. {one.date} {one.what}" for at, one in enumerate(found.columns[:-1], 1)), "afterwards"]
    rows = [(head, *map(_weight, row)) for head, row in zip(shown, weights, strict=True)]
    text = (
        "Cells: what each record, with the silence before it, weighs for (blue) or against (orange) each explanation, "
        "in decibans; over all of them: "
        + ", ".join(f"{name} {one}" for name, one in zip(names, totals, strict=True))
        + "."
    )
    title = f"What each record weighs, {IN_DECIBANS}"
    columns = ("record", *names)
    return Chart(title, text, cells(heads, names, weights), columns, (*rows, ("all of them", *totals)), "matrix")


def matrix_html(found: Matrix) -> str:
    """Records in rows, since there are more of them."""
    rows = [(one.date, one.what, *map(signed, one.decibans.tolist())) for one in found.columns]
    rows += [("", "all of it", *map(signed, found.total.tolist()))]
    names = [plain(one) for one in found.explanations]
    posterior = ", ".join(
        f"{name} {percent(chance)}" for name, chance in zip(names, found.posterior.tolist(), strict=True)
    )
    note = f"In the end: {posterior}."
    return table_html(f"Weights of evidence, {IN_DECIBANS}", ("date", "what", *names), rows, note, most=60)


def paths_chart(found: Paths) -> Chart:
    """The posterior at the start, after each record and at the end."""
    times, begin = timed([one.date for one in found.points])
    chances = [(plain(name), found.of(name).tolist()) for name in found.explanations]
    clock = ("day", begin) if begin is not None else ("clock unit", None)
    what = [one.what for one in found.points]
    title = "The explanations as the record grew"
    return courses(title, clock, times, chances, "posterior", alike=False, what=what)


def paths_html(found: Paths) -> str:
    """A row for each point."""
    rows = [
        (one.date, one.what, *(percent(one.posterior[name]) for name in found.explanations)) for one in found.points
    ]
    columns = ("date", "after", *map(plain, found.explanations))
    return table_html("The explanations as the record grew", columns, rows, most=60)


def prior_chart(found: PriorSensitivity) -> Chart:
    """A bar for each prior, cut into the chances of the explanations."""
    wholes = [(one.what, [(plain(name), chance) for name, chance in one.posterior.items()]) for one in found.others]
    return parts("What the verdict would be under other priors", wholes, "priors")


def prior_html(found: PriorSensitivity) -> str:
    """A row for each prior."""
    names = list(found.others[0].posterior)
    rows = [(one.what, *(percent(one.posterior[name]) for name in names), plain(one.leader)) for one in found.others]
    note = " ".join(found.sentences())
    return table_html("The verdict under other priors", ("prior", *map(plain, names), "leads"), rows, note)


def left_out_chart(found: LeftOut) -> Chart:
    """A bar for each source and record; what leaves no posterior, or settles all, has none."""
    rows = [one for one in found.rows if math.isfinite(one.shift)]
    return bars(
        f"Change of the odds of {plain(found.leader)} without each, in decibans",
        [f"{one.by}: {one.what}" for one in rows],
        [one.shift for one in rows],
        signed,
        ("left out", "decibans"),
        "left-out",
    )


def left_out_html(found: LeftOut) -> str:
    """A row for each source and record."""
    frame = found.to_frame().pivot("explanation", index=["by", "what", "shift", "flips"], values="posterior")
    note = f"Shift: the change of the odds of {plain(found.leader)} without it, in decibans."
    return frame_html("The verdict without each source and record", frame, note, most=60)


def _day(written: str) -> str:
    """A date without its year, for a narrow column; the table has it whole."""
    return " ".join(short_date(written).split()[:2])


def _weight(weight: float) -> str:
    return "-" if math.isnan(weight) else written(weight) or "0.0"
