"""The validation record of the Syrian case is current: its files, and a few of its numbers computed anew."""

from __future__ import annotations

import re

import pytest
from tests.docs.validation import beliefs, drawn, forecasts, page
from tests.docs.validation.run import TEXT, Files, Start, leaks
from tests.docs.validation.words import day

from detente.evidence.records import Record
from detente.evidence.scores import Case
from detente.evidence.uncertainty import Ensemble, sample
from detente.game import Event, Factor, Game, Parameter, Prior

COMMAND = f"out of date: {page.COMMAND}"
ASKED_ON = "2016-05-14"


@pytest.fixture(scope="module")
def written() -> str:
    return page.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def start() -> Start:
    return Start.now()


def row(text: str, title: str, first: str) -> list[str]:
    """The cells of the row of a section that begins with this cell."""
    section = text[text.index(f"\n## {title}\n") :].split("\n## ")[1]
    line = next(one for one in section.splitlines() if one.startswith(f"| {first} |"))
    return [one.strip() for one in line.strip("|").split("|")]


def test_the_page_was_made_from_the_files_as_they_are(written: str) -> None:
    assert page.hashes(written) == dict(Files.now().hashes), COMMAND


def test_a_changed_file_is_noticed(written: str) -> None:
    current = Files.now().hashes["scores.yaml"]
    assert page.hashes(written.replace(current, "0" * 16)) != dict(Files.now().hashes)


def test_the_page_says_what_the_draws_were_made_from(written: str) -> None:
    assert drawn.standing(drawn.block(written), Files.now()) in written, COMMAND
    assert "seed" in drawn.block(written)


def test_draws_from_other_files_are_called_so() -> None:
    other = Files(dict.fromkeys(Files.now().hashes, "0" * 16))
    text = f"with the hashes {Files.now().belief}."
    assert "same scenario" in drawn.standing(text, Files.now())
    assert "earlier scenario" in drawn.standing(text, other)


def small(draws: int) -> Ensemble:
    truce = Factor("truce", ("broken", "holding"), start="holding")
    breach = Event("breach", rate="pace", when="truce == holding", then={"truce": "broken"})
    game = Game([truce], nature=[breach], parameters=[Parameter("pace", 0.3, Prior("gamma", (2.0, 0.15)))])
    return sample(game, [Record("5", "change", ("truce",), ("broken",))], draws=draws, seed=3, on=1)


@pytest.mark.parametrize(("draws", "enough"), [(11, False), (150, True)])
def test_too_few_draws_get_no_interval(draws: int, enough: bool) -> None:
    found = small(draws)
    text = drawn.told(Files.now(), (found, found))
    assert (found.effective >= drawn.FEW) == enough
    assert ("too few for a mean or an interval" not in text) == enough
    assert ("100% to 100% from draw to draw" not in text) == enough
    assert (": mean (90%)" in text) == enough
    assert f"effective sample size {found.effective:.0f} of {draws}, seed 3" in text
    assert Files.now().belief in text


@pytest.mark.parametrize("until", [TEXT, None])
def test_posteriors(written: str, start: Start, until: str | None) -> None:
    seen = start.observed(until)
    cells = row(written, "Without each source", "(none)")
    assert cells[1 if until else 2] == beliefs.together(seen.posterior), COMMAND


def test_forecasts_of_a_date(written: str, start: Start) -> None:
    """The model's chances as of one date, and what the record says came, are those of the page."""
    time = next(one for one in start.schedule.dates if str(start.game.clock.date(one)) == ASKED_ON)
    found = []
    said = start.model(start.records, time)
    for item, chances in zip(start.model.items, said, strict=True):
        if item.horizon == forecasts.SHOWN and chances is not None:
            came = item.resolved(start.court, time)
            found.append(forecasts.outcome(
                Case(time, None, item.target.name, item.horizon, item.values, item.target.ranked, came.outcome,
                     came.contested, came.why, {"model": tuple(chances.tolist())})
            ))  # fmt: skip
    date = day(start.game.clock.date(time))
    assert row(written, "Every forecast 30 days ahead", date)[1:] == found, COMMAND


def test_no_forecast_of_the_case_looks_ahead(start: Start) -> None:
    """As of one date here; the page has tried all."""
    checked = leaks(start, lambda share, what: None, start.schedule.dates[7:8])
    assert checked.leaks == ()
    assert (checked.dates, len(checked.forecasters)) == (1, 6)
    assert checked.changes >= 4


def test_the_losses_come_first(written: str) -> None:
    lines = re.findall(r"^\* The model (loses|beats|does)", written, flags=re.MULTILINE)
    assert lines == sorted(lines, key=["loses", "beats", "does"].index)
    assert lines[0] == "loses"
