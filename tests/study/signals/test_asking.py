"""What is refused, and how signals show themselves."""

import json

import polars
import pytest

from detente.casebook import load
from detente.equilibrium import solve
from detente.errors import UsageError
from detente.forecast import now
from detente.study.signals import signals


@pytest.fixture(scope="module")
def solved():
    return solve(load("two-parties-and-a-guarantor").game())


@pytest.fixture(scope="module")
def found(solved):
    return signals(solved)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("guarantor.drawdown",), "there is no move `guarantor.drawdown`\nhint: did you mean `guarantor.draw_down`?"),
        (("guarantr",), "there is no move `guarantr`\nhint: did you mean `guarantor`?"),
        (("nature.calm",), "there is no move `nature.calm`"),
        (
            ("guarantor.return",),
            "`guarantor.return` cannot be made now, by the present belief\nhint: open to it now: `guarantor.draw_down`",
        ),
        (("guarantor", "analist"), "there is no observer `analist`\nhint: did you mean `analyst`?"),
    ],
)
def test_wrong_wishes(solved, arguments, text):
    with pytest.raises(UsageError) as caught:
        signals(solved, *arguments)
    assert str(caught.value).startswith(text)


def test_a_wrong_subject():
    with pytest.raises(UsageError, match=r"`list` is no present in which moves could tell anything"):
        signals([])


def test_nobody_can_move_now(solved):
    from detente.game import Event, Factor, Game

    truce = Factor("truce", ("broken", "holding"), "holding")
    with pytest.raises(UsageError, match="no move can be made now"):
        signals(solve(Game([truce], nature=[Event("breach", 0.2, "truce == holding", {"truce": "broken"})])))


def test_an_actor_without_an_open_move(solved):
    present = now(solved, given="truce == broken and talks == scheduled")
    with pytest.raises(UsageError, match="`opposition` has no move open now"):
        signals(present, "opposition")


def test_the_most_telling_comes_first(found):
    best = [max((each.learned for each in one.lessons), default=-1) for one in found.signals]
    assert best == sorted(best, reverse=True)
    assert found.signals[0].move == "guarantor.draw_down"
    assert {each.observer for each in found.signals[0].lessons} == {"government", "opposition", "analyst"}
    assert {each.about for each in found.signals[0].lessons} == {"plan"}


def test_the_visible_part_is_all_that_counts(solved, found):
    one, two = found["government.violate"], signals(solved, "government.violate", named=True)["government.violate"]
    assert one.lesson("analyst").alone < two.lesson("analyst").alone == 1
    assert one.lesson("opposition").alone == 1  # it knows that it was not itself


def test_results_show_themselves(found):
    told = found["guarantor.draw_down"].lesson("government")
    frame = found.to_frame()
    chosen = (polars.col("move") == "guarantor.draw_down") & (polars.col("observer") == "government")
    rows = frame.filter(chosen).to_dicts()
    assert [(row["type"], row["after"]) for row in rows] == list(told.after.items())
    record = json.loads(json.dumps(found.to_record()))
    assert record["signals"][0]["lessons"][0]["after"].keys() == told.after.keys()
    assert record["thresholds"] == {"separates": 0.1, "pools": 0.9}
    text = found.to_text()
    assert str(found) == text
    assert "partly separates" in found._repr_html_()
    assert "Government, on plan: overstretched from 40% to 60% (0.12 bits); it partly separates" in text
    chart = found.plot("government")
    assert chart.svg.startswith("<svg")
    assert ("guarantor: draw down", "overstretched", "40%", "60%") in chart.rows
    with pytest.raises(UsageError, match="did you mean `government`"):
        found.plot("goverment")
    with pytest.raises(UsageError, match=r"did you mean `guarantor\.draw_down`"):
        found["guarantor.draw_dow"]
    with pytest.raises(UsageError, match="`guarantor` has nothing to learn"):
        found["guarantor.draw_down"].lesson("guarantor")


def test_progress_rises(solved):
    told = []
    signals(solved, progress=lambda share, what: told.append((share, what)))
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert told[0][1].startswith("what ")


def test_an_unconverged_equilibrium_is_told():
    hasty = solve(load("two-parties-and-a-guarantor").game(), max_seconds=1e-9)
    assert "NOT CONVERGED" in signals(hasty).to_text()
