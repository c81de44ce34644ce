"""What the studies say: which settlement, and what moves tell."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.errors import UsageError
from detente.report import _text
from detente.report._differences import differences
from detente.report._studied import MOST
from detente.report._surety import in_titles
from detente.report._words import percent, plain
from detente.report.page._section import Section

if TYPE_CHECKING:
    from detente.charts import Chart
    from detente.report._briefing import Briefing, Study


def _charts(studies: tuple[Study, ...], name: str) -> list[Chart | None]:
    """The picture of each study, with a name of its own; None where there is nothing to draw."""
    return [_chart(one, f"{name}-{at}") for at, one in enumerate(studies)]


def _chart(one: Study, name: str) -> Chart | None:
    if one.found is None:
        return None
    try:
        chart = one.found.plot()
    except UsageError:
        return None
    return dataclasses.replace(chart, name=name, title=f"{chart.title}, from {one.label}")


def _settlement(briefing: Briefing) -> dict[str, Any]:
    return {"gain_charts": _charts(briefing.agreements, "gains"), "titled": partial(in_titles, briefing)}


def _settlement_text(briefing: Briefing, width: int) -> list[str]:
    lines = _text.settlement(briefing, width)
    for one in briefing.agreements:
        said = [in_titles(briefing, text) for text in one.found.sentences()] if one.found is not None else [one.why]
        lines += [*([""] if lines else []), f"From {one.label}", ""]
        lines += [line for text in said for line in _text.bullet(text, width)]
    return lines


def _signals(briefing: Briefing) -> dict[str, Any]:
    return {"signal_charts": _charts(briefing.signals, "signals"), "most": MOST, "named": partial(_named, briefing)}


def _signals_text(briefing: Briefing, width: int) -> list[str]:
    lines: list[str] = []
    for one in briefing.signals:
        said = _named(briefing, one, MOST) if one.found is not None else [one.why]
        lines += [*([""] if lines else []), f"From {one.label}", ""]
        lines += [line for text in said for line in _text.bullet(text, width)]
    return lines


def _named(briefing: Briefing, study: Study, most: int | None = None) -> list[str]:
    """The sentences on signals, moves and actors by the names that the rest of the page has for them."""
    heads = {
        f"{_capital(plain(party.name))}: {plain(option.name)}.": f"{party.title}: {option.title}."
        for party in briefing.parties
        for option in party.options
    }
    found = []
    for text in study.found.sentences(most):
        head = next((one for one in heads if text.startswith(one + " ")), "")
        found.append(heads.get(head, "") + in_titles(briefing, text[len(head) :]))
    return found


def _changes(briefing: Briefing) -> dict[str, Any]:
    from detente.report._changes_chart import changes_chart

    assert briefing.counterfactuals is not None
    return {
        "c": briefing.counterfactuals,
        "rows": partial(differences, briefing),
        "explained": _explained,
        "changes_chart": changes_chart(briefing),
    }


def _explained(variant: Any) -> list[tuple[str, str, str]]:
    """The chances of the explanations, as they are and under a change."""
    before = variant.base_posterior
    return [(plain(name), percent(before.get(name, 0.0)), percent(one)) for name, one in variant.posterior.items()]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


SETTLEMENT = Section(
    "settlement",
    "Which settlement is likely, and who blocks it",
    frozenset(),
    lambda b: b.settlement is not None or bool(b.agreements),
    _settlement,
    _settlement_text,
    short="Settlement",
)
CHANGES = Section(
    "changes",
    "What if",
    frozenset({"counterfactuals"}),
    lambda b: b.counterfactuals is not None,
    _changes,
)
SIGNALS = Section(
    "signals",
    "What moves would tell",
    frozenset({"signals"}),
    lambda b: any(one.found is not None for one in b.signals),
    _signals,
    _signals_text,
    short="Signals",
)
