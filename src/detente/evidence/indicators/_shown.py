"""What to watch, as a picture and as a notebook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.charts import Chart, bars, table_html
from detente.evidence.explanations import percent, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.evidence.indicators._watch import Watch

MOST = 15


def chart_of(found: Watch) -> Chart:
    """A bar for each indicator, what tells most first."""
    shown = found.indicators[:MOST]
    title = f"What to watch until {found.until}: what each would tell, of {found.missing_bits:.2f} bits missing"
    values = [one.bits for one in shown]
    return bars(title, [one.what for one in shown], values, _bits, ("what could be seen", "bits"), "watch")


def html_of(found: Watch) -> str:
    """A row for each indicator."""
    lead = max(found.posterior, key=lambda name: found.posterior[name])
    rows = [
        (one.what, percent(one.chance), _bits(one.bits), _of(one.if_seen, lead), _of(one.if_not, lead))
        for one in found.indicators
    ]
    columns = ("what could be seen", "chance", "bits", f"{plain(lead)} if seen", f"{plain(lead)} if not")
    note = f"{plain(lead)} has {percent(found.posterior[lead])} now; {found.missing_bits:.3g} bits are missing."
    return table_html(f"What to watch until {found.until}", columns, rows, note, most=MOST)


def _bits(value: float) -> str:
    return f"{value:.3g}"


def _of(posterior: Mapping[str, float] | None, name: str) -> str:
    return "" if posterior is None else percent(posterior[name])
