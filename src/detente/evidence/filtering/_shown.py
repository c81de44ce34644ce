"""What the evidence leads to, as a picture and as a notebook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.charts import Chart, courses, table_html
from detente.words import percent, plain

if TYPE_CHECKING:
    from detente.evidence.filtering._observed import Observed


def chart_of(found: Observed) -> Chart:
    """The posterior at the start, before and after each record, and at the end."""
    names = [one.name for one in found.hypotheses]
    times, what = [0.0], ["the start"]
    chances = [np.array([found.prior[name] for name in names])]
    for step in found.steps:
        times += [step.time, step.time]
        what += ["silence", f"{step.record.kind} {' '.join(step.record.values)}".strip()]
        chances += [_after(step.before, step.silence), step.after]
    times.append(found.time)
    what.append("the end")
    chances.append(found.tail.after)
    clock = found.hypotheses[0].equilibrium.game.clock
    return courses(
        "The explanations as the record grew",
        (clock.unit, clock.date(0.0)),
        times,
        [(plain(name), [float(one[at]) for one in chances]) for at, name in enumerate(names)],
        "explanations",
        marks=[one.time for one in found.steps],
        alike=False,
        what=what,
    )


def html_of(found: Observed) -> str:
    """Each explanation before and after."""
    titles = {one.name: one.about or one.title for one in found.hypotheses}
    rows = [
        (plain(name), percent(before), percent(found.posterior[name]), titles[name])
        for name, before in found.prior.items()
    ]
    count = len(found.records)
    when = found.date or f"{found.time:g}"
    head = f"{count} record{'' if count == 1 else 's'}, as of {when}"
    note = f"Log-likelihood of the record {found.log_likelihood:.4g}."
    return table_html(head, ("explanation", "before", "after", "in words"), rows, note)


def _after(before: np.ndarray, log_likelihood: np.ndarray) -> np.ndarray:
    """The posterior after a silence."""
    with np.errstate(divide="ignore"):
        log = np.log(np.asarray(before)) + np.asarray(log_likelihood)
    found = np.exp(log - log.max())
    return found / found.sum()
