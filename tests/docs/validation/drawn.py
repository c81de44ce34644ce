"""The part of the page about draws of the parameters: kept until it is made anew, since it takes many minutes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from tests.docs.validation.run import NAME, TEXT, Files
from tests.docs.validation.words import day, table

from detente import __version__
from detente.casebook import case
from detente.evidence.explanations import percent, plain
from detente.evidence.records import read_records
from detente.evidence.uncertainty import Ensemble, sample
from detente.scenario import load

BEGIN, END = "<!-- drawn: begin -->", "<!-- drawn: end -->"
FEW = 20.0
"""Effective draws below which neither a mean nor an interval is shown."""


def drawn(draws: int, seed: int, checkpoint: Path | None, progress: Callable[[float, str], None]) -> str:
    """Draw, and say what came of it."""
    files = Files.now()
    scenario = load(case(NAME).scenario)
    more = {"on": 1, "checkpoint": checkpoint}
    first = sample(scenario, scenario.evidence, draws=draws, seed=seed, until=TEXT, progress=progress, **more)
    assert scenario.evidence is not None
    last = read_records(scenario.evidence.records)[-1].date
    second = first.as_of(last, progress=progress, **more)
    return told(files, (first, second))


def told(files: Files, both: tuple[Ensemble, Ensemble]) -> str:
    """The numbers, with all that is needed to judge them."""
    first, second = both
    head = (
        f"Made on {dt.date.today()} with `python -m tests.docs.validation --draws {len(first)} --seed {first.seed}`, "
        f"Detente {__version__}, from `scenario.yaml` and `records.csv` with the hashes {files.belief}."
    )
    text = (
        f"{len(first)} draws of the {len(first.names)} parameters from their priors, each solved and weighed by the "
        f"records until {day(first.date)}, then weighted anew by those until {day(second.date)}."
    )
    return "\n\n".join([head, text, _table(both), *(_judged(one) for one in both)])


def _table(both: tuple[Ensemble, Ensemble]) -> str:
    rows = [[plain(name), *(_interval(one, at) for one in both)] for at, name in enumerate(both[0].explanations)]
    return table(["explanation", *(_head(one) for one in both)], rows)


def _head(ensemble: Ensemble) -> str:
    return day(ensemble.date) + ("" if ensemble.effective < FEW else ": mean (90%)")


def _interval(ensemble: Ensemble, at: int) -> str:
    """Mean and interval; with few effective draws a mean says nothing, so only how far apart the draws are."""
    one = ensemble.posterior[at]
    if ensemble.effective < FEW:
        some = ensemble.chances[ensemble.weights > 0, at]
        return f"{percent(float(some.min()))} to {percent(float(some.max()))} from draw to draw"
    return f"{percent(one.mean)} ({percent(one.low)} to {percent(one.high)})"


def _judged(one: Ensemble) -> str:
    """What the draws are worth."""
    worth = f"{day(one.date)}: effective sample size {one.effective:.0f} of {len(one)}, seed {one.seed}."
    failed = sum(one.faults.values())
    lost = f" {failed} could not be weighed and count for nothing." if failed else ""
    if one.effective < FEW:
        return f"{worth}{lost} That is too few for a mean or an interval, so the table has only the range of the draws."
    return worth + lost


def block(page: str) -> str:
    """The part as the page has it."""
    found = re.search(re.escape(BEGIN) + r"\n*(.*?)\n*" + re.escape(END), page, flags=re.DOTALL)
    return found[1] if found else ""


def standing(text: str, files: Files) -> str:
    """Whether the draws were made from the files as they are."""
    if "hashes" not in text:
        return "No intervals are given."
    if files.belief in text:
        return "The draws were made from the same scenario and record as all else on this page."
    return (
        "**The draws were made from an earlier scenario or record**, so they need not fit the numbers above. Making "
        "them anew: `python -m tests.docs.validation --draws 10 --seed 1`."
    )
