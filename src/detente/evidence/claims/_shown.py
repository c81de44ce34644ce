"""Tested claims as a picture and as a notebook shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.charts import Chart, intervals, table_html
from detente.words import percent

if TYPE_CHECKING:
    from detente.evidence.claims._tested import Verdicts


def chart_of(found: Verdicts) -> Chart:
    """A dot for the chance on the date of the text, a bar over all three."""
    rows = []
    for one in found:
        known = [said.chance for said in (one.before, one.then, one.now) if said.chance is not None]
        if one.then.chance is not None:
            rows.append((f"{one.claim.name}: {one.claim.claim}", one.then.chance, min(known), max(known)))
    title = f"What the model gave to each claim on {found.written} (bars: from the least to the most, before and since)"
    return intervals(title, rows, percent, ("claim", "then", "least", "most"), "claims", share=True)


def html_of(found: Verdicts) -> str:
    """A row for each claim."""
    rows = [
        (one.claim.name, one.claim.claim, *map(str, (one.before, one.then, one.now)), one.status, one.why)
        for one in found
    ]
    columns = ("claim", "says", "before", "then", "now", "status", "why")
    note = ", ".join(f"{count} {status}" for status, count in found.counts().items()) + "."
    return table_html(found.claims.citation or found.claims.file, columns, rows, note, most=60)
